import { endedPeriods, later, type Period } from '../../metrics/time.ts'
import { recordsOf } from '../../records/model.ts'
import type { Service } from '../../register/model.ts'
import type { Dated, StatusData } from '../model.ts'
import { firstActive, servicesInUse, standIns } from '../people.ts'

interface Held {
  readonly period: string
  readonly by: string
}

/** Reviews of access, every quarter for each service in use. */
export function accessReviewDuties({ now, register }: StatusData): readonly Dated[] {
  const reviews = recordsOf(register.records, 'access-review').filter(({ recordedAt }) => recordedAt <= now)
  return servicesInUse(register).flatMap((service) => {
    const held = reviews
      .filter(({ body }) => body.service === service.id)
      .map(({ body }): Held => ({ period: body.period, by: body.reviewer }))
    return duePeriods(now, 3, held, inUseFrom(service)).map(
      (period): Dated => ({
        kind: 'task',
        id: `access-review:${service.id}:${period.id}`,
        title: `Review who has access to ${service.name}, ${period.id}`,
        consequence: service.critical ? 'high' : 'medium',
        dueOn: lastDay(period),
        ...firstActive(register, standIns(service)),
        why: 'Access that nobody needs any more stays until somebody looks at it.',
        run: `gatehouse record access-review --service ${service.id} --period ${period.id}`,
        controls: ['A.5.18'],
      }),
    )
  })
}

/** Review of administrators, every month. */
export function adminReviewDuties({ now, register }: StatusData): readonly Dated[] {
  if (servicesInUse(register).length === 0) return []
  const held = recordsOf(register.records, 'admin-review')
    .filter(({ recordedAt }) => recordedAt <= now)
    .map(({ body }): Held => ({ period: body.period, by: body.reviewer }))
  const begin = servicesInUse(register)
    .flatMap((service) => inUseFrom(service) ?? [])
    .toSorted()[0]
  return duePeriods(now, 1, held, begin).map(
    (period): Dated => ({
      kind: 'task',
      id: `admin-review:${period.id}`,
      title: `Review the administrators, ${period.id}`,
      consequence: 'high',
      dueOn: lastDay(period),
      ...firstActive(
        register,
        held.toReversed().map(({ by }) => by),
      ),
      why: 'An administrator right that nobody needs any more is the worst one to lose.',
      run: `gatehouse record admin-review --period ${period.id}`,
      controls: ['A.5.18', 'A.8.2'],
    }),
  )
}

/**
 * The current period where it was not reviewed, and the last one that ended where neither was: a review that was missed
 * cannot be held any more in its time, but the next one makes up for it.
 */
function duePeriods(
  now: string,
  months: 1 | 3,
  held: readonly Held[],
  firstUsedOn: string | undefined,
): readonly Period[] {
  const isHeld = ({ id }: Period): boolean => held.some(({ period }) => period === id)
  const window = { from: later(now, -200), asOf: later(now, 100) }
  const periods = endedPeriods(window, months)
  const index = periods.findIndex(({ starts, ends }) => starts <= now && now < ends)
  const [last, current] = [periods[index - 1], periods[index]]
  if (current === undefined || isHeld(current)) return []
  const wasInUse = last !== undefined && (firstUsedOn === undefined || firstUsedOn <= last.starts.slice(0, 10))
  return wasInUse && !isHeld(last) ? [last] : [current]
}

/** Without a day of first use, a service is looked at from the day on which somebody approved it. */
function inUseFrom({ firstUsedOn, approvedOn }: Service): string | undefined {
  return firstUsedOn ?? approvedOn
}

function lastDay({ ends }: Period): string {
  return later(ends, -1).slice(0, 10)
}
