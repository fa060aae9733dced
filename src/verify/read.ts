import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Checkpoint, openCheckpoint, readCheckpoint } from '../evidence/checkpoint.ts'
import { type Bundle, parseBundle } from '../evidence/dsse.ts'
import { type Leaf, PATHS } from '../evidence/format.ts'
import { readEntries, readLeaf } from '../evidence/log.ts'
import { buildTree, leafHash, type Tree } from '../evidence/merkle.ts'
import { MAX_FILE_BYTES, tooLarge } from '../evidence/plain.ts'
import { readRecord } from '../evidence/records.ts'
import type { ReadRecord } from '../evidence/types/definition.ts'
import { byCodeUnit, sha256 } from '../json.ts'
import type { Finding } from './model.ts'
import type { Keys } from './trust.ts'

/** A record file as far as it could be read. */
export interface RecordFile {
  readonly path: string
  readonly sha256: string
  readonly bundle: Bundle | string
  readonly record: ReadRecord | string
}

/** A whole archive in memory, nothing of it trusted: what could not be read is a sentence in its place. */
export interface Archive {
  readonly root: string
  /** Every file, sorted. */
  readonly files: readonly string[]
  /** What is not read: links, pipes and sockets, files that are too large, names that are not UTF-8, empty directories. */
  readonly odd: readonly Finding[]
  /** The archive is the root of a Git repository: `.git` is there, and none of it was read. */
  readonly repository: boolean
  readonly records: readonly RecordFile[]
  readonly checkpoint: Checkpoint | undefined
  /** Which log key signed the checkpoint, or why none did. */
  readonly signed: number | string
  readonly entries: readonly Buffer[] | Finding
  readonly leaves: readonly (Leaf | string)[]
  readonly tree: Tree
}

/** Reads an archive; opens no file outside it and follows no link. */
export function readArchive(root: string, keys: Keys): Archive {
  const files: string[] = []
  const odd: Finding[] = []
  list(root, '', files, odd)
  files.sort(byCodeUnit)
  const records = files.filter((path) => path.startsWith('records/')).map((path) => readRecordFile(root, path))
  const has = files.includes(PATHS.checkpoint)
  const bytes = has ? readFileSync(join(root, PATHS.checkpoint)) : Buffer.alloc(0)
  const note = has ? readCheckpoint(bytes) : 'the archive has no checkpoint'
  const checkpoint = typeof note === 'string' ? undefined : note
  const entries = checkpoint === undefined ? [] : limitEntries(root, checkpoint.size, files)
  const read = 'message' in entries ? [] : entries
  return {
    root,
    files,
    odd,
    repository: lstatSync(join(root, GIT), { throwIfNoEntry: false })?.isDirectory() === true,
    records,
    checkpoint,
    signed: typeof note === 'string' ? note : signer(bytes, keys),
    entries,
    leaves: read.map(readLeaf),
    tree: buildTree(read.map(leafHash)),
  }
}

/** A forged checkpoint may claim any size: nothing is read for a size that the number of files cannot hold. */
function limitEntries(root: string, size: number, files: readonly string[]): readonly Buffer[] | Finding {
  if (size > files.length * 256) {
    return {
      file: PATHS.checkpoint,
      message: `the checkpoint counts ${size} entries, more than the files of the log hold`,
    }
  }
  return readEntries(root, size)
}

function signer(bytes: Buffer, keys: Keys): number | string {
  let problem = 'there is no log key to check the checkpoint with'
  for (const [index, { key }] of keys.log.entries()) {
    const opened = openCheckpoint(bytes, key)
    if (typeof opened !== 'string') return index
    problem = opened
  }
  return problem
}

function readRecordFile(root: string, path: string): RecordFile {
  const bytes = readFileSync(join(root, path))
  const bundle = parseBundle(bytes)
  const record = typeof bundle === 'string' ? 'its envelope cannot be read' : readRecord(bundle.payload)
  return { path, sha256: sha256(bytes), bundle, record }
}

/** The one directory that is no part of an archive: it may be the root of a repository. */
const GIT = '.git'

function list(root: string, directory: string, files: string[], odd: Finding[]): void {
  const entries = readdirSync(join(root, directory), { withFileTypes: true })
  for (const entry of entries) {
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`
    if (path === GIT && entry.isDirectory()) continue
    // Node gives U+FFFD for every byte that is not UTF-8; under such a name the file cannot be opened.
    if (entry.name.includes('\ufffd')) odd.push({ file: path, message: 'its name is not UTF-8' })
    else if (entry.isDirectory()) list(root, path, files, odd)
    else if (entry.isFile()) {
      const { size } = lstatSync(join(root, path))
      if (size <= MAX_FILE_BYTES) files.push(path)
      else odd.push({ file: path, message: tooLarge(size, MAX_FILE_BYTES) })
    } else
      odd.push({
        file: path,
        message: entry.isSymbolicLink() ? 'links are not allowed in an archive' : 'this is not a plain file',
      })
  }
  if (directory !== '' && entries.length === 0) {
    odd.push({ file: directory, message: 'this directory is empty' })
  }
}
