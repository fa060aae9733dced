import { isObject } from '../json.ts'

/**
 * A property value of a plan. What is not a literal is a tagged object, never a bare string, so that no rule can take
 * a placeholder for a value. The tag is the only key that begins with `$gatehouse`; a raw input that uses it is refused.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value } | Tagged

/** The value is computed during the deployment, or hidden by the form that was read. */
export interface Unknown {
  readonly $gatehouse: 'unknown'
}

/** The value is secret; a plan never holds its plaintext, its length or its hash. */
export interface Secret {
  readonly $gatehouse: 'secret'
}

/** The value is a property of one declared resource, known before that resource exists. */
export interface Reference {
  readonly $gatehouse: 'ref'
  readonly urn: string
  readonly property: string
}

/** A text that contains references, such as an ARN built from an account and a name. */
export interface Text {
  readonly $gatehouse: 'text'
  readonly parts: readonly (string | Reference | Unknown)[]
}

export type Tagged = Unknown | Secret | Reference | Text

export const TAG = '$gatehouse'
export const UNKNOWN: Unknown = { $gatehouse: 'unknown' }
export const SECRET: Secret = { $gatehouse: 'secret' }

/** True for the four tagged forms. */
export function isTagged(value: unknown): value is Tagged {
  return isObject(value) && TAG in value
}

/** True for a reference to a declared resource. */
export function isReference(value: unknown): value is Reference {
  return isObject(value) && value[TAG] === 'ref'
}

/** Replaces every value bottom-up; tagged values are given to `leaf` whole. Where nothing changes, the value itself. */
export function mapValue(value: Value, leaf: (value: Value) => Value): Value {
  if (value === null || typeof value !== 'object' || isTagged(value)) return leaf(value)
  if (Array.isArray(value)) {
    const items = value as readonly Value[]
    const mapped = items.map((item) => mapValue(item, leaf))
    return mapped.some((item, index) => item !== items[index]) ? mapped : value
  }
  const members = value as { readonly [key: string]: Value }
  const mapped = Object.entries(members).map(([key, item]): [string, Value] => [key, mapValue(item, leaf)])
  return mapped.some(([key, item]) => item !== members[key]) ? Object.fromEntries(mapped) : value
}
