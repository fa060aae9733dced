import type { MetricDefinition } from '../model.ts'
import { daysFrom, latest, sqlTime } from '../time.ts'

/** Vendors evaluated before a service of theirs was used. */
export const vendorsBeforeUse: MetricDefinition = {
  id: 'vendors-evaluated-before-use',
  title: 'Vendors evaluated before first use',
  controls: ['A.5.19', 'A.5.20', 'A.5.23'],
  formula:
    'services in use whose vendor had an evaluation that counted before the day of first use and before the day of the contract, divided by services in use. A service without a vendor, or without both days, is unknown and counts as failing.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['services', 'evaluations'],
  members: ({ services, evaluations }, { from, asOf }) =>
    services
      .filter(({ inUse }) => inUse)
      .map(({ id, vendor, firstUsedOn, contractSignedOn }) => {
        const subject = id ?? ''
        const start = [firstUsedOn, contractSignedOn].flatMap((day) => day ?? []).toSorted()[0]
        if (vendor === null || start === undefined) {
          const detail = vendor === null ? 'no vendor' : 'neither first use nor contract is stated'
          return { subject, status: 'unknown', detail, missingDays: daysFrom(from, asOf) }
        }
        const first = evaluations
          .flatMap((one) =>
            one.vendor === vendor && one.countsFrom !== null && one.countsFrom <= asOf ? [one.countsFrom] : [],
          )
          .toSorted()[0]
        if (first !== undefined && first < start)
          return {
            subject,
            status: 'met',
            detail: `${first.slice(0, 10)}, before ${start.slice(0, 10)}`,
            missingDays: 0,
          }
        return {
          subject,
          status: 'missed',
          detail:
            first === undefined
              ? `used from ${start.slice(0, 10)}, never evaluated`
              : `used from ${start.slice(0, 10)}, evaluation counts from ${first.slice(0, 10)}`,
          missingDays: daysFrom(latest(start, from), first ?? asOf),
        }
      }),
  sql: ({ asOf }) => `SELECT count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM 'evaluations.parquet' e
    WHERE e.vendor = s.vendor AND e.countsFrom <= ${sqlTime(asOf)}
      AND e.countsFrom < least(s.firstUsedOn, s.contractSignedOn)
  )) AS numerator, count(*) AS denominator
FROM 'services.parquet' s
WHERE s.inUse`,
}
