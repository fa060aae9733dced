import { byCodeUnit, own } from '../json.ts'
import type { Resource } from '../plan/model.ts'
import { isTagged, type Value } from '../plan/value.ts'
import { type Directory, labelOf, subjectOf, USER_TYPE } from './directory.ts'
import { packagedGroups } from './holdings/packages.ts'
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

const HIDDEN_MEMBERS = 'it has members that are not known'

/** What the plan says about a group itself, without the groups in it. */
export interface Direct {
  /** Ids of the members that are no declared group. */
  readonly members: readonly string[]
  /** The members that nothing declares: each may be a group of any size. */
  readonly undeclared: readonly string[]
  /** Keys of the declared groups in it. */
  readonly nested: readonly string[]
  /** Further reasons why somebody else may be in it. */
  readonly open: readonly string[]
}

const FACTS = new WeakMap<Directory, { readonly [id: string]: GroupFact }>()

/** The groups of the plan with their members, through nested groups too; a cycle adds nothing. Made once for a directory. */
export function groupFacts(directory: Directory): { readonly [id: string]: GroupFact } {
  const known = FACTS.get(directory) ?? deriveGroups(directory)
  FACTS.set(directory, known)
  return known
}

function deriveGroups(directory: Directory): { readonly [id: string]: GroupFact } {
  const direct = directMemberships(directory)
  return Object.fromEntries(declaredGroups(directory).map((group) => [group.key, groupFact(directory, group, direct)]))
}

const KNOWN = new WeakMap<Directory, ReadonlyMap<string, Direct>>()

/** What the plan says about each declared group itself, by its key. Linear in the memberships; made once for a directory. */
export function directMemberships(directory: Directory): ReadonlyMap<string, Direct> {
  const known = KNOWN.get(directory) ?? readMemberships(directory)
  KNOWN.set(directory, known)
  return known
}

function readMemberships(directory: Directory): ReadonlyMap<string, Direct> {
  const memberships = membershipsByGroup(directory)
  const filled: Filled = { schedules: groupsFilledBySchedules(directory), packages: packagedGroups(directory) }
  return new Map(
    declaredGroups(directory).map((group) => [group.key, directMembers(directory, group, memberships, filled)]),
  )
}

function declaredGroups(directory: Directory): readonly Resource[] {
  return GROUP_TYPES.flatMap((type) => directory.ofType(type))
}

function membershipsByGroup(directory: Directory): ReadonlyMap<string, readonly Resource[]> {
  const byGroup = new Map<string, Resource[]>()
  for (const resource of directory.ofType(MEMBER_TYPE)) {
    const { id } = directory.read(resource.inputs['groupObjectId'], 'a group')
    const list = byGroup.get(id)
    if (list) list.push(resource)
    else byGroup.set(id, [resource])
  }
  return byGroup
}

/** Ids of the groups that something else puts people into. */
interface Filled {
  readonly schedules: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
}

function groupsFilledBySchedules(directory: Directory): ReadonlySet<string> {
  const schedules = SCHEDULE_TYPES.flatMap((type) => directory.ofType(type))
  return new Set(schedules.map((resource) => directory.read(resource.inputs['groupId'], 'a group').id))
}

function directMembers(
  directory: Directory,
  group: Resource,
  memberships: ReadonlyMap<string, readonly Resource[]>,
  filled: Filled,
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
  if (listed.open || entries.some((entry) => entry.kind === 'open')) open.push(HIDDEN_MEMBERS)
  if (values.length === 0) open.push(NO_MEMBERS_DECLARED)
  if (filled.schedules.has(group.key)) open.push('a schedule can put people into it')
  if (filled.packages.has(group.key)) open.push('an access package can put people into it')
  const nested: string[] = []
  const members: string[] = []
  const undeclared: string[] = []
  for (const { kind, id, resource } of entries) {
    if (kind === 'open') continue
    if (resource && GROUP_TYPES.includes(resource.type)) nested.push(id)
    else members.push(id)
    if (!resource) undeclared.push(id)
  }
  return { members, undeclared, nested, open }
}

