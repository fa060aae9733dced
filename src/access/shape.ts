import { isObject } from '../json.ts'
import { isTagged, UNKNOWN, type Value } from '../plan/value.ts'

/** A property read as a list: absent and null are the same, a tagged list is open, a literal that is no list too. */
export interface ListView {
  readonly absent: boolean
  readonly open: boolean
  readonly items: readonly Value[]
}

/** A property read as an object, with the names of the keys that hold something; of an open one every property is unknown. */
export interface ObjectView {
  readonly absent: boolean
  readonly open: boolean
  readonly keys: readonly string[]
  readonly get: (name: string) => Value | undefined
}

export function asList(value: Value | undefined): ListView {
  if (value === undefined || value === null) return { absent: true, open: false, items: [] }
  if (Array.isArray(value)) return { absent: false, open: false, items: value as readonly Value[] }
  return { absent: false, open: true, items: [] }
}

export function asObject(value: Value | undefined): ObjectView {
  if (value === undefined || value === null) return { absent: true, open: false, keys: [], get: () => undefined }
  if (!isObject(value) || isTagged(value)) return { absent: false, open: true, keys: [], get: () => UNKNOWN }
  const object = value as { readonly [name: string]: Value }
  return {
    absent: false,
    open: false,
    keys: Object.keys(object).filter((key) => object[key] !== null),
    get: (name) => (Object.hasOwn(object, name) ? object[name] : undefined),
  }
}

/** A literal text, or undefined for everything else. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Keys of the object that are not in the list of known ones, sorted. */
export function unknownKeys(view: ObjectView, known: readonly string[]): readonly string[] {
  return view.keys.filter((key) => !known.includes(key)).sort()
}
