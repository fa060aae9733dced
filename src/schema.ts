import { readFileSync } from 'node:fs'
import type { ErrorObject } from 'ajv'
import { AppError, type Locate, type Place } from './errors.ts'
import { isObject, type JsonObject } from './json.ts'
import { type Validator, validatorOf } from './validators.ts'

const compiled = new Map<string, Validator>()

/**
 * Checks a value against one of the published schemas (`urn:gatehouse:<name>/v1`, file
 * `src/schemas/<name>.v1.json`; of a record `urn:gatehouse:record:<kind>/v1`, file `src/schemas/records/<kind>.v1.json`),
 * and points at the first wrong place in the file that the value was read from.
 *
 * @throws AppError `schema` for the first fault in file order, saying how many more there are.
 */
export function validate(schemaId: string, value: unknown, locate: Locate): void {
  const faults = faultsOf(schemaId, value).map((fault) => ({ ...fault, place: locate(fault.pointer, fault.part) }))
  faults.sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0))
  report(schemaId, faults)
}

/**
 * As `validate`, for a value that may be large, such as a plan: only the first fault is looked for in the file.
 * Without `locate`, the sentence names the JSON pointer instead.
 */
export function validateValue(schemaId: string, value: unknown, file: string, locate?: Locate): void {
  report(
    schemaId,
    faultsOf(schemaId, value).map((fault, index) => {
      if (locate !== undefined) return { ...fault, place: index === 0 ? locate(fault.pointer, fault.part) : { file } }
      const message = `at ${fault.pointer === '' ? 'the top' : fault.pointer}: ${fault.message}`
      return { ...fault, message, place: { file } }
    }),
  )
}

/** The schema itself, for documentation and for tests. @throws AppError `internal` for an id that is not published. */
export function readSchema(schemaId: string): JsonObject {
  if (!/^urn:gatehouse:(record:)?[a-z][a-z-]*\/v[1-9]$/.test(schemaId))
    throw new AppError('internal', `"${schemaId}" is not the id of a schema`)
  const url = new URL(`../${schemaPath(schemaId)}`, import.meta.url)
  const schema = JSON.parse(readFileSync(url, 'utf8')) as JsonObject
  if (schema['$id'] !== schemaId) throw new AppError('internal', `${url.pathname} is not the schema ${schemaId}`)
  return schema
}

/** Where a schema lies in this repository. */
function schemaPath(schemaId: string): string {
  const name = schemaId.replace('urn:gatehouse:', '').replace('/', '.').replace('record:', 'records/')
  return `src/schemas/${name}.json`
}

/** What is wrong at one place of a value. */
export interface Fault {
  readonly pointer: string
  readonly part: 'value' | 'key'
  readonly message: string
  readonly expected?: string
  /** The key that is missing there. */
  readonly missing?: string
}

