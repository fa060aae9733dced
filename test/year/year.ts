import type { Planted } from './bed.ts'
import { addDeployments } from './changes.ts'
import type { Year } from './model.ts'
import { organisation } from './organisation.ts'
import { plantAll } from './plants.ts'
import { randomOf } from './random.ts'
import { addRecords } from './records.ts'

/** The year of a seed in which everything is in order. */
export function cleanYear(seed: number, changes: number): Year {
  const random = randomOf(seed)
  const year = organisation(seed, random)
  addRecords(year, random)
  addDeployments(year, random, changes)
  return year
}

/** The same year with one irregularity of each kind, and the list of them, which no part of the product reads. */
export function irregularYear(
  seed: number,
  changes: number,
): { readonly year: Year; readonly planted: readonly Planted[] } {
  const year = cleanYear(seed, changes)
  return { year, planted: plantAll(year, randomOf(seed ^ 0x5eed)) }
}
