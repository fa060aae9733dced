import type { Person, Service, Vendor } from '../register/model.ts'

/** How often a kind of record is made, and for each of what. `event`: whenever it happens. */
export type Cadence =
  | { readonly every: 'event' }
  | {
      readonly every: 'quarter' | 'month' | 'year' | 'week'
      readonly per: 'service' | 'critical-service' | 'vendor' | 'organisation'
    }

/** What every record says. Times are RFC 3339 in UTC, whole seconds. */
export interface RecordBody {
  readonly record: string
  /** When it was written down; it counts from here on. */
  readonly recordedAt: string
}

/** What the records of a register may name. */
export interface World {
  readonly people: ReadonlyMap<string, Person>
  readonly services: ReadonlyMap<string, Service>
  readonly vendors: ReadonlyMap<string, Vendor>
}

/** Something that a record cannot say: JSON pointer into the record, and the sentence. */
export interface Flaw {
  readonly pointer: string
  readonly message: string
  readonly expected?: string
  readonly fix?: string
}

/**
 * A kind of record: its schema is `urn:gatehouse:record:<kind>/v1`. The schema says which fields there are, and which of
 * them name a person, a service or a vendor; what it cannot say is checked here. Nothing here knows the clock.
 */
export interface RecordKind<Name extends string = string, Body extends RecordBody = RecordBody> {
  readonly kind: Name
  readonly title: string
  readonly cadence: Cadence
  /** Who has to do it; continues "It is made by …". */
  readonly madeBy: string
  /** The field with the person who answers for it. */
  readonly by: keyof Body & string
  /** The field with the time that the record speaks of; the name of the file begins with its day. */
  readonly at: keyof Body & string
  /** Whether that time is usually the one of writing it down, or has to be asked for. */
  readonly moment: 'now' | 'asked'
  /** The field with the service, vendor or person that it is about; none where it is about the organisation. */
  readonly about?: keyof Body & string
  /** The field with the quarter or month that it is for. */
  readonly period?: keyof Body & string
  readonly check?: (body: Body, world: World) => readonly Flaw[]
  /** What somebody has to do because of it, beyond its actions and its decisions about access; whole sentences. */
  readonly follows?: (body: Body, world: World) => readonly string[]
}

/** A kind whose body is not known: its fields are names. */
export interface AnyKind extends Omit<RecordKind, 'by' | 'at' | 'about' | 'period'> {
  readonly by: string
  readonly at: string
  readonly about?: string
  readonly period?: string
}

/** Ties the name of a kind to the type of its body. */
export function defineKind<const Name extends string, Body extends RecordBody>(
  kind: RecordKind<Name, Body>,
): RecordKind<Name, Body> {
  return kind
}

/** The id of the schema of a kind. */
export function recordSchema(kind: string): string {
  return `urn:gatehouse:record:${kind}/v1`
}

/** An action that somebody has to do. */
export interface Action {
  readonly what: string
  readonly owner: string
  readonly dueOn: string
  readonly doneOn?: string
}

/** A flaw where one time is before another; ISO times compare as texts. */
export function inSequence(
  first: string | undefined,
  second: string | undefined,
  pointer: string,
  problem: string,
): readonly Flaw[] {
  if (first === undefined || second === undefined || first <= second) return []
  return [
    {
      pointer,
      message: `${problem} (${second} is before ${first})`,
      expected: `a time from ${first} on`,
      fix: 'correct one of the two times',
    },
  ]
}

/** An instant some hours after another. */
export function hoursLater(instant: string, hours: number): string {
  return `${new Date(Date.parse(instant) + hours * 3_600_000).toISOString().slice(0, 19)}Z`
}
