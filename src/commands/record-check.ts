import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, formatError, formatPlace } from '../errors.ts'
import { resolvePath, shownName, type Workplace } from '../files.ts'
import { git } from '../gate/git.ts'
import type { JsonObject } from '../json.ts'
import { parseRecord, type RecordFile, recordFaults } from '../records/check.ts'
import { followUps } from '../records/follow-ups.ts'
import { recordSchema, type World } from '../records/kind.ts'
import type { OperatingRecord } from '../records/model.ts'
import { openPlaces, valueAt } from '../records/open-places.ts'
import { readRecordFile, recordPathOf, recordPaths, worldOf } from '../records/read.ts'
import { readDeclarations } from '../register/read.ts'
import { visible } from '../render/escape.ts'
import { faultsOf } from '../schema.ts'
import { folderOf } from './record-files.ts'
import { digestIn } from './record-sources.ts'

/** What was found in one file. */
export interface CheckedRecord {
  /** As the user sees it. */
  readonly file: string
  readonly faults: readonly AppError[]
  /** Places that are open, with what has to be said there. */
  readonly open: readonly string[]
  /** How its times differ; no fault, but to be seen. */
  readonly notes: readonly string[]
  readonly follows: readonly string[]
}

/** Checks records by the register and a clock; all of the register where none is named. */
export async function checkRecords(
  place: Workplace,
  directory: string,
  files: readonly string[],
  now: string,
): Promise<readonly CheckedRecord[]> {
  const world = worldOf(readDeclarations(place, directory))
  const paths = files.length === 0 ? recordPaths(place, directory) : files.map((file) => recordPathOf(place, file))
  const checked: CheckedRecord[] = []
  for (const path of paths) checked.push(await checkRecord(place, readRecordFile(place, path), path.path, world, now))
  return checked
}

async function checkRecord(
  place: Workplace,
  file: RecordFile,
  path: string,
  world: World,
  now: string,
): Promise<CheckedRecord> {
  const { kind, document } = file
  const shown = shownName(place, path)
  const body = document.value as JsonObject
  const open = openPlaces(kind, body).map(({ pointer, part }) => {
    return `${formatPlace(document.locate(pointer))}: ${pointer.slice(1).replaceAll('/', '.')}: ${part['description']}`
  })
  if (open.length > 0) return { file: shown, faults: [], open, notes: [], follows: [] }
  const broken = faultsOf(recordSchema(kind), body).map(
    ({ pointer, part, message, expected }) =>
      new AppError('schema', message, { place: document.locate(pointer, part), expected, fix: 'correct it' }),
  )
  if (broken.length > 0) return { file: shown, faults: broken, open: [], notes: [], follows: [] }
  const record = parseRecord(file)
  const faults = [
    ...recordFaults(file, record, world),
    ...futureFaults(file, record, now),
    ...evidenceFaults(file, body, folderOf(place, path)),
  ]
  const notes = [...timeNotes(record), ...(await commitNotes(place, path, record))]
  return { file: shown, faults, open: [], notes, follows: followUps(record, world) }
}

/** Nobody has done something that is still to come. */
function futureFaults({ document }: RecordFile, { recordedAt, at }: OperatingRecord, now: string): readonly AppError[] {
  const late = [recordedAt, at].find((time) => time > now)
  if (late === undefined) return []
  return [
    new AppError('reference', `recordedAt: ${late} is in the future`, {
      place: document.locate('/recordedAt'),
      expected: `a time not after ${now}`,
      fix: 'correct the time, or the clock of the machine',
    }),
  ]
}

