import { createHash } from 'node:crypto'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  buildTree,
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  leafHash,
  rootHash,
  verifyConsistency,
  verifyInclusion,
} from '../../src/evidence/merkle.ts'
import { entryPaths, layTiles, splitEntries } from '../../src/evidence/tiles.ts'

/** RFC 6962 section 2.1, word for word and slow. */
function naiveRoot(entries: readonly Buffer[]): Buffer {
  const hash = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
  if (entries.length === 0) return hash()
  const [only] = entries
  if (entries.length === 1 && only) return hash(Buffer.from([0]), only)
  let k = 1
  while (k * 2 < entries.length) k *= 2
  return hash(Buffer.from([1]), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)))
}
/** RFC 6962 section 2.1.1. */
function naivePath(m: number, entries: readonly Buffer[]): readonly Buffer[] {
  if (entries.length <= 1) return []
  let k = 1
  while (k * 2 < entries.length) k *= 2
  return m < k
    ? [...naivePath(m, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(m - k, entries.slice(k)), naiveRoot(entries.slice(0, k))]
}
/** RFC 6962 section 2.1.2. */
function naiveProof(m: number, entries: readonly Buffer[], whole = true): readonly Buffer[] {
  const n = entries.length
  if (m === n) return whole ? [] : [naiveRoot(entries)]
  let k = 1
  while (k * 2 < n) k *= 2
  return m <= k
    ? [...naiveProof(m, entries.slice(0, k), whole), naiveRoot(entries.slice(k))]
    : [...naiveProof(m - k, entries.slice(k), false), naiveRoot(entries.slice(0, k))]
}
const entriesOf = (n: number): readonly Buffer[] => Array.from({ length: n }, (_, i) => Buffer.from(`entry ${i}`))
const treeOf = (n: number): ReturnType<typeof buildTree> => buildTree(entriesOf(n).map(leafHash))
const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index]
  if (item === undefined) throw new RangeError()
  return item
}

describe('RFC 6962', () => {
  test('the empty tree', () => {
    expect(rootHash(buildTree([]))).toEqual(EMPTY_ROOT)
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('roots of all sizes up to 70, and of every prefix', () => {
    const entries = entriesOf(70)
    const tree = treeOf(70)
    for (let n = 0; n <= 70; n++) expect(rootHash(tree, n)).toEqual(naiveRoot(entries.slice(0, n)))
    expect(() => rootHash(tree, 71)).toThrow(RangeError)
  })

  property.prop([fc.integer({ min: 1, max: 600 }), fc.nat()])(
    'inclusion proofs are the naive ones and verify, no other',
    (n, seed) => {
      const index = seed % n
      const entries = entriesOf(n)
      const tree = treeOf(n)
      const proof = inclusionProof(tree, index)
      expect(proof).toEqual(naivePath(index, entries))
      const leaf = leafHash(at(entries, index))
      const root = rootHash(tree)
      expect(verifyInclusion(leaf, index, n, proof, root)).toBe(true)
      expect(verifyInclusion(leafHash(Buffer.from('other')), index, n, proof, root)).toBe(false)
      expect(verifyInclusion(leaf, index, n, [...proof, root], root)).toBe(false)
      if (proof.length > 0) expect(verifyInclusion(leaf, index, n, proof.slice(1), root)).toBe(false)
      if (n > 1) expect(verifyInclusion(leaf, (index + 1) % n, n, proof, root)).toBe(false)
      expect(verifyInclusion(leaf, n, n, proof, root)).toBe(false)
    },
  )

  property.prop([fc.integer({ min: 1, max: 600 }), fc.nat()])(
    'consistency proofs are the naive ones and verify, no other',
    (n, seed) => {
      const m = 1 + (seed % n)
      const tree = treeOf(n)
      const proof = consistencyProof(tree, m)
      expect(proof).toEqual(m === n ? [] : naiveProof(m, entriesOf(n)))
      const [old, root] = [rootHash(tree, m), rootHash(tree)]
      expect(verifyConsistency(m, old, n, root, proof)).toBe(true)
      const wrong = leafHash(Buffer.from('wrong'))
      expect(verifyConsistency(m, wrong, n, root, proof)).toBe(false)
      expect(verifyConsistency(m, old, n, wrong, proof)).toBe(false)
      expect(verifyConsistency(m, old, n, root, [...proof, wrong])).toBe(false)
      expect(verifyConsistency(n + 1, old, n, root, proof)).toBe(false)
      expect(verifyConsistency(0, EMPTY_ROOT, n, root, [])).toBe(true)
    },
  )
})

describe('tlog-tiles', () => {
  test('the example of the specification: 70,000 entries', () => {
    const files = layTiles(entriesOf(70_000))
    const levels = [0, 1, 2].map(
      (level) => [...files.keys()].filter((path) => path.startsWith(`log/tile/${level}/`)).length,
    )
    expect(levels).toEqual([274, 2, 1])
    expect(files.get('log/tile/0/273.p/112')?.length).toBe(112 * 32)
    expect(files.get('log/tile/1/001.p/17')?.length).toBe(17 * 32)
    expect(files.get('log/tile/2/000.p/1')?.length).toBe(32)
    expect([...layTiles(entriesOf(256)).keys()]).toEqual([
      'log/tile/entries/000',
      'log/tile/0/000',
      'log/tile/1/000.p/1',
    ])
  })

  property.prop([fc.integer({ min: 0, max: 900 })])('entries come back from their bundles', (n) => {
    const entries = entriesOf(n)
    const files = layTiles(entries)
    const back = entryPaths(n).flatMap((path) => splitEntries(files.get(path) ?? Buffer.alloc(1)) ?? [])
    expect(back).toEqual(entries)
  })

  test('indexes of more than three digits, and bundles that do not add up', () => {
    expect(entryPaths(256_001).at(-1)).toBe('log/tile/entries/x001/000.p/1')
    expect(splitEntries(Buffer.from([0]))).toBeUndefined()
    expect(splitEntries(Buffer.from([0, 2, 1]))).toBeUndefined()
    expect(() => layTiles([Buffer.alloc(65_536)])).toThrow(RangeError)
  })
})
