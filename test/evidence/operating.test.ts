import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { archiveOperating } from '../../src/commands/archive-operating.ts'
import { archiveRecords } from '../../src/evidence/archive.ts'
import { fileReference } from '../../src/evidence/types/definition.ts'
import type { DeployedChange } from '../../src/evidence/types/intent.ts'
import { type OperatingFacts, operatingDraft, sealedAt } from '../../src/evidence/types/operating.ts'
import { prettyJson } from '../../src/json.ts'
import { parseRecord } from '../../src/records/check.ts'
import { readLoggedRecords, readReport } from '../../src/report/model.ts'
import { renderReport } from '../../src/report/render.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { parseYaml } from '../../src/yaml.ts'
import { registerDirectory } from '../records/command.ts'
import { workplace } from '../workplace.ts'
import { buildKeys, newDirectory, target } from './builders.ts'

const keys = buildKeys()
const NOW = '2026-11-27T12:00:00Z'
const RECORDS = 'stacks/register/records'
const TEST = `${RECORDS}/recovery-test/2026-05-20-aws.yaml`
const REVIEW = `${RECORDS}/access-review/2026-10-13-crm.yaml`

const failing = (root: string) =>
  verifyArchive(root, keys.trust, undefined)
    .checks.filter(({ status }) => status === 'fail')
    .map(({ id, findings }) => [id, findings.map(({ message }) => message)])

/** The example's register in a repository, and the change that merged it, reviewed by somebody. */
function merged(review: object = {}) {
  const root = registerDirectory()
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    })
  git('init', '-q')
  git('add', '.')
  git('commit', '-q', '-m', 'records')
  const commit = git('rev-parse', 'HEAD').trim()
  const change = {
    schema: 'urn:gatehouse:change/v1',
    url: 'https://forge.example/nordlicht/access/pull/7',
    headCommit: commit,
    mergeCommit: commit,
    author: { login: 'tobias' },
    committers: [{ login: 'tobias' }],
    coAuthors: [],
    reviews: [
      {
        by: { login: 'miriam' },
        state: 'approved',
        commit,
        submittedAt: '2026-10-13T14:00:00Z',
        mayApprove: true,
        ...review,
      },
    ],
  }
  writeFileSync(join(root, 'change.json'), JSON.stringify(change))
  return { root, place: workplace(root) }
}

test('records are sealed with their evidence and their approval, verified and reported; twice adds nothing', async () => {
  const { root, place } = merged()
  const archive = newDirectory()
  const run = () =>
    archiveOperating(place, target(archive, keys, NOW), { record: [TEST, REVIEW], change: 'change.json' }, 'ev')
  expect(await run()).toMatch(
    /^2 records are archived in ev: 2 in the log\n {2}records\/2026\/05\/20\/recovery-test\.aws\/\w+-operating\.sigstore\.json\n {2}records\/2026\/10\/13\/access-review\.crm\/\w+-operating\.sigstore\.json\n$/,
  )
  expect(await run()).toContain('0 records are archived in ev: 2 in the log')
  expect(failing(archive)).toEqual([])
  const report = readReport(archive)
  if (typeof report === 'string') throw new Error(report)
  const [first] = report.operating
  expect(first?.record.field).toMatchObject({
    time: '2026-05-20T15:02:00Z',
    record: 'recovery-test/2026-05-20-aws',
    kind: 'recovery-test',
    schema: 'urn:gatehouse:record:recovery-test/v1',
    at: '2026-05-20T14:10:00Z',
    by: 'ingrid-halvorsen',
    about: 'aws',
    change: { authors: ['tobias'], approvals: [{ by: 'miriam', at: '2026-10-13T14:00:00Z' }] },
  })
  expect(first?.record.files.map(({ name }) => name)).toEqual(['record.json', '2026-05-20-aws.yaml', 'restore.txt'])
  expect(readFileSync(join(archive, first?.record.files[1]?.downloadLocation ?? ''), 'utf8')).toBe(
    readFileSync(join(root, TEST), 'utf8'),
  )
  const files = renderReport(report, '..')
  expect(files.get('operating.csv')?.split('\n')[2]).toMatch(
    /^"access-review\/2026-10-13-crm","access-review","crm","2026-Q4","2026-10-13T12:50:00Z","2026-10-13T12:59:00Z","2026-11-27T12:00:00Z","tobias-brandt","tobias","miriam"/,
  )
  expect(files.get('README.md')).toContain('| [access-review/2026-10-13-crm](../objects/')
  expect(files.get('index.html')).toContain('What people did</h2>')
})

test('a record that was changed is one more; it was sealed when it was sealed first', async () => {
  const { root, place } = merged()
  const archive = newDirectory()
  const options = { record: [REVIEW], allowWorkingTree: true }
  await archiveOperating(place, target(archive, keys, NOW), options, 'ev')
  const path = join(root, REVIEW)
  writeFileSync(path, readFileSync(path, 'utf8').replace('dueOn: 2026-12-04', 'dueOn: 2026-12-04, change: "abc"'))
  expect(await archiveOperating(place, target(archive, keys, '2026-12-05T12:00:00Z'), options, 'ev')).toContain(
    '2 in the log',
  )
  expect(failing(archive)).toEqual([])
  const logged = readLoggedRecords(archive)
  if (typeof logged === 'string') throw new Error(logged)
  expect([...sealedAt(logged.records)]).toEqual([['access-review/2026-10-13-crm', NOW]])
})

