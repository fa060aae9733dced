import type { Member, MetricDefinition, Window } from '../model.ts'
import type { Facts } from '../tables.ts'
import { daysFrom, later, sqlTime } from '../time.ts'

/** Figures are taken every week; older than two weeks they say nothing about now. */
const FRESH_DAYS = 14

type Population = 'users' | 'administrators'

/** Administrators with a second factor. */
export const mfaAdministrators: MetricDefinition = definition('administrators', 100)

/** Users with a second factor. */
export const mfaUsers: MetricDefinition = definition('users', 95)

function definition(population: Population, percent: number): MetricDefinition {
  const account = population === 'users' ? 'hasAccount' : 'hasAdminAccount'
  return {
    id: `mfa-${population}`,
    title: `Multi-factor authentication: ${population}`,
    controls: ['A.5.17', 'A.8.5'],
    formula: `${population} who registered a second factor, divided by all ${population}, from the last coverage record that counts. Who is excluded from a policy stays in the total. Figures older than ${FRESH_DAYS} days are unknown: the total stays, and nobody counts as registered. Without any record the total is that of the register.`,
    target: { kind: 'at-least', percent },
    tables: ['mfaCoverage', 'people'],
    members: (facts, window) => members(facts, window, population, account),
    sql: ({ asOf }) => `WITH last AS (
  SELECT * FROM 'mfaCoverage.parquet'
  WHERE population = '${population}' AND countsFrom <= ${sqlTime(asOf)}
  ORDER BY takenAt DESC, record DESC LIMIT 1
), known AS (
  SELECT count(*) AS total FROM 'people.parquet'
  WHERE ${account} AND startedOn <= ${sqlTime(asOf)} AND (leftOn IS NULL OR leftOn > ${sqlTime(asOf)})
)
SELECT coalesce((SELECT CASE WHEN takenAt >= ${sqlTime(asOf)} - INTERVAL ${FRESH_DAYS} DAY THEN registered ELSE 0 END FROM last), 0) AS numerator,
  coalesce((SELECT total FROM last), (SELECT total FROM known)) AS denominator`,
  }
}

function members(
  { mfaCoverage, people }: Facts,
  { from, asOf }: Window,
  population: Population,
  account: 'hasAccount' | 'hasAdminAccount',
): readonly Member[] {
  const last = mfaCoverage
    .filter((one) => one.population === population && one.countsFrom !== null && one.countsFrom <= asOf)
    .toSorted((a, b) => order(`${a.takenAt} ${a.record}`, `${b.takenAt} ${b.record}`))
    .at(-1)
  if (last?.takenAt == null) {
    const total = people.filter(
      (one) =>
        one[account] && one.startedOn !== null && one.startedOn <= asOf && (one.leftOn === null || one.leftOn > asOf),
    ).length
    if (total === 0) return []
    const detail = 'no coverage record; the total is that of the register'
    return [
      {
        subject: population,
        status: 'unknown',
        detail,
        missingDays: daysFrom(from, asOf),
        count: { met: 0, of: total },
      },
    ]
  }
  const { takenAt, total, registered, record } = last
  const stale = later(takenAt, FRESH_DAYS)
  const isFresh = stale >= asOf
  const of = total ?? 0
  const met = isFresh ? (registered ?? 0) : 0
  if (of === 0) return []
  return [
    {
      subject: population,
      status: isFresh ? (met === of ? 'met' : 'missed') : 'unknown',
      detail: `${registered} of ${total}, ${record}${isFresh ? '' : ', too old to count'}`,
      missingDays: isFresh ? 0 : daysFrom(stale, asOf),
      count: { met, of },
    },
  ]
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
