import type { MetricDefinition } from '../model.ts'
import { daysFrom, later, sqlTime } from '../time.ts'

/** Incidents logged within 24 hours. */
export const incidents: MetricDefinition = {
  id: 'incidents-logged-in-time',
  title: 'Incidents logged within 24 hours of detection',
  controls: ['A.5.24', 'A.5.25'],
  formula:
    'incidents that were detected in the window and logged at most 24 hours later, divided by incidents that were detected in the window and are in the log.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['incidents'],
  members: ({ incidents: all }, { from, asOf }) =>
    all.flatMap(({ record, service, detectedAt, loggedAt }) => {
      if (detectedAt === null || loggedAt === null || detectedAt <= from || loggedAt > asOf) return []
      const due = later(detectedAt, 1)
      const isInTime = loggedAt <= due
      return [
        {
          subject: `${record} (${service})`,
          status: isInTime ? ('met' as const) : ('missed' as const),
          detail: `detected ${detectedAt}, logged ${loggedAt}`,
          missingDays: isInTime ? 0 : daysFrom(due, loggedAt),
        },
      ]
    }),
  sql: ({ from, asOf }) => `SELECT count(*) FILTER (WHERE loggedAt <= detectedAt + INTERVAL 24 HOUR) AS numerator,
  count(*) AS denominator
FROM 'incidents.parquet'
WHERE detectedAt > ${sqlTime(from)} AND loggedAt <= ${sqlTime(asOf)}`,
}
