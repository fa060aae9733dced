import type { BodyOf, KindName } from './kinds.ts'

/** A record as the register holds it: what its file says, and what all kinds have in common beside it. */
export interface RecordOf<Name extends KindName> {
  /** `<kind>/<name of the file without .yaml>`; the file is `records/<id>.yaml` in the register. */
  readonly id: string
  readonly kind: Name
  /** The time that it speaks of. */
  readonly at: string
  /** When it was written down: it counts from here on. */
  readonly recordedAt: string
  /** The person who answers for it. */
  readonly by: string
  /** The service, vendor or person that it is about. */
  readonly about?: string
  /** The quarter or month that it is for. */
  readonly period?: string
  readonly body: BodyOf<Name>
}

/** A record of any kind; `kind` tells the body. */
export type OperatingRecord = { readonly [Name in KindName]: RecordOf<Name> }[KindName]

/** The records of one kind, by id. */
export function recordsOf<Name extends KindName>(
  records: readonly OperatingRecord[],
  kind: Name,
): readonly RecordOf<Name>[] {
  return records.filter((record) => record.kind === kind) as unknown as readonly RecordOf<Name>[]
}
