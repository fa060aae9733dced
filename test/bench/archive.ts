// An archive of many records, made through the product's own functions but without the disk's sync after every file.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { append } from '../../src/evidence/append.ts'
import type { Disk } from '../../src/evidence/disk.ts'
import { prepare } from '../../src/evidence/prepare.ts'
import { buildChange, buildKeys, denial, OPTIONS, ORIGIN, target } from '../evidence/builders.ts'

/** Paths of an archive, of what verifies it and of further changes for it. */
export interface BuiltArchive {
  readonly root: string
  readonly trust: string
  /** For each further change the options of `gatehouse archive`. */
  readonly further: readonly (readonly string[])[]
}

/** Writes an archive of `records` records, two for each change, every third change denied, four changes an hour. */
export function buildLargeArchive(folder: string, records: number, further: number): BuiltArchive {
  const root = join(folder, `archive-${records}`)
  const keys = buildKeys()
  const disk: Disk = {
    write: (path, bytes) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), bytes)
    },
    remove: (path) => rmSync(join(root, path), { force: true }),
  }
  const changes = records / 2
  const last = Date.parse('2026-11-23T10:00:00Z')
  const time = (n: number): string => new Date(last - (changes - n) * 900_000).toISOString().replace('.000', '')
  const drafts = []
  const objects = new Map<string, Buffer>()
  for (let n = 1; n <= changes; n++) {
    const prepared = prepare(buildChange(n, time(n), n % 3 === 0 ? denial : undefined), OPTIONS)
    drafts.push(...prepared.drafts)
    for (const [path, bytes] of prepared.objects) objects.set(path, bytes)
  }
  append(target(root, keys, undefined, { disk }), drafts, objects)
  const write = (name: string, bytes: string | Buffer): string => {
    const file = join(folder, `${records}-${name}`)
    writeFileSync(file, bytes)
    return file
  }
  const signing = ['--key', write('signing.pem', keys.pem.signing), '--log-key', write('log.pem', keys.pem.log)]
  const always = [...signing, '--origin', ORIGIN, '--now', '2026-11-23T12:00:00Z']
  return {
    root,
    trust: write('trust.json', keys.trustText),
    further: Array.from({ length: further }, (_, index) => {
      const { plan, decision } = buildChange(changes + 1 + index, time(changes))
      const files = [write(`plan-${index}.json`, plan.bytes), write(`decision-${index}.json`, decision.bytes)]
      return ['--plan', files[0] ?? '', '--decision', files[1] ?? '', ...always]
    }),
  }
}
