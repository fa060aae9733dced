import { canonicalJson, isObject, type Json } from '../../json.ts'
import schema from '../../schemas/plan-record.v1.json' with { type: 'json' }
import { type ArchivedPlan, readPlan } from '../documents.ts'
import { ATTESTER, type Digest, type FileReference, REFERENCE_TYPE, type StackScope, stackFolder } from '../format.ts'
import { pointerPart } from '../pointer.ts'
import { allOf, countOf, type Draft, draftOf, type ReadRecord, type RecordType, references } from './definition.ts'

/** One value that was taken out of a plan before it was stored: where, and by which rule. */
export interface Redaction {
  readonly pointer: string
  readonly rule: RedactionRule
}
export type RedactionRule = 'type-not-listed' | 'property-not-listed' | 'secret-name'

/** The part of a plan record that is ours. */
export interface PlanField extends StackScope {
  /** Digest of the exact bytes that the gate judged. */
  readonly judged: Digest
  /** Digest of the stored bytes: equal to `judged` unless something was redacted. */
  readonly archived: Digest
  readonly redactions: readonly Redaction[]
  readonly origin: { readonly kind: string; readonly version: string; readonly sandbox: string }
  readonly completeness: string
  readonly resources: number
  /** Number of changes by operation. */
  readonly changes: Readonly<Record<string, number>>
}
export type PlanRecord = ReadRecord<PlanField>

/** The plan record: in-toto reference/v0.1 about the stored plan. */
export const PLAN: RecordType<PlanField> = {
  name: 'plan',
  predicateType: REFERENCE_TYPE,
  field: 'urn:gatehouse:plan-record/v1',
  schema,
  folder: stackFolder,
  files: references,
  check: {
    id: 'plan',
    proves: 'each stored plan is what its record says, and each value taken out of it is listed',
    always: true,
    run: (records, archive) =>
      allOf(PLAN, records).flatMap(({ path, record }) => {
        const bytes = archive.read(record.files[0]?.downloadLocation ?? '')
        const problem = bytes === undefined ? undefined : planProblem(record, bytes)
        return problem === undefined ? [] : [{ file: path, message: problem }]
      }),
  },
}

/** Drafts a plan record. `judged` is the digest of the bytes that were judged. */
export function planDraft(
  plan: ArchivedPlan,
  file: FileReference,
  judged: string,
  redactions: readonly Redaction[],
  scope: StackScope,
): Draft {
  const { kind, version, sandbox } = plan.origin
  return draftOf(
    PLAN,
    [{ name: file.name, digest: file.digest }],
    { attester: { id: ATTESTER }, references: [file] },
    {
      ...scope,
      judged: { sha256: judged },
      archived: file.digest,
      redactions,
      origin: { kind, version, sandbox },
      completeness: plan.completeness.status,
      resources: plan.resources.length,
      changes: countOf(plan.changes.map((change) => change.op)),
    },
  )
}

function planProblem(record: PlanRecord, bytes: Buffer): string | undefined {
  const { field, subject } = record
  const read = readPlan(bytes)
  if (typeof read === 'string') return `the stored plan: ${read}`
  const { plan } = read
  if (subject !== field.archived.sha256 || subject !== record.files[0]?.digest.sha256) {
    return 'it names two different plans'
  }
  const said = [field.project, field.stack, field.completeness, field.resources, field.changes, field.origin]
  const { kind, version, sandbox } = plan.origin
  const found = [
    plan.project,
    plan.stack,
    plan.completeness.status,
    plan.resources.length,
    countOf(plan.changes.map(({ op }) => op)),
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
  if (isObject(mark)) {
    const rule = (mark['rule'] ?? null) as Json
    return [`${pointer} ${typeof rule === 'string' ? rule : canonicalJson(rule)}`]
  }
  return Object.entries(value).flatMap(([key, item]) =>
    redactedPointers(item as Json, `${pointer}/${pointerPart(key)}`),
  )
}
