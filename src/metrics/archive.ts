import { type ArchivedDecision, readDecision } from '../evidence/documents.ts'
import { readPlainFile } from '../evidence/plain.ts'
import { APPLY, type ApplyField } from '../evidence/types/apply.ts'
import { DECISION, type DecisionRecord } from '../evidence/types/decision.ts'
import { isOf, type ReadRecord } from '../evidence/types/definition.ts'
import { INTENT, type IntentField } from '../evidence/types/intent.ts'
import type { Logged, LoggedRecords } from '../report/model.ts'
import type { Row } from './tables.ts'

const APPROVED = 'register.service_approved'

/** What the log says about judgements and deployments. */
export interface ArchiveFacts {
  readonly judgedStacks: readonly Row<'judgedStacks'>[]
  readonly deployments: readonly Row<'deployments'>[]
  /** By exception: the last judgement that knew it, whether it was used, and whether its rule fails now. */
  readonly exceptions: ReadonlyMap<string, ExceptionUse>
}

interface ExceptionUse {
  readonly judgedAt: string
  readonly used: boolean
  readonly ruleFails: boolean
}

/** Reads judgements and deployments from the records of a log. @returns a sentence where a document cannot be read. */
export function archiveFacts(root: string, { records }: LoggedRecords): ArchiveFacts | string {
  const decisions = records.flatMap(({ record }) => (isOf(DECISION, record) ? [record] : []))
  const documents: { readonly record: DecisionRecord; readonly document: ArchivedDecision }[] = []
  for (const record of decisions) {
    const document = readDocument(root, record)
    if (typeof document === 'string') return document
    documents.push({ record, document })
  }
  const byPath = new Map(decisions.map((record) => [record.path, record]))
  return {
    judgedStacks: documents.flatMap(({ record, document }) =>
      document.decision === 'allow' ? [judgedStack(record, document)] : [],
    ),
    deployments: deploymentRows(records, byPath),
    exceptions: exceptionUses(documents.map(({ document }) => document)),
  }
}

function readDocument(root: string, record: DecisionRecord): ArchivedDecision | string {
  const path = record.field.document.downloadLocation
  const bytes = readPlainFile(root, path)
  if ('message' in bytes) return bytes.missing ? `${path} is missing` : `${path}: ${bytes.message}`
  const read = readDecision(bytes)
  return typeof read === 'string' ? `${path}: ${read}` : read.decision
}

/** How many resources the rule looked at, and how many it did not place in an approved service. */
function judgedStack(record: DecisionRecord, document: ArchivedDecision): Row<'judgedStacks'> {
  const rule = document.rules.find(({ id }) => id === APPROVED)
  const bad = document.results.filter(({ rule: id, status }) => id === APPROVED && status !== 'pass')
  const outside = bad.filter(({ status }) => status !== 'not_applicable')
  // A finding about no resource in particular is about all of them.
  const isAll = outside.some(({ resource }) => resource === '')
  return {
    project: document.project,
    stack: document.stack,
    record: record.id,
    judgedAt: document.now,
    examined: rule?.examined ?? null,
    outside: rule === undefined ? null : isAll ? Math.max(1, rule.examined) : outside.length,
  }
}

/** In the order of the judgements; each stack's last one counts, and an exception is in use if it is in any stack. */
function exceptionUses(documents: readonly ArchivedDecision[]): ReadonlyMap<string, ExceptionUse> {
  const last = new Map<string, ArchivedDecision>()
  for (const document of documents.toSorted((a, b) => (a.now < b.now ? -1 : a.now > b.now ? 1 : 0)))
    last.set(`${document.project}\0${document.stack}`, document)
  const uses = new Map<string, ExceptionUse>()
  for (const document of last.values()) {
    for (const { id, rule, used } of document.exceptions) {
      const before = uses.get(id)
      const fails = document.rules.some((one) => one.id === rule && (one.status === 'fail' || one.status === 'unknown'))
      uses.set(id, {
        judgedAt: before === undefined || before.judgedAt < document.now ? document.now : before.judgedAt,
        used: used || before?.used === true,
        ruleFails: fails || before?.ruleFails === true,
      })
    }
  }
  return uses
}

function deploymentRows(
  records: readonly Logged<ReadRecord>[],
  decisions: ReadonlyMap<string, DecisionRecord>,
): readonly Row<'deployments'>[] {
  const outcomes = new Map(
    records.flatMap(({ record }) => (isOf(APPLY, record) ? [[record.field.intent.uri, record.field] as const] : [])),
  )
  return records.flatMap(({ record }) => {
    if (!isOf(INTENT, record)) return []
    const decision = decisions.get(record.field.decision.uri)
    return [deploymentRow(record.id, record.field, decision, outcomes.get(record.path))]
  })
}

function deploymentRow(
  id: string,
  intent: IntentField,
  decision: DecisionRecord | undefined,
  outcome: ApplyField | undefined,
): Row<'deployments'> {
  return {
    record: id,
    project: intent.project,
    stack: intent.stack,
    announcedAt: intent.time,
    decision: decision?.field.decision ?? null,
    judgedBefore: intent.judged !== undefined,
    emergency: intent.emergency !== undefined,
    changes: intent.changes.length,
    unapproved: intent.changes.filter((change) => !isApproved(change)).length,
    desired: intent.desired,
    decidedDesired: decision?.field.digests['desired'] ?? null,
    endedAt: outcome?.time ?? null,
    outcome: outcome?.outcome ?? null,
    deployedDesired: outcome?.state?.desired ?? null,
    differences: outcome?.state?.differences.length ?? null,
  }
}

/** Somebody approved who wrote none of it. */
function isApproved({ authors, approvals }: IntentField['changes'][number]): boolean {
  const own = new Set(authors.map((name) => name.toLowerCase()))
  return approvals.some(({ by }) => !own.has(by.toLowerCase()))
}
