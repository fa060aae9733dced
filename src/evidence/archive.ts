import { isAbsolute, join } from 'node:path'
import { AppError, renamePlace } from '../errors.ts'
import { type Appended, append, type Target } from './append.ts'
import { MAX_SKEW_MS } from './format.ts'
import { lockArchive } from './lock.ts'
import { type Change, type Prepared, type PrepareOptions, prepare } from './prepare.ts'
import type { Draft } from './types/definition.ts'

/** How long a second archive run waits for the first. */
const WAIT_MS = 30_000

/** What an archive run did. */
export interface Archived {
  readonly prepared: Prepared
  readonly appended: Appended
}

/**
 * Archives one judged change: checks, redacts, scans, signs, logs. Archiving the same change twice adds nothing.
 * @param waitMs how long to wait for another run, in milliseconds
 * @throws AppError as `prepare`, `lockArchive` and `append` do.
 */
export async function archiveChange(
  target: Target,
  change: Change,
  options: PrepareOptions,
  waitMs: number = WAIT_MS,
): Promise<Archived> {
  const prepared = prepare(change, options)
  if (Date.parse(prepared.decision.now) > Date.parse(target.now) + MAX_SKEW_MS) {
    throw new AppError('refused', `the decision is of ${prepared.decision.now}, after ${target.now}`, {
      place: { file: change.decision.path },
      fix: 'set the clock, or give a later --now',
    })
  }
  return { prepared, appended: await archiveRecords(target, prepared.drafts, prepared.objects, waitMs) }
}

/**
 * Signs and logs records of any type; the caller has checked and scanned what they hold.
 * @param objects the stored files that the records name, by path in the archive
 * @throws AppError as `lockArchive` and `append` do.
 */
export async function archiveRecords(
  target: Target,
  drafts: readonly Draft[],
  objects: ReadonlyMap<string, Buffer>,
  waitMs: number = WAIT_MS,
): Promise<Appended> {
  const unlock = await lockArchive(target.root, waitMs)
  try {
    return inArchive(target.root, () => append(target, drafts, objects))
  } finally {
    unlock()
  }
}

/** Places of files are relative to the archive there; for the user they lie below its root. */
export function inArchive<Result>(root: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof AppError) || error.place === undefined || isAbsolute(error.place.file)) throw error
    throw renamePlace(error, (file) => join(root, file))
  }
}
