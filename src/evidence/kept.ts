import { own } from '../json.ts'

/**
 * Which properties of which resource types may be stored. Everything else is taken out before anything is written, so
 * that a new property, a new type or a provider's new secret is hidden until someone has looked at it.
 * Names: schema of pulumi-azuread 6.9.1 (inputs and computed properties) and of pulumi-aws 7.48.0.
 * Left out on purpose: initial passwords, telephone numbers, private addresses, free-form settings.
 */
export const KEPT: Readonly<Record<string, readonly string[]>> = {
  'pulumi:pulumi:Stack': [],
  'pulumi:providers:azuread': [
    'clientId',
    'environment',
    'metadataHost',
    'tenantId',
    'useAksWorkloadIdentity',
    'useCli',
    'useMsi',
    'useOidc',
    'version',
  ],
  'pulumi:providers:aws': [
    'allowedAccountIds',
    'defaultTags',
    'insecure',
    'profile',
    'region',
    'skipRequestingAccountId',
    'stsRegion',
    'version',
  ],
  'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy': [
    'conditions',
    'displayName',
    'grantControls',
    'sessionControls',
    'state',
    'objectId',
  ],
  'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy': [
    'allowedCombinations',
    'description',
    'displayName',
  ],
  'azuread:index/namedLocation:NamedLocation': ['country', 'displayName', 'ip', 'objectId'],
  'azuread:index/group:Group': [
    'administrativeUnitIds',
    'assignableToRole',
    'behaviors',
    'description',
    'displayName',
    'dynamicMembership',
    'mailEnabled',
    'mailNickname',
    'members',
    'objectId',
    'owners',
    'preventDuplicateNames',
    'securityEnabled',
    'types',
    'visibility',
  ],
  'azuread:index/groupMember:GroupMember': ['groupObjectId', 'memberObjectId'],
  'azuread:index/user:User': [
    'accountEnabled',
    'department',
    'disablePasswordExpiration',
    'disableStrongPassword',
    'displayName',
    'employeeType',
    'forcePasswordChange',
    'jobTitle',
    'mailNickname',
    'managerId',
    'objectId',
    'showInAddressList',
    'usageLocation',
    'userPrincipalName',
    'userType',
  ],
  'azuread:index/administrativeUnit:AdministrativeUnit': [
    'description',
    'displayName',
    'hiddenMembershipEnabled',
    'members',
    'objectId',
    'preventDuplicateNames',
  ],
  'azuread:index/administrativeUnitMember:AdministrativeUnitMember': ['administrativeUnitObjectId', 'memberObjectId'],
  'azuread:index/administrativeUnitRoleMember:AdministrativeUnitRoleMember': [
    'administrativeUnitObjectId',
    'memberObjectId',
    'roleObjectId',
  ],
  'azuread:index/directoryRole:DirectoryRole': ['description', 'displayName', 'objectId', 'templateId'],
  'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment': [
    'appScopeId',
    'directoryScopeId',
    'principalObjectId',
    'roleId',
  ],
  'azuread:index/directoryRoleMember:DirectoryRoleMember': ['memberObjectId', 'roleObjectId'],
  'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest': [
    'directoryScopeId',
    'justification',
    'principalId',
    'roleDefinitionId',
  ],
  'azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy': [
    'activationRules',
    'activeAssignmentRules',
    'description',
    'displayName',
    'eligibleAssignmentRules',
    'groupId',
    'notificationRules',
    'roleId',
  ],
  'azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule': [
    'assignmentType',
    'duration',
    'expirationDate',
    'groupId',
    'justification',
    'permanentAssignment',
    'principalId',
    'startDate',
    'status',
    'ticketNumber',
    'ticketSystem',
  ],
  'azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule': [
    'assignmentType',
    'duration',
    'expirationDate',
    'groupId',
    'justification',
    'permanentAssignment',
    'principalId',
    'startDate',
    'status',
    'ticketNumber',
    'ticketSystem',
  ],
  'azuread:index/appRoleAssignment:AppRoleAssignment': ['appRoleId', 'principalObjectId', 'resourceObjectId'],
  'azuread:index/servicePrincipal:ServicePrincipal': [
    'accountEnabled',
    'appRoleAssignmentRequired',
    'clientId',
    'description',
    'displayName',
    'objectId',
    'owners',
    'preferredSingleSignOnMode',
    'tags',
    'useExisting',
  ],
  'azuread:index/application:Application': [
    'appRoles',
    'clientId',
    'description',
    'displayName',
    'groupMembershipClaims',
    'identifierUris',
    'objectId',
    'owners',
    'requiredResourceAccesses',
    'signInAudience',
    'tags',
  ],
  'aws:iam/accountPasswordPolicy:AccountPasswordPolicy': [
    'allowUsersToChangePassword',
    'expirePasswords',
    'hardExpiry',
    'maxPasswordAge',
    'minimumPasswordLength',
    'passwordReusePrevention',
    'requireLowercaseCharacters',
    'requireNumbers',
    'requireSymbols',
    'requireUppercaseCharacters',
  ],
  'aws:iam/policy:Policy': ['arn', 'description', 'name', 'path', 'policy', 'tags'],
  'aws:iam/role:Role': [
    'arn',
    'assumeRolePolicy',
    'description',
    'managedPolicyArns',
    'maxSessionDuration',
    'name',
    'path',
    'permissionsBoundary',
    'tags',
  ],
  'aws:iam/rolePolicy:RolePolicy': ['name', 'policy', 'role'],
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': ['policyArn', 'role'],
  'aws:cloudtrail/trail:Trail': [
    'advancedEventSelectors',
    'arn',
    'cloudWatchLogsGroupArn',
    'cloudWatchLogsRoleArn',
    'enableLogFileValidation',
    'enableLogging',
    'eventSelectors',
    'includeGlobalServiceEvents',
    'insightSelectors',
    'isMultiRegionTrail',
    'isOrganizationTrail',
    'kmsKeyId',
    'name',
    's3BucketName',
    's3KeyPrefix',
    'snsTopicName',
    'tags',
  ],
  'aws:s3/bucket:Bucket': ['arn', 'bucket', 'forceDestroy', 'objectLockEnabled', 'tags'],
  'aws:s3/bucketPolicy:BucketPolicy': ['bucket', 'policy'],
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': [
    'blockPublicAcls',
    'blockPublicPolicy',
    'bucket',
    'ignorePublicAcls',
    'restrictPublicBuckets',
  ],
  'aws:s3/bucketVersioning:BucketVersioning': ['bucket', 'versioningConfiguration'],
  'aws:organizations/policy:Policy': ['arn', 'content', 'description', 'name', 'skipDestroy', 'tags', 'type'],
  'aws:organizations/policyAttachment:PolicyAttachment': ['policyId', 'skipDestroy', 'targetId'],
  'aws:organizations/organization:Organization': [
    'arn',
    'awsServiceAccessPrincipals',
    'enabledPolicyTypes',
    'featureSet',
  ],
  'aws:organizations/organizationalUnit:OrganizationalUnit': ['arn', 'name', 'parentId', 'tags'],
  'aws:ssoadmin/permissionSet:PermissionSet': [
    'arn',
    'description',
    'instanceArn',
    'name',
    'relayState',
    'sessionDuration',
    'tags',
  ],
  'aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy': [
    'inlinePolicy',
    'instanceArn',
    'permissionSetArn',
  ],
  'aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment': [
    'instanceArn',
    'managedPolicyArn',
    'permissionSetArn',
  ],
  'aws:ssoadmin/accountAssignment:AccountAssignment': [
    'instanceArn',
    'permissionSetArn',
    'principalId',
    'principalType',
    'targetId',
    'targetType',
  ],
  'aws:identitystore/group:Group': ['description', 'displayName', 'groupId', 'identityStoreId'],
  'aws:identitystore/groupMembership:GroupMembership': ['groupId', 'identityStoreId', 'memberId'],
}

