import { isObject, type Json, type JsonObject } from '../json.ts'
import { UNKNOWN } from '../plan/value.ts'
import { isEmpty, type Mapped, mapObject, type Properties, type Target } from './properties.ts'

/** When and by whom an object was made and changed: facts about its history, not about what it permits. */
const HISTORY: readonly string[] = [
  'createdByAppId',
  'createdDateTime',
  'modifiedDateTime',
  'organizationId',
  'renewedDateTime',
  'securityIdentifier',
]

/** Names that only describe; they are kept beside the plan instead of making rules doubt the object. */
const DESCRIBING: ReadonlySet<string> = new Set([
  'classification',
  'expirationDateTime',
  'infoCatalogs',
  'isManagementRestricted',
  'onPremisesLastSyncDateTime',
  'policyType',
  'preferredDataLocation',
  'requirementsSatisfied',
  'templateId',
  'uniqueName',
])

const GROUP: { readonly [name: string]: Target } = {
  displayName: 'displayName',
  description: 'description',
  isAssignableToRole: 'assignableToRole',
  groupTypes: 'types',
  mailEnabled: 'mailEnabled',
  mailNickname: 'mailNickname',
  members: ids('members'),
  owners: ids('owners'),
  resourceBehaviorOptions: 'behaviors',
  resourceProvisioningOptions: 'provisioningOptions',
  securityEnabled: 'securityEnabled',
  theme: 'theme',
  visibility: 'visibility',
}

/**
 * Inputs of azuread's Group for a group of Graph. A dynamic group is one with a rule, whatever its name; the rule
 * works while its processing is `On` (Microsoft Graph, group resource).
 */
export function mapGroup(group: JsonObject): Mapped {
  const { membershipRule, membershipRuleProcessingState, ...rest } = group
  const { inputs, kept } = mapObject(rest, GROUP, '')
  if (typeof membershipRule !== 'string') return { inputs, kept }
  const dynamicMembership = { enabled: membershipRuleProcessingState === 'On', rule: membershipRule }
  return { inputs: { ...inputs, dynamicMembership }, kept }
}

/** Inputs of azuread's AuthenticationStrengthPolicy. */
export function mapStrength(strength: JsonObject): Mapped {
  const names = ['displayName', 'description', 'allowedCombinations']
  return mapObject(strength, Object.fromEntries(names.map((name) => [name, name])), '')
}

/**
 * Inputs of azuread's NamedLocation: Graph has three types of objects, azuread one type with two blocks. The third,
 * a compliant network, keeps Graph's properties.
 */
export function mapLocation(location: JsonObject): Mapped {
  const { ipRanges, isTrusted, countriesAndRegions, includeUnknownCountriesAndRegions, countryLookupMethod, ...rest } =
    location
  const { inputs, kept } = mapObject(rest, { displayName: 'displayName' }, '')
  if (Array.isArray(ipRanges)) {
    const ranges = (ipRanges as readonly Json[]).map((range) =>
      isObject(range) ? (range['cidrAddress'] ?? UNKNOWN) : UNKNOWN,
    )
    const ip = { ipRanges: ranges, trusted: isTrusted ?? false }
    return { inputs: { ...inputs, ip: ip as Properties }, kept }
  }
  if (Array.isArray(countriesAndRegions)) {
    const country = mapObject(
      {
        countriesAndRegions,
        includeUnknownCountriesAndRegions: includeUnknownCountriesAndRegions ?? null,
        countryLookupMethod: countryLookupMethod ?? null,
      },
      {
        countriesAndRegions: 'countriesAndRegions',
        includeUnknownCountriesAndRegions: 'includeUnknownCountriesAndRegions',
        countryLookupMethod: 'countryLookupMethod',
      },
      '',
    )
    return { inputs: { ...inputs, country: country.inputs }, kept }
  }
  if (isTrusted === undefined || isEmpty(isTrusted)) return { inputs, kept }
  return { inputs: { ...inputs, isTrusted: isTrusted as boolean }, kept: [...kept, 'isTrusted'] }
}

/** An object without its id and its history. */
export function withoutHistory(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'id' && !HISTORY.includes(name)))
}

/** Splits what azuread has no name for: what may decide something stays with the inputs, what only describes goes beside. */
export function splitDescribing(mapped: Mapped): { readonly inputs: Properties; readonly extra: Properties } {
  const beside = new Set(mapped.kept.filter((path) => DESCRIBING.has(path)))
  const entries = Object.entries(mapped.inputs)
  return {
    inputs: Object.fromEntries(entries.filter(([name]) => !beside.has(name))),
    extra: Object.fromEntries(entries.filter(([name]) => beside.has(name))),
  }
}

/** Expanded members and owners are objects with an id (Microsoft Graph, $expand); a list of ids is one too. */
function ids(name: string): Target {
  return (value, path) => {
    const list = Array.isArray(value)
      ? (value as readonly Json[]).map((item) => (isObject(item) ? item['id'] : item))
      : []
    const texts = list.filter((id): id is string => typeof id === 'string')
    const whole = Array.isArray(value) && texts.length === value.length
    return whole ? { inputs: { [name]: texts }, kept: [] } : { inputs: { [name]: UNKNOWN }, kept: [path] }
  }
}
