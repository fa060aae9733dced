import { join } from 'node:path'
import { expect, test } from 'vitest'
import { archiveScan } from '../../src/commands/archive-scan.ts'
import { archiveRecords } from '../../src/evidence/archive.ts'
import type { Scan } from '../../src/evidence/scanner.ts'
import { fileReference } from '../../src/evidence/types/definition.ts'
import { scanDraft } from '../../src/evidence/types/scan.ts'
import { prettyJson } from '../../src/json.ts'
import { readScuba } from '../../src/readers/scuba.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { ROOT, workplace } from '../workplace.ts'
import { buildKeys, newDirectory, target } from './builders.ts'

const DATA = join(ROOT, 'test/fixtures/external')
const SCUBA = join(DATA, 'ScubaResults.json')
const PROWLER = join(DATA, 'prowler.csv')
const keys = buildKeys()

const failing = (root: string) =>
  verifyArchive(root, keys.trust, undefined)
    .checks.filter(({ status }) => status === 'fail')
    .map(({ id, findings }) => [id, findings.map(({ message }) => message)])

test('results of both scanners are signed, logged and verified; twice adds nothing', async () => {
  const root = newDirectory()
  const place = workplace(ROOT)
  expect(await archiveScan(place, target(root, keys), { scuba: SCUBA }, 'ev')).toMatch(
    /^ScubaGear about the tenant 4b1f6c2e\S+ is archived in ev: 1 in the log\n {2}records\/2026\/11\/21\/scubagear\.4b1f6c2e\S+-scan\.sigstore\.json\n$/,
  )
  await archiveScan(place, target(root, keys), { prowler: PROWLER }, 'ev')
  expect(await archiveScan(place, target(root, keys), { prowler: PROWLER }, 'ev')).toContain('2 in the log')
  expect(failing(root)).toEqual([])
})

test('the verifier finds another origin and other counts', async () => {
  const scan = readScuba(workplace(ROOT), SCUBA)
  const stored = async (said: Scan) => {
    const root = newDirectory()
    const bytes = Buffer.from(prettyJson(scan))
    const file = fileReference('scan.json', bytes, 'application/json')
    await archiveRecords(target(root, keys), [scanDraft(said, file, false)], new Map([[file.downloadLocation, bytes]]))
    return failing(root)
  }
  expect(await stored({ ...scan, counts: { ...scan.counts, fail: 0, pass: 3 } })).toEqual([
    ['scan', ['its counts are not those of the results']],
  ])
  expect(await stored({ ...scan, subject: { kind: 'tenant', id: 'another' } })).toEqual([
    ['scan', ['the results that it names have another origin']],
  ])
  expect(await stored({ ...scan, source: { ...scan.source, sha256: '0'.repeat(64) } })).toEqual([
    ['scan', ['the results that it names have another origin']],
  ])
})

test('the verifier finds results that have no form, which it would not count', async () => {
  const scan = readScuba(workplace(ROOT), SCUBA)
  const none = { pass: 0, fail: 0, warning: 0, 'not-checked': 0, muted: 0, unknown: 0 }
  const [first] = scan.results
  const stored = async (document: object | string) => {
    const root = newDirectory()
    const bytes = Buffer.from(typeof document === 'string' ? document : prettyJson(document))
    const file = fileReference('scan.json', bytes, 'application/json')
    const draft = scanDraft({ ...scan, counts: none }, file, false)
    await archiveRecords(target(root, keys), [draft], new Map([[file.downloadLocation, bytes]]))
    return failing(root)
  }
  const empty = { ...scan, counts: none, results: [] }
  const problem = (text: string) => [['scan', [`the file that it names holds no results of a scan: ${text}`]]]
  expect(await stored(empty)).toEqual([])
  expect(await stored({ ...empty, results: [null] })).toEqual(problem('/results/0: must be object'))
  expect(await stored({ ...empty, results: [{ ...first, status: 'FAIL' }] })).toEqual(
    problem('/results/0/status: must be equal to one of the allowed values'),
  )
  expect(await stored({ ...empty, counts: scan.counts })).toEqual([
    ['scan', ['its counts are not those of the results']],
  ])
  expect(await stored(prettyJson(empty).replace('"results": []', '"results": [],\n  "results": []'))).toEqual([
    ['scan', [expect.stringContaining('the JSON is not in canonical form (duplicate key')]],
  ])
})

test('a change and a scan are archived by two runs, and nothing of tomorrow is archived', async () => {
  const place = workplace(ROOT)
  const run = (options: object, now?: string) => archiveScan(place, target(newDirectory(), keys, now), options, 'ev')
  await expect(run({ scuba: SCUBA, prowler: PROWLER })).rejects.toMatchObject({ code: 'usage' })
  await expect(run({ scuba: SCUBA, plan: 'plan.json' })).rejects.toMatchObject({ code: 'usage' })
  await expect(run({ scuba: SCUBA }, '2026-11-20T00:00:00Z')).rejects.toMatchObject({ code: 'refused' })
})
