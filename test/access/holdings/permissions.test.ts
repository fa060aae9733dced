import { describe, expect, test } from 'vitest'
import { actionPower } from '../../../src/access/holdings/custom-role.ts'
import { ORDINARY } from '../../../src/access/holdings/graph-ordinary.ts'
import { HIGH_RISK } from '../../../src/access/holdings/graph-permissions.ts'
import { actsAsText } from '../../../src/access/holdings/sentences.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { accessOf } from './said.ts'
import { plan, ref, resource, UNKNOWN, user } from './world.ts'

const GRAPH = '00000003-0000-0000-c000-000000000000'
const ROLES = '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8'
const READ_POLICIES = '246dd0d5-5bd0-4def-940b-0421030a5b68'

const app = resource('application', 'ci', { displayName: 'CI' })
const principal = resource('servicePrincipal', 'ci', { clientId: ref('application', 'ci', 'clientId') })
const graph = resource('servicePrincipal', 'graph', { clientId: GRAPH, useExisting: true })
const known = [app, principal, graph, user('anna'), user('carl')]

/** `"CI": RoleManagement.ReadWrite.Directory on Microsoft Graph, granted, as itself, risk yes`. */
function permissionsOf(...resources: readonly Resource[]): readonly string[] {
  return accessOf(plan(...resources, ...known)).permissions.map(
    (found) =>
      `${found.principal.label}: ${found.permission.label} on ${found.api.label}, ${found.state}, ${actsAsText(found)}, risk ${found.risk}`,
  )
}

const grant = (
  name: string,
  appRoleId: unknown,
  resourceObjectId: unknown = ref('servicePrincipal', 'graph'),
): Resource =>
  resource('appRole', name, {
    appRoleId,
    resourceObjectId,
    principalObjectId: ref('servicePrincipal', 'ci'),
  } as never)

const consent = (claimValues: unknown, userObjectId?: unknown): Resource =>
  resource('delegated', 'consent', {
    servicePrincipalObjectId: ref('servicePrincipal', 'ci'),
    resourceServicePrincipalObjectId: ref('servicePrincipal', 'graph'),
    claimValues,
    ...(userObjectId === undefined ? {} : { userObjectId }),
  } as never)

describe('application permissions', () => {
  test('of high risk, ordinary and not known', () => {
    expect(permissionsOf(grant('1', ROLES), grant('2', READ_POLICIES), grant('3', UNKNOWN))).toEqual([
      '"CI": Policy.Read.All on Microsoft Graph, granted, as itself, risk no',
      '"CI": RoleManagement.ReadWrite.Directory on Microsoft Graph, granted, as itself, risk yes',
      '"CI": a permission that is not known on Microsoft Graph, granted, as itself, risk open',
    ])
  })

  test('are told by their id where the API is not known, in any case', () => {
    const id = '0f0f0f0f-0000-4000-8000-000000000000'
    expect(permissionsOf(grant('1', ROLES.toUpperCase(), id), grant('2', id, UNKNOWN))).toEqual([
      `"CI": RoleManagement.ReadWrite.Directory on ${id}, granted, as itself, risk yes`,
      `"CI": ${id} on an API that is not known, granted, as itself, risk open`,
    ])
  })

  test('on an API of one’s own say nothing about Microsoft’s services', () => {
    const own = [
      resource('application', 'crm', { displayName: 'CRM' }),
      resource('servicePrincipal', 'crm', { clientId: ref('application', 'crm', 'clientId') }),
    ]
    expect(permissionsOf(grant('1', UNKNOWN, ref('servicePrincipal', 'crm')), ...own)).toEqual([
      '"CI": a permission that is not known on "CRM", granted, as itself, risk no',
    ])
  })
})

describe('delegated permissions', () => {
  test('for everybody, for one person, and for somebody who is not known', () => {
    expect(permissionsOf(consent(['Mail.ReadWrite', 'Directory.AccessAsUser.All']))).toEqual([
      '"CI": Directory.AccessAsUser.All on Microsoft Graph, granted, as everybody, risk yes',
      '"CI": Mail.ReadWrite on Microsoft Graph, granted, as everybody, risk no',
    ])
    expect(permissionsOf(consent(['user.read group.readwrite.all'], ref('user', 'anna')))).toEqual([
      '"CI": Group.ReadWrite.All on Microsoft Graph, granted, as Anna, risk yes',
      '"CI": User.Read on Microsoft Graph, granted, as Anna, risk no',
    ])
    expect(permissionsOf(consent(UNKNOWN, UNKNOWN))).toEqual([
      '"CI": a permission that is not known on Microsoft Graph, granted, as somebody who is not known, risk open',
    ])
    expect(permissionsOf(consent(['Something.New']))).toEqual([
      '"CI": Something.New on Microsoft Graph, granted, as everybody, risk open',
    ])
  })
})

