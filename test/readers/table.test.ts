import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { csv } from '../../src/csv.ts'
import { parseTable } from '../../src/readers/table.ts'
import { shown } from '../../src/render/escape.ts'

const read = (text: string) => {
  const { columns, rows } = parseTable(text, 't.csv', '')
  return { columns, rows: rows.map((row) => columns.map((column) => row.text(column))) }
}

const failure = (text: string) => {
  try {
    parseTable(text, 't.csv', '')
  } catch (error) {
    const { code, message, place } = error as { code: string; message: string; place: unknown }
    return { code, message, place }
  }
  return undefined
}

describe('a table', () => {
  test('commas, semicolons and tabs, quotes, line ends of all kinds, empty lines', () => {
    const expected = {
      columns: ['a', 'b'],
      rows: [
        ['1', 'x, "y"\nz'],
        ['', '2'],
      ],
    }
    expect(read('a,b\r\n1,"x, ""y""\nz"\r\n\r\n,2')).toEqual(expected)
    expect(read('a;b\n1;"x, ""y""\nz"\n;2\n')).toEqual(expected)
    expect(read('a\tb\r1\t"x, ""y""\nz"\r\t2\r')).toEqual(expected)
    expect(read('sep=;\r\na;b\r\n1;"x, ""y""\nz"\r\n;2')).toEqual(expected)
    expect(read('a,b\n1,\n')).toEqual({ columns: ['a', 'b'], rows: [['1', '']] })
    expect(read('a,b')).toEqual({ columns: ['a', 'b'], rows: [] })
  })

  test('knows where each cell is, also after a line end in quotes', () => {
    const { rows } = parseTable('a;b\n"1\n2";x\n3;y\n', 't.csv', '')
    expect(rows.map((row) => [row.place('a'), row.place('b')])).toEqual([
      [
        { file: 't.csv', line: 2, column: 1 },
        { file: 't.csv', line: 3, column: 4 },
      ],
      [
        { file: 't.csv', line: 4, column: 1 },
        { file: 't.csv', line: 4, column: 3 },
      ],
    ])
  })

  test('what is broken is named with its place', () => {
    expect(failure('')).toEqual({ code: 'malformed', message: 'the table is empty', place: { file: 't.csv' } })
    expect(failure('a,b\n1,"x')).toEqual({
      code: 'malformed',
      message: 'this quote is never closed',
      place: { file: 't.csv', line: 2, column: 3 },
    })
    expect(failure('a,b\n"1"x,2')).toEqual({
      code: 'malformed',
      message: 'text follows a closing quote',
      place: { file: 't.csv', line: 2, column: 4 },
    })
    expect(failure('a,b\n1,2,3')).toEqual({
      code: 'malformed',
      message: 'the row has 3 cells, the header has 2',
      place: { file: 't.csv', line: 2, column: 5 },
    })
    expect(failure('a,b\n1')).toEqual({
      code: 'malformed',
      message: 'the row has 1 cells, the header has 2',
      place: { file: 't.csv', line: 2, column: 1 },
    })
    expect(failure('a,b,a\n')).toEqual({
      code: 'malformed',
      message: 'the column "a" stands twice',
      place: { file: 't.csv', line: 1, column: 5 },
    })
  })

  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, ' ').trim())
  property.prop([fc.array(fc.tuple(cell, cell), { maxLength: 8 })])(
    'what our own writer wrote is read back',
    (rows) => {
      const safe = rows.filter((row) => row.every((text) => !/^\s*[=+\-@\t|%]/.test(text)))
      expect(read(csv([['a', 'b'], ...safe])).rows).toEqual(safe.map((row) => row.map(shown)))
    },
  )
})

test('a table that is written holds nothing that a terminal obeys, that hides or that turns the text around', () => {
  expect(csv([['\u001b[31m=A\u202e\u0007', 'a\nb', '\t=1', '=1', 'urn::x "y"', -1]])).toBe(
    `"\\u001B[31m=A\\u202E\\u0007","a b","'\\t=1","'=1","urn::x ""y""","-1"\n`,
  )
})
