import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { canonicalJson, prettyJson, sha256 } from '../json.ts'
import { formatLogKey, parseLogKey, signCheckpoint } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import { keyHint, makeBundle, parseBundle } from './dsse.ts'
import { type Leaf, PATHS } from './format.ts'
import { type ArchiveKeys, archiveKeys, publicPem, type Signer } from './keys.ts'
import { type Log, readLog } from './log.ts'
import { buildTree, leafHash, rootHash } from './merkle.ts'
import { type Pending, readPending, recover } from './recover.ts'
import { layTiles } from './tiles.ts'
import type { Draft } from './types/definition.ts'

/** Where and with which keys an archive is extended. */
export interface Target {
  readonly root: string
  readonly origin: string
  readonly signer: Signer
  /** RFC 3339 in UTC, whole seconds: the time that new log entries carry. */
  readonly now: string
  readonly disk: Disk
}

/** What became of the drafts. */
export interface Appended {
  readonly size: number
  readonly added: readonly Leaf[]
  /** Records that the log already had. */
  readonly known: readonly string[]
  /** Records of an interrupted run that were completed by this one. */
  readonly recovered: readonly string[]
}

/**
 * Adds records to an archive, in an order in which a crash at any point leaves a state that `verify` names and the
 * next run completes: note of intent, objects, records, tiles, keys, checkpoint, removal of replaced tiles and note.
 * The caller holds the lock.
 * @throws AppError `refused` where the existing archive is broken or of another key, `write`.
 */
export function append(target: Target, drafts: readonly Draft[], objects: ReadonlyMap<string, Buffer>): Appended {
  const { root, signer, origin } = target
  const vkey = formatLogKey(origin, signer.log.publicKey)
  const log = openLog(root, vkey)
  const keys = nextKeys(target, vkey)
  if (log.leaves.some((leaf) => leaf.time > target.now)) {
    throw new AppError('refused', `the last log entry is of ${log.leaves.at(-1)?.time}, after ${target.now}`, {
      fix: 'set the clock, or give a later --now',
    })
  }
  const leftovers = recover(target, log, objects, new Set(drafts.map((draft) => draft.path)))
  const logged = new Map(log.leaves.map((leaf) => [leaf.id, leaf]))
  const fresh = drafts.filter((draft) => !logged.has(draft.id))
  const records = [...leftovers, ...fresh.map((draft) => ({ draft, bytes: recordBytes(target, draft) }))]
  const added = records.map(
    ({ draft, bytes }): Leaf => ({
      id: draft.id,
      type: draft.type,
      time: target.now,
      sha256: sha256(bytes),
      statement: sha256(draft.payload),
    }),
  )
  for (const draft of drafts) checkKnown(root, draft, logged.get(draft.id))
  if (added.length > 0) write(target, log, keys, records, objects, added)
  else if (readPending(root) !== undefined) target.disk.remove(PATHS.pending)
  return {
    size: log.leaves.length + added.length,
    added,
    known: drafts.filter((draft) => logged.has(draft.id)).map((draft) => draft.id),
    recovered: leftovers.map(({ draft }) => draft.id),
  }
}

type SignedRecord = { readonly draft: Pick<Draft, 'id' | 'type' | 'path' | 'payload'>; readonly bytes: Buffer }

function write(
  target: Target,
  log: Log,
  keys: string,
  records: readonly SignedRecord[],
  objects: ReadonlyMap<string, Buffer>,
  added: readonly Leaf[],
): void {
  const { root, disk, origin, signer } = target
  const entries = [...log.entries, ...added.map((leaf) => Buffer.from(canonicalJson(leaf)))]
  const before = layTiles(log.entries)
  const after = layTiles(entries)
  const tree = buildTree(entries.map(leafHash))
  const checkpoint = signCheckpoint({ origin, size: tree.size, root: rootHash(tree) }, signer.log.privateKey)
  const files: readonly (readonly [string, string | Buffer])[] = [
    ...[...objects].filter(([path, bytes]) => isNew(root, path, bytes)),
    ...records
      .filter(({ draft, bytes }) => isNew(root, draft.path, bytes))
      .map(({ draft, bytes }) => [draft.path, bytes] as const),
    ...[...after].filter(([path]) => !before.has(path)),
    ...(isNew(root, PATHS.keys, undefined) || readFileSync(join(root, PATHS.keys), 'utf8') !== keys
      ? [[PATHS.keys, keys] as const]
      : []),
    [PATHS.checkpoint, checkpoint],
  ]
  const removed = [...before.keys()].filter((path) => !after.has(path))
  const inherited = readPending(root)
  const pending: Pending = {
    schema: 'urn:gatehouse:pending/v1',
    write: [...new Set([...(inherited?.write ?? []), ...files.map(([path]) => path)])],
    remove: [...new Set([...(inherited?.remove ?? []), ...removed])],
  }
  disk.write(PATHS.pending, prettyJson(pending))
  for (const [path, bytes] of files) disk.write(path, bytes)
  for (const path of removed) disk.remove(path)
  disk.remove(PATHS.pending)
}

