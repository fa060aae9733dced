import type { Member, MetricDefinition } from '../model.ts'
import { daysFrom, earliest, endedPeriods, sqlTime } from '../time.ts'

/** Access reviews done in their quarter: four a year for every service. */
export const accessReviews: MetricDefinition = {
  id: 'access-reviews-in-their-quarter',
  title: 'Access reviews done in their quarter',
  controls: ['A.5.18'],
  formula:
    'services in use and quarters that ended in the window, for which a review of that quarter counted before the quarter ended, divided by all of them. A service counts from the first quarter on that began after its first use; without a day of first use, always.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['services', 'accessReviews'],
  members: ({ services, accessReviews: reviews }, window) => {
    const quarters = endedPeriods(window, 3)
    const firsts = new Map<string, string>()
    for (const { service, period, countsFrom } of reviews) {
      if (countsFrom === null || countsFrom > window.asOf) continue
      const key = `${service} ${period}`
      firsts.set(key, earliest(firsts.get(key) ?? countsFrom, countsFrom))
    }
    return services
      .filter(({ inUse }) => inUse)
      .flatMap((service) =>
        quarters
          .filter(({ starts }) => service.firstUsedOn === null || service.firstUsedOn <= starts)
          .map(({ id, ends }): Member => {
            const subject = `${service.id} ${id}`
            const first = firsts.get(subject)
            if (first !== undefined && first < ends)
              return { subject, status: 'met', detail: `counts from ${first}`, missingDays: 0 }
            const detail = first === undefined ? 'no review' : `late, counts from ${first}`
            return { subject, status: 'missed', detail, missingDays: daysFrom(ends, first ?? window.asOf) }
          }),
      )
  },
  sql: ({ from, asOf }) => `WITH quarters AS (
  SELECT year(q) || '-Q' || quarter(q) AS id, q AS starts, q + INTERVAL 3 MONTH AS ends
  FROM (SELECT unnest(generate_series(date_trunc('quarter', ${sqlTime(from)}), ${sqlTime(asOf)}, INTERVAL 3 MONTH)) AS q)
  WHERE q + INTERVAL 3 MONTH > ${sqlTime(from)} AND q + INTERVAL 3 MONTH <= ${sqlTime(asOf)}
), due AS (
  SELECT s.id AS service, q.id AS period, q.ends
  FROM 'services.parquet' s CROSS JOIN quarters q
  WHERE s.inUse AND (s.firstUsedOn IS NULL OR s.firstUsedOn <= q.starts)
)
SELECT count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM 'accessReviews.parquet' r
    WHERE r.service = due.service AND r.period = due.period AND r.countsFrom < due.ends
  )) AS numerator, count(*) AS denominator
FROM due`,
}
