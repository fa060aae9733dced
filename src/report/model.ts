import { readCheckpoint } from '../evidence/checkpoint.ts'
import { type ArchivedDecision, type ArchivedPlan, readDecision, readPlan } from '../evidence/documents.ts'
import { parseBundle } from '../evidence/dsse.ts'
import { type Leaf, PATHS } from '../evidence/format.ts'
import { readEntries, readLeaf } from '../evidence/log.ts'
import { buildTree, leafHash, rootHash } from '../evidence/merkle.ts'
import { readPlainFile } from '../evidence/plain.ts'
import { readRecord } from '../evidence/records.ts'
import { ATTACHMENT } from '../evidence/types/attachment.ts'
import { DECISION, type DecisionRecord, judgedPlan } from '../evidence/types/decision.ts'
import { isOf, type ReadRecord } from '../evidence/types/definition.ts'
import { PLAN, type PlanRecord } from '../evidence/types/plan.ts'
import { deploymentsOf, type ReportedDeployment } from './deployments.ts'
import { listFiles } from './files.ts'
import { operatingOf, type ReportedOperating } from './operating.ts'
import { emergencyReviews } from './reviews.ts'

/** A record and its place in the log. */
export interface Logged<T extends ReadRecord> {
  readonly record: T
  readonly index: number
  readonly archivedAt: string
}

/** One judged change with everything that a reader sees of it. */
export interface ReportedChange {
  readonly id: string
  readonly plan: Logged<PlanRecord>
  readonly decision: Logged<DecisionRecord>
  readonly attachments: readonly { readonly name: string; readonly path: string; readonly record: string }[]
  readonly planDocument: ArchivedPlan
  readonly decisionDocument: ArchivedDecision
}

/** What a report shows: the first `size` entries of a log. */
export interface Report {
  readonly origin: string
  readonly size: number
  /** Base64 root hash over those entries. */
  readonly root: string
  /** Oldest first. */
  readonly changes: readonly ReportedChange[]
  /** Archived plans that no archived decision names. */
  readonly undecided: readonly Logged<PlanRecord>[]
  /** Oldest first. */
  readonly deployments: readonly ReportedDeployment[]
  /** Oldest first. */
  readonly operating: readonly ReportedOperating[]
  readonly demo: boolean
}

/** The beginning of a log with its records, as they were read. */
export interface LoggedRecords {
  readonly origin: string
  readonly size: number
  /** Base64 root hash over those entries. */
  readonly root: string
  readonly records: readonly Logged<ReadRecord>[]
}

/**
 * Reads the records of a log in its order. Nothing is verified here: `gatehouse verify` does that.
 * @param select how many entries, or those that were archived until a moment; all of them without it
 * @returns the records, or a sentence that says what cannot be read.
 */
export function readLoggedRecords(
  root: string,
  select: { readonly size?: number | undefined; readonly until?: string } = {},
): LoggedRecords | string {
  const files = listFiles(root)
  if (!files.includes(PATHS.checkpoint)) return 'there is no log here'
  const bytes = readPlainFile(root, PATHS.checkpoint)
  if ('message' in bytes) return bytes.message
  const checkpoint = readCheckpoint(bytes)
  if (typeof checkpoint === 'string') return checkpoint
  const entries = checkpoint.size > files.length * 256 ? undefined : readEntries(root, checkpoint.size)
  if (entries === undefined || 'message' in entries) return entries?.message ?? 'the log is incomplete'
  const count = select.size ?? (select.until === undefined ? entries.length : countUntil(entries, select.until))
  if (typeof count === 'string') return count
  if (count > entries.length) return `the log has ${entries.length} entries, not ${count}`
  const read = entries.slice(0, count)
  const records = readRecords(root, read, files)
  if (typeof records === 'string') return records
  return {
    origin: checkpoint.origin,
    size: count,
    root: rootHash(buildTree(read.map(leafHash))).toString('base64'),
    records,
  }
}

/** Times of a log never go back, so what was archived until a moment is its beginning. */
function countUntil(entries: readonly Buffer[], until: string): number | string {
  for (const [index, entry] of entries.entries()) {
    const leaf = readLeaf(entry)
    if (typeof leaf === 'string') return `log entry ${index}: ${leaf}`
    if (leaf.time > until) return index
  }
  return entries.length
}