function groupFact(directory: Directory, group: Resource, direct: ReadonlyMap<string, Direct>): GroupFact {
  const seen = new Set<string>()
  const members = new Set<string>()
  const undeclared = new Set<string>()
  const open = new Set<string>()
  const unclear = new Set<string>()
  const queue = [group.key]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue
    seen.add(key)
    const found = direct.get(key)
    for (const member of found?.members ?? []) members.add(member)
    for (const member of found?.undeclared ?? []) undeclared.add(member)
    const say = (reason: string): string => (key === group.key ? reason : `a group in it: ${reason}`)
    for (const reason of found?.open ?? []) (reason === HIDDEN_MEMBERS ? unclear : open).add(say(reason))
    for (const id of found?.undeclared ?? []) unclear.add(say(`its member ${id} is not declared and may be a group`))
    queue.push(...(found?.nested ?? []))
  }
  const nested = direct.get(group.key)?.nested ?? []
  return {
    ...subjectOf(group),
    members: [...members].sort(byCodeUnit),
    undeclared: [...undeclared].sort(byCodeUnit),
    open: [...open, ...unclear].sort(byCodeUnit),
    weaknesses: weaknesses(directory, group, [...open], nested),
    unclear: [...unclear].map((reason) => `may hold anybody: ${reason}`).sort(byCodeUnit),
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
    directory.ofType(USER_TYPE).map((user) => {
      const password = passwordOf(directory, user)
      return [
        user.key,
        {
          ...subjectOf(user),
          label: nameOf(directory, user.key),
          password,
          weaknesses: userWeaknesses(user, password),
          synchronised: isSynchronised(user),
        },
      ]
    }),
  )
}

/** An account with an immutable id of a directory on premises is synchronised from it (azuread 6.9.1, user). */
function isSynchronised({ inputs }: Resource): UserFact['synchronised'] {
  const immutable = inputs['onpremisesImmutableId'] ?? ''
  if (immutable === '') return 'no'
  return isTagged(immutable) && ['unknown', 'secret'].includes(immutable.$gatehouse) ? 'open' : 'yes'
}

/** Resources that make a text which nobody but the state of the stack knows (Pulumi registry, random). */
const GENERATED: ReadonlySet<string> = new Set(['random:index/randomPassword:RandomPassword'])

/** Addresses and numbers to which Entra sends what resets a password (azuread 6.9.1, user). */
const RESET_BY = ['mobilePhone', 'otherMails'] as const

function passwordOf(directory: Directory, user: Resource): UserFact['password'] {
  const password = user.inputs['password'] ?? null
  const isHidden = isTagged(password) && (password.$gatehouse === 'secret' || password.$gatehouse === 'unknown')
  if ((password !== null && !isHidden) || user.written?.includes('password') === true)
    return 'is written in the program'
  const from = own(user.propertyDependencies, 'password') ?? []
  const isComputed = from.some((key) => !GENERATED.has(directory.byKey.get(key)?.type ?? ''))
  return isComputed ? 'is computed from what others can read' : ''
}

function userWeaknesses(user: Resource, password: UserFact['password']): readonly string[] {
  const enabled = user.inputs['accountEnabled'] ?? true
  const immutable = user.inputs['onpremisesImmutableId'] ?? null
  const resets = RESET_BY.filter((name) => !isBlank(user.inputs[name] ?? null))
  return [
    ...(enabled === true ? [] : [enabled === false ? 'is disabled' : 'may be disabled']),
    ...(immutable === null || immutable === '' ? [] : ['is synchronised from an on-premises directory']),
    ...(password === '' ? [] : [`has a password that ${password}`]),
    ...(resets.length > 0 ? [`has ${resets.join(', ')}, with which its password can be reset`] : []),
  ]
}

function isBlank(value: Value): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
