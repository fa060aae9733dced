import { own } from '../json.ts'
import type { Resource } from '../plan/model.ts'
import type { Value } from '../plan/value.ts'
import { type Directory, type Entry, subjectOf } from './directory.ts'
import type { Exclusion, GroupFact, PolicyFact } from './model.ts'
import { asList, asObject, asText, type ListView, type ObjectView } from './shape.ts'
import { type ExclusionEffects, exclusionKey } from './sign-in/exclusion-effects.ts'
import { GUEST_TYPES } from './words.ts'

export const POLICY_TYPE = 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy'

/** Reads whom one conditional-access policy includes and excludes, for the rules about exclusions and lockouts. */
export function policyFact(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
  resource: Resource,
  effects: ExclusionEffects,
): Omit<PolicyFact, 'shape'> {
  const conditions = asObject(resource.inputs['conditions'])
  const withEffect = (exclusion: Exclusion): Exclusion => {
    const effect = effects.get(exclusionKey(resource.key, exclusion.dimension, exclusion.id))
    return exclusion.kind === 'open' || effect === undefined ? exclusion : { ...exclusion, effect }
  }
  return {
    ...subjectOf(resource),
    state: readState(resource.inputs['state']),
    exclusions: exclusions(directory, groups, conditions).map(withEffect),
    includes: includes(directory, conditions),
  }
}

/** The state of a policy as the provider has it. */
export function readState(value: Value | undefined): PolicyFact['state'] {
  switch (value) {
    case 'enabled':
      return 'enabled'
    case 'disabled':
      return 'disabled'
    case 'enabledForReportingButNotEnforced':
      return 'report-only'
    default:
      return 'open'
  }
}

/** Everything that the policy excludes and an exception could name. */
function exclusions(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
  conditions: ObjectView,
): readonly Exclusion[] {
  if (conditions.open)
    return [openExclusion('users', 'conditions', 'somebody who is not known: the conditions are computed or secret')]
  const users = asObject(conditions.get('users'))
  const applications = asObject(conditions.get('applications'))
  if (users.open)
    return [openExclusion('users', 'users', 'somebody who is not known: conditions.users is computed or secret')]
  return [
    ...entries(users, 'excludedUsers', 'users', (item) => userExclusion(directory.read(item, 'a user'))),
    ...entries(users, 'excludedGroups', 'groups', (item) => groupExclusion(directory.read(item, 'a group'), groups)),
    ...entries(users, 'excludedRoles', 'roles', (item) => roleExclusion(directory.read(item, 'a role'))),
    ...guestExclusions(asList(users.get('excludedGuestsOrExternalUsers'))),
    ...entries(applications, 'excludedApplications', 'applications', (item) =>
      applicationExclusion(directory.readApplication(item)),
    ),
  ]
}

function entries(
  view: ObjectView,
  property: string,
  dimension: Exclusion['dimension'],
  read: (item: Value) => Exclusion | undefined,
): readonly Exclusion[] {
  const list = asList(view.get(property))
  if (list.open)
    return [openExclusion(dimension, property, `somebody who is not known: ${property} is computed or secret`)]
  return list.items.map(read).filter((exclusion) => exclusion !== undefined)
}

function openExclusion(dimension: Exclusion['dimension'], id: string, text: string): Exclusion {
  return {
    kind: 'open',
    dimension,
    id: `open ${id}`,
    text,
    fix: 'Write the exclusion as a literal id or as a reference to a declared resource.',
    affected: [],
  }
}

function userExclusion(entry: Entry): Exclusion | undefined {
  if (entry.kind === 'open') return openExclusion('users', entry.id, entry.label)
  if (entry.kind === 'word' && entry.id === 'None') return undefined
  const everyone = entry.kind === 'word' && entry.id === 'All'
  const guests = entry.kind === 'word' && entry.id === 'GuestsOrExternalUsers'
  return {
    kind: 'broken',
    dimension: 'users',
    id: entry.id,
    text: everyone ? 'everyone' : guests ? 'every guest and external user' : `the user ${entry.label}`,
    fix: `Remove ${everyone || guests ? `"${entry.id}"` : entry.label} from conditions.users.excludedUsers.`,
    affected: [everyone ? 'everyone' : guests ? 'every guest and external user' : entry.label],
  }
}

