import type { Flaw, RecordBody, World } from './kind.ts'

/** One access that was looked at. */
export interface ReviewEntry {
  /** Id of a person in people.yaml; for others a sign-in name, an object id or `type::name`. */
  readonly who: string
  readonly what: string
  readonly through: string
  readonly account?: string
  /** The service whose administrator it makes; only in an administrator review. */
  readonly service?: string
  readonly since?: string
  readonly why?: string
  /** `file:line` of the declaration. */
  readonly declared?: string
  /** `type::name` of the declared resource. */
  readonly resource?: string
  readonly decision: 'keep' | 'change' | 'remove'
  readonly decidedBy?: string
  readonly dueOn?: string
  readonly change?: string
}

/** Where entries come from. */
export interface ReviewBasis {
  readonly source: string
  readonly digest?: string
  readonly entries: number
}

/** What both kinds of reviews say. */
export interface Review<Entry extends ReviewEntry = ReviewEntry> extends RecordBody {
  readonly period: string
  readonly reviewer: string
  readonly reviewedAt: string
  readonly basis: readonly ReviewBasis[]
  readonly entries: readonly Entry[]
  readonly notes?: string
}

/** The first day of a quarter (`2026-Q4`) or a month (`2026-11`). */
export function periodStart(period: string): string {
  const [year, part = ''] = period.split('-')
  const month = part.startsWith('Q') ? String(3 * Number(part.slice(1)) - 2).padStart(2, '0') : part
  return `${year}-${month}-01`
}

/**
 * What no review may do: be held before its period, leave out entries of its sources, list one access twice, or let
 * somebody decide about their own access; the custodian of an emergency account counts as its holder.
 */
export function reviewFlaws(review: Review, { people }: World): readonly Flaw[] {
  const start = periodStart(review.period)
  const early: readonly Flaw[] =
    review.reviewedAt.slice(0, 10) >= start
      ? []
      : [
          {
            pointer: '/reviewedAt',
            message: `the review was held before its period ${review.period} begins`,
            expected: `a time from ${start} on`,
            fix: 'correct the time or the period',
          },
        ]
  const promised = review.basis.reduce((sum, { entries }) => sum + entries, 0)
  const missing: readonly Flaw[] =
    review.entries.length >= promised
      ? []
      : [
          {
            pointer: '/entries',
            message: `there are ${review.entries.length} entries, but the sources give ${promised}`,
            expected: 'every entry of every source, each with a decision',
            fix: 'put the missing entries back; an access that is gone is decided with "remove"',
          },
        ]
  return [...early, ...missing, ...review.entries.flatMap((entry, index) => entryFlaws(review, entry, index, people))]
}

/** Two entries that agree in all of these are one access. */
const IDENTITY: readonly (keyof ReviewEntry)[] = ['who', 'what', 'service', 'through', 'account', 'resource']

/** Every name under which somebody's access may be listed: the id, each account, and those in the person's custody. */
function ownNames(id: string, people: World['people']): ReadonlySet<string> {
  const held = [...people.values()].filter((person) => person.id === id || person.custodian === id)
  const names = held.flatMap((person) => [
    person.id,
    ...[person.account, person.adminAccount].flatMap((account) =>
      account === undefined ? [] : [account.userPrincipalName, account.directory],
    ),
  ])
  return new Set([id, ...names].map((name) => name.toLowerCase()))
}

function entryFlaws(review: Review, entry: ReviewEntry, index: number, people: World['people']): readonly Flaw[] {
  const at = `/entries/${index}`
  const decider = entry.decidedBy ?? review.reviewer
  const flaws: Flaw[] = []
  const own = ownNames(decider, people)
  if (own.has(entry.who.toLowerCase()) || (entry.account !== undefined && own.has(entry.account.toLowerCase()))) {
    flaws.push({
      pointer: entry.decidedBy === undefined ? `${at}/who` : `${at}/decidedBy`,
      message: `${decider} decides about their own access`,
      expected: 'somebody else who decides here',
      fix: 'name another person in decidedBy of this entry',
    })
  }
  const same = (other: ReviewEntry): boolean => IDENTITY.every((key) => other[key] === entry[key])
  if (review.entries.findIndex(same) < index) {
    flaws.push({ pointer: at, message: 'this access is listed twice', fix: 'remove one of the two entries' })
  }
  if (entry.dueOn !== undefined && entry.dueOn < review.reviewedAt.slice(0, 10)) {
    flaws.push({
      pointer: `${at}/dueOn`,
      message: `it is due before it was decided (${entry.dueOn} is before ${review.reviewedAt.slice(0, 10)})`,
      fix: 'correct the day',
    })
  }
  return flaws
}