/** Whether a file has to be written; a file of that name with other bytes is never replaced. */
function isNew(root: string, path: string, bytes: Buffer | undefined): boolean {
  const full = join(root, path)
  if (!existsSync(full)) return true
  if (bytes !== undefined && !readFileSync(full).equals(bytes)) {
    throw new AppError('refused', 'a file with this name and other content is in the archive', {
      place: { file: path },
      fix: 'find out who changed it: "gatehouse verify" names every file that is wrong',
    })
  }
  return false
}

/** The record of an interrupted run if it is there, else a new signature. */
function recordBytes(target: Target, draft: Draft): Buffer {
  const path = join(target.root, draft.path)
  if (existsSync(path)) {
    const bytes = readFileSync(path)
    const bundle = parseBundle(bytes)
    if (typeof bundle !== 'string' && bundle.payload.equals(draft.payload)) return bytes
  }
  return makeBundle(draft.payload, target.signer.signing.privateKey, target.signer.signing.publicKey)
}

/** A record that the log already has must still be there, byte for byte. */
function checkKnown(root: string, draft: Draft, leaf: Leaf | undefined): void {
  if (leaf === undefined) return
  const path = join(root, draft.path)
  if (existsSync(path) && sha256(readFileSync(path)) === leaf.sha256) return
  throw broken(draft.path, 'this record is in the log, but its file is missing or changed')
}

/** Never extend a log that does not verify: the new checkpoint would vouch for it. */
function openLog(root: string, vkey: string): Log {
  const key = parseLogKey(vkey)
  if (key === undefined) throw new AppError('internal', 'the log key cannot be read back')
  const log = readLog(root, key)
  if ('message' in log) throw broken(log.file, log.message)
  for (const [path, bytes] of layTiles(log.entries)) {
    const full = join(root, path)
    if (!existsSync(full) || !readFileSync(full).equals(bytes))
      throw broken(path, 'this tile is not the one of the log')
  }
  if (log.checkpoint === undefined && ['records', 'objects'].some((name) => holdsMore(root, name))) {
    throw broken(PATHS.checkpoint, 'the archive holds records, but its checkpoint is missing')
  }
  return log
}

/** Whether a folder holds anything that no interrupted first run explains. */
function holdsMore(root: string, name: string): boolean {
  if (readPending(root) !== undefined) return false
  return (
    existsSync(join(root, name)) &&
    readdirSync(join(root, name), { recursive: true, withFileTypes: true }).some((entry) => entry.isFile())
  )
}

function broken(file: string, message: string): AppError {
  return new AppError('refused', `this archive is not extended, because it does not verify: ${message}`, {
    place: { file },
    fix: 'give the origin and the keys of this archive; if they are, run "gatehouse verify" and restore a copy',
  })
}

/** The new `keys.json`; the origin and the log's key of an archive never change. */
function nextKeys(target: Target, vkey: string): string {
  const path = join(target.root, PATHS.keys)
  const signing = new Map<string, string>()
  if (existsSync(path)) {
    const old = JSON.parse(readFileSync(path, 'utf8')) as ArchiveKeys
    if (old.origin !== target.origin || old.log !== vkey) {
      throw new AppError('refused', `this archive belongs to another log: ${old.origin}`, {
        place: { file: path },
        expected: `${target.origin} with the key ${vkey}`,
        fix: 'give the --origin and the --log-key of this archive, or another directory',
      })
    }
    for (const key of old.signing) signing.set(key.hint, key.publicKey)
  }
  signing.set(keyHint(target.signer.signing.publicKey), publicPem(target.signer.signing.publicKey))
  return archiveKeys(target.origin, signing, vkey)
}
