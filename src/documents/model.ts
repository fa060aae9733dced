/** How a cell is to be read: the words say all that the colour says. */
export type Tone = 'good' | 'mid' | 'bad' | 'none'

/** A word with a meaning, such as "missing" or "12 high". */
export interface Marked {
  readonly tone: Tone
  readonly text: string
}

/** One value of a table; a list is one value per line. */
export type Cell = string | number | Marked | readonly (string | Marked)[]

/** One column of a table. */
export interface Column {
  readonly label: string
  /** `code` is an identifier or a query; `number` is set to the right. */
  readonly kind?: 'text' | 'number' | 'code'
  /** Width in a spreadsheet, in characters. */
  readonly width?: number
}

/** One table: what a reader sees, and what a spreadsheet gets. */
export interface Table {
  /** Name of its file and its sheet; unique in its document. */
  readonly id: string
  readonly title: string
  /** Sentences above the table. */
  readonly notes?: readonly string[]
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** What is said where there is no row. */
  readonly empty: string
  /** Rows have a name in their first cell that stays visible, as in a matrix. */
  readonly isMatrix?: boolean
}

/** One document: a pure function of the register, the records and the clock. Every format is made from this value. */
export interface Document {
  /** Name of its files. */
  readonly id: string
  readonly title: string
  /** The question that it answers. */
  readonly question: string
  /** Controls of ISO/IEC 27001:2022, Annex A, that it serves. */
  readonly controls: readonly string[]
  /** What it was made from and as of when: the same on every format. */
  readonly provenance: readonly string[]
  /** Numbers at the top. */
  readonly tiles: readonly (readonly [label: string, value: string | number])[]
  readonly tables: readonly Table[]
  /** What the reader must know and the tables do not say. */
  readonly limits: readonly string[]
}

/** A marked word. */
export function mark(tone: Tone, text: string): Marked {
  return { tone, text }
}

/** What should have been declared and was not. */
export const NOT_STATED: Marked = { tone: 'bad', text: 'not stated' }

/** The value, or that it is missing. */
export function stated(value: string | number | undefined): Cell {
  return value === undefined || value === '' ? NOT_STATED : value
}

/** "yes" or "no". */
export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

/** A cell as plain text, for formats without colour. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return String(cell)
  if (Array.isArray(cell)) return cell.map((one) => cellText(one as Cell)).join('; ')
  return (cell as Marked).text
}
