import { isTime, recordId, recordPath, type Scope, type Statement } from './format.ts'
import { problemIn } from './schemas.ts'
import { decodeStrict } from './strict.ts'
import type { ReadRecord, RecordType } from './types/definition.ts'
import { RECORD_TYPES } from './types/index.ts'

/** Reads a signed statement: canonical bytes, a known predicate, the closed schema of its type. */
export function readRecord(payload: Buffer): ReadRecord | string {
  const json = decodeStrict(payload, 'exact')
  if (typeof json === 'string') return `the statement: ${json}`
  const statement = json.value as unknown as Statement
  const type = typeOf(statement)
  if (type === undefined) return 'the statement is of a predicate type that this version does not know'
  const problem = problemIn(type.schema, json.value)
  if (problem) return `the statement is no record of the type ${type.name}: ${problem}`
  const id = recordId(payload)
  const field = statement.predicate[type.field] as Scope
  if (!isTime(field.time)) return `the statement is of ${field.time}, which is no time`
  return {
    type: type.name,
    id,
    path: recordPath(field.time, type.folder(field), type.name, id),
    payload,
    statement,
    field,
    files: type.files(statement.predicate, field),
    subject: statement.subject[0]?.digest.sha256 ?? '',
  }
}

/** By predicate type and our own field; without a known field, the type whose schema says what is missing. */
function typeOf(statement: Statement): RecordType | undefined {
  const predicate: unknown = statement?.predicate
  if (typeof predicate !== 'object' || predicate === null) return undefined
  const candidates = RECORD_TYPES.filter((type) => type.predicateType === statement.predicateType)
  return candidates.find((type) => Object.hasOwn(predicate, type.field)) ?? candidates[0]
}
