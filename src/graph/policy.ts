import { isObject, type Json, type JsonObject } from '../json.ts'
import { commaList, type Mapped, mapObject, nested, plainValue, type Target } from './properties.ts'

/** Graph's path of a strength, as azuread writes it into a policy. */
const STRENGTH_PATH = '/policies/authenticationStrengthPolicies/'

/** Ids of the strengths that Microsoft built in all have this form (Microsoft Graph, authenticationStrengthPolicy). */
const BUILT_IN_STRENGTH = /^0{8}-0{4}-0{4}-0{4}-0{11}[0-9a-f]$/

/** The filters have the same members in both models. */
const FILTER = { mode: 'mode', rule: 'rule' }

const APPLICATIONS = {
  includeApplications: 'includedApplications',
  excludeApplications: 'excludedApplications',
  includeUserActions: 'includedUserActions',
  applicationFilter: nested('filter', FILTER),
}

const USERS = {
  includeUsers: 'includedUsers',
  excludeUsers: 'excludedUsers',
  includeGroups: 'includedGroups',
  excludeGroups: 'excludedGroups',
  includeRoles: 'includedRoles',
  excludeRoles: 'excludedRoles',
  includeGuestsOrExternalUsers: guests('includedGuestsOrExternalUsers'),
  excludeGuestsOrExternalUsers: guests('excludedGuestsOrExternalUsers'),
}

const CONDITIONS: { readonly [name: string]: Target } = {
  applications: nested('applications', APPLICATIONS),
  users: nested('users', USERS),
  clientAppTypes: 'clientAppTypes',
  platforms: required('platforms', { includePlatforms: 'includedPlatforms', excludePlatforms: 'excludedPlatforms' }),
  locations: required('locations', { includeLocations: 'includedLocations', excludeLocations: 'excludedLocations' }),
  devices: nested('devices', { deviceFilter: nested('filter', FILTER) }),
  clientApplications: nested('clientApplications', {
    includeServicePrincipals: 'includedServicePrincipals',
    excludeServicePrincipals: 'excludedServicePrincipals',
    servicePrincipalFilter: nested('filter', FILTER),
  }),
  userRiskLevels: 'userRiskLevels',
  signInRiskLevels: 'signInRiskLevels',
  servicePrincipalRiskLevels: 'servicePrincipalRiskLevels',
  insiderRiskLevels: 'insiderRiskLevels',
  authenticationFlows: authenticationFlows,
}

const SESSION: { readonly [name: string]: Target } = {
  disableResilienceDefaults: 'disableResilienceDefaults',
  applicationEnforcedRestrictions: enabled('applicationEnforcedRestrictions', () => ({
    applicationEnforcedRestrictionsEnabled: true,
  })),
  cloudAppSecurity: enabled('cloudAppSecurity', (control) => ({
    cloudAppSecurityPolicy: control['cloudAppSecurityType'] ?? null,
  })),
  persistentBrowser: enabled('persistentBrowser', (control) => ({ persistentBrowserMode: control['mode'] ?? null })),
  signInFrequency: enabled('signInFrequency', (control) => ({
    signInFrequency: control['value'] ?? null,
    signInFrequencyPeriod: control['type'] ?? null,
    signInFrequencyAuthenticationType: control['authenticationType'] ?? null,
    signInFrequencyInterval: control['frequencyInterval'] ?? null,
  })),
}

const GRANT: { readonly [name: string]: Target } = {
  operator: 'operator',
  builtInControls: 'builtInControls',
  customAuthenticationFactors: 'customAuthenticationFactors',
  termsOfUse: 'termsOfUses',
  authenticationStrength: strengthReference,
}

const POLICY: { readonly [name: string]: Target } = {
  displayName: 'displayName',
  state: 'state',
  conditions: nested('conditions', CONDITIONS),
  grantControls: nested('grantControls', GRANT),
  sessionControls: nested('sessionControls', SESSION),
}

/**
 * Inputs of azuread's ConditionalAccessPolicy for a conditionalAccessPolicy of Graph (Microsoft Graph beta; azuread
 * 6.9.1). What azuread cannot express stays under Graph's name at the same place: sign-in rules that meet a property
 * that they do not know answer unknown.
 */
