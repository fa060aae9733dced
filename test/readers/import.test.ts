import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { importCommand } from '../../src/commands/import/index.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { COMPARED_RULES } from '../../src/readers/scanner-rules.ts'
import { ROOT, workplace } from '../workplace.ts'

const DATA = join(ROOT, 'test/fixtures/external')
const NOW = ['--now', '2026-11-23T12:00:00Z']
let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-import-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Runs one import in the repository. */
function run(...args: readonly string[]): { code: number; out: string; err: string } {
  const place = workplace(ROOT)
  const program = new Command('gatehouse').exitOverride()
  let code = -1
  importCommand(program, place, (status) => {
    code = status
  })
  program.parse(['import', ...args.map((argument) => argument.replace('@', `${DATA}/`))], { from: 'user' })
  return { code, ...place.written }
}

describe('who has registered a second factor', () => {
  const pages = ['@registration-1.json', '@registration-2.json']
  const { code, out, err } = run('registration', ...pages, '--by', 'sven-albers', ...NOW)
  const record = parse(out) as Readonly<Record<string, unknown>>

  test('everybody is in the denominator: the accounts of the register, and a guest who is not in it', () => {
    expect(code).toBe(0)
    const { missing, exclusions, source: _, ...rest } = record
    expect(rest).toEqual({
      record: 'mfa-coverage',
      takenAt: '2026-11-22T06:02:47Z',
      takenBy: 'sven-albers',
      recordedAt: '2026-11-23T12:00:00Z',
      users: { total: 66, registered: 3 },
      administrators: { total: 5, registered: 1 },
    })
    expect(missing).toHaveLength(63)
    expect(missing).toContain('Pauline.Mercier@nordlicht.example.com')
    expect(exclusions).toEqual([
      {
        who: 'emergency.1@nordlicht.onmicrosoft.example.com',
        group: 'administrators',
        registered: false,
        why: 'an emergency account',
      },
      {
        who: 'emergency.2@nordlicht.onmicrosoft.example.com',
        group: 'administrators',
        registered: false,
        why: 'an emergency account',
      },
    ])
  })

  test('what to look at is said beside it', () => {
    expect(err.split('\n')).toEqual([
      'gatehouse: 3 of 66 accounts and 1 of 5 administrators have registered a second factor',
      'gatehouse: 1 of the accounts are guests, 0 of them registered',
      expect.stringMatching(
        /^gatehouse: of the register, not in the export, so counted as not registered: .* and 55 more$/,
      ),
      'gatehouse: registered a method that the methods policy does not allow: giulia.ferrante@nordlicht.example.com',
      'gatehouse: excluded from the policy, and counted all the same: emergency.1@nordlicht.onmicrosoft.example.com, emergency.2@nordlicht.onmicrosoft.example.com',
      '',
    ])
  })

  test('a missing page would make the denominator smaller, and is refused', () => {
    expect(() => run('registration', pages[0] ?? '', '--by', 'sven-albers', ...NOW)).toThrow(
      expect.objectContaining({
        code: 'malformed',
        message: expect.stringContaining('a page of the export is missing'),
      }),
    )
  })
})

