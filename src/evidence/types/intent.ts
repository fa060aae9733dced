import { canonicalJson, sha256 } from '../../json.ts'
import schema from '../../schemas/intent-record.v1.json' with { type: 'json' }
import { type Digest, MAX_SKEW_MS, type StackScope, stackFolder } from '../format.ts'
import { DECISION, type DecisionField } from './decision.ts'
import { allOf, type Draft, draftOf, type PlacedRecord, type ReadRecord, type RecordType } from './definition.ts'

/** Another record: its path, and the digest of its statement. */
export interface RecordReference {
  readonly uri: string
  readonly sha256: string
}

/** One change that a deployment brings, and who stands for it. */
export interface DeployedChange {
  readonly url: string
  readonly head: string
  readonly merge: string
  /** Digest of the document of the forge that says so. */
  readonly document: Digest
  readonly authors: readonly string[]
  readonly approvals: readonly { readonly by: string; readonly at: string }[]
}

/** The part of an intent record that is ours. */
export interface IntentField extends StackScope {
  /** The decision about the engine's own plan. */
  readonly decision: RecordReference
  /** Digest of the state that the deployment wants. */
  readonly desired: string
  /** The decision that was made about the change before; absent in an emergency without one. */
  readonly judged?: Digest
  readonly commit: string
  /** The commit whose policies, exceptions and approvals decided. */
  readonly base: string
  readonly changes: readonly DeployedChange[]
  readonly tool: { readonly gatehouse: string; readonly sources: Digest }
  readonly engine: { readonly pulumi: string; readonly program: Digest; readonly refresh: boolean }
  /** Names of the variables that the engine was given. */
  readonly environment: readonly string[]
  readonly emergency?: { readonly reason: string; readonly by: string; readonly reviewBy: string }
}
export type IntentRecord = ReadRecord<IntentField>

/**
 * The intent record: written before anything is deployed. Its subject is the engine's update plan, which holds every
 * value that the deployment may set, secrets encrypted with the stack's key: so they are bound without being stored.
 */
export const INTENT: RecordType<IntentField> = {
  name: 'intent',
  predicateType: 'urn:gatehouse:intent/v1',
  field: 'urn:gatehouse:intent-record/v1',
  schema,
  folder: stackFolder,
  files: () => [],
  check: {
    id: 'intent',
    proves: 'each deployment was judged before, was allowed or answered for by a named person, and has an outcome',
    run: (records, archive) => {
      const decisions = new Map(allOf(DECISION, archive.records).map((one) => [one.path, one]))
      const ended = new Set(archive.records.flatMap(({ record }) => outcomeOf(record)))
      const seen = new Map<string, string>()
      return allOf(INTENT, records).flatMap(({ path, record }) => {
        const decision = decisions.get(record.field.decision.uri)
        const first = seen.get(record.field.decision.uri)
        seen.set(record.field.decision.uri, path)
        const problem =
          referenceProblem('decision', record.field.decision, decision) ??
          (first === undefined ? undefined : `its decision was used before, by ${first}`) ??
          (decision === undefined ? undefined : intentProblem(record.field, decision.record.field)) ??
          (ended.has(path) ? undefined : OPEN)
        return problem === undefined ? [] : [{ file: path, message: problem }]
      })
    },
  },
}

/** Not an end of its own: a deployment without an outcome is the one thing that a verifier must not pass over. */
const OPEN =
  'the deployment that it announces has no outcome: it is running, or it was interrupted, and the next deployment records what came of it'

/** The intent whose outcome a record is; here by its name, because that type is built on this one. */
function outcomeOf(record: ReadRecord): readonly string[] {
  if (record.type !== 'apply') return []
  return [(record.field as StackScope & { readonly intent: RecordReference }).intent.uri]
}

/** Drafts an intent record. `updatePlan` is the digest of the engine's update plan. */
export function intentDraft(updatePlan: string, field: IntentField): Draft {
  return draftOf(INTENT, [{ name: 'update-plan.json', digest: { sha256: updatePlan } }], {}, field)
}

/** How another record names a draft. */
export function referenceTo(draft: Pick<Draft, 'path' | 'payload'>): RecordReference {
  return { uri: draft.path, sha256: sha256(draft.payload) }
}

/** Why a reference to another record is wrong. */
export function referenceProblem(
  what: string,
  reference: RecordReference,
  found: PlacedRecord | undefined,
): string | undefined {
  if (found === undefined) return `the ${what} record that it names is not archived: ${reference.uri}`
  return sha256(found.record.payload) === reference.sha256
    ? undefined
    : `it names another ${what} statement than the archived one`
}

function intentProblem(intent: IntentField, decision: DecisionField): string | undefined {
  if (!isSameStack(intent, decision)) return 'its stack or its demo mark is not that of its decision'
  if (intent.time < decision.time) return 'it is older than its decision'
  if (intent.desired !== decision.digests['desired']) return 'it wants another state than the one that was judged'
  if (decision.policySource.kind !== 'base' || decision.policySource.revision !== intent.base) {
    return 'its decision was made by other policies than those of its base'
  }
  if (decision.decision !== 'allow' && intent.emergency === undefined) return 'its decision does not allow it'
  if (intent.judged === undefined && intent.emergency === undefined) return 'it names no earlier judgement'
  return changesProblem(intent, MAX_SKEW_MS)
}

/** Why one of the changes that a deployment brings was not approved before it. @param skewMs how far clocks may differ. */
export function changesProblem({ changes, time }: IntentField, skewMs: number): string | undefined {
  const latest = Date.parse(time) + skewMs
  return changes
    .map(
      (change) => approvalProblem(change) ?? (isLater(change, latest) ? 'it was approved after it began' : undefined),
    )
    .find((problem) => problem !== undefined)
}

/** Why an approval that a record counts is none. */
export function approvalProblem({ authors, approvals }: DeployedChange): string | undefined {
  const wrote = new Set(authors.map((author) => author.toLowerCase()))
  return approvals.some(({ by }) => wrote.has(by.toLowerCase()))
    ? 'it counts an approval of somebody who wrote a part of the change'
    : undefined
}

function isLater({ approvals }: DeployedChange, latest: number): boolean {
  return approvals.some(({ at }) => !(Date.parse(at) <= latest))
}

/** Whether two records are about one stack. */
export function isSameStack(a: StackScope, b: StackScope): boolean {
  const scope = ({ project, stack, demo }: StackScope): unknown => [project, stack, demo ?? false]
  return canonicalJson(scope(a)) === canonicalJson(scope(b))
}
