import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { accessCommand } from '../../../src/commands/access.ts'
import { AppError, formatError } from '../../../src/errors.ts'
import { prettyJson } from '../../../src/json.ts'
import type { Plan } from '../../../src/plan/model.ts'
import { NO_PLAN } from '../../../src/plan/model.ts'
import { validateValue } from '../../../src/schema.ts'
import { workplace } from '../../workplace.ts'
import {
  assign,
  DIRECTORY_READERS,
  eligible,
  GLOBAL_ADMINISTRATOR,
  group,
  plan,
  ref,
  resource,
  schedule,
  UNKNOWN,
  user,
} from './world.ts'

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const WORLD = plan(
  user('anna', { displayName: 'Anna Virtanen' }),
  user('dora', { displayName: 'Dora Klein' }),
  resource('invitation', 'guest', {
    userDisplayName: 'Gil Guest',
    userEmailAddress: 'gil@other.example',
    redirectUrl: 'x',
  }),
  group('role-admins', []),
  group('staff', ['anna', 'dora'], { assignableToRole: false }),
  assign('role-admins', ref('group', 'role-admins')),
  schedule('eligibleSchedule', 'dora', 'role-admins', ref('user', 'dora'), { expirationDate: '2027-02-21T00:00:00Z' }),
  resource('groupPolicy', 'role-admins', {
    groupId: ref('group', 'role-admins'),
    roleId: 'member',
    activationRules: {
      requireApproval: true,
      maximumDuration: 'PT8H',
      approvalStage: { primaryApprovers: [{ objectId: ref('user', 'anna'), type: 'singleUser' }] },
    },
  }),
  eligible('anna', ref('user', 'anna'), GLOBAL_ADMINISTRATOR, { directoryScopeId: UNKNOWN }),
  assign('reader', ref('invitation', 'guest', 'userId'), DIRECTORY_READERS),
  assign('unknown', UNKNOWN, UNKNOWN),
  resource('application', 'ci', { displayName: 'CI', owners: [ref('user', 'dora')] }),
  resource('servicePrincipal', 'ci', { clientId: ref('application', 'ci', 'clientId') }),
  resource('password', 'ci', { applicationId: ref('application', 'ci', 'id') }),
  resource('servicePrincipal', 'graph', { clientId: '00000003-0000-0000-c000-000000000000', useExisting: true }),
  resource('appRole', 'ci', {
    appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
    principalObjectId: ref('servicePrincipal', 'ci'),
    resourceObjectId: ref('servicePrincipal', 'graph'),
  }),
  resource('delegated', 'ci', {
    servicePrincipalObjectId: ref('servicePrincipal', 'ci'),
    resourceServicePrincipalObjectId: ref('servicePrincipal', 'graph'),
    claimValues: ['User.Read'],
    userObjectId: ref('user', 'anna'),
  }),
  resource('member', 'stray', { groupObjectId: UNKNOWN, memberObjectId: ref('user', 'anna') }),
)

interface Ran {
  readonly code: number
  readonly out: string
}

