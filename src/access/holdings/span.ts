import type { Term } from './time.ts'

/** How long something is held, seen from a clock; instants are RFC 3339 in UTC. */
export type Span =
  | { readonly kind: 'permanent' }
  /** `from` is there where it begins later; `duration` where the end is counted from a deployment now. */
  | { readonly kind: 'until'; readonly until: string; readonly from?: string; readonly duration?: string }
  | { readonly kind: 'ended'; readonly until: string }
  | { readonly kind: 'open'; readonly why: string }

/** The last second that RFC 3339 can write; what ends later never ends. */
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000

/**
 * The span in which every one of the terms holds, as a way through several assignments needs all of them.
 * @param now seconds since 1970; a duration without a start begins here.
 */
export function spanOf(terms: readonly Term[], now: number): Span {
  let end = Number.POSITIVE_INFINITY
  let start = now
  let duration: string | undefined
  let why: string | undefined
  for (const term of terms) {
    const ends = endOf(term, now)
    if (ends < end) {
      end = ends
      duration = term.kind === 'lasts' ? term.text : undefined
    }
    if (term.kind === 'until' && term.from !== undefined) start = Math.max(start, term.from)
    if (term.kind === 'open') why ??= term.why
  }
  if (end > LAST_SECOND) return why === undefined ? { kind: 'permanent' } : { kind: 'open', why }
  const until = instantText(end)
  if (end <= now) return { kind: 'ended', until }
  return {
    kind: 'until',
    until,
    ...(start > now && start <= LAST_SECOND ? { from: instantText(start) } : {}),
    ...(duration === undefined ? {} : { duration }),
  }
}

function endOf(term: Term, now: number): number {
  switch (term.kind) {
    case 'until':
      return term.until
    case 'lasts':
      return now + term.seconds
    case 'permanent':
    case 'open':
      return Number.POSITIVE_INFINITY
    default:
      return term satisfies never
  }
}

/** RFC 3339 in UTC of whole seconds since 1970, up to the year 9999. */
function instantText(epoch: number): string {
  return `${new Date(epoch * 1000).toISOString().slice(0, 19)}Z`
}

/** Longest first: permanent, not known, later ends before earlier ones, over. Negative where `a` is longer. */
export function byLength(a: Span, b: Span): number {
  const order = RANK[a.kind] - RANK[b.kind]
  if (order !== 0 || !('until' in a) || !('until' in b)) return order
  return a.until < b.until ? 1 : a.until > b.until ? -1 : 0
}

const RANK: { readonly [kind in Span['kind']]: number } = { permanent: 0, open: 1, until: 2, ended: 3 }
