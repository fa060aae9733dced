import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** C2SP signed-note: the algorithm byte of Ed25519, before the key and in the key id. */
const ED25519 = Buffer.from([1])
/** RFC 8410: the SPKI prefix of an Ed25519 public key. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** What a checkpoint says: C2SP tlog-checkpoint. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** A log's public key with its name, as Go's note package and C2SP signed-note write it. */
export interface LogKey {
  readonly name: string
  readonly id: Buffer
  readonly key: KeyObject
}

/** The 32 bytes of an Ed25519 public key. */
function rawKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(-32)
}

function keyId(name: string, raw: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ED25519).update(raw).digest().subarray(0, 4)
}

/** `NAME+ID+KEY`: the verifier key of C2SP signed-note. */
export function formatLogKey(name: string, key: KeyObject): string {
  const raw = rawKey(key)
  return `${name}+${keyId(name, raw).toString('hex')}+${Buffer.concat([ED25519, raw]).toString('base64')}`
}

/** Reads a verifier key; undefined unless it is a well-formed Ed25519 key whose id is the digest of its name and key. */
export function parseLogKey(text: string): LogKey | undefined {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text)
  if (!match) return undefined
  const [, name = '', id = '', encoded = ''] = match
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 33 || bytes[0] !== 1 || bytes.toString('base64') !== encoded) return undefined
  const raw = bytes.subarray(1)
  if (keyId(name, raw).toString('hex') !== id) return undefined
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
  return { name, id: keyId(name, raw), key }
}

/** A signed checkpoint: three lines, an empty line, one signature by the log's Ed25519 key. */
export function signCheckpoint(checkpoint: Checkpoint, privateKey: KeyObject): string {
  const text = `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`
  const id = keyId(checkpoint.origin, rawKey(createPublicKey(privateKey)))
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')
  return `${text}\n— ${checkpoint.origin} ${signature}\n`
}

const NOTE = /^([^\s+]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n)+)$/

/**
 * Reads a checkpoint and checks one log's signature on it. Signatures of others (witnesses) are ignored, as C2SP
 * signed-note asks; extension lines are refused, because nobody could audit them.
 * @returns the checkpoint, or a sentence that says what is wrong.
 */
export function openCheckpoint(bytes: Uint8Array, log: LogKey): Checkpoint | string {
  const parsed = readCheckpoint(bytes)
  if (typeof parsed === 'string') return parsed
  const { text, signatures, ...checkpoint } = parsed
  if (checkpoint.origin !== log.name) return `the checkpoint's origin is ${checkpoint.origin}, not ${log.name}`
  const own = signatures.filter(({ name, bytes }) => name === log.name && bytes.subarray(0, 4).equals(log.id))
  if (own.length === 0) return `the checkpoint is not signed by the key of ${log.name}`
  if (own.length > 1) return 'the checkpoint carries the same signature twice'
  const signature = own[0]?.bytes.subarray(4) ?? Buffer.alloc(0)
  if (!verify(null, Buffer.from(text), log.key, signature)) return 'the signature of the checkpoint is wrong'
  return checkpoint
}

/** A checkpoint's three lines and its signatures, unchecked; a sentence where it is malformed. */
export function readCheckpoint(
  bytes: Uint8Array,
): (Checkpoint & { text: string; signatures: readonly { name: string; bytes: Buffer }[] }) | string {
  const note = Buffer.from(bytes).toString('utf8')
  const match = NOTE.exec(note)
  if (!match || !Buffer.from(note).equals(bytes)) return 'the checkpoint is not a signed note of three lines'
  const [, origin = '', size = '', root = '', lines = ''] = match
  const signatures = lines
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, name = '', encoded = '']) => ({ name, encoded, bytes: Buffer.from(encoded, 'base64') }))
  const hash = Buffer.from(root, 'base64')
  if (hash.toString('base64') !== root || signatures.some((one) => one.bytes.toString('base64') !== one.encoded)) {
    return 'the checkpoint is not canonical base64'
  }
  if (!Number.isSafeInteger(Number(size))) return 'the size of the checkpoint is too large'
  return { origin, size: Number(size), root: hash, text: `${origin}\n${size}\n${root}\n`, signatures }
}
