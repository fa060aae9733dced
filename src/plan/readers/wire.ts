import { AppError } from '../../errors.ts'
import { isObject } from '../../json.ts'
import { SECRET, TAG, UNKNOWN, type Value } from '../value.ts'

/** What stands for a value that the engine does not know yet (pulumi, pkg/resource/plugin/rpc.go): one for each type. */
const UNKNOWNS: readonly string[] = [
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]
const UNKNOWN_TEXT = new RegExp(UNKNOWNS.join('|'))

/** What `pulumi preview --json` writes in place of a secret, whatever its type. */
const HIDDEN = '[secret]'

/** The key that marks a special object, and its values (pulumi, sdk/go/common/resource/sig). */
const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SIGNATURE_SECRET = '1b47061264138c4ac30d75fd1eb44270'
const SIGNATURE_OUTPUT = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
const SIGNATURE_RESOURCE = '5cf8f73096256a8f31e491e813e4eb8e'
const SIGNATURE_ASSET = 'c44067f5952c0a294b673a41bacd8c17'
const SIGNATURE_ARCHIVE = '0def7320c3a5731c473e5ecbe6d01bc7'

/** Keys that the bridge between Pulumi and a provider adds for itself; they declare nothing. */
const INTERNAL_KEYS = new Set(['__defaults', '__meta', '__internal', '__pulumi_raw_state_delta'])

/**
 * A value of the engine's JSON as a plan's value: what is unknown or secret becomes a tag, also inside lists, and a
 * text that contains an unknown part is unknown as a whole. A secret's plaintext and ciphertext are dropped.
 * @param where names the place in error messages, e.g. `steps[3].newState.inputs`.
 * @throws AppError `malformed` for a key that begins with `$gatehouse`: it would pass for one of our own tags.
 */
export function toValue(raw: unknown, file: string, where: string): Value {
  if (typeof raw === 'string') return raw === HIDDEN ? SECRET : UNKNOWN_TEXT.test(raw) ? UNKNOWN : raw
  if (raw === null || typeof raw === 'boolean' || typeof raw === 'number') return raw
  if (Array.isArray(raw)) return raw.map((item, index) => toValue(item, file, `${where}[${index}]`))
  if (!isObject(raw)) return UNKNOWN
  if (SIGNATURE in raw) return signed(raw, file, where)
  return toValues(raw, file, where)
}

/** As `toValue`, for an object of properties; an absent one (`undefined`, `null`) has no property. */
export function toValues(
  raw: { readonly [key: string]: unknown } | null | undefined,
  file: string,
  where: string,
): { readonly [name: string]: Value } {
  const entries: [string, Value][] = []
  for (const [key, item] of Object.entries(raw ?? {})) {
    if (key.startsWith(TAG)) {
      throw new AppError('malformed', `${where} has the key "${key}", which is reserved for tagged values`, {
        place: { file },
        fix: 'rename the property; no provider has one of this name',
      })
    }
    if (!INTERNAL_KEYS.has(key)) entries.push([key, toValue(item, file, `${where}.${key}`)])
  }
  return Object.fromEntries(entries)
}

function signed(raw: { readonly [key: string]: unknown }, file: string, where: string): Value {
  switch (raw[SIGNATURE]) {
    case SIGNATURE_SECRET:
      return SECRET
    case SIGNATURE_OUTPUT:
      if (raw['secret'] === true) return SECRET
      return 'value' in raw ? toValue(raw['value'], file, where) : UNKNOWN
    case SIGNATURE_RESOURCE:
      return typeof raw['urn'] === 'string' ? { $gatehouse: 'ref', urn: raw['urn'], property: 'id' } : UNKNOWN
    case SIGNATURE_ASSET:
    case SIGNATURE_ARCHIVE:
      // The content may be anything; its hash identifies it.
      return typeof raw['hash'] === 'string' ? { hash: raw['hash'] } : UNKNOWN
    default:
      return UNKNOWN
  }
}
