import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveFacts } from '../../src/metrics/archive.ts'
import { factsOf } from '../../src/metrics/facts.ts'
import { computeMetrics, METRICS } from '../../src/metrics/index.ts'
import type { Member, Metric } from '../../src/metrics/model.ts'
import type { Facts, Row } from '../../src/metrics/tables.ts'
import { readRegister } from '../../src/register/read.ts'
import { readLoggedRecords } from '../../src/report/model.ts'
import { workplace } from '../workplace.ts'
import { ask } from './duck.ts'
import { arbitraryFacts, arbitraryWindow, NO_FACTS } from './facts.ts'

const WINDOW = { from: '2025-12-31T23:59:59Z', asOf: '2026-12-31T23:59:59Z' }
const SOURCES = { register: 'register', archive: undefined }

function metric(id: string, facts: Partial<Facts>, window = WINDOW): Metric {
  const found = computeMetrics({ ...NO_FACTS, ...facts }, window, SOURCES).find((one) => one.id === id)
  if (found === undefined) throw new Error(`no metric ${id}`)
  return found
}

const service = (change: Partial<Row<'services'>> = {}): Row<'services'> => ({
  id: 'crm',
  name: 'CRM',
  inUse: true,
  critical: true,
  owner: 'anna',
  vendor: 'fjordline',
  firstUsedOn: '2020-01-01T00:00:00Z',
  contractSignedOn: '2020-01-01T00:00:00Z',
  ...change,
})
const rows = ({ rows: all }: Metric): readonly Member[] => all

describe('the printed queries', () => {
  test('give the numbers of the program, for any facts and any window', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFacts, arbitraryWindow, async (facts, window) => {
        const metrics = computeMetrics(facts, window, SOURCES)
        const answers = await ask(
          facts,
          metrics.map(({ query }) => query),
        )
        expect(answers.map((answer, index) => [metrics[index]?.id, ...answer])).toEqual(
          metrics.map(({ id, numerator, denominator }) => [id, numerator, denominator]),
        )
      }),
      { numRuns: 40 },
    )
  })

  test('give them over the CSV too, for the example organisation with its archive', async () => {
    const asOf = '2026-11-27T12:00:00Z'
    const root = 'evidence/example'
    const log = readLoggedRecords(root, { until: asOf })
    const archive = typeof log === 'string' ? log : archiveFacts(root, log)
    if (typeof archive === 'string') throw new Error(archive)
    const facts = factsOf(readRegister(workplace(), 'stacks/register'), archive, undefined, asOf)
    const metrics = computeMetrics(facts, { from: '2025-11-27T12:00:00Z', asOf }, SOURCES)
    for (const form of ['parquet', 'csv'] as const) {
      // An empty CSV says nothing about the types of its columns; Parquet does.
      const asked = metrics.filter((one) => form === 'parquet' || one.denominator > 0)
      expect(
        await ask(
          facts,
          asked.map(({ query }) => query),
          form,
        ),
      ).toEqual(asked.map(({ numerator, denominator }) => [numerator, denominator]))
    }
    expect(metrics.filter(({ denominator }) => denominator === 0).map(({ id }) => id)).toEqual(['changes-complete'])
  })
})

