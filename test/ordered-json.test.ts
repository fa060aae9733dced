import { fc, test as property } from '@fast-check/vitest'
import canonicalize from 'canonicalize'
import { expect, test } from 'vitest'
import { canonicalJson } from '../src/json.ts'
import { orderedJson } from '../src/ordered-json.ts'

property.prop([fc.jsonValue({ maxDepth: 6 })])('the canonical text of any value is that of the reference', (value) => {
  const expected = canonicalize(value) ?? ''
  expect(canonicalJson(value)).toBe(expected)
  const ordered = orderedJson(value)
  expect(ordered === undefined || ordered === expected).toBe(true)
  expect(orderedJson(JSON.parse(expected)) ?? expected).toBe(expected)
})

test.each([
  ['keys in order', { A: 1, B: [{ a: null, b: 'ü' }], a: -0.5 }, '{"A":1,"B":[{"a":null,"b":"ü"}],"a":-0.5}'],
  ['an absent member', { a: undefined, b: 1 }, '{"b":1}'],
  ['numbers', [1e21, 1e-7, -0, 0.1], '[1e+21,1e-7,0,0.1]'],
  ['keys that are whole numbers, which engines put first and in another order', { 9: 1, 10: 2 }, undefined],
  ['keys out of order', { b: 1, a: 2 }, undefined],
  ['half of a surrogate pair', ['\ud800'], undefined],
  ['half of a surrogate pair in a key', { '\ud800': 1 }, undefined],
  ['a number that JSON has not', [Number.NaN], undefined],
  ['an absent item', [undefined], undefined],
  ['a date', { at: new Date(0) }, undefined],
  ['bytes', Buffer.from('a'), undefined],
  ['a boxed number', [Object(1)], undefined],
  ['an own toJSON', { toJSON: (): number => 1 }, undefined],
  ['a list with an own toJSON', Object.assign([1], { toJSON: (): number => 1 }), undefined],
])('%s', (_, value, expected) => {
  expect(orderedJson(value)).toBe(expected)
})

test('a value that contains itself is left alone', () => {
  const value: { [key: string]: unknown } = {}
  value['self'] = value
  expect(orderedJson(value)).toBeUndefined()
})
