import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { directory } from '../../../src/access/directory.ts'
import { groupFacts } from '../../../src/access/groups.ts'
import { diffHoldings } from '../../../src/access/holdings/diff.ts'
import { roleGrants } from '../../../src/access/roles.ts'
import type { Plan, Resource } from '../../../src/plan/model.ts'
import { NO_OPTIONS } from '../../../src/plan/model.ts'
import { normalizePlan } from '../../../src/plan/normalize.ts'
import type { Value } from '../../../src/plan/value.ts'
import { accessOf, line } from './said.ts'
import { assign, eligible, group, member, plan, ref, schedule, user } from './world.ts'

const PEOPLE = ['anna', 'bert', 'carl', 'dora']
const GROUPS = ['red', 'green', 'blue', 'grey']

const principal: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...PEOPLE).map((name) => ref('user', name)),
  fc.constantFrom(...GROUPS).map((name) => ref('group', name)),
)
const term = fc.constantFrom<{ readonly [name: string]: Value }>(
  { permanentAssignment: true },
  { duration: 'P7D' },
  { expirationDate: '2027-01-01T00:00:00Z' },
  { expirationDate: '2026-01-01T00:00:00Z' },
  {},
)
const kind = fc.constantFrom('member', 'owner')

/** What may stand in a world besides its four people and its four groups. */
const way: fc.Arbitrary<(name: string) => Resource> = fc.oneof(
  fc.tuple(fc.constantFrom(...GROUPS), principal).map(
    ([of, who]) =>
      (name: string) =>
        member(name, of, who),
  ),
  principal.map((who) => (name: string) => assign(name, who)),
  principal.map((who) => (name: string) => eligible(name, who)),
  fc.tuple(fc.boolean(), fc.constantFrom(...GROUPS), principal, term, kind).map(
    ([active, of, who, inputs, assignmentType]) =>
      (name: string) =>
        schedule(active ? 'activeSchedule' : 'eligibleSchedule', name, of, who, { ...inputs, assignmentType }),
  ),
)
const world: fc.Arbitrary<Plan> = fc
  .array(way, { maxLength: 14 })
  .map((ways) =>
    plan(
      ...PEOPLE.map((name) => user(name)),
      ...GROUPS.map((name) => group(name, [])),
      ...ways.map((make, at) => make(`w${at}`)),
    ),
  )

/** Another logical name for every resource, with the old one as an alias or without. */
function renamed(from: Plan, order: readonly number[], aliases: boolean): Plan {
  const keys = from.resources.map(({ key }) => key)
  const fresh = new Map(
    keys.map((key, at) => [key, `${key.replace(/::[^:]*$/, '')}::n${(order[at] ?? at) % 1000}-${at}`]),
  )
  const text = JSON.stringify(from.resources, (_name, value) =>
    typeof value === 'string' ? (fresh.get(value) ?? value) : value,
  )
  const resources = (JSON.parse(text) as Resource[]).map((one, at) => ({
    ...one,
    name: one.key.slice(one.key.lastIndexOf('::') + 2),
    options: aliases ? { ...NO_OPTIONS, aliases: [keys[at] ?? ''] } : one.options,
  }))
  return normalizePlan({ ...from, resources })
}

const lines = (from: Plan): readonly string[] => accessOf(from).holdings.map(line)

