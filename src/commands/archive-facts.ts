import { AppError } from '../errors.ts'
import { requireDirectory, type Workplace } from '../files.ts'
import { type ArchiveFacts, archiveFacts } from '../metrics/archive.ts'
import { type SealedRecords, sealedRecords } from '../metrics/sealed.ts'
import { type LoggedRecords, readLoggedRecords } from '../report/model.ts'
import { announcedDeployments } from '../status/archive.ts'
import type { Announced } from '../status/model.ts'

/** What is counted of an archive, and a sentence about which part of it was read. */
export interface CountedArchive {
  readonly log: LoggedRecords
  readonly facts: ArchiveFacts
  readonly deployments: readonly Announced[]
  /** What people did; undefined where the archive holds none of it. */
  readonly sealed: SealedRecords | undefined
  readonly source: string
}

/** Reads what was archived until a moment; nothing is verified. @throws AppError `malformed`, `not-found`. */
export function readArchive(place: Workplace, directory: string, until: string): CountedArchive {
  const root = requireDirectory(place, directory, 'the directory of an archive')
  const log = readable(directory, readLoggedRecords(root, { until }))
  const facts = readable(directory, archiveFacts(root, log))
  const sealed = readable(directory, sealedRecords(root, log))
  const source = `archive ${log.origin}, first ${log.size} entries, root ${log.root}`
  return { log, facts, deployments: announcedDeployments(log), sealed, source }
}

function readable<Value>(directory: string, read: Value): Exclude<Value, string> {
  if (typeof read !== 'string') return read as Exclude<Value, string>
  throw new AppError('malformed', `the archive cannot be counted: ${read}`, {
    place: { file: directory },
    fix: 'run "gatehouse verify": it names every file that is wrong',
  })
}
