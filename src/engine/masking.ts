import { stripVTControlCharacters } from 'node:util'
import { isTagged, mapValue, SECRET, type Value } from '../plan/value.ts'

/** What stands in place of a secret in anything that a person reads. */
const HIDDEN = '[secret]'

/**
 * Hides the plaintexts of secrets in a text that the program wrote. Longer ones first, so that no piece of one is left.
 * Escaped forms (JSON, URLs) are hidden too; other encodings are not recognised.
 */
export function maskSecrets(text: string, plaintexts: readonly string[]): string {
  const forms = plaintexts.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ])
  const known = [...new Set(forms)].filter((form) => form.trim() !== '')
  known.sort((a, b) => b.length - a.length)
  return known.reduce((result, secret) => result.replaceAll(secret, HIDDEN), text)
}

/** Shorter secrets are not looked for in a plan: `true` or `All` stand in many places for other reasons. */
const SHORTEST = 8

/** A value in which no text holds the plaintext of a secret, also where the program repeats it without the mark. */
export function hidePlaintexts(value: Value, plaintexts: readonly string[]): Value {
  const long = plaintexts.filter((secret) => secret.length >= SHORTEST)
  if (long.length === 0) return value
  const holds = (text: string): boolean => long.some((secret) => text.includes(secret))
  return mapValue(value, (leaf) => {
    if (typeof leaf === 'string') return holds(leaf) ? SECRET : leaf
    const inside =
      isTagged(leaf) && leaf.$gatehouse === 'text' && leaf.parts.some((part) => typeof part === 'string' && holds(part))
    return inside ? SECRET : leaf
  })
}

/**
 * A text without anything that a terminal or a CI system would act on: what the program prints is not trusted, and a
 * carriage return could begin a line of its own.
 */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
