import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { AppError } from './errors.ts'

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
    const text = canonicalize(value)
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
  return createHash('sha256').update(data).digest('hex')
}

/** JSON with two spaces, keys sorted, and a final newline: the form of every document that a person may read. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`
}

/** Orders strings by UTF-16 code unit, the same on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Parses JSON text; refuses the key `__proto__`, which would change objects instead of adding a property.
 * @throws AppError `malformed` with file, line and column.
 */
export function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text, text.includes('"__proto__"') ? refuseProto : undefined) as Json
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('malformed', `this is not valid JSON: ${jsonProblem(cause)}`, {
      place: { file, ...jsonPosition(String((cause as Error).message), text) },
      expected: 'one complete JSON document',
      fix: 'write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
      cause,
    })
  }
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') {
    throw new AppError('malformed', 'the key "__proto__" is not allowed in an input', { fix: 'remove the key' })
  }
  return value
}

function jsonProblem(cause: unknown): string {
  return String((cause as Error).message)
    .replace(/ in JSON at position \d+.*$/s, '')
    .replace(/,? ?"[\s\S]*" is not valid JSON$/, '')
    .replace(/\s*\(line \d+ column \d+\)$/, '')
}

/** Line and column out of V8's message; the end of the text when the document stops early. */
function jsonPosition(message: string, text: string): { line: number; column: number } {
  const match = /\(line (\d+) column (\d+)\)/.exec(message)
  if (match) return { line: Number(match[1]), column: Number(match[2]) }
  const at = /position (\d+)/.exec(message)
  const before = text.slice(0, at ? Number(at[1]) : text.length)
  const lines = before.split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
