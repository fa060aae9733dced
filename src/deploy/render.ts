import { byCodeUnit } from '../json.ts'
import { visible } from '../render/escape.ts'
import { blockingLines } from '../render/findings.ts'
import type { Deployed, Outcome } from './deploy.ts'

/** What a run says: what came of it, why, and what else stands open. */
export function renderDeployed(
  { outcome, completed, history }: Deployed,
  more: { archive: string; today: string },
): string {
  const lines = [
    ...outcomeLines(outcome),
    ...completed.map(
      ({ field, path }) => `The deployment of ${field.time} had no outcome; it is recorded as interrupted (${path}).`,
    ),
    ...history.emergencies.map(({ field, path }) => {
      const { by, reviewBy } = field.emergency ?? { by: '', reviewBy: '' }
      const isLate = reviewBy < more.today
      return `Earlier emergency, of ${field.time}, for which ${by} answers: its review ${isLate ? 'was' : 'is'} due by ${reviewBy}, and until then what it brought decides nothing (${path}).`
    }),
  ]
  return `${lines.map(visible).join('\n')}\n`
}

function outcomeLines(outcome: Outcome): readonly string[] {
  switch (outcome.kind) {
    case 'refused':
      return [
        'REFUSED  Nothing was deployed.',
        ...outcome.refusals.flatMap(({ about, sentence, fix }) => [`  ${about}: ${sentence}`, `    fix: ${fix}`]),
      ]
    case 'denied':
      return [`DENIED  Nothing was deployed: ${outcome.decision.reason}`, ...blockingLines(outcome.decision)]
    case 'vacuous':
      return ['NOTHING EVALUATED  Nothing was deployed: no enforced rule had anything to judge.']
    case 'failed':
      return [
        `FAILED  The deployment ended with an error: ${outcome.error ?? ''}`,
        ...steps(outcome),
        ...emergencyLines(outcome),
        ...after(outcome),
      ]
    case 'deployed':
      return [
        isAsJudged(outcome)
          ? `DEPLOYED  ${outcome.decision.project}/${outcome.decision.stack} has the state that was judged.`
          : `DEPLOYED, AND OTHERWISE  ${outcome.decision.project}/${outcome.decision.stack} has another state than the one that was judged.`,
        ...steps(outcome),
        ...emergencyLines(outcome),
        ...after(outcome),
      ]
  }
}

/** Who answers for a deployment that nothing else allowed, and for what of the gate's findings. */
function emergencyLines({ emergency, decision }: Run): readonly string[] {
  if (emergency === undefined) return []
  const { by, reason, reviewBy, intent } = emergency
  return [
    `EMERGENCY  ${by} answers for it: ${reason}`,
    ...(decision.decision === 'allow' ? [] : [`  The gate denies it: ${decision.reason}`, ...blockingLines(decision)]),
    `  Its review is due by ${reviewBy}; until then what it brought decides nothing (${intent}).`,
  ]
}

type Run = Extract<Outcome, { readonly kind: 'deployed' | 'failed' }>

function steps({ kind, operations }: Run): readonly string[] {
  const counts = Object.entries(operations)
    .filter(([operation]) => operation !== 'same')
    // The engine ends its steps in an order of its own.
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([operation, count]) => `${count} ${operation}`)
  return [
    `  ${counts.length > 0 ? counts.join(', ') : kind === 'deployed' ? 'nothing had to change' : 'no step came to its end'}`,
  ]
}

function after({ state, differences, decision }: Run): readonly string[] {
  return [
    ...differences.map((difference) => `  otherwise: ${difference}`),
    ...(state === undefined || state.decision === decision.decision
      ? []
      : [`  the state after it: ${state.decision}, ${state.reason}`]),
  ]
}

/** Whether the state after a deployment is the one that was judged, and judged the same. */
function isAsJudged({ state, differences, decision }: Run): boolean {
  return differences.length === 0 && (state?.decision === 'allow' || decision.decision !== 'allow')
}

/** The exit status of a run. */
export function outcomeStatus(outcome: Outcome): 0 | 1 | 2 | 3 {
  switch (outcome.kind) {
    case 'refused':
    case 'denied':
      return 1
    case 'vacuous':
      return 3
    case 'failed':
      return 2
    case 'deployed':
      return isAsJudged(outcome) ? 0 : 1
  }
}
