import {
  ABSENT,
  ANY,
  ANY_OTHER,
  isOpaque,
  ONE,
  SEGMENT,
  segmented,
  type Token,
  UNKNOWN_TEXT,
  variableName,
} from './tokens.ts'
import { and, CONTEXT, NO, or, type Truth, VALUE, YES } from './truth.ts'

/**
 * Whether a pattern matches a subject, case and all. `*` stands for any characters, also for `:` and `/`, `?` for one
 * (IAM user guide, reference_policies_elements_resource). A hidden value or a variable in the pattern, or a name in
 * either that is known by reference only, gives `VALUE` or `CONTEXT` where it decides.
 */
export function matchTokens(pattern: readonly Token[], subject: readonly Token[]): Truth {
  if (pattern.includes(ABSENT)) return NO
  if (certainly(pattern, subject)) return YES
  const doubt = doubtOf(pattern, subject)
  if (doubt === NO) return NO
  return possibly(pattern, subject) ? doubt : NO
}

/** What it depends on whether the pattern matches, if it is not certain. */
function doubtOf(pattern: readonly Token[], subject: readonly Token[]): Truth {
  const all = [...pattern, ...subject]
  const value = all.some((token) => token === UNKNOWN_TEXT || isOpaque(token))
  const context = all.some((token) => variableName(token) !== undefined)
  if (value && context) return and(VALUE, CONTEXT)
  return value ? VALUE : context ? CONTEXT : NO
}

/** True if the pattern matches whatever the unknown parts are: only wildcards take them in, or the same reference. */
export function certainly(pattern: readonly Token[], subject: readonly Token[]): boolean {
  let at = 0
  // Up to the first wildcard there is one way only, and most pairs differ there.
  for (; pattern[at] !== ANY && pattern[at] !== SEGMENT; at++) {
    const [token, one] = [pattern[at], subject[at]]
    if (token === undefined || one === undefined) return token === undefined && one === undefined
    if (!accepts(token, one)) return false
  }
  if (pattern[at] === ANY && at === pattern.length - 1) return true
  return search(pattern.length - at, subject.length - at, (i, j) => {
    const [token, one] = [pattern[at + i], subject[at + j]]
    if (token === ANY) return [i + 1, j, ...(one === undefined ? [] : [i, j + 1])]
    if (token === SEGMENT) return [i + 1, j, ...(one === undefined || one.length > 1 || one === ':' ? [] : [i, j + 1])]
    return token !== undefined && one !== undefined && accepts(token, one) ? [i + 1, j + 1] : []
  })
}

function accepts(token: Token, subject: Token): boolean {
  if (token === UNKNOWN_TEXT || variableName(token) !== undefined) return false
  return token === ONE ? subject.length === 1 || subject === ANY_OTHER : token === subject
}

/** True if some filling of the unknown parts makes the pattern match: both sides read as sets of texts that overlap. */
function possibly(pattern: readonly Token[], subject: readonly Token[]): boolean {
  return search(pattern.length, subject.length, (i, j) => {
    const [left, right] = [pattern[i], subject[j]]
    const [wideLeft, wideRight] = [isWide(left), isWide(right)]
    const next: number[] = []
    if (wideLeft) next.push(i + 1, j)
    if (wideRight) next.push(i, j + 1)
    if (left === undefined || right === undefined) return next
    if (wideLeft && !wideRight) next.push(i, j + 1)
    if (wideRight && !wideLeft) next.push(i + 1, j)
    if (!wideLeft && !wideRight && (left === ONE || right === ONE || left === right)) next.push(i + 1, j + 1)
    return next
  })
}

/** True for a token that can stand for any number of characters. */
function isWide(token: Token | undefined): boolean {
  return token !== undefined && token.length > 1 && token !== ONE
}

/** Whether steps lead from (0, 0) to the ends of both sides; a step is a list of pairs, one after the other. */
function search(rows: number, columns: number, step: (i: number, j: number) => readonly number[]): boolean {
  const width = columns + 1
  const seen = new Uint8Array((rows + 1) * width)
  const stack: number[] = [0]
  while (stack.length > 0) {
    const state = stack.pop() as number
    if (seen[state] === 1) continue
    seen[state] = 1
    const [i, j] = [Math.floor(state / width), state % width]
    if (i === rows && j === columns) return true
    const next = step(i, j)
    for (let at = 0; at < next.length; at += 2) stack.push((next[at] as number) * width + (next[at + 1] as number))
  }
  return false
}

/** Whether any of the patterns matches. */
export function matchAny(patterns: readonly (readonly Token[])[], subject: readonly Token[]): Truth {
  let truth: Truth = NO
  for (const pattern of patterns) {
    truth |= matchTokens(pattern, subject)
    if (truth === YES) return YES
  }
  return truth
}

/** As `matchAny` for the resources of a statement: what only the wide reading of a wildcard covers is not certain. */
export function matchAnyResource(patterns: readonly (readonly Token[])[], subject: readonly Token[]): Truth {
  let truth: Truth = NO
  for (const pattern of patterns) {
    const narrow = segmented(pattern)
    const wide = matchTokens(pattern, subject)
    truth |= narrow === undefined || wide === NO ? wide : or(matchTokens(narrow, subject), and(wide, VALUE))
    if (truth === YES) return YES
  }
  return truth
}
