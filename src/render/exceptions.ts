import type { Decision, ExceptionCounts, ExceptionSummary } from '../gate/decision.ts'
import { countExceptions } from '../gate/exception-counts.ts'
import type { AccessLine } from './access.ts'
import { count } from './findings.ts'

/** What became of an exception, for people. */
export function exceptionState(exception: ExceptionSummary, decision: Decision): string {
  const wide = exception.marks?.includes('broad') ? '; covers too much' : ''
  const soon = exception.marks?.includes('expiring') ? '; ends soon' : ''
  return `${stateInWords(exception, decision)}${wide}${soon}`
}

function stateInWords(exception: ExceptionSummary, decision: Decision): string {
  const { id, state, expiresOn, used } = exception
  if (state === 'expired') return `expired on ${expiresOn}, covers nothing`
  if (state === 'pending') return `not in force yet, until ${expiresOn}`
  if (state === 'void') return 'does not count: it covers somebody who owns or approved it'
  const rule = decision.rules.find((candidate) => candidate.id === exception.rule)
  if (!used && (rule === undefined || rule.status === 'not_applicable')) return `not needed here, until ${expiresOn}`
  if (!used && (rule?.status === 'fail' || rule?.status === 'unknown')) return `in force until ${expiresOn}`
  if (!used) return `not used, until ${expiresOn}: remove it`
  const covered = decision.results.filter((result) => result.exceptions.includes(id)).length
  return `used for ${count(covered, 'finding')}, until ${expiresOn}`
}

const TALLY: readonly (readonly [keyof ExceptionCounts, string])[] = [
  ['live', 'in force'],
  ['expiring', 'ending soon'],
  ['unused', 'not used'],
  ['broad', 'too broad'],
  ['pending', 'not in force yet'],
  ['expired', 'expired'],
  ['void', 'not counted'],
]

/** `3 in force, 1 ending soon`: what there is of exceptions; empty where there are none. */
export function exceptionTally(decision: Decision): string {
  const counts = countExceptions(decision.exceptions)
  return TALLY.flatMap(([name, words]) => (counts[name] > 0 ? [`${counts[name]} ${words}`] : [])).join(', ')
}

/** What a change does to exceptions, one line each; none where the decision has no comparison. */
export function exceptionLinesOf(decision: Decision): readonly AccessLine[] {
  const signs = { adds: '+', changes: '~', removes: '-' } as const
  return (decision.exceptionDifference ?? []).map(({ op, text }) => ({ sign: signs[op], text, details: [] }))
}
