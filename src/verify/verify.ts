import { PATHS } from '../evidence/format.ts'
import { readPlainFile } from '../evidence/plain.ts'
import { decodeStrict } from '../evidence/strict.ts'
import { RECORD_TYPES } from '../evidence/types/index.ts'
import { byCodeUnit } from '../json.ts'
import { checkFiles, checkType, TYPE_CHECKS } from './content-checks.ts'
import {
  checkCheckpoint,
  checkConsistency,
  checkDuplicates,
  checkEntries,
  checkInclusion,
  checkLeaves,
  checkRoot,
  checkStructure,
  checkTiles,
} from './log-checks.ts'
import { CHECKS, type Check, type CheckId, type Finding, type Verification } from './model.ts'
import { type Archive, readArchive } from './read.ts'
import {
  checkForm,
  checkKeys,
  checkName,
  checkSignature,
  checkStatement,
  checkWindow,
  type Outcome,
  readable,
} from './record-checks.ts'
import { checkReports, hasReport } from './report-checks.ts'
import { type Keys, NO_KEYS, readArchiveKeys } from './trust.ts'

/** Every check and what it proves, in the order in which they are shown. */
export const ALL_CHECKS: readonly (readonly [id: string, proves: string])[] = Object.entries(CHECKS).flatMap(
  ([id, proves]) => [[id, proves], ...(id === 'files' ? TYPE_CHECKS.map((check) => [check.id, check.proves]) : [])],
) as [string, string][]

/** A checkpoint that someone kept, and the name under which it is reported. */
export interface KeptCheckpoint {
  readonly file: string
  readonly bytes: Buffer
}

/**
 * Verifies an archive. Reads nothing but the directory, opens no connection, trusts nothing in the directory: without
 * `trust` the keys of the archive itself are used and the verdict is at best `consistent`.
 */
export function verifyArchive(root: string, trust: Keys | undefined, kept: KeptCheckpoint | undefined): Verification {
  const copy = readCopy(root)
  const own = trust === undefined && copy.text !== undefined ? parseCopy(copy.text) : undefined
  const keys = trust ?? (typeof own === 'object' ? own : NO_KEYS)
  const archive = readArchive(root, keys)
  const outcomes: Readonly<Record<CheckId, Outcome | string>> = {
    structure: checkStructure(archive),
    keys: withFinding(checkKeys(archive, keys, copy.text), copy.problem ?? (typeof own === 'string' ? own : undefined)),
    form: checkForm(archive),
    statement: checkStatement(archive),
    signature: checkSignature(archive, keys),
    window:
      trust === undefined
        ? 'needs a trust file: the archive does not say when its keys were valid'
        : checkWindow(archive, keys),
    name: checkName(archive),
    files: checkFiles(archive),
    entries: checkEntries(archive),
    leaves: checkLeaves(archive),
    duplicates: checkDuplicates(archive),
    tiles: checkTiles(archive),
    root: checkRoot(archive),
    inclusion: checkInclusion(archive),
    checkpoint: checkCheckpoint(archive),
    consistency:
      kept === undefined
        ? 'needs a checkpoint that was kept elsewhere (--checkpoint)'
        : checkConsistency(archive, kept, keys),
    reports: hasReport(archive) ? checkReports(archive) : 'the archive holds no report',
  }
  const typed = new Map(TYPE_CHECKS.map((check) => [check.id, check]))
  const checks = ALL_CHECKS.map(([id, proves]) => {
    const check = typed.get(id)
    return toCheck(id, proves, check === undefined ? outcomes[id as CheckId] : checkType(archive, check))
  })
  return conclude(archive, checks, trust !== undefined, kept)
}

function toCheck(id: string, proves: string, outcome: Outcome | string): Check {
  if (typeof outcome === 'string') return { id, proves, status: 'not-run', examined: 0, findings: [], reason: outcome }
  return { id, proves, status: outcome.findings.length === 0 ? 'pass' : 'fail', ...outcome }
}

