import type { ProviderType } from './type.ts'

const GROUP: ProviderType = {
  sets: ['administrativeUnitIds', 'behaviors', 'members', 'owners', 'provisioningOptions', 'types'],
  idPrefix: '/groups/',
}

/**
 * azuread 6.9.1. Sets are the `TypeSet` fields of terraform-provider-azuread (the Pulumi schema does not mark them);
 * all other lists are ordered. Defaults are its `Default` values that are not zero: the bridge adds only those, as the
 * recorded inputs of users show. Id prefixes are those of ids in a recorded state.
 */
export const AZUREAD_TYPES: { readonly [type: string]: ProviderType } = {
  'azuread:index/administrativeUnit:AdministrativeUnit': { sets: ['members'] },
  'azuread:index/application:Application': {
    sets: [
      'api.knownClientApplications',
      'api.oauth2PermissionScopes',
      'appRoles',
      'appRoles.*.allowedMemberTypes',
      'groupMembershipClaims',
      'identifierUris',
      'owners',
      'publicClient.redirectUris',
      'requiredResourceAccesses',
      'singlePageApplication.redirectUris',
      'tags',
      'web.redirectUris',
    ],
    defaults: { signInAudience: 'AzureADMyOrg' },
    computed: ['clientId'],
  },
  'azuread:index/applicationRegistration:ApplicationRegistration': { computed: ['clientId'] },
  'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy': {
    sets: ['allowedCombinations'],
    idPrefix: '/policies/authenticationStrengthPolicies/',
  },
  'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy': {
    sets: ['conditions.authenticationFlowTransferMethods'],
    idPrefix: '/identity/conditionalAccess/policies/',
  },
  'azuread:index/customDirectoryRole:CustomDirectoryRole': {
    sets: ['permissions', 'permissions.*.allowedResourceActions'],
    computed: ['templateId'],
  },
  'azuread:index/directoryRole:DirectoryRole': { computed: ['templateId'], idPrefix: '/directoryRoles/' },
  'azuread:index/group:Group': GROUP,
  'azuread:index/groupWithoutMembers:GroupWithoutMembers': GROUP,
  'azuread:index/invitation:Invitation': { computed: ['userId'] },
  'azuread:index/namedLocation:NamedLocation': { idPrefix: '/identity/conditionalAccess/namedLocations/' },
  'azuread:index/servicePrincipal:ServicePrincipal': {
    sets: ['alternativeNames', 'notificationEmailAddresses', 'owners', 'tags'],
    defaults: { accountEnabled: true },
    computed: ['clientId', 'applicationTenantId'],
  },
  'azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant': {
    sets: ['claimValues'],
  },
  'azuread:index/user:User': {
    sets: ['otherMails'],
    defaults: { accountEnabled: true, showInAddressList: true },
    computed: ['userType'],
    idPrefix: '/users/',
  },
}
