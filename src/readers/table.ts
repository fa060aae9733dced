import { AppError, type Place } from '../errors.ts'
import { readInput, shownName, type Workplace } from '../files.ts'
import { sha256 } from '../json.ts'
import { decodeText } from '../plan/document.ts'

/** One cell, and where it begins. */
interface Cell {
  readonly text: string
  readonly line: number
  readonly column: number
}

/** One row below the header. */
export interface Row {
  /** The cell under a column; empty where the row is shorter. */
  readonly text: (column: string) => string
  readonly place: (column?: string) => Place
}

/** A table with a header. */
export interface Table {
  readonly file: string
  readonly sha256: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

const SEPARATORS = [',', ';', '\t'] as const

/**
 * Reads a table: RFC 4180, with or without a byte-order mark, also UTF-16 as a spreadsheet saves it, separated by
 * commas, semicolons or tabs: whichever the header has most of. Empty lines are passed over.
 * @throws AppError `malformed` with file, line and column: a quote that is never closed, text after a closing quote, a
 *   row of another length, a column twice; no row at all is a table without rows.
 */
export function readTable(place: Workplace, path: string): Table {
  const bytes = readInput(place, path)
  const file = shownName(place, path)
  return parseTable(decodeText(bytes, file, 'a table'), file, sha256(bytes))
}

/** As `readTable`, for text that is already there. */
export function parseTable(text: string, file: string, digest: string): Table {
  const hint = /^sep=(.)\r?\n/.exec(text)
  const body = hint === null ? text : text.slice(hint[0].length)
  const firstLine = /^[^\r\n]*/.exec(body)?.[0] ?? ''
  const separator = hint?.[1] ?? mostOf(firstLine)
  const [header, ...records] = recordsOf(body, separator, file, hint === null ? 1 : 2)
  if (header === undefined) {
    throw malformed('the table is empty', { file }, 'a header with the names of the columns, then a row for each entry')
  }
  const columns = header.map((cell) => cell.text.trim())
  for (const [index, name] of columns.entries()) {
    if (columns.indexOf(name) === index) continue
    throw malformed(`the column ${JSON.stringify(name)} stands twice`, at(file, header[index]), 'each column once')
  }
  return { file, sha256: digest, columns, rows: records.map((cells) => rowOf(file, columns, cells)) }
}

/** @throws AppError `malformed` naming the columns that the table lacks. */
export function requireColumns(table: Table, wanted: readonly string[], what: string): void {
  const missing = wanted.filter((name) => !table.columns.includes(name))
  if (missing.length === 0) return
  throw new AppError('unknown-form', `this is not ${what}: the column ${missing.join(', ')} is missing`, {
    place: { file: table.file, line: 1, column: 1 },
    expected: `the columns ${wanted.join(', ')}`,
    fix: 'name the file as it was exported',
  })
}

function rowOf(file: string, columns: readonly string[], cells: readonly Cell[]): Row {
  if (cells.length !== columns.length) {
    throw malformed(
      `the row has ${cells.length} cells, the header has ${columns.length}`,
      at(file, cells[columns.length] ?? cells.at(-1)),
      'a cell for each column; a cell that holds the separator stands in quotes',
    )
  }
  const cell = (column: string | undefined): Cell | undefined =>
    cells[column === undefined ? 0 : columns.indexOf(column)]
  return { text: (column) => cell(column)?.text.trim() ?? '', place: (column) => at(file, cell(column) ?? cells[0]) }
}

function mostOf(line: string): string {
  const counts = SEPARATORS.map((separator) => line.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Records of cells; a record that is an empty line is left out. */
function recordsOf(text: string, separator: string, file: string, firstLine: number): readonly (readonly Cell[])[] {
  const records: (readonly Cell[])[] = []
  let cells: Cell[] = []
  let line = firstLine
  let lineStart = 0
  let index = 0
  const endRecord = (): void => {
    if (cells.length > 1 || (cells[0]?.text ?? '') !== '') records.push(cells)
    cells = []
  }
  while (index < text.length) {
    const place = { line, column: index - lineStart + 1 }
    if (text[index] === '"') {
      const quoted = quotedCell(text, index, { file, ...place })
      cells.push({ text: quoted.text, ...place })
      for (let scan = index; scan < quoted.end; scan++) {
        if (text[scan] !== '\n') continue
        line++
        lineStart = scan + 1
      }
      index = quoted.end
      if (index < text.length && text[index] !== separator && !isLineEnd(text[index])) {
        const column = index - lineStart + 1
        throw malformed('text follows a closing quote', { file, line, column }, 'quotes inside a cell written twice')
      }
    } else {
      let end = index
      while (end < text.length && text[end] !== separator && !isLineEnd(text[end])) end++
      cells.push({ text: text.slice(index, end), ...place })
      index = end
    }
    if (text[index] === separator) {
      index++
      if (index >= text.length || isLineEnd(text[index])) cells.push({ text: '', line, column: index - lineStart + 1 })
    }
    if (isLineEnd(text[index])) {
      index += text[index] === '\r' && text[index + 1] === '\n' ? 2 : 1
      line++
      lineStart = index
      endRecord()
    }
  }
  endRecord()
  return records
}

function quotedCell(text: string, start: number, place: Place): { readonly text: string; readonly end: number } {
  let from = start + 1
  for (;;) {
    const next = text.indexOf('"', from)
    if (next === -1) throw malformed('this quote is never closed', place, 'a quote at the end of the cell')
    if (text[next + 1] !== '"') {
      return { text: text.slice(start + 1, next).replaceAll('""', '"'), end: next + 1 }
    }
    from = next + 2
  }
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r'
}

function at(file: string, cell: Cell | undefined): Place {
  return { file, line: cell?.line ?? 1, column: cell?.column ?? 1 }
}

function malformed(message: string, place: Place, expected: string): AppError {
  return new AppError('malformed', message, { place, expected, fix: 'export the table again, or correct it there' })
}
