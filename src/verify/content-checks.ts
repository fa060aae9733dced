import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ArchivedDecision, readDecision, readPlan } from '../evidence/documents.ts'
import { objectPath } from '../evidence/format.ts'
import { pointerPart } from '../evidence/pointer.ts'
import type { DecisionRecord, PlanRecord } from '../evidence/records.ts'
import { stackUri } from '../evidence/statements.ts'
import { canonicalJson, isObject, type Json, sha256 } from '../json.ts'
import type { Finding } from './model.ts'
import type { Archive } from './read.ts'
import { type Outcome, readable } from './record-checks.ts'

/** Check `files`: names to bytes, and bytes to names. */
export function checkFiles(archive: Archive): Outcome {
  const present = new Set(archive.files)
  const named = new Set<string>()
  const digests = new Map<string, string>()
  const findings: Finding[] = []
  for (const { path, record } of readable(archive)) {
    for (const file of record.files) {
      named.add(file.downloadLocation)
      const known = digests.get(file.downloadLocation)
      if (!present.has(file.downloadLocation)) {
        findings.push({ file: file.downloadLocation, message: `it is missing; ${path} names it` })
        continue
      }
      const found = known ?? sha256(readFileSync(join(archive.root, file.downloadLocation)))
      digests.set(file.downloadLocation, found)
      if (known === undefined && found !== file.digest.sha256) {
        findings.push({ file: file.downloadLocation, message: `its bytes are not those that ${path} names` })
      }
      if (file.downloadLocation !== objectPath(file.digest.sha256, file.mediaType)) {
        findings.push({ file: path, message: `it names ${file.downloadLocation} with the digest of another file` })
      }
    }
  }
  const objects = archive.files.filter((path) => path.startsWith('objects/'))
  for (const path of objects) {
    if (!named.has(path)) findings.push({ file: path, message: 'no record names this file' })
  }
  return { examined: objects.length, findings }
}

/** Check `plan`. */
export function checkPlans(archive: Archive): Outcome {
  const present = new Set(archive.files)
  const plans = readable(archive).flatMap(({ path, record }) => (record.type === 'plan' ? [{ path, record }] : []))
  const findings = plans.flatMap(({ path, record }) => {
    const file = record.files[0]
    if (!file || !present.has(file.downloadLocation)) return []
    const problem = planProblem(record, readFileSync(join(archive.root, file.downloadLocation)))
    return problem === undefined ? [] : [{ file: path, message: problem }]
  })
  return { examined: plans.length, findings }
}

function planProblem(record: PlanRecord, bytes: Buffer): string | undefined {
  const { field, subject } = record
  const read = readPlan(bytes)
  if (typeof read === 'string') return `the stored plan: ${read}`
  const { plan } = read
  if (subject !== field.archived.sha256 || subject !== record.files[0]?.digest.sha256) {
    return 'it names two different plans'
  }
  const counts: Record<string, number> = {}
  for (const { op } of plan.changes) counts[op] = (counts[op] ?? 0) + 1
  const said = [field.project, field.stack, field.completeness, field.resources, field.changes, field.origin]
  const { kind, version, sandbox } = plan.origin
  const found = [
    plan.project,
    plan.stack,
    plan.completeness.status,
    plan.resources.length,
    counts,
    { kind, version, sandbox },
  ]
  if (canonicalJson(said) !== canonicalJson(found)) return 'it does not describe the stored plan'
  // The bytes are canonical, so that the mark is written as it is or not at all.
  const markers = bytes.includes('$redacted') ? redactedPointers(read.json, '') : []
  const listed = field.redactions.map((one) => `${one.pointer} ${one.rule}`)
  if (canonicalJson([...markers].sort()) !== canonicalJson([...listed].sort())) {
    return 'the values taken out of the plan are not those that it lists'
  }
  if ((listed.length === 0) !== (field.judged.sha256 === field.archived.sha256)) {
    return listed.length === 0
      ? 'the judged plan is another one than the stored one'
      : 'the stored plan was changed, but not its digest'
  }
  return undefined
}

