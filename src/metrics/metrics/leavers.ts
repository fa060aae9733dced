import type { MetricDefinition } from '../model.ts'
import { daysFrom, later, sqlTime } from '../time.ts'

/** Accounts closed within 24 hours, in every system. */
export const leavers: MetricDefinition = {
  id: 'leavers-accounts-closed',
  title: 'Accounts closed within 24 hours of the end of work',
  controls: ['A.5.11', 'A.5.18', 'A.6.5'],
  formula:
    'accounts of people who left in the window that were closed at most 24 hours later, in every system, divided by all their accounts. An account that is open and not yet due is left out. A leaver without an off-boarding record counts as one account of which nothing is known.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['leaverAccounts'],
  members: ({ leaverAccounts }, { from, asOf }) =>
    leaverAccounts.flatMap(({ person, system, account, record, leftAt, disabledAt }) => {
      if (leftAt === null || leftAt <= from || leftAt > asOf) return []
      const due = later(leftAt, 1)
      const closed = disabledAt !== null && disabledAt <= asOf ? disabledAt : undefined
      if (closed === undefined && due > asOf) return []
      const isInTime = closed !== undefined && closed <= due
      return [
        {
          subject: record === null ? `${person}` : `${person}: ${account} in ${system}`,
          status: isInTime ? ('met' as const) : record === null ? ('unknown' as const) : ('missed' as const),
          detail:
            record === null
              ? `left ${leftAt.slice(0, 10)}, no off-boarding record`
              : `left ${leftAt}, ${closed === undefined ? 'still open' : `closed ${closed}`}`,
          missingDays: isInTime ? 0 : daysFrom(due, closed ?? asOf),
        },
      ]
    }),
  sql: ({ from, asOf }) => `SELECT count(*) FILTER (
    WHERE disabledAt <= ${sqlTime(asOf)} AND disabledAt <= leftAt + INTERVAL 24 HOUR) AS numerator,
  count(*) AS denominator
FROM 'leaverAccounts.parquet'
WHERE leftAt > ${sqlTime(from)} AND leftAt <= ${sqlTime(asOf)}
  AND (disabledAt <= ${sqlTime(asOf)} OR leftAt + INTERVAL 24 HOUR <= ${sqlTime(asOf)})`,
}
