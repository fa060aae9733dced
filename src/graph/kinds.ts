import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { mapGroup, mapLocation, mapStrength } from './objects.ts'
import { mapPolicy } from './policy.ts'
import type { Mapped } from './properties.ts'

/** One kind of Graph object that a plan can hold. */
export interface Kind {
  readonly type: string
  /** Part of the resource's key. */
  readonly collection: string
  /** False where azuread has no `objectId` for the type. */
  readonly objectId: boolean
  readonly map: (object: JsonObject) => Mapped
  /** Names of Graph's types, without `#microsoft.graph.`. */
  readonly names: readonly string[]
  /** The last part of the metadata context of such an object. */
  readonly context: RegExp
  /** What an object of the kind looks like where it says neither. */
  readonly shape: (object: JsonObject) => boolean
}

const KINDS: readonly Kind[] = [
  {
    type: 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy',
    collection: 'conditionalAccessPolicies',
    objectId: true,
    map: mapPolicy,
    names: ['conditionalAccessPolicy'],
    context: /conditionalAccess\/policies(\/\$entity)?$/,
    shape: (object) =>
      isObject(object['conditions']) && typeof object['state'] === 'string' && 'grantControls' in object,
  },
  {
    type: 'azuread:index/namedLocation:NamedLocation',
    collection: 'namedLocations',
    objectId: true,
    map: mapLocation,
    names: ['namedLocation', 'countryNamedLocation', 'ipNamedLocation', 'compliantNetworkNamedLocation'],
    context: /conditionalAccess\/namedLocations(\/\$entity)?$/,
    shape: (object) =>
      Array.isArray(object['ipRanges']) ||
      Array.isArray(object['countriesAndRegions']) ||
      typeof object['compliantNetworkType'] === 'string',
  },
  {
    type: 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy',
    collection: 'authenticationStrengthPolicies',
    objectId: false,
    map: mapStrength,
    names: ['authenticationStrengthPolicy'],
    context: /authenticationStrength(Policies|\/policies)(\/\$entity)?$/,
    shape: (object) => Array.isArray(object['allowedCombinations']) && 'policyType' in object,
  },
  {
    type: 'azuread:index/group:Group',
    collection: 'groups',
    objectId: true,
    map: mapGroup,
    names: ['group'],
    context: /#groups(\/\$entity)?$/,
    shape: (object) => Array.isArray(object['groupTypes']) && typeof object['securityEnabled'] === 'boolean',
  },
]

/** The kind of strengths, for those that are written out inside policies. */
export function strengthKind(): Kind {
  return KINDS.find((kind) => kind.names.includes('authenticationStrengthPolicy')) as Kind
}

/**
 * The kind of an object: by the type that it states, else by its metadata context, else by its shape; never by the
 * name of a file or a folder. Undefined for every other object.
 */
export function kindOf(object: JsonObject): Kind | undefined {
  if (typeof object['id'] !== 'string' || object['id'] === '') return undefined
  const stated = object['@odata.type']
  if (typeof stated === 'string') {
    const name = stated.replace(/^#microsoft\.graph\./, '')
    return KINDS.find((kind) => kind.names.includes(name))
  }
  const context = object['@odata.context']
  const known = typeof context === 'string' ? KINDS.find((kind) => kind.context.test(context)) : undefined
  return known ?? KINDS.find((kind) => kind.shape(object))
}
