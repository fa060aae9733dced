import { describe, expect, test } from 'vitest'
import { deriveFacts } from '../../../src/access/facts.ts'
import type { PrivilegeFacts } from '../../../src/access/privileges/facts.ts'
import type { Resource } from '../../../src/plan/model.ts'
import {
  assign,
  DIRECTORY_READERS,
  eligible,
  GLOBAL_ADMINISTRATOR,
  group,
  NOW,
  PRIVILEGED,
  plan,
  ref,
  resource,
  schedule,
  UNKNOWN,
  user,
} from '../holdings/world.ts'

function facts(...resources: readonly Resource[]): PrivilegeFacts {
  return deriveFacts(plan(...resources), undefined, [], { now: NOW, privilegedRoles: PRIVILEGED }).facts.privileges
}

/** Who has what, and what speaks against it. */
function said({ roleHolders }: PrivilegeFacts): readonly unknown[] {
  return roleHolders.map(({ principal, role, kind, weaknesses, unclear, source, related }) => [
    `${principal.label} (${principal.kind}) ${kind} ${role.label}, privileged: ${role.privileged}`,
    [...weaknesses, ...unclear],
    [source?.line, ...(related ?? []).map(({ line }) => line)],
  ])
}

const application = (name: string, inputs: Resource['inputs'] = {}): Resource =>
  resource('application', name, { displayName: name, ...inputs })
const principal = (name: string): Resource =>
  resource('servicePrincipal', name, { clientId: ref('application', name, 'clientId') })

describe('holders of roles', () => {
  test('are the people behind a group, at what puts them there, until their time is over', () => {
    const found = facts(
      user('anna'),
      user('bert'),
      group('team', ['anna']),
      eligible('team-role', ref('group', 'team'), GLOBAL_ADMINISTRATOR),
      schedule('activeSchedule', 'ended', 'team', ref('user', 'bert'), { expirationDate: '2026-01-01T00:00:00Z' }),
      assign('reader', ref('user', 'bert'), DIRECTORY_READERS),
    )
    expect(said(found)).toEqual([
      ['Anna (user) eligible Global Administrator, privileged: yes', [], [3, 4]],
      ['Bert (user) active Directory Readers, privileged: no', [], [6]],
    ])
  })

  test('are applications with what lets somebody else sign in as them', () => {
    const found = facts(
      user('carl'),
      application('robot', { owners: [ref('user', 'carl')] }),
      principal('robot'),
      resource('password', 'secret', { applicationId: ref('application', 'robot', 'id') }),
      assign('robot-role', ref('servicePrincipal', 'robot')),
      application('clean'),
      principal('clean'),
      assign('clean-role', ref('servicePrincipal', 'clean')),
      resource('servicePrincipal', 'elsewhere', { clientId: '11111111-0000-0000-0000-000000000000' }),
      assign('elsewhere-role', ref('servicePrincipal', 'elsewhere')),
      application('hidden', { owners: UNKNOWN }),
      principal('hidden'),
      assign('hidden-role', ref('servicePrincipal', 'hidden')),
    )
    expect(
      found.roleHolders.map(({ key, weaknesses, unclear }) => [key.split('::').at(-1), weaknesses, unclear]),
    ).toEqual(
      expect.arrayContaining([
        ['robot-role', ['signs in with a secret', 'has the owner Carl, who can add a secret'], []],
        ['clean-role', [], []],
        ['elsewhere-role', [], ['may have a secret or an owner: its application is not declared']],
        ['hidden-role', [], ['has secrets or owners that are not known']],
      ]),
    )
    expect(found.roleHolders).toHaveLength(4)
  })
})