/** Where a stored plan holds `{"$redacted": {"rule": …}}`, as `pointer rule`. */
function redactedPointers(value: Json, pointer: string): readonly string[] {
  if (value === null || typeof value !== 'object') return []
  const mark = isObject(value) ? value['$redacted'] : undefined
  if (isObject(mark)) return [`${pointer} ${String(mark['rule'])}`]
  return Object.entries(value).flatMap(([key, item]) =>
    redactedPointers(item as Json, `${pointer}/${pointerPart(key)}`),
  )
}

/** Check `decision`. */
export function checkDecisions(archive: Archive): Outcome {
  const present = new Set(archive.files)
  const plans = new Map<string, PlanRecord>()
  for (const { path, record } of readable(archive)) if (record.type === 'plan') plans.set(path, record)
  const findings: Finding[] = []
  let examined = 0
  const judged = new Set<string>()
  for (const { path, record } of readable(archive)) {
    if (record.type === 'plan') continue
    examined += 1
    if (record.type === 'attachment') {
      judged.add(record.subject)
      continue
    }
    const file = record.field.document.downloadLocation
    const bytes = present.has(file) ? readFileSync(join(archive.root, file)) : undefined
    const problem = decisionProblem(record, plans, bytes)
    if (problem !== undefined) findings.push({ file: path, message: problem })
  }
  const known = new Set([...plans.values()].map((plan) => plan.field.judged.sha256))
  for (const { path, record } of readable(archive)) {
    if (record.type === 'attachment' && !known.has(record.subject)) {
      findings.push({ file: path, message: 'the plan that it belongs to is not archived' })
    }
  }
  return { examined, findings }
}

function decisionProblem(
  record: DecisionRecord,
  plans: ReadonlyMap<string, PlanRecord>,
  bytes: Buffer | undefined,
): string | undefined {
  const { field, input } = record
  const plan = plans.get(input.uri)
  if (plan === undefined) return `the plan record that it names is not archived: ${input.uri}`
  if (sha256(plan.payload) !== input.sha256) return 'it names another statement about the plan than the archived one'
  if (plan.field.judged.sha256 !== record.subject || field.digests['plan'] !== record.subject) {
    return 'it is about another plan than the one that it names'
  }
  const scope = [field.project, field.stack, field.time, field.demo ?? false]
  if (
    canonicalJson(scope) !==
    canonicalJson([plan.field.project, plan.field.stack, plan.field.time, plan.field.demo ?? false])
  ) {
    return 'its stack, its time or its demo mark is not that of its plan'
  }
  if (record.passed !== (field.decision === 'allow')) return 'its result contradicts its decision'
  if (record.policy !== field.digests['bundle']) return 'it names two different policy bundles'
  if (record.resourceUri !== stackUri(field)) return 'its resource is not its stack'
  if (bytes === undefined) return undefined
  const read = readDecision(bytes)
  if (typeof read === 'string') return `the stored decision: ${read}`
  return canonicalJson(summary(read.decision)) === canonicalJson(said(record))
    ? undefined
    : 'it does not describe the stored decision'
}

function said({ field }: DecisionRecord): Json {
  const { decision, reason, project, stack, time, digests, rules, exceptionsUsed, policySource } = field
  return { decision, reason, project, stack, time, digests, rules, exceptionsUsed, policySource } as unknown as Json
}

function summary(decision: ArchivedDecision): Json {
  const rules: Record<string, number> = {}
  for (const { status } of decision.rules) rules[status] = (rules[status] ?? 0) + 1
  const { kind, revision } = decision.policySource
  return {
    decision: decision.decision,
    reason: decision.reason,
    project: decision.project,
    stack: decision.stack,
    time: decision.now,
    digests: decision.digests,
    rules,
    exceptionsUsed: decision.exceptions.filter((one) => one.used).map((one) => one.id),
    policySource: { kind, ...(revision === undefined ? {} : { revision }) },
  }
}
