import type { Member, MetricDefinition } from '../model.ts'
import { daysFrom, latest, sqlTime } from '../time.ts'

/** Exceptions that have expired and are still needed. */
export const expiredExceptions: MetricDefinition = {
  id: 'expired-exceptions-in-use',
  title: 'Expired exceptions in use',
  controls: ['A.5.1', 'A.5.36'],
  formula:
    'exceptions of the register that have expired while what they excepted is still there, of all exceptions approved until then. It is still there if the last judgement after the end says that the rule fails; without a judgement after the end, if the last one before used the exception; without any judgement it is unknown and counts as in use.',
  target: { kind: 'at-most', number: 0 },
  tables: ['exceptions'],
  countsFailures: true,
  members: ({ exceptions }, { from, asOf }) =>
    exceptions.flatMap((one): Member[] => {
      const { id, rule, approvedOn, expiresAfter, lastJudgedAt, lastUsed, ruleFails } = one
      if (approvedOn === null || expiresAfter === null || approvedOn > asOf) return []
      const subject = `${id} (${rule})`
      if (expiresAfter > asOf)
        return [{ subject, status: 'met' as const, detail: `open until ${expiresAfter.slice(0, 10)}`, missingDays: 0 }]
      const isJudgedAfter = lastJudgedAt !== null && lastJudgedAt >= expiresAfter
      const isInUse = isJudgedAfter ? ruleFails !== false : lastUsed !== false
      if (!isInUse) return [{ subject, status: 'met' as const, detail: 'expired and not needed', missingDays: 0 }]
      return [
        {
          subject,
          status: lastJudgedAt === null ? ('unknown' as const) : ('missed' as const),
          detail: `expired before ${expiresAfter.slice(0, 10)}, ${lastJudgedAt === null ? 'not judged since' : 'still needed'}`,
          missingDays: daysFrom(latest(expiresAfter, from), asOf),
        },
      ]
    }),
  sql: ({ asOf }) => `SELECT count(*) FILTER (WHERE expiresAfter <= ${sqlTime(asOf)} AND
    CASE WHEN lastJudgedAt >= expiresAfter THEN ruleFails IS DISTINCT FROM false ELSE lastUsed IS DISTINCT FROM false END
  ) AS numerator, count(*) AS denominator
FROM 'exceptions.parquet'
WHERE approvedOn <= ${sqlTime(asOf)}`,
}
