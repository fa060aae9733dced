import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { AppError } from '../errors.ts'
import { formatLogKey, parseLogKey } from '../evidence/checkpoint.ts'
import { parseBundle } from '../evidence/dsse.ts'
import type { Signer } from '../evidence/keys.ts'
import { readLog } from '../evidence/log.ts'
import { readPlainFile } from '../evidence/plain.ts'
import { readRecord } from '../evidence/records.ts'
import { APPLY, type ApplyRecord } from '../evidence/types/apply.ts'
import { isOf, type ReadRecord } from '../evidence/types/definition.ts'
import { INTENT, type IntentRecord } from '../evidence/types/intent.ts'
import { sha256 } from '../json.ts'

/** What an archive says about the deployments of one stack. */
export interface History {
  /** Deployments whose outcome nobody recorded, oldest first. */
  readonly open: readonly IntentRecord[]
  /**
   * The last deployment that succeeded and that somebody stands for: approved, or an emergency that was reviewed. What
   * an emergency brought decides nothing until then.
   */
  readonly last: IntentRecord | undefined
  /** Emergencies that nobody has reviewed. */
  readonly emergencies: readonly IntentRecord[]
}

/**
 * Reads the deployments of a stack out of an archive. The log is checked with the archiver's own key, and each record
 * with its log entry; an older copy of a whole archive cannot be told from the current one.
 * @param reviewed ids of the emergencies that the register has a review of.
 * @throws AppError `refused` for an archive that does not hold what its log says.
 */
export function readHistory(
  root: string,
  origin: string,
  signer: Signer,
  project: string,
  stack: string,
  reviewed: ReadonlySet<string>,
): History {
  const intents: IntentRecord[] = []
  const applies = new Map<string, ApplyRecord>()
  for (const record of readAll(root, origin, signer)) {
    if (isOf(INTENT, record) && record.field.project === project && record.field.stack === stack) intents.push(record)
    if (isOf(APPLY, record)) applies.set(record.field.intent.uri, record)
  }
  const stands = ({ id, field }: IntentRecord): boolean => field.emergency === undefined || reviewed.has(id)
  return {
    open: intents.filter(({ path }) => !applies.has(path)),
    last: intents.findLast((intent) => stands(intent) && applies.get(intent.path)?.field.outcome === 'deployed'),
    emergencies: intents.filter((intent) => !stands(intent)),
  }
}

function readAll(root: string, origin: string, signer: Signer): readonly ReadRecord[] {
  if (!existsSync(root)) return []
  const key = parseLogKey(formatLogKey(origin, signer.log.publicKey))
  if (key === undefined) throw new AppError('internal', 'the log key cannot be read back')
  const log = readLog(root, key)
  if ('message' in log) throw broken(join(root, log.file), log.message)
  const paths = recordPaths(root)
  return log.leaves
    .filter(({ type }) => type === INTENT.name || type === APPLY.name)
    .map((leaf) => {
      const path = paths.get(leaf.id)
      const bytes = path === undefined ? undefined : readPlainFile(root, path)
      if (path === undefined || bytes === undefined || 'message' in bytes) {
        throw broken(root, `the record ${leaf.id} of the log is missing`)
      }
      if (sha256(bytes) !== leaf.sha256) throw broken(join(root, path), 'it is not the file that the log names')
      const bundle = parseBundle(bytes)
      const record = typeof bundle === 'string' ? bundle : readRecord(bundle.payload)
      if (typeof record === 'string') throw broken(join(root, path), record)
      return record
    })
}

/** Where the records lie, by id. */
function recordPaths(root: string): ReadonlyMap<string | undefined, string> {
  const folder = join(root, 'records')
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => [
        /^([a-z2-7]{26})-[a-z-]+\.sigstore\.json$/.exec(entry.name)?.[1],
        relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'),
      ]),
  )
}

function broken(file: string, message: string): AppError {
  return new AppError('refused', `nothing is deployed by an archive that does not verify: ${message}`, {
    place: { file },
    fix: 'give the origin and the keys of this archive; if they are, run "gatehouse verify" and restore a copy',
  })
}
