import fc from 'fast-check'
import type { Window } from '../../src/metrics/model.ts'
import { type Columns, type Facts, type Row, TABLES, type TableName } from '../../src/metrics/tables.ts'

const START = Date.UTC(2024, 0, 1)
/** Steps of six hours over three years, so that moments meet. */
const moment: fc.Arbitrary<string> = fc
  .nat(3 * 365 * 4)
  .map((step) => new Date(START + step * 6 * 3_600_000).toISOString().replace('.000Z', 'Z'))
const day = moment.map((time) => `${time.slice(0, 10)}T00:00:00Z`)

/** Values that refer to each other often enough. */
const VALUES: { readonly [column: string]: fc.Arbitrary<string> } = {
  id: fc.constantFrom('a', 'b', 'c'),
  service: fc.constantFrom('a', 'b', 'c'),
  owner: fc.constantFrom('a', 'b', 'x'),
  vendor: fc.constantFrom('a', 'b', 'c'),
  person: fc.constantFrom('a', 'b'),
  verdict: fc.constantFrom('accepted', 'rejected'),
  population: fc.constantFrom('users', 'administrators'),
  decision: fc.constantFrom('allow', 'deny'),
  outcome: fc.constantFrom('deployed', 'failed'),
  desired: fc.constantFrom('d1', 'd2'),
  decidedDesired: fc.constantFrom('d1', 'd2'),
  deployedDesired: fc.constantFrom('d1', 'd2'),
  stack: fc.constantFrom('identity', 'aws'),
  project: fc.constant('p'),
}
const PERIODS: { readonly [table: string]: fc.Arbitrary<string> } = {
  accessReviews: fc.tuple(fc.constantFrom(2024, 2025, 2026), fc.constantFrom(1, 2, 3, 4)).map(([y, q]) => `${y}-Q${q}`),
  adminReviews: fc
    .tuple(fc.constantFrom(2025, 2026), fc.integer({ min: 1, max: 12 }))
    .map(([y, m]) => `${y}-${String(m).padStart(2, '0')}`),
}
/** Always there: what the program never leaves out. */
const NEEDED = new Set([
  'id',
  'person',
  'leftAt',
  'detectedAt',
  'loggedAt',
  'takenAt',
  'total',
  'registered',
  'population',
  'approvedOn',
  'expiresAfter',
])
/** One row for each id. */
const UNIQUE: { readonly [table: string]: string } = { services: 'id', people: 'id', vendors: 'id', exceptions: 'id' }

function rowsOf<Name extends TableName>(name: Name): fc.Arbitrary<readonly Row<Name>[]> {
  const columns: Columns = TABLES[name]
  const row = fc.record(
    Object.fromEntries(
      Object.entries(columns).map(([column, type]) => {
        const value: fc.Arbitrary<unknown> =
          column === 'period'
            ? (PERIODS[name] ?? fc.constant(''))
            : column === 'record'
              ? fc.uuid()
              : type === 'text'
                ? (VALUES[column] ?? fc.constantFrom('x', 'it\'s | "quoted", ö'))
                : type === 'boolean'
                  ? fc.boolean()
                  : type === 'integer'
                    ? fc.nat(3)
                    : column.endsWith('On') || column === 'expiresAfter'
                      ? day
                      : moment
        const isNeeded = NEEDED.has(column) || type === 'boolean' || ['project', 'stack', 'record'].includes(column)
        return [column, isNeeded ? value : fc.option(value, { freq: 5 })]
      }),
    ),
  ) as unknown as fc.Arbitrary<Row<Name>>
  const unique = UNIQUE[name]
  return unique === undefined
    ? fc.array(row, { maxLength: 14 })
    : fc.uniqueArray(row, { maxLength: 3, selector: (one) => (one as { readonly [column: string]: unknown })[unique] })
}

/** Any facts. */
export const arbitraryFacts: fc.Arbitrary<Facts> = (
  fc.record(
    Object.fromEntries((Object.keys(TABLES) as TableName[]).map((name) => [name, rowsOf(name)])),
  ) as unknown as fc.Arbitrary<Facts>
).map((facts) => ({ ...facts, mfaCoverage: facts.mfaCoverage.map(possible) }))

/** No more are registered than there are: the reader of records refuses others. */
function possible(row: Row<'mfaCoverage'>): Row<'mfaCoverage'> {
  return { ...row, registered: Math.min(row.registered ?? 0, row.total ?? 0) }
}

/** Any window within those years. */
export const arbitraryWindow: fc.Arbitrary<Window> = fc
  .tuple(moment, moment)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { from: a, asOf: b } : { from: b, asOf: a }))

/** No facts at all. */
export const NO_FACTS: Facts = Object.fromEntries(Object.keys(TABLES).map((name) => [name, []])) as unknown as Facts
