import { leafHash, nodeHash } from './merkle.ts'

/** C2SP tlog-tiles: a full tile or entry bundle holds 256 hashes or entries. */
const WIDTH = 256
const MAX_ENTRY = 65_535

/** C2SP tlog-tiles: 1234067 → `x001/x234/067`. */
function indexPath(index: number): string {
  const parts: string[] = []
  for (let rest = index, more = true; more; rest = Math.floor(rest / 1000), more = rest > 0) {
    const digits = String(rest % 1000).padStart(3, '0')
    parts.unshift(parts.length === 0 ? digits : `x${digits}`)
  }
  return parts.join('/')
}

function tilePath(level: number | 'entries', index: number, width: number): string {
  return `log/tile/${level}/${indexPath(index)}${width === WIDTH ? '' : `.p/${width}`}`
}

/** Paths of the entry bundles of a log of `size` entries, in order. */
export function entryPaths(size: number): readonly string[] {
  return Array.from({ length: Math.ceil(size / WIDTH) }, (_, index) =>
    tilePath('entries', index, Math.min(WIDTH, size - index * WIDTH)),
  )
}

/** Entries of one bundle (big-endian 16-bit length, then the bytes), or undefined where the bytes do not add up. */
export function splitEntries(bundle: Buffer): readonly Buffer[] | undefined {
  const entries: Buffer[] = []
  for (let at = 0; at < bundle.length; ) {
    if (at + 2 > bundle.length) return undefined
    const end = at + 2 + bundle.readUInt16BE(at)
    if (end > bundle.length) return undefined
    entries.push(bundle.subarray(at + 2, end))
    at = end
  }
  return entries
}

/**
 * Every tile and entry bundle of a log, by path: the exact set of files under `log/tile/`.
 * Only the partial tiles of the current size exist; an archive is read as one directory, so that nobody fetches the
 * partial tiles of an older checkpoint.
 */
export function layTiles(entries: readonly Buffer[]): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let at = 0; at < entries.length; at += WIDTH) {
    const part = entries.slice(at, at + WIDTH)
    files.set(tilePath('entries', at / WIDTH, part.length), joinEntries(part))
  }
  let hashes = entries.map(leafHash)
  for (let level = 0; hashes.length > 0; level++) {
    const above: Buffer[] = []
    for (let at = 0; at < hashes.length; at += WIDTH) {
      const part = hashes.slice(at, at + WIDTH)
      files.set(tilePath(level, at / WIDTH, part.length), Buffer.concat(part))
      if (part.length === WIDTH) above.push(tileRoot(part))
    }
    hashes = above
  }
  return files
}

function joinEntries(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY) throw new RangeError(`a log entry has ${entry.length} bytes`)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

/** Root of a full tile: a complete binary tree of height 8. */
function tileRoot(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0] as Buffer
  const half = hashes.length / 2
  return nodeHash(tileRoot(hashes.slice(0, half)), tileRoot(hashes.slice(half)))
}
