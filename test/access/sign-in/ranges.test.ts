import { BlockList } from 'node:net'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, test as plain } from 'vitest'
import { cells, type Range, readAddress, readRange, showAddress } from '../../../src/access/sign-in/ranges.ts'

const V4 = 2n ** 32n
const V6 = 2n ** 128n
const LAST = V4 + V6 - 1n
const RUNS = { seed: 11, numRuns: 300 }

const v4 = fc.ipV4()
const v6 = fc.ipV6()
/** A range as text, of which the host bits may be set. */
const cidr = fc.oneof(
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${length}`),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([address, length]) => `${address}/${length}`),
)

describe('a range', () => {
  plain('is read with its host bits cut off, IPv6 above IPv4', () => {
    expect(
      [
        '0.0.0.0/0',
        '203.0.113.77/24',
        '10.1.2.3/32',
        '::/0',
        '2001:DB8::5/126',
        '::ffff:192.0.2.1/128',
        ' 10.0.0.0/8 ',
      ].map(readRange),
    ).toEqual([
      { first: 0n, last: V4 - 1n },
      { first: 0xcb007100n, last: 0xcb0071ffn },
      { first: 0x0a010203n, last: 0x0a010203n },
      { first: V4, last: V4 + V6 - 1n },
      { first: V4 + (0x20010db8n << 96n) + 4n, last: V4 + (0x20010db8n << 96n) + 7n },
      { first: V4 + 0xffffc0000201n, last: V4 + 0xffffc0000201n },
      { first: 0x0a000000n, last: 0x0affffffn },
    ])
  })

  plain('is not read from anything else', () => {
    const texts = [
      ...['', '/', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', '256.0.0.0/8', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/ 8'],
      ...[
        '::/129',
        ':::/8',
        '2001:db8::1::/64',
        'fe80::1%eth0/64',
        'g::/8',
        '1:2:3:4:5:6:7:8:9/64',
        '[::1]/128',
        'localhost/8',
      ],
      ...['10.0.0.0/0x8', '10.0.0.0/1e1', '１0.0.0.0/8', '10.0.0.0\n/8', '0x0a.0.0.0/8'],
    ]
    expect(texts.filter((text) => readRange(text) !== undefined)).toEqual([])
  })

  test.prop([fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./]*$/), cidr)], RUNS)(
    'is never a fault to read',
    (text) => {
      const range = readRange(text)
      if (range) expect(range.first <= range.last && range.last <= LAST).toBe(true)
    },
  )

  test.prop([cidr, fc.oneof(v4, v6)], RUNS)('holds the addresses that Node says it does', (text, address) => {
    const [base = '', length = ''] = text.split('/')
    const list = new BlockList()
    list.addSubnet(base, Number(length), base.includes(':') ? 'ipv6' : 'ipv4')
    const [range, value] = [readRange(text), readAddress(address)]
    if (range === undefined || value === undefined) throw new Error(`${text} or ${address} is not read`)
    // Node takes a mapped IPv4 address for an IPv4 one; here the two are apart, as in Entra.
    fc.pre(base.includes(':') === address.includes(':'))
    expect(value >= range.first && value <= range.last).toBe(
      list.check(address, address.includes(':') ? 'ipv6' : 'ipv4'),
    )
  })
})

describe('an address', () => {
  test.prop([fc.bigInt({ min: 0n, max: LAST })], RUNS)('is shown as it is read', (value) => {
    expect(readAddress(showAddress(value))).toBe(value)
  })

  test.prop([fc.bigInt({ min: V4, max: V4 + V4 * 2n })], RUNS)('of IPv6 is, at the low end too', (value) => {
    expect(readAddress(showAddress(value))).toBe(value)
  })

  plain('is shown as people write it', () => {
    expect([0n, 0xc6336407n, V4, V4 + 1n, V4 + (0x20010db8n << 96n) + 7n].map(showAddress)).toEqual([
      '0.0.0.0',
      '198.51.100.7',
      '::',
      '::1',
      '2001:db8::7',
    ])
  })

  plain('is not read from anything else', () => {
    const texts = [
      '',
      '10.0.0.0/8',
      '10.0.0',
      '10.0.0.256',
      '1::2::3',
      'example.com',
      '127.1',
      '[::1]',
      '::1]',
      'fe80::1%1',
    ]
    expect(texts.filter((text) => readAddress(text) !== undefined)).toEqual([])
  })
})

describe('cells', () => {
  const locations = fc.array(fc.array(cidr, { maxLength: 4 }), { maxLength: 5 })

  test.prop([locations, fc.array(fc.oneof(v4, v6), { maxLength: 8 })], RUNS)(
    'cover every address once, with exactly the locations it lies in',
    (texts, addresses) => {
      const ranges = texts.map((list) => list.map(readRange).filter((range) => range !== undefined))
      const named = new Map(ranges.map((list, index) => [`l${index}`, list]))
      const found = cells(named)
      const sorted = found.flatMap((cell) => cell.ranges).sort((a, b) => (a.first < b.first ? -1 : 1))
      // One after the other, from the first address to the last.
      expect(sorted.map(({ first }) => first)).toEqual([0n, ...sorted.slice(0, -1).map(({ last }) => last + 1n)])
      expect(sorted.at(-1)?.last).toBe(LAST)
      expect(found[0]?.locations).toEqual([])
      expect(new Set(found.map((cell) => cell.locations.join())).size).toBe(found.length)
      const bounds = ranges.flat().flatMap(({ first, last }) => [first - 1n, first, last, last + 1n])
      const places = [...addresses.map((address) => readAddress(address) ?? 0n), ...bounds]
      for (const place of places.filter((value) => value >= 0n && value <= LAST)) {
        const holds = ({ first, last }: Range): boolean => first <= place && place <= last
        const expected = [...named].filter(([, list]) => list.some(holds)).map(([id]) => id)
        expect(found.filter((cell) => cell.ranges.some(holds)).map((cell) => cell.locations)).toEqual([expected])
      }
    },
  )

  plain('of overlapping locations, in order; the first lies in none and may have no address', () => {
    const range = (text: string): Range => readRange(text) ?? { first: 0n, last: 0n }
    const all = [range('0.0.0.0/0'), range('::/0')]
    expect(
      cells(
        new Map([
          ['all', all],
          ['office', [range('203.0.113.0/24')]],
        ]),
      ),
    ).toEqual([
      { locations: [], ranges: [] },
      {
        locations: ['all'],
        ranges: [
          { first: 0n, last: 0xcb0070ffn },
          { first: 0xcb007200n, last: V4 - 1n },
          { first: V4, last: V4 + V6 - 1n },
        ],
      },
      { locations: ['all', 'office'], ranges: [{ first: 0xcb007100n, last: 0xcb0071ffn }] },
    ])
    expect(cells(new Map())).toEqual([{ locations: [], ranges: [{ first: 0n, last: LAST }] }])
  })
})
