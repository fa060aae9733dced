import type { MetricDefinition } from '../model.ts'
import { daysFrom, endedPeriods, sqlTime } from '../time.ts'

/** Administrator rights reviewed in their month. */
export const adminReviews: MetricDefinition = {
  id: 'admin-reviews-in-their-month',
  title: 'Administrator reviews done in their month',
  controls: ['A.5.18', 'A.8.2'],
  formula:
    'months that ended in the window for which a review of that month counted before the month ended, divided by all months that ended in the window.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['adminReviews'],
  members: ({ adminReviews: reviews }, window) =>
    endedPeriods(window, 1).map(({ id, ends }) => {
      const first = reviews
        .flatMap((one) =>
          one.period === id && one.countsFrom !== null && one.countsFrom <= window.asOf ? [one.countsFrom] : [],
        )
        .toSorted()[0]
      if (first !== undefined && first < ends)
        return { subject: id, status: 'met', detail: `counts from ${first}`, missingDays: 0 }
      return {
        subject: id,
        status: 'missed',
        detail: first === undefined ? 'no review' : `late, counts from ${first}`,
        missingDays: daysFrom(ends, first ?? window.asOf),
      }
    }),
  sql: ({ from, asOf }) => `WITH months AS (
  SELECT strftime(m, '%Y-%m') AS id, m + INTERVAL 1 MONTH AS ends
  FROM (SELECT unnest(generate_series(date_trunc('month', ${sqlTime(from)}), ${sqlTime(asOf)}, INTERVAL 1 MONTH)) AS m)
  WHERE m + INTERVAL 1 MONTH > ${sqlTime(from)} AND m + INTERVAL 1 MONTH <= ${sqlTime(asOf)}
)
SELECT count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM 'adminReviews.parquet' r WHERE r.period = months.id AND r.countsFrom < months.ends
  )) AS numerator, count(*) AS denominator
FROM months`,
}
