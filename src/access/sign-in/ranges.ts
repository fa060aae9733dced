/** Addresses on one axis: IPv4 from 0, IPv6 above it. Both ends belong to the range. */
export interface Range {
  readonly first: bigint
  readonly last: bigint
}

const V4_SIZE = 1n << 32n
const V6_SIZE = 1n << 128n

/** The whole axis. */
const EVERY_ADDRESS: Range = { first: 0n, last: V4_SIZE + V6_SIZE - 1n }

/** Reads an IPv4 or IPv6 CIDR range; undefined for anything else. Host bits may be set, as Entra accepts them. */
export function readRange(text: string): Range | undefined {
  const match = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(text.trim())
  if (!match) return undefined
  const [, address = '', length = ''] = match
  const v4 = readV4(address)
  const value = v4 ?? readV6(address)
  if (value === undefined) return undefined
  const bits = v4 === undefined ? 128 : 32
  if (Number(length) > bits) return undefined
  const host = (1n << BigInt(bits - Number(length))) - 1n
  const offset = v4 === undefined ? V4_SIZE : 0n
  const first = (value & ~host) + offset
  return { first, last: first + host }
}

/** Reads one address onto the axis; undefined if it is none. */
export function readAddress(text: string): bigint | undefined {
  const v4 = readV4(text)
  if (v4 !== undefined) return v4
  const v6 = readV6(text)
  return v6 === undefined ? undefined : v6 + V4_SIZE
}

/** The address at a place of the axis, as people write it. */
export function showAddress(value: bigint): string {
  if (value < V4_SIZE) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  const address = value - V4_SIZE
  const parts = Array.from({ length: 8 }, (_, index) => ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))
  return new URL(`http://[${parts.join(':')}]`).hostname.slice(1, -1)
}

/** One class of addresses: those that lie in exactly the same locations. */
export interface Cell {
  /** Ids of the locations, in their given order. */
  readonly locations: readonly string[]
  readonly ranges: readonly Range[]
}

/**
 * Partitions the axis by locations: the first cell is what lies in none of them (possibly empty of addresses), the
 * others follow in the order of their first address.
 */
export function cells(locations: ReadonlyMap<string, readonly Range[]>): readonly Cell[] {
  const bounds = new Map<bigint, { readonly enter: string[]; readonly leave: string[] }>()
  const at = (place: bigint) => {
    const bound = bounds.get(place) ?? { enter: [], leave: [] }
    bounds.set(place, bound)
    return bound
  }
  for (const [id, ranges] of locations) {
    for (const { first, last } of ranges) {
      at(first).enter.push(id)
      at(last + 1n).leave.push(id)
    }
  }
  const order = new Map([...locations.keys()].map((id, index) => [id, index]))
  const inside = new Map<string, number>()
  const found = new Map<string, { readonly locations: readonly string[]; readonly ranges: Range[] }>([
    ['', { locations: [], ranges: [] }],
  ])
  const places = [...bounds.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  let from = 0n
  for (const place of [...places, EVERY_ADDRESS.last + 1n]) {
    if (place > from) {
      const ids = [...inside.keys()].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
      const key = ids.join('\n')
      const cell = found.get(key) ?? { locations: ids, ranges: [] }
      cell.ranges.push({ first: from, last: place - 1n })
      found.set(key, cell)
      from = place
    }
    for (const id of bounds.get(place)?.enter ?? []) inside.set(id, (inside.get(id) ?? 0) + 1)
    for (const id of bounds.get(place)?.leave ?? []) {
      const times = (inside.get(id) ?? 0) - 1
      if (times === 0) inside.delete(id)
      else inside.set(id, times)
    }
  }
  return [...found.values()]
}

function readV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return undefined
  const parts = match.slice(1).map(Number)
  if (parts.some((part) => part > 255)) return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

/** The URL parser knows every form of RFC 4291, embedded IPv4 too, and writes one of them (RFC 5952). */
function readV6(text: string): bigint | undefined {
  if (!text.includes(':') || !URL.canParse(`http://[${text}]`)) return undefined
  const [left = '', right] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const parts = [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return parts.reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n)
}
