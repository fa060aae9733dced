import { describe, expect, test } from 'vitest'
import { accessOf, holdingsOf } from './said.ts'
import {
  assign,
  DIRECTORY_READERS,
  EXCHANGE_ADMINISTRATOR,
  eligible,
  GLOBAL_ADMINISTRATOR,
  group,
  member,
  plan,
  ref,
  resource,
  UNKNOWN,
  USER_ADMINISTRATOR,
  user,
} from './world.ts'

const anna = user('anna')
const bert = user('bert')
const team = group('team', [])
const teamGrant = assign('team-role', ref('group', 'team'))
const GROUP = 'group "team": User Administrator (yes), active, permanently, directly @ 1'

describe('a role that somebody is given', () => {
  test('directly, active or eligible, both without an end', () => {
    expect(holdingsOf(assign('a', ref('user', 'anna')), eligible('b', ref('user', 'bert')), anna, bert)).toEqual([
      'Anna: User Administrator (yes), active, permanently, directly @ 1',
      'Bert: User Administrator (yes), eligible, permanently, directly @ 2',
    ])
  })

  test('by a custom role, which its actions classify, named by its object or by its template', () => {
    const custom = (name: string, permissions: unknown) =>
      resource('customRole', name, { displayName: name, permissions, templateId: `${name}-template` } as never)
    const actions = (...list: unknown[]) => [{ allowedResourceActions: list }]
    const given = [
      custom('policies', actions('microsoft.directory/conditionalAccessPolicies/*/update')),
      custom('reading', actions('microsoft.directory/users/standard/read')),
      custom('photos', actions('microsoft.directory/users/photo/update')),
      custom('computed', UNKNOWN),
      custom('partly', actions('microsoft.directory/users/standard/read', UNKNOWN)),
    ]
    const grants = [
      assign('1', ref('user', 'anna'), ref('customRole', 'policies')),
      assign('2', ref('user', 'anna'), ref('customRole', 'reading', 'templateId')),
      assign('3', ref('user', 'anna'), 'PHOTOS-template'),
      assign('4', ref('user', 'anna'), ref('customRole', 'computed')),
      assign('5', ref('user', 'anna'), ref('customRole', 'partly')),
    ]
    expect(holdingsOf(...grants, ...given, anna)).toEqual([
      'Anna: "policies" (yes), active, permanently, directly @ 1',
      'Anna: "computed" (open), active, permanently, directly @ 4',
      'Anna: "partly" (open), active, permanently, directly @ 5',
      'Anna: "photos" (open), active, permanently, directly @ 3',
      'Anna: "reading" (no), active, permanently, directly @ 2',
    ])
  })

  test('by an activated directory role, whose id is not its template’s', () => {
    const roles = [
      resource('role', 'users', { templateId: USER_ADMINISTRATOR }),
      resource('role', 'readers', { displayName: 'Directory Readers' }),
    ]
    const through = (name: string, role: unknown) =>
      resource('roleMember', name, { roleObjectId: role, memberObjectId: ref('user', 'anna') } as never)
    expect(
      holdingsOf(
        through('1', ref('role', 'users')),
        through('2', ref('role', 'readers')),
        through('3', '0f0f0f0f-0000-4000-8000-000000000000'),
        through('4', UNKNOWN),
        ...roles,
        anna,
      ),
    ).toEqual([
      'Anna: User Administrator (yes), active, permanently, directly @ 1',
      'Anna: 0f0f0f0f-0000-4000-8000-000000000000 (open), active, permanently, directly @ 3',
      'Anna: a role that is not known (the value is computed during the deployment) (open), active, permanently, directly @ 4',
      'Anna: Directory Readers (no), active, permanently, directly @ 2',
    ])
  })

  test('in upper case or with a path before it, role and principal alike', () => {
    const id = '5d0d6a3e-1111-4222-8333-444455556666'
    const deployed = user('anna', {})
    const known = { ...deployed, computed: { objectId: id } }
    expect(
      holdingsOf(
        assign('1', id.toUpperCase(), EXCHANGE_ADMINISTRATOR.toUpperCase()),
        assign('2', `/users/${id}`, `/${USER_ADMINISTRATOR}`),
        known,
      ),
    ).toEqual([
      'Anna: Exchange Administrator (yes), active, permanently, directly @ 1',
      'Anna: User Administrator (yes), active, permanently, directly @ 2',
    ])
  })

  test('in a unit, for an application, or in a scope that is not known', () => {
    const unit = resource('unit', 'munich', { displayName: 'Munich' })
    const path = { $gatehouse: 'text', parts: ['/administrativeUnits/', ref('unit', 'munich')] } as never
    const scoped = (name: string, directoryScopeId: unknown) =>
      assign(name, ref('user', 'anna'), USER_ADMINISTRATOR, { directoryScopeId } as never)
    expect(
      holdingsOf(
        scoped('1', path),
        scoped('2', '/administrativeUnits/0A0A0A0A-0000-4000-8000-000000000000'),
        scoped('3', UNKNOWN),
        scoped('4', '/'),
        assign('5', ref('user', 'anna'), USER_ADMINISTRATOR, { appScopeId: ref('application', 'crm') }),
        resource('unitRole', '6', {
          administrativeUnitObjectId: ref('unit', 'munich'),
          roleObjectId: USER_ADMINISTRATOR,
          memberObjectId: ref('user', 'anna'),
        }),
        unit,
        resource('application', 'crm', { displayName: 'CRM' }),
        anna,
      ),
    ).toEqual([
      'Anna: User Administrator (yes) in the administrative unit "Munich", active, permanently, directly @ 1',
      'Anna: User Administrator (yes) in the administrative unit 0a0a0a0a-0000-4000-8000-000000000000, active, permanently, directly @ 2',
      'Anna: User Administrator (yes) in a scope that is not known, active, permanently, directly @ 3',
      'Anna: User Administrator (yes), active, permanently, directly @ 4',
      'Anna: User Administrator (yes) for "CRM", active, permanently, directly @ 5',
      'Anna: User Administrator (yes) in the administrative unit "Munich", active, permanently, directly @ 6',
    ])
  })

  test('by whom nothing declares, or who cannot be read', () => {
    expect(holdingsOf(assign('1', '0f0f0f0f-0000-4000-8000-000000000000'), assign('2', UNKNOWN))).toEqual([
      '0f0f0f0f-0000-4000-8000-000000000000: User Administrator (yes), active, permanently, directly @ 1',
      'a principal that is not known (the value is computed during the deployment): User Administrator (yes), active, permanently, directly @ 2',
    ])
  })

  test('the most powerful role first, whatever their names', () => {
    const roles = [DIRECTORY_READERS, EXCHANGE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, UNKNOWN, USER_ADMINISTRATOR]
    const grants = roles.map((role, index) => assign(`${index}`, ref('user', 'anna'), role))
    const order = accessOf(plan(...grants, anna)).holdings.map(({ role }) => role.label)
    expect(order).toEqual([
      'Global Administrator',
      'Exchange Administrator',
      'User Administrator',
      'a role that is not known (the value is computed during the deployment)',
      'Directory Readers',
    ])
  })
})

