import { canonicalJson, sha256 } from '../../json.ts'
import {
  type FileReference,
  objectPath,
  recordId,
  recordPath,
  type Scope,
  STATEMENT_TYPE,
  type StackScope,
  type Statement,
} from '../format.ts'

/** A kind of record: everything that archive, log, verifier and report need to know of it. */
export interface RecordType<Field extends Scope = Scope> {
  /** Lower-case letters and hyphens: the end of the record's file name, and the type in its log entry. */
  readonly name: string
  readonly predicateType: string
  /** The key of the predicate under which our own fields stand: a URN, as the predicates' specifications ask. */
  readonly field: string
  /** Closed draft-07 schema of the whole statement. */
  readonly schema: object
  /** Folder below the day: a function of the statement. */
  readonly folder: (field: Field) => string
  /** The stored files that the statement names. */
  readonly files: (predicate: Statement['predicate'], field: Field) => readonly FileReference[]
  readonly check: RecordCheck
}

/** What the verifier checks of one or several types, beyond signature, schema, name, files and log. */
export interface RecordCheck {
  readonly id: string
  /** What a pass proves, in one sentence. */
  readonly proves: string
  /** Every archive has such records; without the mark, an archive without any says so instead of passing. */
  readonly always?: true
  readonly run: (records: readonly PlacedRecord[], archive: RecordArchive) => readonly RecordFinding[]
}

/** What is wrong with a record. */
export interface RecordFinding {
  readonly file: string
  readonly message: string
}

/** What a check may read: every readable record, and stored files (undefined where one is missing). */
export interface RecordArchive {
  readonly records: readonly PlacedRecord[]
  readonly read: (path: string) => Buffer | undefined
  /** Where a record stands in the log, by its id. */
  readonly position: (id: string) => number | undefined
}

/** A record and the path under which it was found. */
export interface PlacedRecord {
  readonly path: string
  readonly record: ReadRecord
}

/** A signed statement as it was read back: canonical, of a known type, valid by the type's schema. */
export interface ReadRecord<Field extends Scope = Scope> {
  readonly type: string
  readonly id: string
  /** Where a record with this statement belongs. */
  readonly path: string
  readonly payload: Buffer
  readonly statement: Statement
  /** Our own part of the predicate. */
  readonly field: Field
  readonly files: readonly FileReference[]
  /** SHA-256 of the first subject. */
  readonly subject: string
}

/** A statement ready to be signed: a pure function of what it is about. */
export interface Draft {
  readonly type: string
  readonly id: string
  readonly path: string
  /** Canonical JSON of the statement: the exact bytes that are signed. */
  readonly payload: Buffer
  readonly time: string
  readonly files: readonly FileReference[]
}

/** Makes the statement of a record. `predicate` holds what the predicate's own specification asks for. */
export function draftOf<Field extends Scope>(
  type: RecordType<Field>,
  subject: Statement['subject'],
  predicate: Statement['predicate'],
  field: Field,
): Draft {
  const whole = { ...predicate, [type.field]: field }
  const statement: Statement = {
    _type: STATEMENT_TYPE,
    subject,
    predicateType: type.predicateType,
    predicate: whole,
  }
  const payload = Buffer.from(canonicalJson(statement))
  const id = recordId(payload)
  const path = recordPath(field.time, type.folder(field), type.name, id)
  return { type: type.name, id, path, payload, time: field.time, files: type.files(whole, field) }
}

/** Whether a record is of a type; its schema was checked when it was read. */
export function isOf<Field extends Scope>(type: RecordType<Field>, record: ReadRecord): record is ReadRecord<Field> {
  return record.type === type.name
}

/** The records of a type. */
export function allOf<Field extends Scope>(
  type: RecordType<Field>,
  records: readonly PlacedRecord[],
): readonly { readonly path: string; readonly record: ReadRecord<Field> }[] {
  return records.flatMap(({ path, record }) => (isOf(type, record) ? [{ path, record }] : []))
}

/** The files of a predicate of type in-toto reference/v0.1. */
export function references(predicate: Statement['predicate']): readonly FileReference[] {
  return predicate['references'] as readonly FileReference[]
}

/** A stored file as records name it. */
export function fileReference(name: string, bytes: Uint8Array, mediaType: string): FileReference {
  const digest = sha256(bytes)
  return { name, digest: { sha256: digest }, downloadLocation: objectPath(digest, mediaType), mediaType }
}

/** The stack as a URI. */
export function stackUri(scope: Pick<StackScope, 'project' | 'stack'>): string {
  return `urn:gatehouse:stack:${encodeURIComponent(scope.project)}:${encodeURIComponent(scope.stack)}`
}

/** How often each value stands in a list. */
export function countOf(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
