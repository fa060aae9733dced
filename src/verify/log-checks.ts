import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCheckpoint } from '../evidence/checkpoint.ts'
import { type Leaf, MAX_SKEW_MS, PATHS } from '../evidence/format.ts'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  rootHash,
  verifyConsistency,
  verifyInclusion,
} from '../evidence/merkle.ts'
import { layTiles } from '../evidence/tiles.ts'
import { sha256 } from '../json.ts'
import type { Finding } from './model.ts'
import type { Archive } from './read.ts'
import { type Outcome, readable } from './record-checks.ts'
import type { Keys } from './trust.ts'

/** Check `structure`: whatever has no place in the format is named. */
export function checkStructure(archive: Archive): Outcome {
  const tiles = 'message' in archive.entries ? undefined : layTiles(archive.entries)
  const findings: Finding[] = [...archive.odd]
  const reported = archive.files.includes('reports/report.json')
  for (const file of archive.files) {
    const message = placeProblem(archive.root, file, tiles, reported)
    if (message !== undefined) findings.push({ file, message })
  }
  return { examined: archive.files.length, findings }
}

const UNFINISHED = 'an archive run was interrupted here; run "gatehouse archive" again to complete it'

function placeProblem(
  root: string,
  file: string,
  tiles: ReadonlyMap<string, Buffer> | undefined,
  reported: boolean,
): string | undefined {
  if (file === PATHS.pending || /(^|\/)\.[0-9a-f]{12}\.tmp$/.test(file)) return UNFINISHED
  if (file === PATHS.lock || file === `${PATHS.lock}.takeover`)
    return 'an archive run is writing here, or was interrupted'
  if (file === PATHS.checkpoint || file === PATHS.keys) return undefined
  if (file === '.gitattributes') {
    return readFileSync(join(root, file), 'utf8') === '* -text\n'
      ? undefined
      : 'only the line "* -text" is expected here'
  }
  if (file.startsWith('log/tile/')) {
    return tiles === undefined || tiles.has(file) ? undefined : 'this tile is not part of a log of this size'
  }
  if (/^objects\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}(\.[a-z]+)?$/.test(file)) return undefined
  if (/^records\/\d{4}\/\d{2}\/\d{2}\/[a-z0-9.-]+\/[a-z2-7]{26}-[a-z-]+\.sigstore\.json$/.test(file)) return undefined
  if (file.startsWith('reports/') && reported) return undefined
  return 'the format has no such file'
}

/** Check `entries`. */
export function checkEntries(archive: Archive): Outcome {
  if ('message' in archive.entries) return { examined: 0, findings: [archive.entries] }
  const findings: Finding[] = []
  let last = ''
  for (const [index, leaf] of archive.leaves.entries()) {
    if (typeof leaf === 'string') findings.push({ file: PATHS.checkpoint, message: `entry ${index}: ${leaf}` })
    else {
      if (leaf.time < last)
        findings.push({ file: PATHS.checkpoint, message: `entry ${index} is of ${leaf.time}, before its predecessor` })
      last = leaf.time
    }
  }
  return { examined: archive.leaves.length, findings }
}

/** Check `leaves`: both directions. */
export function checkLeaves(archive: Archive): Outcome {
  const findings: Finding[] = []
  const leaves = new Map<string, Leaf>()
  for (const leaf of archive.leaves) if (typeof leaf !== 'string') leaves.set(leaf.id, leaf)
  const seen = new Set<string>()
  for (const { path, sha256: digest, record } of readable(archive)) {
    const leaf = leaves.get(record.id)
    if (leaf === undefined) {
      findings.push({
        file: path,
        message: 'this record is not in the log; if an archive run was interrupted, run it again',
      })
      continue
    }
    seen.add(record.id)
    if (leaf.sha256 !== digest) findings.push({ file: path, message: 'its bytes are not those that the log names' })
    if (leaf.statement !== sha256(record.payload) || leaf.type !== record.type) {
      findings.push({ file: path, message: 'the log names another statement or type for it' })
    }
    if (Date.parse(record.field.time) > Date.parse(leaf.time) + MAX_SKEW_MS) {
      findings.push({ file: path, message: `it is of ${record.field.time}, but was logged at ${leaf.time}` })
    }
  }
  for (const { path, record } of archive.records) {
    if (typeof record === 'string') findings.push({ file: path, message: 'this record cannot be found in the log' })
  }
  for (const leaf of leaves.values()) {
    if (!seen.has(leaf.id))
      findings.push({
        file: `records/…/${leaf.id}-${leaf.type}.sigstore.json`,
        message: 'it is in the log, but the record is missing',
      })
  }
  return { examined: archive.leaves.length, findings }
}

