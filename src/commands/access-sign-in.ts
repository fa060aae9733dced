import { directory, directoryPeople } from '../access/directory.ts'
import { groupFacts } from '../access/groups.ts'
import { roleGrants } from '../access/roles.ts'
import { makeCoverages } from '../access/sign-in/coverage.ts'
import { type Coverage, decide, type Part, prepare } from '../access/sign-in/decide.ts'
import { type Extent, extentOf } from '../access/sign-in/extent.ts'
import { naming, resolved } from '../access/sign-in/facts.ts'
import { type SignInQuestion, toConcrete } from '../access/sign-in/question.ts'
import { readPolicy } from '../access/sign-in/reading.ts'
import { describe } from '../access/sign-in/sentence.ts'
import type { SignIn } from '../access/sign-in/sign-in.ts'
import { simplest, toSignIn } from '../access/sign-in/simplest.ts'
import { type Answer3, whatIf } from '../access/sign-in/what-if.ts'
import { tenants } from '../access/tenants.ts'
import { AppError } from '../errors.ts'
import { type GateInput, signInQuestions } from '../gate/input.ts'
import { parseUniqueJson } from '../json.ts'
import { registerAt } from '../register/read.ts'
import { visible } from '../render/escape.ts'
import { validateValue } from '../schema.ts'

/** What one sign-in meets, policy by policy, in one tenant. */
export interface ExplainedSignIn {
  readonly tenant: string
  readonly signIn: SignIn
  readonly allowed: Answer3
  readonly policies: readonly {
    readonly policy: string
    readonly label: string
    readonly applies: Answer3
    readonly granted: Answer3
    readonly asks: string
    /** Why it does not apply, or may not. */
    readonly because: readonly string[]
  }[]
}

/** The whole gap of one requirement in one tenant, by the people who are touched in the same way. */
export interface OpenGap {
  readonly tenant: string
  readonly rule: string
  readonly status: string
  readonly reason?: string
  readonly parts: readonly { readonly sentence: string; readonly example: SignIn; readonly extent: Extent }[]
}

/** Reads the text of `--sign-in`. @throws AppError `json`, `schema`. */
export function readQuestion(text: string): SignInQuestion {
  const value = parseUniqueJson(text, '--sign-in')
  validateValue('urn:gatehouse:sign-in/v1', value, '--sign-in')
  return value as SignInQuestion
}

/** Explains one sign-in, policy by policy, as Microsoft's What-If tool does. */
export function explainSignIn(input: GateInput, question: SignInQuestion): readonly ExplainedSignIn[] {
  return coverages(input).map(({ tenant, coverage }) => {
    const signIn = toConcrete(coverage, question)
    const { allowed, effects } = whatIf(signIn, coverage.policies, coverage.around.locations)
    return {
      tenant,
      signIn,
      allowed,
      policies: effects.map(({ policy, applies, granted, asks, misses }) => ({
        policy: policy.key,
        label: policy.label,
        applies,
        granted,
        asks,
        because: misses.map(({ text }) => text),
      })),
    }
  })
}

/** The whole gap of one requirement. @throws AppError `usage` for a rule that is no sign-in requirement. */
export function openGaps(input: GateInput, rule: string): readonly OpenGap[] {
  const known = [...input.requirements, ...input.parameters.ownRequirements]
  const asked = known.find((requirement) => requirement.rule === rule)
  if (asked === undefined) {
    throw new AppError('usage', `${rule} is not a sign-in requirement`, {
      expected: `one of ${known.map((requirement) => requirement.rule).join(', ')}`,
      fix: 'choose one of them',
    })
  }
  return coverages(input).map(({ tenant, coverage, exempt }) => {
    const requirement = resolved(coverage.directory, asked)
    const answer = decide(
      coverage,
      prepare(coverage),
      requirement,
      exempt.filter((entry) => entry.rule === rule),
    )
    const common = { tenant, rule, status: answer.status, ...(answer.reason ? { reason: answer.reason } : {}) }
    const bySet = [...Map.groupBy(answer.parts, ({ set }) => set).values()]
    return { ...common, parts: bySet.map((parts) => partOf(coverage, parts, requirement.scope)) }
  })
}

