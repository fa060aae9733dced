import type { Resource } from '../../plan/model.ts'
import { asList, asObject } from '../shape.ts'

/**
 * Objects of the directory whose change moves power: whoever may write them can give roles, permissions or credentials,
 * or switch off what protects a sign-in. An action is `namespace/entity/property set/action`; the entity's subset after
 * a dot (`applications.myOrganization`) does not matter. After Microsoft Learn, "Privileged roles and permissions in
 * Microsoft Entra ID": privileged is what delegates the management of directory resources, modifies credentials,
 * authentication or authorization policies, or reads restricted data.
 */
const POWERFUL_ENTITIES: ReadonlySet<string> = new Set(
  [
    'adminConsentRequestPolicy',
    'administrativeUnits',
    'allEntities',
    'applicationPolicies',
    'authorizationPolicy',
    'authenticationFlowsPolicy',
    'conditionalAccessPolicies',
    'crossTenantAccessPolicy',
    'directoryRoles',
    'directoryRoleTemplates',
    'domains',
    'entitlementManagement',
    'externalUserProfiles',
    'federatedAuthentication',
    'groupsAssignableToRoles',
    'hybridAuthenticationPolicy',
    'identityProtection',
    'multiTenantOrganization',
    'namedLocations',
    'oAuth2PermissionGrants',
    'passwordHashSync',
    'permissionGrantPolicies',
    'policies',
    'privilegedIdentityManagement',
    'roleAssignments',
    'roleDefinitions',
    'scopedRoleMemberships',
    'servicePrincipalCreationPolicies',
    'strongAuthentication',
    'tenantManagement',
    'tokenLifetimePolicies',
    'userCredentialPolicies',
  ].map((entity) => entity.toLowerCase()),
)

/** Property sets that are power over an otherwise ordinary object. */
const POWERFUL_PROPERTIES: { readonly [entity: string]: readonly string[] } = {
  applications: [
    'allproperties',
    'authentication',
    'credentials',
    'owners',
    'permissions',
    'synchronization',
    'verification',
  ],
  serviceprincipals: [
    'allproperties',
    'approleassignedto',
    'authentication',
    'credentials',
    'managepermissiongrantsforall',
    'managepermissiongrantsforself',
    'owners',
    'permissions',
    'policies',
    'synchronizationcredentials',
  ],
  users: [
    'allproperties',
    'authenticationmethods',
    'invalidateallrefreshtokens',
    'password',
    'strongauthentication',
    'userprincipalname',
  ],
  groups: ['allproperties'],
}

/** Reading these is restricted: they are keys and passwords. */
const SECRET_READS: ReadonlySet<string> = new Set([
  'microsoft.directory/bitlockerkeys/key/read',
  'microsoft.directory/devicelocalcredentials/password/read',
])

/** Whether a custom role is privileged by its actions; `open` where an action is not known, or is a change that no table names. */
export function customRolePower(resource: Resource): 'yes' | 'no' | 'open' {
  const permissions = asList(resource.inputs['permissions'])
  const lists = permissions.items.map((item) => asList(asObject(item).get('allowedResourceActions')))
  const answers = lists.flatMap((list) =>
    list.items.map((action) => (typeof action === 'string' ? actionPower(action) : 'open')),
  )
  if (answers.includes('yes')) return 'yes'
  const hidden = permissions.open || permissions.absent || lists.some((list) => list.open || list.absent)
  return hidden || answers.includes('open') ? 'open' : 'no'
}

/** Whether one action is privileged. Compared without case, as the directory does. */
export function actionPower(action: string): 'yes' | 'no' | 'open' {
  const text = action.trim().toLowerCase()
  if (SECRET_READS.has(text)) return 'yes'
  const parts = text.split('/')
  const verb = parts.at(-1)
  if (parts.length < 3 || verb === undefined || parts.includes('')) return 'open'
  if (verb === 'read') return 'no'
  const [, subset = ''] = parts
  const entity = subset.split('.')[0] ?? ''
  if (entity === '*') return 'yes'
  if (text.startsWith('microsoft.azure.') || text.startsWith('microsoft.office365.supporttickets/')) {
    return TICKETS.test(text) ? 'no' : 'open'
  }
  if (POWERFUL_ENTITIES.has(entity)) return 'yes'
  const properties = POWERFUL_PROPERTIES[entity]
  if (properties === undefined) return 'open'
  const set = parts[2]?.split('.')[0] ?? ''
  return set === '*' || verb === 'alltasks' || properties.includes(set) ? 'yes' : 'open'
}

/** Tickets with Microsoft and the state of its services change nothing in the tenant. */
const TICKETS =
  /^microsoft\.(?:azure\.(?:servicehealth|supporttickets)|office365\.supporttickets)\/allentities\/alltasks$/
