import { canonicalJson, type Json, sha256 } from '../../json.ts'
import schema from '../../schemas/decision-record.v1.json' with { type: 'json' }
import { type ArchivedDecision, readDecision } from '../documents.ts'
import { type FileReference, type StackScope, type Statement, stackFolder } from '../format.ts'
import { allOf, countOf, type Draft, draftOf, type ReadRecord, type RecordType, stackUri } from './definition.ts'
import { PLAN, type PlanRecord } from './plan.ts'

/** slsa.dev/spec/v1.1/verification_summary. */
const VSA_TYPE = 'https://slsa.dev/verification_summary/v1'
const VERIFIER = 'urn:gatehouse:gate/v1'

/** The part of a decision record that is ours; the whole decision is the file `document`. */
export interface DecisionField extends StackScope {
  readonly decision: 'allow' | 'deny'
  readonly reason: string
  readonly document: FileReference
  readonly policySource: { readonly kind: string; readonly revision?: string }
  readonly digests: Readonly<Record<string, string>>
  /** Number of enforced and advisory rules by the worst status of each. */
  readonly rules: Readonly<Record<string, number>>
  readonly exceptionsUsed: readonly string[]
}
export type DecisionRecord = ReadRecord<DecisionField>

/** What the predicate's own specification asks for. */
interface VerificationSummary {
  readonly inputAttestations: readonly [{ readonly uri: string; readonly digest: { readonly sha256: string } }]
  readonly verificationResult: string
  readonly policy: { readonly digest: { readonly sha256: string } }
  readonly resourceUri: string
}

/**
 * The decision record: SLSA verification summary v1, with the plan record as its input. Its subject is the plan as it
 * was judged: that is what a deployment holds in its hands; the stored plan differs where something was redacted.
 */
export const DECISION: RecordType<DecisionField> = {
  name: 'decision',
  predicateType: VSA_TYPE,
  field: 'urn:gatehouse:decision-record/v1',
  schema,
  folder: stackFolder,
  files: (_, field) => [field.document],
  check: {
    id: 'decision',
    proves: 'each decision is what its record says, and is about exactly one archived plan',
    always: true,
    run: (records, archive) => {
      const plans = new Map(allOf(PLAN, archive.records).map(({ path, record }) => [path, record]))
      return allOf(DECISION, records).flatMap(({ path, record }) => {
        const problem = decisionProblem(record, plans, archive.read(record.field.document.downloadLocation))
        return problem === undefined ? [] : [{ file: path, message: problem }]
      })
    },
  },
}

/** Drafts a decision record. */
export function decisionDraft(
  decision: ArchivedDecision,
  document: FileReference,
  plan: { readonly name: string; readonly record: Draft },
  version: string,
  scope: StackScope,
): Draft {
  const { revision } = decision.policySource
  const passed = decision.decision === 'allow'
  return draftOf(
    DECISION,
    [{ name: plan.name, digest: { sha256: decision.digests.plan } }],
    {
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
    },
    {
      ...scope,
      decision: decision.decision,
      reason: decision.reason,
      document,
      policySource: { kind: decision.policySource.kind, ...(revision === undefined ? {} : { revision }) },
      digests: decision.digests,
      rules: countOf(decision.rules.map((rule) => rule.status)),
      exceptionsUsed: decision.exceptions.filter((one) => one.used).map((one) => one.id),
    },
  )
}

/** The plan record that a decision names: its path, and the digest of its statement. */
export function judgedPlan(decision: DecisionRecord): { readonly uri: string; readonly sha256: string } {
  const { uri, digest } = summaryOf(decision.statement).inputAttestations[0]
  return { uri, sha256: digest.sha256 }
}

function summaryOf(statement: Statement): VerificationSummary {
  return statement.predicate as unknown as VerificationSummary
}

function decisionProblem(
  record: DecisionRecord,
  plans: ReadonlyMap<string, PlanRecord>,
  bytes: Buffer | undefined,
): string | undefined {
  const { field } = record
  const input = judgedPlan(record)
  const vsa = summaryOf(record.statement)
  const plan = plans.get(input.uri)
  if (plan === undefined) return `the plan record that it names is not archived: ${input.uri}`
  if (sha256(plan.payload) !== input.sha256) return 'it names another statement about the plan than the archived one'
  if (plan.field.judged.sha256 !== record.subject || field.digests['plan'] !== record.subject) {
    return 'it is about another plan than the one that it names'
  }
  const scope = ({ project, stack, time, demo }: StackScope): Json => [project, stack, time, demo ?? false]
  if (canonicalJson(scope(field)) !== canonicalJson(scope(plan.field))) {
    return 'its stack, its time or its demo mark is not that of its plan'
  }
  if ((vsa.verificationResult === 'PASSED') !== (field.decision === 'allow')) {
    return 'its result contradicts its decision'
  }
  if (vsa.policy.digest.sha256 !== field.digests['bundle']) return 'it names two different policy bundles'
  if (vsa.resourceUri !== stackUri(field)) return 'its resource is not its stack'
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
  const { kind, revision } = decision.policySource
  return {
    decision: decision.decision,
    reason: decision.reason,
    project: decision.project,
    stack: decision.stack,
    time: decision.now,
    digests: decision.digests,
    rules: countOf(decision.rules.map(({ status }) => status)),
    exceptionsUsed: decision.exceptions.filter((one) => one.used).map((one) => one.id),
    policySource: { kind, ...(revision === undefined ? {} : { revision }) },
  }
}
