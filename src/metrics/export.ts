import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer'
import { csv } from '../csv.ts'
import { type Columns, type ColumnType, type Facts, TABLES, type TableName } from './tables.ts'

const TYPES: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  boolean: 'BOOLEAN',
  integer: 'INT32',
  time: 'TIMESTAMP',
}

/** Every table as Parquet and as CSV, by name of the file; the same facts give the same bytes. */
export function exportTables(facts: Facts): ReadonlyMap<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>()
  for (const name of Object.keys(TABLES) as TableName[]) {
    files.set(`${name}.parquet`, parquetOf(name, facts))
    files.set(`${name}.csv`, csvOf(name, facts))
  }
  return files
}

type Value = string | number | boolean | null
type AnyRow = { readonly [column: string]: Value }

function parquetOf(name: TableName, facts: Facts): Uint8Array {
  const rows = facts[name] as readonly AnyRow[]
  const columns: Columns = TABLES[name]
  return new Uint8Array(
    parquetWriteBuffer({
      createdBy: 'gatehouse',
      columnData: Object.entries(columns).map(([column, type]) => ({
        name: column,
        type: TYPES[type],
        nullable: true,
        data: rows.map((row) => stored(row[column] ?? null, type)),
      })),
    }),
  )
}

function stored(value: Value, type: ColumnType): Value | Date {
  return type === 'time' && typeof value === 'string' ? new Date(value) : value
}

/** Times in the form that every reader of CSV takes for a time without a zone; they are UTC. */
function csvOf(name: TableName, facts: Facts): string {
  const columns = Object.entries(TABLES[name] as Columns)
  const rows = facts[name] as readonly AnyRow[]
  return csv([
    columns.map(([column]) => column),
    ...rows.map((row) =>
      columns.map(([column, type]) => {
        const value = row[column] ?? null
        if (value === null) return ''
        return type === 'time'
          ? String(value).replace('T', ' ').replace('Z', '')
          : value === true || value === false
            ? String(value)
            : value
      }),
    ),
  ])
}