test('what is not complete, not approved by somebody else or not what was merged is refused', async () => {
  const run = ({ place }: ReturnType<typeof merged>, options: object = {}, now = NOW) =>
    archiveOperating(
      place,
      target(newDirectory(), keys, now),
      { record: [TEST], change: 'change.json', ...options },
      'ev',
    )
  await expect(run(merged(), { change: undefined })).rejects.toMatchObject({
    message: 'nobody shows that these records were approved',
  })
  await expect(run(merged({ by: { login: 'tobias' } }))).rejects.toMatchObject({
    message: expect.stringContaining('the same person wrote a part of the change'),
  })
  await expect(run(merged({ state: 'changes_requested' }))).rejects.toMatchObject({ code: 'refused' })
  await expect(run(merged(), { plan: 'plan.json' })).rejects.toMatchObject({ code: 'usage' })
  await expect(run(merged(), {}, '2026-05-20T15:00:00Z')).rejects.toMatchObject({
    message: expect.stringContaining('is in the future'),
  })
  const edited = merged()
  const write = (from: string, to: string) =>
    writeFileSync(join(edited.root, TEST), readFileSync(join(edited.root, TEST), 'utf8').replace(from, to))
  write('rpoHours: 9', 'rpoHours: 8')
  await expect(run(edited)).rejects.toMatchObject({ message: 'the file is another one than the change merged' })
  write('rpoHours: 8', 'rpoHours: TODO')
  await expect(run(edited)).rejects.toMatchObject({ message: expect.stringContaining('the record is not complete') })
  write('rpoHours: TODO', 'rpoHours: 9')
  writeFileSync(
    join(edited.root, TEST),
    readFileSync(join(edited.root, TEST), 'utf8').replace(/scenario: .*/, 'scenario: key AKIAIOSFODNN7EXAMPLQ'),
  )
  await expect(run(edited, { change: undefined, allowWorkingTree: true })).rejects.toMatchObject({
    code: 'secret-found',
  })
})

test('the verifier finds a record that says something else than its file', async () => {
  const { root } = merged()
  const text = readFileSync(join(root, TEST), 'utf8')
  const restore = readFileSync(join(root, TEST.replace('.yaml', '/restore.txt')))
  const record = parseRecord({ kind: 'recovery-test', stem: '2026-05-20-aws', document: parseYaml(text, 'x') })
  const stored = async (
    said: OperatingFacts,
    json: unknown,
    yaml: string | Buffer,
    evidence = restore,
    { type = 'application/json', change }: { type?: string; change?: DeployedChange } = {},
  ) => {
    const archive = newDirectory()
    const parts = [
      ['record.json', Buffer.from(typeof json === 'string' ? json : prettyJson(json as object)), type],
      ['2026-05-20-aws.yaml', Buffer.from(yaml), 'text/plain'],
      ['restore.txt', evidence, 'text/plain'],
    ] as const
    const files = parts.map(([name, bytes, type]) => fileReference(name, bytes, type)) as unknown as Parameters<
      typeof operatingDraft
    >[1]
    const objects = new Map(files.map((file, index) => [file.downloadLocation, parts[index]?.[1] ?? Buffer.alloc(0)]))
    await archiveRecords(target(archive, keys, NOW), [operatingDraft(said, files, { demo: false, change })], objects)
    return failing(archive)
  }
  const value = parse(text)
  expect(await stored(record, value, text)).toEqual([])
  expect(await stored({ ...record, by: 'somebody' }, value, text)).toEqual([
    ['operating', ['it describes its record otherwise than the file does']],
  ])
  expect(await stored(record, { ...value, passed: false }, text)).toEqual([
    ['operating', ['the stored record does not say what its file says']],
  ])
  expect(await stored(record, value, text.replace('rpoHours: 9', 'rpoHours: many'))).toEqual([
    ['operating', ['the stored record does not say what its file says']],
  ])
  expect(await stored(record, { ...value, rpoHours: 'many' }, text.replace('rpoHours: 9', 'rpoHours: many'))).toEqual([
    ['operating', ['the stored record: /rpoHours: must be number']],
  ])
  expect(await stored({ ...record, kind: 'recovery-tests' }, value, text)).toEqual([
    ['operating', ['this version knows no records of urn:gatehouse:record:recovery-tests/v1']],
  ])
  expect(await stored(record, value, text, Buffer.from('other'))).toEqual([
    ['operating', ['its evidence is not what the file names']],
  ])
  const twice = prettyJson(value).replace('"passed": true', '"passed": false,\n  "passed": true')
  expect(await stored(record, twice, text)).toEqual([
    ['operating', [expect.stringContaining('the stored record: the JSON is not in canonical form')]],
  ])
  expect(await stored(record, value, Buffer.concat([Buffer.from(`${text}# `), Buffer.from([0xff, 10])]))).toEqual([
    ['operating', ['its file is not UTF-8 text']],
  ])
  const unreadable = [['operating', ['the file of the record cannot be read']]]
  expect(await stored(record, value, text.replace('passed: true', 'passed: false\npassed: true'))).toEqual(unreadable)
  // A tag that nobody knows is only warned of, and the warning would be printed as it is.
  const printed = vi.spyOn(process, 'emitWarning')
  expect(await stored(record, value, text.replace('passed: true', 'passed: !\x1b[2J true'))).toEqual(unreadable)
  expect(await stored(record, value, text.replace('passed: true', 'passed: !tag true'))).toEqual(unreadable)
  expect(printed).not.toHaveBeenCalled()
  expect(await stored(record, value, text, restore, { type: 'text/markdown' })).toEqual([
    ['operating', ['its first two files are not what it says and how it was written']],
  ])
  const commit = 'a'.repeat(40)
  const change = {
    url: 'https://forge.example/9',
    head: commit,
    merge: commit,
    document: { sha256: '0'.repeat(64) },
    authors: ['Tobias'],
    approvals: [{ by: 'tobias', at: NOW }],
  }
  expect(await stored(record, value, text, restore, { change })).toEqual([
    ['operating', ['it counts an approval of somebody who wrote a part of the change']],
  ])
})
