// Steps of a preview digest, as the real engine writes them.
import { createHash } from 'node:crypto'

// biome-ignore lint/suspicious/noExplicitAny: the cases edit raw engine documents at any depth
export type Loose = any

export interface Step {
  op: string
  urn: string
  provider?: string
  oldState?: Loose
  newState?: Loose
  detailedDiff?: Loose
}

/** What a digest shows in place of a value that is not known yet. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

export const T1 = '11111111-1111-4111-8111-111111111111'
export const T2 = '22222222-2222-4222-8222-222222222222'
export const T9 = '99999999-9999-4999-8999-999999999999'

/** A fixed id for a name. */
export function id(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Tokens of azuread 6.9.1. */
export const TYPES = {
  policy: 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy',
  strength: 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy',
  location: 'azuread:index/namedLocation:NamedLocation',
  group: 'azuread:index/group:Group',
  member: 'azuread:index/groupMember:GroupMember',
  user: 'azuread:index/user:User',
  assignment: 'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment',
  eligible: 'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest',
  customRole: 'azuread:index/customDirectoryRole:CustomDirectoryRole',
  directoryRole: 'azuread:index/directoryRole:DirectoryRole',
  directoryRoleMember: 'azuread:index/directoryRoleMember:DirectoryRoleMember',
  unit: 'azuread:index/administrativeUnit:AdministrativeUnit',
  unitRoleMember: 'azuread:index/administrativeUnitRoleMember:AdministrativeUnitRoleMember',
  groupPolicy: 'azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy',
  eligibilitySchedule:
    'azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule',
  assignmentSchedule: 'azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule',
  application: 'azuread:index/application:Application',
  applicationPassword: 'azuread:index/applicationPassword:ApplicationPassword',
  federatedCredential: 'azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential',
  servicePrincipal: 'azuread:index/servicePrincipal:ServicePrincipal',
  appRoleAssignment: 'azuread:index/appRoleAssignment:AppRoleAssignment',
  delegatedGrant: 'azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant',
  catalog: 'azuread:index/accessPackageCatalog:AccessPackageCatalog',
  catalogResource: 'azuread:index/accessPackageResourceCatalogAssociation:AccessPackageResourceCatalogAssociation',
  package: 'azuread:index/accessPackage:AccessPackage',
  packageResource: 'azuread:index/accessPackageResourcePackageAssociation:AccessPackageResourcePackageAssociation',
  packagePolicy: 'azuread:index/accessPackageAssignmentPolicy:AccessPackageAssignmentPolicy',
} as const

/** Tokens of aws 7.48. */
export const AWS = {
  bucket: 'aws:s3/bucket:Bucket',
  trail: 'aws:cloudtrail/trail:Trail',
  passwordPolicy: 'aws:iam/accountPasswordPolicy:AccountPasswordPolicy',
  controlPolicy: 'aws:organizations/policy:Policy',
  controlAttachment: 'aws:organizations/policyAttachment:PolicyAttachment',
  policy: 'aws:iam/policy:Policy',
  role: 'aws:iam/role:Role',
  rolePolicy: 'aws:iam/rolePolicy:RolePolicy',
  rolePolicyAttachment: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  policyAttachment: 'aws:iam/policyAttachment:PolicyAttachment',
  group: 'aws:iam/group:Group',
  groupPolicy: 'aws:iam/groupPolicy:GroupPolicy',
  permissionSet: 'aws:ssoadmin/permissionSet:PermissionSet',
  permissionSetPolicy: 'aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment',
} as const

export function urn(type: string, name: string, stack = 'identity'): string {
  return `urn:pulumi:${stack}::acme::${type}::${name}`
}

const STACK_TYPE = 'pulumi:pulumi:Stack'

/** A step that keeps a resource as it is, deployed under `id(name)` with `outputs` beside its inputs. */
export function step(type: string, name: string, inputs: Loose, options: Loose = {}, outputs: Loose = {}): Step {
  const aws = type.startsWith('aws:')
  const [stack, instance] = aws ? (['aws', 'main'] as const) : (['identity', 'entra'] as const)
  const provider = `${urn(`pulumi:providers:${aws ? 'aws' : 'azuread'}`, instance, stack)}::${id(`provider ${instance}`)}`
  const state = {
    urn: urn(type, name, stack),
    custom: true,
    type,
    inputs,
    parent: urn(STACK_TYPE, `acme-${stack}`, stack),
    provider,
    ...options,
  }
  const old = {
    ...structuredClone(state),
    id: id(name),
    outputs: { ...structuredClone(inputs), ...(aws ? {} : { objectId: id(name) }), id: id(name), ...outputs },
  }
  return { op: 'same', urn: state.urn, provider, oldState: old, newState: state, detailedDiff: null }
}

/** A step that creates a resource. */
export function create(type: string, name: string, inputs: Loose, options: Loose = {}): Step {
  const { oldState: _old, ...rest } = step(type, name, inputs, options)
  return { ...rest, op: 'create' }
}

/** The step of the stack itself. */
export function engineSteps(stack: string): Step[] {
  const root = { urn: urn(STACK_TYPE, `acme-${stack}`, stack), custom: false, type: STACK_TYPE }
  return [{ op: 'same', urn: root.urn, oldState: { ...root }, newState: { ...root }, detailedDiff: null }]
}

/** A step for an explicit provider of azuread. */
export function providerStep(name: string, tenantId: unknown): Step {
  return instanceStep('azuread', 'identity', name, { tenantId, version: '6.9.1' })
}

/** A step for an explicit provider of a package. */
export function instanceStep(name: string, stack: string, instance: string, inputs: Loose): Step {
  const type = `pulumi:providers:${name}`
  const state = {
    urn: urn(type, instance, stack),
    custom: true,
    type,
    inputs,
    parent: urn(STACK_TYPE, `acme-${stack}`, stack),
  }
  return {
    op: 'same',
    urn: state.urn,
    oldState: { ...structuredClone(state), id: id(`provider ${instance}`) },
    newState: state,
    detailedDiff: null,
  }
}

/** Stands for a property of a resource that the same change creates, until `embeddedPlanOf` makes it a reference. */
export function ref(name: string, property = 'objectId'): string {
  return `{{${name}.${property}}}`
}
