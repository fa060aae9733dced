import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readLog } from '../../src/evidence/log.ts'
import { MAX_FILE_BYTES } from '../../src/evidence/plain.ts'
import { listFiles } from '../../src/report/files.ts'
import { readReport } from '../../src/report/model.ts'
import { renderReport } from '../../src/report/render.ts'
import type { Verification } from '../../src/verify/model.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { archive, buildArchive, buildChange, buildKeys, newDirectory } from '../evidence/builders.ts'

const keys = buildKeys()
const original = await buildArchive(keys, 2)
const [objectFile = ''] = listFiles(original).filter((path) => path.startsWith('objects/'))
const logKey = keys.trust.log[0]?.key
if (logKey === undefined) throw new Error('there is no log key')
const ENTRIES = 'log/tile/entries/000.p/4'

function copy(): string {
  const root = newDirectory()
  cpSync(original, root, { recursive: true })
  return root
}

const failures = (result: Verification): readonly string[] =>
  result.checks.flatMap(({ id, findings }) => findings.map(({ file, message }) => `${id} ${file}: ${message}`))

/** Puts something else in the place of a file. */
function replaced(path: string, put: (full: string) => void): string {
  const root = copy()
  rmSync(join(root, path), { recursive: true })
  put(join(root, path))
  return root
}

const pipe = (full: string): void => void execFileSync('mkfifo', [full])
const link = (full: string): void => symlinkSync('/dev/zero', full)

describe('nothing but plain files is opened', () => {
  test.each([
    [ENTRIES, 'pipe', pipe],
    [ENTRIES, 'link', link],
    ['log/checkpoint', 'pipe', pipe],
    ['log/checkpoint', 'link', link],
    ['keys.json', 'pipe', pipe],
    ['keys.json', 'link', link],
    [objectFile, 'pipe', pipe],
  ])('%s is a %s', (path, kind, put) => {
    const root = replaced(path, put)
    const message = kind === 'pipe' ? 'this is not a plain file' : 'links are not allowed in an archive'
    expect(failures(verifyArchive(root, keys.trust, undefined))).toContain(`structure ${path}: ${message}`)
    expect(readReport(root)).toSatisfy((report) => path === 'keys.json' || typeof report === 'string')
  })

  test.each([
    ['log/checkpoint', 'links are not allowed in an archive'],
    [ENTRIES, 'links are not allowed in an archive'],
  ])('nor by the command that adds to the archive: %s', (path, message) => {
    const root = replaced(path, link)
    expect(readLog(root, logKey)).toEqual({
      file: path,
      message,
    })
  })

  test('the entries lie in a directory that is a link', () => {
    const root = copy()
    cpSync(join(root, 'log/tile/entries'), join(root, '..', `entries-${process.pid}`), { recursive: true })
    rmSync(join(root, 'log/tile/entries'), { recursive: true })
    symlinkSync(join(root, '..', `entries-${process.pid}`), join(root, 'log/tile/entries'))
    const found = failures(verifyArchive(root, keys.trust, undefined))
    rmSync(join(root, '..', `entries-${process.pid}`), { recursive: true })
    expect(found).toContain(`entries ${ENTRIES}: links are not allowed in an archive`)
  })

  test('a file that is larger than any input may be', () => {
    const root = copy()
    truncateSync(join(root, objectFile), MAX_FILE_BYTES + 1)
    expect(failures(verifyArchive(root, keys.trust, undefined))).toContain(
      `structure ${objectFile}: it has ${MAX_FILE_BYTES + 1} bytes, at most ${MAX_FILE_BYTES} are read`,
    )
  })
})

test('a name that is not UTF-8 is a finding', () => {
  const root = copy()
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'records/')), Buffer.from([0xff])]), 'x')
  expect(failures(verifyArchive(root, keys.trust, undefined))).toEqual([
    'structure records/\ufffd: its name is not UTF-8',
  ])
})

describe('.git', () => {
  test('the directory of a repository is left out, and that is said', () => {
    const root = copy()
    const before = verifyArchive(root, keys.trust, undefined)
    mkdirSync(join(root, '.git'))
    writeFileSync(join(root, '.git/anything'), 'x')
    expect(verifyArchive(root, keys.trust, undefined)).toEqual({
      ...before,
      notProven: [...before.notProven, 'What stands in .git: it is not part of the archive, and nobody looked at it.'],
    })
  })

  test('a file of that name has no place', () => {
    const root = copy()
    writeFileSync(join(root, '.git'), 'x')
    expect(failures(verifyArchive(root, keys.trust, undefined))).toEqual([
      'structure .git: the format has no such file',
    ])
  })
})

describe('a report of a part of the log', () => {
  const write = (root: string, size: number | undefined): void => {
    const report = readReport(root, size)
    if (typeof report === 'string') throw new Error(report)
    for (const [name, text] of renderReport(report, '..')) {
      mkdirSync(dirname(join(root, 'reports', name)), { recursive: true })
      writeFileSync(join(root, 'reports', name), text)
    }
  }

  test.each([0, 2])('of %i of 4 entries fails', (size) => {
    const root = copy()
    write(root, size)
    expect(failures(verifyArchive(root, keys.trust, undefined))).toEqual([
      `reports reports/report.json: the report covers ${size} of 4 log entries; run "gatehouse report" again`,
    ])
  })

  test('of the whole log passes until something is added', async () => {
    const root = copy()
    write(root, undefined)
    expect(failures(verifyArchive(root, keys.trust, undefined))).toEqual([])
    await archive(root, keys, buildChange(3, '2026-11-03T10:00:00Z'))
    expect(failures(verifyArchive(root, keys.trust, undefined))).toEqual([
      'reports reports/report.json: the report covers 4 of 6 log entries; run "gatehouse report" again',
    ])
  })
})
