import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { doctorCommand } from '../../src/commands/doctor.ts'
import { ownerChecks } from '../../src/doctor/codeowners.ts'
import { forgeChecks, forgeFacts } from '../../src/doctor/forge.ts'
import { keyChecks } from '../../src/doctor/keys.ts'
import { machineChecks } from '../../src/doctor/machine.ts'
import type { Check } from '../../src/doctor/model.ts'
import { packageCheck } from '../../src/doctor/packages.ts'
import { policyChecks } from '../../src/doctor/policies.ts'
import { repositoryChecks } from '../../src/doctor/repository.ts'
import { AppError } from '../../src/errors.ts'
import { createKeys } from '../../src/evidence/keys.ts'
import type { Json } from '../../src/json.ts'
import { validateValue } from '../../src/schema.ts'
import { commit, git, repository, temporary } from '../gate/trees.ts'
import { ROOT, workplace } from '../workplace.ts'

const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-doctor-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const states = (checks: readonly Check[]): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ id, status }) => [id, status]))

function write(root: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

describe('the machine', () => {
  const machine = {
    node: process.versions.node,
    execPath: process.execPath,
    env: { PATH: '/nowhere', HOME: directory },
  }

  test('has the Node that is needed', async () => {
    const node = async (version: string): Promise<string | undefined> =>
      states(await machineChecks({ ...machine, node: version }, directory))['node']
    expect(await Promise.all(['24.15.0', '26.0.0', '24.14.9', '20.20.2'].map(node))).toEqual([
      'ok',
      'ok',
      'fail',
      'fail',
    ])
  })

  test('has no Pulumi, a broken one, or one with a version', async () => {
    const bin = join(directory, 'bin')
    const found = async (script: string): Promise<Check | undefined> => {
      write(bin, { pulumi: script })
      chmodSync(join(bin, 'pulumi'), 0o755)
      const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: directory }
      return (await machineChecks({ ...machine, env }, directory)).find(({ id }) => id === 'pulumi')
    }
    expect(states(await machineChecks(machine, directory))['pulumi']).toBe('warn')
    expect((await found('#!/bin/sh\necho v3.259.0\n'))?.found).toBe('pulumi v3.259.0')
    expect((await found('#!/bin/sh\necho "::error::x"; exit 0\n'))?.status).toBe('warn')
    expect((await found('#!/bin/sh\nexit 1\n'))?.status).toBe('warn')
  })

  test('has the plugins of the versions that the program names', async () => {
    const root = write(join(directory, 'plugins'), {
      'package.json': '{"dependencies":{"@pulumi/azuread":"6.9.1","@pulumi/aws":"7.48.0"}}',
    })
    mkdirSync(join(directory, '.pulumi/plugins/resource-azuread-v6.9.1'), { recursive: true })
    const { 'plugin-azuread': azuread, 'plugin-aws': aws } = states(await machineChecks(machine, root))
    expect([azuread, aws]).toEqual(['ok', 'warn'])
  })
})

describe('the packages', () => {
  const lock = (packages: Json): string => JSON.stringify({ lockfileVersion: 3, packages })
  const a = { version: '1.0.0', integrity: 'sha512-a' }
  const b = { version: '2.0.0', integrity: 'sha512-b', optional: true }
  const check = (name: string, files: Readonly<Record<string, string>>): readonly [string, string] => {
    const { status, found } = packageCheck(write(join(directory, name), files))
    return [status, found]
  }
  const installed = 'node_modules/.package-lock.json'

  test('are those of the lock', () => {
    expect(
      check('same', {
        'package-lock.json': lock({ '': {}, 'node_modules/a': a, 'node_modules/b': b }),
        [installed]: lock({ 'node_modules/a': a }),
      }),
    ).toEqual(['ok', '2 packages as the lock names them'])
  })

  test.each([
    ['missing', {}, 'a'],
    ['of another version', { 'node_modules/a': { ...a, version: '1.0.1' } }, 'a'],
    ['of other bytes', { 'node_modules/a': { ...a, integrity: 'sha512-x' } }, 'a'],
    ['more than the lock has', { 'node_modules/a': a, 'node_modules/evil': a }, 'evil'],
  ] as const)('are %s', (name, packages, shown) => {
    expect(
      check(name, { 'package-lock.json': lock({ '': {}, 'node_modules/a': a }), [installed]: lock(packages) }),
    ).toEqual(['fail', `installed otherwise than the lock says: ${shown}`])
  })

  test('are not installed, or have no lock', () => {
    expect(check('bare', { 'package-lock.json': lock({ 'node_modules/a': a }) })[1]).toBe(
      'the packages are not installed',
    )
    expect(check('none', { 'package.json': '{}' })[0]).toBe('fail')
  })
})

