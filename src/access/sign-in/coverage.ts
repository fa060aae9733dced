import { byCodeUnit } from '../../json.ts'
import { BUILT_IN_ROLES } from '../../plan/provider-types/directory-roles.ts'
import type { Identities } from '../../plan/resolve.ts'
import { type Directory, labelOf, scopeIds } from '../directory.ts'
import type { RoleGrantFact } from '../model.ts'
import type { Surroundings } from './compile.ts'
import type { Coverage, UnreachableHolder } from './decide.ts'
import { type Location, readLocations } from './locations.ts'
import { type Membership, memberships } from './memberships.ts'
import type { Combination } from './methods.ts'
import { type Distinctions, personClasses } from './people.ts'
import type { Conditions, Names, People, PolicyReading } from './reading.ts'
import type { Exempt, Requirement } from './requirement.ts'
import { makeSpace, type Vocabulary } from './space.ts'

/** One state of a tenant: what a plan declares, or what its base did. */
export interface Side {
  readonly directory: Directory
  readonly policies: readonly PolicyReading[]
  readonly grants: readonly RoleGrantFact[]
}

/** What the questions about a tenant name. */
export interface Questions {
  readonly requirements: readonly Requirement[]
  readonly exempt: readonly Exempt[]
  readonly privilegedRoles: readonly string[]
  readonly sessionHours: number
}

/** The most diagram nodes of one tenant: about 300 MB. */
const NODE_BUDGET = 2_000_000

/** Makes the sides of one tenant ready, over one space that has every value that any of them names. */
export function makeCoverages(
  sides: readonly Side[],
  questions: Questions,
  budget: number = NODE_BUDGET,
): readonly (Coverage & { readonly distinctions: Distinctions })[] {
  const read = sides.map(
    (side, index): ReadSide => ({
      side,
      locations: readLocations(side.directory, String(index)),
      membership: memberships(side.directory),
    }),
  )
  const space = makeSpace(vocabulary(read, questions), budget)
  return read.map(({ side, locations, membership }): Coverage & { readonly distinctions: Distinctions } => {
    const label = (id: string): string => {
      const resource = side.directory.byKey.get(id)
      return resource ? labelOf(resource) : id
    }
    const around: Surroundings = { space, locations, membership, label }
    const distinctions = distinguish(read, questions, side, membership)
    return {
      around,
      directory: side.directory,
      classes: personClasses(side.directory, distinctions),
      policies: side.policies,
      groups: [...new Set(distinctions.groups)].sort(byCodeUnit),
      privilegedRoles: questions.privilegedRoles,
      unreachable: unreachableHolders(side, questions.privilegedRoles),
      exceptional: new Set(questions.exempt.flatMap(({ users, groups }) => [...users, ...groups])),
      roleName: (id) => BUILT_IN_ROLES.get(id) ?? id,
      sessionHours: questions.sessionHours,
      distinctions,
    }
  })
}

interface ReadSide {
  readonly side: Side
  readonly locations: ReadonlyMap<string, Location>
  readonly membership: (group: string) => Membership
}

/** Ids of an application as a requirement or an exception writes it. */
export function applicationIds(ids: Identities, entry: string): readonly string[] {
  return entry === 'Office365' || entry === 'MicrosoftAdminPortals' ? [entry] : scopeIds(ids, entry)
}

function vocabulary(sides: readonly ReadSide[], questions: Questions): Vocabulary {
  const applications = new Map<string, { label: string; declared: boolean }>()
  const groups = new Set<string>()
  const roles = new Set(questions.privilegedRoles)
  const undeclaredLocations = new Set<string>()
  const filters = new Set<string>()
  const strengths: (readonly Combination[])[] = []
  for (const { side, locations, membership } of sides) {
    const add = ({ id, label }: { readonly id: string; readonly label: string }): void => {
      applications.set(id, { label, declared: side.directory.byKey.has(id) })
    }
    for (const id of namedGroups(side, questions)) for (const source of membership(id).sources) groups.add(source)
    for (const { conditions, grant } of side.policies) {
      for (const alternative of grant.alternatives) {
        if (alternative.kind !== 'strength') continue
        for (const { combinations } of alternative.candidates) strengths.push(combinations)
      }
      for (const list of [conditions.targets.included, conditions.targets.excluded]) {
        for (const name of list.names) if (!isWord(name.id)) add(name)
      }
      for (const people of [conditions.included, conditions.excluded]) {
        for (const { id } of people.roles.names) if (!side.directory.byKey.has(id)) roles.add(id)
      }
      for (const id of locationIds(conditions)) if (!locations.has(id)) undeclaredLocations.add(id)
      if (conditions.device) filters.add(conditions.device.rule)
    }
    for (const { scope } of questions.requirements) {
      for (const id of scope.applications ?? []) if (!isWord(id) && id !== 'All') add({ id, label: id })
    }
    for (const { applications: ids } of questions.exempt) for (const id of ids) if (!isWord(id)) add({ id, label: id })
  }
  for (const { roles: ids } of questions.exempt) for (const id of ids) roles.add(id)
  return {
    groups: [...groups],
    roles: [...roles],
    applications,
    locations: sides.flatMap(({ locations }) => [...locations.values()]),
    undeclaredLocations: [...undeclaredLocations],
    filters: [...filters],
    strengths,
  }
}

