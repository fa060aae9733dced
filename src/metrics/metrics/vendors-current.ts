import type { MetricDefinition } from '../model.ts'
import { sqlTime } from '../time.ts'
import { type Done, YEAR_DAYS, yearlyMember } from './yearly.ts'

/** Critical vendors evaluated within 365 days. */
export const vendorsCurrent: MetricDefinition = {
  id: 'critical-vendors-evaluated',
  title: 'Critical vendors evaluated within 365 days',
  controls: ['A.5.19', 'A.5.22'],
  formula:
    'critical vendors with an evaluation that was not a rejection, counts, and was made at most 365 days before, divided by critical vendors. A vendor is critical if it is marked high, or if a critical service in use is its.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['vendors', 'evaluations'],
  members: ({ vendors, evaluations }, window) =>
    vendors
      .filter(({ critical }) => critical)
      .map(({ id }) =>
        yearlyMember(
          id ?? '',
          evaluations.flatMap((one): Done[] =>
            one.vendor === id &&
            one.verdict !== null &&
            one.verdict !== 'rejected' &&
            one.evaluatedAt !== null &&
            one.countsFrom !== null
              ? [{ at: one.evaluatedAt, countsFrom: one.countsFrom }]
              : [],
          ),
          window,
        ),
      ),
  sql: ({ asOf }) => `SELECT count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM 'evaluations.parquet' e
    WHERE e.vendor = v.id AND e.verdict <> 'rejected' AND e.countsFrom <= ${sqlTime(asOf)}
      AND e.evaluatedAt >= ${sqlTime(asOf)} - INTERVAL ${YEAR_DAYS} DAY
  )) AS numerator, count(*) AS denominator
FROM 'vendors.parquet' v
WHERE v.critical`,
}