/** Check `duplicates`. */
export function checkDuplicates(archive: Archive): Outcome {
  const findings: Finding[] = []
  const seen = new Map<string, number>()
  for (const [index, leaf] of archive.leaves.entries()) {
    if (typeof leaf === 'string') continue
    const before = seen.get(leaf.statement) ?? seen.get(leaf.id)
    if (before !== undefined) {
      findings.push({
        file: PATHS.checkpoint,
        message: `entry ${index} repeats the record ${leaf.id} of entry ${before}`,
      })
    }
    seen.set(leaf.statement, index).set(leaf.id, index)
  }
  return { examined: archive.leaves.length, findings }
}

/** Check `tiles`. */
export function checkTiles(archive: Archive): Outcome {
  if ('message' in archive.entries) return { examined: 0, findings: [archive.entries] }
  const present = new Set(archive.files)
  const tiles = layTiles(archive.entries)
  const findings: Finding[] = []
  for (const [path, bytes] of tiles) {
    if (!present.has(path)) findings.push({ file: path, message: 'this part of the log is missing' })
    else if (!readFileSync(join(archive.root, path)).equals(bytes)) {
      findings.push({ file: path, message: 'its hashes are not those of the log entries' })
    }
  }
  return { examined: tiles.size, findings }
}

/** Check `root`. */
export function checkRoot(archive: Archive): Outcome {
  const { checkpoint, tree } = archive
  if (checkpoint === undefined)
    return { examined: 0, findings: [{ file: PATHS.checkpoint, message: 'there is no readable checkpoint' }] }
  if ('message' in archive.entries) return { examined: 0, findings: [archive.entries] }
  const same = tree.size === checkpoint.size && rootHash(tree).equals(checkpoint.root)
  return {
    examined: 1,
    findings: same
      ? []
      : [{ file: PATHS.checkpoint, message: 'the root that it signs is not the root of the log entries' }],
  }
}

/** Check `inclusion`: per record, from the hashes of the tree to the signed root. */
export function checkInclusion(archive: Archive): Outcome {
  const { checkpoint, tree, entries } = archive
  if (checkpoint === undefined || 'message' in entries)
    return { examined: 0, findings: [{ file: PATHS.checkpoint, message: 'no proof can be made' }] }
  const findings: Finding[] = []
  for (const [index, entry] of entries.entries()) {
    const proof = inclusionProof(tree, index)
    if (verifyInclusion(leafHash(entry), index, checkpoint.size, proof, checkpoint.root)) continue
    const leaf = archive.leaves[index]
    findings.push({
      file: PATHS.checkpoint,
      message: `entry ${index} (${typeof leaf === 'object' ? leaf.id : 'unreadable'}) does not lead to the signed root`,
    })
  }
  return { examined: entries.length, findings }
}

/** Check `checkpoint`. */
export function checkCheckpoint(archive: Archive): Outcome {
  const problem = typeof archive.signed === 'string' ? [{ file: PATHS.checkpoint, message: archive.signed }] : []
  return { examined: archive.checkpoint === undefined ? 0 : 1, findings: problem }
}

/** Check `consistency` with a checkpoint that was kept elsewhere. */
export function checkConsistency(archive: Archive, kept: { file: string; bytes: Buffer }, keys: Keys): Outcome {
  const fail = (message: string): Outcome => ({ examined: 1, findings: [{ file: kept.file, message }] })
  const opened = keys.log.map(({ key }) => openCheckpoint(kept.bytes, key))
  const old = opened.find((one) => typeof one !== 'string')
  if (old === undefined || typeof old === 'string')
    return fail(`the kept checkpoint: ${String(opened[0] ?? 'there is no log key')}`)
  const { checkpoint, tree } = archive
  const size = checkpoint?.size ?? 0
  if (old.size > size) {
    return fail(`the kept checkpoint counts ${old.size} entries, the archive only ${size}: its end was cut off`)
  }
  if (checkpoint === undefined) return fail('the archive has no checkpoint to compare with')
  if (tree.size !== size) return fail('the log entries cannot be read')
  const proof = consistencyProof(tree, old.size)
  if (verifyConsistency(old.size, old.root, size, checkpoint.root, proof)) return { examined: 1, findings: [] }
  return fail(`the first ${old.size} entries are not those of the kept checkpoint: history was rewritten`)
}
