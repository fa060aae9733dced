import { unzipSync, zipSync } from 'fflate'
import writeExcelFile, { type SheetData } from 'write-excel-file/node'
import { clip, visible } from '../../render/escape.ts'
import { type Cell, type Column, cellText, type Document, type Marked, type Table } from '../model.ts'

/** Excel takes no more characters in a cell. */
const LONGEST = 32_000
/** The first moment that a ZIP file can name, in local time, as the format keeps it. */
const EPOCH = new Date(1980, 0, 1)
const TONES = { good: '#0A5C36', mid: '#7A4A00', bad: '#9B1C1C', none: '#4C5866' } as const

/**
 * A workbook with a sheet about the document and one for each table. Texts are stored as texts, in cells of the format
 * "text", so that none is a formula, not even after it is edited. The bytes depend on the document alone.
 */
export async function documentXlsx(document: Document): Promise<Uint8Array> {
  const sheets = [
    { sheet: 'About', data: about(document), columns: [{ width: 28 }, { width: 110 }] },
    ...document.tables.map((table) => ({
      sheet: sheetName(table.id),
      data: sheetData(table),
      columns: table.columns.map((column) => ({ width: column.width ?? widthOf(column) })),
      stickyRowsCount: 1,
      ...(table.isMatrix ? { stickyColumnsCount: 1 } : {}),
      orientation: 'landscape' as const,
    })),
  ]
  const bytes = await writeExcelFile(sheets, { fontFamily: 'Calibri', fontSize: 10 }).toBuffer()
  const files = Object.entries(unzipSync(bytes)).sort(([a], [b]) => (a < b ? -1 : 1))
  return zipSync(Object.fromEntries(files.map(([name, data]) => [name, [data, { mtime: EPOCH }]])))
}

function about(document: Document): SheetData {
  const line = (label: string, value: string): SheetData[number] => [head(label), textCell(value)]
  return [
    line('Document', document.title),
    line('Question', document.question),
    ...document.provenance.map((one) => line('Source', one)),
    ...(document.controls.length > 0 ? [line('Controls', document.controls.join(', '))] : []),
    ...document.tiles.map(([label, value]) => line(label, String(value))),
    ...document.limits.map((one) => line('Limit', one)),
  ]
}

function sheetData(table: Table): SheetData {
  return [table.columns.map((column) => head(column.label)), ...table.rows.map((row) => row.map(sheetCell))]
}

function head(value: string): SheetData[number][number] {
  return { ...textCell(value), fontWeight: 'bold', backgroundColor: '#E8EDF3' }
}

function sheetCell(cell: Cell): SheetData[number][number] {
  if (typeof cell === 'number') return { value: cell, type: Number, alignVertical: 'top' }
  if (typeof cell === 'object' && !Array.isArray(cell)) {
    const { tone, text } = cell as Marked
    return { ...textCell(text), textColor: TONES[tone], fontWeight: 'bold' }
  }
  return textCell(Array.isArray(cell) ? cell.map((one) => cellText(one as Cell)).join('\n') : cellText(cell))
}

function textCell(value: string): {
  readonly value: string
  readonly type: StringConstructor
  readonly format: string
  readonly wrap: true
  readonly alignVertical: 'top'
} {
  const text = value.split('\n').map(visible).join('\n')
  return { value: clip(text, LONGEST), type: String, format: '@', wrap: true, alignVertical: 'top' }
}

function widthOf(column: Column): number {
  return column.kind === 'number' ? 12 : Math.max(16, Math.min(40, column.label.length + 6))
}

/** Excel allows 31 characters and none of `[]:*?/\`. */
function sheetName(id: string): string {
  return id.slice(0, 31)
}
