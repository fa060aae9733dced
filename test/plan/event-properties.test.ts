import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { planBytes } from '../../src/plan/digest.ts'
import type { Plan } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'
import { events, eventsOf, kindOf, numbered, readEvents, text, urnOf } from './event-stream.ts'
import { bytes, document, type Loose } from './fixtures.ts'

const FILES = ['create.events.jsonl', 'change.events.jsonl', 'up.events.jsonl']
const STREAMS: readonly (readonly Loose[])[] = [
  ...FILES.map(events),
  ...['replace', 'drift', 'same'].map((name) => eventsOf(document(`${name}.preview.json`))),
]
const stream = fc.constantFrom(...STREAMS)

/** The plan, or undefined where the input is refused with an error of ours. */
function readOrRefuse(input: Uint8Array): Plan | undefined {
  try {
    return readPlan(input, 'events.jsonl')
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return undefined
  }
}

function isComplete(input: Uint8Array): boolean {
  return readOrRefuse(input)?.completeness.status === 'full'
}

/** Puts lists together in an order that a list of numbers decides; each keeps its own order. */
function interleave(lists: readonly (readonly Loose[])[], choices: readonly number[]): Loose[] {
  const rest = lists.map((list) => [...list])
  const result: Loose[] = []
  for (let turn = 0; rest.some((list) => list.length > 0); turn++) {
    const open = rest.filter((list) => list.length > 0)
    const next = open[(choices[turn % choices.length] ?? 0) % open.length]?.shift()
    if (next) result.push(next)
  }
  return result
}

describe('a file of events that somebody cut', () => {
  property.prop([stream, fc.nat()], { seed: 31, numRuns: 300 })('at any byte is refused or incomplete', (list, at) => {
    const whole = Buffer.from(text(list))
    // One byte less would be the line's end alone, with which no event is lost.
    expect(isComplete(whole)).toBe(true)
    expect(isComplete(whole.subarray(0, at % (whole.length - 1)))).toBe(false)
  })

  test.each([...STREAMS.keys()])('after any line is refused or incomplete (%i)', (index) => {
    const list = STREAMS[index] ?? []
    for (let end = 0; end < list.length; end++) {
      expect(isComplete(Buffer.from(text(list.slice(0, end))))).toBe(false)
    }
  })

  property.prop([stream, fc.nat()], { seed: 33, numRuns: 200 })(
    'by one line is incomplete, unless nothing is lost',
    (list, at) => {
      const index = at % list.length
      const lost = list[index]
      const read = readOrRefuse(Buffer.from(text(list.toSpliced(index, 1))))
      if (read?.completeness.status !== 'full') return
      // A step may be announced twice, and the outputs of a component may not come at all; then the plan is the same.
      const whole = readEvents(list)
      const described = (plan: Plan) => plan.resources.map(({ computed: _computed, ...rest }) => rest)
      expect([kindOf(lost), described(read), read.changes]).toEqual([
        'resOutputsEvent',
        described(whole),
        whole.changes,
      ])
    },
  )
})

describe('the order of events', () => {
  property.prop([stream, fc.array(fc.nat(), { minLength: 1, maxLength: 60 })], { seed: 34, numRuns: 60 })(
    'that are about different resources changes nothing',
    (list, choices) => {
      const groups = Map.groupBy(list, (event) => urnOf(event) ?? '')
      groups.delete('')
      const first = list.filter((event) => kindOf(event) === 'preludeEvent')
      const last = list.filter((event) => ['summaryEvent', 'cancelEvent'].includes(kindOf(event)))
      const mixed = numbered([...first, ...interleave([...groups.values()], choices), ...last])
      expect(planBytes(readEvents(mixed)).equals(planBytes(readEvents(list)))).toBe(true)
    },
  )

  property.prop([stream, fc.nat(), fc.nat()], { seed: 35, numRuns: 100 })(
    'against their numbers is a fault, and the numbers count',
    (list, a, b) => {
      const [i, j] = [a % list.length, b % list.length]
      fc.pre(i !== j)
      const mixed = list.with(i, list[j]).with(j, list[i])
      const read = readEvents(mixed)
      expect(read.completeness).toEqual({
        status: 'unknown',
        reasons: ['the events are not in the order of their numbers'],
      })
      expect(read.resources).toEqual(readEvents(list).resources)
    },
  )
})

describe('broken events', () => {
  const junk = fc.oneof(
    fc.constantFrom<Loose>(null, true, 0, -1, '', 'x', '04da6b54-80e4-46f7-96ec-b56ff0331ba9', '[secret]', [], {}),
    fc.constantFrom<Loose>({ $gatehouse: 'ref' }, 'delete', 'urn:pulumi:x::y::z::w', { cancelEvent: {} }),
    fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Loose>,
  )

  /** All places of a document, as the object and the key in it. */
  function places(value: Loose, found: [Loose, string][] = []): [Loose, string][] {
    if (value === null || typeof value !== 'object') return found
    for (const key of Object.keys(value)) {
      found.push([value, key])
      places(value[key], found)
    }
    return found
  }

  property.prop(
    [stream, fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'drop'), junk), { minLength: 1, maxLength: 3 })],
    { seed: 36, numRuns: 300 },
  )('are read or refused, and no placeholder is taken for a value', (list, mutations) => {
    const value = structuredClone(list) as Loose[]
    for (const [at, kind, other] of mutations) {
      const all = places(value)
      const [holder, key] = all[at % all.length] ?? [value, '0']
      if (kind === 'drop' && !Array.isArray(holder)) delete holder[key]
      else holder[key] = structuredClone(other)
    }
    const read = readOrRefuse(Buffer.from(text(value)))
    if (read === undefined) return
    expect(planBytes(readPlan(planBytes(read), 'again')).equals(planBytes(read))).toBe(true)
    const inputs = JSON.stringify(read.resources.map((resource) => resource.inputs))
    expect(inputs).not.toMatch(/04da6b54-80e4-46f7-96ec-b56ff0331ba9|"\[secret\]"/)
  })

  property.prop(
    [fc.constantFrom(...FILES), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 })],
    { seed: 37, numRuns: 150 },
  )('with other bytes in them are read or refused', (file, changes) => {
    const input = Buffer.from(bytes(file))
    for (const [at, byte] of changes) input[at % input.length] = byte
    readOrRefuse(input)
  })
})