describe('holdings', () => {
  property.prop([world, fc.array(fc.nat(999), { minLength: 22, maxLength: 22 }), fc.boolean()])(
    'do not depend on logical names, nor on the order that these give',
    (from, order, aliases) => {
      expect(lines(renamed(from, order, aliases))).toEqual(lines(from))
    },
  )

  property.prop([world, fc.array(fc.nat(999), { minLength: 22, maxLength: 22 })])(
    'do not depend on the order of the plan’s resources',
    (from, order) => {
      const shuffled = from.resources
        .map((one, at) => ({ one, at: order[at] ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one)
      expect(lines({ ...from, resources: shuffled })).toEqual(lines(from))
    },
  )

  property.prop([world, fc.array(fc.nat(999), { minLength: 22, maxLength: 22 })])(
    'are kept by renaming with aliases',
    (from, order) => {
      const changes = diffHoldings(accessOf(from), accessOf(renamed(from, order, true)))
      expect(changes.filter(({ change }) => change !== 'kept')).toEqual([])
    },
  )

  property.prop([world, world])('of two plans: what one direction gains the other loses', (a, b) => {
    const there = diffHoldings(accessOf(a), accessOf(b))
    const back = diffHoldings(accessOf(b), accessOf(a))
    const ids = (changes: typeof there, kind: string): readonly string[] =>
      changes
        .filter(({ change }) => change === kind)
        .map(({ principal, role }) => `${principal.id} ${role.id}`)
        .sort()
    expect(ids(there, 'gained')).toEqual(ids(back, 'lost'))
    expect(ids(there, 'changed')).toEqual(ids(back, 'changed'))
    expect(ids(there, 'kept')).toEqual(ids(back, 'kept'))
  })

  property.prop([world])('agree with a search that tries every chain', (from) => {
    const found = accessOf(from)
      .holdings.filter(({ principal, kind }) => principal.kind === 'user' && kind === 'active')
      .filter(({ span }) => span.kind === 'permanent')
      .map(({ principal }) => principal.label)
    expect([...new Set(found)].sort()).toEqual([...permanentlyActive(from)].sort())
  })

  property.prop([world])('that are permanent and active are those that the gate sees as such', (from) => {
    const index = directory(from, [])
    const facts = roleGrants(index, groupFacts(index))
      .filter(
        ({ kind, means, terms }) =>
          kind === 'active' && means === undefined && (terms ?? []).every((one) => one.kind === 'permanent'),
      )
      .flatMap(({ holders }) => holders.filter(({ open }) => !open).map(({ label }) => label))
    const found = accessOf(from)
      .holdings.filter(
        ({ principal, kind, span }) => principal.kind === 'user' && kind === 'active' && span.kind === 'permanent',
      )
      .map(({ principal }) => principal.label)
    expect([...new Set(found)].sort()).toEqual([...new Set(facts)].sort())
  })
})

/** Who has the role for ever, by following every simple chain of memberships and permanent, active assignments. */
function permanentlyActive(from: Plan): ReadonlySet<string> {
  const of = (value: Value | undefined): string => (value as { readonly urn: string }).urn
  const type = (one: Resource): string => one.type.slice(one.type.lastIndexOf(':') + 1)
  const edges = from.resources.flatMap((one): [string, string][] => {
    const { inputs } = one
    if (type(one) === 'GroupMember') return [[of(inputs['groupObjectId']), of(inputs['memberObjectId'])]]
    if (type(one) !== 'PrivilegedAccessGroupAssignmentSchedule') return []
    const limited = 'duration' in inputs || 'expirationDate' in inputs || inputs['permanentAssignment'] !== true
    return limited || inputs['assignmentType'] !== 'member' ? [] : [[of(inputs['groupId']), of(inputs['principalId'])]]
  })
  const names = new Map(from.resources.map((one) => [one.key, String(one.inputs['displayName'] ?? '')]))
  const found = new Set<string>()
  const follow = (id: string, path: readonly string[]): void => {
    if (id.includes(':User::')) found.add(names.get(id) ?? '')
    else if (!path.includes(id)) for (const [group, member] of edges) if (group === id) follow(member, [...path, id])
  }
  for (const one of from.resources)
    if (type(one) === 'DirectoryRoleAssignment') follow(of(one.inputs['principalObjectId']), [])
  return found
}

describe('many combinations of schedules', () => {
  test('are not all tried: what may be missing is said', () => {
    const layers = Array.from({ length: 20 }, (_, at) => at)
    const resources = layers.flatMap((at) => [
      group(`g${at}`, []),
      ...['x', 'y'].map((name) =>
        schedule('activeSchedule', `${name}${at}`, `g${at}`, ref('group', `g${at + 1}`), { duration: `P${at + 1}D` }),
      ),
    ])
    const access = accessOf(plan(assign('a', ref('group', 'g0')), ...resources, group('g20', ['anna']), user('anna')))
    expect(access.holdings.filter(({ principal }) => principal.kind === 'unknown').map(line)).toEqual([
      'whoever else is in the group "g0" (there are too many combinations of schedules to look at): User Administrator (yes), active, permanently, through the group "g0" @ 1',
    ])
  })

  test('a ring of many groups ends', () => {
    const ring = Array.from({ length: 2000 }, (_, at) => at)
    const resources = ring.flatMap((at) => [
      group(`g${at}`, []),
      member(`m${at}`, `g${at}`, ref('group', `g${(at + 1) % ring.length}`)),
    ])
    const access = accessOf(
      plan(assign('a', ref('group', 'g0')), ...resources, member('last', 'g1999', ref('user', 'anna')), user('anna')),
    )
    expect(access.holdings.map(({ principal, through }) => [principal.label, through.length])).toEqual([
      ['Anna', 2000],
      ['"g0"', 0],
    ])
  })
})
