import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { systemProblem } from '../system.ts'
import { PATHS } from './format.ts'

const POLL_MS = 50

/**
 * Waits until nobody else archives into `root`, then keeps others out until the returned function is called.
 * A lock whose process on this machine is gone (a crash) is taken over.
 * @param waitMs how long to wait before giving up
 * @throws AppError `refused` when the wait is over.
 */
export async function lockArchive(root: string, waitMs: number): Promise<() => void> {
  makeRoot(root)
  const path = join(root, PATHS.lock)
  for (let waited = 0; ; waited += POLL_MS) {
    if (create(path)) return () => rmSync(path, { force: true })
    if (isStale(path)) takeOver(path)
    else if (waited >= waitMs) {
      throw new AppError('refused', 'another archive run is writing here', {
        place: { file: path },
        fix: `wait for it; if no process of ${read(path)?.host ?? 'that machine'} is archiving, remove the file`,
      })
    } else await sleep(POLL_MS)
  }
}

function makeRoot(root: string): void {
  try {
    mkdirSync(root, { recursive: true })
  } catch (cause) {
    throw new AppError('write', `the archive cannot be made: ${systemProblem(cause)}`, {
      place: { file: root },
      fix: 'name a directory, or check its permissions',
      cause,
    })
  }
}

/** Creates the lock file; false where it exists. */
function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o644)
    writeSync(file, JSON.stringify({ host: hostname(), pid: process.pid }))
    closeSync(file)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new AppError('write', `the archive cannot be locked: ${systemProblem(cause)}`, {
      place: { file: path },
      fix: 'check the permissions of the directory and the space',
      cause,
    })
  }
}

/** Removes a stale lock. Only one process at a time may do so, or the second would remove the first one's new lock. */
function takeOver(path: string): void {
  const guard = `${path}.takeover`
  if (!create(guard)) return
  try {
    if (isStale(path)) rmSync(path, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

function isStale(path: string): boolean {
  const owner = read(path)
  return owner !== undefined && owner.host === hostname() && !isAlive(owner.pid)
}

function read(path: string): { readonly host: string; readonly pid: number } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { host: string; pid: number }
  } catch {
    return undefined
  }
}

/** Whether a process runs; signal 0 only asks. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
