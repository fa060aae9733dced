import { describe, expect, test } from 'vitest'
import { toValue } from '../../src/plan/readers/wire.ts'
import { failure } from './fixtures.ts'

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SENTINEL = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
const UNKNOWN = { $gatehouse: 'unknown' }
const SECRET = { $gatehouse: 'secret' }
const read = (raw: unknown) => toValue(raw, 'f', 'x')

describe('values of the engine', () => {
  test.each([
    ['a literal', 'All', 'All'],
    ['the unknown', SENTINEL, UNKNOWN],
    ['the unknown boolean', '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7', UNKNOWN],
    ['the unknown number', '3eeb2bf0-c639-47a8-9e75-3b44932eb421', UNKNOWN],
    ['the unknown list', '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2', UNKNOWN],
    ['the unknown asset', '030794c1-ac77-496b-92df-f27374a8bd58', UNKNOWN],
    ['the unknown archive', 'e48ece36-62e2-4504-bad9-02848725956a', UNKNOWN],
    ['the unknown object', 'dd056dcd-154b-4c76-9bd3-c8f88648b5ff', UNKNOWN],
    ['a text with an unknown part', `arn:aws:iam::${SENTINEL}:role/x`, UNKNOWN],
    ['an unknown in a list', ['a', SENTINEL], ['a', UNKNOWN]],
    ['a hidden secret', '[secret]', SECRET],
    ['a text about a secret', 'the [secret] garden', 'the [secret] garden'],
    ['an encrypted secret', { [SIGNATURE]: '1b47061264138c4ac30d75fd1eb44270', ciphertext: 'v1:abc' }, SECRET],
    ['a shown secret', { [SIGNATURE]: '1b47061264138c4ac30d75fd1eb44270', plaintext: '"hunter2"' }, SECRET],
    ['an output', { [SIGNATURE]: 'd0e6a833031e9bbcd3f4e8bde6ca49a4', value: ['a'] }, ['a']],
    ['an output without value', { [SIGNATURE]: 'd0e6a833031e9bbcd3f4e8bde6ca49a4' }, UNKNOWN],
    ['a secret output', { [SIGNATURE]: 'd0e6a833031e9bbcd3f4e8bde6ca49a4', value: 'x', secret: true }, SECRET],
    [
      'a resource',
      { [SIGNATURE]: '5cf8f73096256a8f31e491e813e4eb8e', urn: 'urn:pulumi:a::b::c:d:E::f', id: '1' },
      { $gatehouse: 'ref', urn: 'urn:pulumi:a::b::c:d:E::f', property: 'id' },
    ],
    ['an asset', { [SIGNATURE]: 'c44067f5952c0a294b673a41bacd8c17', hash: 'ab', text: 'content' }, { hash: 'ab' }],
    ['an archive without a hash', { [SIGNATURE]: '0def7320c3a5731c473e5ecbe6d01bc7', path: './x' }, UNKNOWN],
    ['a special object of no known kind', { [SIGNATURE]: 'new', value: 1 }, UNKNOWN],
    ['internal keys', { __defaults: ['a'], __meta: '{}', __internal: {}, a: 1 }, { a: 1 }],
    ['nested', { a: { __defaults: [], b: [{ c: SENTINEL }] } }, { a: { b: [{ c: UNKNOWN }] } }],
    ['null, numbers and booleans', [null, 1.5, true], [null, 1.5, true]],
  ])('%s', (_title, raw, value) => {
    expect(read(raw)).toEqual(value)
  })

  test.each(['$gatehouse', '$gatehouse2'])('the key %s is refused', (key) => {
    expect(failure(() => read({ a: [{ [key]: 'unknown' }] })).message).toBe(
      `x.a[0] has the key "${key}", which is reserved for tagged values`,
    )
  })
})
