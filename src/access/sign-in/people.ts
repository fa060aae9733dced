import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import { type Directory, labelOf, USER_TYPE } from '../directory.ts'
import type { RoleGrantFact } from '../model.ts'
import { asText } from '../shape.ts'
import { GUEST_TYPES } from '../words.ts'
import type { Membership } from './memberships.ts'

/** `member` or a guest type of the provider. */
export type PersonKind = string

export const MEMBER: PersonKind = 'member'

/** A tenant that no policy names. */
export const OTHER_TENANT = 'other'

export interface Person {
  readonly id: string
  readonly label: string
}

/** People whom no policy, requirement or exception can tell apart. */
export interface PersonClass {
  readonly kind: PersonKind
  /** Home tenant of a guest; empty for a member. */
  readonly tenant: string
  /** Set where a policy or an exception names this one person. */
  readonly named?: Person
  /** The declared people of the class, sorted by label; empty where it stands for anybody else. */
  readonly people: readonly Person[]
  /** Groups that everyone of the class is certainly in. */
  readonly groups: ReadonlySet<string>
  /** Template ids of the roles that the plan gives them, in any way. */
  readonly holds: readonly string[]
}

/** What people are told apart by. */
export interface Distinctions {
  /** Ids of people whom something names. */
  readonly named: ReadonlyMap<string, string>
  /** Groups that something names. */
  readonly groups: readonly string[]
  /** Home tenants that something names. */
  readonly tenants: readonly string[]
  readonly membership: (group: string) => Membership
  readonly grants: readonly RoleGrantFact[]
}

export const INVITATION_TYPE = 'azuread:index/invitation:Invitation'

/** What somebody who is invited is: the invitation says whether a guest or a member. */
export function invitedKind({ inputs }: Resource): PersonKind {
  return asText(inputs['userType']) === 'Member' ? 'b2bCollaborationMember' : 'b2bCollaborationGuest'
}

/** The classes of people, declared ones first. Linear in people and memberships. */
export function personClasses(directory: Directory, distinctions: Distinctions): readonly PersonClass[] {
  const groupsOf = invert(distinctions)
  const holdsOf = holdings(distinctions.grants)
  const tenants = [...new Set(distinctions.tenants)].sort(byCodeUnit)
  const found = new Map<string, { class: PersonClass; people: Person[] }>()
  const declared = new Set<string>()
  const add = (person: Person, kind: PersonKind, tenant: string): void => {
    const groups = groupsOf.get(person.id) ?? []
    const holds = holdsOf.get(person.id) ?? []
    const named = distinctions.named.has(person.id) ? person : undefined
    const key = JSON.stringify([kind, tenant, named?.id ?? '', groups, holds])
    const known = found.get(key)
    if (known) {
      known.people.push(person)
      return
    }
    const people = [person]
    found.set(key, {
      people,
      class: { kind, tenant, ...(named ? { named } : {}), people, groups: new Set(groups), holds },
    })
  }
  for (const user of directory.ofType(USER_TYPE)) {
    declared.add(user.key)
    add({ id: user.key, label: directory.personNames.get(user.key) ?? labelOf(user) }, MEMBER, '')
  }
  for (const invitation of directory.ofType(INVITATION_TYPE)) {
    declared.add(invitation.key)
    const label = directory.personNames.get(invitation.key) ?? labelOf(invitation)
    for (const tenant of [OTHER_TENANT, ...tenants]) add({ id: invitation.key, label }, invitedKind(invitation), tenant)
  }
  for (const { people } of found.values()) people.sort((a, b) => byCodeUnit(a.label, b.label) || byCodeUnit(a.id, b.id))
  const known = [...found.values()].map((entry) => entry.class)
  return [...known.sort(byFirstPerson), ...undeclared(distinctions, declared, groupsOf, tenants)]
}

function byFirstPerson(a: PersonClass, b: PersonClass): number {
  return (
    byCodeUnit(a.people[0]?.label ?? '', b.people[0]?.label ?? '') ||
    byCodeUnit(a.people[0]?.id ?? '', b.people[0]?.id ?? '') ||
    byCodeUnit(a.tenant, b.tenant)
  )
}

/** Anybody whom nothing declares: each named id, then the rest, of every kind and home tenant. */
function undeclared(
  { named }: Distinctions,
  declared: ReadonlySet<string>,
  groupsOf: ReadonlyMap<string, readonly string[]>,
  tenants: readonly string[],
): readonly PersonClass[] {
  const kinds = [
    { kind: MEMBER, tenant: '' },
    ...GUEST_TYPES.flatMap((kind) => [OTHER_TENANT, ...tenants].map((tenant) => ({ kind, tenant }))),
  ]
  const ids = [...named].filter(([id]) => !declared.has(id)).sort(([a], [b]) => byCodeUnit(a, b))
  return [
    ...ids.flatMap(([id, label]) =>
      kinds.map((kind) => ({
        ...kind,
        named: { id, label },
        people: [],
        groups: new Set(groupsOf.get(id) ?? []),
        holds: [],
      })),
    ),
    ...kinds.map((kind) => ({ ...kind, people: [], groups: new Set<string>(), holds: [] })),
  ]
}

/** The named groups of each person, in the order of the groups. */
function invert({ groups, membership }: Distinctions): ReadonlyMap<string, readonly string[]> {
  const byPerson = new Map<string, string[]>()
  for (const group of [...new Set(groups)].sort(byCodeUnit)) {
    for (const member of membership(group).members) {
      const list = byPerson.get(member)
      if (list) list.push(group)
      else byPerson.set(member, [group])
    }
  }
  return byPerson
}

function holdings(grants: readonly RoleGrantFact[]): ReadonlyMap<string, readonly string[]> {
  const byPerson = new Map<string, Set<string>>()
  for (const { role, holders, means } of grants) {
    // An owner of a group, or a setting, is a way to the role, not the role itself.
    if (means !== undefined) continue
    for (const { id, open } of holders) {
      if (open) continue
      const held = byPerson.get(id)
      if (held) held.add(role.id)
      else byPerson.set(id, new Set([role.id]))
    }
  }
  return new Map([...byPerson].map(([id, roles]) => [id, [...roles].sort(byCodeUnit)]))
}
