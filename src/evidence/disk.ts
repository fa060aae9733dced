import { closeSync, fsyncSync, openSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../errors.ts'
import { systemProblem } from '../system.ts'
import { writeAtomic } from '../write.ts'

/** The only way in which an archive is changed; a test puts a failing one in its place. */
export interface Disk {
  /** Writes a whole file so that it is there after a power cut, or not at all. */
  readonly write: (path: string, bytes: string | Uint8Array) => void
  readonly remove: (path: string) => void
}

/** Files below one root. @throws AppError `write`. */
export function openDisk(root: string): Disk {
  return {
    write: (path, bytes) => {
      const full = join(root, path)
      writeAtomic(full, bytes)
      syncDirectory(dirname(full))
    },
    remove: (path) => {
      try {
        rmSync(join(root, path))
      } catch (cause) {
        throw new AppError('write', `the file cannot be removed: ${systemProblem(cause)}`, {
          place: { file: path },
          fix: 'check the permissions of its directory, then run the command again',
          cause,
        })
      }
      removeEmpty(root, dirname(path))
    },
  }
}

/** POSIX keeps a rename only after the directory itself was synced; Windows cannot open a directory and needs no sync. */
function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, 'r')
    try {
      fsyncSync(directory)
    } finally {
      closeSync(directory)
    }
  } catch {
    // A file system without directory sync: the rename itself is still atomic.
  }
}

/** Removes directories that became empty, up to the root. */
function removeEmpty(root: string, path: string): void {
  try {
    for (let at = path; at !== '.' && at !== ''; at = dirname(at)) rmdirSync(join(root, at))
  } catch {
    // Not empty: the normal end.
  }
}
