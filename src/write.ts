import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from './errors.ts'
import { resolvePath, shownName, type Workplace } from './files.ts'
import { systemProblem } from './system.ts'

/** A file to write. */
interface Target {
  /** Absolute. */
  readonly path: string
  /** The name that errors show. */
  readonly shown: string
  readonly data: string | Uint8Array
}

/**
 * Writes a file so that a reader sees the old bytes or all of the new ones: temporary name, fsync, rename.
 * @throws AppError `write`; then nothing is left behind.
 */
export function writeAtomic(path: string, data: string | Uint8Array): void {
  writeTogether([{ path, shown: path, data }])
}

/**
 * Writes the outputs of a command: all of them, or none where one cannot be written.
 * @param outputs names as the user typed them, each with its content.
 * @throws AppError `usage` for an empty name, `write`.
 */
export function writeOutputs(
  place: Workplace,
  outputs: readonly (readonly [name: string, data: string | Uint8Array])[],
): void {
  const targets = outputs.map(([name, data]) => ({
    path: outputPath(place, name),
    shown: shownName(place, name),
    data,
  }))
  const paths = targets.map((target) => target.path)
  const twice = targets.find(({ path }, index) => paths.indexOf(path) < index)
  if (twice !== undefined) {
    throw new AppError('usage', 'two outputs have this name', { place: { file: twice.shown }, fix: 'name two files' })
  }
  writeTogether(targets)
}

function outputPath(place: Workplace, name: string): string {
  if (name === '-') {
    throw new AppError('usage', '"-" is not a file to write', {
      expected: 'the name of a file',
      fix: 'leave the option out: the answer goes to standard output; --format chooses its form',
    })
  }
  if (name !== '') return resolvePath(place, name)
  throw new AppError('usage', 'the name of an output file is empty', {
    expected: 'the name of a file',
    fix: 'if the name comes from a variable of the shell, check that the variable is set',
  })
}

function writeTogether(targets: readonly Target[]): void {
  const temporary = new Map<Target, string>()
  const directories: string[] = []
  let current: Target | undefined
  try {
    for (const target of targets) {
      current = target
      temporary.set(target, writeTemporary(target, directories))
    }
    for (const [target, path] of temporary) {
      current = target
      renameSync(path, target.path)
      temporary.delete(target)
    }
  } catch (cause) {
    for (const path of temporary.values()) rmSync(path, { force: true })
    for (const path of directories.reverse()) removeEmpty(path)
    throw new AppError('write', `the file cannot be written: ${problem(cause)}`, {
      place: { file: current?.shown ?? '' },
      fix: 'name another file, or check the directory, its permissions and the space',
      cause,
    })
  }
}

/** @returns the temporary path; `directories` gets those that had to be made, the outer one first. */
function writeTemporary({ path, data }: Target, directories: string[]): string {
  refuseOther(path)
  makeDirectories(dirname(path), directories)
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`)
  const file = openSync(temporary, 'wx', 0o644)
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause
  } finally {
    closeSync(file)
  }
  return temporary
}

/** A rename would take the place of a device or a pipe, such as `/dev/stdout`. */
function refuseOther(path: string): void {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined || info.isFile()) return
  throw new Error(info.isDirectory() ? 'this is a directory' : 'this is a device or a pipe, not a file')
}

function makeDirectories(directory: string, made: string[]): void {
  const first = mkdirSync(directory, { recursive: true })
  if (first === undefined) return
  const below: string[] = []
  for (let at = directory; at !== first; at = dirname(at)) below.unshift(at)
  made.push(first, ...below)
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    // Somebody else put something into it.
  }
}

function problem(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? systemProblem(cause) : String((cause as Error).message)
}
