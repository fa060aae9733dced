import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Value } from '../plan/value.ts'

/** Properties by name, on the way into a plan. */
export type Properties = { readonly [name: string]: Value }

/** What a mapping found: the inputs, and the paths of properties that only Graph knows. */
export interface Mapped {
  readonly inputs: Properties
  readonly kept: readonly string[]
}

/**
 * Objects that select sign-ins. Where they are there but empty they may select nothing, while an absent one selects
 * everything; so they are kept.
 */
const SELECTING: ReadonlySet<string> = new Set(['applications', 'conditions', 'locations', 'platforms', 'users'])

/** Where a Graph property goes: another name of the same value, or a function that gives its inputs. */
export type Target = string | ((value: Json, path: string) => Mapped)

/**
 * Maps an object of Graph by a table. A property that is empty (null, or a list or object with nothing in it) is left
 * out: Graph answers with every property of a type. One that is not in the table is kept under Graph's own name and
 * reported, so that no rule can take the policy for one without it.
 */
export function mapObject(object: JsonObject, table: { readonly [name: string]: Target }, path: string): Mapped {
  const inputs: [string, Value][] = []
  const kept: string[] = []
  for (const [name, value] of Object.entries(object)) {
    if (isAnnotation(name) || (isEmpty(value) && !(isObject(value) && SELECTING.has(name)))) continue
    const at = path === '' ? name : `${path}.${name}`
    const target = Object.hasOwn(table, name) ? table[name] : undefined
    if (typeof target === 'function') {
      const mapped = target(value, at)
      inputs.push(...Object.entries(mapped.inputs))
      kept.push(...mapped.kept)
    } else {
      inputs.push([target ?? name, plainValue(value)])
      if (target === undefined) kept.push(at)
    }
  }
  return { inputs: Object.fromEntries(inputs), kept }
}

/** A target that maps the members of an object and gives them as one input. */
export function nested(name: string, table: { readonly [name: string]: Target }): Target {
  return (value, path) => {
    if (!isObject(value)) return { inputs: { [name]: plainValue(value) }, kept: [path] }
    const { inputs, kept } = mapObject(value as JsonObject, table, path)
    return { inputs: { [name]: inputs }, kept }
  }
}

/** A target for a text of names with commas between them, which azuread has as a list. */
export function commaList(name: string): Target {
  return (value, path) =>
    typeof value === 'string'
      ? { inputs: { [name]: value.split(',').map((item) => item.trim()) }, kept: [] }
      : { inputs: { [name]: plainValue(value) }, kept: Array.isArray(value) ? [] : [path] }
}

/** OData annotations and actions say how to call Graph, not what the object is (OData JSON Format 4.01, §4.6). */
function isAnnotation(name: string): boolean {
  return name.includes('@odata.') || name.startsWith('@') || name.startsWith('#microsoft.graph.')
}

/** True for null, and for lists and objects in which nothing is set. */
export function isEmpty(value: Json): boolean {
  if (value === null) return true
  if (Array.isArray(value)) return value.length === 0
  return isObject(value) && Object.entries(value).every(([name, item]) => isAnnotation(name) || isEmpty(item as Json))
}

/** A Graph value without annotations and empty members. */
export function plainValue(value: Json): Value {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return (value as readonly Json[]).map(plainValue)
  const members = Object.entries(value as JsonObject).filter(([name, item]) => !isAnnotation(name) && !isEmpty(item))
  return Object.fromEntries(members.map(([name, item]) => [name, plainValue(item)]))
}
