import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { splitEntries } from '../../src/evidence/tiles.ts'
import { listFiles } from '../../src/report/files.ts'
import { readReport } from '../../src/report/model.ts'
import { renderReport } from '../../src/report/render.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { buildArchive, buildKeys, newDirectory } from '../evidence/builders.ts'

const MUTATIONS = 240
const keys = buildKeys()
const original = await buildArchive(keys, 5)
const report = readReport(original)
if (typeof report === 'string') throw new Error(report)
for (const [name, text] of renderReport(report, '..')) {
  mkdirSync(dirname(join(original, 'reports', name)), { recursive: true })
  writeFileSync(join(original, 'reports', name), text)
}
const files = listFiles(original)

/** mulberry32: the same numbers for the same seed, on every machine. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

type Mutation = (root: string, random: (below: number) => number) => string
const pick = <T>(list: readonly T[], random: (below: number) => number): T => {
  const item = list[random(list.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
const records = files.filter((path) => path.startsWith('records/'))
const bundles = files.filter((path) => path.startsWith('log/tile/entries/'))

/** Ways to damage an archive without its keys. */
const KINDS: Readonly<Record<string, Mutation>> = {
  'flip a bit': (root, random) => {
    const path = pick(files, random)
    const bytes = readFileSync(join(root, path))
    const at = random(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    writeFileSync(join(root, path), bytes)
    return `${path} at ${at}`
  },
  'remove a file': (root, random) => {
    const path = pick(files, random)
    rmSync(join(root, path))
    return path
  },
  'cut a file': (root, random) => {
    const path = pick(files, random)
    const bytes = readFileSync(join(root, path))
    writeFileSync(join(root, path), bytes.subarray(0, random(bytes.length)))
    return path
  },
  'add bytes to a file': (root, random) => {
    const path = pick(files, random)
    writeFileSync(join(root, path), Buffer.concat([readFileSync(join(root, path)), Buffer.from([random(256)])]))
    return path
  },
  'swap two files': (root, random) => {
    const a = pick(files, random)
    const b = pick(
      files.filter((path) => path !== a && !readFileSync(join(root, path)).equals(readFileSync(join(root, a)))),
      random,
    )
    const [first, second] = [readFileSync(join(root, a)), readFileSync(join(root, b))]
    writeFileSync(join(root, a), second)
    writeFileSync(join(root, b), first)
    return `${a} and ${b}`
  },
  'swap two log entries': (root, random) => {
    const path = pick(bundles, random)
    const entries = [...(splitEntries(readFileSync(join(root, path))) ?? [])]
    const a = random(entries.length - 1)
    const [first, second] = [entries[a], entries[a + 1]]
    if (!first || !second) throw new Error('no entries')
    entries.splice(a, 2, second, first)
    writeFileSync(join(root, path), join16(entries))
    return `${path} ${a}`
  },
  'remove a log entry': (root, random) => {
    const path = pick(bundles, random)
    const entries = [...(splitEntries(readFileSync(join(root, path))) ?? [])]
    entries.splice(random(entries.length), 1)
    writeFileSync(join(root, path), join16(entries))
    return path
  },
  'replay a record under a new path': (root, random) => {
    const path = pick(records, random)
    const copy = pick(
      [
        path.replace('acme.prod', 'acme.test'),
        path.replace('/11/', '/12/'),
        path.replace(/[a-z2-7]{26}/, (id) => [...id].toReversed().join('')),
      ],
      random,
    )
    mkdirSync(dirname(join(root, copy)), { recursive: true })
    cpSync(join(root, path), join(root, copy))
    return copy
  },
  'add a file': (root, random) => {
    const path = pick(
      [
        'x',
        'log/y',
        'records/z.json',
        'objects/00/11/readme.txt',
        'reports/extra.md',
        'log/tile/2/000.p/1',
        'keys.json.bak',
        '.hidden',
      ],
      random,
    )
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), 'x')
    return path
  },
  'remove a record from everything but the log': (root, random) => {
    const id = /[a-z2-7]{26}/.exec(pick(records, random))?.[0] ?? ''
    for (const path of files.filter((file) => file.includes(id))) rmSync(join(root, path))
    return id
  },
}

function join16(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

describe('random damage', () => {
  test('the untouched archive with its report verifies', () => {
    expect(verifyArchive(original, keys.trust, undefined).verdict).toBe('verified')
  })

  test(`all of ${MUTATIONS} seeded mutations are found`, { timeout: 120_000 }, () => {
    const kinds = Object.entries(KINDS)
    const missed: string[] = []
    for (let seed = 0; seed < MUTATIONS; seed++) {
      const root = newDirectory()
      cpSync(original, root, { recursive: true })
      const [kind, mutate] = kinds[seed % kinds.length] ?? ['', () => '']
      const what = mutate(root, randomOf(seed))
      if (verifyArchive(root, keys.trust, undefined).verdict !== 'failed') missed.push(`${seed} ${kind}: ${what}`)
      rmSync(root, { recursive: true })
    }
    expect(missed).toEqual([])
  })

  test('every byte of every kind of evidence file counts', { timeout: 120_000 }, () => {
    const root = newDirectory()
    cpSync(original, root, { recursive: true })
    const paths = [
      'keys.json',
      'log/checkpoint',
      files.find((path) => path.startsWith('log/tile/0/')) ?? '',
      ...records.slice(0, 1),
    ]
    const missed: string[] = []
    for (const path of paths) {
      const bytes = readFileSync(join(root, path))
      for (let at = 0; at < bytes.length; at += path.startsWith('records/') ? 29 : 7) {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 1
        writeFileSync(join(root, path), changed)
        if (verifyArchive(root, keys.trust, undefined).verdict !== 'failed') missed.push(`${path} at ${at}`)
      }
      writeFileSync(join(root, path), bytes)
    }
    expect(missed).toEqual([])
    expect(verifyArchive(root, keys.trust, undefined).verdict).toBe('verified')
  })
})
