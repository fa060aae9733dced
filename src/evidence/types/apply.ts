import schema from '../../schemas/apply-record.v1.json' with { type: 'json' }
import { type StackScope, stackFolder } from '../format.ts'
import { DECISION, type DecisionRecord } from './decision.ts'
import { allOf, type Draft, draftOf, type ReadRecord, type RecordType } from './definition.ts'
import { INTENT, type IntentField, isSameStack, type RecordReference, referenceProblem } from './intent.ts'

/** The part of an apply record that is ours. */
export interface ApplyField extends StackScope {
  readonly intent: RecordReference
  /** `interrupted`: a later run found that this deployment had begun and had no outcome. */
  readonly outcome: 'deployed' | 'failed' | 'interrupted'
  /** How the engine ended; absent where nobody saw it. */
  readonly status?: number
  /** The engine's events without debug messages: digest of the lines that were kept, and how many of each. */
  readonly events?: { readonly sha256: string; readonly kept: number; readonly dropped: number }
  /** Number of steps by operation, as the events say. */
  readonly operations: Readonly<Record<string, number>>
  /** The state after it, judged again; absent where it could not be read. */
  readonly state?: {
    readonly decision: RecordReference
    readonly desired: string
    /** What is otherwise than the intent said, in words, without values. */
    readonly differences: readonly string[]
  }
}
export type ApplyRecord = ReadRecord<ApplyField>

/** The apply record: what came of a deployment. Its subject is the intent's statement. */
export const APPLY: RecordType<ApplyField> = {
  name: 'apply',
  predicateType: 'urn:gatehouse:apply/v1',
  field: 'urn:gatehouse:apply-record/v1',
  schema,
  folder: stackFolder,
  files: () => [],
  check: {
    id: 'apply',
    proves: 'each outcome belongs to one deployment, and the state after it was judged',
    run: (records, archive) => {
      const intents = new Map(allOf(INTENT, archive.records).map((one) => [one.path, one]))
      const decisions = new Map(allOf(DECISION, archive.records).map((one) => [one.path, one]))
      const ended = new Map<string, string>()
      return allOf(APPLY, records).flatMap(({ path, record }) => {
        const { uri } = record.field.intent
        const before = ended.get(uri)
        ended.set(uri, path)
        const intent = intents.get(uri)
        const problem =
          referenceProblem('intent', record.field.intent, intent) ??
          (before === undefined ? undefined : `its deployment has another outcome: ${before}`) ??
          (intent === undefined
            ? undefined
            : (applyProblem(record, intent.record.field) ??
              stateProblem(record.field, intent.record.field, decisions) ??
              orderProblem(archive.position(record.id), archive.position(intent.record.id))))
        return problem === undefined ? [] : [{ file: path, message: problem }]
      })
    },
  },
}

/** Drafts an apply record. */
export function applyDraft(field: ApplyField): Draft {
  return draftOf(APPLY, [{ name: 'intent', digest: { sha256: field.intent.sha256 } }], {}, field)
}

function applyProblem({ field, subject }: ApplyRecord, intent: IntentField): string | undefined {
  if (subject !== field.intent.sha256) return 'it names two different intents'
  if (!isSameStack(field, intent)) return 'its stack or its demo mark is not that of its intent'
  if (field.time < intent.time) return 'it is older than its intent'
  if (field.outcome === 'deployed' && (field.status !== 0 || field.state === undefined)) {
    return 'it says "deployed" without a good end of the engine and a state that was judged'
  }
  const isSame = field.state === undefined || field.state.desired === intent.desired
  return isSame || field.state?.differences.length !== 0
    ? undefined
    : 'it hides that the state is not the one that was wanted'
}

/** The log says what was there first, also where the times that two records give themselves do not. */
function orderProblem(own: number | undefined, intent: number | undefined): string | undefined {
  return own !== undefined && intent !== undefined && own < intent
    ? 'it was logged before the intent that it is the outcome of'
    : undefined
}

function stateProblem(
  field: ApplyField,
  intent: IntentField,
  decisions: ReadonlyMap<string, { readonly path: string; readonly record: DecisionRecord }>,
): string | undefined {
  if (field.state === undefined) return undefined
  const decision = decisions.get(field.state.decision.uri)
  const problem = referenceProblem('decision', field.state.decision, decision)
  if (problem !== undefined || decision === undefined) return problem
  if (!isSameStack(field, decision.record.field)) return 'the state that it names is of another stack'
  // The plan wants the same state, and was judged, but nobody saw then what the deployment left.
  if (field.state.decision.uri === intent.decision.uri) return 'it gives the judgement of the plan for one of the state'
  if (decision.record.field.time < intent.time) return 'the state that it names was judged before the deployment'
  return decision.record.field.digests['desired'] === field.state.desired
    ? undefined
    : 'the state that it names is another one than the one that was judged'
}
