import type { ExceptionCounts, ExceptionSummary } from './decision.ts'

const STATES: readonly (keyof ExceptionCounts)[] = ['live', 'expiring', 'pending', 'expired', 'void', 'unused', 'broad']

/** Counts states and marks; each exception is in one state, and has any number of marks. */
export function countExceptions(exceptions: readonly ExceptionSummary[]): ExceptionCounts {
  const count = (name: string): number =>
    exceptions.filter(({ state, marks }) => state === name || marks?.some((mark) => mark === name)).length
  return Object.fromEntries(STATES.map((name) => [name, count(name)])) as ExceptionCounts
}
