import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { AppError } from '../src/errors.ts'
import { type Json, parseUniqueJson } from '../src/json.ts'
import { readPlan } from '../src/plan/read.ts'

/** The place and the sentence of a refusal; the value where there was none. */
function outcome(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [error.message, error.place]
  }
}

describe('a key that stands twice in one object', () => {
  test.each([
    ['{"a":1,\n  "a":2}', 'the key "a" stands twice in one object', 2, 3],
    ['{"a":[{"b":1},{"b":1,"c":{},"b" : 2}]}', 'the key "b" stands twice in one object', 1, 29],
    ['{"a":1,"\\u0061":2}', 'the key "\\u0061" stands twice in one object', 1, 8],
    ['{"a\\\\":1,"a\\\\":2}', 'the key "a\\\\" stands twice in one object', 1, 10],
    ['{"x":"\\":","a\\"":1,"a\\"":1}', 'the key "a\\"" stands twice in one object', 1, 20],
  ])('%s', (text, message, line, column) => {
    expect(outcome(() => parseUniqueJson(text, 'f.json'))).toEqual([message, { file: 'f.json', line, column }])
  })

  property.prop([fc.json()])('what was written from a value is read', (text) => {
    const value = JSON.parse(text) as Json
    fc.pre(!text.includes('__proto__'))
    expect(parseUniqueJson(text, 'f')).toEqual(value)
  })

  property.prop([fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true }), fc.nat()])(
    'is found wherever it is put',
    (value, place) => {
      const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`)
      fc.pre(!members.join('').includes('__proto__'))
      const again = members[place % members.length] ?? ''
      const text = `[{${[...members, again].join(',')}}]`
      expect(() => parseUniqueJson(text, 'f')).toThrow('stands twice')
    },
  )
})

test.each([
  ['our own plan', '{"schema":"urn:gatehouse:plan/v1","schema":"urn:gatehouse:plan/v1"}', 1],
  ['a preview', '{"steps":[],"config":{"a":"1",\n"a":"2"}}', 2],
  ['an export', '{"version":3,"version":3,"deployment":{}}', 1],
])('%s', (_, text, line) => {
  expect(outcome(() => readPlan(Buffer.from(text), 'p.json'))).toMatchObject([
    expect.stringContaining('stands twice in one object'),
    { file: 'p.json', line },
  ])
})

test('an event of an engine, without a part of the line', () => {
  const text = '{"sequence":0,"preludeEvent":{"config":{}}}\n{"sequence":1,"summaryEvent":{"a":1,"a":2}}\n'
  expect(outcome(() => readPlan(Buffer.from(text), 'e.json'))).toEqual([
    'a key stands twice in one object',
    { file: 'e.json', line: 2, column: 37 },
  ])
})