function withFinding(outcome: Outcome, message: string | undefined): Outcome {
  return message === undefined
    ? outcome
    : { ...outcome, findings: [...outcome.findings, { file: PATHS.keys, message }] }
}

/** The copy of the keys, if it is a plain file. */
function readCopy(root: string): { readonly text?: string; readonly problem?: string } {
  const bytes = readPlainFile(root, PATHS.keys)
  if (!('message' in bytes)) return { text: bytes.toString('utf8') }
  return bytes.missing ? {} : { problem: bytes.message }
}

function parseCopy(text: string): Keys | string {
  const json = decodeStrict(Buffer.from(text), 'document')
  return typeof json === 'string' ? json : readArchiveKeys(json.value)
}

function conclude(
  archive: Archive,
  checks: readonly Check[],
  isTrusted: boolean,
  kept: KeptCheckpoint | undefined,
): Verification {
  const records: Record<string, number> = Object.fromEntries(RECORD_TYPES.map((type) => [type.name, 0]))
  const times: string[] = []
  for (const { record } of readable(archive)) {
    records[record.type] = (records[record.type] ?? 0) + 1
    times.push(record.field.time)
  }
  times.sort(byCodeUnit)
  const [from, to] = [times[0], times.at(-1)]
  const failed = checks.filter((check) => check.status === 'fail')
  const verdict = isEmpty(archive, checks)
    ? 'empty'
    : failed.length > 0
      ? 'failed'
      : isTrusted
        ? 'verified'
        : 'consistent'
  const size = archive.checkpoint?.size ?? 0
  return {
    schema: 'urn:gatehouse:verification/v1',
    verdict,
    sentence: sentence(verdict, failed, size),
    trust: isTrusted ? 'given' : 'archive',
    origin: archive.checkpoint?.origin ?? '',
    size,
    root: archive.checkpoint?.root.toString('base64') ?? '',
    records,
    ...(from === undefined || to === undefined ? {} : { period: { from, to } }),
    checks,
    notProven: [...notProven(isTrusted, kept), ...notLookedAt(archive)],
  }
}

/** Nothing was archived: no file at all, or a valid log of size 0 and nothing else. A kept checkpoint decides otherwise. */
function isEmpty(archive: Archive, checks: readonly Check[]): boolean {
  if (checks.some((check) => check.id === 'consistency' && check.status === 'fail')) return false
  if (archive.odd.length === 0 && archive.files.every((path) => path === '.gitattributes')) return true
  return archive.checkpoint?.size === 0 && checks.every((check) => check.status !== 'fail')
}

function sentence(verdict: Verification['verdict'], failed: readonly Check[], size: number): string {
  const count = (findings: readonly Finding[]): string =>
    `${findings.length} finding${findings.length === 1 ? '' : 's'}`
  switch (verdict) {
    case 'verified':
      return `All ${size} records are signed with trusted keys, unchanged and in the log.`
    case 'consistent':
      return 'The records agree with each other, but the keys come from the archive itself: that proves consistency, not origin.'
    case 'empty':
      return 'The archive is empty: nothing was verified.'
    case 'failed':
      return `The archive does not verify: ${count(failed.flatMap((check) => check.findings))} in ${failed.map((check) => check.id).join(', ')}.`
  }
}

/** The data of a Git repository changes with every command and is no evidence: it is left out, and that is said. */
function notLookedAt({ repository }: Archive): readonly string[] {
  return repository ? ['What stands in .git: it is not part of the archive, and nobody looked at it.'] : []
}

function notProven(isTrusted: boolean, kept: KeptCheckpoint | undefined): readonly string[] {
  return [
    ...(isTrusted ? [] : ['Who signed: give the public keys that you received by another way (--trust FILE).']),
    kept === undefined
      ? 'That nothing was cut off at the end, and that the holder of the keys did not rewrite history: give a checkpoint that you kept (--checkpoint FILE).'
      : 'That nothing after the kept checkpoint was cut off or rewritten by the holder of the keys.',
    'That every change was archived: compare with the history of the stacks and the audit log of the cloud.',
    'That the times are true: they are claims of the archiver, without a time-stamp authority.',
  ]
}
