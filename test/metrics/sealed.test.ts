import { expect, test } from 'vitest'
import { computeMetrics } from '../../src/metrics/index.ts'
import { factsAsOf, type SealedRecords, sealedRecords, sealNotes } from '../../src/metrics/sealed.ts'
import type { OperatingRecord } from '../../src/records/model.ts'
import { readRegister } from '../../src/register/read.ts'
import { readLoggedRecords } from '../../src/report/model.ts'
import { buildKeys, newDirectory, sealRecord } from '../evidence/builders.ts'
import { workplace } from '../workplace.ts'

const keys = buildKeys()
const EXAMPLE = readRegister(workplace(), 'stacks/register')

/** Seals what a record says. */
function seal(root: string, now: string, { id, body }: OperatingRecord, change: object = {}): Promise<void> {
  return sealRecord(root, keys, now, id, { ...body, ...change })
}

function sealedUntil(root: string, until: string): SealedRecords | undefined {
  const log = readLoggedRecords(root, { until })
  const sealed = typeof log === 'string' ? log : sealedRecords(root, log)
  if (typeof sealed === 'string') throw new Error(sealed)
  return sealed
}

function record(id: string): OperatingRecord {
  const found = EXAMPLE.records.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

/** Quarters with a review of the CRM. */
function reviewsOfCrm(root: string, asOf: string): readonly string[] {
  const sealed = sealedUntil(root, asOf)
  const facts = factsAsOf(
    EXAMPLE,
    { facts: { judgedStacks: [], deployments: [], exceptions: new Map() }, sealed },
    asOf,
  )
  const window = { from: '2026-07-01T00:00:00Z', asOf }
  return computeMetrics(facts, window, { register: '', archive: '' })
    .filter(({ id }) => id === 'access-reviews-in-their-quarter')
    .flatMap(({ rows }) => rows)
    .filter(({ subject }) => subject.startsWith('crm '))
    .map(({ subject, status, detail }) => `${subject} ${status}: ${detail}`)
}

test('what is sealed counts, from when it was sealed where that was late, and what is not sealed does not', async () => {
  const root = newDirectory()
  const first = record('access-review/2026-07-14-crm')
  const second = record('access-review/2026-10-13-crm')
  await seal(root, '2026-07-16T09:00:00Z', first)
  expect(reviewsOfCrm(root, '2026-10-05T00:00:00Z')).toEqual([`crm 2026-Q3 met: counts from ${first.recordedAt}`])
  expect(reviewsOfCrm(root, '2027-01-05T00:00:00Z')[1]).toBe('crm 2026-Q4 missed: no review')
  await seal(root, '2027-01-04T09:00:00Z', second)
  expect(reviewsOfCrm(root, '2027-01-05T00:00:00Z')[1]).toBe(
    'crm 2026-Q4 missed: late, counts from 2027-01-04T09:00:00Z',
  )
  expect(reviewsOfCrm(root, '2027-01-03T00:00:00Z')[1]).toBe('crm 2026-Q4 missed: no review')
})

test('a version that follows up keeps its time, one that is about another quarter does not', async () => {
  const root = newDirectory()
  const review = record('access-review/2026-07-14-crm')
  await seal(root, '2026-07-16T09:00:00Z', review)
  await seal(root, '2026-11-20T09:00:00Z', review, { notes: 'The removal is done.' })
  expect(reviewsOfCrm(root, '2026-12-01T00:00:00Z')).toEqual([`crm 2026-Q3 met: counts from ${review.recordedAt}`])
  await seal(root, '2026-11-21T09:00:00Z', review, { period: '2026-Q2' })
  expect(reviewsOfCrm(root, '2026-12-01T00:00:00Z')).toEqual(['crm 2026-Q3 missed: no review'])
  await seal(root, '2026-11-22T09:00:00Z', review, { notes: 'It was the third quarter after all.' })
  expect(reviewsOfCrm(root, '2026-12-01T00:00:00Z')).toEqual([
    'crm 2026-Q3 missed: late, counts from 2026-11-22T09:00:00Z',
  ])
})

test('says what is not sealed, what differs, and what was sealed late', async () => {
  const root = newDirectory()
  const incident = record('incident/2026-08-14-lost-laptop')
  await seal(root, '2026-11-24T09:00:00Z', incident, { title: 'Nothing happened' })
  expect(sealedUntil(root, '2026-11-23T00:00:00Z')).toBeUndefined()
  const sealed = sealedUntil(root, '2026-12-01T00:00:00Z')
  if (sealed === undefined) throw new Error('nothing is sealed')
  const declared = [incident, record('access-review/2026-10-13-crm')]
  expect(sealNotes(sealed, declared, '2026-12-01T00:00:00Z')).toEqual([
    '1 record of the register not archived; they do not count: access-review/2026-10-13-crm.',
    '1 record saying something else in the register than in the archive; the archive counts: incident/2026-08-14-lost-laptop.',
    '1 record archived more than 7 days after being written down; they count from then: incident/2026-08-14-lost-laptop.',
  ])
})
