import type { MetricDefinition } from '../model.ts'
import type { Row } from '../tables.ts'
import { later, sqlTime } from '../time.ts'

/** A deployment has an outcome within an hour, or it was interrupted. */
const OUTCOME_DAYS = 1 / 24

/** Changes with plan, allow, approval by another person, apply and matching digests. */
export const deployments: MetricDefinition = {
  id: 'changes-complete',
  title: 'Changes with plan, allow, approval by another person, apply and matching digests',
  controls: ['A.5.3', 'A.8.9', 'A.8.32'],
  formula:
    'deployments announced in the window whose plan was judged before and allowed, for which somebody else approved each change, which ended as deployed, and whose wanted state is the judged one and the deployed one, divided by all deployments announced in the window. One that is running for less than an hour is left out. An emergency deployment counts as failing.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['deployments'],
  needsArchive: true,
  members: ({ deployments: all }, { from, asOf }) =>
    all.flatMap((one) => {
      const { announcedAt, record, project, stack } = one
      if (announcedAt === null || announcedAt <= from || announcedAt > asOf) return []
      const isEnded = one.endedAt !== null && one.endedAt <= asOf
      if (!isEnded && later(announcedAt, OUTCOME_DAYS) > asOf) return []
      const missing = missingParts(one, isEnded)
      return [
        {
          subject: `${project}/${stack} ${announcedAt} ${record}`,
          status: missing.length === 0 ? ('met' as const) : ('missed' as const),
          detail: missing.length === 0 ? 'complete' : missing.join(', '),
          missingDays: 0,
        },
      ]
    }),
  sql: ({ from, asOf }) => `SELECT count(*) FILTER (WHERE
    decision = 'allow' AND judgedBefore AND NOT emergency AND changes > 0 AND unapproved = 0
    AND desired = decidedDesired AND endedAt <= ${sqlTime(asOf)} AND outcome = 'deployed'
    AND deployedDesired = desired AND differences = 0
  ) AS numerator, count(*) AS denominator
FROM 'deployments.parquet'
WHERE announcedAt > ${sqlTime(from)} AND announcedAt <= ${sqlTime(asOf)}
  AND (endedAt <= ${sqlTime(asOf)} OR announcedAt + INTERVAL 1 HOUR <= ${sqlTime(asOf)})`,
}

function missingParts(one: Row<'deployments'>, isEnded: boolean): readonly string[] {
  const parts: readonly (readonly [boolean, string])[] = [
    [one.emergency === true, 'emergency'],
    [one.decision !== 'allow', 'not allowed'],
    [one.judgedBefore !== true, 'not judged before'],
    [!((one.changes ?? 0) > 0), 'no change named'],
    [one.unapproved !== 0, `${one.unapproved ?? 'unknown'} changes without approval by another person`],
    [one.desired === null || one.desired !== one.decidedDesired, 'another state than the judged one'],
    [!isEnded, 'no outcome'],
    [isEnded && one.outcome !== 'deployed', `ended as ${one.outcome}`],
    [
      isEnded && one.outcome === 'deployed' && one.deployedDesired !== one.desired,
      'another state than wanted was deployed',
    ],
    [isEnded && one.outcome === 'deployed' && one.differences !== 0, 'differences after it'],
  ]
  return parts.filter(([is]) => is).map(([, words]) => words)
}
