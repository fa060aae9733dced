import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { objectPath } from '../evidence/format.ts'
import type { RecordCheck } from '../evidence/types/definition.ts'
import { RECORD_TYPES } from '../evidence/types/index.ts'
import { sha256 } from '../json.ts'
import type { Finding } from './model.ts'
import type { Archive } from './read.ts'
import { type Outcome, readable } from './record-checks.ts'

/** Check `files`: names to bytes, and bytes to names. */
export function checkFiles(archive: Archive): Outcome {
  const present = new Set(archive.files)
  const named = new Set<string>()
  const digests = new Map<string, string>()
  const findings: Finding[] = []
  for (const { path, record } of readable(archive)) {
    for (const file of record.files) {
      named.add(file.downloadLocation)
      const known = digests.get(file.downloadLocation)
      if (!present.has(file.downloadLocation)) {
        findings.push({ file: file.downloadLocation, message: `it is missing; ${path} names it` })
        continue
      }
      const found = known ?? sha256(readFileSync(join(archive.root, file.downloadLocation)))
      digests.set(file.downloadLocation, found)
      if (known === undefined && found !== file.digest.sha256) {
        findings.push({ file: file.downloadLocation, message: `its bytes are not those that ${path} names` })
      }
      if (file.downloadLocation !== objectPath(file.digest.sha256, file.mediaType)) {
        findings.push({ file: path, message: `it names ${file.downloadLocation} with the digest of another file` })
      }
    }
  }
  const objects = archive.files.filter((path) => path.startsWith('objects/'))
  for (const path of objects) {
    if (!named.has(path)) findings.push({ file: path, message: 'no record names this file' })
  }
  return { examined: objects.length, findings }
}

/** The checks that types of records bring with them; types that share a check are looked at together. */
export const TYPE_CHECKS: readonly RecordCheck[] = [...new Set(RECORD_TYPES.map((type) => type.check))]

/** Why a check was not run that has nothing to look at. */
export const NO_SUCH_RECORD = 'the archive holds no such record'

/** Runs the check of one or several types, or says that the archive holds no such record. */
export function checkType(archive: Archive, check: RecordCheck): Outcome | string {
  const records = readable(archive)
  const names = new Set(RECORD_TYPES.filter((type) => type.check === check).map((type) => type.name))
  const own = records.filter(({ record }) => names.has(record.type))
  if (own.length === 0 && check.always !== true) return NO_SUCH_RECORD
  const present = new Set(archive.files)
  const read = (path: string): Buffer | undefined =>
    present.has(path) ? readFileSync(join(archive.root, path)) : undefined
  const positions = new Map(
    archive.leaves.flatMap((leaf, index) => (typeof leaf === 'string' ? [] : [[leaf.id, index]])),
  )
  const position = (id: string): number | undefined => positions.get(id)
  return { examined: own.length, findings: check.run(own, { records, read, position }) }
}
