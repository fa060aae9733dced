import { isScalar, parseDocument, visit } from 'yaml'
import { canonicalJson, firstRepeated, isObject, type Json, own, sha256 } from '../../json.ts'
import schema from '../../schemas/operating-record.v1.json' with { type: 'json' }
import { ATTESTER, type FileReference, REFERENCE_TYPE, type Scope, slug } from '../format.ts'
import { problemIn } from '../schemas.ts'
import { decodeStrict } from '../strict.ts'
import {
  allOf,
  type Draft,
  draftOf,
  type ReadRecord,
  type RecordArchive,
  type RecordType,
  references,
} from './definition.ts'
import { approvalProblem, type DeployedChange } from './intent.ts'
import { OPERATING_KINDS } from './operating-kinds.ts'

/** What all records of a register have in common. */
export interface OperatingFacts {
  /** Its id in the register: `<kind>/<name of the file>`. */
  readonly id: string
  readonly kind: string
  /** The time that it speaks of. */
  readonly at: string
  readonly recordedAt: string
  readonly by: string
  readonly about?: string
  readonly period?: string
}

/** The part of an operating record that is ours. `time` is when it was written down: it counts from there on. */
export interface OperatingField extends Scope {
  /** Its id in the register: `<kind>/<name of the file>`. */
  readonly record: string
  readonly kind: string
  /** Id of the schema that the record has. */
  readonly schema: string
  /** The time that it speaks of. */
  readonly at: string
  readonly by: string
  readonly about?: string
  readonly period?: string
  /** The change that brought it, and who approved that; absent where nobody showed one. */
  readonly change?: DeployedChange
}

/**
 * What people did: in-toto reference/v0.1. The subject is the file of the register as it was written. The references are
 * what it says as JSON, the file itself, and what it shows as evidence, in this order.
 */
export const OPERATING: RecordType<OperatingField> = {
  name: 'operating',
  predicateType: REFERENCE_TYPE,
  field: 'urn:gatehouse:operating-record/v1',
  schema,
  folder: ({ kind, about }) => `${slug(kind)}.${slug(about ?? 'organisation')}`,
  files: references,
  check: {
    id: 'operating',
    proves: 'each record of what people did is valid for its kind, says what its file says, and shows its evidence',
    run: (records, archive) =>
      allOf(OPERATING, records).flatMap(({ path, record }) => {
        const problem = problemOf(record, archive)
        return problem === undefined ? [] : [{ file: path, message: problem }]
      }),
  },
}

/** Drafts the record of one file. `files` are what it says as JSON, the file itself, and its evidence. */
export function operatingDraft(
  record: OperatingFacts,
  files: readonly [said: FileReference, written: FileReference, ...evidence: FileReference[]],
  options: { readonly demo: boolean; readonly change?: DeployedChange | undefined },
): Draft {
  const written = files[1]
  return draftOf(
    OPERATING,
    [{ name: written.name, digest: written.digest }],
    { attester: { id: ATTESTER }, references: files },
    {
      time: record.recordedAt,
      ...(options.demo ? { demo: true as const } : {}),
      ...fieldOf(record),
      ...(options.change === undefined ? {} : { change: options.change }),
    },
  )
}

/** When each record of the register was sealed first, by its id. @param logged records in the order of the log. */
export function sealedAt(
  logged: readonly { readonly record: ReadRecord; readonly archivedAt: string }[],
): ReadonlyMap<string, string> {
  const times = new Map<string, string>()
  for (const { record, archivedAt } of logged) {
    if (record.type !== OPERATING.name) continue
    const id = (record.field as OperatingField).record
    if (!times.has(id)) times.set(id, archivedAt)
  }
  return times
}

function fieldOf({
  id,
  kind,
  at,
  by,
  about,
  period,
}: OperatingFacts): Omit<OperatingField, 'time' | 'demo' | 'change'> {
  return {
    record: id,
    kind,
    schema: `urn:gatehouse:record:${kind}/v1`,
    at,
    by,
    ...(about === undefined ? {} : { about }),
    ...(period === undefined ? {} : { period }),
  }
}

