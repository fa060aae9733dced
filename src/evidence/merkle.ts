import { hash } from 'node:crypto'

/** RFC 6962 section 2.1: a leaf hashes with the prefix 0x00, an inner node with 0x01. */
const LEAF_PREFIX = Buffer.from([0])
const NODE_PREFIX = Buffer.from([1])

/** SHA-256 of no bytes: the root of the empty tree. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer')

/** RFC 6962 hash of a log entry. */
export function leafHash(entry: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([LEAF_PREFIX, entry]), 'buffer')
}

/** RFC 6962 hash of two sub-trees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer')
}

/** Every complete sub-tree of a log: `levels[k][i]` is the hash of the leaves from `i·2^k` to `(i+1)·2^k`. */
export interface Tree {
  readonly size: number
  readonly levels: readonly (readonly Buffer[])[]
}

/** Hashes the complete sub-trees over leaf hashes: n − 1 node hashes. */
export function buildTree(leafHashes: readonly Buffer[]): Tree {
  const levels: Buffer[][] = [[...leafHashes]]
  for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? []) {
    const level: Buffer[] = []
    for (let i = 0; i + 1 < below.length; i += 2) level.push(nodeHash(at(below, i), at(below, i + 1)))
    levels.push(level)
  }
  return { size: leafHashes.length, levels }
}

function at(hashes: readonly Buffer[], index: number): Buffer {
  const hash = hashes[index]
  if (hash === undefined) throw new RangeError(`the tree has no node ${index}`)
  return hash
}

/** The largest power of two smaller than n, for n > 1. */
function split(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1))
}

/** RFC 6962 MTH(D[start:end]). */
function rangeHash(tree: Tree, start: number, end: number): Buffer {
  const n = end - start
  const level = Math.log2(n)
  if (Number.isInteger(level) && start % n === 0) return at(tree.levels[level] ?? [], start / n)
  const middle = start + split(n)
  return nodeHash(rangeHash(tree, start, middle), rangeHash(tree, middle, end))
}

/** Root of the first `size` leaves. @throws RangeError beyond the tree. */
export function rootHash(tree: Tree, size: number = tree.size): Buffer {
  if (size > tree.size) throw new RangeError(`the tree has ${tree.size} leaves, not ${size}`)
  return size === 0 ? EMPTY_ROOT : rangeHash(tree, 0, size)
}

/** RFC 6962 section 2.1.1: the audit path of leaf `index`, nearest sibling first. */
export function inclusionProof(tree: Tree, index: number): readonly Buffer[] {
  const path = (start: number, end: number): Buffer[] => {
    if (end - start <= 1) return []
    const middle = start + split(end - start)
    return index < middle
      ? [...path(start, middle), rangeHash(tree, middle, end)]
      : [...path(middle, end), rangeHash(tree, start, middle)]
  }
  return path(0, tree.size)
}

/** RFC 6962 section 2.1.2: that the tree of `oldSize` leaves is a prefix of this one; empty for 0 and for the same size. */
export function consistencyProof(tree: Tree, oldSize: number): readonly Buffer[] {
  const path = (start: number, end: number, whole: boolean): Buffer[] => {
    if (oldSize === end) return whole ? [] : [rangeHash(tree, start, end)]
    const middle = start + split(end - start)
    return oldSize <= middle
      ? [...path(start, middle, whole), rangeHash(tree, middle, end)]
      : [...path(middle, end, false), rangeHash(tree, start, middle)]
  }
  return oldSize === 0 || oldSize === tree.size ? [] : path(0, tree.size, true)
}

/** RFC 9162 section 2.1.3.2: whether `proof` leads from a leaf hash to the root. */
export function verifyInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Uint8Array,
): boolean {
  if (index >= size) return false
  let position = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash)
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2)
        last = Math.floor(last / 2)
      }
    } else hash = nodeHash(hash, sibling)
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && hash.equals(root)
}

/** RFC 9162 section 2.1.4.2: whether `proof` shows that the old root is a prefix of the new one. */
export function verifyConsistency(
  oldSize: number,
  oldRoot: Uint8Array,
  size: number,
  root: Uint8Array,
  proof: readonly Buffer[],
): boolean {
  if (oldSize > size) return false
  if (oldSize === size) return proof.length === 0 && Buffer.compare(oldRoot, root) === 0
  if (oldSize === 0) return proof.length === 0 && EMPTY_ROOT.equals(oldRoot)
  const isPower = Number.isInteger(Math.log2(oldSize))
  const path = isPower ? [Buffer.from(oldRoot), ...proof] : [...proof]
  const first = path.shift()
  if (first === undefined) return false
  let position = oldSize - 1
  let last = size - 1
  while (position % 2 === 1) {
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  let old = first
  let current = first
  for (const node of path) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      old = nodeHash(node, old)
      current = nodeHash(node, current)
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2)
        last = Math.floor(last / 2)
      }
    } else current = nodeHash(current, node)
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && old.equals(oldRoot) && current.equals(root)
}
