import type { Locate } from './errors.ts'

/** A place in a text; line and column count from 1, the column in UTF-16 code units. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** A token of a JSON text. */
export interface JsonToken {
  readonly kind: 'text' | 'key' | 'number' | 'open' | 'close' | 'comma'
  readonly source: string
  readonly offset: number
  /** How many lists and objects it stands in; those that it opens or closes itself count. */
  readonly depth: number
}

const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*|[[\]{},]/g

/** Line and column of an offset. */
export function placeOf(text: string, offset: number): TextPlace {
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line++
    start = end + 1
  }
  return { line, column: offset - start + 1 }
}

/** Tokens of a JSON text in order; `true`, `false`, `null` and colons are left out. Never recursive. */
export function* jsonTokens(text: string): Generator<JsonToken> {
  let depth = 0
  for (const { 0: source, index: offset } of text.matchAll(TOKEN)) {
    const opens = source === '{' || source === '['
    const closes = source === '}' || source === ']'
    if (opens) depth++
    yield { kind: kindOf(source, text, offset), source, offset, depth }
    if (closes) depth--
  }
}

function kindOf(source: string, text: string, offset: number): JsonToken['kind'] {
  switch (source[0]) {
    case '"':
      return followsColon(text, offset + source.length) ? 'key' : 'text'
    case '{':
    case '[':
      return 'open'
    case '}':
    case ']':
      return 'close'
    case ',':
      return 'comma'
    default:
      return 'number'
  }
}

function followsColon(text: string, from: number): boolean {
  return text[afterSpace(text, from)] === ':'
}

function afterSpace(text: string, from: number): number {
  let at = from
  while (' \t\n\r'.includes(text[at] ?? '-')) at++
  return at
}

/** Offset of the first token that a test accepts. */
export function findToken(text: string, test: (token: JsonToken) => boolean): number | undefined {
  for (const token of jsonTokens(text)) if (test(token)) return token.offset
  return undefined
}

/** Offset of the first key that its object has already; undefined where every key stands once. */
export function findDuplicateKey(text: string): number | undefined {
  const open: Set<string>[] = []
  for (const token of jsonTokens(text)) {
    if (token.kind === 'open') open.push(new Set())
    else if (token.kind === 'close') open.pop()
    else if (token.kind === 'key') {
      const keys = open.at(-1)
      const key = textOfToken(token)
      if (keys?.has(key)) return token.offset
      keys?.add(key)
    }
  }
  return undefined
}

/** The text of a key or a text token. */
export function textOfToken({ source }: JsonToken): string {
  return JSON.parse(source) as string
}

/** Whether a key is `__proto__`, however it is escaped. */
export function isProtoKey(token: JsonToken): boolean {
  return token.kind === 'key' && textOfToken(token) === '__proto__'
}

/**
 * Where V8 met the first character that JSON does not allow: its message names no position for some faults.
 * Every prefix that includes the character fails in the same way, and no shorter one does.
 */
export function unexpectedOffset(text: string): number | undefined {
  if (!isUnexpected(text)) return undefined
  let [fine, bad] = [0, text.length]
  while (bad - fine > 1) {
    const middle = (fine + bad) >>> 1
    if (isUnexpected(text.slice(0, middle))) bad = middle
    else fine = middle
  }
  return bad - 1
}

function isUnexpected(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (cause) {
    return String((cause as Error).message).startsWith('Unexpected token')
  }
}

/** Places in the text of a JSON document; only what is asked for is looked up. */
export function locateJson(text: string, file: string): Locate {
  return (pointer, part) => ({ file, ...placeOfPointer(text, pointer, part ?? 'value') })
}

/**
 * Where a JSON pointer (RFC 6901) leads in a JSON text: to a value, or to the key that it stands under. Where it leads
 * nowhere, the innermost part that exists is the answer.
 */
export function placeOfPointer(text: string, pointer: string, part: 'value' | 'key'): TextPlace {
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  let best = afterSpace(text, 0)
  let matched = 0
  let item = 0
  for (const token of wanted.length === 0 ? [] : jsonTokens(text)) {
    // Tokens of the container that was reached so far; what stands deeper in it is passed over.
    if (token.depth !== matched + 1) continue
    if (token.kind === 'close') break
    if (token.kind === 'open') item = 0
    if (token.kind === 'comma') item++
    const isKey = token.kind === 'key'
    const startsItem = token.source === '[' || token.kind === 'comma'
    const found = isKey ? textOfToken(token) === wanted[matched] : startsItem && String(item) === wanted[matched]
    if (!found) continue
    matched++
    const last = matched === wanted.length
    const value = isKey ? afterColon(text, token.offset + token.source.length) : afterSpace(text, token.offset + 1)
    best = last && part === 'key' && isKey ? token.offset : value
    if (last || !'{['.includes(text[best] ?? ' ')) break
  }
  return placeOf(text, best)
}

function afterColon(text: string, from: number): number {
  return afterSpace(text, text.indexOf(':', from) + 1)
}
