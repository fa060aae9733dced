import { readSaid } from '../evidence/said.ts'
import { isObject } from '../json.ts'
import type { ReportedOperating } from './operating.ts'

/**
 * The sealed reviews of emergency deployments, by the id of the intent that each names. The first one counts: a later
 * one does not change when the emergency was reviewed.
 * @returns a sentence where a stored record cannot be read.
 */
export function emergencyReviews(
  root: string,
  operating: readonly ReportedOperating[],
): ReadonlyMap<string, ReportedOperating> | string {
  const found = new Map<string, ReportedOperating>()
  for (const one of operating) {
    if (one.record.field.kind !== 'emergency-review') continue
    const json = readSaid(root, one.record)
    if (typeof json === 'string') return json
    const intent = isObject(json.value) ? json.value['deployment'] : undefined
    if (typeof intent === 'string' && !found.has(intent)) found.set(intent, one)
  }
  return found
}
