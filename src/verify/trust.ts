import { createPublicKey, type KeyObject } from 'node:crypto'
import { type LogKey, parseLogKey } from '../evidence/checkpoint.ts'
import { keyHint } from '../evidence/dsse.ts'
import { type ArchiveKeys, publicPem, type Trust, type Window } from '../evidence/keys.ts'
import { schemaProblem } from '../evidence/schemas.ts'
import type { Json } from '../json.ts'

/** A public key and, where a trust file says so, when it may be used. */
interface SigningKey {
  readonly key: KeyObject
  readonly pem: string
  readonly validFor: Window | undefined
}

/** The keys that a verification goes by. */
export interface Keys {
  readonly source: 'given' | 'archive'
  readonly origin: string
  readonly signing: ReadonlyMap<string, SigningKey>
  readonly log: readonly { readonly key: LogKey; readonly vkey: string; readonly validFor: Window | undefined }[]
}

/** No keys at all: every signature fails. */
export const NO_KEYS: Keys = { source: 'archive', origin: '', signing: new Map(), log: [] }

/** Reads a trust file's document, or says what is wrong with it. */
export function readTrust(value: Json): Keys | string {
  const problem = schemaProblem('trust', value)
  if (problem) return problem
  const trust = value as unknown as Trust
  return collect('given', trust.origin, trust.signing, trust.log)
}

/** Reads the copy of the keys inside an archive, or says what is wrong with it. */
export function readArchiveKeys(value: Json): Keys | string {
  const problem = schemaProblem('keys', value)
  if (problem) return problem
  const keys = value as unknown as ArchiveKeys
  return collect('archive', keys.origin, keys.signing, [{ vkey: keys.log }])
}

function collect(
  source: Keys['source'],
  origin: string,
  signing: readonly { hint: string; publicKey: string; validFor?: Window }[],
  log: readonly { vkey: string; validFor?: Window }[],
): Keys | string {
  const byHint = new Map<string, SigningKey>()
  for (const { hint, publicKey, validFor } of signing) {
    let key: KeyObject
    try {
      key = createPublicKey(publicKey)
    } catch {
      return `the key ${hint} cannot be read`
    }
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return `the key ${hint} is not an ECDSA P-256 key`
    if (keyHint(key) !== hint) return `the key ${hint} is another key than its name says`
    if (publicPem(key) !== publicKey) return `the key ${hint} is not written in the usual form`
    if (byHint.has(hint)) return `the key ${hint} is listed twice`
    byHint.set(hint, { key, pem: publicKey, validFor })
  }
  const logs: { key: LogKey; vkey: string; validFor: Window | undefined }[] = []
  for (const { vkey, validFor } of log) {
    const key = parseLogKey(vkey)
    if (key === undefined) return `the log key ${vkey} is malformed`
    if (key.name !== origin) return `the log key ${vkey} is not of the log ${origin}`
    logs.push({ key, vkey, validFor })
  }
  return { source, origin, signing: byHint, log: logs }
}

/** Whether a time lies in a key's period; both ends count. */
export function isWithin(time: string, window: Window | undefined): boolean {
  return window === undefined || (time >= window.start && (window.end === undefined || time <= window.end))
}
