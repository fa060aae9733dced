import { stripVTControlCharacters } from 'node:util'
import { isTagged, mapValue, SECRET, type Value } from '../plan/value.ts'

/** What stands in place of a secret in anything that a person reads. */
const HIDDEN = '[secret]'

/** Shorter secrets are not looked for in a plan: `true` or `All` stand in many places for other reasons. */
const SHORTEST = 8

/**
 * Hides the plaintexts of secrets in a text that the program wrote, also in the usual encodings. Longer forms first, so
 * that no piece of one is left. What is hashed, encrypted, compressed or encoded twice is not recognised.
 */
export function maskSecrets(text: string, plaintexts: readonly string[]): string {
  const known = formsOf(plaintexts)
  return known.reduce((result, form) => result.replaceAll(form, HIDDEN), text)
}

/** How secrets may stand in a text, the longest form first: as they are, or as JSON, a URL, base64 or hexadecimal writes them. */
function formsOf(plaintexts: readonly string[]): readonly string[] {
  const forms = plaintexts.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    ...(secret.isWellFormed() ? urlForms(secret) : []),
    ...(secret.length < SHORTEST ? [] : [...hexForms(secret), ...base64Forms(secret)]),
  ])
  return [...new Set(forms)].filter((form) => form.trim() !== '').sort((a, b) => b.length - a.length)
}

/** RFC 3986 escapes in both cases, those of a form (`+` for a space), and with everything escaped that may be. */
function urlForms(secret: string): readonly string[] {
  const path = encodeURIComponent(secret)
  const strict = path.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const forms = [path, strict, new URLSearchParams([['', secret]]).toString().slice(1)]
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
}

function hexForms(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex')
  return [hex, hex.toUpperCase()]
}

/**
 * What base64 (RFC 4648, both alphabets) shows of a secret wherever it begins in the encoded bytes: three characters
 * stand for two, one or no byte before it, so that up to two characters at each end belong to its neighbours too.
 */
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const whole = Math.floor(((before + bytes.length) * 8) / 6)
    const own = text.slice(Math.ceil((before * 8) / 6), whole)
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/**
 * Hides secrets in values: a text that holds one, encoded or not, becomes the tag, also where the program repeats it
 * without the mark.
 */
export function secretHider(plaintexts: readonly string[]): (value: Value) => Value {
  const forms = formsOf(plaintexts.filter((secret) => secret.length >= SHORTEST))
  if (forms.length === 0) return (value) => value
  const holds = (text: string): boolean => forms.some((form) => text.includes(form))
  const hidden = (leaf: Value): Value => {
    if (typeof leaf === 'string') return holds(leaf) ? SECRET : leaf
    const inside =
      isTagged(leaf) && leaf.$gatehouse === 'text' && leaf.parts.some((part) => typeof part === 'string' && holds(part))
    return inside ? SECRET : leaf
  }
  return (value) => mapValue(value, hidden)
}

/**
 * A text without anything that a terminal or a CI system would act on: what the program prints is not trusted, and a
 * carriage return could begin a line of its own.
 */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
