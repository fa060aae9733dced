import { describe, expect, test } from 'vitest'
import { diffHoldings, diffPermissions } from '../../../src/access/holdings/diff.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { NO_OPTIONS } from '../../../src/plan/model.ts'
import { accessOf } from './said.ts'
import {
  assign,
  DIRECTORY_READERS,
  eligible,
  GLOBAL_ADMINISTRATOR,
  group,
  plan,
  ref,
  resource,
  schedule,
  urn,
  user,
} from './world.ts'

const dora = user('dora', { displayName: 'Dora Klein' })
const anna = user('anna')
const admins = group('role-admins', [])
const adminsGrant = assign('admins', ref('group', 'role-admins'))

function sentences(before: readonly Resource[], after: readonly Resource[]): readonly string[] {
  return diffHoldings(accessOf(plan(...before)), accessOf(plan(...after))).map(
    ({ change, sentence }) => `${change}: ${sentence}`,
  )
}

const GROUP_KEEPS = 'kept: The group "role-admins" keeps User Administrator, permanently, directly.'

describe('who gains, loses and keeps', () => {
  test('a role through a group', () => {
    const before = [adminsGrant, admins, dora]
    const after = [adminsGrant, group('role-admins', ['dora']), dora]
    expect(sentences(before, after)).toEqual([
      'gained: Dora Klein gains User Administrator, permanently, through the group "role-admins".',
      GROUP_KEEPS,
    ])
    expect(sentences(after, before)).toEqual([
      'lost: Dora Klein loses User Administrator, held permanently, through the group "role-admins".',
      GROUP_KEEPS,
    ])
    expect(sentences(after, after)).toEqual([
      'kept: Dora Klein keeps User Administrator, permanently, through the group "role-admins".',
      GROUP_KEEPS,
    ])
  })

  test('a role directly, as an eligibility, as an owner', () => {
    const before = [adminsGrant, admins, dora, anna]
    expect(sentences(before, [...before, assign('1', ref('user', 'dora'), GLOBAL_ADMINISTRATOR)])).toContain(
      'gained: Dora Klein gains Global Administrator, permanently, directly.',
    )
    expect(sentences(before, [...before, eligible('1', ref('user', 'dora'))])).toContain(
      'gained: Dora Klein becomes eligible for User Administrator, permanently, directly.',
    )
    const owner = schedule('activeSchedule', 's', 'role-admins', ref('user', 'dora'), {
      assignmentType: 'owner',
      duration: 'P7D',
    })
    expect(sentences(before, [...before, owner])).toContain(
      'gained: Dora Klein becomes able to give User Administrator, until 2026-11-30 12:00 UTC (P7D from its deployment), as an owner of the group "role-admins".',
    )
    expect(sentences([...before, owner], before)).toContain(
      'lost: Dora Klein is no longer able to give User Administrator, until 2026-11-30 12:00 UTC (P7D from its deployment), as an owner of the group "role-admins".',
    )
  })

  test('another way to the same role', () => {
    const before = [adminsGrant, admins, dora, eligible('1', ref('user', 'dora'))]
    const after = [
      adminsGrant,
      admins,
      dora,
      schedule('activeSchedule', 's', 'role-admins', ref('user', 'dora'), { expirationDate: '2026-12-24T00:00:00Z' }),
    ]
    expect(sentences(before, after)).toEqual([
      'changed: Dora Klein keeps User Administrator in another way: now until 2026-12-24, through the group "role-admins"; before eligible, permanently, directly.',
      GROUP_KEEPS,
    ])
  })

  test('one of two ways', () => {
    const both = [adminsGrant, group('role-admins', ['dora']), dora, assign('1', ref('user', 'dora'))]
    expect(sentences(both, both.slice(0, 3))).toEqual([
      'changed: Dora Klein keeps User Administrator in another way: now permanently, through the group "role-admins"; before permanently, directly; and permanently, through the group "role-admins".',
      GROUP_KEEPS,
    ])
  })

  test('what is over is not held', () => {
    const over = schedule('activeSchedule', 's', 'role-admins', ref('user', 'dora'), {
      expirationDate: '2026-11-22T00:00:00Z',
    })
    expect(sentences([adminsGrant, admins, dora, over], [adminsGrant, admins, dora])).toEqual([GROUP_KEEPS])
  })

  test('the same role in two scopes is two things', () => {
    const scoped = (name: string) =>
      assign(name, ref('user', 'dora'), GLOBAL_ADMINISTRATOR, {
        directoryScopeId: '/administrativeUnits/0f0f0f0f-0000-4000-8000-000000000000',
      })
    expect(sentences([dora, scoped('1')], [dora, assign('1', ref('user', 'dora'), GLOBAL_ADMINISTRATOR)])).toEqual([
      'gained: Dora Klein gains Global Administrator, permanently, directly.',
      'lost: Dora Klein loses Global Administrator in the administrative unit 0f0f0f0f-0000-4000-8000-000000000000, held permanently, directly.',
    ])
  })

  test('gained before lost before kept, the most powerful role first', () => {
    const before = [dora, anna, assign('1', ref('user', 'anna'), DIRECTORY_READERS), eligible('2', ref('user', 'anna'))]
    const after = [
      dora,
      anna,
      assign('1', ref('user', 'anna'), DIRECTORY_READERS),
      assign('3', ref('user', 'dora'), DIRECTORY_READERS),
      assign('4', ref('user', 'dora'), GLOBAL_ADMINISTRATOR),
    ]
    expect(
      diffHoldings(accessOf(plan(...before)), accessOf(plan(...after))).map(({ change, role }) => [change, role.label]),
    ).toEqual([
      ['gained', 'Global Administrator'],
      ['gained', 'Directory Readers'],
      ['lost', 'User Administrator'],
      ['kept', 'Directory Readers'],
    ])
  })
})

