import { type Checkpoint, type LogKey, openCheckpoint } from './checkpoint.ts'
import { isTime, type Leaf, MAX_LEAF_BYTES, PATHS } from './format.ts'
import { buildTree, leafHash, rootHash, type Tree } from './merkle.ts'
import { readPlainFile } from './plain.ts'
import { schemaProblem } from './schemas.ts'
import { decodeStrict } from './strict.ts'
import { entryPaths, splitEntries } from './tiles.ts'

/** A log as it was read: entries, tree and signed checkpoint agree. */
export interface Log {
  readonly entries: readonly Buffer[]
  readonly leaves: readonly Leaf[]
  readonly tree: Tree
  readonly checkpoint: Checkpoint | undefined
}

/** Something wrong with a file of the archive. */
export interface Problem {
  readonly file: string
  readonly message: string
}

/** 256 entries of at most 65,535 bytes, each after its length (C2SP tlog-tiles). */
const MAX_BUNDLE_BYTES = 256 * (2 + 65_535)

/** Far above what a checkpoint with its signature lines needs. */
const MAX_CHECKPOINT_BYTES = 64 * 1024

/** Reads the entries of a log of `size` entries; opens nothing but plain files. */
export function readEntries(root: string, size: number): readonly Buffer[] | Problem {
  const entries: Buffer[] = []
  for (const path of entryPaths(size)) {
    const bytes = readPlainFile(root, path, MAX_BUNDLE_BYTES)
    if ('message' in bytes)
      return { file: path, message: bytes.missing ? 'these log entries are missing' : bytes.message }
    const part = splitEntries(bytes)
    if (part === undefined) return { file: path, message: 'the lengths of the log entries do not add up' }
    entries.push(...part)
  }
  if (entries.length === size) return entries
  return { file: PATHS.checkpoint, message: `the checkpoint counts ${size} entries, the log has ${entries.length}` }
}

/** Reads a log entry, or says why it is none. */
export function readLeaf(entry: Buffer): Leaf | string {
  if (entry.length > MAX_LEAF_BYTES) return `the entry has ${entry.length} bytes, at most ${MAX_LEAF_BYTES} are allowed`
  const json = decodeStrict(entry, 'exact')
  if (typeof json === 'string') return json
  const problem = schemaProblem('leaf', json.value)
  if (problem !== undefined) return problem
  const leaf = json.value as unknown as Leaf
  return isTime(leaf.time) ? leaf : `${leaf.time} is no time`
}

/**
 * Reads a log and checks what must hold before anything is added: the checkpoint's signature, the root over the
 * entries, the form of every entry. A directory without a log is an empty one.
 */
export function readLog(root: string, key: LogKey): Log | Problem {
  const bytes = readPlainFile(root, PATHS.checkpoint, MAX_CHECKPOINT_BYTES)
  if ('message' in bytes) {
    if (!bytes.missing) return { file: PATHS.checkpoint, message: bytes.message }
    return { entries: [], leaves: [], tree: buildTree([]), checkpoint: undefined }
  }
  const checkpoint = openCheckpoint(bytes, key)
  if (typeof checkpoint === 'string') return { file: PATHS.checkpoint, message: checkpoint }
  const entries = readEntries(root, checkpoint.size)
  if ('message' in entries) return entries
  const tree = buildTree(entries.map(leafHash))
  if (!rootHash(tree).equals(checkpoint.root)) {
    return { file: PATHS.checkpoint, message: 'the root of the log entries is not the root that the checkpoint signs' }
  }
  const leaves: Leaf[] = []
  for (const [index, entry] of entries.entries()) {
    const leaf = readLeaf(entry)
    if (typeof leaf === 'string') return { file: PATHS.checkpoint, message: `log entry ${index}: ${leaf}` }
    leaves.push(leaf)
  }
  return { entries, leaves, tree, checkpoint }
}
