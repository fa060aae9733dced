import { PHISHING_RESISTANT } from './methods.ts'
import type { Conditions, Name, Names, People, PolicyReading, Words } from './reading.ts'
import type { Alternative } from './reading-grant.ts'
import type { Outcome } from './requirement.ts'
import type { Effect, Miss } from './what-if.ts'

/** One change to one policy. */
export interface Edit {
  readonly policy: PolicyReading
  /** An instruction in one sentence. */
  readonly text: string
  readonly edited: PolicyReading
}

/**
 * The single edits with which a policy would refuse a sign-in that it lets through: remove what excludes it, drop the
 * one condition that does not match, enforce the policy, or ask for all of its controls. With `roles`, for a requirement
 * on their holders, a policy for roles gets those that it lacks.
 */
export function editsFor(effect: Effect, outcome: Outcome, roles?: PrivilegedRoles): readonly Edit[] {
  const { policy, applies, granted, misses } = effect
  if (applies === 'yes' && granted === 'yes') return [...jointly(policy), ...asking(policy, outcome)]
  const [miss, ...further] = misses
  if (miss === undefined || further.length > 0 || miss.answer !== 'no' || granted === 'yes') return []
  if (widensBlock(effect, outcome)) return []
  const edit = roles !== undefined && isForOtherRoles(effect) ? withRoles(policy, roles) : editFor(policy, miss)
  return edit === undefined ? [] : [edit]
}

/** The roles that a requirement is about. */
export interface PrivilegedRoles {
  readonly ids: readonly string[]
  readonly name: (id: string) => string
}

/** Where a policy that blocks would close a gap by blocking what was never meant to be blocked. */
const MEANT: readonly Miss['at'][] = ['state', 'excluded', 'excludedTarget']

/**
 * A policy that blocks some sign-ins, such as risky ones, is no answer to a requirement on how people sign in: without
 * its condition nobody could sign in at all.
 */
export function widensBlock({ policy, misses }: Effect, outcome: Outcome): boolean {
  const blocks = policy.grant.alternatives.some((grant) => grant.kind === 'control' && grant.name === 'block')
  return blocks && outcome !== 'block' && misses.some(({ at }) => !MEANT.includes(at))
}

/** A policy for roles that would help, if the sign-in's role were among them. */
export function isForOtherRoles({ policy, misses }: Effect): boolean {
  return misses.length === 1 && misses[0]?.at === 'included' && policy.conditions.included.roles.names.length > 0
}

function withRoles(policy: PolicyReading, { ids, name }: PrivilegedRoles): Edit {
  const { conditions } = policy
  const { roles } = conditions.included
  const added = ids
    .filter((id) => !roles.names.some((known) => known.id === id))
    .map((id): Name => ({ id, label: name(id) }))
  const listed = added.map(({ id, label }) => `${label} (${id})`).join(', ')
  return {
    policy,
    text: `Add to conditions.users.includedRoles of ${policy.label}: ${listed}.`,
    edited: {
      ...policy,
      conditions: {
        ...conditions,
        included: { ...conditions.included, roles: { ...roles, names: [...roles.names, ...added] } },
      },
    },
  }
}

function jointly(policy: PolicyReading): readonly Edit[] {
  if (policy.grant.operator !== 'OR' || policy.grant.alternatives.length < 2) return []
  return [
    {
      policy,
      text: `Set grantControls.operator of ${policy.label} to "AND".`,
      edited: { ...policy, grant: { ...policy.grant, operator: 'AND' } },
    },
  ]
}

/** The policy reaches the sign-in but asks for too little. */
function asking(policy: PolicyReading, outcome: Outcome): readonly Edit[] {
  const control = CONTROLS[outcome]
  if (control === undefined) return []
  return [
    {
      policy,
      text: `Let ${policy.label} ask for ${control.text}.`,
      edited: { ...policy, grant: { operator: 'AND', alternatives: [...policy.grant.alternatives, control.adds] } },
    },
  ]
}

const CONTROLS: Readonly<Partial<Record<Outcome, { readonly text: string; readonly adds: Alternative }>>> = {
  mfa: { text: 'multi-factor authentication in any case', adds: { kind: 'control', name: 'mfa' } },
  block: { text: 'a block', adds: { kind: 'control', name: 'block' } },
  managedDevice: { text: 'a compliant device in any case', adds: { kind: 'control', name: 'compliantDevice' } },
  phishingResistant: {
    text: 'phishing-resistant authentication in any case',
    adds: {
      kind: 'strength',
      candidates: [{ label: 'phishing-resistant', combinations: PHISHING_RESISTANT, open: [] }],
    },
  },
}

function editFor(policy: PolicyReading, miss: Miss): Edit | undefined {
  const { conditions } = policy
  const change = (text: string, changed: Partial<Conditions>, without?: keyof Conditions): Edit => {
    const next = { ...conditions, ...changed }
    if (without !== undefined) delete (next as Partial<Record<keyof Conditions, unknown>>)[without]
    return { policy, text, edited: { ...policy, conditions: next } }
  }
  const drop = (property: keyof Conditions, name: string): Edit =>
    change(`Remove conditions.${name} from ${policy.label}.`, {}, property)
  switch (miss.at) {
    case 'state':
      return {
        policy,
        text: `Set state of ${policy.label} to "enabled".`,
        edited: { ...policy, state: 'enabled' },
      }
    case 'excluded': {
      const ids = miss.ids ?? []
      const excluded = removePeople(conditions.excluded, ids)
      return change(`Remove ${miss.what} from what ${policy.label} excludes.`, { excluded })
    }
    case 'excludedTarget': {
      const excluded = removeNames(conditions.targets.excluded, miss.ids ?? [])
      return change(`Remove ${miss.what} from conditions.applications.excludedApplications of ${policy.label}.`, {
        targets: { ...conditions.targets, excluded },
      })
    }
    case 'included':
      return change(`Set conditions.users.includedUsers of ${policy.label} to ["All"].`, {
        included: { ...conditions.included, users: { names: [{ id: 'All', label: 'All' }], open: [] } },
      })
    case 'target':
      if (conditions.targets.actions.words.length > 0) return undefined
      return change(`Set conditions.applications.includedApplications of ${policy.label} to ["All"].`, {
        targets: { ...conditions.targets, included: { names: [{ id: 'All', label: 'All' }], open: [] } },
      })
    case 'client':
      return change(`Set conditions.clientAppTypes of ${policy.label} to ["all"].`, {}, 'clients')
    case 'flow':
      return drop('flows', 'authenticationFlowTransferMethods')
    case 'platform':
      return drop('platforms', 'platforms')
    case 'location':
      return drop('locations', 'locations')
    case 'device':
      return drop('device', 'devices')
    case 'signInRisk':
      return drop('signInRisk', 'signInRiskLevels')
    case 'userRisk':
      return drop('userRisk', 'userRiskLevels')
    case 'insiderRisk':
      return drop('insiderRisk', 'insiderRiskLevels')
    case 'doubt':
    case 'workload':
      return undefined
    default:
      return miss.at satisfies never
  }
}

function removePeople(people: People, ids: readonly string[]): People {
  return {
    users: removeNames(people.users, ids),
    groups: removeNames(people.groups, ids),
    roles: removeNames(people.roles, ids),
    guests: { ...people.guests, ...removeWords(people.guests, ids) },
  }
}

function removeNames(list: Names, ids: readonly string[]): Names {
  return { ...list, names: list.names.filter(({ id }) => !ids.includes(id)) }
}

function removeWords(list: Words, ids: readonly string[]): Words {
  return { ...list, words: list.words.filter((word) => !ids.includes(word)) }
}