describe('objects are known again', () => {
  const kept = (before: readonly Resource[], after: readonly Resource[]): readonly string[] => [
    ...new Set(sentences(before, after).map((sentence) => sentence.split(':')[0] ?? '')),
  ]
  const grant = (name: string): Resource => assign('a', ref('user', name))

  test('by an alias', () => {
    const renamed = { ...user('klein'), options: { ...NO_OPTIONS, aliases: [urn('user', 'dora')] } }
    expect(kept([grant('dora'), dora], [grant('klein'), { ...renamed, inputs: {} }])).toEqual(['kept'])
  })

  test('by the object id, declared or literal', () => {
    const id = '0f0f0f0f-0000-4000-8000-000000000000'
    const deployed = (name: string): Resource => ({ ...resource('user', name, {}), computed: { objectId: id } })
    expect(kept([grant('dora'), deployed('dora')], [grant('klein'), deployed('klein')])).toEqual(['kept'])
    expect(kept([assign('a', id)], [grant('klein'), deployed('klein')])).toEqual(['kept'])
    expect(kept([grant('dora'), deployed('dora')], [assign('a', id.toUpperCase())])).toEqual(['kept'])
  })

  test('by the sign-in name', () => {
    const again = user('klein', { userPrincipalName: 'DORA@acme.example' })
    expect(kept([grant('dora'), dora], [grant('klein'), again])).toEqual(['kept'])
  })

  test('but never by what they are called', () => {
    const other = user('other', { displayName: 'Dora Klein' })
    expect(kept([grant('dora'), dora], [grant('other'), other])).toEqual(['gained', 'lost'])
  })

  test('custom roles and administrative units too', () => {
    const role = (name: string, aliases: readonly string[]): Resource => ({
      ...resource('customRole', name, { displayName: 'Own', permissions: [] }),
      options: { ...NO_OPTIONS, aliases },
    })
    const to = (name: string): Resource => assign('a', ref('user', 'dora'), ref('customRole', name))
    expect(kept([to('a'), role('a', []), dora], [to('b'), role('b', [urn('customRole', 'a')]), dora])).toEqual(['kept'])
  })
})

describe('permissions', () => {
  const app = resource('application', 'ci', { displayName: 'CI' })
  const principal = resource('servicePrincipal', 'ci', { clientId: ref('application', 'ci', 'clientId') })
  const graph = resource('servicePrincipal', 'graph', { clientId: '00000003-0000-0000-c000-000000000000' })
  const grant = (name: string, appRoleId: string): Resource =>
    resource('appRole', name, {
      appRoleId,
      principalObjectId: ref('servicePrincipal', 'ci'),
      resourceObjectId: ref('servicePrincipal', 'graph'),
    })
  const consent = resource('delegated', 'd', {
    servicePrincipalObjectId: ref('servicePrincipal', 'ci'),
    resourceServicePrincipalObjectId: ref('servicePrincipal', 'graph'),
    claimValues: ['User.Read'],
  })

  test('are gained, lost and kept, those of high risk first', () => {
    const read = grant('1', '246dd0d5-5bd0-4def-940b-0421030a5b68')
    const before = accessOf(plan(app, principal, graph, read, consent))
    const after = accessOf(
      plan(
        app,
        principal,
        graph,
        { ...read, name: 'x', key: urn('appRole', 'x') },
        grant('2', '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8'),
      ),
    )
    expect(diffPermissions(before, after).map(({ change, sentence }) => `${change}: ${sentence}`)).toEqual([
      'gained: "CI" gains RoleManagement.ReadWrite.Directory on Microsoft Graph, as itself: it can give any directory role to itself or to anybody.',
      'lost: "CI" loses User.Read on Microsoft Graph, as everybody.',
      'kept: "CI" keeps Policy.Read.All on Microsoft Graph, as itself.',
    ])
  })
})