describe('what an application asks for', () => {
  test('in its own list or by a resource beside it', () => {
    const asking = resource('application', 'asking', {
      displayName: 'Asking',
      requiredResourceAccesses: [
        {
          resourceAppId: GRAPH,
          resourceAccesses: [
            { id: ROLES, type: 'Role' },
            { id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' },
          ],
        },
      ],
    })
    const beside = resource('apiAccess', 'beside', {
      applicationId: ref('application', 'ci', 'id'),
      apiClientId: GRAPH,
      roleIds: [READ_POLICIES],
      scopeIds: UNKNOWN,
    })
    expect(permissionsOf(asking, beside)).toEqual([
      '"Asking": RoleManagement.ReadWrite.Directory on Microsoft Graph, requested, as itself, risk yes',
      '"Asking": User.Read on Microsoft Graph, requested, as whoever signs in, risk no',
      '"CI": Policy.Read.All on Microsoft Graph, requested, as itself, risk no',
      '"CI": a permission that is not known on Microsoft Graph, requested, as whoever signs in, risk open',
    ])
  })
})

describe('by what an application signs in, and who owns it', () => {
  const stateOf = (...resources: readonly Resource[]): unknown => {
    const found = accessOf(plan(...resources, ...known)).principals.find(({ key }) => key === principal.key)
    const { secrets, certificates, federated, owners, open } = found?.application ?? {}
    return { secrets, certificates, federated, owners: owners?.map(({ label }) => label), open }
  }

  test('the service principal has what its application has', () => {
    const secret = resource('password', 'secret', { applicationId: ref('application', 'ci', 'id') })
    expect(stateOf(secret)).toEqual({ secrets: 1, certificates: 0, federated: 0, owners: [], open: false })
    const trust = resource('federated', 'trust', { applicationId: ref('application', 'ci', 'id') })
    expect(stateOf(trust)).toEqual({ secrets: 0, certificates: 0, federated: 1, owners: [], open: false })
  })

  test('owners of both', () => {
    const owned = resource('application', 'ci', { displayName: 'CI', owners: [ref('user', 'carl')] })
    const both = resource('servicePrincipal', 'ci', {
      clientId: ref('application', 'ci', 'clientId'),
      owners: [ref('user', 'anna'), ref('user', 'carl')],
    })
    const access = accessOf(plan(owned, both, user('anna'), user('carl')))
    expect(
      access.principals.find(({ key }) => key === both.key)?.application?.owners.map(({ label }) => label),
    ).toEqual(['Anna', 'Carl'])
    const hidden = resource('servicePrincipal', 'ci', { clientId: GRAPH, owners: UNKNOWN })
    expect(accessOf(plan(hidden)).principals[0]?.application?.open).toBe(true)
  })
})

describe('the tables', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
  test('hold each id once, and nothing is both of high risk and ordinary', () => {
    const ids = [
      ...HIGH_RISK.flatMap(({ application, delegated }) => [application, delegated]),
      ...ORDINARY.map(([id]) => id),
    ]
    const given = ids.filter((id) => id !== undefined)
    expect(given.filter((id) => !uuid.test(id))).toEqual([])
    expect(given.filter((id, at) => given.indexOf(id) !== at)).toEqual([])
  })
})

describe('the actions of a custom role', () => {
  test.each([
    ['microsoft.directory/conditionalAccessPolicies/*/update', 'yes'],
    ['MICROSOFT.DIRECTORY/ROLEASSIGNMENTS/ALLPROPERTIES/ALLTASKS', 'yes'],
    ['microsoft.directory/applications.myOrganization/credentials/update', 'yes'],
    ['microsoft.directory/servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin', 'yes'],
    ['microsoft.directory/users/password/update', 'yes'],
    ['microsoft.directory/users/*/update', 'yes'],
    ['microsoft.directory/allEntities/allProperties/allTasks', 'yes'],
    ['microsoft.directory/bitlockerKeys/key/read', 'yes'],
    ['microsoft.directory/users/standard/read', 'no'],
    ['microsoft.directory/conditionalAccessPolicies/standard/read', 'no'],
    ['microsoft.azure.supportTickets/allEntities/allTasks', 'no'],
    ['microsoft.directory/users/photo/update', 'open'],
    ['microsoft.directory/somethingNew/allProperties/update', 'open'],
    ['read', 'open'],
    ['microsoft.directory//read', 'open'],
    ['', 'open'],
  ])('%s: %s', (action, power) => {
    expect(actionPower(action)).toBe(power)
  })
})
