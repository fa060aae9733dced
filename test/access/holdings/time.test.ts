import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { byLength, type Span, spanOf } from '../../../src/access/holdings/span.ts'
import { durationSeconds, epochOf, PERMANENT, readTerm, type Term } from '../../../src/access/holdings/time.ts'

const DAY = 86_400
const now = epochOf('2026-11-23T12:00:00Z') ?? 0

describe('durations of ISO 8601', () => {
  test.each([
    ['P30D', 30 * DAY],
    ['PT8H', 8 * 3600],
    ['P1DT12H30M5S', DAY + 12 * 3600 + 30 * 60 + 5],
    ['P2W', 14 * DAY],
    ['P1Y', 365 * DAY],
    ['P6M', 180 * DAY],
    ['PT0.5S', undefined],
    ['PT1.5S', 1],
  ])('%s', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds)
  })
  test.each(['', 'P', 'PT', 'P1DT', 'P-1D', '-P1D', '30D', 'P1H', 'PT1D', 'P1D2W', 'p1d', 'P1.5D', ' P1D', 'P0D'])(
    '%s is none',
    (text) => {
      expect(durationSeconds(text)).toBeUndefined()
    },
  )
  property.prop([fc.nat(4000), fc.nat(23), fc.nat(59), fc.nat(59)])(
    'are the sum of their parts',
    (days, hours, minutes, seconds) => {
      const total = days * DAY + hours * 3600 + minutes * 60 + seconds
      expect(durationSeconds(`P${days}DT${hours}H${minutes}M${seconds}S`)).toBe(total === 0 ? undefined : total)
    },
  )
  property.prop([fc.string()])('never throw', (text) => {
    const seconds = durationSeconds(text)
    expect(seconds === undefined || seconds > 0).toBe(true)
  })
})

describe('instants of RFC 3339', () => {
  test.each([
    ['2026-11-23T12:00:00Z', 1_795_435_200],
    ['2026-11-23T13:00:00+01:00', 1_795_435_200],
    ['2026-11-23T12:00:00.999Z', 1_795_435_200],
    ['2024-02-29T00:00:00Z', 1_709_164_800],
  ])('%s', (text, epoch) => {
    expect(epochOf(text)).toBe(epoch)
  })
  test.each([
    '2026-02-29T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-23',
    '2026-11-23T12:00:00',
    '2026-13-01T00:00:00Z',
    '2026-11-23 12:00:00Z',
    '2026-11-23T25:00:00Z',
    'tomorrow',
  ])('%s is none', (text) => {
    expect(epochOf(text)).toBeUndefined()
  })
})

describe('the term of a schedule', () => {
  const until = epochOf('2027-01-01T00:00:00Z') ?? 0
  test.each<[string, Parameters<typeof readTerm>[0], Term]>([
    ['permanent', { permanent: true }, PERMANENT],
    ['an end', { expiration: '2027-01-01T00:00:00Z' }, { kind: 'until', until }],
    ['a duration', { duration: 'P7D' }, { kind: 'lasts', seconds: 7 * DAY, text: 'P7D' }],
    [
      'a duration from a start',
      { start: '2026-12-25T00:00:00Z', duration: 'P7D' },
      { kind: 'until', until, from: until - 7 * DAY },
    ],
    ['an end beside permanent', { expiration: '2027-01-01T00:00:00Z', permanent: true }, { kind: 'until', until }],
    [
      'a duration beside permanent',
      { duration: 'P7D', permanent: true },
      { kind: 'lasts', seconds: 7 * DAY, text: 'P7D' },
    ],
    ['an end beside a duration', { expiration: '2027-01-01T00:00:00Z', duration: 'P9D' }, { kind: 'until', until }],
    ['an empty end beside permanent', { expiration: '', permanent: true }, PERMANENT],
    [
      'a start that is not known',
      { start: { $gatehouse: 'unknown' }, duration: 'P7D' },
      { kind: 'lasts', seconds: 7 * DAY, text: 'P7D' },
    ],
    [
      'an end that is computed',
      { expiration: { $gatehouse: 'unknown' } },
      { kind: 'open', why: 'the end is not known' },
    ],
    [
      'an end that is no time',
      { expiration: 'soon' },
      { kind: 'open', why: 'the end "soon" is no date and time of RFC 3339' },
    ],
    [
      'a duration that is none',
      { duration: 'a week' },
      { kind: 'open', why: 'the duration "a week" is no duration of ISO 8601' },
    ],
    ['a secret duration', { duration: { $gatehouse: 'secret' } }, { kind: 'open', why: 'the duration is not known' }],
    [
      'permanent that is computed',
      { permanent: { $gatehouse: 'unknown' } },
      { kind: 'open', why: 'whether it is permanent is not known' },
    ],
    [
      'nothing',
      {},
      { kind: 'open', why: 'it has neither an end nor a duration, and does not say that it is permanent' },
    ],
    [
      'not permanent',
      { permanent: false },
      { kind: 'open', why: 'it has neither an end nor a duration, and does not say that it is permanent' },
    ],
  ])('%s', (_name, inputs, term) => {
    expect(readTerm(inputs)).toEqual(term)
  })
})

describe('the span of several terms', () => {
  const day = (days: number): Term => ({ kind: 'until', until: now + days * DAY })
  test.each<[string, readonly Term[], Span]>([
    ['none', [], { kind: 'permanent' }],
    ['permanent ones', [PERMANENT, PERMANENT], { kind: 'permanent' }],
    ['the earliest end', [day(9), day(2), PERMANENT], { kind: 'until', until: '2026-11-25T12:00:00Z' }],
    [
      'a duration from now',
      [{ kind: 'lasts', seconds: DAY, text: 'P1D' }, day(9)],
      { kind: 'until', until: '2026-11-24T12:00:00Z', duration: 'P1D' },
    ],
    [
      'a later start',
      [{ kind: 'until', until: now + 9 * DAY, from: now + DAY }],
      { kind: 'until', until: '2026-12-02T12:00:00Z', from: '2026-11-24T12:00:00Z' },
    ],
    [
      'a start that has passed',
      [{ kind: 'until', until: now + DAY, from: now - DAY }],
      { kind: 'until', until: '2026-11-24T12:00:00Z' },
    ],
    ['an end that has passed', [day(-1), PERMANENT], { kind: 'ended', until: '2026-11-22T12:00:00Z' }],
    ['an end at this second', [day(0)], { kind: 'ended', until: '2026-11-23T12:00:00Z' }],
    [
      'what is not known, at the latest with the others',
      [{ kind: 'open', why: 'x' }, day(1)],
      { kind: 'until', until: '2026-11-24T12:00:00Z' },
    ],
    ['what is not known', [{ kind: 'open', why: 'x' }, PERMANENT], { kind: 'open', why: 'x' }],
    ['more than any calendar', [{ kind: 'lasts', seconds: 1e15, text: 'P11574074074D' }], { kind: 'permanent' }],
  ])('%s', (_name, terms, span) => {
    expect(spanOf(terms, now)).toEqual(span)
  })

  const terms = fc.array(
    fc.oneof(
      fc.constant(PERMANENT),
      fc.constant<Term>({ kind: 'open', why: 'x' }),
      fc.integer({ min: -99, max: 99 }).map(day),
    ),
  )
  property.prop([terms, terms])('a further term never makes it longer', (some, more) => {
    expect(byLength(spanOf([...some, ...more], now), spanOf(some, now))).toBeGreaterThanOrEqual(0)
  })
})