describe('the list of human resources', () => {
  const differences = (...args: readonly string[]) => {
    const { code, out } = run('people', ...args, '--json', ...NOW)
    const answer = JSON.parse(out) as {
      listed: number
      matched: number
      differences: readonly { kind: string; person: string; place?: { line: number } }[]
    }
    return {
      ...answer,
      code,
      differences: answer.differences.map(({ kind, person, place }) => [kind, person, place?.line]),
    }
  }

  test('leavers, joiners and days that differ; who left long ago is none of them', () => {
    expect(differences('@people.csv', '--partial')).toEqual({
      code: 1,
      listed: 6,
      matched: 4,
      differences: [
        ['joiner-missing', '', 6],
        ['leaver-with-account', 'pauline-mercier', 3],
        ['leaver-without-left-on', 'pauline-mercier', 3],
        ['left-on-differs', 'malte-jessen', 5],
        ['started-on-differs', 'giulia-ferrante', 4],
      ],
    })
  })

  test('a list of everybody also names who is not in it', () => {
    const { differences: found } = differences('@people.csv')
    expect(found.filter(([kind]) => kind === 'unknown-to-hr').length).toBeGreaterThan(40)
  })

  test('a list that says the same is no finding', () => {
    const register = parse(readFileSync(join(ROOT, 'stacks/register/people.yaml'), 'utf8')) as {
      people: readonly {
        id: string
        name: string
        startedOn: string
        leftOn?: string
        emergency?: boolean
        account?: { userPrincipalName: string }
      }[]
    }
    const rows = register.people
      .filter(({ emergency }) => emergency !== true)
      .map(({ id, name, startedOn, leftOn, account }) =>
        [id, name, account?.userPrincipalName ?? '', startedOn, leftOn ?? ''].join(','),
      )
    const file = join(directory, 'everybody.csv')
    writeFileSync(file, ['id,name,mail,start date,end date', ...rows, ''].join('\n'))
    expect(differences(file)).toEqual({ code: 0, listed: rows.length, matched: rows.length, differences: [] })
  })

  test('columns and the order of days can be said', () => {
    const file = join(directory, 'named.csv')
    writeFileSync(file, 'Who,Work,Last\nAnna Virtanen,anna.virtanen@nordlicht.example.com,11/20/2026\n')
    const columns = ['--column', 'name=Who', '--column', 'mail=Work', '--column', 'leftOn=Last']
    expect(differences(file, '--partial', '--dates', 'mdy', ...columns).differences).toEqual([
      ['leaver-with-account', 'anna-virtanen', 2],
      ['leaver-without-left-on', 'anna-virtanen', 2],
    ])
    expect(() => run('people', file, '--partial', ...columns, ...NOW)).toThrow(
      expect.objectContaining({ code: 'malformed', place: { file, line: 2, column: 51 } }),
    )
  })
})

describe('the credential report of an AWS account', () => {
  const expected = [
    ['critical', 'root-access-key', '<root_account>'],
    ['critical', 'console-user-without-mfa', 'malte-jessen'],
    ['high', 'root-used', '<root_account>'],
    ['high', 'user-of-leaver', 'malte-jessen'],
    ['high', 'access-key-old', 'ci-export'],
    ['medium', 'password-unused', 'malte-jessen'],
    ['medium', 'user-without-person', 'ci-export'],
  ]
  const judged = (file: string) => {
    const { code, out } = run('credential-report', file, '--json', ...NOW)
    const answer = JSON.parse(out) as {
      generatedAt: string | null
      mfa: unknown
      findings: readonly { severity: string; kind: string; user: string }[]
    }
    return {
      code,
      at: answer.generatedAt,
      mfa: answer.mfa,
      findings: answer.findings.map(({ severity, kind, user }) => [severity, kind, user]),
    }
  }

  test('the answer of the command line, and the CSV in it', () => {
    const mfa = { total: 3, registered: 2 }
    expect(judged('@credential-report.json')).toEqual({ code: 1, at: '2026-11-23T05:58:12Z', mfa, findings: expected })
    expect(judged('@credential-report.csv')).toEqual({ code: 1, at: null, mfa, findings: expected })
  })

  test('limits can be set; a second key that was never used is not a finding while it is young', () => {
    const { out } = run(
      'credential-report',
      '@credential-report.csv',
      '--key-age',
      '365',
      '--unused',
      '10',
      '--json',
      ...NOW,
    )
    const kinds = (JSON.parse(out) as { findings: readonly { kind: string; user: string; message: string }[] }).findings
      .filter(({ user }) => user === 'ci-export')
      .map(({ kind, message }) => [kind, message])
    expect(kinds).toEqual([
      ['access-key-unused', 'access key 2 was never used'],
      ['user-without-person', 'has credentials, and is nobody of the register'],
    ])
  })
})

