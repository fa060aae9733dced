import { isUtf8 } from 'node:buffer'
import { AppError } from '../errors.ts'
import { lineNotUtf8 } from '../files.ts'
import { isObject, type Json, MAX_DEPTH, parseJson, refuseDuplicateKeys } from '../json.ts'
import { findToken, isProtoKey, type JsonToken, placeOf, textOfToken } from '../json-place.ts'

/** A file as text: one JSON value, or a file with one JSON value on each line: its text, and the first two, unchecked. */
export type Document =
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'lines'; readonly first: Json; readonly second: Json; readonly text: string }

/**
 * Text of a file by its byte-order mark: UTF-8 with or without one, UTF-16 in both orders with one (RFC 3629 §6,
 * RFC 2781 §3.3; a shell on Windows and the Microsoft Graph exporters write UTF-16LE).
 * @throws AppError `malformed` for bytes that are not valid in that encoding.
 */
export function decodeText(bytes: Uint8Array, file: string, what: string = 'JSON'): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    const line = encoding === 'utf-8' && !isUtf8(bytes) ? lineNotUtf8(bytes) : undefined
    throw new AppError('malformed', `this is not ${encoding.toUpperCase()} text`, {
      place: { file, line },
      expected: `${what} in UTF-8, or in UTF-16 with a byte-order mark`,
      fix: 'save the file in one of these encodings, or name another file',
      cause,
    })
  }
}

/**
 * Parses a file that should hold one JSON value; tells a file of JSON lines apart, so that it can be named.
 * @throws AppError `malformed` for other text, for a value nested deeper than 100 levels, for the key `__proto__`,
 *   for a key that stands twice, for a number outside the range of a double and for text with half of a surrogate pair.
 */
export function parseDocument(bytes: Uint8Array, file: string): Document {
  const text = decodeText(bytes, file)
  let value: Json
  try {
    value = parseJson(text, file)
  } catch (error) {
    const lines = firstLines(text)
    if (lines === undefined) throw error
    return { kind: 'lines', first: lines[0], second: lines[1], text }
  }
  try {
    checkTree(value, file, 0)
  } catch (error) {
    throw located(error, text, file)
  }
  refuseDuplicateKeys(value, text, file)
  return { kind: 'json', value }
}

/** A fault of `checkTree` at the first token that breaks any of its rules. */
function located(error: unknown, text: string, file: string): unknown {
  const offset = findToken(text, isFaulty)
  if (!(error instanceof AppError) || offset === undefined) return error
  const { code, message, fix } = error
  return new AppError(code, message, { place: { file, ...placeOf(text, offset) }, fix })
}

function isFaulty(token: JsonToken): boolean {
  switch (token.kind) {
    case 'number':
      return token.depth > MAX_DEPTH || !Number.isFinite(Number(token.source))
    case 'text':
      return token.depth > MAX_DEPTH || !textOfToken(token).isWellFormed()
    case 'key':
      return isProtoKey(token) || !textOfToken(token).isWellFormed()
    default:
      return token.depth - 1 > MAX_DEPTH
  }
}

/** The first two lines that are not empty, where each is an object of its own. */
function firstLines(text: string): [Json, Json] | undefined {
  const [first, second] = text
    .trimStart()
    .split(/\n\s*/, 2)
    .map((line) => {
      try {
        return JSON.parse(line) as Json
      } catch {
        return undefined
      }
    })
  return isObject(first) && isObject(second) ? [first as Json, second as Json] : undefined
}

/**
 * Refuses what no plan can carry. @throws AppError `malformed` for a value nested deeper than 100 levels, for the key
 * `__proto__`, for a number outside the range of a double and for text with half of a surrogate pair.
 */
export function checkTree(value: Json, file: string, depth: number): void {
  if (depth > MAX_DEPTH) {
    throw new AppError('malformed', `the document nests deeper than ${MAX_DEPTH} levels`, {
      place: { file },
      fix: 'check that this is the right file: no form that is read here nests so deep',
    })
  }
  if (typeof value === 'string') checkText(value, file)
  else if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new AppError('malformed', 'a number is too large to be read exactly', {
      place: { file },
      fix: 'correct the number, or write it as a text',
    })
  } else if (Array.isArray(value)) for (const item of value as readonly Json[]) checkTree(item, file, depth + 1)
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkText(key, file)
      if (key === '__proto__') {
        throw new AppError('malformed', 'the key "__proto__" is not allowed in an input', {
          place: { file },
          fix: 'remove the key',
        })
      }
      checkTree(item as Json, file, depth + 1)
    }
  }
}

function checkText(text: string, file: string): void {
  if (text.isWellFormed()) return
  throw new AppError('malformed', 'a text contains half of a surrogate pair, which no UTF-8 file can carry', {
    place: { file },
    fix: 'correct the text where the document was made',
  })
}
