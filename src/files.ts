import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { AppError } from './errors.ts'

/** The largest input that is read unless `--max-bytes` says otherwise: 256 MiB. */
export const DEFAULT_MAX_BYTES: number = 256 * 1024 * 1024

/** What the process gives to a command: no command reads `process` on its own. */
export interface Workplace {
  /** Relative paths resolve against it: `INIT_CWD` where npm set it, else the working directory. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: () => Buffer
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly isTerminal: boolean
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

/**
 * Reads a file as bytes, `-` as standard input.
 * @throws AppError `not-found`, `unreadable`, `too-large`.
 */
export function readInput(place: Workplace, path: string, maxBytes: number = DEFAULT_MAX_BYTES): Buffer {
  const shown = path === '-' ? 'standard input' : path
  let bytes: Buffer
  if (path === '-') bytes = place.stdin()
  else {
    const full = resolvePath(place, path)
    try {
      const info = statSync(full)
      if (info.isDirectory()) {
        throw new AppError('unreadable', 'this is a directory', { place: { file: shown }, expected: 'a file' })
      }
      if (info.size > maxBytes) throw tooLarge(shown, info.size, maxBytes)
      bytes = readFileSync(full)
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
      throw new AppError(
        missing ? 'not-found' : 'unreadable',
        missing ? 'there is no such file' : String((cause as Error).message),
        {
          place: { file: shown },
          fix: missing ? `check the path; relative paths start at ${place.cwd}` : undefined,
          cause,
        },
      )
    }
  }
  if (bytes.length > maxBytes) throw tooLarge(shown, bytes.length, maxBytes)
  return bytes
}

function tooLarge(file: string, size: number, maxBytes: number): AppError {
  return new AppError('too-large', `the input has ${size} bytes, the limit is ${maxBytes}`, {
    place: { file },
    fix: 'raise the limit with --max-bytes if the size is right',
  })
}

/** UTF-8 text of a file. @throws AppError `malformed` for bytes that are not UTF-8, and what `readInput` throws. */
export function readText(place: Workplace, path: string, maxBytes: number = DEFAULT_MAX_BYTES): string {
  const bytes = readInput(place, path, maxBytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('malformed', 'this is not UTF-8 text', {
      place: { file: path === '-' ? 'standard input' : path },
      fix: 'save the file as UTF-8; a Microsoft Graph export is read with "gatehouse import graph DIR"',
      cause,
    })
  }
}

/**
 * Writes a file so that a reader sees the old bytes or all of the new ones: temporary name, fsync, rename.
 * @throws AppError `write`.
 */
export function writeAtomic(path: string, data: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`)
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(temporary, 'wx', 0o644)
    try {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw new AppError('write', `the file cannot be written: ${(cause as Error).message}`, {
      place: { file: path },
      fix: 'check that the directory exists, is writable and has space',
      cause,
    })
  }
}
