import type { ApplicationState, Certainty, Holding } from '../holdings/model.ts'
import type { PartyKind } from '../holdings/parties.ts'
import type { Subject } from '../model.ts'

/** Somebody who holds a directory role, may activate it, or can give it; groups stand for the people in them. */
export interface RoleHolderFact extends Subject {
  readonly principal: { readonly id: string; readonly kind: PartyKind; readonly label: string }
  readonly role: { readonly id: string; readonly label: string; readonly privileged: Certainty }
  readonly kind: Holding['kind']
  /** Of a declared application: how somebody else can sign in as it; each continues a sentence about it. */
  readonly weaknesses: readonly string[]
  /** Why that cannot be seen; each continues a sentence about it. */
  readonly unclear: readonly string[]
}

/** The state of a declared application or service principal; undefined where its application is not declared. */
export type StateOf = (key: string) => ApplicationState | undefined

/** Everybody behind the declared roles whose holding has not ended. A fact stands at what makes somebody a holder. */
export function roleHolderFacts(holdings: readonly Holding[], stateOf: StateOf): readonly RoleHolderFact[] {
  return holdings
    .filter(({ principal, span }) => principal.kind !== 'group' && span.kind !== 'ended')
    .map(({ principal, role, kind, resources }) => ({
      ...placed(resources),
      principal,
      role,
      kind,
      ...judged(principal.kind, stateOf(principal.id)),
    }))
}

/** The last resource of a chain as the subject; the places of the others are related. */
export function placed(resources: readonly Subject[]): Subject {
  const last = resources.at(-1)
  if (last === undefined) return { key: '', label: '' }
  const further = resources.slice(0, -1).flatMap(({ source }) => (source === undefined ? [] : [source]))
  const related = [...(last.related ?? []), ...further]
  return {
    key: last.key,
    label: last.label,
    ...(last.source === undefined ? {} : { source: last.source }),
    ...(related.length > 0 ? { related } : {}),
  }
}

function judged(kind: PartyKind, state: ApplicationState | undefined): Pick<RoleHolderFact, 'weaknesses' | 'unclear'> {
  if (kind !== 'servicePrincipal' && kind !== 'application') return { weaknesses: [], unclear: [] }
  if (state === undefined) {
    return { weaknesses: [], unclear: ['may have a secret or an owner: its application is not declared'] }
  }
  const owners = state.owners.map(({ label }) => label).join(', ')
  return {
    weaknesses: [
      ...(state.secrets > 0 ? ['signs in with a secret'] : []),
      ...(owners === '' ? [] : [`has the owner ${owners}, who can add a secret`]),
    ],
    unclear: state.open ? ['has secrets or owners that are not known'] : [],
  }
}