async function access(shown: Plan, ...more: readonly string[]): Promise<Ran> {
  writeFileSync(join(directory, 'plan.json'), prettyJson(shown))
  const place = workplace(directory)
  let code = -1
  const program = new Command().exitOverride()
  accessCommand(program, place, (status) => {
    code = status
  })
  try {
    await program.parseAsync(['access', '--plan', 'plan.json', ...more], { from: 'user' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: 2, out: formatError(error) }
  }
  return { code, out: place.written.out }
}

describe('gatehouse access', () => {
  test('as text: by role, the most powerful first, one line a holder', async () => {
    const { code, out } = await access(WORLD)
    await expect(out).toMatchFileSnapshot('snapshots/access.txt')
    expect(code).toBe(0)
  })

  test('as Markdown and as rows', async () => {
    await expect((await access(WORLD, '--format', 'markdown')).out).toMatchFileSnapshot('snapshots/access.md')
    await expect((await access(WORLD, '--format', 'csv')).out).toMatchFileSnapshot('snapshots/access.csv')
  })

  test('as JSON that keeps to its schema, the same every time', async () => {
    const { out } = await access(WORLD, '--json')
    validateValue('urn:gatehouse:access/v1', JSON.parse(out), 'access.json')
    expect((await access(WORLD, '--format', 'json')).out).toBe(out)
    const { holdings } = JSON.parse(out) as { holdings: readonly object[] }
    expect(holdings[0]).toEqual({
      principal: { id: expect.stringContaining('::anna'), kind: 'user', label: 'Anna Virtanen' },
      role: { id: GLOBAL_ADMINISTRATOR, label: 'Global Administrator', privileged: 'yes' },
      kind: 'eligible',
      span: { kind: 'permanent' },
      scope: { kind: 'open' },
      through: [],
      resources: [
        { key: expect.stringContaining('::anna'), label: expect.any(String), source: { file: 'roles.ts', line: 9 } },
      ],
    })
  })

  test('of one principal, with its groups; of one role; of what is privileged', async () => {
    await expect((await access(WORLD, '--principal', 'dora klein')).out).toMatchFileSnapshot('snapshots/dora.txt')
    expect((await access(WORLD, '--principal', 'dora@acme.example')).out).toBe(
      (await access(WORLD, '--principal', 'azuread:index/user:User::dora')).out,
    )
    await expect((await access(WORLD, '--role', 'user administrator')).out).toMatchFileSnapshot('snapshots/role.txt')
    const { out } = await access(WORLD, '--privileged')
    expect(out).not.toContain('Directory Readers')
    expect(out).not.toContain('User.Read')
  })

  test('the clock is the one that is given', async () => {
    const { out } = await access(WORLD, '--now', '2027-02-21T00:00:00Z', '--role', 'User Administrator')
    expect(out).toContain('eligible, until 2027-02-21, which is over')
  })

  test('writes files, and says 3 where there is nobody', async () => {
    const { code } = await access(WORLD, '--output', 'who.csv', '--output', 'text=who')
    expect([code, readFileSync(join(directory, 'who'), 'utf8').split('\n')[0]]).toEqual([
      0,
      'acme/identity  2026-11-23 12:00 UTC',
    ])
    expect(await access({ ...NO_PLAN, project: 'acme', stack: 'aws' })).toEqual({
      code: 3,
      out: 'acme/aws  2026-11-23 12:00 UTC\nNobody holds a role or a permission here.\n',
    })
  })

  test('says that a plan does not show everything', async () => {
    const partial: Plan = { ...WORLD, completeness: { status: 'partial', reasons: ['it was made with --target'] } }
    expect((await access(partial)).out).toContain(
      'The plan may not show everything (partial): it was made with --target.',
    )
  })

  test('lets nothing of an input reach a terminal, a table or a spreadsheet', async () => {
    const hostile = plan(
      user('eve', { displayName: '\u001b[2J| =cmd()\n@everyone <b>' }),
      assign('eve', ref('user', 'eve')),
    )
    expect((await access(hostile)).out).toContain('\\u001B[2J| =cmd()\\n@everyone <b>')
    expect((await access(hostile, '--format', 'markdown')).out).toContain('\\|')
    expect((await access(hostile, '--format', 'markdown')).out).not.toContain('<b>')
    const formula = plan(user('eve', { displayName: '=1+1' }), assign('eve', ref('user', 'eve')))
    expect((await access(formula, '--format', 'csv')).out).toContain(`"'=1+1"`)
  })
})

describe('a wrong command line', () => {
  test.each<[readonly string[], string]>([
    [
      ['--principal', 'Dora Kleim'],
      `gatehouse: the plan knows nobody and nothing called "Dora Kleim"
  expected: a name, a sign-in name, an object id, or type::name of a declared resource
  fix: did you mean Dora Klein?
`,
    ],
    [
      ['--role', 'Intern'],
      `gatehouse: nobody holds a role called "Intern"
  expected: one of Global Administrator, User Administrator, a role that is not known (the value is computed during the deployment), Directory Readers
  fix: run the command without --role to see who holds what
`,
    ],
    [
      ['--format', 'sarif'],
      `gatehouse: there is no format sarif
  expected: one of text, json, markdown, csv
  fix: choose one of them
`,
    ],
    [
      ['--output', 'who'],
      `gatehouse: the format of who is not clear from its name
  expected: a name that ends in .csv, .json, .md or .txt
  fix: write --output FORMAT=FILE
`,
    ],
    [
      ['--now', 'noon'],
      `gatehouse: --now "noon" is not a point in time
  expected: RFC 3339 such as 2026-11-23T12:00:00Z
  fix: write date, T, time and zone
`,
    ],
    [
      ['--program', '.'],
      `gatehouse: --plan and --program exclude each other
  expected: the plan that was made elsewhere, or the program to plan now
  fix: give one of them
`,
    ],
  ])('%j', async (line, message) => {
    expect(await access(WORLD, ...line)).toEqual({ code: 2, out: message })
  })
})