describe('a group that has a role', () => {
  test('that nobody is in gives it to nobody but itself', () => {
    expect(holdingsOf(teamGrant, team)).toEqual([GROUP])
  })

  test('gives it to its members, listed or by a membership, and the places say by which', () => {
    expect(
      holdingsOf(teamGrant, group('team', ['anna']), member('m', 'team', ref('user', 'bert')), anna, bert),
    ).toEqual([
      'Anna: User Administrator (yes), active, permanently, through the group "team" @ 1 2',
      'Bert: User Administrator (yes), active, permanently, through the group "team" @ 1 3',
      GROUP,
    ])
  })

  test('gives it through nested groups, by the shortest chain, and cycles end', () => {
    expect(
      holdingsOf(
        teamGrant,
        team,
        member('1', 'team', ref('group', 'outer')),
        group('outer', []),
        member('2', 'outer', ref('group', 'inner')),
        group('inner', ['anna', 'bert']),
        member('3', 'inner', ref('group', 'team')),
        member('4', 'outer', ref('user', 'bert')),
        member('5', 'inner', ref('group', 'inner')),
        anna,
        bert,
      ),
    ).toEqual([
      'Anna: User Administrator (yes), active, permanently, through the group "team" and the group "outer" in it and the group "inner" in it @ 1 3 5 6',
      'Bert: User Administrator (yes), active, permanently, through the group "team" and the group "outer" in it @ 1 3 8',
      GROUP,
    ])
  })

  test('makes its members eligible where the group is', () => {
    expect(holdingsOf(eligible('e', ref('group', 'team')), group('team', ['anna']), anna)).toEqual([
      'Anna: User Administrator (yes), eligible, permanently, through the group "team" @ 1 2',
      'group "team": User Administrator (yes), eligible, permanently, directly @ 1',
    ])
  })

  test('lets its owners give it, also those of a group in it', () => {
    const owned = (name: string, owner: string, members: string[]) =>
      group(name, undefined, {
        members: members.map((one) => ref('group', one)),
        owners: [ref('user', owner)],
      })
    expect(holdingsOf(teamGrant, owned('team', 'anna', ['inner']), owned('inner', 'bert', []), anna, bert)).toEqual([
      GROUP,
      'Anna: User Administrator (yes), owner, permanently, as an owner of the group "team" @ 1 2',
      'Bert: User Administrator (yes), owner, permanently, as an owner of the group "inner" in the group "team" @ 1 2 3',
    ])
  })

  test('is reached by a group that owns it and is in it as both', () => {
    expect(
      holdingsOf(
        teamGrant,
        group('team', [], { owners: [ref('group', 'inner')] }),
        member('1', 'team', ref('group', 'outer')),
        group('outer', []),
        member('2', 'outer', ref('group', 'inner')),
        group('inner', ['anna']),
        anna,
      ),
    ).toEqual([
      'Anna: User Administrator (yes), active, permanently, through the group "team" and the group "outer" in it and the group "inner" in it @ 1 3 5 6',
      GROUP,
      'Anna: User Administrator (yes), owner, permanently, as an owner of the group "team", through the group "inner" @ 1 2 6',
    ])
  })

  test('may give it to somebody who is not declared', () => {
    const dynamic = resource('group', 'team', { displayName: 'team', dynamicMembership: { enabled: true, rule: 'x' } })
    expect(holdingsOf(teamGrant, dynamic)).toEqual([
      GROUP,
      'whoever else is in the group "team" (it is dynamic; it declares no members, so somebody may be in it): User Administrator (yes), active, permanently, through the group "team" @ 1',
    ])
    const undeclared = group('team', undefined, { members: ['0f0f0f0f-0000-4000-8000-000000000000', UNKNOWN] })
    expect(holdingsOf(teamGrant, undeclared)).toEqual([
      '0f0f0f0f-0000-4000-8000-000000000000: User Administrator (yes), active, permanently, through the group "team" @ 1 2',
      GROUP,
      'whoever else is in the group "team" (it has members that are not known; its member 0f0f0f0f-0000-4000-8000-000000000000 is not declared and may be a group): User Administrator (yes), active, permanently, through the group "team" @ 1',
    ])
  })

  test('is a group too where only its members say so', () => {
    const id = '0f0f0f0f-0000-4000-8000-000000000000'
    const membership = resource('member', 'm', { groupObjectId: id, memberObjectId: ref('user', 'anna') })
    expect(holdingsOf(assign('a', id), membership, anna)).toEqual([
      `Anna: User Administrator (yes), active, permanently, through the group ${id} @ 1 2`,
      `group ${id}: User Administrator (yes), active, permanently, directly @ 1`,
      `whoever else is in the group ${id} (it is not declared, so somebody else may be in it): User Administrator (yes), active, permanently, through the group ${id} @ 1`,
    ])
  })
})
