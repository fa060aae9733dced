import { isObject, type Json } from '../json.ts'

interface Part {
  readonly [key: string]: unknown
}

/** What a schema calls the value at a place: the name of its definition, such as `person` or `service`. */
export interface Named {
  readonly pointer: string
  readonly definition: string
  readonly value: Json
}

/**
 * Every value whose schema is one of the named definitions, in the order of the document. So the schema alone says
 * which fields name a person, a service or a vendor.
 */
export function namedValues(schema: Part, value: Json, definitions: readonly string[]): readonly Named[] {
  const visit = (part: unknown, at: Json | undefined, pointer: string): readonly Named[] => {
    if (!isObject(part) || at === undefined) return []
    const name = definitionOf(part)
    if (name !== undefined && definitions.includes(name)) return [{ pointer, definition: name, value: at }]
    if (Array.isArray(at)) return at.flatMap((item, index) => visit(part['items'], item, `${pointer}/${index}`))
    if (!isObject(at)) return []
    const properties = isObject(part['properties']) ? part['properties'] : {}
    return Object.entries(at).flatMap(([key, item]) => visit(properties[key], item as Json, `${pointer}/${key}`))
  }
  return visit(schema, value, '')
}

/** The definition that a field of a record's schema is: `allOf` with one reference, beside its own description. */
export function definitionOf(part: Part): string | undefined {
  const [only] = Array.isArray(part['allOf']) ? part['allOf'] : []
  const reference = isObject(only) ? only['$ref'] : undefined
  return typeof reference === 'string' ? reference.replace('#/definitions/', '') : undefined
}
