import { canonicalJson, sha256 } from '../json.ts'
import type { ArchivedDecision, ArchivedPlan } from './documents.ts'
import {
  ATTACHMENT_FIELD,
  ATTESTER,
  type AttachmentField,
  DECISION_FIELD,
  type DecisionField,
  type FileReference,
  objectPath,
  PLAN_FIELD,
  type PlanField,
  REFERENCE_TYPE,
  type RecordType,
  type Redaction,
  recordId,
  recordPath,
  type Scope,
  STATEMENT_TYPE,
  type Statement,
  VERIFIER,
  VSA_TYPE,
} from './format.ts'

/** A statement ready to be signed: a pure function of what was judged. */
export interface Draft {
  readonly type: RecordType
  readonly id: string
  readonly path: string
  /** Canonical JSON of the statement: the exact bytes that are signed. */
  readonly payload: Buffer
  readonly statement: Statement
}

function draft(type: RecordType, scope: Scope, statement: Statement): Draft {
  const payload = Buffer.from(canonicalJson(statement))
  const id = recordId(payload)
  return { type, id, path: recordPath(scope, type, id), payload, statement }
}

/** A stored file as records name it. */
export function fileReference(name: string, bytes: Uint8Array, mediaType: string): FileReference {
  const digest = sha256(bytes)
  return { name, digest: { sha256: digest }, downloadLocation: objectPath(digest, mediaType), mediaType }
}

/** Names of the stack, the time of the judgement, and the demo mark: the same in every record of one change. */
export function scopeOf(decision: ArchivedDecision, demo: boolean): Scope {
  const { project, stack, now } = decision
  return { project, stack, time: now, ...(demo ? { demo: true } : {}) }
}

/** The plan record: in-toto reference/v0.1 about the stored plan. `judged` is the digest of the bytes that were judged. */
export function planDraft(
  plan: ArchivedPlan,
  file: FileReference,
  judged: string,
  redactions: readonly Redaction[],
  scope: Scope,
): Draft {
  const field: PlanField = {
    ...scope,
    judged: { sha256: judged },
    archived: file.digest,
    redactions,
    origin: { kind: plan.origin.kind, version: plan.origin.version, sandbox: plan.origin.sandbox },
    completeness: plan.completeness.status,
    resources: plan.resources.length,
    changes: count(plan.changes.map((change) => change.op)),
  }
  return draft('plan', scope, {
    _type: STATEMENT_TYPE,
    subject: [{ name: file.name, digest: file.digest }],
    predicateType: REFERENCE_TYPE,
    predicate: { attester: { id: ATTESTER }, references: [file], [PLAN_FIELD]: field },
  })
}

/**
 * The decision record: SLSA verification summary v1, with the plan record as its input. Its subject is the plan as it
 * was judged: that is what a deployment holds in its hands; the stored plan differs where something was redacted.
 */
export function decisionDraft(
  decision: ArchivedDecision,
  document: FileReference,
  plan: { readonly name: string; readonly record: Draft },
  version: string,
  scope: Scope,
): Draft {
  const { revision } = decision.policySource
  const field: DecisionField = {
    ...scope,
    decision: decision.decision,
    reason: decision.reason,
    document,
    policySource: { kind: decision.policySource.kind, ...(revision === undefined ? {} : { revision }) },
    digests: decision.digests,
    rules: count(decision.rules.map((rule) => rule.status)),
    exceptionsUsed: decision.exceptions.filter((one) => one.used).map((one) => one.id),
  }
  const passed = decision.decision === 'allow'
  return draft('decision', scope, {
    _type: STATEMENT_TYPE,
    subject: [{ name: plan.name, digest: { sha256: decision.digests.plan } }],
    predicateType: VSA_TYPE,
    predicate: {
      verifier: { id: VERIFIER, version: { gatehouse: version } },
      timeVerified: scope.time,
      resourceUri: stackUri(scope),
      policy: {
        uri: `urn:gatehouse:policy-bundle:${decision.digests.bundle}`,
        digest: { sha256: decision.digests.bundle },
      },
      inputAttestations: [{ uri: plan.record.path, digest: { sha256: sha256(plan.record.payload) } }],
      verificationResult: passed ? 'PASSED' : 'FAILED',
      verifiedLevels: [passed ? 'GATEHOUSE_ALLOW' : 'FAILED'],
      [DECISION_FIELD]: field,
    },
  })
}

/** An attachment record: in-toto reference/v0.1, the judged plan as its subject and the file as the reference. */
export function attachmentDraft(file: FileReference, plan: { name: string; judged: string }, scope: Scope): Draft {
  const field: AttachmentField = { ...scope, name: file.name }
  return draft('attachment', scope, {
    _type: STATEMENT_TYPE,
    subject: [{ name: plan.name, digest: { sha256: plan.judged } }],
    predicateType: REFERENCE_TYPE,
    predicate: { attester: { id: ATTESTER }, references: [file], [ATTACHMENT_FIELD]: field },
  })
}

/** The stack as a URI: what the verification summary is about. */
export function stackUri(scope: Pick<Scope, 'project' | 'stack'>): string {
  return `urn:gatehouse:stack:${encodeURIComponent(scope.project)}:${encodeURIComponent(scope.stack)}`
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