test('the compiled rules are those of the lock and of the sources', () => {
  const policies = join(directory, 'policies')
  cpSync(join(ROOT, 'policies'), policies, { recursive: true })
  expect(states(policyChecks(policies))).toEqual({ bundle: 'ok', rules: 'ok' })
  writeFileSync(join(policies, 'lib/extra.rego'), 'package lib.extra\n')
  expect(policyChecks(policies)[1]?.found).toBe('changed since the rules were compiled: lib/extra.rego')
  writeFileSync(join(policies, 'bundle/policy.wasm'), 'x')
  expect(states(policyChecks(policies))).toEqual({ bundle: 'fail' })
})

describe('the repository', () => {
  test('is none, shallow, or has its history and the base', async () => {
    expect(states(await repositoryChecks(directory, 'main'))).toEqual({ git: 'fail' })
    const root = repository(write(temporary(), { 'a.txt': 'a' }))
    commit(root, 'second')
    expect(states(await repositoryChecks(root, 'main'))).toEqual({ git: 'ok', base: 'ok' })
    expect(states(await repositoryChecks(root, undefined))).toEqual({ git: 'ok', base: 'skipped' })
    expect(states(await repositoryChecks(root, 'origin/main'))).toEqual({ git: 'ok', base: 'fail' })
    const shallow = join(directory, 'shallow')
    git(directory, 'clone', '-q', '--depth', '1', `file://${root}`, shallow)
    expect(states(await repositoryChecks(shallow, 'origin/main'))).toEqual({ git: 'fail', base: 'ok' })
  })
})

describe('CODEOWNERS', () => {
  const owners = (name: string, text: string): Readonly<Record<string, string>> =>
    states(ownerChecks(write(join(directory, name), { '.github/CODEOWNERS': text })))
  const all = (status: string): Readonly<Record<string, string>> =>
    Object.fromEntries(['policies', 'exceptions', 'pipeline', 'tool'].map((part) => [`owners-${part}`, status]))

  test('of this repository names owners for everything that judges', () => {
    expect(states(ownerChecks(ROOT))).toEqual(all('ok'))
  })

  test('is missing, empty, or for everything', () => {
    expect(states(ownerChecks(temporary()))).toEqual({ owners: 'fail' })
    expect(owners('empty', '# nobody\n')).toEqual(all('fail'))
    expect(owners('star', '* @acme/platform\n')).toEqual(all('ok'))
  })

  test('is read as GitHub reads it: the last line that matches counts, also where it names nobody', () => {
    expect(owners('taken-back', '* @acme/platform\n/policies/\n')).toEqual({ ...all('ok'), 'owners-policies': 'fail' })
    expect(owners('comment', '* @acme/platform\n/.github/ # @acme/security\n')).toEqual(all('fail'))
    expect(owners('one-level', '* @a\n/policies/*\n')['owners-policies']).toBe('fail')
    expect(owners('deep', '**/bundle/ \n* @a\n')).toEqual(all('ok'))
    expect(owners('no-owner', '* platform\n')).toEqual(all('fail'))
    expect(owners('not-understood', '!policies/ @a\n[p]olicies/ @a\n')).toEqual(all('fail'))
    expect(owners('files', '* @a\n*.wasm\n')['owners-policies']).toBe('fail')
    expect(owners('mail', '* sec@acme.example\nsrc/cli.ts\n')).toEqual({ ...all('ok'), 'owners-tool': 'fail' })
  })
})

