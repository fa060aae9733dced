import { verify } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../errors.ts'
import { byCodeUnit } from '../json.ts'
import type { Target } from './append.ts'
import { parseBundle, preAuthEncoding } from './dsse.ts'
import { PATHS } from './format.ts'
import type { Log } from './log.ts'
import { readRecord } from './records.ts'
import { layTiles } from './tiles.ts'
import type { ReadRecord } from './types/definition.ts'
import { RECORD_TYPES } from './types/index.ts'

/** What a run is about to do: there before its first write, gone after its last. */
export interface Pending {
  readonly schema: 'urn:gatehouse:pending/v1'
  readonly write: readonly string[]
  readonly remove: readonly string[]
}

/** The note of an interrupted run, or undefined. @throws AppError `refused` where it cannot be read. */
export function readPending(root: string): Pending | undefined {
  const path = join(root, PATHS.pending)
  if (!existsSync(path)) return undefined
  try {
    const pending = JSON.parse(readFileSync(path, 'utf8')) as Pending
    const safe = /^(?!.*(^|\/)\.\.?(\/|$))(objects|records|log)\/[A-Za-z0-9._/-]+$|^keys\.json$/
    if ([...pending.write, ...pending.remove].every((file) => safe.test(file))) return pending
  } catch {
    // Handled below: a note that cannot be read is as bad as a wrong one.
  }
  throw new AppError('refused', 'the note of an interrupted run is damaged', {
    place: { file: PATHS.pending },
    fix: 'restore the archive from a copy',
  })
}

/** A signed record that the interrupted run wrote and did not log. */
export interface Leftover {
  readonly draft: ReadRecord
  readonly bytes: Buffer
}

/**
 * Cleans up after an interrupted run: removes temporary files, tiles that belong to no checkpoint and objects that no
 * record names; returns the signed records that the log still lacks, so that this run logs them.
 * Only files that the run's own note lists are touched.
 * @param keep objects of the change that is archived now
 * @param own record paths of the change that is archived now
 * @throws AppError `refused` where such a record is not signed by our key.
 */
export function recover(
  target: Target,
  log: Log,
  keep: ReadonlyMap<string, Buffer>,
  own: ReadonlySet<string>,
): readonly Leftover[] {
  const { root, disk } = target
  const pending = readPending(root)
  removeTemporary(target, pending)
  if (pending === undefined) return []
  const tiles = layTiles(log.entries)
  for (const path of [...pending.write, ...pending.remove]) {
    if (path.startsWith('log/tile/') && !tiles.has(path) && existsSync(join(root, path))) disk.remove(path)
  }
  const logged = new Set(log.leaves.map((leaf) => leaf.id))
  const written = pending.write
    .filter((path) => path.startsWith('records/') && existsSync(join(root, path)))
    .map((path) => readLeftover(target, path))
  const named = new Set([
    ...keep.keys(),
    ...written.flatMap(({ draft }) => draft.files.map((file) => file.downloadLocation)),
  ])
  for (const path of pending.write) {
    if (path.startsWith('objects/') && !named.has(path) && existsSync(join(root, path))) disk.remove(path)
  }
  return written
    .filter(({ draft }) => !logged.has(draft.id) && !own.has(draft.path))
    .sort(
      (a, b) =>
        byCodeUnit(a.draft.field.time, b.draft.field.time) ||
        rankOf(a.draft) - rankOf(b.draft) ||
        byCodeUnit(a.draft.id, b.draft.id),
    )
}

function rankOf(draft: ReadRecord): number {
  return RECORD_TYPES.findIndex((type) => type.name === draft.type)
}

function readLeftover(target: Target, path: string): Leftover {
  const bytes = readFileSync(join(target.root, path))
  const bundle = parseBundle(bytes)
  const draft = typeof bundle === 'string' ? bundle : readRecord(bundle.payload)
  if (typeof bundle === 'string' || typeof draft === 'string') {
    throw refused(path, String(typeof bundle === 'string' ? bundle : draft))
  }
  if (draft.path !== path) throw refused(path, 'its name is not the one of its statement')
  if (!verify('sha256', preAuthEncoding(bundle.payload), target.signer.signing.publicKey, bundle.signature)) {
    throw refused(path, 'it is not signed by the key of this run')
  }
  return { draft, bytes }
}

function refused(file: string, message: string): AppError {
  return new AppError('refused', `an interrupted run left a record that cannot be completed: ${message}`, {
    place: { file },
    fix: 'complete it with the key of that run, or restore the archive from a copy',
  })
}

/** Removes what an interrupted atomic write left beside its target. */
function removeTemporary(target: Target, pending: Pending | undefined): void {
  const directories = new Set(['.', 'log', ...(pending?.write ?? []).map((path) => dirname(path))])
  for (const directory of directories) {
    const full = join(target.root, directory)
    if (!existsSync(full)) continue
    for (const name of readdirSync(full)) {
      if (/^\.[0-9a-f]{12}\.tmp$/.test(name)) target.disk.remove(join(directory, name))
    }
  }
}
