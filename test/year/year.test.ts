import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { buildKeys } from '../evidence/builders.ts'
import { documentFindings, metricFindings, refusals, statusFindings, verifierFindings } from './find.ts'
import type { Year } from './model.ts'
import { archiveYear, MONTH_ENDS, writeHistory } from './write.ts'
import { cleanYear, irregularYear } from './year.ts'

/** `.ci/run` simulates the whole of it: a thousand changes, looked at every month, for three seeds. */
const IS_FULL = process.env['YEAR'] === 'full'
const CHANGES = IS_FULL ? 1000 : 100
const SEEDS = process.env['YEAR_SEEDS']?.split(',').map(Number) ?? (IS_FULL ? [1, 20_260_101, 4_711] : [1])
const TIMES = IS_FULL ? MONTH_ENDS : MONTH_ENDS.filter((_, index) => index % 3 === 2)

/** In memory where the machine has such a place: thousands of files are written through to the disk one by one. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const made: string[] = []
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true })
})

function newDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(PLACE, 'gatehouse-year-')))
  made.push(directory)
  return directory
}

/** Everything that the product finds in a year. */
async function findings(year: Year): Promise<readonly string[]> {
  const keys = buildKeys('2025-01-01T00:00:00Z')
  const repository = newDirectory()
  const archive = newDirectory()
  writeHistory(repository, year)
  await archiveYear(archive, year, keys)
  const found = [
    ...(await metricFindings(repository, archive, TIMES)),
    ...(await statusFindings(repository, archive, TIMES)),
    ...(await documentFindings(repository, archive, newDirectory())),
    ...refusals(join(newDirectory(), 'refused'), year),
    ...verifierFindings(archive, keys),
  ]
  return found.toSorted()
}

describe.each(SEEDS)('a year of the example company, seed %i', (seed) => {
  test('in order: nothing is found', async () => {
    expect(await findings(cleanYear(seed, CHANGES))).toEqual([])
  }, 900_000)

  test('with irregularities of each kind: all of them are found, and nothing else', async () => {
    const { year, planted } = irregularYear(seed, CHANGES)
    const found = await findings(year)
    expect({
      missed: planted
        .filter(({ found: [first] }) => !found.some((one) => first?.test(one)))
        .map(({ kind, what }) => `${kind}: ${what}`),
      further: found.filter((one) => !planted.some((plant) => plant.found.some((pattern) => pattern.test(one)))),
    }).toEqual({ missed: [], further: [] })
    expect(planted.length).toBeGreaterThanOrEqual(30)
  }, 900_000)
})
