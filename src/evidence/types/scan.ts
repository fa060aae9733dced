import { isObject, sha256 } from '../../json.ts'
import schema from '../../schemas/scan-record.v1.json' with { type: 'json' }
import { ATTESTER, type FileReference, REFERENCE_TYPE, type Scope, slug } from '../format.ts'
import { countStatuses, SCAN_SCHEMA, type Scan } from '../scanner.ts'
import { allOf, type Draft, draftOf, type RecordArchive, type RecordType, references } from './definition.ts'

/** The part of a scan record that is ours. `time` is when the scanner looked. */
export interface ScanField extends Scope {
  readonly tool: Scan['tool']
  readonly run: string
  readonly subject: Scan['subject']
  readonly form: string
  readonly counts: Scan['counts']
}

/**
 * What another program found about a tenant or an account: in-toto reference/v0.1. The subject is the file as the scanner
 * wrote it, which is not stored, because it holds more than results; the reference is what was read of it.
 */
export const SCAN: RecordType<ScanField> = {
  name: 'scan',
  predicateType: REFERENCE_TYPE,
  field: 'urn:gatehouse:scan-record/v1',
  schema,
  folder: ({ tool, subject }) => `${slug(tool.name)}.${slug(subject.id)}`,
  files: references,
  check: {
    id: 'scan',
    proves: 'each record of a scan has the origin and the counts of the results that it names',
    run: (records, archive) =>
      allOf(SCAN, records).flatMap(({ path, record }) => {
        const [file] = record.files
        const problem =
          file === undefined ? 'it names no results' : problemOf(record.field, record.subject, file, archive)
        return problem === undefined ? [] : [{ file: path, message: problem }]
      }),
  },
}

/** Drafts the record of a scan. */
export function scanDraft(scan: Scan, file: FileReference, demo: boolean): Draft {
  const { tool, run, subject, counts, source, observedAt } = scan
  const name = source.file.split(/[\\/]/).at(-1) ?? source.file
  return draftOf(
    SCAN,
    [{ name, digest: { sha256: source.sha256 } }],
    { attester: { id: ATTESTER }, references: [file] },
    { time: observedAt, ...(demo ? { demo: true as const } : {}), tool, run, subject, form: source.form, counts },
  )
}

/** A file that is missing or changed is the business of another check. */
function problemOf(field: ScanField, subject: string, file: FileReference, archive: RecordArchive): string | undefined {
  const bytes = archive.read(file.downloadLocation)
  if (bytes === undefined || sha256(bytes) !== file.digest.sha256) return undefined
  const scan = parse(bytes)
  if (scan === undefined) return 'the file that it names holds no results of a scan'
  const isSame =
    scan.tool.name === field.tool.name &&
    scan.tool.version === field.tool.version &&
    scan.run === field.run &&
    scan.subject.kind === field.subject.kind &&
    scan.subject.id === field.subject.id &&
    scan.observedAt === field.time &&
    scan.source.form === field.form &&
    scan.source.sha256 === subject
  if (!isSame) return 'the results that it names have another origin'
  const counts = countStatuses(scan.results)
  return Object.entries(counts).every(([status, count]) =>
    Object.entries(field.counts).some(([s, c]) => s === status && c === count),
  )
    ? undefined
    : 'its counts are not those of the results'
}

function parse(bytes: Buffer): Scan | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as unknown
    const isScan = isObject(value) && value['schema'] === SCAN_SCHEMA && Array.isArray(value['results'])
    return isScan && isObject(value['tool']) && isObject(value['subject']) && isObject(value['source'])
      ? (value as unknown as Scan)
      : undefined
  } catch {
    return undefined
  }
}
