import { isTooDeep, type Json, type JsonObject } from '../json.ts'
import { isSecretName } from './kept.ts'
import { pointerPart } from './pointer.ts'
import { SECRET_KINDS } from './secret-kinds.ts'

/** A value that looks like a secret: where, and what kind. Never the value. */
export interface SecretHit {
  /** JSON pointer (RFC 6901), or `line N` of a text. */
  readonly at: string
  readonly kind: string
}

/** How often a text inside a text is unpacked. */
const MAX_DEPTH = 5
const NAMED = 'value of a secret-like name'
/** What cannot be scanned counts as a secret. */
const TOO_DEEP = 'nested too deep to be scanned'

/** Looks for secrets in a JSON value: in every string and key, unescaped and decoded. */
export function scanJson(value: Json): readonly SecretHit[] {
  return isTooDeep(value) ? [{ at: '/', kind: TOO_DEEP }] : walk(value, '', '', 0)
}

/** Looks for secrets in a text: line by line, then as a whole for what spans lines. */
export function scanText(text: string): readonly SecretHit[] {
  const hits = text
    .split('\n')
    .flatMap((line, index) => kindsIn(line, 0).map((kind) => ({ at: `line ${index + 1}`, kind })))
  const seen = new Set(hits.map((hit) => hit.kind))
  const spanning = kindsIn(text, 0).filter((kind) => !seen.has(kind))
  return [...hits, ...spanning.map((kind) => ({ at: 'line 1', kind }))]
}

function walk(value: Json, pointer: string, name: string, depth: number): readonly SecretHit[] {
  if (typeof value === 'string') {
    const named = isSecretName(name) && looksRandom(value) ? [NAMED] : []
    return [...new Set([...kindsIn(value, depth), ...named])].map((kind) => ({ at: pointer || '/', kind }))
  }
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, index) => walk(item, `${pointer}/${index}`, name, depth))
  }
  return Object.entries(value as JsonObject).flatMap(([key, item], index) => {
    const inKey = kindsIn(key, depth)
    // A key that is a secret must not be printed as part of a pointer either.
    const part = inKey.length > 0 ? `(key ${index + 1})` : pointerPart(key)
    return [
      ...inKey.map((kind) => ({ at: `${pointer}/${part}`, kind })),
      ...walk(item, `${pointer}/${part}`, key, depth),
    ]
  })
}

/** Kinds of secrets in a text and in everything that the text holds in an escaped form. */
function kindsIn(text: string, depth: number): readonly string[] {
  if (text.length < 8) return []
  const kinds = SECRET_KINDS.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind)
  if (depth >= MAX_DEPTH) return kinds
  const embedded = embeddedJson(text)
  const inside = embedded === undefined ? [] : kindsInside(embedded, depth + 1)
  const unpacked = unpack(text).flatMap((part) => kindsIn(part, depth + 1))
  return [...new Set([...kinds, ...inside, ...unpacked])]
}

function kindsInside(value: Json, depth: number): readonly string[] {
  return isTooDeep(value) ? [TOO_DEEP] : walk(value, '', '', depth).map((hit) => hit.kind)
}

function embeddedJson(text: string): Json | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Runs that may be an encoded text (RFC 4648). */
const ENCODINGS: readonly (readonly [RegExp, 'base64' | 'hex'])[] = [
  [/[A-Za-z0-9+/]{24,}={0,2}/g, 'base64'],
  [/(?:[0-9A-Fa-f]{2}){16,}/g, 'hex'],
]

/** What a text holds behind backslash escapes, percent escapes, base64 and hexadecimal. */
function unpack(text: string): readonly string[] {
  const parts: string[] = []
  if (text.includes('\\')) parts.push(unescapeBackslashes(text))
  if (/%[0-9A-Fa-f]{2}/.test(text)) parts.push(text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => fromHex(hex)))
  for (const [pattern, encoding] of ENCODINGS) {
    for (const [encoded] of text.matchAll(pattern)) {
      const decoded = Buffer.from(encoded, encoding).toString('latin1')
      if (/^[\t\n\r\x20-\x7e]{16,}$/.test(decoded)) parts.push(decoded)
    }
  }
  return parts.filter((part) => part !== text)
}

function unescapeBackslashes(text: string): string {
  const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
  return text
    .replace(/\\u([0-9A-Fa-f]{4})/g, (_, hex) => fromHex(hex))
    .replace(/\\([nrt"\\/])/g, (_, char: string) => controls[char] ?? char)
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}

/** At least 12 characters of mixed kinds, no identifier, no placeholder, no prose. */
function looksRandom(text: string): boolean {
  const identifier = /^(urn:|arn:|https?:|\[|\$\{|<)|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  if (text.length < 12 || identifier.test(text) || /\s/.test(text)) return false
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  const entropy = [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0)
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((one) => one.test(text)).length
  return entropy >= 3 && classes >= 2
}
