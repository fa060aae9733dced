import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { type Json, parseJson } from '../../src/json.ts'
import { jsonTokens, placeOf, placeOfPointer, unexpectedOffset } from '../../src/json-place.ts'

/** Every value of a document with its pointer. */
function values(value: Json, pointer = ''): readonly (readonly [string, Json])[] {
  const members = value !== null && typeof value === 'object' ? Object.entries(value) : []
  const part = (name: string): string => `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return [[pointer, value], ...members.flatMap(([name, item]) => values(item as Json, part(name)))]
}

/** The text from a place on. */
function from(text: string, { line, column }: { line: number; column: number }): string {
  const lines = text.split('\n').slice(line - 1)
  return lines.join('\n').slice(column - 1)
}

const NAMES = fc.oneof(fc.constantFrom('a', 'b/c', 'd~e', '0', '{', '"', '\\'), fc.string({ unit: 'grapheme' }))
const DOCUMENTS = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -1.5, 1e21, '', '[', '},', 'a\nb'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      NAMES.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value

describe('a pointer', () => {
  property.prop([DOCUMENTS, fc.constantFrom(0, 1, 2)])('leads to the text of its value', (document, indent) => {
    const text = JSON.stringify(document, null, indent)
    for (const [pointer, value] of values(document)) {
      const rest = from(text, placeOfPointer(text, pointer, 'value'))
      // The text there begins with the value: the same value comes out of some prefix of it.
      const own = JSON.stringify(value, null, indent).replaceAll(/\s/g, '')
      expect(rest.replaceAll(/\s/g, '').startsWith(own)).toBe(true)
    }
  })

  test.each<[string, 'value' | 'key', number, number]>([
    ['', 'value', 1, 1],
    ['/a', 'key', 2, 3],
    ['/a', 'value', 2, 9],
    ['/a/1', 'value', 2, 14],
    ['/b/c', 'key', 4, 5],
    // What does not exist is reported at the innermost part that does.
    ['/b/x', 'value', 3, 8],
    ['/a/7', 'value', 2, 9],
    ['/a/0/z', 'value', 2, 10],
    ['/nothing/at/all', 'key', 1, 1],
  ])('%s (%s)', (pointer, part, line, column) => {
    const text = '{\n  "a" : [10, 20],\n  "b": {\n    "c": "}"\n  }\n}'
    expect(placeOfPointer(text, pointer, part)).toEqual({ line, column })
  })
})

property.prop([DOCUMENTS])('tokens are those of the text, and their depth returns to where it began', (document) => {
  const text = JSON.stringify(document, null, 1)
  const tokens = [...jsonTokens(text)]
  for (const { source, offset } of tokens) expect(text.slice(offset, offset + source.length)).toBe(source)
  expect(
    tokens
      .filter(({ kind }) => kind === 'open')
      .map(({ depth }) => depth)
      .sort(),
  ).toEqual(
    tokens
      .filter(({ kind }) => kind === 'close')
      .map(({ depth }) => depth)
      .sort(),
  )
  expect(tokens.at(-1)?.depth ?? 0).toBeLessThanOrEqual(1)
})

property.prop([fc.string({ minLength: 1 }), fc.nat()])('a place leads back to its offset', (text, at) => {
  const offset = at % text.length
  expect(from(text, placeOf(text, offset))).toBe(text.slice(offset))
})

describe('what is not JSON is found where it stands', () => {
  test.each<[string, string]>([
    ['hello', '1:1'],
    ['{"a":\n xyz}', '2:2'],
    ['[1,\n2,}', '2:3'],
    ['{"a": tru', '1:10'],
    ['{"a": trux', '1:10'],
    [`${'[1, '.repeat(40)}@`, '1:161'],
    ['{"a":1,}', '1:8'],
    ['\u00e9', '1:1'],
  ])('%j', (text, place) => {
    let found: unknown
    try {
      parseJson(text, 'f')
    } catch (error) {
      found = error
    }
    expect(found).toBeInstanceOf(AppError)
    const { line, column } = (found as AppError).place ?? {}
    expect(`${line}:${column}`).toBe(place)
  })

  property.prop([DOCUMENTS, fc.nat()])('a character that no JSON has, put anywhere outside texts', (document, at) => {
    const text = JSON.stringify(document, null, 1)
    const inside = [...jsonTokens(text)].filter(({ kind }) => kind === 'text' || kind === 'key' || kind === 'number')
    const offset = at % (text.length + 1)
    const isInside = inside.some((token) => offset > token.offset && offset < token.offset + token.source.length)
    const changed = `${text.slice(0, offset)}@${text.slice(offset)}`
    if (isInside || /[a-z]/.test(text[offset - 1] ?? '')) return
    const found = unexpectedOffset(changed)
    // V8 names the position of some of these faults itself; where it does not, it is ours that counts.
    expect(found === undefined || found === offset).toBe(true)
  })
})
