import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { RegisterAt } from '../../register/model.ts'
import { readSchema } from '../../schema.ts'
import { recordSchema } from '../kind.ts'
import type { KindName } from '../kinds.ts'
import type { KnownPlan } from '../known-access.ts'
import { definitionOf } from '../references.ts'
import type { ReviewBasis, ReviewEntry } from '../review.ts'

/** Stands for what a person still has to say; every schema of a record refuses it. */
export const TODO = 'TODO'

/** A list of who has access to a service, as the service itself gives it. */
export interface GivenList {
  readonly basis: ReviewBasis
  readonly entries: readonly (Omit<ReviewEntry, 'decision'> & { readonly service?: string })[]
}

/** What a draft is made from. */
export interface Known {
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly register: RegisterAt
  readonly plans: readonly KnownPlan[]
  readonly lists: readonly GivenList[]
  /** The service, vendor or person that it is about. */
  readonly about: string
  /** The time that it speaks of. */
  readonly at: string
}

/** What is known of a record before anybody is asked. */
export interface Prepared {
  readonly fields: JsonObject
  /** By JSON pointer: what probably is the answer. */
  readonly suggested?: { readonly [pointer: string]: string }
}

/** Makes the fields of a kind that follow from what is known. */
export type Drafter = (known: Known) => Prepared

/** The parts of a schema that a draft needs. */
export interface Part {
  readonly [key: string]: unknown
}

/** What the schema of a kind requires, everything open: `TODO` for a value or a list, objects with their own fields. */
export function skeleton(kind: KindName): JsonObject {
  return open(readSchema(recordSchema(kind))) as JsonObject
}

function open(part: Part): Json {
  if (part['const'] !== undefined) return part['const'] as Json
  if (part['type'] !== 'object' || definitionOf(part) !== undefined) return TODO
  const properties = isObject(part['properties']) ? part['properties'] : {}
  const required = (part['required'] ?? []) as readonly string[]
  return Object.fromEntries(required.map((key) => [key, open((properties[key] ?? {}) as Part)]))
}

/** The fields of a record in the order of its schema, so that every file of a kind reads alike. */
export function inOrder(kind: KindName, body: JsonObject): JsonObject {
  const order = (part: Part, value: Json): Json => {
    if (Array.isArray(value)) return value.map((item) => order((part['items'] ?? {}) as Part, item))
    if (!isObject(value) || !isObject(part['properties'])) return value
    const properties = part['properties']
    const keys = Object.keys(properties).filter((key) => key in value)
    const others = Object.keys(value).filter((key) => !(key in properties))
    return Object.fromEntries(
      [...keys, ...others].map((key) => [key, order((properties[key] ?? {}) as Part, value[key] as Json)]),
    )
  }
  return order(readSchema(recordSchema(kind)), body) as JsonObject
}