export function mapPolicy(policy: JsonObject): Mapped {
  return mapObject(policy, POLICY, '')
}

/** A strength of the tenant's own that is written out inside a policy, or undefined. */
export function embeddedStrength(policy: JsonObject): JsonObject | undefined {
  const grant = policy['grantControls']
  const strength = isObject(grant) ? grant['authenticationStrength'] : undefined
  if (
    !isObject(strength) ||
    typeof strength['id'] !== 'string' ||
    BUILT_IN_STRENGTH.test(strength['id'].toLowerCase())
  ) {
    return undefined
  }
  return Array.isArray(strength['allowedCombinations']) ? (strength as JsonObject) : undefined
}

/** Only the id is the policy's; limits on single methods, which azuread lacks, stay with it. */
function strengthReference(value: Json, path: string): Mapped {
  const { id, combinationConfigurations } = isObject(value) ? (value as JsonObject) : {}
  if (typeof id !== 'string') return { inputs: { authenticationStrength: plainValue(value) }, kept: [path] }
  const inputs = { authenticationStrengthPolicyId: `${STRENGTH_PATH}${id}` }
  if (!Array.isArray(combinationConfigurations) || combinationConfigurations.length === 0) return { inputs, kept: [] }
  const kept = { combinationConfigurations: plainValue(combinationConfigurations) }
  return { inputs: { ...inputs, authenticationStrength: kept }, kept: [`${path}.combinationConfigurations`] }
}

/** Graph has one object where azuread has a list of blocks, and a text with commas where azuread has a list. */
function guests(name: string): Target {
  const table: { readonly [name: string]: Target } = {
    guestOrExternalUserTypes: commaList('guestOrExternalUserTypes'),
    externalTenants: (value, path) => {
      const { inputs, kept } = mapObject(
        value as JsonObject,
        { membershipKind: 'membershipKind', members: 'members' },
        path,
      )
      return { inputs: { externalTenants: [inputs] }, kept }
    },
  }
  return (value, path) => {
    if (!isObject(value)) return { inputs: { [name]: plainValue(value) }, kept: [path] }
    const { inputs, kept } = mapObject(value as JsonObject, table, path)
    return { inputs: { [name]: [inputs] }, kept }
  }
}

/** A condition whose inclusion azuread requires: where Graph has an empty one, it matches nothing, and is kept empty. */
function required(name: string, table: { readonly [name: string]: string }): Target {
  const map = nested(name, table)
  const included = Object.values(table)[0] ?? ''
  return (value, path) => {
    const mapped = typeof map === 'function' ? map(value, path) : { inputs: {}, kept: [] }
    const inner = mapped.inputs[name]
    return isObject(inner) && !(included in inner)
      ? { ...mapped, inputs: { [name]: { [included]: [], ...(inner as Mapped['inputs']) } } }
      : mapped
  }
}

function authenticationFlows(value: Json, path: string): Mapped {
  const table = { transferMethods: commaList('authenticationFlowTransferMethods') }
  const { inputs, kept } = mapObject(isObject(value) ? (value as JsonObject) : { value }, table, path)
  const { authenticationFlowTransferMethods: methods, ...rest } = inputs
  return {
    inputs: {
      ...(methods === undefined ? {} : { authenticationFlowTransferMethods: methods }),
      ...(Object.keys(rest).length === 0 ? {} : { authenticationFlows: rest }),
    },
    kept,
  }
}

/** A session control that Graph switches on by `isEnabled`: off is the same as none, any other value is kept as it is. */
function enabled(name: string, map: (control: JsonObject) => JsonObject): Target {
  return (value, path) => {
    const control = isObject(value) ? (value as JsonObject) : {}
    if (control['isEnabled'] === false) return { inputs: {}, kept: [] }
    if (control['isEnabled'] !== true) return { inputs: { [name]: plainValue(value) }, kept: [path] }
    const entries = Object.entries(map(control)).filter(([, item]) => item !== null)
    return { inputs: Object.fromEntries(entries.map(([key, item]) => [key, plainValue(item)])), kept: [] }
  }
}
