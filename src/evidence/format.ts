import { createHash } from 'node:crypto'

/** Media type and payload type of what is signed: in-toto attestation framework, DSSE v1.0. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'
/** in-toto/attestation spec/v1/statement.md. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** in-toto/attestation spec/predicates/reference.md. */
export const REFERENCE_TYPE = 'https://in-toto.io/attestation/reference/v0.1'
/** slsa.dev/spec/v1.1/verification_summary. */
export const VSA_TYPE = 'https://slsa.dev/verification_summary/v1'

/** Extension fields of the predicates; both specifications ask for names that are URIs. */
export const PLAN_FIELD = 'urn:gatehouse:plan-record/v1'
export const DECISION_FIELD = 'urn:gatehouse:decision-record/v1'
export const ATTACHMENT_FIELD = 'urn:gatehouse:attachment-record/v1'

/** Ids of who speaks in a record. */
export const ATTESTER = 'urn:gatehouse:archive/v1'
export const VERIFIER = 'urn:gatehouse:gate/v1'

/** A checkpoint, a leaf and a record are small; anything larger is an attack on the reader. */
export const MAX_LEAF_BYTES = 1024

/** The kinds of records, in the order in which they are logged for one change. */
export const RECORD_TYPES = ['plan', 'decision', 'attachment'] as const
export type RecordType = (typeof RECORD_TYPES)[number]

/** in-toto DigestSet, restricted to SHA-256 in lower-case hexadecimal. */
interface Digest {
  readonly sha256: string
}

/** A file of the archive: in-toto ResourceDescriptor whose location is a path relative to the archive's root. */
export interface FileReference {
  readonly name: string
  readonly digest: Digest
  readonly downloadLocation: string
  readonly mediaType: string
}

/** One value that was taken out of a plan before it was stored: where, and by which rule. */
export interface Redaction {
  readonly pointer: string
  readonly rule: RedactionRule
}
export type RedactionRule = 'type-not-listed' | 'property-not-listed' | 'secret-name'

/** What every record says about its change. */
export interface Scope {
  readonly project: string
  readonly stack: string
  /** RFC 3339 in UTC, whole seconds: when the change was judged. */
  readonly time: string
  /** Present and true for examples: no organisation made this change. */
  readonly demo?: true
}

/** The part of a plan record that is ours. */
export interface PlanField extends Scope {
  /** Digest of the exact bytes that the gate judged. */
  readonly judged: Digest
  /** Digest of the stored bytes: equal to `judged` unless something was redacted. */
  readonly archived: Digest
  readonly redactions: readonly Redaction[]
  readonly origin: { readonly kind: string; readonly version: string; readonly sandbox: string }
  readonly completeness: string
  readonly resources: number
  /** Number of changes by operation. */
  readonly changes: Readonly<Record<string, number>>
}

/** The part of a decision record that is ours; the whole decision is the file `document`. */
export interface DecisionField extends Scope {
  readonly decision: 'allow' | 'deny'
  readonly reason: string
  readonly document: FileReference
  readonly policySource: { readonly kind: string; readonly revision?: string }
  readonly digests: Readonly<Record<string, string>>
  /** Number of enforced and advisory rules by the worst status of each. */
  readonly rules: Readonly<Record<string, number>>
  readonly exceptionsUsed: readonly string[]
}

/** The part of an attachment record that is ours. */
export interface AttachmentField extends Scope {
  readonly name: string
}

/** in-toto Statement v1 with one of the three predicates. */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly { readonly name: string; readonly digest: Digest }[]
  readonly predicateType: string
  readonly predicate: { readonly [field: string]: unknown }
}

/** A log entry: names one record by the digest of its exact bytes. */
export interface Leaf {
  readonly id: string
  readonly type: RecordType
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

/** `acme-identity.prod`: readable, never an identity (the statement holds the exact names). */
function stackSlug(scope: Pick<Scope, 'project' | 'stack'>): string {
  const slug = (name: string): string =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'unnamed'
  return `${slug(scope.project)}.${slug(scope.stack)}`
}

/** Path of a record, a function of its statement alone: a record under any other path is a replay. */
export function recordPath(scope: Scope, type: RecordType, id: string): string {
  return `records/${scope.time.slice(0, 10).replaceAll('-', '/')}/${stackSlug(scope)}/${id}-${type}.sigstore.json`
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
