// What the plan still gives to somebody whose last day is over.
import { expect, test } from 'vitest'
import { deriveFacts } from '../../src/access/facts.ts'
import type { LeaverFact } from '../../src/access/leavers.ts'
import type { Resource } from '../../src/plan/model.ts'
import type { Account, Person, Register } from '../../src/register/model.ts'
import { registerAt } from '../../src/register/read.ts'
import { assign, group, member, NOW, plan, ref, resource, UNKNOWN, user } from './holdings/world.ts'

const account = (name: string): Account => ({
  userPrincipalName: `${name}@acme.example`,
  directory: `azuread:index/user:User::${name}`,
})

function register(...people: readonly Partial<Person>[]): Register {
  const whole = people.map((person) => ({
    id: 'ben',
    name: 'Ben',
    startedOn: '2020-01-01',
    emergency: false,
    ...person,
  }))
  return {
    schema: 'urn:gatehouse:register/v1',
    services: [],
    stacks: {},
    people: whole,
    vendors: [],
    classification: { classes: [], categories: [] },
    controls: [],
    exceptions: [],
    records: [],
  }
}

const BEN = { leftOn: '2026-11-20', account: account('ben') }

function leavers(people: Register, ...resources: readonly Resource[]): readonly LeaverFact[] {
  const view = { now: NOW, privilegedRoles: [] }
  return deriveFacts(plan(...resources), registerAt(people, NOW), [], view).facts.leavers
}

function held(people: Register, ...resources: readonly Resource[]): readonly unknown[] {
  const found = leavers(people, ...resources).flatMap((leaver) => leaver.held)
  return found
    .map(({ text, certain, source }) => [text, certain, source?.line] as const)
    .sort(([, , a = 0], [, , b = 0]) => a - b)
}

test('an enabled account, groups, roles and whatever else names it', () => {
  const found = held(
    register(BEN),
    user('ben'),
    user('anna'),
    group('team', ['anna', 'ben'], { owners: [ref('user', 'ben')] }),
    member('in-other', 'other', ref('user', 'ben')),
    assign('role', ref('user', 'ben')),
    resource('appRole', 'app', { principalObjectId: ref('user', 'ben') }),
    group('anna-only', ['anna']),
  )
  expect(found).toEqual([
    ['has the account azuread:index/user:User::ben', true, 1],
    ['is a member of "team"', true, 3],
    ['is an owner of "team"', true, 3],
    ['is a member of a group by azuread:index/groupMember:GroupMember::in-other', true, 4],
    ['is given something by azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::role', true, 5],
    ['is given something by azuread:index/appRoleAssignment:AppRoleAssignment::app', true, 6],
  ])
})

test('a disabled account may stay, and one of which it is not known is said to be so', () => {
  expect(held(register(BEN), user('ben', { accountEnabled: false }))).toEqual([])
  expect(held(register(BEN), user('ben', { accountEnabled: UNKNOWN }))).toEqual([
    ['may have the account azuread:index/user:User::ben: whether it is disabled is not known', false, 1],
  ])
})

test('the account is known again by its object id, and by its sign-in name under another name', () => {
  const id = '1b671a64-40d5-491e-99b0-da01ff1f3341'
  const people = register({ ...BEN, account: { userPrincipalName: 'ben@acme.example', directory: id.toUpperCase() } })
  expect(
    held(people, group('team', [], { members: [id] }), user('b2', { userPrincipalName: 'BEN@acme.example' })),
  ).toEqual([
    ['is a member of "team"', true, 1],
    ['has the account azuread:index/user:User::b2', true, 2],
  ])
})

test('the admin account counts as the other one does', () => {
  expect(held(register({ leftOn: '2026-11-20', adminAccount: account('adm-ben') }), user('adm-ben'))).toHaveLength(1)
})

test('until the last day is over nobody has left; from then on everything is gone within 24 hours', () => {
  expect(leavers(register({ ...BEN, leftOn: '2026-11-24' }), user('ben'))).toEqual([])
  expect(leavers(register({ ...BEN, leftOn: '2026-11-23' }))).toEqual([
    { id: 'ben', name: 'Ben', leftOn: '2026-11-23', removeBy: '2026-11-24T00:00:00Z', held: [] },
  ])
  expect(leavers(register({ startedOn: '2027-01-01' }))).toEqual([])
})
