import type { Member, Window } from '../model.ts'
import { daysFrom, later, uncoveredDays } from '../time.ts'

/** How long a yearly duty holds. */
export const YEAR_DAYS = 365

/** Something that was done at a moment and counts from another on. */
export interface Done {
  readonly at: string
  readonly countsFrom: string
}

/** A duty that holds for 365 days from the time that the record speaks of, and not before the record counts. */
export function yearlyMember(subject: string, done: readonly Done[], { from, asOf }: Window): Member {
  const known = done.filter(({ countsFrom }) => countsFrom <= asOf).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const missingDays = uncoveredDays(
    { from, asOf },
    known.map(({ at, countsFrom }) => [countsFrom, later(at, YEAR_DAYS)]),
  )
  const last = known.at(-1)
  if (last === undefined) return { subject, status: 'missed', detail: 'never', missingDays }
  const ends = later(last.at, YEAR_DAYS)
  return ends >= asOf
    ? {
        subject,
        status: 'met',
        detail: `last on ${last.at.slice(0, 10)}, holds until ${ends.slice(0, 10)}`,
        missingDays,
      }
    : {
        subject,
        status: 'missed',
        detail: `last on ${last.at.slice(0, 10)}, ${Math.ceil(daysFrom(ends, asOf))} d overdue`,
        missingDays,
      }
}