function evidenceFaults({ document }: RecordFile, body: JsonObject, folder: string): readonly AppError[] {
  const evidence = (body['evidence'] ?? []) as readonly JsonObject[]
  return evidence.flatMap((_, index) => {
    const at = `/evidence/${index}`
    const digest = digestIn(folder)(String(valueAt(body, `${at}/file`)))
    if (digest === valueAt(body, `${at}/sha256`)) return []
    const message = digest === undefined ? 'there is no such file beside the record' : 'the file is another one now'
    return [
      new AppError('reference', `evidence[${index}]: ${message}`, {
        place: document.locate(digest === undefined ? `${at}/file` : `${at}/sha256`),
        expected: digest ?? `a file in ${folder.split(/[\\/]/).at(-1)}/`,
        fix: digest === undefined ? 'put the file there' : 'put the old file back, or write its digest anew',
      }),
    ]
  })
}

const HOUR = 3_600_000

/** A record that speaks of an older time than it was written at; the reader sees both. */
function timeNotes(record: OperatingRecord): readonly string[] {
  const hours = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR
  const late = hours(record.at, record.recordedAt)
  const logged = record.kind === 'incident' ? hours(record.body.detectedAt, record.body.loggedAt) : 0
  return [
    ...(late > 24
      ? [`written down ${lengthOf(late)} after what it speaks of (${record.at}); it counts from ${record.recordedAt}`]
      : []),
    ...(logged > 24 ? [`logged ${lengthOf(logged)} after it was detected; 24 hours are allowed`] : []),
  ]
}

/** When git saw the file first, where that is much later than the record says. */
async function commitNotes(
  place: Workplace,
  path: string,
  { recordedAt }: OperatingRecord,
): Promise<readonly string[]> {
  const absolute = resolvePath(place, path)
  if (!existsSync(absolute)) return []
  const args = ['log', '--diff-filter=A', '--follow', '--format=%ct', '--', absolute]
  const answer = await git(dirname(absolute), args).catch(() => undefined)
  const first = answer?.code === 0 ? Number(answer.text.split('\n').at(-1)) : Number.NaN
  if (!Number.isFinite(first) || first === 0) return []
  const hours = (first * 1000 - Date.parse(recordedAt)) / HOUR
  return hours > 24 ? [`first committed ${lengthOf(hours)} after recordedAt`] : []
}

function lengthOf(hours: number): string {
  const days = Math.floor(hours / 24)
  return days < 2 ? `${Math.floor(hours)} hours` : `${days} days`
}

/**
 * Says what was found. 1 where something is wrong or open, 3 where there was nothing to check; a record that was just
 * prepared may be open.
 */
export function describeRecords(
  place: Workplace,
  checked: readonly CheckedRecord[],
  purpose: 'prepared' | 'check' = 'check',
): 0 | 1 | 3 {
  for (const { file, faults, open, notes, follows } of checked) {
    const isBad = faults.length + open.length > 0
    if (purpose === 'check' && !isBad && notes.length + follows.length === 0) continue
    const state =
      open.length > 0 ? `${open.length} to fill in` : faults.length > 0 ? `${faults.length} wrong` : 'complete'
    place.stdout(`${visible(file)}: ${state}\n`)
    for (const line of open) place.stdout(`  ${visible(line)}\n`)
    for (const fault of faults)
      place.stdout(
        formatError(fault)
          .replace(/^gatehouse: /, '  ')
          .replace(/\n {2}(?=\S)/g, '\n    '),
      )
    for (const note of notes) place.stdout(`  note: ${visible(note)}\n`)
    for (const line of follows) place.stdout(`  then: ${visible(line)}\n`)
    if (purpose === 'prepared') {
      place.stdout(open.length > 0 ? `  Fill them in, or run: gatehouse record ${visible(file)}\n` : '')
    }
  }
  if (checked.length === 0) {
    place.stderr('There is no record to check.\n')
    return 3
  }
  const bad = checked.filter(({ faults, open }) => faults.length + open.length > 0).length
  if (purpose === 'check')
    place.stdout(`${checked.length} records, ${bad === 0 ? 'all complete' : `${bad} to correct`}.\n`)
  return purpose === 'check' ? (bad > 0 ? 1 : 0) : checked.some(({ faults }) => faults.length > 0) ? 1 : 0
}
