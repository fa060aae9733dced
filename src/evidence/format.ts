import { createHash } from 'node:crypto'

/** Media type and payload type of what is signed: in-toto attestation framework, DSSE v1.0. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'
/** in-toto/attestation spec/v1/statement.md. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** in-toto/attestation spec/predicates/reference.md. */
export const REFERENCE_TYPE = 'https://in-toto.io/attestation/reference/v0.1'

/** Id of who speaks in a record about stored files. */
export const ATTESTER = 'urn:gatehouse:archive/v1'

/** A checkpoint, a leaf and a record are small; anything larger is an attack on the reader. */
export const MAX_LEAF_BYTES = 1024

/** in-toto DigestSet, restricted to SHA-256 in lower-case hexadecimal. */
export interface Digest {
  readonly sha256: string
}

/** A file of the archive: in-toto ResourceDescriptor whose location is a path relative to the archive's root. */
export interface FileReference {
  readonly name: string
  readonly digest: Digest
  readonly downloadLocation: string
  readonly mediaType: string
}

/** What every record says about itself. */
export interface Scope {
  /** RFC 3339 in UTC, whole seconds: when what it is about happened. */
  readonly time: string
  /** Present and true for examples: no organisation did this. */
  readonly demo?: true
}

/** What every record about a change of a stack says. */
export interface StackScope extends Scope {
  readonly project: string
  readonly stack: string
}

/** in-toto Statement v1. */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly { readonly name: string; readonly digest: Digest }[]
  readonly predicateType: string
  readonly predicate: { readonly [field: string]: unknown }
}

/** A log entry: names one record by the digest of its exact bytes. */
export interface Leaf {
  readonly id: string
  readonly type: string
  /** RFC 3339 in UTC, whole seconds: when the record was archived. */
  readonly time: string
  /** SHA-256 of the record file. */
  readonly sha256: string
  /** SHA-256 of the signed statement. */
  readonly statement: string
}

/** Where the parts of an archive lie, relative to its root. */
export const PATHS: {
  readonly checkpoint: string
  readonly keys: string
  readonly lock: string
  readonly pending: string
} = { checkpoint: 'log/checkpoint', keys: 'keys.json', lock: '.lock', pending: '.pending.json' }

/** How far the clocks of the gate and the archive may differ, in milliseconds. */
export const MAX_SKEW_MS: number = 10 * 60 * 1000

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const ID_LENGTH = 26

/** Lower-case base32 of RFC 4648 without padding. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text
}

/** A record's id: the first 26 base32 characters (130 bits) of its statement's SHA-256. */
export function recordId(statement: Uint8Array): string {
  return base32(createHash('sha256').update(statement).digest()).slice(0, ID_LENGTH)
}

/** A name as a part of a path: readable, never an identity (the statement holds the exact name). */
export function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain.slice(0, 60) || 'unnamed'
}

/** `acme-identity.prod`: the folder of a stack's records. */
export function stackFolder(scope: Pick<StackScope, 'project' | 'stack'>): string {
  return `${slug(scope.project)}.${slug(scope.stack)}`
}

/** Path of a record, a function of its statement alone: a record under any other path is a replay. */
export function recordPath(time: string, folder: string, type: string, id: string): string {
  return `records/${time.slice(0, 10).replaceAll('-', '/')}/${folder}/${id}-${type}.sigstore.json`
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': '.json',
  'application/sarif+json': '.sarif',
  'text/markdown': '.md',
  'text/csv': '.csv',
  'text/plain': '.txt',
  'application/octet-stream': '',
}

/** Media type of an attached file by its extension; what is unknown is `application/octet-stream` (reference/v0.1). */
export function mediaTypeOf(name: string): string {
  const extension = /\.[a-z]+$/.exec(name.toLowerCase())?.[0]
  return Object.keys(EXTENSIONS).find((type) => EXTENSIONS[type] === extension) ?? 'application/octet-stream'
}

/** Path of a stored file: by content, with an extension so that a forge shows it and a desktop opens it. */
export function objectPath(sha256: string, mediaType: string): string {
  return `objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}${EXTENSIONS[mediaType] ?? ''}`
}

/** RFC 3339 in UTC with whole seconds. */
export function formatTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Whether a text in that form is a time: `2026-02-30T00:00:00Z` has the form, and Date reads it as the second of March. */
export function isTime(text: string): boolean {
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && formatTime(date) === text
}
