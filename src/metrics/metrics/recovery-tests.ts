import type { MetricDefinition } from '../model.ts'
import { sqlTime } from '../time.ts'
import { type Done, YEAR_DAYS, yearlyMember } from './yearly.ts'

/** Recovery of critical services tested within 365 days. */
export const recoveryTests: MetricDefinition = {
  id: 'recovery-tested',
  title: 'Critical services with a passed recovery test within 365 days',
  controls: ['A.5.30', 'A.8.13'],
  formula:
    'critical services in use with a recovery test that was passed, counts, and ended at most 365 days before, divided by critical services in use.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['services', 'recoveryTests'],
  members: ({ services, recoveryTests: tests }, window) =>
    services
      .filter(({ inUse, critical }) => inUse && critical)
      .map(({ id }) =>
        yearlyMember(
          id ?? '',
          tests.flatMap((one): Done[] =>
            one.service === id && one.passed && one.testedAt !== null && one.countsFrom !== null
              ? [{ at: one.testedAt, countsFrom: one.countsFrom }]
              : [],
          ),
          window,
        ),
      ),
  sql: ({ asOf }) => `SELECT count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM 'recoveryTests.parquet' t
    WHERE t.service = s.id AND t.passed AND t.countsFrom <= ${sqlTime(asOf)}
      AND t.testedAt >= ${sqlTime(asOf)} - INTERVAL ${YEAR_DAYS} DAY
  )) AS numerator, count(*) AS denominator
FROM 'services.parquet' s
WHERE s.inUse AND s.critical`,
}