describe('an export of the forge', () => {
  const protection = {
    required_pull_request_reviews: {
      required_approving_review_count: 1,
      require_code_owner_reviews: true,
      dismiss_stale_reviews: true,
      require_last_push_approval: true,
    },
    required_status_checks: { strict: true, contexts: ['Judge'], checks: [{ context: 'Judge', app_id: 15368 }] },
    enforce_admins: { enabled: true },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  }
  const failing = (...documents: readonly Json[]): readonly string[] =>
    forgeChecks(documents.map((document) => forgeFacts(document) ?? noExport()))
      .filter(({ status }) => status !== 'ok')
      .map(({ id, status }) => `${id} ${status}`)
  const noExport = (): never => {
    throw new Error('not an export')
  }

  test('of a protected branch is good', () => expect(failing(protection)).toEqual([]))

  test.each([
    [
      'forge-review',
      {
        required_pull_request_reviews: {
          ...protection.required_pull_request_reviews,
          required_approving_review_count: 0,
        },
      },
    ],
    [
      'forge-owners',
      {
        required_pull_request_reviews: {
          ...protection.required_pull_request_reviews,
          require_code_owner_reviews: false,
        },
      },
    ],
    [
      'forge-stale',
      { required_pull_request_reviews: { ...protection.required_pull_request_reviews, dismiss_stale_reviews: false } },
    ],
    [
      'forge-last-push',
      {
        required_pull_request_reviews: {
          ...protection.required_pull_request_reviews,
          require_last_push_approval: false,
        },
      },
    ],
    ['forge-checks', { required_status_checks: { contexts: ['CI'], checks: [] } }],
    ['forge-force', { allow_force_pushes: { enabled: true } }],
    ['forge-deletion', { allow_deletions: { enabled: true } }],
    ['forge-bypass', { enforce_admins: { enabled: false } }],
    [
      'forge-bypass',
      {
        required_pull_request_reviews: {
          ...protection.required_pull_request_reviews,
          bypass_pull_request_allowances: { users: [], teams: [], apps: [{ slug: 'bot' }] },
        },
      },
    ],
  ] as const)('says that %s does not hold', (id, change) => {
    expect(failing({ ...protection, ...change } as unknown as Json)).toEqual([`${id} fail`])
  })

  test('without reviews and checks fails in all that they would say', () => {
    expect(failing({ enforce_admins: { enabled: true } })).toEqual([
      'forge-review fail',
      'forge-owners fail',
      'forge-stale fail',
      'forge-last-push fail',
      'forge-checks fail',
    ])
  })

  test('of rules does not say who may bypass them, and says so', () => {
    const rules = [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: 2,
          require_code_owner_review: true,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
        },
      },
      { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'Judge' }] } },
    ]
    expect(failing(rules)).toEqual(['forge-bypass warn'])
    expect(failing([])).toHaveLength(8)
    // Rules and the older protection add up.
    expect(failing([], protection)).toEqual([])
  })

  test('is of another form', () => {
    for (const document of [{}, { message: 'Branch not protected' }, 'x', null])
      expect(forgeFacts(document)).toBe(undefined)
  })
})

test('keys sign, are of the right kind, private and not committed', async () => {
  const root = repository(write(temporary(), { 'a.txt': 'a' }))
  const keys = createKeys('doctor.invalid', '2026-11-23T12:00:00Z')
  for (const [name, text] of [
    ['signing.pem', keys.signing],
    ['log.pem', keys.log],
    ['open.pem', keys.log],
  ] as const) {
    writeFileSync(join(root, name), text)
    chmodSync(join(root, name), name === 'open.pem' ? 0o644 : 0o600)
  }
  const check = async (key?: string, logKey?: string): Promise<readonly string[]> =>
    (await keyChecks(workplace(root), root, { key, logKey })).map(({ status, found }) => `${status}: ${found}`)
  expect(await check('signing.pem', 'log.pem')).toEqual([
    'ok: signing.pem signs, and only its owner reads it',
    'ok: log.pem signs, and only its owner reads it',
  ])
  expect(await check()).toEqual(['skipped: no key was named', 'skipped: no key was named'])
  expect((await check('missing.pem', 'open.pem')).map((text) => text.replace(/^(\w+: \S+).*/, '$1'))).toEqual([
    'fail: missing.pem:',
    'fail: open.pem',
  ])
  expect((await check('log.pem', 'signing.pem')).map((text) => text.slice(0, 4))).toEqual(['fail', 'fail'])
  commit(root, 'oops')
  expect((await check('signing.pem'))[0]).toBe('fail: signing.pem is committed: whoever reads the repository can sign')
})

describe('the command', () => {
  async function doctor(...args: readonly string[]): Promise<{ code: number; out: string }> {
    const place = workplace(ROOT)
    let code = -1
    const program = new Command().exitOverride()
    doctorCommand(program, { ...place, env: { PATH: process.env['PATH'], HOME: directory } }, (status) => {
      code = status
    })
    await program.parseAsync(['doctor', ...args], { from: 'user' })
    return { code, out: place.written.out }
  }

  test('says what is right here and what is not, as text and as JSON', async () => {
    const file = join(directory, 'protection.json')
    writeFileSync(file, '{"enforce_admins":{"enabled":true}}')
    const good = await doctor('--json')
    const document = JSON.parse(good.out) as { checks: readonly Check[] }
    validateValue('urn:gatehouse:doctor/v1', document, 'doctor')
    const found = states(document.checks)
    expect([good.code, found['owners-tool']]).toEqual([Object.values(found).includes('fail') ? 1 : 0, 'ok'])
    const open = await doctor('--forge', file)
    expect(open.code).toBe(1)
    expect(open.out).toMatch(/^FAIL {2}forge-review {7}does not hold: require a pull request/m)
    expect(open.out).toMatch(/\n\d+ ok, \d+ warnings, [56] to fix, \d+ not looked at\n$/)
  })

  test('refuses what is no export', async () => {
    const file = join(directory, 'other.json')
    writeFileSync(file, '{"message":"Not Found"}')
    await expect(doctor('--forge', file)).rejects.toThrow(AppError)
    await expect(doctor('--format', 'xml')).rejects.toThrow('there is no format xml')
    expect(readFileSync(file, 'utf8')).toContain('Not Found')
  })
})