function partOf(
  coverage: Coverage,
  parts: readonly Part[],
  scope: Parameters<typeof extentOf>[2],
): OpenGap['parts'][number] {
  const { part, point } = simplest(coverage, parts)
  const example = toSignIn(coverage, part.person, point)
  return {
    sentence: describe(example, example.person.groups, naming(coverage)),
    example,
    extent: extentOf(coverage, parts, scope),
  }
}

function coverages(input: GateInput) {
  const register = input.register === undefined ? undefined : registerAt(input.register, input.now)
  const index = directory(input.plan, directoryPeople(register))
  const owned =
    register !== undefined && Object.hasOwn(register.stacks, input.plan.stack)
      ? register.stacks[input.plan.stack]?.tenants
      : undefined
  const grants = roleGrants(index, groupFacts(index))
  const { exempt, requirements, parameters } = signInQuestions(input, index)
  return tenants(index, owned).flatMap((tenant) => {
    const policies = tenant.policies.map(({ resource, doubt }) => readPolicy(index, resource, doubt))
    const [coverage] = makeCoverages([{ directory: index, policies, grants }], {
      requirements: requirements.map((requirement) => resolved(index, requirement)),
      exempt,
      privilegedRoles: parameters.privilegedRoles,
      sessionHours: parameters.session.administratorHours,
    })
    return coverage === undefined ? [] : [{ tenant: tenant.id, coverage, exempt }]
  })
}

const VERDICTS: Readonly<Record<Answer3, string>> = {
  yes: 'ALLOWED',
  no: 'REFUSED',
  open: 'NOT KNOWN',
}

/** An explained sign-in for a terminal: the verdict, then the policies that decide it, then the others. */
export function renderSignIn(explained: readonly ExplainedSignIn[]): string {
  if (explained.length === 0) return 'The plan declares nothing in a tenant.\n'
  return explained
    .flatMap(({ tenant, signIn, allowed, policies }) => {
      const rank = ({ applies, granted }: ExplainedSignIn['policies'][number]): number =>
        applies === 'yes' ? (granted === 'no' ? 0 : 1) : applies === 'open' ? 2 : 3
      const sorted = [...policies].sort((a, b) => rank(a) - rank(b))
      return [
        `${VERDICTS[allowed]}  ${describe(signIn, signIn.person.groups, PLAIN).replace(' can ', ' tries to ')}`,
        ...(explained.length > 1 ? [`  tenant ${tenant}`] : []),
        ...sorted.map((policy) => `  ${SIGNS[policy.applies]} ${policy.label} ${effectText(policy)}`),
      ]
    })
    .map((line) => `${visible(line)}\n`)
    .join('')
}

const PLAIN = {
  group: (id: string) => `"${id.slice(id.lastIndexOf(':') + 1)}"`,
  role: (id: string) => id,
  location: (id: string) => id,
}
const SIGNS: Readonly<Record<Answer3, string>> = { yes: '*', open: '?', no: '-' }

function effectText({ applies, granted, asks, because }: ExplainedSignIn['policies'][number]): string {
  if (applies !== 'yes') return because.join(' and ')
  const outcome =
    granted === 'yes' ? 'which is fulfilled' : granted === 'no' ? 'which is not fulfilled' : 'which may be fulfilled'
  return asks === 'nothing' ? 'applies and asks for nothing' : `applies and asks for ${asks}, ${outcome}`
}

/** A whole gap for a terminal. */
export function renderGaps(gaps: readonly OpenGap[]): string {
  if (gaps.length === 0) return 'The plan declares nothing in a tenant.\n'
  return gaps
    .flatMap(({ rule, tenant, status, reason, parts }) => [
      `${rule}: ${status}${gaps.length > 1 ? ` in tenant ${tenant}` : ''}${reason === undefined ? '' : ` (${reason})`}`,
      ...parts.flatMap(({ sentence, extent }) => [
        `  ${extent.people.join(', ')}`,
        ...Object.entries(extent.dimensions).map(([name, values]) => `    ${name}: ${values.join(', ')}`),
        `    for example: ${sentence}`,
      ]),
    ])
    .map((line) => `${visible(line)}\n`)
    .join('')
}
