import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { exportTables } from '../../src/metrics/export.ts'
import type { Facts } from '../../src/metrics/tables.ts'

/** Numerator and denominator of queries, by DuckDB, over the tables as they are exported. */
export async function ask(
  facts: Facts,
  queries: readonly string[],
  form: 'parquet' | 'csv' = 'parquet',
): Promise<readonly (readonly [numerator: number, denominator: number])[]> {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-tables-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    for (const [name, data] of exportTables(facts)) writeFileSync(join(directory, name), data)
    const answers: (readonly [number, number])[] = []
    for (const query of queries) {
      const text = query.replace(/'(\w+)\.parquet'/g, (_, table: string) => `'${join(directory, table)}.${form}'`)
      const [row] = (await connection.runAndReadAll(text)).getRowObjectsJson()
      answers.push([Number(row?.['numerator']), Number(row?.['denominator'])])
    }
    return answers
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(directory, { recursive: true })
  }
}