/** Properties that every provider computes: identifiers, never secrets. */
const KEPT_ALWAYS: readonly string[] = ['arn', 'id', 'objectId']

/** Whether the values of a type's property may be stored, and so be said in what is stored. */
export function isKept(type: string, property: string): boolean {
  return KEPT_ALWAYS.includes(property) || own(KEPT, type)?.includes(property) === true
}

const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'secrets',
  'token',
  'tokens',
  'sas',
  'credential',
  'credentials',
  'pfx',
  'pem',
  'cookie',
  'authorization',
])
const SECRET_PHRASES =
  /connectionstring|privatekey|apikey|accesskey|accountkey|sharedkey|storagekey|signingkey|encryptionkey|keydata|keyvalue|certificate(value|data|body|password)/

/** Last words of names that speak about a secret without being one: `kmsKeyId`, `passwordPolicies`, `tokenLifetime`. */
const ABOUT =
  /^(id|ids|arn|name|uri|url|type|policy|policies|expiration|expiry|length|lifetime|method|methods|mode|state|rotation|enabled|version)$/

/** Whether a property's name says that its value is a secret. `key` counts as the last word only. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '')
  const last = words.at(-1) ?? ''
  if (ABOUT.test(last)) return false
  return words.some((word) => SECRET_WORDS.has(word)) || SECRET_PHRASES.test(words.join('')) || last === 'key'
}