describe('what a number means', () => {
  test('no population is never a success', () => {
    // Months pass in every organisation.
    for (const one of computeMetrics(NO_FACTS, WINDOW, SOURCES).filter(
      ({ id }) => id !== 'admin-reviews-in-their-month',
    ))
      expect([one.id, one.percent, one.result]).toEqual([one.id, null, 'no-population'])
  })

  test('every metric has a target, and 100 % is never said of less', () => {
    expect(METRICS.map(({ target }) => target.kind).filter((kind) => kind === 'at-most')).toHaveLength(1)
    const facts = {
      mfaCoverage: [
        {
          record: 'r',
          population: 'users',
          takenAt: WINDOW.asOf,
          countsFrom: WINDOW.asOf,
          total: 10_000,
          registered: 9_999,
        },
      ],
    }
    expect(metric('mfa-users', facts)).toMatchObject({ percent: 99.9, result: 'met' })
    expect(
      metric('mfa-administrators', {
        mfaCoverage: facts.mfaCoverage.map((one) => ({ ...one, population: 'administrators' })),
      }),
    ).toMatchObject({
      percent: 99.9,
      result: 'missed',
    })
  })

  test('figures that are too old are unknown, and unknown counts as failing', () => {
    const facts = {
      mfaCoverage: [
        {
          record: 'r',
          population: 'users',
          takenAt: '2026-12-10T00:00:00Z',
          countsFrom: '2026-12-10T00:00:00Z',
          total: 60,
          registered: 60,
        },
      ],
    }
    expect(metric('mfa-users', facts)).toMatchObject({ numerator: 0, denominator: 60, result: 'missed' })
  })

  test('a review that is late fails for good, and is missing until it counts', () => {
    const review = { service: 'crm', record: 'r', reviewedAt: '2026-03-20T00:00:00Z' }
    const late = { ...review, period: '2026-Q1', countsFrom: '2026-04-11T00:00:00Z' }
    const result = metric('access-reviews-in-their-quarter', { services: [service()], accessReviews: [late] })
    expect(result).toMatchObject({ numerator: 0, denominator: 4 })
    expect(rows(result)[1]).toEqual({
      subject: 'crm 2026-Q1',
      status: 'missed',
      detail: 'late, counts from 2026-04-11T00:00:00Z',
      missingDays: 10,
    })
    const inTime = { ...late, countsFrom: '2026-03-31T23:59:59Z' }
    expect(
      metric('access-reviews-in-their-quarter', { services: [service()], accessReviews: [inTime] }).numerator,
    ).toBe(1)
  })

  test('a yearly duty has gaps although it is done now', () => {
    const tests = ['2025-06-01T00:00:00Z', '2026-09-01T00:00:00Z'].map((time) => ({
      service: 'crm',
      record: time,
      testedAt: time,
      countsFrom: time,
      passed: true,
    }))
    const [row] = rows(metric('recovery-tested', { services: [service()], recoveryTests: tests }))
    expect(row).toMatchObject({ status: 'met', missingDays: 92 })
    const failed = tests.map((one) => ({ ...one, passed: false }))
    expect(rows(metric('recovery-tested', { services: [service()], recoveryTests: failed }))[0]).toMatchObject({
      status: 'missed',
      detail: 'never',
      missingDays: 365,
    })
  })

  test('a test of another service is no test of this one', () => {
    const done = { service: 'helpdesk', record: 'r', testedAt: WINDOW.asOf, countsFrom: WINDOW.asOf, passed: true }
    expect(metric('recovery-tested', { services: [service()], recoveryTests: [done] }).numerator).toBe(0)
  })

  test('an owner who left is missing since then', () => {
    const person = {
      id: 'anna',
      emergency: false,
      startedOn: '2018-01-01T00:00:00Z',
      leftOn: '2026-12-02T00:00:00Z',
      hasAccount: false,
      hasAdminAccount: false,
    }
    expect(rows(metric('critical-services-with-owner', { services: [service()], people: [person] }))[0]).toEqual({
      subject: 'crm',
      status: 'missed',
      detail: 'anna left on 2026-12-02',
      missingDays: 30,
    })
  })

  test('a deployment says everything that it lacks', () => {
    const bare: Row<'deployments'> = {
      record: 'r',
      project: 'p',
      stack: 's',
      announcedAt: '2026-06-01T00:00:00Z',
      decision: 'deny',
      judgedBefore: false,
      emergency: true,
      changes: 1,
      unapproved: 1,
      desired: 'd',
      decidedDesired: 'e',
      endedAt: null,
      outcome: null,
      deployedDesired: null,
      differences: null,
    }
    expect(rows(metric('changes-complete', { deployments: [bare] }))[0]?.detail).toBe(
      'emergency, not allowed, not judged before, 1 changes without approval by another person, another state than the judged one, no outcome',
    )
    const running = { ...bare, announcedAt: '2026-12-31T23:30:00Z' }
    expect(metric('changes-complete', { deployments: [running] }).result).toBe('no-population')
  })
})
