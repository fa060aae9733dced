import { createHash, type KeyObject, sign } from 'node:crypto'
import { canonicalJson } from '../json.ts'
import { PAYLOAD_TYPE } from './format.ts'
import { schemaProblem } from './schemas.ts'
import { decodeStrict } from './strict.ts'

/** DSSE v1 pre-authentication encoding: the bytes that are signed. */
export function preAuthEncoding(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload])
}

/** Name of a signing key: base64 of the SHA-256 of its SPKI, as Sigstore's clients write key hints. */
export function keyHint(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}

/**
 * A record file: the statement's canonical bytes in a DSSE envelope with one ECDSA P-256 signature (DER), as a
 * Sigstore bundle 0.3 whose key is only hinted at. Canonical JSON and a final newline.
 */
export function makeBundle(payload: Buffer, privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const hint = keyHint(publicKey)
  const signature = sign('sha256', preAuthEncoding(payload), privateKey)
  return Buffer.from(`${canonicalJson(bundleDocument({ hint, payload, signature }))}\n`)
}

/** The parts of a record file. */
export interface Bundle {
  readonly hint: string
  readonly payload: Buffer
  readonly signature: Buffer
}

/**
 * The document of a record file, the only one with these parts: its schema is closed and leaves nothing else open. For
 * verifiers that take the whole bundle; keeping it beside the parts would double the memory of an archive.
 */
export function bundleDocument({ hint, payload, signature }: Bundle): SerializedRecord {
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: signature.toString('base64') }],
    },
  }
}

/**
 * Reads a record file and insists on the exact bytes that `makeBundle` writes: one way to write each record, so that
 * no two readers can see different things in it.
 * @returns the parts, or a sentence that says what is wrong.
 */
export function parseBundle(bytes: Uint8Array): Bundle | string {
  const json = decodeStrict(bytes, 'record')
  if (typeof json === 'string') return json
  const problem = schemaProblem('bundle', json.value)
  if (problem) return `not a record file: ${problem}`
  const bundle = json.value as unknown as SerializedRecord
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
  const signature = Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64')
  if (
    payload.toString('base64') !== bundle.dsseEnvelope.payload ||
    signature.toString('base64') !== bundle.dsseEnvelope.signatures[0].sig
  ) {
    return 'the base64 of the payload or the signature is not canonical'
  }
  return { hint: bundle.verificationMaterial.publicKey.hint, payload, signature }
}

interface SerializedRecord {
  readonly mediaType: string
  readonly verificationMaterial: { readonly publicKey: { readonly hint: string } }
  readonly dsseEnvelope: {
    readonly payload: string
    readonly payloadType: string
    readonly signatures: readonly [{ readonly sig: string }]
  }
}
