import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { createSymbols } from '../../src/engine/symbols.ts'
import { SIGNATURE, structToJson, UNKNOWN_TEXT, wireSecret } from '../../src/engine/wire.ts'
import type { Json } from '../../src/json.ts'
import type { Value } from '../../src/plan/value.ts'

const GROUP = 'azuread:index/group:Group'
const URN = 'urn:pulumi:dev::lab::azuread:index/group:Group::g'
const ref = (name: string) => ({ $gatehouse: 'ref', urn: URN, property: name })

describe('placeholders', () => {
  test("look like the provider's ids and are always the same", () => {
    const symbols = createSymbols('lab', 'dev')
    const uuid = symbols.property(URN, GROUP, 'objectId')
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(symbols.property(URN, GROUP, 'id')).toBe(`/groups/${uuid}`)
    expect(createSymbols('lab', 'dev').property(URN, GROUP, 'objectId')).toBe(uuid)
    expect(createSymbols('lab', 'prod').property(URN, GROUP, 'objectId')).not.toBe(uuid)
    expect(symbols.property(URN, 'aws:iam/role:Role', 'arn')).toMatch(
      /^arn:aws:iam:[0-9a-f-]{36}:[0-9a-f-]{36}:[0-9a-f-]{36}$/,
    )
  })

  test.each<[string, (uuid: string) => string, Value]>([
    ['whole', (uuid) => uuid, ref('objectId')],
    ['with the path of the id', (uuid) => `/groups/${uuid}`, ref('id')],
    ['with another path', (uuid) => `/teams/${uuid}`, { $gatehouse: 'text', parts: ['/teams/', ref('objectId')] }],
    ['in upper case', (uuid) => uuid.toUpperCase(), { $gatehouse: 'unknown' }],
    ['without hyphens', (uuid) => uuid.replaceAll('-', ''), { $gatehouse: 'unknown' }],
    ['its head', (uuid) => uuid.slice(0, 8), { $gatehouse: 'unknown' }],
    ['its head in other digits', (uuid) => `00${uuid.slice(0, 8)}ff`, { $gatehouse: 'unknown' }],
    ['its tail', (uuid) => `x${uuid.slice(-12)}`, { $gatehouse: 'text', parts: ['x', { $gatehouse: 'unknown' }] }],
  ])('%s', (_, make, expected) => {
    const symbols = createSymbols('lab', 'dev')
    const uuid = symbols.property(URN, GROUP, 'objectId')
    expect(symbols.value(make(uuid) as Json)).toEqual(expected)
  })

  test('of secrets hide the whole text', () => {
    const symbols = createSymbols('lab', 'dev')
    expect(symbols.value(`token ${symbols.secret('a')}!` as Json)).toEqual({ $gatehouse: 'secret' })
    expect(symbols.value({ [symbols.secret('a')]: 1 } as Json)).toEqual({ $gatehouse: 'secret' })
  })

  property.prop([fc.array(fc.oneof(fc.string(), fc.constantFrom(0, 1, 2)), { maxLength: 6 })])(
    'cutting a text gives back what it was joined from',
    (pieces) => {
      const symbols = createSymbols('lab', 'dev')
      const uuids = ['a', 'b', 'c'].map((name) => symbols.property(`${URN}${name}`, 'aws:s3/bucket:Bucket', name))
      const joined = pieces.map((piece) => (typeof piece === 'number' ? uuids[piece] : piece)).join('')
      const value = symbols.value(joined)
      const parts =
        typeof value === 'string'
          ? [value]
          : value !== null && typeof value === 'object' && 'parts' in value
            ? (value.parts as Value[])
            : [value]
      const back = parts.map((part) => {
        if (typeof part === 'string') return part
        const { urn, property: name } = part as { urn: string; property: string }
        return symbols.property(urn, 'aws:s3/bucket:Bucket', name)
      })
      expect(back.join('')).toBe(joined)
      if (pieces.some((piece) => typeof piece === 'number')) expect(typeof value).not.toBe('string')
    },
  )

  property.prop([fc.jsonValue({ noUnicodeString: false })])('a value without placeholders stays as it is', (value) => {
    fc.pre(!JSON.stringify(value).includes('"__proto__"'))
    expect(createSymbols('lab', 'dev').value(value as Json)).toEqual(value)
  })
})

describe('the wire', () => {
  test('unknowns and secrets become tags; plaintexts are only kept for masking', () => {
    const symbols = createSymbols('lab', 'dev')
    const value = symbols.value({ a: UNKNOWN_TEXT, b: wireSecret({ c: ['plain'] }), d: [`x${UNKNOWN_TEXT}`] })
    expect(value).toEqual({
      a: { $gatehouse: 'unknown' },
      b: { $gatehouse: 'secret' },
      d: [{ $gatehouse: 'text', parts: ['x', { $gatehouse: 'unknown' }] }],
    })
    expect(symbols.plaintexts()).toEqual(['plain'])
  })

  test('a kind of value that is not known is refused', () => {
    expect(() => createSymbols('lab', 'dev').value({ [SIGNATURE]: 'new' })).toThrow('a kind of value that is not known')
  })

  test.each(['__proto__', '$gatehouse', '$gatehouse2'])('the property %s is refused before it is set', (key) => {
    const text = { getKindCase: () => 3, getStringValue: () => 'x' }
    const struct = { getFieldsMap: () => new Map([[key, text]]) }
    const entries = { getFieldsMap: () => ({ entries: () => struct.getFieldsMap().entries() }) }
    expect(() => structToJson(entries as unknown as Parameters<typeof structToJson>[0])).toThrow('which is reserved')
  })
})
