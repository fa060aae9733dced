import { createHash } from 'node:crypto'
import { isObject, type Json } from '../json.ts'
import { idPrefix } from '../plan/provider-types.ts'
import { type Reference, SECRET, type Text, UNKNOWN, type Unknown, type Value } from '../plan/value.ts'
import { isUnknownText, refuseKey, UNKNOWN_TEXT, wireKind } from './wire.ts'

/** What a placeholder stands for. */
type Meaning = Reference | Unknown | typeof SECRET

interface Form {
  readonly text: string
  /** Where the placeholder begins in `text`. */
  readonly at: number
  readonly meaning: Meaning
}

/**
 * Texts that stand for what is not known before the deployment. The program gets them as ordinary strings, so that its
 * own code runs on them; what comes back is found again, whole or inside a longer text.
 */
export interface Symbols {
  /** The text of a computed property of a resource. */
  readonly property: (urn: string, type: string, property: string) => string
  /** A text for a value that nobody knows, such as the answer of a data source. */
  readonly unknown: (seed: string) => string
  /** A text for a secret whose plaintext is not here. */
  readonly secret: (seed: string) => string
  /** The plan's value of a wire value. @throws AppError `program` for reserved keys and unknown signatures. */
  readonly value: (wire: Json) => Value
  /** True where a text holds a placeholder or a piece of one. */
  readonly holdsPlaceholder: (text: string) => boolean
  /** Plaintexts that were marked secret, for masking what the program prints. */
  readonly plaintexts: () => readonly string[]
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/** Digits before the first and after the last hyphen of a UUID. */
const HEAD = 8
const TAIL = 12
const HEX_RUN = /[0-9a-f]{8,}/gi

/**
 * The property that holds a directory object's GUID. Where a type's `id` is a path (`/groups/<guid>`), the path ends in
 * the same GUID: a program that cuts it out of the id has named the object.
 */
const OBJECT_ID = 'objectId'

/** True for the properties of AWS types that hold an ARN (`arn`, `roleArn` …). */
function isArnProperty(type: string, property: string): boolean {
  return type.startsWith('aws:') && /^arn$|Arn$/.test(property)
}

/** The service part of an ARN for an AWS type token, `iam` for `aws:iam/role:Role`. */
function arnService(type: string): string {
  return /^aws:([a-z0-9]+)\//.exec(type)?.[1] ?? 'aws'
}

/** Placeholders of one stack; the same project, stack, URN and property always give the same text. */
export function createSymbols(project: string, stack: string): Symbols {
  const forms = new Map<string, Form[]>([[UNKNOWN_TEXT, [{ text: UNKNOWN_TEXT, at: 0, meaning: UNKNOWN }]]])
  const fragments = new Map<string, Meaning>()
  const plaintexts = new Set<string>()

  const add = (uuid: string, text: string, meaning: Meaning): string => {
    const known = forms.get(uuid) ?? []
    if (!known.some((form) => form.text === text)) {
      known.push({ text, at: text.indexOf(uuid), meaning })
      known.sort((a, b) => b.text.length - a.text.length)
    }
    forms.set(uuid, known)
    const loss: Meaning = meaning === SECRET ? SECRET : UNKNOWN
    for (const part of [uuid.slice(0, HEAD), uuid.slice(-TAIL)]) fragments.set(part, loss)
    return text
  }
  const uuidOf = (kind: string, ...parts: readonly string[]): string => uuid([project, stack, kind, ...parts])

  const property = (urn: string, type: string, name: string): string => {
    const meaning: Reference = { $gatehouse: 'ref', urn, property: name }
    if (isArnProperty(type, name)) {
      const [region, account, item] = ['region', 'account', 'item'].map((part) => uuidOf('arn', urn, name, part))
      const text = `arn:aws:${arnService(type)}:${region}:${account}:${item}`
      for (const part of [region, account, item] as string[]) {
        add(part, part, UNKNOWN)
        add(part, text, meaning)
      }
      return text
    }
    const prefix = idPrefix(type)
    if (prefix !== undefined && (name === 'id' || name === OBJECT_ID)) {
      const guid = uuidOf('property', urn, OBJECT_ID)
      add(guid, guid, { ...meaning, property: OBJECT_ID })
      const path = add(guid, `${prefix}${guid}`, { ...meaning, property: 'id' })
      return name === 'id' ? path : guid
    }
    const text = uuidOf('property', urn, name)
    return add(text, text, meaning)
  }

  const text = (input: string): Value => {
    const parts = cut(input, forms, fragments)
    if (parts.length === 1) return typeof parts[0] === 'string' ? input : (parts[0] ?? '')
    if (parts.some((part) => part === SECRET)) return SECRET
    return parts.length === 0 ? input : ({ $gatehouse: 'text', parts: parts as Text['parts'] } satisfies Text)
  }

  const value = (wire: Json): Value => {
    if (typeof wire === 'string') return isUnknownText(wire) ? UNKNOWN : text(wire)
    if (Array.isArray(wire)) return wire.map(value)
    if (!isObject(wire)) return wire as Value
    if (wireKind(wire) === 'secret') {
      collectTexts(wire['value'] as Json, (leaf) => {
        if (!isOpenText(leaf)) plaintexts.add(leaf)
      })
      return SECRET
    }
    const result: { [key: string]: Value } = {}
    for (const [key, item] of Object.entries(wire)) {
      refuseKey(key)
      const name = text(key)
      // A property name cannot be a tagged value: an object with a computed name is not known as a whole.
      if (typeof name !== 'string') return name === SECRET ? SECRET : UNKNOWN
      result[key] = value(item as Json)
    }
    return result
  }
  const isOpenText = (leaf: string): boolean => isUnknownText(leaf) || typeof text(leaf) !== 'string'

  return {
    property,
    value,
    unknown: (seed) => {
      const made = uuidOf('unknown', seed)
      return add(made, made, UNKNOWN)
    },
    secret: (seed) => {
      const made = uuidOf('secret', seed)
      return add(made, made, SECRET)
    },
    holdsPlaceholder: isOpenText,
    plaintexts: () => [...plaintexts],
  }
}

/** A version 4 UUID whose bits are the SHA-256 of the parts: nothing tells it from a real one. */
function uuid(parts: readonly string[]): string {
  const bytes = createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

interface Hit {
  readonly start: number
  readonly end: number
  readonly meaning: Meaning
}

/** Splits a text at the placeholders in it; literal pieces stay strings, neighbours are joined. */
function cut(
  input: string,
  forms: ReadonlyMap<string, readonly Form[]>,
  fragments: ReadonlyMap<string, Meaning>,
): readonly (string | Meaning)[] {
  const parts: (string | Meaning)[] = []
  let done = 0
  for (const hit of hits(input, forms, fragments)) {
    if (hit.start < done) continue
    if (hit.start > done) parts.push(input.slice(done, hit.start))
    parts.push(hit.meaning)
    done = hit.end
  }
  if (done < input.length && parts.length > 0) parts.push(input.slice(done))
  return parts
}

/** Whole placeholders first; then pieces of them (cut, upper-cased, without hyphens), whose meaning is lost. */
function hits(
  input: string,
  forms: ReadonlyMap<string, readonly Form[]>,
  fragments: ReadonlyMap<string, Meaning>,
): readonly Hit[] {
  if (input.length < 8) return []
  const found: Hit[] = []
  for (const match of input.matchAll(UUID)) {
    const known = forms.get(match[0].toLowerCase())
    if (known === undefined) continue
    const form = known.find((item) => item.at <= match.index && input.startsWith(item.text, match.index - item.at))
    const start = match.index - (form?.at ?? 0)
    // The same digits in another case: the object is lost, but it is no literal either.
    const lost: Meaning = known.some((item) => item.meaning === SECRET) ? SECRET : UNKNOWN
    found.push({ start, end: start + (form?.text ?? match[0]).length, meaning: form?.meaning ?? lost })
  }
  const whole = [...found]
  for (const match of input.matchAll(HEX_RUN)) {
    const [start, end] = [match.index, match.index + match[0].length]
    if (whole.some((hit) => hit.start < end && start < hit.end)) continue
    const meaning = pieceIn(match[0].toLowerCase(), fragments)
    if (meaning !== undefined) found.push({ start, end, meaning })
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end)
}

/** The first or the last digits of a placeholder anywhere in a run of hexadecimal digits. */
function pieceIn(run: string, fragments: ReadonlyMap<string, Meaning>): Meaning | undefined {
  for (let at = 0; at + HEAD <= run.length; at++) {
    const meaning = fragments.get(run.slice(at, at + HEAD)) ?? fragments.get(run.slice(at, at + TAIL))
    if (meaning !== undefined) return meaning
  }
  return undefined
}

function collectTexts(wire: Json | undefined, visit: (leaf: string) => void): void {
  if (typeof wire === 'string') visit(wire)
  else if (typeof wire === 'number') visit(String(wire))
  else if (Array.isArray(wire)) for (const item of wire) collectTexts(item, visit)
  else if (isObject(wire)) for (const item of Object.values(wire)) collectTexts(item as Json, visit)
}
