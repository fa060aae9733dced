import { AppError } from '../errors.ts'
import { canonicalJson, isTooDeep, type Json, MAX_DEPTH, parseJson } from '../json.ts'

/**
 * How a JSON document of the archive is written: `exact` for signed statements and leaves (RFC 8785 and nothing else),
 * `record` with a final newline, `document` for plans and decisions, which people read: canonical, or indented with
 * sorted keys, there with or without escapes for the characters that a terminal obeys or hides.
 */
export type Form = 'exact' | 'record' | 'document'

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes JSON only if its bytes are the one way to write that value. Readers differ on duplicate keys, on keys that
 * differ in case, on byte order marks, big numbers and lone surrogates (Go's encoding/json matches keys without case);
 * bytes that equal their own canonical form leave no room for that, and a closed schema rejects the rest.
 * @returns the value, or a sentence that says what is wrong.
 */
export function decodeStrict(bytes: Uint8Array, form: Form): { readonly value: Json } | string {
  let text: string
  try {
    text = UTF_8.decode(bytes)
  } catch {
    return 'the bytes are not UTF-8'
  }
  if (text.startsWith('\ufeff')) return 'the text begins with a byte order mark'
  try {
    const value = parseJson(text, '')
    if (isTooDeep(value)) return `the document nests deeper than ${MAX_DEPTH} levels`
    const canonical = canonicalJson(value)
    const same =
      form === 'exact'
        ? text === canonical
        : text === `${canonical}\n` || (form === 'document' && isDocument(text, canonical))
    return same ? { value } : 'the JSON is not in canonical form (duplicate key, order, number, space or escape)'
  } catch (cause) {
    if (cause instanceof AppError) return cause.message
    throw cause
  }
}

function isDocument(text: string, canonical: string): boolean {
  if (text === canonical) return true
  const pretty = `${JSON.stringify(JSON.parse(canonical), null, 2)}\n`
  if (text === pretty) return true
  const escaped = pretty.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? character : escapeUnits(character),
  )
  return text === escaped
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
