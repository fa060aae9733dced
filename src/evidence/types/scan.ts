import { canonicalJson, sha256 } from '../../json.ts'
import scanSchema from '../../schemas/scan.v1.json' with { type: 'json' }
import schema from '../../schemas/scan-record.v1.json' with { type: 'json' }
import { ATTESTER, type FileReference, REFERENCE_TYPE, type Scope, slug } from '../format.ts'
import { countStatuses, type Scan } from '../scanner.ts'
import { problemIn } from '../schemas.ts'
import { decodeStrict } from '../strict.ts'
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
  const scan = readScan(bytes)
  if (typeof scan === 'string') return scan
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
  const counts = canonicalJson(countStatuses(scan.results))
  return counts === canonicalJson(field.counts) && counts === canonicalJson(scan.counts)
    ? undefined
    : 'its counts are not those of the results'
}

/** The results, or a sentence: what does not have their form would be counted as if it were not there. */
function readScan(bytes: Buffer): Scan | string {
  const json = decodeStrict(bytes, 'document')
  if (typeof json === 'string') return `the results that it names: ${json}`
  const problem = problemIn(scanSchema, json.value)
  return problem === undefined
    ? (json.value as unknown as Scan)
    : `the file that it names holds no results of a scan: ${problem}`
}
