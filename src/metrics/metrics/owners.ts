import type { MetricDefinition } from '../model.ts'
import { daysFrom, latest, sqlTime } from '../time.ts'

/** Critical services with an active owner. */
export const owners: MetricDefinition = {
  id: 'critical-services-with-owner',
  title: 'Critical services with an active owner',
  controls: ['A.5.2', 'A.5.9'],
  formula:
    'critical services in use whose owner works here at the time, divided by critical services in use. An emergency account owns nothing.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['services', 'people'],
  members: ({ services, people }, { from, asOf }) =>
    services
      .filter(({ inUse, critical }) => inUse && critical)
      .map(({ id, owner }) => {
        const subject = id ?? ''
        const person = people.find((one) => one.id === owner)
        if (owner === null) return { subject, status: 'missed', detail: 'no owner', missingDays: daysFrom(from, asOf) }
        if (person?.startedOn == null || person.emergency)
          return { subject, status: 'unknown', detail: `${owner} is no person`, missingDays: daysFrom(from, asOf) }
        const { leftOn, startedOn } = person
        if (leftOn !== null && leftOn <= asOf) {
          const detail = `${owner} left on ${leftOn.slice(0, 10)}`
          return { subject, status: 'missed', detail, missingDays: daysFrom(latest(leftOn, from), asOf) }
        }
        const isHere = startedOn <= asOf
        return {
          subject,
          status: isHere ? 'met' : 'missed',
          detail: isHere ? owner : `${owner} starts on ${startedOn.slice(0, 10)}`,
          missingDays: isHere ? 0 : daysFrom(from, asOf),
        }
      }),
  sql: ({ asOf }) => `SELECT count(p.id) AS numerator, count(*) AS denominator
FROM 'services.parquet' s
LEFT JOIN 'people.parquet' p
  ON p.id = s.owner AND NOT p.emergency AND p.startedOn <= ${sqlTime(asOf)}
  AND (p.leftOn IS NULL OR p.leftOn > ${sqlTime(asOf)})
WHERE s.inUse AND s.critical`,
}
