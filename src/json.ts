import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { AppError } from './errors.ts'
import { findDuplicateKey, findToken, isProtoKey, placeOf, unexpectedOffset } from './json-place.ts'
import { orderedJson } from './ordered-json.ts'

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/** True for a JSON object, false for null and arrays. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** RFC 8785 text of a value. @throws AppError `internal` for NaN, Infinity, lone surrogates. */
export function canonicalJson(value: unknown): string {
  try {
    const text = orderedJson(value) ?? canonicalize(value)
    if (typeof text === 'string') return text
    throw new TypeError('not a JSON value')
  } catch (cause) {
    throw new AppError('internal', `a value cannot be written as canonical JSON (RFC 8785): ${String(cause)}`, {
      cause,
    })
  }
}

/** Lower-case hexadecimal SHA-256 of bytes or of a text's UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data)
}

/** JSON with two spaces, keys sorted, and a final newline: the form of every document that a person may read. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`
}

/** Orders strings by UTF-16 code unit, the same on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The nesting that is read: no document of ours and none that we read is deeper, and recursive readers would fail. */
export const MAX_DEPTH: number = 100

/** Whether lists and objects stand in each other more than `MAX_DEPTH` times. */
export function isTooDeep(value: Json, left: number = MAX_DEPTH): boolean {
  if (value === null || typeof value !== 'object') return false
  return left === 0 || Object.values(value).some((item: Json) => isTooDeep(item, left - 1))
}

/** Texts in which a key could be `__proto__`, escaped or not; only these are looked at token by token. */
const PROTO = /__proto__|\\u00(5f|6f|7[024])/i

/**
 * Parses JSON text; refuses the key `__proto__`, which would change objects instead of adding a property.
 * @throws AppError `malformed` with file, line and column.
 */
export function parseJson(text: string, file: string): Json {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (cause) {
    throw syntaxError(text, file, cause)
  }
  const offset = PROTO.test(text) ? findToken(text, isProtoKey) : undefined
  if (offset === undefined) return value
  throw new AppError('malformed', 'the key "__proto__" is not allowed in an input', {
    place: { file, ...placeOf(text, offset) },
    fix: 'remove the key',
  })
}

/**
 * As `parseJson`, for what others wrote: a key that stands twice in one object is refused (RFC 8259 §4), because the
 * reviewer and the next reader may see another one of the two than we do.
 * @throws AppError `malformed` with file, line and column.
 */
export function parseUniqueJson(text: string, file: string): Json {
  const value = parseJson(text, file)
  refuseDuplicateKeys(value, text, file)
  return value
}

/** As `parseUniqueJson`, for a text that was parsed already. @throws AppError `malformed` at the second of two keys. */
export function refuseDuplicateKeys(value: Json, text: string, file: string): void {
  const offset = duplicateKey(value, text)
  if (offset === undefined) return
  const key = /"(?:[^"\\]|\\.)*"/y
  key.lastIndex = offset
  throw new AppError('malformed', `the key ${key.exec(text)?.[0] ?? ''} stands twice in one object`, {
    place: { file, ...placeOf(text, offset) },
    expected: 'each key once',
    fix: 'remove one of the two: readers differ on which of them counts',
  })
}

/** Where a key stands for the second time in the text of a value; undefined where each stands once. */
export function duplicateKey(value: Json, text: string): number | undefined {
  // As many keys in the text as in the value: none was lost. Nearly every text is spared the look at each token.
  const isSure = !UNSURE_KEY.test(text) && countKeys(value) === (text.match(KEY_END)?.length ?? 0)
  return isSure ? undefined : findDuplicateKey(text)
}

/** The end of a key: inside a text, a quotation mark stands behind a backslash. */
const KEY_END = /(?<!\\)"[ \t\n\r]*:/g
/** A key, or a part of a text, that ends in a backslash; these are not told apart so simply. */
const UNSURE_KEY = /\\\\"[ \t\n\r]*:/

function countKeys(value: Json): number {
  if (value === null || typeof value !== 'object') return 0
  let count = Array.isArray(value) ? 0 : Object.keys(value).length
  for (const item of Object.values(value) as readonly Json[]) count += countKeys(item)
  return count
}

const WRITE_AGAIN =
  'write the file again with the command that made it; a truncated file is often a full disk or a cut pipe'

function syntaxError(text: string, file: string, cause: unknown): AppError {
  const expected = 'one complete JSON document'
  if (text.trim() === '') {
    return new AppError('malformed', 'this is empty', { place: { file }, expected, fix: WRITE_AGAIN, cause })
  }
  const message = String((cause as Error).message)
  const offset = offsetOf(message, text)
  const place = { file, ...placeOf(text, offset) }
  if (text[offset] === '\0') {
    return new AppError('malformed', 'this is not valid JSON: a NUL character stands here', {
      place,
      expected: 'JSON in UTF-8, or in UTF-16 with a byte-order mark',
      fix: 'save the file in one of these encodings',
      cause,
    })
  }
  const problem = message
    .replace(/ in JSON at position \d+.*$/s, '')
    .replace(/,? ?(?:\.{3})?"[\s\S]*is not valid JSON$/, '')
  return new AppError('malformed', `this is not valid JSON: ${problem}`, { place, expected, fix: WRITE_AGAIN, cause })
}

/** Out of V8's message; the end of the text when the document stops early. */
function offsetOf(message: string, text: string): number {
  const at = /at position (\d+)/.exec(message)
  return at ? Number(at[1]) : (unexpectedOffset(text) ?? text.length)
}

/** A member that the object itself has: a name that a user gives must not find `constructor` or `toString`. */
export function own<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/**
 * Where an item stands that stood before, or -1. In linear time: the parser of YAML compares each key of a map with all
 * others, which keeps it busy for hours with a file of keys only.
 */
export function firstRepeated(items: readonly unknown[]): number {
  const seen = new Set<unknown>()
  return items.findIndex((item) => seen.size === seen.add(item).size)
}
