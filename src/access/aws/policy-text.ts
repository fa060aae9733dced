import { isReference, isTagged, type Reference, type Text, type Value } from '../../plan/value.ts'
import { literal, opaque, type Token, UNKNOWN_TEXT, variable, wildcards } from './tokens.ts'

/** Characters around a placeholder while a text with references is parsed as JSON; no policy contains them. */
const [OPEN, CLOSE] = ['\uE000', '\uE001']

/** A policy document as a value of the plan: its JSON text is parsed, references stay where they are. */
export type PolicyValue = { readonly value: Value } | { readonly problem: string }

/**
 * Reads a policy document: JSON text, a text with references in it, or an object of the plan. A reference inside a JSON
 * string is a part of that string, because programs write documents with `JSON.stringify`; anywhere else the document
 * is not known. Repeated keys are a problem: IAM refuses them and readers differ on them (IAM user guide,
 * reference_policies_grammar, "Policy grammar notes").
 */
export function policyValue(source: Value | undefined): PolicyValue {
  if (source === undefined || source === null) return { problem: 'there is no document' }
  if (typeof source === 'string') return parse(source, [])
  if (!isTagged(source)) {
    return typeof source === 'object' && !Array.isArray(source)
      ? { value: source }
      : { problem: 'the document is neither JSON text nor an object' }
  }
  switch (source.$gatehouse) {
    case 'unknown':
      return { problem: 'the document is computed during the deployment' }
    case 'secret':
      return { problem: 'the document is secret' }
    case 'ref':
      return { problem: 'the document is a property of another resource that is not known yet' }
    case 'text': {
      if (source.parts.some((part) => typeof part === 'string' && (part.includes(OPEN) || part.includes(CLOSE)))) {
        return { problem: 'the document contains private-use characters' }
      }
      const holes = source.parts.filter((part) => typeof part !== 'string')
      let next = 0
      const text = source.parts.map((part) => (typeof part === 'string' ? part : `${OPEN}${next++}${CLOSE}`)).join('')
      return parse(text, holes)
    }
    default:
      return source satisfies never
  }
}

type Hole = Exclude<Text['parts'][number], string>

function parse(text: string, holes: readonly Hole[]): PolicyValue {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const inside = holes.length > 0 ? ', or a value that is not known yet stands outside a JSON string' : ''
    return { problem: `the document is not valid JSON${inside}` }
  }
  const repeated = repeatedKey(text)
  if (repeated !== undefined) return { problem: `the document has the key "${repeated}" twice in one object` }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { problem: 'the document is not a JSON object' }
  }
  const filled = fill(value, holes)
  return filled === undefined ? { problem: 'a key of the document is not known yet' } : { value: filled }
}

/** Puts the references back; undefined where one stands in a key. */
function fill(value: unknown, holes: readonly Hole[]): Value | undefined {
  if (typeof value === 'string') return holes.length === 0 ? value : fillText(value, holes)
  if (value === null || typeof value !== 'object') return value as Value
  if (Array.isArray(value)) {
    const items = value.map((item) => fill(item, holes))
    return items.includes(undefined) ? undefined : (items as Value[])
  }
  const entries = Object.entries(value).map(([key, item]) => [key, fill(item, holes)] as const)
  if (entries.some(([key, item]) => key.includes(OPEN) || item === undefined)) return undefined
  return Object.fromEntries(entries) as Value
}

function fillText(text: string, holes: readonly Hole[]): Value {
  const parts = text.split(new RegExp(`${OPEN}(\\d+)${CLOSE}`)).map((part, index) => {
    return index % 2 === 0 ? part : (holes[Number(part)] as Hole)
  })
  const kept = parts.filter((part) => part !== '')
  const [only] = kept
  if (kept.length === 0) return ''
  return kept.length === 1 ? (only as Value) : { $gatehouse: 'text', parts: kept }
}

/** The first key that stands twice in one object of a valid JSON text. */
function repeatedKey(text: string): string | undefined {
  const objects: (Set<string> | undefined)[] = []
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    const [token, colon] = match
    if (token === '{') objects.push(new Set())
    else if (token === '[') objects.push(undefined)
    else if (token === '}' || token === ']') objects.pop()
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, token.length - colon.length)) as string
      const keys = objects.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}

/** How a text of a policy is read: with wildcards, with variables, and with the names that references stand for. */
export interface Reading {
  readonly wildcards: boolean
  readonly variables: boolean
  readonly resolve: ResolveReference
}

/** The text that a reference stands for: characters, opaque names or `UNKNOWN_TEXT`; never a wildcard. */
export type ResolveReference = (reference: Reference) => readonly Token[]

/** Properties that hold a name, an id or an ARN, and so one text without wildcards. */
const NAMING = /^(?:arn|id|name|url|bucket|uniqueId|accountId|keyId)$|(?:Arn|Id)$/

/** Without the plan a reference to a name is one text that nobody knows yet; any other property can be anything. */
export function unresolved({ urn, property }: Reference): readonly Token[] {
  return [NAMING.test(property) ? opaque(`${urn} ${property}`) : UNKNOWN_TEXT]
}

/** The tokens of a text, or undefined for a value that is no text. A value that is not known is `UNKNOWN_TEXT`. */
export function readTokens(value: Value | undefined, reading: Reading): readonly Token[] | undefined {
  if (typeof value === 'string') return readText([value], reading)
  if (!isTagged(value)) return undefined
  switch (value.$gatehouse) {
    case 'unknown':
    case 'secret':
      return [UNKNOWN_TEXT]
    case 'ref':
      return reading.resolve(value)
    case 'text':
      return readText(value.parts, reading)
    default:
      return value satisfies never
  }
}

function readText(parts: Text['parts'], reading: Reading): readonly Token[] {
  const tokens: Token[] = []
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'string') {
      tokens.push(...(isReference(part) ? reading.resolve(part) : [UNKNOWN_TEXT]))
      continue
    }
    const pieces = reading.variables ? part.split(/(\$\{[^}]*\})/) : [part]
    for (const piece of pieces) tokens.push(...readPiece(piece, reading))
    // A variable whose name is not known yet: everything after it may belong to it.
    const isCut = reading.variables && /\$\{[^}]*$/.test(part) && index < parts.length - 1
    if (isCut) return [...tokens, UNKNOWN_TEXT]
  }
  return tokens
}

function readPiece(piece: string, reading: Reading): readonly Token[] {
  const inner = reading.variables ? /^\$\{([^}]*)\}$/.exec(piece)?.[1] : undefined
  if (inner === '*' || inner === '?' || inner === '$') return [inner]
  if (inner !== undefined) return [variable(inner)]
  return reading.wildcards ? wildcards(piece) : literal(piece)
}
