import {
  ATTACHMENT_FIELD,
  type AttachmentField,
  DECISION_FIELD,
  type DecisionField,
  type FileReference,
  PLAN_FIELD,
  type PlanField,
  REFERENCE_TYPE,
  type RecordType,
  recordId,
  recordPath,
  type Scope,
  type Statement,
  VSA_TYPE,
} from './format.ts'
import { schemaProblem } from './schemas.ts'
import { decodeStrict } from './strict.ts'

interface Common {
  readonly id: string
  /** Where a record with this statement belongs. */
  readonly path: string
  readonly payload: Buffer
  readonly scope: Scope
  /** The stored files that the statement names. */
  readonly files: readonly FileReference[]
  readonly subject: string
}
export type PlanRecord = Common & { readonly type: 'plan'; readonly field: PlanField }
export type DecisionRecord = Common & {
  readonly type: 'decision'
  readonly field: DecisionField
  /** Path and statement digest of the plan record that it names. */
  readonly input: { readonly uri: string; readonly sha256: string }
  readonly passed: boolean
  readonly policy: string
  readonly resourceUri: string
}
type AttachmentRecord = Common & { readonly type: 'attachment'; readonly field: AttachmentField }

/** A statement as it was read back, by type. */
export type ReadRecord = PlanRecord | DecisionRecord | AttachmentRecord

/** Reads a signed statement: canonical bytes, a known predicate, the closed schema of its type. */
export function readRecord(payload: Buffer): ReadRecord | string {
  const json = decodeStrict(payload, 'exact')
  if (typeof json === 'string') return `the statement: ${json}`
  const statement = json.value as unknown as Statement
  const type = typeOf(statement)
  if (type === undefined) return 'the statement is of a predicate type that this version does not know'
  const problem = schemaProblem(type, json.value)
  if (problem) return `the statement is not a ${type} record: ${problem}`
  const id = recordId(payload)
  const common = { id, payload, subject: statement.subject[0]?.digest.sha256 ?? '' }
  const { predicate } = statement
  if (type === 'decision') {
    const field = predicate[DECISION_FIELD] as DecisionField
    const vsa = predicate as unknown as VerificationSummary
    return {
      ...common,
      type,
      field,
      scope: field,
      path: recordPath(field, type, id),
      files: [field.document],
      input: { uri: vsa.inputAttestations[0].uri, sha256: vsa.inputAttestations[0].digest.sha256 },
      passed: vsa.verificationResult === 'PASSED',
      policy: vsa.policy.digest.sha256,
      resourceUri: vsa.resourceUri,
    }
  }
  const files = predicate['references'] as readonly FileReference[]
  if (type === 'plan') {
    const field = predicate[PLAN_FIELD] as PlanField
    return { ...common, type, field, scope: field, path: recordPath(field, type, id), files }
  }
  const field = predicate[ATTACHMENT_FIELD] as AttachmentField
  return { ...common, type, field, scope: field, path: recordPath(field, type, id), files }
}

interface VerificationSummary {
  readonly inputAttestations: readonly [{ readonly uri: string; readonly digest: { readonly sha256: string } }]
  readonly verificationResult: string
  readonly policy: { readonly digest: { readonly sha256: string } }
  readonly resourceUri: string
}

function typeOf(statement: Statement): RecordType | undefined {
  const predicate: unknown = statement?.predicate
  if (typeof predicate !== 'object' || predicate === null) return undefined
  if (statement.predicateType === VSA_TYPE) return 'decision'
  if (statement.predicateType !== REFERENCE_TYPE) return undefined
  return Object.hasOwn(predicate, PLAN_FIELD) ? 'plan' : 'attachment'
}
