import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../errors.ts'
import { requireDirectory, requirePlain, resolvePath, shownName, type Workplace } from '../files.ts'
import { byCodeUnit } from '../json.ts'
import type { Register } from '../register/model.ts'
import { nearest } from '../schema.ts'
import { systemProblem } from '../system.ts'
import { readYaml } from '../yaml.ts'
import { parseRecord, type RecordFile, recordFaults } from './check.ts'
import type { World } from './kind.ts'
import { KIND_NAMES, type KindName } from './kinds.ts'
import type { OperatingRecord } from './model.ts'

/** The folder of the records in a register. */
export const RECORDS_FOLDER = 'records'

/** The files below `records/` of a register, with the record in each, by id. */
export type ReadRecords = readonly { readonly file: RecordFile; readonly record: OperatingRecord }[]

/**
 * Reads all records of a register. A register without the folder has none.
 * @throws AppError `unknown-form` for a folder or a file that is no record's, `malformed`, `schema`.
 */
export function readRecords(place: Workplace, register: string): ReadRecords {
  return recordPaths(place, register)
    .map((path) => readRecordFile(place, path))
    .map((file) => ({ file, record: parseRecord(file) }))
    .sort((a, b) => byCodeUnit(a.record.id, b.record.id))
}

/** As `readRecords`, without those that are unfinished or faulty: whoever writes one more record looks at the others. */
export function readableRecords(place: Workplace, register: string): readonly OperatingRecord[] {
  return recordPaths(place, register).flatMap((path) => {
    try {
      return [parseRecord(readRecordFile(place, path))]
    } catch (error) {
      if (error instanceof AppError) return []
      throw error
    }
  })
}

/** A record's file, and what its path says about it. */
export interface RecordPath {
  readonly kind: KindName
  readonly stem: string
  readonly path: string
}

/** Reads the file of a record, not yet its fields. @throws AppError `malformed`. */
export function readRecordFile(place: Workplace, { kind, stem, path }: RecordPath): RecordFile {
  requirePlain(place, path)
  return { kind, stem, document: readYaml(place, path) }
}

/** The files of the records of a register. @throws AppError `unknown-form` for a folder or a file that is no record's. */
export function recordPaths(place: Workplace, register: string): readonly RecordPath[] {
  const root = join(register, RECORDS_FOLDER)
  if (!existsSync(resolvePath(place, root))) return []
  requirePlain(place, root)
  return list(place, root).flatMap(({ name, isDirectory }) => {
    const path = join(root, name)
    requirePlain(place, path)
    if (isDirectory) return pathsIn(place, path, folderKind(place, path, name))
    if (!/\.(ya?ml|json)$/i.test(name)) return []
    throw new AppError('unknown-form', 'a record lies in the folder of its kind', {
      place: { file: shownName(place, path) },
      expected: `${RECORDS_FOLDER}/<kind>/<date>-<name>.yaml, with one of ${KIND_NAMES.join(', ')}`,
      fix: 'move the file into that folder',
    })
  })
}

/** What the path of a record says about it. @throws AppError `unknown-form` for another path. */
export function recordPathOf(place: Workplace, path: string): RecordPath {
  const folder = dirname(path)
  return namedPath(place, folder, basename(path), folderKind(place, folder, basename(folder)))
}

/** What the records say that cannot be, in the order of the files. */
export function recordsFaults(
  records: ReadRecords,
  register: Omit<Register, 'records' | 'schema'>,
): readonly AppError[] {
  const world = worldOf(register)
  return records.flatMap(({ file, record }) => recordFaults(file, record, world))
}

/** What the records of a register may name. */
export function worldOf({ people, services, vendors }: Pick<Register, 'people' | 'services' | 'vendors'>): World {
  const byId = <Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> =>
    new Map(items.map((item) => [item.id, item]))
  return { people: byId(people), services: byId(services), vendors: byId(vendors) }
}

function folderKind(place: Workplace, path: string, name: string): KindName {
  const kind = KIND_NAMES.find((other) => other === name)
  if (kind !== undefined) return kind
  const near = nearest(name, KIND_NAMES)
  throw new AppError('unknown-form', `there is no kind of record "${name}"${near ? `; did you mean ${near}?` : ''}`, {
    place: { file: shownName(place, path) },
    expected: `one of ${KIND_NAMES.join(', ')}`,
    fix: 'rename the folder, or move it out of the register',
  })
}

/** A misspelt name would otherwise be a missing record. Folders hold what a record shows as evidence. */
function pathsIn(place: Workplace, folder: string, kind: KindName): readonly RecordPath[] {
  return list(place, folder)
    .filter(({ isDirectory }) => !isDirectory)
    .map(({ name }) => namedPath(place, folder, name, kind))
}

function namedPath(place: Workplace, folder: string, name: string, kind: KindName): RecordPath {
  const path = join(folder, name)
  const stem = /^(\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*)\.yaml$/.exec(name)?.[1]
  if (stem !== undefined) return { kind, stem, path }
  throw new AppError('unknown-form', 'this is not the name of a record', {
    place: { file: shownName(place, path) },
    expected: 'a day, a hyphen, words in lower case and .yaml, such as 2026-11-27-crm.yaml',
    fix: 'rename the file; what a record shows as evidence lies in a folder that has the name of the record',
  })
}

function list(place: Workplace, folder: string): readonly { readonly name: string; readonly isDirectory: boolean }[] {
  const directory = requireDirectory(place, folder, 'a folder of records')
  try {
    return readdirSync(directory, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => byCodeUnit(a.name, b.name))
  } catch (cause) {
    throw new AppError('unreadable', `this cannot be read: ${systemProblem(cause)}`, {
      place: { file: shownName(place, folder) },
      fix: 'check the permissions of the directory',
      cause,
    })
  }
}
