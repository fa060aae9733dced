import { byCodeUnit } from '../json.ts'
import type { Resource } from '../plan/model.ts'
import { type Directory, labelOf, subjectOf, USER_TYPE } from './directory.ts'
import type { GroupFact, UserFact } from './model.ts'
import { asList, asObject } from './shape.ts'

const GROUP_TYPES = ['azuread:index/group:Group', 'azuread:index/groupWithoutMembers:GroupWithoutMembers']
const MEMBER_TYPE = 'azuread:index/groupMember:GroupMember'
const SCHEDULE_TYPES = [
  'azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule',
  'azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule',
]

/** Reasons that say who may be in a group beyond its declared members. */
export const NO_MEMBERS_DECLARED = 'it declares no members, so somebody may be in it'

interface Direct {
  readonly members: readonly string[]
  readonly nested: readonly string[]
  readonly open: readonly string[]
}

/** The groups of the plan with their members, through nested groups too; a cycle adds nothing. */
export function groupFacts(directory: Directory): { readonly [id: string]: GroupFact } {
  const groups = GROUP_TYPES.flatMap((type) => directory.ofType(type))
  const memberships = membershipsByGroup(directory)
  const filled = groupsFilledBySchedules(directory)
  const direct = new Map(groups.map((group) => [group.key, directMembers(directory, group, memberships, filled)]))
  return Object.fromEntries(groups.map((group) => [group.key, groupFact(directory, group, direct)]))
}

function membershipsByGroup(directory: Directory): ReadonlyMap<string, readonly Resource[]> {
  const byGroup = new Map<string, Resource[]>()
  for (const resource of directory.ofType(MEMBER_TYPE)) {
    const { id } = directory.read(resource.inputs['groupObjectId'], 'a group')
    byGroup.set(id, [...(byGroup.get(id) ?? []), resource])
  }
  return byGroup
}

function groupsFilledBySchedules(directory: Directory): ReadonlySet<string> {
  const schedules = SCHEDULE_TYPES.flatMap((type) => directory.ofType(type))
  return new Set(schedules.map((resource) => directory.read(resource.inputs['groupId'], 'a group').id))
}

function directMembers(
  directory: Directory,
  group: Resource,
  memberships: ReadonlyMap<string, readonly Resource[]>,
  filled: ReadonlySet<string>,
): Direct {
  const listed = asList(group.inputs['members'])
  const further = memberships.get(group.key) ?? []
  const values = [...listed.items, ...further.map((resource) => resource.inputs['memberObjectId'])]
  const entries = values.map((value) => directory.read(value, 'a member'))
  const open: string[] = []
  if (
    !asObject(group.inputs['dynamicMembership']).absent ||
    asList(group.inputs['types']).items.includes('DynamicMembership')
  ) {
    open.push('it is dynamic')
  }
  if (listed.open || entries.some((entry) => entry.kind === 'open')) open.push('it has members that are not known')
  if (values.length === 0) open.push(NO_MEMBERS_DECLARED)
  if (filled.has(group.key)) open.push('a schedule can put people into it')
  const nested: string[] = []
  const members: string[] = []
  for (const { kind, id, resource } of entries) {
    if (kind === 'open') continue
    if (resource && GROUP_TYPES.includes(resource.type)) nested.push(id)
    else members.push(id)
    if (!resource) open.push(`its member ${id} is not declared and may be a group`)
  }
  return { members, nested, open }
}

function groupFact(directory: Directory, group: Resource, direct: ReadonlyMap<string, Direct>): GroupFact {
  const seen = new Set<string>()
  const members = new Set<string>()
  const open = new Set<string>()
  const queue = [group.key]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue
    seen.add(key)
    const found = direct.get(key)
    for (const member of found?.members ?? []) members.add(member)
    for (const reason of found?.open ?? []) open.add(key === group.key ? reason : `a group in it: ${reason}`)
    queue.push(...(found?.nested ?? []))
  }
  const nested = direct.get(group.key)?.nested ?? []
  return {
    ...subjectOf(group),
    members: [...members].sort(byCodeUnit),
    open: [...open].sort(byCodeUnit),
    weaknesses: weaknesses(directory, group, [...open], nested),
    affected: [...members].map((id) => nameOf(directory, id)).sort(byCodeUnit),
  }
}

function nameOf(directory: Directory, id: string): string {
  const resource = directory.byKey.get(id)
  return directory.personNames.get(id) ?? (resource ? labelOf(resource) : id)
}

function weaknesses(
  directory: Directory,
  group: Resource,
  open: readonly string[],
  nested: readonly string[],
): readonly string[] {
  const owners = asList(group.inputs['owners'])
  const names = owners.items.map((owner) => directory.read(owner, 'an owner').label)
  return [
    ...open.map((reason) => `is not a closed list: ${reason}`),
    ...(nested.length > 0 ? ['contains another group'] : []),
    ...(group.inputs['assignableToRole'] === true
      ? []
      : ['is not role-assignable, so ordinary administrators can change it']),
    ...(owners.open ? ['has owners that are not known'] : []),
    ...(names.length > 0 ? [`has the owner ${names.join(', ')}, who can add members`] : []),
  ].sort(byCodeUnit)
}

/** The declared users. */
export function userFacts(directory: Directory): { readonly [id: string]: UserFact } {
  return Object.fromEntries(
    directory
      .ofType(USER_TYPE)
      .map((user) => [
        user.key,
        { ...subjectOf(user), label: nameOf(directory, user.key), weaknesses: userWeaknesses(user) },
      ]),
  )
}

function userWeaknesses(user: Resource): readonly string[] {
  const enabled = user.inputs['accountEnabled'] ?? true
  const immutable = user.inputs['onpremisesImmutableId'] ?? null
  return [
    ...(enabled === true ? [] : [enabled === false ? 'is disabled' : 'may be disabled']),
    ...(immutable === null || immutable === '' ? [] : ['is synchronised from an on-premises directory']),
  ]
}