/**
 * Reads what a report is made of.
 * @param size how many log entries to report on; all of them without it
 * @returns the report, or a sentence that says what cannot be read.
 */
export function readReport(root: string, size?: number): Report | string {
  const log = readLoggedRecords(root, { size })
  if (typeof log === 'string') return log
  const judged = collect(root, log.records)
  if (typeof judged === 'string') return judged
  const operating = operatingOf(log.records)
  const reviews = emergencyReviews(root, operating)
  if (typeof reviews === 'string') return reviews
  const { changes, deployments } = deploymentsOf(log.records, judged, reviews)
  const decided = new Set(judged.map((change) => change.plan.record.id))
  return {
    origin: log.origin,
    size: log.size,
    root: log.root,
    changes,
    deployments,
    operating,
    undecided: plansOf(log.records).filter((plan) => !decided.has(plan.record.id)),
    demo: log.records.some(({ record }) => record.field.demo === true),
  }
}

function readRecords(
  root: string,
  entries: readonly Buffer[],
  files: readonly string[],
): readonly Logged<ReadRecord>[] | string {
  const paths = new Map(
    files
      .filter((path) => path.startsWith('records/'))
      .map((path) => [/([a-z2-7]{26})-[a-z-]+\.sigstore\.json$/.exec(path)?.[1], path]),
  )
  const records: Logged<ReadRecord>[] = []
  for (const [index, entry] of entries.entries()) {
    const leaf: Leaf | string = readLeaf(entry)
    if (typeof leaf === 'string') return `log entry ${index}: ${leaf}`
    const path = paths.get(leaf.id)
    if (path === undefined) return `the record ${leaf.id} is missing`
    const bytes = readPlainFile(root, path)
    if ('message' in bytes) return `${path}: ${bytes.message}`
    const bundle = parseBundle(bytes)
    if (typeof bundle === 'string') return `${path}: ${bundle}`
    const record = readRecord(bundle.payload)
    if (typeof record === 'string') return `${path}: ${record}`
    records.push({ record, index, archivedAt: leaf.time })
  }
  return records
}

function plansOf(records: readonly Logged<ReadRecord>[]): readonly Logged<PlanRecord>[] {
  return records.filter((one): one is Logged<PlanRecord> => isOf(PLAN, one.record))
}

function collect(root: string, records: readonly Logged<ReadRecord>[]): readonly ReportedChange[] | string {
  const plans = new Map(plansOf(records).map((plan) => [plan.record.path, plan]))
  const attached = attachmentsByChange(records)
  const changes: ReportedChange[] = []
  for (const decision of records.filter((one): one is Logged<DecisionRecord> => isOf(DECISION, one.record))) {
    const plan = plans.get(judgedPlan(decision.record).uri)
    if (plan === undefined) return `the plan record of the decision ${decision.record.id} is missing`
    const planDocument = readStored(root, plan.record, readPlan)
    if (typeof planDocument === 'string') return planDocument
    const decisionDocument = readStored(root, decision.record, readDecision)
    if (typeof decisionDocument === 'string') return decisionDocument
    changes.push({
      id: decision.record.id,
      plan,
      decision,
      attachments: attached.get(changeKey(decision.record)) ?? [],
      planDocument: planDocument.plan,
      decisionDocument: decisionDocument.decision,
    })
  }
  return changes
}

type Attachments = ReportedChange['attachments']

/** Attachments name the judged plan and the time of the decision, as the decision record does. */
function attachmentsByChange(records: readonly Logged<ReadRecord>[]): ReadonlyMap<string, Attachments> {
  const found = new Map<string, Attachments>()
  for (const { record } of records) {
    if (!isOf(ATTACHMENT, record)) continue
    const key = changeKey(record)
    const path = record.files[0]?.downloadLocation ?? ''
    found.set(key, [...(found.get(key) ?? []), { name: record.field.name, path, record: record.path }])
  }
  return found
}

function changeKey(record: ReadRecord): string {
  return `${record.subject} ${record.field.time}`
}

function readStored<T extends object>(
  root: string,
  record: ReadRecord,
  read: (bytes: Buffer) => T | string,
): T | string {
  const path = record.files[0]?.downloadLocation ?? ''
  const bytes = readPlainFile(root, path)
  if ('message' in bytes) return bytes.missing ? `${path} is missing` : `${path}: ${bytes.message}`
  const document = read(bytes)
  return typeof document === 'string' ? `${path}: ${document}` : document
}