/** Files that are missing or changed are the business of another check. */
function problemOf({ field, files, subject }: ReadRecord<OperatingField>, archive: RecordArchive): string | undefined {
  const [said, written, ...evidence] = files
  if (said === undefined || written === undefined) return 'it names no file'
  if (written.digest.sha256 !== subject) return 'its subject is not the file that it names'
  const kind = own(OPERATING_KINDS, field.kind)
  if (kind === undefined || kind.schema.$id !== field.schema) return `this version knows no records of ${field.schema}`
  if (said.name !== 'record.json' || said.mediaType !== 'application/json' || written.mediaType !== 'text/plain') {
    return 'its first two files are not what it says and how it was written'
  }
  const json = bytesOf(said, archive)
  const yaml = bytesOf(written, archive)
  if (json === undefined || yaml === undefined) return undefined
  const body = readBoth(json, yaml)
  if (typeof body === 'string') return body
  const problem = problemIn(kind.schema, body as Json)
  if (problem !== undefined) return `the stored record: ${problem}`
  const text = (name: string | undefined): string | undefined => (name === undefined ? undefined : String(body[name]))
  const about = text(kind.about)
  const period = text(kind.period)
  const facts: OperatingFacts = {
    id: `${field.kind}/${written.name.replace(/\.yaml$/, '')}`,
    kind: field.kind,
    at: String(body[kind.at]),
    recordedAt: String(body['recordedAt']),
    by: String(body[kind.by]),
    ...(about === undefined ? {} : { about }),
    ...(period === undefined ? {} : { period }),
  }
  const { demo: _demo, change, ...rest } = field
  if (canonicalJson({ ...fieldOf(facts), time: facts.recordedAt }) !== canonicalJson(rest)) {
    return 'it describes its record otherwise than the file does'
  }
  const shown = (body['evidence'] ?? []) as readonly { readonly file: string; readonly sha256: string }[]
  const named = evidence.map(({ name, digest }) => `${name} ${digest.sha256}`)
  const wanted = shown.map(({ file, sha256: digest }) => `${file} ${digest}`)
  if (canonicalJson(named) !== canonicalJson(wanted)) return 'its evidence is not what the file names'
  return change === undefined ? undefined : approvalProblem(change)
}

function bytesOf({ downloadLocation, digest }: FileReference, archive: RecordArchive): Buffer | undefined {
  const bytes = archive.read(downloadLocation)
  return bytes === undefined || sha256(bytes) !== digest.sha256 ? undefined : bytes
}

/**
 * One YAML document without anything that a reader could take in another way. Nothing is printed: whoever wrote it may
 * have signed nothing.
 */
function readYaml(text: string): unknown {
  const options = { schema: 'core', strict: true, stringKeys: true, uniqueKeys: false, logLevel: 'silent' } as const
  const document = parseDocument(text, options)
  if (document.errors.length + document.warnings.length > 0) throw new Error('not one reading')
  visit(document, {
    Map: (_key, map) => {
      const names = map.items.map(({ key }) => (isScalar(key) ? key.value : key))
      if (firstRepeated(names) !== -1) throw new Error('not one reading')
    },
  })
  return document.toJS()
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/** What both files say; a sentence where they do not say the same, or not to every reader. */
function readBoth(json: Buffer, yaml: Buffer): { readonly [key: string]: unknown } | string {
  const said = decodeStrict(json, 'document')
  if (typeof said === 'string') return `the stored record: ${said}`
  let text: string
  try {
    text = UTF_8.decode(yaml)
  } catch {
    return 'its file is not UTF-8 text'
  }
  try {
    const written = readYaml(text)
    if (isObject(said.value) && canonicalJson(said.value) === canonicalJson(written)) return said.value
    return 'the stored record does not say what its file says'
  } catch {
    return 'the file of the record cannot be read'
  }
}
