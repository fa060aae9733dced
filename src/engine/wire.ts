import { AppError } from '../errors.ts'
import type { Json } from '../json.ts'
import { isObject } from '../json.ts'
import { TAG } from '../plan/value.ts'

/*
 * The value model of the Pulumi wire protocol: JSON, with special values marked by signature keys.
 * Source: sdk/nodejs/runtime/rpc.ts and pkg/resource/plugin/rpc.go of github.com/pulumi/pulumi (3.270).
 */

/** The key that marks a special value. */
export const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270'
const OUTPUT_SIGNATURE = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
const RESOURCE_SIGNATURE = '5cf8f73096256a8f31e491e813e4eb8e'
const ASSET_SIGNATURE = 'c44067f5952c0a294b673a41bacd8c17'
const ARCHIVE_SIGNATURE = '0def7320c3a5731c473e5ecbe6d01bc7'

/** What the SDK sends and expects for "not known yet". */
export const UNKNOWN_TEXT = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

/** The typed sentinels that a provider may send besides `UNKNOWN_TEXT` (bool, number, array, asset, archive, object). */
const UNKNOWN_TEXTS: ReadonlySet<string> = new Set([
  UNKNOWN_TEXT,
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
])

/** True for a sentinel of "not known yet". */
export function isUnknownText(value: unknown): boolean {
  return typeof value === 'string' && UNKNOWN_TEXTS.has(value)
}

/** True for `{signature: secret, …}`, with plaintext (wire) or ciphertext (stack export) inside. */
export function isWireSecret(value: unknown): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET_SIGNATURE
}

/** Marks a wire value as secret. */
export function wireSecret(value: Json): Json {
  return { [SIGNATURE]: SECRET_SIGNATURE, value }
}

/** A protobuf `google.protobuf.Struct`, as far as it is read. */
export interface ProtoStruct {
  getFieldsMap(): { entries(): { next(): { done: boolean; value: [string, ProtoValue] } } }
}

interface ProtoValue {
  getKindCase(): number
  getNumberValue(): number
  getStringValue(): string
  getBoolValue(): boolean
  getStructValue(): ProtoStruct
  getListValue(): { getValuesList(): ProtoValue[] }
}

/**
 * JSON of a protobuf struct. The library's own conversion would let a key `__proto__` replace an object's prototype
 * and so hide a property from every rule; the program is not trusted, so such keys are refused here.
 * @throws AppError `program`.
 */
export function structToJson(struct: ProtoStruct | undefined): { [key: string]: Json } {
  const result: { [key: string]: Json } = {}
  if (struct === undefined) return result
  const entries = struct.getFieldsMap().entries()
  for (let entry = entries.next(); !entry.done; entry = entries.next()) {
    const [key, value] = entry.value
    refuseKey(key)
    result[key] = protoToJson(value)
  }
  return result
}

/** JSON of a protobuf value. Kinds are numbered as in google/protobuf/struct.proto. */
function protoToJson(value: ProtoValue): Json {
  switch (value.getKindCase()) {
    case 2:
      return value.getNumberValue()
    case 3:
      return value.getStringValue()
    case 4:
      return value.getBoolValue()
    case 5:
      return structToJson(value.getStructValue())
    case 6:
      return value.getListValue().getValuesList().map(protoToJson)
    default:
      return null
  }
}

/**
 * Keys that would let a program write a tagged value by hand, or change an object instead of adding a property.
 * @throws AppError `program`.
 */
export function refuseKey(key: string): void {
  if (key !== '__proto__' && !key.startsWith(TAG)) return
  throw new AppError('program', `the program uses the property name ${JSON.stringify(key)}, which is reserved`, {
    expected: `property names other than __proto__ and those that begin with ${TAG}`,
    fix: 'rename the property',
  })
}

/** What a signed object is; `plain` for an object without signature. */
export type WireKind = 'plain' | 'secret' | 'output' | 'resource' | 'asset'

/**
 * Classifies an object of the wire.
 * @throws AppError `program` for a signature that this version does not know.
 */
export function wireKind(value: { readonly [key: string]: unknown }): WireKind {
  const signature = value[SIGNATURE]
  if (signature === undefined) return 'plain'
  if (signature === SECRET_SIGNATURE) return 'secret'
  if (signature === OUTPUT_SIGNATURE) return 'output'
  if (signature === RESOURCE_SIGNATURE) return 'resource'
  if (signature === ASSET_SIGNATURE || signature === ARCHIVE_SIGNATURE) return 'asset'
  throw new AppError('program', `the program sends a kind of value that is not known: ${JSON.stringify(signature)}`, {
    expected: 'secrets, outputs, resources, assets and archives',
    fix: 'use an SDK version that this Gatehouse supports, or plan with the preview engine',
  })
}

/**
 * The wire value without output wrappers: an output becomes its value, an unknown, or a secret of either.
 * Resource references become the id, which is what a provider receives.
 */
export function unwrapOutputs(value: Json): Json {
  if (Array.isArray(value)) return value.map(unwrapOutputs)
  if (!isObject(value)) return value
  const kind = wireKind(value)
  if (kind === 'resource') return (value['id'] ?? value['urn'] ?? UNKNOWN_TEXT) as Json
  if (kind === 'output') {
    const inner = 'value' in value ? unwrapOutputs(value['value'] as Json) : UNKNOWN_TEXT
    return value['secret'] === true ? wireSecret(inner) : inner
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapOutputs(item as Json)]))
}
