import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { AppError } from '../errors.ts'
import { prettyJson } from '../json.ts'
import { formatLogKey } from './checkpoint.ts'
import { keyHint } from './dsse.ts'

/** A period in which a key may sign; without `end` it is still in use. */
export interface Window {
  readonly start: string
  readonly end?: string
}

/** Public keys that a verifier trusts; received by another way than the archive. */
export interface Trust {
  readonly schema: 'urn:gatehouse:trust/v1'
  /** Name of the log. */
  readonly origin: string
  /** ECDSA P-256 keys that sign records. */
  readonly signing: readonly { readonly hint: string; readonly publicKey: string; readonly validFor: Window }[]
  /** Ed25519 keys that sign checkpoints, in the form of C2SP signed-note. */
  readonly log: readonly { readonly vkey: string; readonly validFor: Window }[]
}

/** The copy inside an archive: which keys it was signed with. It proves nothing about who that was. */
export interface ArchiveKeys {
  readonly schema: 'urn:gatehouse:keys/v1'
  readonly origin: string
  readonly signing: readonly { readonly hint: string; readonly publicKey: string }[]
  readonly log: string
}

/** A pair of keys, private and public. */
export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** Both keys of an archiver. */
export interface Signer {
  readonly signing: KeyPair
  readonly log: KeyPair
}

/** The text form of a public key. */
export function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

/**
 * Reads a private key of one kind from PEM.
 * @throws AppError `malformed` where it is no private key, `refused` where it is of another kind.
 */
export function readPrivateKey(pem: string, file: string, kind: 'p256' | 'ed25519'): KeyPair {
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey(pem)
  } catch (cause) {
    throw new AppError('malformed', 'this is not a private key in PEM form without a password', {
      place: { file },
      fix: 'make keys with "gatehouse archive --create-keys DIR --origin NAME"',
      cause,
    })
  }
  const found =
    privateKey.asymmetricKeyType === 'ec' && privateKey.asymmetricKeyDetails?.namedCurve === 'prime256v1'
      ? 'p256'
      : privateKey.asymmetricKeyType
  if (found !== kind) {
    throw new AppError('refused', `this key is ${keyKind(privateKey)}`, {
      place: { file },
      expected: kind === 'p256' ? 'an ECDSA P-256 key (--key)' : 'an Ed25519 key (--log-key)',
      fix: 'make keys with "gatehouse archive --create-keys DIR --origin NAME"',
    })
  }
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

function keyKind({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const curve = asymmetricKeyDetails?.namedCurve
  return `of the kind ${asymmetricKeyType ?? 'unknown'}${curve === undefined ? '' : ` (${curve})`}`
}

/** New keys: the private ones as PKCS #8 PEM, and the trust file that goes to the verifiers. */
export function createKeys(origin: string, start: string): { signing: string; log: string; trust: string } {
  const signing = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const log = generateKeyPairSync('ed25519')
  const trust: Trust = {
    schema: 'urn:gatehouse:trust/v1',
    origin,
    signing: [{ hint: keyHint(signing.publicKey), publicKey: publicPem(signing.publicKey), validFor: { start } }],
    log: [{ vkey: formatLogKey(origin, log.publicKey), validFor: { start } }],
  }
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { signing: pem(signing.privateKey), log: pem(log.privateKey), trust: prettyJson(trust) }
}

/**
 * The name of a log: a schema-less URL without spaces and plus, as C2SP tlog-checkpoint recommends.
 * @throws AppError `usage`.
 */
export function checkOrigin(origin: string): string {
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[A-Za-z0-9._~-]+)*$/.test(origin) && origin.length <= 200) return origin
  throw new AppError('usage', `--origin is not a name for a log: ${origin}`, {
    expected: 'a URL without its scheme, such as evidence.example.com/acme',
    fix: 'use the same name in every run: it is part of every checkpoint',
  })
}

/** The bytes of `keys.json`: a function of the origin, the keys that signed records (by hint) and the log's key. */
export function archiveKeys(origin: string, signing: ReadonlyMap<string, string>, log: string): string {
  const keys: ArchiveKeys = {
    schema: 'urn:gatehouse:keys/v1',
    origin,
    signing: [...signing].sort(([a], [b]) => (a < b ? -1 : 1)).map(([hint, publicKey]) => ({ hint, publicKey })),
    log,
  }
  return prettyJson(keys)
}
