import { AppError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { nearest, readSchema, validate } from '../schema.ts'
import type { YamlDocument } from '../yaml.ts'
import { type AnyKind, type Flaw, inSequence, type RecordBody, recordSchema, type World } from './kind.ts'
import { type KindName, kindOf } from './kinds.ts'
import type { OperatingRecord } from './model.ts'
import { namedValues } from './references.ts'

/** A record file that was read: the name of its folder, and its own without `.yaml`. */
export interface RecordFile {
  readonly kind: KindName
  readonly stem: string
  readonly document: YamlDocument
}

/** The record in a file. @throws AppError `schema` with file, line and column. */
export function parseRecord({ kind, stem, document }: RecordFile): OperatingRecord {
  validate(recordSchema(kind), document.value, document.locate)
  const body = document.value as unknown as RecordBody
  const definition = kindOf(kind)
  const text = (field: string | undefined): string | undefined =>
    field === undefined ? undefined : (body as unknown as { readonly [field: string]: string })[field]
  const about = text(definition.about)
  const period = text(definition.period)
  return {
    id: `${kind}/${stem}`,
    kind,
    at: text(definition.at) ?? '',
    recordedAt: body.recordedAt,
    by: text(definition.by) ?? '',
    ...(about === undefined ? {} : { about }),
    ...(period === undefined ? {} : { period }),
    body,
  } as unknown as OperatingRecord
}

/** What a record says that cannot be: with the place in its file. */
export function recordFaults(file: RecordFile, record: OperatingRecord, world: World): readonly AppError[] {
  return recordFlaws(file, record, world).map(
    ({ pointer, message, expected, fix }) =>
      new AppError('reference', `${nameOf(pointer)}: ${message}`, {
        place: file.document.locate(pointer),
        expected,
        fix,
      }),
  )
}

function recordFlaws({ kind, stem }: RecordFile, record: OperatingRecord, world: World): readonly Flaw[] {
  const definition = kindOf(kind)
  return [
    ...nameFlaws(stem, record, definition),
    ...inSequence(record.at, record.recordedAt, '/recordedAt', `it was written down before ${definition.at}`),
    ...bodyFlaws(kind, record.body, world),
  ]
}

/** What the fields of a record say that cannot be, whatever its file is called. */
export function bodyFlaws(kind: KindName, body: RecordBody, world: World): readonly Flaw[] {
  const definition = kindOf(kind)
  return [...unknownFlaws(kind, body, world), ...(definition.check?.(body, world) ?? [])]
}

/** The day in the name is the one that the record speaks of, so that a folder reads in order. */
function nameFlaws(stem: string, record: OperatingRecord, { at }: AnyKind): readonly Flaw[] {
  const day = record.at.slice(0, 10)
  if (stem.startsWith(`${day}-`)) return []
  return [
    {
      pointer: `/${at}`,
      message: `the name of the file says ${stem.slice(0, 10)}, ${at} says ${day}`,
      expected: `a name that begins with ${day}-`,
      fix: 'rename the file, or correct the time',
    },
  ]
}

const schemas = new Map<KindName, JsonObject>()

/** Read once for each kind, because a register has many records of each. */
function schemaOf(kind: KindName): JsonObject {
  const schema = schemas.get(kind) ?? readSchema(recordSchema(kind))
  schemas.set(kind, schema)
  return schema
}

function unknownFlaws(kind: KindName, body: RecordBody, world: World): readonly Flaw[] {
  const known: { readonly [definition: string]: ReadonlyMap<string, { readonly emergency?: boolean }> } = {
    person: world.people,
    service: world.services as ReadonlyMap<string, object>,
    vendor: world.vendors as ReadonlyMap<string, object>,
  }
  return namedValues(schemaOf(kind), body as unknown as JsonObject, Object.keys(known)).flatMap((named): Flaw[] => {
    const { pointer, definition, value } = named
    const entries = known[definition]
    const entry = entries?.get(String(value))
    if (entry !== undefined && entry.emergency !== true) return []
    const near = nearest(String(value), [...(entries?.keys() ?? [])])
    return [
      entry === undefined
        ? {
            pointer,
            message: `there is no ${definition} "${value}"${near ? `; did you mean "${near}"?` : ''}`,
            fix: `declare the ${definition} in the register, or correct the id`,
          }
        : { pointer, message: `${value} is an emergency account, not a person`, fix: 'name the person who did it' },
    ]
  })
}

/** `/entries/2/who` as a reader writes it: `entries[2].who`. */
export function nameOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .reduce((name, token) => (/^\d+$/.test(token) ? `${name}[${token}]` : name === '' ? token : `${name}.${token}`), '')
}
