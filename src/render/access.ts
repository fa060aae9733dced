import type { Decision } from '../gate/decision.ts'
import type { Source } from '../plan/model.ts'

/** One line about what a change does to access. */
export interface AccessLine {
  readonly sign: '+' | '-' | '~'
  readonly text: string
  /** Detail lines below it. */
  readonly details: readonly string[]
  readonly source?: Source
}

const DIMENSIONS: Readonly<Record<string, string>> = {
  applications: 'to',
  clients: 'clients',
  flows: 'flows',
  platforms: 'platforms',
  addresses: 'addresses',
  countries: 'countries',
  signInRisk: 'sign-in risk',
  userRisk: 'user risk',
  insiderRisk: 'insider risk',
  conditions: 'with',
}
const GAP: Readonly<Record<string, string>> = {
  opened: 'no longer holds',
  closed: 'holds now',
  grew: 'is broken for more sign-ins',
  shrank: 'is broken for fewer sign-ins',
  moved: 'is broken for other sign-ins',
}
const SHOWN_PEOPLE = 6

/** Where nothing changes for anybody. */
export const NO_ACCESS =
  'Nobody gains or loses a directory role, a permission on an API or administration of AWS, and what a sign-in needs stays the same.'

const SHOWN_VALUES = 6

/**
 * What a change does to access, the gravest first: sign-ins that become possible, privileged roles and permissions that
 * somebody gains, requirements whose gap changes, then what is lost. Undefined where the decision has no comparison.
 */
export function accessLines({ access, rules }: Decision): readonly AccessLine[] | undefined {
  if (access === undefined) return undefined
  const enforced = new Map(
    rules
      .filter(({ mode, status }) => mode === 'enforced' && status !== 'not_applicable')
      .map(({ id, title }) => [id, title]),
  )
  const signIn = access.signIn.flatMap(({ possible, impossible, reason, requirements }): readonly AccessLine[] => [
    ...(reason === undefined
      ? []
      : [{ sign: '~', text: `Sign-ins were not compared: ${reason}.`, details: [] } as const]),
    ...(possible === undefined
      ? []
      : [
          {
            sign: '+',
            text: `Sign-ins become possible: ${possible.sentence}`,
            details: extent(possible.extent),
          } as const,
        ]),
    ...(impossible === undefined
      ? []
      : [
          {
            sign: '-',
            text: `Sign-ins become impossible: ${impossible.sentence.replace(' can ', ' could ')}`,
            details: extent(impossible.extent),
          } as const,
        ]),
    ...requirements
      .filter(({ rule }) => enforced.has(rule))
      .map(
        ({ rule, change }): AccessLine => ({
          sign: change === 'closed' || change === 'shrank' ? '-' : '+',
          text: `"${enforced.get(rule) ?? rule}" ${GAP[change] ?? change} (${rule}).`,
          details: [],
        }),
      ),
  ])
  const held = [...access.roles, ...access.permissions, ...(access.aws ?? [])].map(
    ({ change, sentence, privileged, source }): AccessLine & { readonly privileged: boolean } => ({
      sign: change === 'gained' ? '+' : change === 'lost' ? '-' : '~',
      text: sentence,
      details: [],
      privileged,
      ...(source ? { source } : {}),
    }),
  )
  const rank = (line: AccessLine & { readonly privileged?: boolean }): number =>
    '+~-'.indexOf(line.sign) * 2 + (line.privileged === false ? 1 : 0)
  return [...signIn, ...held]
    .map((line, index) => ({ line, index }))
    .sort((a, b) => rank(a.line) - rank(b.line) || a.index - b.index)
    .map(({ line }) => line)
}

function extent({
  people,
  dimensions,
}: {
  readonly people: readonly string[]
  readonly dimensions: Readonly<Partial<Record<string, readonly string[]>>>
}): readonly string[] {
  const shown = (list: readonly string[], most: number): string =>
    list.length > most ? `${list.slice(0, most).join(', ')} and ${list.length - most} more` : list.join(', ')
  const parts = Object.entries(dimensions)
    .filter(([, values]) => values?.join() !== 'none')
    .map(([name, values]) => `${DIMENSIONS[name] ?? name} ${shown(values ?? [], SHOWN_VALUES)}`)
  const number = people.length > SHOWN_PEOPLE ? ` (${people.length})` : ''
  return [`who${number}: ${shown(people, SHOWN_PEOPLE)}`, ...(parts.length > 0 ? [`where: ${parts.join('; ')}`] : [])]
}
