import { readPlainFile } from '../evidence/plain.ts'
import { decodeStrict } from '../evidence/strict.ts'
import { isObject, sha256 } from '../json.ts'
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
    // The first file of an operating record is what it says, as JSON.
    const [said] = one.record.files
    const bytes = said && readPlainFile(root, said.downloadLocation)
    if (bytes === undefined || 'message' in bytes) return `${one.record.path}: ${bytes?.message ?? 'it has no file'}`
    if (sha256(bytes) !== said?.digest.sha256) return `${said?.downloadLocation} is not the file that its record names`
    const json = decodeStrict(bytes, 'document')
    if (typeof json === 'string') return `${said?.downloadLocation}: ${json}`
    const intent = isObject(json.value) ? json.value['deployment'] : undefined
    if (typeof intent === 'string' && !found.has(intent)) found.set(intent, one)
  }
  return found
}
