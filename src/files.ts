import { constants, isUtf8 } from 'node:buffer'
import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Terminal } from './dialogue/terminal.ts'
import { AppError } from './errors.ts'
import { readPipe, systemProblem } from './system.ts'

/** The largest input that is read unless `--max-bytes` says otherwise: 256 MiB. */
export const DEFAULT_MAX_BYTES: number = 256 * 1024 * 1024

/**
 * Reads `--max-bytes`: a whole number of bytes, no more than fits into one text of this JavaScript engine.
 * @throws AppError `usage`.
 */
export function parseMaxBytes(text: string): number {
  const maxBytes = /^\d+$/.test(text) ? Number(text) : 0
  if (maxBytes > 0 && maxBytes <= constants.MAX_STRING_LENGTH) return maxBytes
  throw new AppError('usage', `--max-bytes ${text} is not a number of bytes`, {
    expected: `a whole number from 1 to ${constants.MAX_STRING_LENGTH}`,
    fix: `leave it out for ${DEFAULT_MAX_BYTES}`,
  })
}

/** What the process gives to a command: no command reads `process` on its own. */
export interface Workplace {
  /** Relative paths resolve against it: `INIT_CWD` where npm set it, else the working directory. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Standard input to its end, or one byte more than `maxBytes` of it. @throws AppError `usage` the second time. */
  readonly stdin: (maxBytes: number) => Buffer
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly isTerminal: boolean
  /** Somebody who can be asked; undefined where there is none, as in a CI system. */
  readonly terminal?: () => Terminal | undefined
  /** The clock, used only where `--now` is not given. */
  readonly clock: () => Date
}

/** An absolute path for what the user typed. */
export function resolvePath(place: Pick<Workplace, 'cwd'>, path: string): string {
  return isAbsolute(path) ? path : resolve(place.cwd, path)
}

/** The path as it is shown to the user: relative to the working directory where it lies below it. */
export function showPath(place: Pick<Workplace, 'cwd'>, path: string): string {
  const short = relative(place.cwd, path)
  return short === '' || short.startsWith('..') ? path : short
}

/** The name of an input as errors show it: what the user typed, or its path below the working directory. */
export function shownName(place: Pick<Workplace, 'cwd'>, path: string): string {
  if (path === '-') return 'standard input'
  return isAbsolute(path) ? showPath(place, path) : path
}

/**
 * The absolute path of a directory that the user named.
 * @param expected which directory it should be, for the error.
 * @throws AppError `usage` for an empty name, `not-found`, `unreadable`.
 */
export function requireDirectory(place: Workplace, path: string, expected: string): string {
  const info = statInput(place, path, 'directory', expected)
  if (info.isDirectory()) return resolvePath(place, path)
  const details = { place: { file: shownName(place, path) }, expected, fix: 'name the directory itself' }
  throw new AppError('unreadable', 'this is a file, not a directory', details)
}

/**
 * Refuses what is no plain file. A change under review may bring a link, and whoever reads that as a part of the change
 * reads what the link leads to, outside the sandbox.
 * @throws AppError `unreadable`.
 */
export function requirePlain(place: Workplace, path: string): void {
  const info = lstatSync(resolvePath(place, path), { throwIfNoEntry: false })
  if (info === undefined || info.isFile() || info.isDirectory()) return
  throw new AppError('unreadable', info.isSymbolicLink() ? 'this is a link' : 'this is not a plain file', {
    place: { file: shownName(place, path) },
    expected: 'a plain file',
    fix: 'put the file itself in this place',
  })
}

/**
 * Reads a file as bytes, `-` as standard input; a pipe or a device is read up to the limit.
 * @throws AppError `usage` for an empty name, `not-found`, `unreadable`, `too-large`.
 */
export function readInput(place: Workplace, path: string, maxBytes: number = DEFAULT_MAX_BYTES): Buffer {
  const file = shownName(place, path)
  const info = path === '-' ? undefined : statInput(place, path, 'file', 'a file')
  if (info?.isDirectory()) {
    throw new AppError('unreadable', 'this is a directory', {
      place: { file },
      expected: 'a file',
      fix: 'name a file in it',
    })
  }
  if (info?.isFile() && info.size > maxBytes) throw tooLarge(file, `${info.size} bytes`, maxBytes)
  const bytes = reading(file, () => {
    if (info === undefined) return place.stdin(maxBytes)
    return info.isFile() ? readFileSync(resolvePath(place, path)) : readPipe(resolvePath(place, path), maxBytes)
  })
  if (bytes.length > maxBytes) throw tooLarge(file, `more than ${maxBytes} bytes`, maxBytes)
  return bytes
}

function statInput(place: Workplace, path: string, kind: 'file' | 'directory', expected: string): Stats {
  if (path === '') {
    throw new AppError('usage', `the name of a ${kind} is empty`, {
      expected,
      fix: 'if the name comes from a variable of the shell, check that the variable is set',
    })
  }
  const file = shownName(place, path)
  const info = reading(file, () => statSync(resolvePath(place, path), { throwIfNoEntry: false }))
  if (info !== undefined) return info
  throw new AppError('not-found', `there is no such ${kind}`, {
    place: { file },
    expected: kind === 'directory' ? expected : undefined,
    fix: `check the path; relative paths start at ${place.cwd}`,
  })
}

function reading<Result>(file: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('unreadable', `this cannot be read: ${systemProblem(cause)}`, {
      place: { file },
      fix: 'check the path and its permissions',
      cause,
    })
  }
}

function tooLarge(file: string, size: string, maxBytes: number): AppError {
  return new AppError('too-large', `the input has ${size}, the limit is ${maxBytes}`, {
    place: { file },
    fix: 'raise the limit with --max-bytes if the size is right',
  })
}

/** UTF-8 text of a file. @throws AppError `malformed` for bytes that are not UTF-8, and what `readInput` throws. */
export function readText(place: Workplace, path: string, maxBytes: number = DEFAULT_MAX_BYTES): string {
  const bytes = readInput(place, path, maxBytes)
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes)
  throw new AppError('malformed', 'this is not UTF-8 text', {
    place: { file: shownName(place, path), line: lineNotUtf8(bytes) },
    expected: 'a text file',
    fix: 'save the file as UTF-8; a Microsoft Graph export is read with "gatehouse import graph DIR"',
  })
}

/** The first line, from 1, with a byte that is not UTF-8. */
export function lineNotUtf8(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
  return line
}
