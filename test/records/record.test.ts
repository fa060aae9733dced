import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRegister } from '../../src/register/read.ts'
import { shown, workplace } from '../register/files.ts'
import { record, registerDirectory } from './command.ts'

const NOW = ['--now', '2026-11-27T12:00:00Z']
const RECORDS = 'stacks/register/records'

function change(root: string, file: string, from: string | RegExp, to: string): void {
  const path = join(root, RECORDS, file)
  const text = readFileSync(path, 'utf8')
  if (text.replace(from, to) === text) throw new Error(`${file} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}

test('evidence is a plain file: no link is followed, and a folder is none', async () => {
  const evidence = join(RECORDS, 'recovery-test/2026-05-20-aws')
  const check = async (replace: (path: string, outside: string) => void) => {
    const root = registerDirectory()
    replace(join(root, evidence), join(root, 'outside'))
    const { code, out } = await record(root, 'check', `${RECORDS}/recovery-test/2026-05-20-aws.yaml`, ...NOW)
    return [code, out.includes('evidence[0]: there is no such file beside the record')]
  }
  const file = (path: string) => join(path, 'restore.txt')
  expect(await check(() => undefined)).toEqual([0, false])
  const link = (path: string, outside: string): void => {
    renameSync(path, outside)
    symlinkSync(outside, path)
  }
  expect(await check((path, outside) => link(file(path), outside))).toEqual([1, true])
  expect(await check(link)).toEqual([1, true])
  expect(
    await check((path) => {
      rmSync(file(path))
      mkdirSync(file(path))
    }),
  ).toEqual([1, true])
})

describe('without a terminal', () => {
  test('the file is written with what is known, and every open place is told', async () => {
    const root = registerDirectory()
    const { code, out } = await record(
      root,
      'recovery-test',
      '--service',
      'crm',
      '--at',
      '2026-11-26T15:00:00Z',
      ...NOW,
    )
    const file = `${RECORDS}/recovery-test/2026-11-26-crm.yaml`
    expect({ code, out }).toEqual({
      code: 0,
      out: `${file}: 7 to fill in
  ${file}:4:9: tester: Who led the test.
  ${file}:7:11: scenario: What was assumed to be lost, and what was done.
  ${file}:8:11: rpoHours: Age of the data that came back: the recovery point reached.
  ${file}:9:11: rtoHours: Time until it could be used again: the recovery time reached.
  ${file}:10:9: passed: The data was complete and both targets of the service were reached.
  ${file}:11:11: evidence: Files that show it, in the folder beside the record that has its name.
  ${file}:12:10: actions: What follows, each with an owner and a day.
  Fill them in, or run: gatehouse record ${file}
`,
    })
    expect(
      readFileSync(join(root, file), 'utf8'),
    ).toBe(`# yaml-language-server: $schema=../../../../src/schemas/records/recovery-test.v1.json
record: recovery-test
service: crm
tester: TODO # Who led the test. (the id of a person in people.yaml)
testedAt: 2026-11-26T15:00:00Z
recordedAt: 2026-11-27T12:00:00Z
scenario: TODO # What was assumed to be lost, and what was done. (a text that says it)
rpoHours: TODO # Age of the data that came back: the recovery point reached. (a number of hours, 0 or more)
rtoHours: TODO # Time until it could be used again: the recovery time reached. (a number of hours, 0 or more)
passed: TODO # The data was complete and both targets of the service were reached. (true or false)
evidence: TODO # Files that show it, in the folder beside the record that has its name. A list; [] for none.
actions: TODO # What follows, each with an owner and a day. A list; [] for none.
`)
    expect(shown(() => readRegister(workplace(root), 'stacks/register'))).toMatch(
      `schema gatehouse: ${file}:4:9: tester: "TODO" has the wrong form (and 6 more in this file)\n  expected: the id of a person in people.yaml`,
    )
    expect(await record(root, 'check', file, ...NOW)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/7 to fill in[\s\S]*\n1 records, 1 to correct\.\n$/),
    })
  })

  test('what it is about and when it happened have to be given', async () => {
    const root = registerDirectory()
    expect(await record(root, 'incident', '--at', '2026-11-26T15:00:00Z', ...NOW)).toMatchObject({
      code: 2,
      out: expect.stringContaining('--service is missing'),
    })
    expect(await record(root, 'incident', '--service', 'crm', ...NOW)).toMatchObject({
      code: 2,
      out: expect.stringContaining('--at is missing'),
    })
    expect(await record(root, 'admin-review', '--vendor', 'aws', ...NOW)).toMatchObject({
      out: expect.stringContaining('--vendor does not belong to a record of the kind admin-review'),
    })
    expect(await record(root, 'incidents', ...NOW)).toMatchObject({
      out: expect.stringContaining('did you mean incident?'),
    })
  })

  test('a review lists the table of the service, with what the last review knew; its reviewer does not decide alone', async () => {
    const root = registerDirectory()
    const list = 'what;who;through\n'
    writeFileSync(
      join(root, 'users.csv'),
      `${list}Lohnwerk: payroll;susanne.eberle@nordlicht.example.com;\nLohnwerk: payroll;Vera Antonova;\nLohnwerk: export;payroll-robot;key\n`,
    )
    const { code, out } = await record(
      root,
      ...['access-review', '--service', 'payroll', '--by', 'susanne-eberle', '--list', 'users.csv', ...NOW],
    )
    const file = `${RECORDS}/access-review/2026-11-27-payroll.yaml`
    expect([code, out.split('\n')[0]]).toEqual([0, `${file}: 4 to fill in`])
    const text = readFileSync(join(root, file), 'utf8')
    expect(text.slice(text.indexOf('basis:'))).toBe(`basis:
  - source: the list users.csv
    digest: d5a1958bcd1550604593d5911aa49e6332d328a0fdba062431bd47d2b839b564
    entries: 3
entries:
  # decision: keep it, change it, or remove it. One of keep, change, remove.
  # decidedBy: Who decides here instead of the reviewer, who never decides about their own access. (the id of a person in people.yaml) Remove the line if there is none.
  - { who: susanne-eberle, what: "Lohnwerk: payroll", through: assigned in the service, since: 2026-07-21, decision: TODO, decidedBy: TODO }
  - { who: vera-antonova, what: "Lohnwerk: payroll", through: assigned in the service, since: 2026-07-21, decision: TODO }
  - { who: payroll-robot, what: "Lohnwerk: export", through: key, decision: TODO }
`)
  })

  test('a second record of one day is refused where it would be the same one, and numbered where it need not be', async () => {
    const root = registerDirectory()
    await record(root, 'risk-assessment', '--service', 'crm', ...NOW)
    expect(await record(root, 'risk-assessment', '--service', 'crm', ...NOW)).toMatchObject({
      code: 2,
      out: expect.stringContaining('there is a record of this day already'),
    })
    for (const name of ['2026-11-20-crm', '2026-11-20-crm-2']) {
      const { out } = await record(root, 'incident', '--service', 'crm', '--at', '2026-11-20T08:00:00Z', ...NOW)
      expect(out).toContain(`incident/${name}.yaml: 9 to fill in`)
    }
  })
})

describe('check', () => {
  const file = 'recovery-test/2026-05-20-aws.yaml'

  test('the example is complete, and what follows is told', async () => {
    const { code, out } = await record(registerDirectory(), 'check', ...NOW)
    expect(code).toBe(0)
    expect(out).toMatch(/44 records, all complete\.\n$/)
    expect(out).toContain(
      '  then: Until 2026-12-04: remove Fjordline CRM: administrator of kristof-peeters: in the service itself; then write the commit into change.\n',
    )
    expect(out).toContain('  note: logged 2 days after it was detected; 24 hours are allowed\n')
  })

  test.each<[string, string, string | RegExp, string, string]>([
    [
      'somebody who does not exist',
      file,
      'ingrid-halvorsen',
      'ingrid-halvorsn',
      ':4:9: tester: there is no person "ingrid-halvorsn"; did you mean "ingrid-halvorsen"?',
    ],
    [
      'an emergency account',
      file,
      'ingrid-halvorsen',
      'emergency-1',
      ':4:9: tester: emergency-1 is an emergency account',
    ],
    [
      'a day of another name',
      file,
      '2026-05-20T14',
      '2026-05-19T14',
      ':5:11: testedAt: the name of the file says 2026-05-20',
    ],
    [
      'written down before',
      file,
      /recordedAt: .*/,
      'recordedAt: 2026-05-20T14:00:00Z',
      ':6:13: recordedAt: it was written down before testedAt',
    ],
    [
      'the future',
      file,
      /recordedAt: .*/,
      'recordedAt: 2026-11-27T12:00:01Z',
      ':6:13: recordedAt: 2026-11-27T12:00:01Z is in the future',
    ],
    [
      'a target that was missed',
      file,
      'rtoHours: 3.5',
      'rtoHours: 5',
      ':10:9: passed: the test counts as passed, but rtoHours 5 is above the 4 of the service',
    ],
    ['another file', file, /sha256: ../, 'sha256: 00', ':14:13: evidence[0]: the file is another one now'],
    ['no file', file, 'restore.txt', 'restored.txt', ':13:11: evidence[0]: there is no such file beside the record'],
    ['a wrong key', file, 'scenario:', 'scenarios:', ':7:1: unknown key `scenarios`; did you mean `scenario`?'],
    [
      'a reviewer of oneself',
      'access-review/2026-10-19-github.yaml',
      ', decidedBy: ingrid-halvorsen',
      '',
      ':12:12: entries[0].who: stefan-eckert decides about their own access',
    ],
    [
      'a custodian',
      'access-review/2026-10-08-microsoft-365.yaml',
      ', decidedBy: ulrike-sander',
      '',
      ': sven-albers decides about their own access',
    ],
    [
      'an entry too few',
      'access-review/2026-10-19-github.yaml',
      / {2}- \{ who: yuki.*\n/,
      '',
      ':12:3: entries: there are 18 entries, but the sources give 19',
    ],
    [
      'a review before its period',
      'access-review/2026-10-19-github.yaml',
      'period: 2026-Q4',
      'period: 2027-Q1',
      ':6:13: reviewedAt: the review was held before its period 2027-Q1 begins',
    ],
    [
      'a removal without an end',
      'access-review/2026-10-13-crm.yaml',
      ', dueOn: 2026-12-04',
      '',
      ': entries[17]: the key `dueOn` is missing',
    ],
    [
      'a leaver who has not left',
      'offboarding/2026-08-31-malte-jessen.yaml',
      'person: malte-jessen',
      'person: anna-virtanen',
      ':3:9: person: the register does not say that this person has left',
    ],
    [
      'a closed incident without a cause',
      'incident/2026-05-06-fjordline-outage.yaml',
      /rootCause: .*\n/,
      '',
      'closedAt',
    ],
  ])('%s', async (_title, path, from, to, expected) => {
    const root = registerDirectory()
    change(root, path, from, to)
    const { code, out } = await record(root, 'check', join(RECORDS, path), ...NOW)
    expect(out).toContain(expected)
    expect(code).toBe(1)
  })

  test('an evaluation of one day stands in one place', () => {
    const root = registerDirectory()
    const path = join(root, 'stacks/register/vendors.yaml')
    const twice =
      '    evaluations:\n      - { on: 2026-06-11, by: ulrike-sander, verdict: accepted }\n      - { on: 2022-06-07'
    writeFileSync(path, readFileSync(path, 'utf8').replace('    evaluations:\n      - { on: 2022-06-07', twice))
    expect(shown(() => readRegister(workplace(root), 'stacks/register'))).toMatch(
      'vendor-evaluation/2026-06-11-lohnwerk.yaml:3:9: vendor: vendors.yaml has an evaluation of lohnwerk on 2026-06-11 too',
    )
  })

  test('a file or a folder that is no record is refused, never passed over', () => {
    for (const [name, expected] of [
      [
        'recovery-tests/2026-01-01-aws.yaml',
        'there is no kind of record "recovery-tests"; did you mean recovery-test?',
      ],
      ['recovery-test/aws.yaml', 'this is not the name of a record'],
      ['recovery-test/2026-01-01-aws.yml', 'this is not the name of a record'],
      ['2026-01-01-aws.yaml', 'a record lies in the folder of its kind'],
    ] as const) {
      const root = registerDirectory()
      mkdirSync(join(root, RECORDS, name, '..'), { recursive: true })
      writeFileSync(join(root, RECORDS, name), 'record: recovery-test\n')
      expect(shown(() => readRegister(workplace(root), 'stacks/register'))).toContain(expected)
    }
  })

  test('a record that speaks of an older time, or was committed later than it says, shows it', async () => {
    const root = registerDirectory()
    change(root, file, /recordedAt: .*/, 'recordedAt: 2026-06-01T10:00:00Z')
    const env = { ...process.env, GIT_COMMITTER_DATE: '2026-06-10T10:00:00Z', GIT_AUTHOR_DATE: '2026-06-10T10:00:00Z' }
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root, env })
    git('init', '-q')
    git('add', '.')
    git('commit', '-q', '-m', 'x')
    const { code, out } = await record(root, 'check', join(RECORDS, file), ...NOW)
    expect({ code, out }).toEqual({
      code: 0,
      out: `${RECORDS}/${file}: complete
  note: written down 11 days after what it speaks of (2026-05-20T14:10:00Z); it counts from 2026-06-01T10:00:00Z
  note: first committed 9 days after recordedAt
1 records, all complete.
`,
    })
  })

  test('without any record there is nothing to check', async () => {
    const root = registerDirectory()
    execFileSync('rm', ['-r', join(root, RECORDS)])
    expect(await record(root, 'check', ...NOW)).toEqual({ code: 3, out: '' })
  })
})
