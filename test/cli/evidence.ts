import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Change } from '../../src/evidence/prepare.ts'
import { archive, type Bench, buildChange, buildKeys, ORIGIN } from '../evidence/builders.ts'
import { copyTree } from './fixtures.ts'
import type { Row } from './table.ts'

/** Keys of the archive below. */
export const KEYS: Bench = buildKeys()
/** The change that it holds. */
export const CHANGE: Change = buildChange()

/** An archive of one change, made once. */
let archived = ''
beforeAll(async () => {
  archived = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-cli-archive-')))
  await archive(archived, KEYS, CHANGE)
})
afterAll(() => rmSync(archived, { recursive: true, force: true }))

/** Files that a good run needs. */
export const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'plan.json': CHANGE.plan.bytes,
  'decision.json': CHANGE.decision.bytes,
  'signing.pem': KEYS.pem.signing,
  'log.pem': KEYS.pem.log,
  'trust.json': KEYS.trustText,
}

/** The command line of a good archive run, with some options replaced. */
export function archiveLine(options: Readonly<Record<string, string>> = {}, root = 'archive'): readonly string[] {
  const all = {
    '--plan': 'plan.json',
    '--decision': 'decision.json',
    '--key': 'signing.pem',
    '--log-key': 'log.pem',
    '--origin': ORIGIN,
    '--now': '2026-11-23T12:00:00Z',
    ...options,
  }
  return ['archive', root, ...Object.entries(all).flat()]
}

/** A row without an archive. */
export function row(name: string, args: readonly string[], err: readonly string[], more: Partial<Row> = {}): Row {
  return { name, files: FILES, args, err, ...more }
}

/** A row whose archive is a copy of the good one, changed. */
export function broken(
  name: string,
  args: readonly string[],
  change: (root: string) => void,
  err: readonly string[],
  more: Partial<Row> = {},
): Row {
  return row(name, args, err, {
    make: (root) => {
      copyTree(archived, join(root, 'archive'))
      change(root)
    },
    ...more,
  })
}

/** The entries of its log. */
export const TILE = 'archive/log/tile/entries/000.p/2'
/** A good verification. */
export const VERIFY = ['verify', 'archive', '--trust', 'trust.json'] as const
