import type { MetricDefinition } from '../model.ts'
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
    return services
      .filter(({ inUse }) => inUse)
      .flatMap((service) =>
        quarters
          .filter(({ starts }) => service.firstUsedOn === null || service.firstUsedOn <= starts)
          .map(({ id, ends }) => {
            const first = reviews
              .flatMap((one) =>
                one.service === service.id &&
                one.period === id &&
                one.countsFrom !== null &&
                one.countsFrom <= window.asOf
                  ? [one.countsFrom]
                  : [],
              )
              .toSorted()[0]
            const subject = `${service.id} ${id}`
            if (first !== undefined && first < ends)
              return { subject, status: 'met', detail: `counts from ${first}`, missingDays: 0 }
            return {
              subject,
              status: 'missed',
              detail: first === undefined ? 'no review' : `late, counts from ${first}`,
              missingDays: daysFrom(ends, earliest(first ?? window.asOf, window.asOf)),
            }
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
