import { YEAR, type Year, type YearRecord, type YearService } from './model.ts'
import { plusDays, plusMinutes, type Random, workTime } from './random.ts'

/** Who reviews administrators, assesses and evaluates. */
export const SECURITY = 'ulrike-sander'
const DEPUTY = 'helena-kraus'

/** The first day of a quarter; 0 is the last one of the year before. */
export function quarterStart(quarter: number): string {
  return quarter === 0 ? `${YEAR - 1}-10-01` : `${YEAR}-${String(3 * quarter - 2).padStart(2, '0')}-01`
}

/** A record that is written down half an hour after what it speaks of, and merged within the hour. */
export function recordOf(
  kind: YearRecord['kind'],
  slug: string,
  at: string,
  body: { readonly [field: string]: unknown },
  recordedAt: string = plusMinutes(at, 30),
): YearRecord {
  return { kind, slug, at, committedAt: recordedAt, body: { record: kind, recordedAt, ...body } }
}

/** The ids of those who work here on a day, without emergency accounts. */
export function workingOn(year: Year, day: string): readonly string[] {
  return year.people
    .filter(
      ({ startedOn, leftOn, emergency }) =>
        emergency !== true && startedOn <= day && (leftOn === undefined || leftOn > day),
    )
    .map(({ id }) => id)
}

/** A review of one service, of one of its quarters; 0 is the last one of the year before. */
export function accessReview(year: Year, random: Random, service: YearService, quarter: number): YearRecord {
  const at = workTime(random, plusDays(quarterStart(quarter), 4 + random.below(60)))
  const reviewer = service.owner ?? SECURITY
  const subjects = random.some(
    workingOn(year, at.slice(0, 10)).filter((id) => id !== reviewer && id !== DEPUTY),
    5,
  )
  const removed = random.below(3) === 0 ? subjects[0] : undefined
  const entries = [
    {
      who: reviewer,
      what: `${service.name}: owner`,
      through: 'assigned in the service',
      decision: 'keep',
      decidedBy: DEPUTY,
    },
    ...subjects.map((who) => ({
      who,
      what: `${service.name}: user`,
      through: 'assigned in the service',
      ...(who === removed
        ? {
            decision: 'remove',
            dueOn: plusDays(at.slice(0, 10), 21),
            change: `https://forge.example/changes/${1000 + random.below(9000)}`,
          }
        : { decision: 'keep' }),
    })),
  ]
  return recordOf('access-review', service.id, at, {
    service: service.id,
    period: quarter === 0 ? `${YEAR - 1}-Q4` : `${YEAR}-Q${quarter}`,
    reviewer,
    reviewedAt: at,
    basis: [{ source: `user list of ${service.name}`, entries: entries.length }],
    entries,
  })
}

/** A review of the administrators in a month; 0 is the last one of the year before. */
export function adminReview(year: Year, random: Random, month: number): YearRecord {
  const period = month === 0 ? `${YEAR - 1}-12` : `${YEAR}-${String(month).padStart(2, '0')}`
  const at = workTime(random, plusDays(`${period}-01`, 1 + random.below(20)))
  const entries = year.people
    .filter(({ adminAccount }) => adminAccount !== undefined)
    .map(({ id, adminAccount }) => ({
      who: id,
      account: adminAccount?.userPrincipalName,
      service: 'microsoft-365',
      what: 'User Administrator',
      through: 'eligible directly, without an end',
      why: 'Accounts and roles',
      decision: 'keep',
    }))
  return recordOf('admin-review', 'administrators', at, {
    period,
    reviewer: SECURITY,
    reviewedAt: at,
    basis: [{ source: 'plan of the stack identity', entries: entries.length }],
    entries,
  })
}
