import type { Decision } from '../gate/decision.ts'
import { visible } from '../render/escape.ts'
import { blockingLines } from '../render/findings.ts'
import type { Doer, Drift } from './drift.ts'

/** What drifted, who did it, and how the cloud was judged. */
export function renderDrift(drift: Drift, decision: Decision): string {
  const { drifted, undeclared } = drift
  const lines = [
    `${drifted.length === 0 ? 'NO DRIFT' : `DRIFT  ${drifted.length} object${drifted.length === 1 ? '' : 's'}`}  ${drift.project}/${drift.stack}`,
    ...drifted.flatMap(({ title, details, op, by }) => [
      `  ${op}: ${title}`,
      ...details.map((detail) => `    ${detail}`),
      `    ${doer(by, drift.audited)}`,
    ]),
    ...(undeclared === undefined ? [] : undeclaredLines(undeclared, drift.audited)),
    `As it is: ${decision.decision}. ${decision.reason}`,
    ...blockingLines(decision),
  ]
  return `${lines.map(visible).join('\n')}\n`
}

function undeclaredLines(undeclared: NonNullable<Drift['undeclared']>, audited: boolean): readonly string[] {
  if (undeclared.length === 0) return ['Every object of the export is declared by this stack.']
  return [
    `Not declared by this stack: ${undeclared.length}`,
    ...undeclared.flatMap(({ type, name, id, by }) => [
      `  ${type.split(':').at(-1)} “${name}” (${id})`,
      ...(audited ? [`    ${doer(by, audited)}`] : []),
    ]),
  ]
}

function doer(by: Doer | undefined, audited: boolean): string {
  if (by !== undefined) return `by ${by.who}, ${by.at}: ${by.activity}`
  return audited ? 'by: the audit log has no entry about it' : 'by: no audit log was given'
}

/** The exit status: drift and a cloud that breaks the rules are both findings. */
export function driftStatus(drift: Drift, decision: Decision, vacuous: boolean): 0 | 1 | 3 {
  if (vacuous) return 3
  const isClean = drift.drifted.length === 0 && (drift.undeclared ?? []).length === 0
  return isClean && decision.decision === 'allow' ? 0 : 1
}
