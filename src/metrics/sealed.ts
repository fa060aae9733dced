import { readSaid } from '../evidence/said.ts'
import { isOf, type ReadRecord } from '../evidence/types/definition.ts'
import { OPERATING, type OperatingField } from '../evidence/types/operating.ts'
import { canonicalJson } from '../json.ts'
import { parseRecord } from '../records/check.ts'
import { KIND_NAMES } from '../records/kinds.ts'
import type { OperatingRecord } from '../records/model.ts'
import type { LoggedRecords } from '../report/model.ts'
import type { ArchiveFacts } from './archive.ts'
import { ARCHIVE_DAYS, type Declared, factsOf } from './facts.ts'
import type { Facts } from './tables.ts'
import { later } from './time.ts'

/** What people did, as an archive holds it. */
export interface SealedRecords {
  /** The last version of each record, by id. */
  readonly records: readonly OperatingRecord[]
  /** When each was archived: the first version that was about the same thing at the same time. */
  readonly archivedAt: ReadonlyMap<string, string>
}

/**
 * The records of people in a log.
 * @returns undefined where it has none, or a sentence where one cannot be read.
 */
export function sealedRecords(root: string, { records }: LoggedRecords): SealedRecords | string | undefined {
  const last = new Map<string, { readonly record: OperatingRecord; readonly key: string; readonly first: string }>()
  for (const { record: logged, archivedAt } of records) {
    if (!isOf(OPERATING, logged)) continue
    const record = readSealed(root, logged)
    if (typeof record === 'string') return record
    const key = canonicalJson([record.at, record.about ?? null, record.period ?? null])
    const before = last.get(record.id)
    last.set(record.id, { record, key, first: before?.key === key ? before.first : archivedAt })
  }
  if (last.size === 0) return undefined
  const sorted = [...last].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    records: sorted.map(([, { record }]) => record),
    archivedAt: new Map(sorted.map(([id, { first }]) => [id, first])),
  }
}

/**
 * All tables, from a register and what was counted of an archive: with sealed records, these count and nothing that is
 * only in the files.
 */
export function factsAsOf(
  register: Declared,
  counted: { readonly facts: ArchiveFacts; readonly sealed: SealedRecords | undefined } | undefined,
  asOf: string,
): Facts {
  const sealed = counted?.sealed
  const declared = sealed === undefined ? register : { ...register, records: sealed.records }
  return factsOf(declared, counted?.facts, sealed?.archivedAt, asOf)
}

/** Where metrics that need no archive are counted from. */
export function registerSource(sealed: SealedRecords | undefined): string {
  return sealed === undefined
    ? 'files of the register'
    : 'services, vendors and people of the register, records sealed in the archive'
}

function readSealed(root: string, record: ReadRecord<OperatingField>): OperatingRecord | string {
  const { field, files, path } = record
  const kind = KIND_NAMES.find((name) => name === field.kind)
  if (kind === undefined) return `${path}: this version does not know the kind ${field.kind}`
  const json = readSaid(root, record)
  if (typeof json === 'string') return json
  const place = { file: files[0]?.downloadLocation ?? path }
  const stem = field.record.slice(kind.length + 1)
  try {
    return parseRecord({ kind, stem, document: { value: json.value, locate: () => place } })
  } catch (error) {
    return `${place.file}: ${(error as Error).message}`
  }
}

/** What a reader must know where an archive and the register do not agree, in sentences. */
export function sealNotes(
  sealed: SealedRecords,
  declared: readonly OperatingRecord[],
  asOf: string,
): readonly string[] {
  const known = declared.filter(({ recordedAt }) => recordedAt <= asOf)
  const bodies = new Map(sealed.records.map(({ id, body }) => [id, canonicalJson(body)]))
  const missing = known.filter(({ id }) => !bodies.has(id))
  const other = known.filter(({ id, body }) => bodies.has(id) && bodies.get(id) !== canonicalJson(body))
  const late = sealed.records.filter(
    ({ id, recordedAt }) => (sealed.archivedAt.get(id) ?? '') > later(recordedAt, ARCHIVE_DAYS),
  )
  return [
    ...note(missing, 'of the register not archived; they do not count'),
    ...note(other, 'saying something else in the register than in the archive; the archive counts'),
    ...note(late, `archived more than ${ARCHIVE_DAYS} days after being written down; they count from then`),
  ]
}

function note(records: readonly OperatingRecord[], what: string): readonly string[] {
  if (records.length === 0) return []
  const names = records.slice(0, 5).map(({ id }) => id)
  const more = records.length > names.length ? ` and ${records.length - names.length} more` : ''
  return [`${records.length} ${records.length === 1 ? 'record' : 'records'} ${what}: ${names.join(', ')}${more}.`]
}
