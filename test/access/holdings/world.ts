// Plans of a few resources, written as a program declares them: ids are references, places are lines of one file.
import type { Plan, Resource } from '../../../src/plan/model.ts'
import { NO_OPTIONS, NO_PLAN } from '../../../src/plan/model.ts'
import { normalizePlan } from '../../../src/plan/normalize.ts'
import type { Value } from '../../../src/plan/value.ts'

export const NOW = '2026-11-23T12:00:00Z'
export const UNKNOWN = { $gatehouse: 'unknown' } as const
export const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1'
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'
export const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de'
export const DIRECTORY_READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b'
export const PRIVILEGED: readonly string[] = [USER_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, EXCHANGE_ADMINISTRATOR]

const KINDS = {
  user: 'azuread:index/user:User',
  invitation: 'azuread:index/invitation:Invitation',
  group: 'azuread:index/group:Group',
  member: 'azuread:index/groupMember:GroupMember',
  assignment: 'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment',
  roleMember: 'azuread:index/directoryRoleMember:DirectoryRoleMember',
  role: 'azuread:index/directoryRole:DirectoryRole',
  eligible: 'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest',
  customRole: 'azuread:index/customDirectoryRole:CustomDirectoryRole',
  unit: 'azuread:index/administrativeUnit:AdministrativeUnit',
  unitRole: 'azuread:index/administrativeUnitRoleMember:AdministrativeUnitRoleMember',
  activeSchedule: 'azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule',
  eligibleSchedule: 'azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule',
  groupPolicy: 'azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy',
  package: 'azuread:index/accessPackage:AccessPackage',
  packagePolicy: 'azuread:index/accessPackageAssignmentPolicy:AccessPackageAssignmentPolicy',
  catalogEntry: 'azuread:index/accessPackageResourceCatalogAssociation:AccessPackageResourceCatalogAssociation',
  packageEntry: 'azuread:index/accessPackageResourcePackageAssociation:AccessPackageResourcePackageAssociation',
  application: 'azuread:index/application:Application',
  servicePrincipal: 'azuread:index/servicePrincipal:ServicePrincipal',
  password: 'azuread:index/applicationPassword:ApplicationPassword',
  federated: 'azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential',
  apiAccess: 'azuread:index/applicationApiAccess:ApplicationApiAccess',
  appRole: 'azuread:index/appRoleAssignment:AppRoleAssignment',
  delegated: 'azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant',
  provider: 'pulumi:providers:azuread',
} as const
export type Kind = keyof typeof KINDS
type Inputs = { readonly [name: string]: Value }

export function urn(kind: Kind, name: string): string {
  return `urn:pulumi:identity::acme::${KINDS[kind]}::${name}`
}

/** A property of a declared resource, before it exists. */
export function ref(kind: Kind, name: string, property = 'objectId'): Value {
  return { $gatehouse: 'ref', urn: urn(kind, name), property }
}

/** A resource, on the line that its place in `plan()` gives it. */
export function resource(kind: Kind, name: string, inputs: Inputs = {}, more: Partial<Resource> = {}): Resource {
  return {
    key: urn(kind, name),
    type: KINDS[kind],
    name,
    custom: true,
    op: 'create',
    inputs,
    computed: {},
    dependencies: [],
    propertyDependencies: {},
    options: NO_OPTIONS,
    ...more,
  }
}

/** A plan of these resources: the first is declared on line 1, the second on line 2, and so on. */
export function plan(...resources: readonly Resource[]): Plan {
  const placed = resources.map((one, index) => ({ ...one, source: { file: 'roles.ts', line: index + 1 } }))
  return normalizePlan({ ...NO_PLAN, project: 'acme', stack: 'identity', resources: placed })
}

export function user(name: string, inputs: Inputs = {}): Resource {
  const displayName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return resource('user', name, { displayName, userPrincipalName: `${name}@acme.example`, ...inputs })
}

/** A role-assignable group with these users as its members, none where it declares no list. */
export function group(name: string, members?: readonly string[], inputs: Inputs = {}): Resource {
  const list = members === undefined ? {} : { members: members.map((member) => ref('user', member)) }
  return resource('group', name, {
    displayName: name,
    securityEnabled: true,
    assignableToRole: true,
    ...list,
    ...inputs,
  })
}

export function member(name: string, of: string, who: Value): Resource {
  return resource('member', name, { groupObjectId: ref('group', of), memberObjectId: who })
}

export function assign(name: string, who: Value, role: Value = USER_ADMINISTRATOR, more: Inputs = {}): Resource {
  return resource('assignment', name, { roleId: role, principalObjectId: who, ...more })
}

export function eligible(name: string, who: Value, role: Value = USER_ADMINISTRATOR, more: Inputs = {}): Resource {
  return resource('eligible', name, {
    roleDefinitionId: role,
    principalId: who,
    directoryScopeId: '/',
    justification: 'duty',
    ...more,
  })
}

export function schedule(
  kind: 'activeSchedule' | 'eligibleSchedule',
  name: string,
  of: string,
  who: Value,
  inputs: Inputs,
): Resource {
  return resource(kind, name, { groupId: ref('group', of), principalId: who, assignmentType: 'member', ...inputs })
}
