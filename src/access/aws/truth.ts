/**
 * The truth of a statement about a request of which not everything is known. Two things can be missing: values of the
 * plan (a computed ARN, a secret document) and circumstances of the request (the IP address, the tags of the caller).
 * Each is resolved in both directions, so that a truth is four bits: bit `2 * context + value`, where 1 stands for
 * "resolved so that the statement holds" and 0 for "resolved so that it does not". The bits only grow with those two
 * numbers, so `and`, `or` and `not` keep them sound: what is `yes` holds in every case, what is `no` in none.
 */
export type Truth = number

export const NO: Truth = 0b0000
export const YES: Truth = 0b1111
/** Depends on circumstances of the request. */
export const CONTEXT: Truth = 0b1100
/** Depends on a value that the plan does not show. */
export const VALUE: Truth = 0b1010

/** What a truth says: `conditional` holds under circumstances that can occur, `unknown` depends on a hidden value. */
export type Answer = 'yes' | 'conditional' | 'unknown' | 'no'

export function and(...truths: readonly Truth[]): Truth {
  return truths.reduce((left, right) => left & right, YES)
}

export function or(...truths: readonly Truth[]): Truth {
  return truths.reduce((left, right) => left | right, NO)
}

/** Negation swaps the directions: what would have been resolved for the statement is now resolved against it. */
export function not(truth: Truth): Truth {
  const flipped = ~truth & 0b1111
  return ((flipped & 1) << 3) | ((flipped & 2) << 1) | ((flipped & 4) >> 1) | ((flipped & 8) >> 3)
}

/** A plain boolean as a truth. */
export function truthOf(holds: boolean): Truth {
  return holds ? YES : NO
}

/** The weakest claim that is right for a truth, strongest first: always, in some circumstances, perhaps, never. */
export function answerOf(truth: Truth): Answer {
  if (truth & 0b0001) return 'yes'
  if (truth & 0b0100) return 'conditional'
  return truth === NO ? 'no' : 'unknown'
}