describe('ways by asking', () => {
  const role = assign('role', ref('group', 'team'))
  const asking = schedule('eligibleSchedule', 'e', 'team', ref('user', 'anna'), { duration: 'P30D' })
  const ways = (...resources: readonly Resource[]): readonly unknown[] =>
    facts(user('anna'), group('team'), ...resources).activations.map(
      ({ by, privileged, reaches, approval, selfApproval, source }) => [
        by,
        privileged,
        reaches,
        approval,
        selfApproval,
        source?.line,
      ],
    )
  const team = 'the group "team", which leads to User Administrator'
  const handsOut = (of: string, inputs: Resource['inputs']): readonly Resource[] => [
    resource('catalogEntry', 'entry', { resourceOriginId: ref('group', of), resourceOriginSystem: 'AadGroup' }),
    resource('package', 'sales', { displayName: 'Sales' }),
    resource('packageEntry', 'hands-out', {
      accessPackageId: ref('package', 'sales', 'id'),
      catalogResourceAssociationId: ref('catalogEntry', 'entry', 'id'),
    }),
    resource('packagePolicy', 'policy', { accessPackageId: ref('package', 'sales', 'id'), ...inputs }),
  ]

  test('are the settings of a group with a privileged role', () => {
    const policy = resource('groupPolicy', 'p', {
      groupId: ref('group', 'team'),
      roleId: 'member',
      activationRules: { requireApproval: false },
    })
    expect(ways(role, asking, policy)).toEqual([['settings', 'yes', team, 'no', 'no', 5]])
    expect(ways(asking, policy)).toEqual([])
  })

  test('are eligibilities without declared settings', () => {
    expect(ways(role, asking)).toEqual([['schedule', 'yes', team, 'open', 'no', 4]])
  })

  test('are access packages, whatever the group has', () => {
    expect(ways(...handsOut('team', { approvalSettings: { approvalRequired: true } }))).toEqual([
      ['package', 'no', 'the group "team"', 'yes', 'no', 6],
    ])
    expect(ways(role, ...handsOut('team', {}))).toEqual([['package', 'yes', team, 'no', 'no', 7]])
  })

  test('are access packages of something that is not known', () => {
    const [, ...rest] = handsOut('team', {})
    expect(ways(...rest)).toEqual([['package', 'open', 'something that is not known', 'no', 'no', 4]])
  })

  test('end as their assignment policies say', () => {
    const found = facts(group('team'), ...handsOut('team', { durationInDays: 30 })).packagePolicies
    expect(found.map((policy) => [policy.package, policy.term])).toEqual([
      ['"Sales"', { kind: 'lasts', seconds: 30 * 86_400 }],
    ])
  })
})

test('permissions that are granted to applications, not to people, and not what is only asked for', () => {
  const graph = resource('servicePrincipal', 'graph', { clientId: '00000003-0000-0000-c000-000000000000' })
  const found = facts(
    graph,
    application('robot', {
      requiredResourceAccesses: [
        {
          resourceAppId: '00000003-0000-0000-c000-000000000000',
          resourceAccesses: [{ id: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', type: 'Role' }],
        },
      ],
    }),
    principal('robot'),
    user('anna'),
    resource('appRole', 'own', {
      appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
      principalObjectId: ref('servicePrincipal', 'robot'),
      resourceObjectId: ref('servicePrincipal', 'graph'),
    }),
    resource('appRole', 'person', {
      appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
      principalObjectId: ref('user', 'anna'),
      resourceObjectId: ref('servicePrincipal', 'graph'),
    }),
    resource('delegated', 'consent', {
      servicePrincipalObjectId: ref('servicePrincipal', 'robot'),
      resourceServicePrincipalObjectId: ref('servicePrincipal', 'graph'),
      claimValues: ['User.Read'],
    }),
  )
  expect(
    found.apiGrants.map(({ permission, type, as, risk, power }) => ({ permission, type, as, risk, power })),
  ).toEqual([
    {
      permission: 'RoleManagement.ReadWrite.Directory',
      type: 'application',
      as: undefined,
      risk: 'yes',
      power: 'can give any directory role to itself or to anybody',
    },
    { permission: 'User.Read', type: 'delegated', as: 'everyone', risk: 'no', power: undefined },
  ])
})
