import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { jsonBytes } from '../src/json-bytes.ts'

property.prop([fc.jsonValue({ maxDepth: 6 })])('the bytes of any JSON value are those of its text', (value) => {
  expect(jsonBytes(value).toString()).toBe(JSON.stringify(value))
})

test('a value larger than the first buffer is written whole, its bytes in a buffer of their own', () => {
  const value = {
    names: Array.from({ length: 60_000 }, (_, n) => ({ name: `Fatma Yıldız ${n} 😀`, absent: undefined })),
  }
  const bytes = jsonBytes(value)
  expect(bytes.toString()).toBe(JSON.stringify(value))
  expect(bytes.buffer.byteLength).toBe(bytes.length)
})

test('absent members are left out and absent items are null, as in JSON.stringify', () => {
  expect(jsonBytes({ a: undefined, b: [undefined, { c: undefined }], d: null }).toString()).toBe(
    '{"b":[null,{}],"d":null}',
  )
})