function groupExclusion(entry: Entry, groups: { readonly [id: string]: GroupFact }): Exclusion {
  if (entry.kind === 'open') return openExclusion('groups', entry.id, entry.label)
  const group = own(groups, entry.id)
  const size = group && group.open.length === 0 ? ` (${count(group.members.length, 'member')})` : ' (members not known)'
  return {
    kind: 'broken',
    dimension: 'groups',
    id: entry.id,
    text: `the group ${entry.label}${size}`,
    fix: `Remove the group ${entry.label} from conditions.users.excludedGroups.`,
    affected: group && group.affected.length > 0 ? group.affected : [`members of the group ${entry.label}`],
  }
}

function roleExclusion(entry: Entry): Exclusion {
  if (entry.kind === 'open') return openExclusion('roles', entry.id, entry.label)
  return {
    kind: 'broken',
    dimension: 'roles',
    id: entry.id,
    text: `the role ${entry.label}`,
    fix: `Remove the role ${entry.label} from conditions.users.excludedRoles.`,
    affected: [`holders of the role ${entry.label}`],
  }
}

/** The provider sends the first block only (access.md §2, shapes); a further one is somebody's mistake and stays open. */
function guestExclusions(blocks: ListView): readonly Exclusion[] {
  if (blocks.open) return [openExclusion('guestTypes', 'blocks', 'guests that are not known')]
  const [first, ...further] = blocks.items
  if (first === undefined) return []
  const block = asObject(first)
  const types = asList(block.get('guestOrExternalUserTypes'))
  if (block.open || types.open || types.absent)
    return [openExclusion('guestTypes', 'types', 'guests that are not known')]
  const known = types.items
    .filter((type) => type !== 'none')
    .map((type): Exclusion => {
      const name = asText(type)
      if (name === undefined || !GUEST_TYPES.includes(name))
        return openExclusion('guestTypes', name ?? 'type', 'a guest type that is not known')
      return {
        kind: 'broken',
        dimension: 'guestTypes',
        id: name,
        text: `guests of the type ${name}`,
        fix: `Remove ${name} from conditions.users.excludedGuestsOrExternalUsers.`,
        affected: [`guests of the type ${name}`],
      }
    })
  const second = openExclusion(
    'guestTypes',
    'second block',
    'guests in a second block, which the provider does not send',
  )
  return further.length > 0 ? [...known, second] : known
}

function applicationExclusion(entry: Entry): Exclusion {
  if (entry.kind === 'open') return openExclusion('applications', entry.id, entry.label)
  return {
    kind: 'broken',
    dimension: 'applications',
    id: entry.id,
    text: `the application ${entry.label}`,
    fix: `Remove ${entry.label} from conditions.applications.excludedApplications.`,
    affected: [`everyone who uses the application ${entry.label}`],
  }
}

/** Whom the policy includes, for the question whether it can lock somebody out. */
function includes(directory: Directory, conditions: ObjectView): PolicyFact['includes'] {
  const nobody = { users: [], groups: [], roles: [], open: false }
  if (conditions.open) return { ...nobody, open: true }
  const users = asObject(conditions.get('users'))
  if (users.open) return { ...nobody, open: true }
  if (targetsNothing(conditions)) return nobody
  const read = (property: string, what: string): readonly Entry[] =>
    asList(users.get(property)).items.map((item) => directory.read(item, what))
  const lists = [
    read('includedUsers', 'a user'),
    read('includedGroups', 'a group'),
    read('includedRoles', 'a role'),
  ] as const
  const isOpen = ['includedUsers', 'includedGroups', 'includedRoles'].some((name) => asList(users.get(name)).open)
  const [byUser, byGroup, byRole] = lists
  return {
    users: closed(byUser),
    groups: closed(byGroup),
    roles: closed(byRole),
    open: isOpen || lists.flat().some((entry) => entry.kind === 'open'),
  }
}

/** A policy for service principals, or for no application, cannot lock a person out. */
function targetsNothing(conditions: ObjectView): boolean {
  const included = asList(asObject(conditions.get('applications')).get('includedApplications'))
  const none = included.items.length === 1 && included.items[0] === 'None'
  return none || asObject(conditions.get('clientApplications')).keys.length > 0
}

function closed(list: readonly Entry[]): readonly string[] {
  return list.filter((entry) => entry.kind !== 'open' && entry.id !== 'None').map((entry) => entry.id)
}

/** `1 member`, `9 members`. */
function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
