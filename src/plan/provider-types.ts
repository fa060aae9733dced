import { AWS_TYPES } from './provider-types/aws.ts'
import { AZUREAD_TYPES } from './provider-types/azuread.ts'
import type { ProviderType } from './provider-types/type.ts'
import type { Value } from './value.ts'

const TYPES: ReadonlyMap<string, ProviderType> = new Map([
  ...Object.entries(AZUREAD_TYPES),
  ...Object.entries(AWS_TYPES),
])

/** Computed properties that any type may have; an ARN is AWS's global name of an object, objectId is Entra's. */
const COMMON_COMPUTED: readonly string[] = ['id', 'objectId', 'arn']

/** Names of the computed properties of a type that a plan keeps: only what other resources refer to, never a secret. */
export function computedProperties(type: string): readonly string[] {
  return [...COMMON_COMPUTED, ...(TYPES.get(type)?.computed ?? [])]
}

/** Paths of a type's properties that are sets for the provider; `*` stands for every item of a list. */
export function setProperties(type: string): readonly string[] {
  return TYPES.get(type)?.sets ?? []
}

/** Values that the provider's own check fills in where a property is absent. */
export function propertyDefaults(type: string): { readonly [name: string]: Value } {
  return TYPES.get(type)?.defaults ?? {}
}

/** What the provider writes before the object id in `id`; undefined where that is not known, or nothing. */
export function idPrefix(type: string): string | undefined {
  return TYPES.get(type)?.idPrefix
}