const WORDS = ['All', 'None', 'Office365', 'MicrosoftAdminPortals']

function isWord(id: string): boolean {
  return WORDS.includes(id)
}

function locationIds({ locations }: Conditions): readonly string[] {
  if (!locations) return []
  return [...locations.included.names, ...locations.excluded.names]
    .map(({ id }) => id)
    .filter((id) => id !== 'All' && id !== 'AllTrusted')
}

/** Whatever may be named as a group: by a policy, an exception or a role grant that no role reaches. */
function namedGroups(side: Side, { exempt, privilegedRoles }: Questions): readonly string[] {
  return [
    ...side.policies.flatMap(({ conditions }) => bothSides(conditions).flatMap((people) => idsOf(people.groups))),
    ...exempt.flatMap((entry) => entry.groups),
    ...unreachableHolders(side, privilegedRoles)
      .filter(({ group }) => group)
      .map(({ principal }) => principal),
  ]
}

function bothSides(conditions: Conditions): readonly People[] {
  return [conditions.included, conditions.excluded]
}

function idsOf(list: Names): readonly string[] {
  return list.names.map(({ id }) => id)
}

/** People and groups that any side names, so that the classes of the sides can be compared. */
function distinguish(
  read: readonly ReadSide[],
  questions: Questions,
  own: Side,
  membership: (group: string) => Membership,
): Distinctions {
  const named = new Map<string, string>()
  const tenants = new Set<string>()
  for (const { side } of read) {
    for (const { conditions } of side.policies) {
      for (const people of bothSides(conditions)) {
        for (const { id, label } of people.users.names) if (!PEOPLE_WORDS.includes(id)) named.set(id, label)
        for (const tenant of people.guests.tenants?.words ?? []) tenants.add(tenant)
      }
    }
    for (const { principal, group } of unreachableHolders(side, questions.privilegedRoles)) {
      if (principal !== '' && !(group && side.directory.byKey.has(principal))) {
        named.set(principal, side.directory.personNames.get(principal) ?? principal)
      }
    }
  }
  for (const { users } of questions.exempt) for (const id of users) if (!named.has(id)) named.set(id, id)
  return {
    named,
    groups: read.flatMap(({ side }) => namedGroups(side, questions)),
    tenants: [...tenants],
    membership,
    grants: own.grants,
  }
}

const PEOPLE_WORDS = ['All', 'None', 'GuestsOrExternalUsers']

/**
 * Who holds a privileged role that no policy for roles reaches: a custom role, or one scoped to an administrative unit
 * (access.md §2, roles). A principal that cannot be seen is the empty id: anybody.
 */
function unreachableHolders(
  { directory, grants }: Side,
  privilegedRoles: readonly string[],
): readonly UnreachableHolder[] {
  return grants.flatMap(({ role, scope, principal, means }) => {
    if (means !== undefined) return []
    const isPrivileged = role.custom ?? (role.id === '' ? 'open' : privilegedRoles.includes(role.id) ? 'yes' : 'no')
    const isReached = role.custom === undefined && role.id !== '' && scope === 'tenant'
    if (isPrivileged === 'no' || isReached) return []
    const type = directory.byKey.get(principal)?.type
    return [
      {
        principal,
        group: principal !== '' && (type === undefined || type.startsWith('azuread:index/group')),
        open: isPrivileged === 'open' || scope === 'open' || principal === '',
      },
    ]
  })
}
