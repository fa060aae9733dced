import type { Value } from '../value.ts'

/** What the engine's provider knows about a type and a plan read without it does not. */
export interface ProviderType {
  /** Paths of set-valued inputs, dots between names, `*` for every item of a list. */
  readonly sets?: readonly string[]
  /** Inputs that the provider's check fills in where they are absent. */
  readonly defaults?: { readonly [name: string]: Value }
  /** Computed properties that others refer to, besides id, objectId and arn. */
  readonly computed?: readonly string[]
  /** What stands before the object id in `id`, e.g. `/groups/`. */
  readonly idPrefix?: string
}
