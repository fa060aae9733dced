import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeStrict } from '../evidence/strict.ts'
import { isObject } from '../json.ts'
import { readReport } from '../report/model.ts'
import { REPORT_MARKER, renderReport } from '../report/render.ts'
import type { Finding } from './model.ts'
import type { Archive } from './read.ts'
import type { Outcome } from './record-checks.ts'

const FOLDER = 'reports/'

/** Whether the archive holds a report of ours. */
export function hasReport(archive: Archive): boolean {
  return archive.files.includes(`${FOLDER}${REPORT_MARKER}`)
}

/** Check `reports`: the report must cover the whole log, and rendered again it must have the same files and bytes. */
export function checkReports(archive: Archive): Outcome {
  const marker = `${FOLDER}${REPORT_MARKER}`
  const stored = archive.files.filter((path) => path.startsWith(FOLDER))
  const fail = (message: string): Outcome => ({ examined: stored.length, findings: [{ file: marker, message }] })
  const size = coveredSize(readFileSync(join(archive.root, marker)))
  if (size === undefined) return fail('the report does not say what it covers')
  const entries = archive.checkpoint?.size
  if (entries !== undefined && size !== entries) {
    return fail(`the report covers ${size} of ${entries} log entries; run "gatehouse report" again`)
  }
  const report = readReport(archive.root, size)
  if (typeof report === 'string') return fail(`the report cannot be made again: ${report}`)
  const expected = renderReport(report, '..')
  const findings: Finding[] = []
  for (const path of stored) {
    const text = expected.get(path.slice(FOLDER.length))
    if (text === undefined) findings.push({ file: path, message: 'the report has no such file' })
    else if (!readFileSync(join(archive.root, path)).equals(Buffer.from(text))) {
      findings.push({ file: path, message: 'it is not what the records give; run "gatehouse report" again' })
    }
  }
  const present = new Set(stored)
  for (const name of expected.keys()) {
    if (!present.has(FOLDER + name))
      findings.push({ file: FOLDER + name, message: 'this part of the report is missing' })
  }
  return { examined: stored.length, findings }
}

function coveredSize(bytes: Buffer): number | undefined {
  const json = decodeStrict(bytes, 'document')
  const size = typeof json !== 'string' && isObject(json.value) ? json.value['size'] : undefined
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined
}
