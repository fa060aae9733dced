import type { Resource } from '../../plan/model.ts'
import { isTagged, type Value } from '../../plan/value.ts'
import { type Directory, labelOf } from '../directory.ts'
import { asList, asObject, asText, unknownKeys } from '../shape.ts'
import { BUILT_IN_CONTROLS } from '../words.ts'
import { BUILT_IN_STRENGTHS, type Combination, readCombination } from './methods.ts'

/** The combinations of a strength; `open` says why there may be more. */
export interface Strength {
  readonly label: string
  readonly combinations: readonly Combination[]
  readonly open: readonly string[]
}

/** One thing that a grant asks for. */
export type Alternative =
  | { readonly kind: 'control'; readonly name: string }
  /** A strength; several candidates where the plan does not say which of them it is. */
  | { readonly kind: 'strength'; readonly candidates: readonly Strength[] }
  /** Terms of use, a custom factor: it proves nothing about method or device and counts as satisfiable. */
  | { readonly kind: 'satisfiable'; readonly name: string }
  | { readonly kind: 'open'; readonly why: string }

/** What a policy asks for; without alternatives it grants everything. */
export interface Grant {
  readonly operator: 'AND' | 'OR' | 'open'
  readonly alternatives: readonly Alternative[]
}

const PROPERTIES = [
  'authenticationStrengthPolicyId',
  'builtInControls',
  'customAuthenticationFactors',
  'operator',
  'termsOfUses',
]
const STRENGTH_TYPE = 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy'

/** Reads a policy's grantControls (access.md §2, grant formula). What cannot be read is an alternative that is open. */
export function readGrant(directory: Directory, policy: Resource): Grant {
  const grant = asObject(policy.inputs['grantControls'])
  if (grant.open)
    return { operator: 'AND', alternatives: [{ kind: 'open', why: 'grantControls is computed or secret' }] }
  const operator = asText(grant.get('operator'))
  const strength = grant.get('authenticationStrengthPolicyId')
  const alternatives: readonly Alternative[] = [
    ...listed(grant.get('builtInControls'), 'builtInControls', control),
    ...listed(grant.get('termsOfUses'), 'termsOfUses', () => ({ kind: 'satisfiable', name: 'terms of use' })),
    ...listed(grant.get('customAuthenticationFactors'), 'customAuthenticationFactors', () => ({
      kind: 'satisfiable',
      name: 'a custom factor',
    })),
    ...(strength === undefined || strength === null || strength === ''
      ? []
      : [readStrength(directory, policy, strength)]),
    ...unknownKeys(grant, PROPERTIES).map(
      (key): Alternative => ({
        kind: 'open',
        why: `grantControls.${key} is a property whose effect this version does not know`,
      }),
    ),
  ]
  return { operator: operator === 'AND' || operator === 'OR' ? operator : 'open', alternatives }
}

function listed(
  value: Value | undefined,
  property: string,
  read: (item: Value) => Alternative,
): readonly Alternative[] {
  const list = asList(value)
  return list.open ? [{ kind: 'open', why: `grantControls.${property} is computed or secret` }] : list.items.map(read)
}

function control(value: Value): Alternative {
  const name = asText(value)
  if (name === undefined) return { kind: 'open', why: 'a control is computed or secret' }
  if (!BUILT_IN_CONTROLS.includes(name)) return { kind: 'open', why: `the control ${name} is not known` }
  return { kind: 'control', name }
}

function readStrength(directory: Directory, policy: Resource, value: Value): Alternative {
  const entry = directory.read(value, 'an authentication strength')
  const builtIn = BUILT_IN_STRENGTHS.get(entry.id)
  if (builtIn) return { kind: 'strength', candidates: [{ label: entry.label, combinations: builtIn, open: [] }] }
  const candidates = entry.resource ? [entry.resource] : isUnknown(value) ? strengthsBehind(directory, policy) : []
  if (candidates.length === 0 || candidates.some(({ type }) => type !== STRENGTH_TYPE)) {
    return { kind: 'open', why: `the authentication strength ${entry.label} is neither declared nor built in` }
  }
  return {
    kind: 'strength',
    candidates: candidates.map((strength) =>
      declaredStrength(labelOf(strength), strength.inputs['allowedCombinations']),
    ),
  }
}

function isUnknown(value: Value): boolean {
  return isTagged(value) && value.$gatehouse === 'unknown'
}

/**
 * What an id that a preview does not know yet can be of: everything that grantControls depends on, which the engine
 * says for each property of the first level. Nothing where one of them is not in the plan.
 */
function strengthsBehind(directory: Directory, policy: Resource): readonly Resource[] {
  const dependencies = policy.propertyDependencies['grantControls'] ?? []
  const found = dependencies.map((key) => directory.byKey.get(key)).filter((resource) => resource !== undefined)
  return found.length === dependencies.length ? found : []
}

function declaredStrength(label: string, value: Value | undefined): Strength {
  const list = asList(value)
  if (list.open || list.items.length === 0) {
    return { label, combinations: [], open: [`the combinations of the strength ${label} are not known`] }
  }
  const read = list.items.map((item) => (typeof item === 'string' ? readCombination(item) : undefined))
  const unread = list.items.filter((_, index) => read[index] === undefined)
  return {
    label,
    combinations: read.filter((combination) => combination !== undefined),
    open: unread.map((item) =>
      typeof item === 'string'
        ? `"${item}" in the strength ${label} is not a combination that Entra has`
        : `a combination of the strength ${label} is computed or secret`,
    ),
  }
}
