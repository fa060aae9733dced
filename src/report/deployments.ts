import { APPLY, type ApplyRecord } from '../evidence/types/apply.ts'
import { isOf, type ReadRecord } from '../evidence/types/definition.ts'
import { INTENT, type IntentRecord } from '../evidence/types/intent.ts'
import type { Logged, ReportedChange } from './model.ts'
import type { ReportedOperating } from './operating.ts'
import { showTime } from './summary.ts'

/** A deployment: the judged change that it brought, its intent, and what came of it. */
export interface ReportedDeployment {
  readonly intent: Logged<IntentRecord>
  /** The judged change; its plan is the engine's own. */
  readonly change: ReportedChange | undefined
  /** Absent where the archive has no outcome. */
  readonly apply: Logged<ApplyRecord> | undefined
  /** The state after it, as it was judged. */
  readonly state: ReportedChange | undefined
  /** Of an emergency: the sealed record of its review. */
  readonly review: ReportedOperating | undefined
}

/**
 * The deployments of an archive, and the changes without those that are only the state after a deployment: nobody
 * proposed them.
 */
export function deploymentsOf(
  records: readonly Logged<ReadRecord>[],
  changes: readonly ReportedChange[],
  reviews: ReadonlyMap<string, ReportedOperating>,
): { readonly deployments: readonly ReportedDeployment[]; readonly changes: readonly ReportedChange[] } {
  const byDecision = new Map(changes.map((change) => [change.decision.record.path, change]))
  const applies = new Map(
    records
      .filter((one): one is Logged<ApplyRecord> => isOf(APPLY, one.record))
      .map((one) => [one.record.field.intent.uri, one]),
  )
  const states = new Set([...applies.values()].map(({ record }) => record.field.state?.decision.uri))
  const deployments = records
    .filter((one): one is Logged<IntentRecord> => isOf(INTENT, one.record))
    .map((intent) => {
      const apply = applies.get(intent.record.path)
      return {
        intent,
        change: byDecision.get(intent.record.field.decision.uri),
        apply,
        state: byDecision.get(apply?.record.field.state?.decision.uri ?? ''),
        review: reviews.get(intent.record.id),
      }
    })
  return { deployments, changes: changes.filter((change) => !states.has(change.decision.record.path)) }
}

/** The deployments of one judged change. */
export function deploymentsOfChange(
  deployments: readonly ReportedDeployment[],
  change: ReportedChange,
): readonly ReportedDeployment[] {
  return deployments.filter(({ change: own }) => own === change)
}

/** What came of a deployment, in words. */
export function outcomeWords({ apply, state }: ReportedDeployment): string {
  if (apply === undefined) return 'no outcome: running, or interrupted'
  const { outcome, state: after } = apply.record.field
  if (after === undefined) return `${outcome}, the state after it is not recorded`
  const { differences } = after
  const found = differences.length === 0 ? 'as it was judged' : `otherwise in ${differences.length} respects`
  return `${outcome}, ${found}${state?.decisionDocument.decision === 'deny' ? '; the state after it is denied' : ''}`
}

/** Whether somebody has to look at a deployment. */
export function isOpen({ intent, apply, state, review }: ReportedDeployment): boolean {
  return (
    apply?.record.field.outcome !== 'deployed' ||
    apply.record.field.state?.differences.length !== 0 ||
    state?.decisionDocument.decision !== 'allow' ||
    (intent.record.field.emergency !== undefined && review === undefined)
  )
}

/** What stands about an emergency in a table; undefined for every other deployment. */
export function emergencyWords({ intent, review }: ReportedDeployment): string | undefined {
  const { emergency } = intent.record.field
  if (emergency === undefined) return undefined
  if (review === undefined) return `Emergency, to be reviewed by ${emergency.reviewBy}`
  return `Emergency, reviewed on ${review.record.field.at.slice(0, 10)} by ${review.record.field.by}`
}

/** The chain of custody of a deployment, one step each: what, and what it says. */
export function chainOf(deployment: ReportedDeployment): readonly (readonly [step: string, text: string])[] {
  const { field } = deployment.intent.record
  const apply = deployment.apply?.record.field
  return [
    ...field.changes.map(
      ({ url, head, merge, authors, approvals }) =>
        [
          'Change',
          `${url}, commit ${head.slice(0, 12)}, merged as ${merge.slice(0, 12)}; written by ${authors.join(', ')}; approved by ${approvals.map(({ by, at }) => `${by} (${at})`).join(', ') || 'nobody'}`,
        ] as const,
    ),
    ...(field.changes.length === 0 && field.emergency === undefined
      ? [['Change', `none: the commit ${field.commit.slice(0, 12)} was deployed before`] as const]
      : []),
    ...(field.emergency === undefined
      ? []
      : [
          [
            'Emergency',
            `${field.emergency.by} answers for it: ${field.emergency.reason}. A review is due by ${field.emergency.reviewBy}.`,
          ] as const,
        ]),
    ...(deployment.review === undefined
      ? []
      : [
          [
            'Reviewed',
            `by ${deployment.review.record.field.by} on ${showTime(deployment.review.record.field.at)}: ${deployment.review.record.field.record}`,
          ] as const,
        ]),
    ['Judged before', field.judged === undefined ? 'no' : `decision with the SHA-256 ${field.judged.sha256}`],
    ['Commit', `${field.commit}, judged by the policies of ${field.base}`],
    [
      'Program',
      `Gatehouse ${field.tool.gatehouse}, sources ${field.tool.sources.sha256.slice(0, 12)}; Pulumi ${field.engine.pulumi}, program ${field.engine.program.sha256.slice(0, 12)}${field.engine.refresh ? ', with a look at the cloud first' : ''}`,
    ],
    ['Begun', showTime(field.time)],
    ['Outcome', outcomeWords(deployment)],
    ...(apply === undefined || Object.keys(apply.operations).length === 0
      ? []
      : [
          [
            'Steps',
            Object.entries(apply.operations)
              .map(([op, count]) => `${count} ${op}`)
              .join(', '),
          ] as const,
        ]),
    ...(apply?.state?.differences ?? []).map((difference) => ['Otherwise', difference] as const),
  ]
}
