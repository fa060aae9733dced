import type { Value } from '../plan/value.ts'
import type { Directory } from './directory.ts'
import type { Guarantee } from './model.ts'
import { asList, asObject, asText, type ObjectView, unknownKeys } from './shape.ts'
import { BUILT_IN_CONTROLS, BUILT_IN_STRENGTHS, isMultiFactor } from './words.ts'

type Answer = 'yes' | 'no' | 'open'
type Outcome = 'mfa' | 'block'

interface Alternative {
  readonly name: string
  readonly gives: Readonly<Record<Outcome, Answer>>
}

const PROPERTIES = [
  'authenticationStrengthPolicyId',
  'builtInControls',
  'customAuthenticationFactors',
  'operator',
  'termsOfUses',
]

const FIXES: Readonly<Record<Outcome, string>> = {
  mfa: 'Set grantControls to {operator: "OR", builtInControls: ["mfa"]}.',
  block: 'Set grantControls to {operator: "OR", builtInControls: ["block"]}.',
}
const NAMES: Readonly<Record<Outcome, string>> = { mfa: 'multi-factor authentication', block: 'a block' }

/**
 * Whether the grant of a policy guarantees the outcome wherever the policy applies: with AND one alternative that does
 * is enough, with OR every one must. Terms of use, custom factors, device and app controls prove nothing about the
 * method (access.md §2, grant formula).
 */
export function grantGuarantees(
  directory: Directory,
  value: Value | undefined,
): { readonly mfa: Guarantee; readonly block: Guarantee } {
  const grant = asObject(value)
  return { mfa: guarantee(directory, grant, 'mfa'), block: guarantee(directory, grant, 'block') }
}

function guarantee(directory: Directory, grant: ObjectView, outcome: Outcome): Guarantee {
  const fix = FIXES[outcome]
  if (grant.absent) return { guaranteed: 'no', text: 'has no grant control, so it grants everything', fix }
  if (grant.open) return { guaranteed: 'open', text: 'has grant controls that are computed or secret', fix }
  const unknown = unknownKeys(grant, PROPERTIES)
  const { alternatives, isOpen } = readAlternatives(directory, grant)
  const operator = asText(grant.get('operator'))
  const answer = combine(
    operator,
    alternatives.map((alternative) => alternative.gives[outcome]),
    isOpen || unknown.length > 0,
  )
  return { guaranteed: answer, text: describe(answer, outcome, operator, alternatives, unknown), fix }
}

function combine(operator: string | undefined, answers: readonly Answer[], isOpen: boolean): Answer {
  if (answers.length === 0) return isOpen ? 'open' : 'no'
  const every = isOpen ? 'open' : answers.length === 1 ? answers[0] : undefined
  const and: Answer = answers.includes('yes') ? 'yes' : answers.includes('open') || isOpen ? 'open' : 'no'
  const or: Answer = answers.includes('no') ? 'no' : answers.includes('open') || isOpen ? 'open' : 'yes'
  if (every !== undefined && every !== 'open') return every
  if (operator === 'AND') return and
  if (operator === 'OR') return or
  return and === or ? and : 'open'
}

function readAlternatives(
  directory: Directory,
  grant: ObjectView,
): { alternatives: readonly Alternative[]; isOpen: boolean } {
  const controls = asList(grant.get('builtInControls'))
  const terms = asList(grant.get('termsOfUses'))
  const factors = asList(grant.get('customAuthenticationFactors'))
  const strength = grant.get('authenticationStrengthPolicyId')
  const alternatives = [
    ...controls.items.map(control),
    ...terms.items.map(() => ({ name: 'terms of use', gives: { mfa: 'no', block: 'no' } as const })),
    ...factors.items.map(() => ({ name: 'a custom factor', gives: { mfa: 'no', block: 'no' } as const })),
    ...(strength === undefined || strength === null || strength === ''
      ? []
      : [authenticationStrength(directory, strength)]),
  ]
  return { alternatives, isOpen: controls.open || terms.open || factors.open }
}

function control(value: Value): Alternative {
  const name = asText(value)
  if (name === undefined || !BUILT_IN_CONTROLS.includes(name)) {
    return {
      name: name === undefined ? 'a control that is not known' : `the unknown control ${name}`,
      gives: { mfa: 'open', block: 'open' },
    }
  }
  return {
    name,
    gives: { mfa: name === 'mfa' || name === 'block' ? 'yes' : 'no', block: name === 'block' ? 'yes' : 'no' },
  }
}

function authenticationStrength(directory: Directory, value: Value): Alternative {
  const entry = directory.read(value, 'an authentication strength')
  const name = `the strength ${entry.label}`
  if (BUILT_IN_STRENGTHS.has(entry.id)) return { name, gives: { mfa: 'yes', block: 'no' } }
  const combinations = asList(entry.resource?.inputs['allowedCombinations'])
  if (combinations.absent || combinations.open || combinations.items.length === 0)
    return { name, gives: { mfa: 'open', block: 'no' } }
  const answers = combinations.items.map(
    (item): Answer => (typeof item === 'string' ? (isMultiFactor(item) ? 'yes' : 'no') : 'open'),
  )
  return {
    name,
    gives: { mfa: answers.includes('no') ? 'no' : answers.includes('open') ? 'open' : 'yes', block: 'no' },
  }
}

function describe(
  answer: Answer,
  outcome: Outcome,
  operator: string | undefined,
  alternatives: readonly Alternative[],
  unknown: readonly string[],
): string {
  const asks =
    alternatives.map((alternative) => alternative.name).join(operator === 'AND' ? ' and ' : ' or ') || 'nothing'
  if (answer === 'yes') return `asks for ${asks}`
  if (unknown.length > 0) return `has the property grantControls.${unknown[0]}, whose effect this version does not know`
  if (answer === 'open' && alternatives.length > 1 && operator !== 'AND' && operator !== 'OR') {
    return `asks for ${asks}, and the operator between them is not known`
  }
  if (answer === 'open') return `asks for ${asks}, which may or may not guarantee ${NAMES[outcome]}`
  return `asks for ${asks}, which does not guarantee ${NAMES[outcome]}`
}
