import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The largest file of an archive that is read, as for any other input: 256 MiB. */
export const MAX_FILE_BYTES: number = 256 * 1024 * 1024

/** Why a file of an archive is not read; `missing` where there is none at all. */
export interface Unreadable {
  readonly missing: boolean
  readonly message: string
}

/**
 * Reads a file of an archive that nobody vouches for: a regular file and nothing else, for a pipe never ends and a link
 * may lead anywhere. No part of the path below `root` may be a link.
 */
export function readPlainFile(root: string, path: string, maxBytes: number = MAX_FILE_BYTES): Buffer | Unreadable {
  const parts = path.split('/')
  for (const [index] of parts.entries()) {
    const info = lstatSync(join(root, ...parts.slice(0, index + 1)), { throwIfNoEntry: false })
    if (info === undefined) return { missing: true, message: 'it is missing' }
    if (info.isSymbolicLink()) return unreadable('links are not allowed in an archive')
    if (!(index === parts.length - 1 ? info.isFile() : info.isDirectory()))
      return unreadable('this is not a plain file')
  }
  try {
    return readOpened(join(root, path), maxBytes)
  } catch (cause) {
    return unreadable(`it cannot be read (${(cause as NodeJS.ErrnoException).code})`)
  }
}

function unreadable(message: string): Unreadable {
  return { missing: false, message }
}

/** What was looked at may have been put in another's place since: opening follows no link and waits for nobody. */
function readOpened(path: string, maxBytes: number): Buffer | Unreadable {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const info = fstatSync(file)
    if (!info.isFile()) return unreadable('this is not a plain file')
    if (info.size > maxBytes) return unreadable(tooLarge(info.size, maxBytes))
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** What is said of a file that is too large to be read. */
export function tooLarge(size: number, maxBytes: number): string {
  return `it has ${size} bytes, at most ${maxBytes} are read`
}
