import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../workplace.ts'
import { listing } from './listing.ts'

/** One command line with broken input, and everything that a user sees of it. */
export interface Row {
  readonly name: string
  /** Files in the row's own directory, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** What files alone cannot express: directories, links, repositories. */
  readonly make?: (directory: string) => void
  /** The command line; `<dir>` stands for the row's directory. */
  readonly args: readonly string[]
  /** What comes on standard input; nothing by default. */
  readonly stdin?: string
  /** Where standard output goes: a reader that has closed its end, or a file. */
  readonly stdout?: 'closed' | `/${string}`
  /** 2 by default: an error. */
  readonly code?: 0 | 1 | 2 | 3
  /** All lines of standard error; see `withPlaceholders`. */
  readonly err: readonly string[]
  /** What standard output begins with; empty by default, and then all of it is empty. */
  readonly out?: string
  /** Files that the command is meant to write. */
  readonly writes?: readonly string[]
  readonly skip?: boolean
}

/** What a child process gave. */
interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A process takes most of a core while it starts, so only a few run at once. */
const AT_ONCE = 3

/** Runs every row on the real program, in a directory of its own that is removed afterwards. */
export function table(title: string, rows: readonly Row[]): void {
  const slots = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  let next = 0
  let root = ''
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-cli-')))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  describe(title, () => {
    test.concurrent.for(rows)('$name', async (row, { skip }) => {
      if (row.skip === true) skip()
      const slot = next++ % AT_ONCE
      const running = (slots[slot] ?? Promise.resolve()).then(() => check(row, join(root, `${rows.indexOf(row)}`)))
      slots[slot] = running.catch(() => undefined)
      await running
    })
  })
}

async function check(row: Row, directory: string): Promise<void> {
  mkdirSync(directory)
  for (const [path, content] of Object.entries(row.files ?? {})) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
  row.make?.(directory)
  const before = listing(directory)
  const { code, out, err } = await gatehouse(row, directory)
  expect({ code, err: withPlaceholders(err, directory) }).toEqual({
    code: row.code ?? 2,
    err: row.err.map((line) => `${line}\n`).join(''),
  })
  expect(out.slice(0, row.out?.length ?? 200)).toBe(row.out ?? '')
  expect(`${out}\n${err}`).not.toMatch(/^\s+at |node:internal|unexpected fault/m)
  // Every error says what to do; where help is printed instead, that is what to do.
  if ((row.code ?? 2) === 2) expect(err).toMatch(/^ {2}fix: |^Usage: /m)
  const after = new Map([...listing(directory)].filter(([path]) => !row.writes?.includes(path)))
  expect(after).toEqual(before)
  for (const path of row.writes ?? []) expect([...listing(directory).keys()]).toContain(path)
}

/** `<dir>` for the row's directory, `<root>` for the repository, `<base>` for a checkout of a base, `<sha256>`, `<commit>`. */
function withPlaceholders(text: string, directory: string): string {
  return text
    .replaceAll(directory, '<dir>')
    .replaceAll(ROOT, '<root>')
    .replaceAll(/\/\S*\/gatehouse-base-\w+/g, '<base>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<sha256>')
    .replaceAll(/\bbase [0-9a-f]{12}\b/g, 'base <commit>')
}

function gatehouse(row: Row, directory: string): Promise<Ran> {
  const { INIT_CWD: _, NODE_OPTIONS: __, FORCE_COLOR: ___, ...env } = process.env
  const args = row.args.map((argument) => argument.replaceAll('<dir>', directory))
  const file = row.stdout?.startsWith('/') ? openSync(row.stdout, 'w') : undefined
  const child = spawn(process.execPath, [join(ROOT, 'bin/gatehouse.js'), ...args], {
    cwd: directory,
    env,
    stdio: [row.stdin === undefined ? 'ignore' : 'pipe', file ?? 'pipe', 'pipe'],
  })
  if (file !== undefined) closeSync(file)
  // A program that has stopped reading is the row's business, not a fault of the test.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(row.stdin)
  if (row.stdout === 'closed') child.stdout?.destroy()
  let [out, err] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
}