function report(schemaId: string, faults: readonly (Fault & { readonly place: Place })[]): void {
  const [first] = faults
  if (!first) return
  const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more in this file)`
  throw new AppError('schema', `${first.message}${more}`, {
    place: first.place,
    expected: first.expected,
    fix: `correct it; the format is described in ${schemaPath(schemaId)}`,
  })
}

/** Everything that is wrong with a value, in no order. */
export function faultsOf(schemaId: string, value: unknown): readonly Fault[] {
  const check = compile(schemaId)
  if (check(value)) return []
  const errors = withoutBranches(check.errors ?? [])
  const misspelt = new Set(errors.map(meantKey))
  return errors
    .filter((error) => isSpecific(error) && !misspelt.has(`${error.instancePath}/${missingKey(error)}`))
    .map(faultOf)
}

/**
 * Where several forms are told apart by one key, a wrong value of that key breaks all of them: it is one fault, and what
 * the forms ask for besides is none.
 */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const constants = Map.groupBy(
    errors.filter((error) => error.keyword === 'const'),
    (error) => error.instancePath,
  )
  return [...constants]
    .filter(([, same]) => same.length > 1)
    .reduce((rest, [path, [first, ...others]]) => {
      if (first === undefined) return rest
      const parent = path.slice(0, path.lastIndexOf('/'))
      const allowedValues = [first, ...others].map((error) => error.params['allowedValue'] as unknown)
      const merged: ErrorObject = { ...first, keyword: 'enum', params: { allowedValues } }
      return [...rest.filter(({ instancePath }) => instancePath !== parent && instancePath !== path), merged]
    }, errors)
}

/** The key that an unknown key probably means; that the right one is missing needs no second sentence. */
function meantKey(error: ErrorObject): string | undefined {
  if (error.keyword !== 'additionalProperties') return undefined
  const near = nearest(String(error.params['additionalProperty']), knownKeys(error))
  return near === undefined ? undefined : `${error.instancePath}/${near}`
}

function missingKey(error: ErrorObject): string | undefined {
  return error.keyword === 'required' ? String(error.params['missingProperty']) : undefined
}

/**
 * One validator per schema, made when it is first needed. The schemas are our own: a test compares them with the schema
 * of schemas, so that no command has to compile that one.
 */
function compile(schemaId: string): Validator {
  const known = compiled.get(schemaId)
  if (known) return known
  const schema = readSchema(schemaId)
  const others = [...new Set(JSON.stringify(schema).match(/urn:gatehouse:[a-z-]+\/v[1-9](?=#)/g))].map(readSchema)
  const check = validatorOf(schema, others)
  compiled.set(schemaId, check)
  return check
}

/** `if` only repeats that its branch failed; the branch's own errors say why. */
function isSpecific(error: ErrorObject): boolean {
  return error.keyword !== 'if' && error.keyword !== 'propertyNames'
}

function faultOf(error: ErrorObject): Fault {
  const name = nameOf(error.instancePath)
  const value = { pointer: error.instancePath, part: 'value' as const }
  const params = error.params as Readonly<Record<string, unknown>>
  const say = (text: string): string => (name === '' ? text : `${name}: ${text}`)
  if (error.propertyName !== undefined) {
    return {
      pointer: `${error.instancePath}/${escapeToken(error.propertyName)}`,
      part: 'key',
      message: say(`the key ${quote(error.propertyName)} has the wrong form`),
      expected: describe(error),
    }
  }
  switch (error.keyword) {
    case 'required': {
      const missing = String(params['missingProperty'])
      return { ...value, message: say(`the key \`${missing}\` is missing`), missing, ...keysExpected(error) }
    }
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const near = nearest(key, knownKeys(error))
      return {
        pointer: `${error.instancePath}/${escapeToken(key)}`,
        part: 'key',
        message: say(`unknown key \`${key}\`${near ? `; did you mean \`${near}\`?` : ''}`),
        ...keysExpected(error),
      }
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String)
      const near = typeof error.data === 'string' ? nearest(error.data, allowed) : undefined
      return {
        ...value,
        message: say(`${quote(error.data)} is not a value of this field${near ? `; did you mean "${near}"?` : ''}`),
        expected: `one of ${allowed.join(', ')}`,
      }
    }
    case 'const':
      return { ...value, message: say(`${quote(error.data)} stands here`), expected: quote(params['allowedValue']) }
    case 'type':
      return {
        ...value,
        message: say(`${kindOf(error.data, error.instancePath)} stands here`),
        expected: describe(error),
      }
    case 'format':
    case 'pattern':
      return { ...value, message: say(`${quote(error.data)} has the wrong form`), expected: describe(error) }
    case 'false schema':
      return { ...value, part: 'key', message: say('this key does not belong here') }
    case 'minItems':
    case 'minProperties':
      return { ...value, message: say('too little stands here'), expected: atLeast(error) }
    case 'uniqueItems': {
      const pair = [Number(params['i']), Number(params['j'])].sort((a, b) => a - b)
      return { ...value, message: say(`entries ${pair.join(' and ')} are the same (counted from 0)`) }
    }
    default:
      return { ...value, message: say(`the value ${error.message ?? 'is not allowed'}`), expected: describe(error) }
  }
}

function atLeast({ keyword, params }: ErrorObject): string {
  const [one, several] = keyword === 'minItems' ? ['entry', 'entries'] : ['key', 'keys']
  return `at least ${String(params['limit'])} ${params['limit'] === 1 ? one : several}`
}

/** `/services/2/owner` as a reader writes it: `services[2].owner`. */
function nameOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((name, token) => (/^\d+$/.test(token) ? `${name}[${token}]` : name === '' ? token : `${name}.${token}`), '')
}

/** What the schema asks for, in words: the `title` of a scalar's schema is written as a noun phrase for this purpose. */
function describe(error: ErrorObject): string {
  const schema = error.parentSchema ?? {}
  if (typeof schema['title'] === 'string') return schema['title']
  if (error.keyword === 'format' && schema['format'] === 'date') return 'a calendar date, YYYY-MM-DD'
  if (error.keyword === 'format') return `a text of the form ${String(schema['format'])}`
  if (error.keyword === 'pattern') return `a text that matches ${String(schema['pattern'])}`
  const types = [schema['type'] ?? []].flat().map((type) => TYPE_WORDS[String(type)] ?? String(type))
  return types.length === 0 ? String(error.message ?? 'another value') : types.join(' or ')
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'a mapping of keys to values',
  string: 'a text (put a number or a date-like value in quotes)',
}

/** A document that is one text was meant for another place, such as a key: what it says stays out of the log. */
function kindOf(value: unknown, pointer: string): string {
  if (typeof value === 'string' && pointer === '') return 'nothing but a text'
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return `the ${typeof value === 'string' ? 'text' : typeof value} ${quote(value)}`
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

function knownKeys(error: ErrorObject): readonly string[] {
  const properties: unknown = error.parentSchema?.['properties']
  return isObject(properties) ? Object.keys(properties) : []
}

function keysExpected(error: ErrorObject): { readonly expected?: string } {
  const keys = knownKeys(error)
  return keys.length === 0 ? {} : { expected: `the keys ${keys.join(', ')}` }
}

function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The candidate that is at most two edits away (one for short words); undefined where none is. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = word.length < 5 ? 1 : 2
  let best: string | undefined
  let least = limit + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}

/** Edits (insert, delete, replace, swap of neighbours) between two short words: optimal string alignment. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const replaced = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? cell(i - 2, j - 2) + 1
          : Number.POSITIVE_INFINITY
      row.push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, replaced, swapped))
    }
  }
  return cell(a.length, b.length)
}
