import { csv } from '../../csv.ts'
import { type Cell, cellText, type Document } from '../model.ts'

/** One file for each table. Numbers stay numbers; a text that a spreadsheet would run gets an apostrophe. */
export function documentCsv(document: Document): ReadonlyMap<string, string> {
  return new Map(
    document.tables.map((table) => [
      `${document.id}.${table.id}.csv`,
      csv([table.columns.map((column) => column.label), ...table.rows.map((row) => row.map(plain))]),
    ]),
  )
}

function plain(cell: Cell): string | number {
  return typeof cell === 'number' ? cell : cellText(cell)
}