describe('what scanners found', () => {
  test('ScubaGear: what is omitted, left to a person or went wrong is no pass', () => {
    const { code, out } = run('scuba', '@ScubaResults.json', '--json', ...NOW)
    const scan = JSON.parse(out) as {
      results: readonly { check: string; status: string; title: string; detail: string }[]
    }
    expect(code).toBe(0)
    expect({ ...scan, results: scan.results.map(({ check, status }) => [check, status]) }).toEqual({
      schema: 'urn:gatehouse:scan/v1',
      tool: { name: 'ScubaGear', version: '1.6.0' },
      run: '0c6f1a7e-2b4d-4f0a-8f6e-5a1d9b7c3e20',
      subject: { kind: 'tenant', id: '4b1f6c2e-7a35-4d09-9c84-2e5d8f3a1b70' },
      observedAt: '2026-11-21T20:16:55Z',
      source: {
        file: 'test/fixtures/external/ScubaResults.json',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        form: 'ScubaResults',
      },
      counts: { pass: 2, fail: 1, warning: 1, 'not-checked': 1, muted: 1, unknown: 1 },
      results: [
        ['MS.AAD.1.1v1', 'pass'],
        ['MS.AAD.3.1v1', 'fail'],
        ['MS.AAD.3.2v2', 'pass'],
        ['MS.AAD.3.7v1', 'warning'],
        ['MS.AAD.4.1v1', 'not-checked'],
        ['MS.AAD.6.1v1', 'muted'],
        ['MS.AAD.7.1v1', 'unknown'],
      ],
    })
    expect(scan.results[0]?.detail).toBe(
      '1 conditional access policy(s) found that meet(s) all requirements: CA002 Legacy & basic blocked.',
    )
    expect(scan.results[2]?.title).not.toContain('<')
  })

  test('Prowler: both forms give the same results', () => {
    const read = (file: string) =>
      JSON.parse(run('prowler', file, '--json', ...NOW).out) as Readonly<Record<string, unknown>>
    const { source: ocsf, ...fromOcsf } = read('@prowler.ocsf.json')
    const { source: table, ...fromCsv } = read('@prowler.csv')
    expect(fromCsv).toEqual(fromOcsf)
    expect([ocsf, table]).toMatchObject([{ form: 'OCSF' }, { form: 'CSV' }])
    expect(fromOcsf['counts']).toEqual({ pass: 1, fail: 2, warning: 0, 'not-checked': 1, muted: 1, unknown: 0 })
    expect(fromOcsf['subject']).toEqual({ kind: 'account', id: '111122223333' })
  })

  test('beside a decision: agree, differ, or open', () => {
    const decision = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/render/advisory-only.json'), 'utf8')) as {
      rules: readonly object[]
    }
    const rule = (id: string, status: string) => ({ ...decision.rules[0], id, status })
    const rules = [
      rule('entra.legacy_authentication_blocked', 'pass'),
      rule('entra.phishing_resistant_mfa_all_users', 'fail'),
      rule('entra.mfa_all_users', 'fail'),
      rule('entra.global_admin_count', 'pass'),
    ]
    const file = join(directory, 'decision.json')
    writeFileSync(file, JSON.stringify({ ...decision, rules }))
    const { code, out } = run('scuba', '@ScubaResults.json', '--decision', file, '--json', ...NOW)
    const { beside } = JSON.parse(out) as {
      beside: readonly { check: string; rule: string; said: string; ours: string; agreement: string }[]
    }
    expect(code).toBe(1)
    expect(beside.map(({ check, said, rule, ours, agreement }) => [check, said, rule, ours, agreement])).toEqual([
      ['MS.AAD.1.1v1', 'pass', 'entra.legacy_authentication_blocked', 'pass', 'agrees'],
      ['MS.AAD.3.1v1', 'fail', 'entra.phishing_resistant_mfa_all_users', 'fail', 'agrees'],
      ['MS.AAD.3.2v2', 'pass', 'entra.mfa_all_users', 'fail', 'differs'],
      ['MS.AAD.3.7v1', 'warning', 'entra.managed_device_required', 'none', 'open'],
      ['MS.AAD.7.1v1', 'unknown', 'entra.global_admin_count', 'pass', 'open'],
    ])
  })

  test('every rule that is compared with exists', () => {
    const lock = readFileSync(join(OWN_POLICIES, 'bundle/lock.json'), 'utf8')
    const missing = [...COMPARED_RULES].filter((rule) => !lock.includes(`"${rule.replace('.', '/')}/`))
    expect(missing).toEqual([])
  })
})
