import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { makeBundle, parseBundle } from '../../src/evidence/dsse.ts'
import { type Leaf, recordId } from '../../src/evidence/format.ts'
import { readLeaf } from '../../src/evidence/log.ts'
import { buildTree, leafHash, rootHash } from '../../src/evidence/merkle.ts'
import { readRecord } from '../../src/evidence/records.ts'
import { layTiles, splitEntries } from '../../src/evidence/tiles.ts'
import { canonicalJson, sha256 } from '../../src/json.ts'
import { listFiles } from '../../src/report/files.ts'
import { type Bench, ORIGIN } from '../evidence/builders.ts'

/** What a holder of all keys can do: sign changed statements and a new log over them. */
export function relog(
  root: string,
  keys: Bench,
  change: (payload: Buffer) => Buffer,
  arrange: (leaves: readonly Leaf[]) => readonly Leaf[] = (leaves) => leaves,
): void {
  const files = listFiles(root)
  const old = files
    .filter((path) => path.startsWith('log/tile/entries/'))
    .flatMap((path) => splitEntries(readFileSync(join(root, path))) ?? [])
  const leaves = old.map((entry) => {
    const leaf = readLeaf(entry)
    if (typeof leaf === 'string') throw new Error(leaf)
    const path = files.find((file) => file.includes(leaf.id)) ?? ''
    const bundle = parseBundle(readFileSync(join(root, path)))
    if (typeof bundle === 'string') throw new Error(bundle)
    const payload = change(bundle.payload)
    const bytes = makeBundle(payload, keys.signer.signing.privateKey, keys.signer.signing.publicKey)
    const record = readRecord(payload)
    const target = typeof record === 'string' ? path.replace(leaf.id, recordId(payload)) : record.path
    rmSync(join(root, path))
    mkdirSync(dirname(join(root, target)), { recursive: true })
    writeFileSync(join(root, target), bytes)
    return { ...leaf, id: recordId(payload), sha256: sha256(bytes), statement: sha256(payload) }
  })
  rmSync(join(root, 'log/tile'), { recursive: true })
  const entries = arrange(leaves).map((leaf) => Buffer.from(canonicalJson(leaf)))
  for (const [path, bytes] of layTiles(entries)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  const tree = buildTree(entries.map(leafHash))
  writeFileSync(
    join(root, 'log/checkpoint'),
    signCheckpoint({ origin: ORIGIN, size: tree.size, root: rootHash(tree) }, keys.signer.log.privateKey),
  )
}
