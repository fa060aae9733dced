import { isObject, type Json, type JsonObject } from '../json.ts'
import { faultsOf, readSchema } from '../schema.ts'
import { type Part, TODO } from './drafts/draft.ts'
import { recordSchema } from './kind.ts'
import type { KindName } from './kinds.ts'
import { definitionOf } from './references.ts'

/** A place of a record where somebody still has to say something. */
export interface OpenPlace {
  readonly pointer: string
  readonly key: string
  /** The schema of the value, with its definition looked up, and its own description. */
  readonly part: Part
  /** The name of the definition, such as `person`; empty where it has none. */
  readonly definition: string
  /** It may be left out. */
  readonly optional: boolean
}

const schemas = new Map<KindName, JsonObject>()

function schemaOf(kind: KindName): Part {
  const schema = schemas.get(kind) ?? readSchema(recordSchema(kind))
  schemas.set(kind, schema)
  return schema
}

/** The places that are open, in the order of the document. */
export function openPlaces(kind: KindName, body: JsonObject): readonly OpenPlace[] {
  const schema = schemaOf(kind)
  const visit = (raw: Part, value: Json, pointer: string, key: string, optional: boolean): readonly OpenPlace[] => {
    const { part, definition } = resolvePart(schema, raw)
    if (value === TODO) return [{ pointer, key, part, definition, optional }]
    if (Array.isArray(value)) {
      return value.flatMap((item, index) =>
        visit((part['items'] ?? {}) as Part, item, `${pointer}/${index}`, key, false),
      )
    }
    if (!isObject(value)) return []
    const properties = (part['properties'] ?? {}) as { readonly [name: string]: Part }
    const required = (part['required'] ?? []) as readonly string[]
    return Object.entries(value).flatMap(([name, item]) =>
      visit(properties[name] ?? {}, item as Json, `${pointer}/${name}`, name, !required.includes(name)),
    )
  }
  return visit(schema, body, '', '', false)
}

/** The place of an item's field, or of an item itself, in a list that is being asked for. */
export function itemPlace(kind: KindName, list: OpenPlace, index: number, field?: string): OpenPlace {
  const schema = schemaOf(kind)
  const item = (list.part['items'] ?? {}) as Part
  const raw = field === undefined ? item : ((item['properties'] as { readonly [name: string]: Part })[field] ?? {})
  const { part, definition } = resolvePart(schema, raw)
  const pointer = `${list.pointer}/${index}${field === undefined ? '' : `/${field}`}`
  return { pointer, key: field ?? list.key, part, definition, optional: false }
}

/** The body with `TODO` at every key that its schema asks for because of what it says already. */
export function withRequired(kind: KindName, body: JsonObject): JsonObject {
  return faultsOf(recordSchema(kind), body).reduce(
    (whole, { pointer, missing }) => (missing === undefined ? whole : setAt(whole, `${pointer}/${missing}`, TODO)),
    body,
  )
}

/** The whole with another value at one place; `undefined` takes the key away. */
export function setAt(whole: JsonObject, pointer: string, value: Json | undefined): JsonObject {
  const [, ...tokens] = pointer.split('/')
  const put = (at: Json, rest: readonly string[]): Json => {
    const [token, ...further] = rest
    if (token === undefined) return value as Json
    if (Array.isArray(at)) {
      const copy = [...at]
      copy[Number(token)] = put(at[Number(token)] as Json, further)
      return copy
    }
    const { [token]: old, ...others } = at as JsonObject
    if (further.length === 0 && value === undefined) return others
    if (old === undefined) return { ...others, [token]: put({}, further) }
    return Object.fromEntries(
      Object.entries(at as JsonObject).map(([key, item]) => [key, key === token ? put(item, further) : item]),
    )
  }
  return put(whole, tokens) as JsonObject
}

/** The value at a place. */
export function valueAt(whole: Json, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .reduce<Json | undefined>(
      (at, token) =>
        Array.isArray(at) ? at[Number(token)] : isObject(at) ? (at[token] as Json | undefined) : undefined,
      whole,
    )
}

function resolvePart(schema: Part, raw: Part): { readonly part: Part; readonly definition: string } {
  const definition = definitionOf(raw)
  if (definition === undefined) return { part: raw, definition: '' }
  const definitions = (schema['definitions'] ?? {}) as { readonly [name: string]: Part }
  return { part: { ...definitions[definition], description: raw['description'] }, definition }
}
