// The deployment of a main branch, step by step, with the real engine over an emulated directory, a forge's API and a
// repository that takes the evidence.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeys } from '../../src/evidence/keys.ts'
import { readTrust } from '../../src/verify/trust.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { commit, git } from '../gate/trees.ts'
import { openDirectory } from '../real-engine/directory.ts'
import { PULUMI, smallPolicies } from '../real-engine/lab.ts'
import { ROOT } from '../workplace.ts'
import { type ForgeState, startForge, TOKEN } from './forge-server.ts'
import { type Ran, runnerEnvironment, runStep } from './steps.ts'

const TOOL = ['.github', 'bin', 'scripts', 'src', 'package.json', 'package-lock.json', '.npmrc', '.gitignore']
const TIMEOUT = 240_000

const home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-main-'))
const work = join(home, 'work')
const remote = join(home, 'acme/access.git')
const keys = createKeys('evidence.invalid/acme', '2026-01-01T00:00:00Z')
const engine: Record<string, string> = {
  PULUMI_BACKEND_URL: `file://${join(home, 'backend')}`,
  PULUMI_HOME: join(home, 'pulumi'),
  PULUMI_CONFIG_PASSPHRASE: 'lab',
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  DIRECTORY: join(home, 'directory.json'),
}
const PATH = [
  join(ROOT, 'node_modules/.bin'),
  join(ROOT, 'test/real-engine/bin'),
  dirname(PULUMI ?? '/'),
  '/usr/bin',
  '/bin',
].join(delimiter)

let forge: { url: string; state: ForgeState; stop: () => void }
let first = ''

const program = (name: string): string =>
  `import * as azuread from '@pulumi/azuread'\nnew azuread.Group('team', { displayName: '${name}', securityEnabled: true })\n`

beforeAll(async () => {
  if (PULUMI === undefined) return
  forge = await startForge('acme/access')
  for (const directory of ['backend', 'pulumi', 'work', 'acme/access.git'])
    mkdirSync(join(home, directory), { recursive: true })
  for (const entry of TOOL) cpSync(join(ROOT, entry), join(work, entry), { recursive: true })
  cpSync(join(ROOT, 'policies/controls'), join(work, 'policies/controls'), { recursive: true })
  const files: Readonly<Record<string, string | Buffer>> = {
    ...smallPolicies(),
    'Pulumi.yaml': 'name: lab\nmain: stacks/\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n',
    'stacks/index.ts': program('Team'),
    'stacks/package.json': '{"name":"lab","private":true,"type":"module","main":"index.ts"}\n',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(work, name, '..'), { recursive: true })
    writeFileSync(join(work, name), text)
  }
  git(remote, 'init', '-q', '--bare', '-b', 'main')
  git(work, 'init', '-q', '-b', 'main')
  git(work, 'remote', 'add', 'origin', remote)
  execFileSync(PULUMI, ['stack', 'init', 'dev', '--non-interactive'], {
    cwd: work,
    env: { ...engine, PATH, HOME: home },
    stdio: 'ignore',
  })
  first = commit(work, 'first')
  git(work, 'push', '-q', 'origin', 'main')
})
afterAll(() => {
  forge?.stop()
  rmSync(home, { recursive: true, force: true })
})

let count = 0

/** A step of the workflow, on a runner that has the main branch as it is now. */
async function step(file: 'deploy' | 'watch', job: string, name: string): Promise<Ran> {
  const workspace = join(home, `run-${count++}`)
  mkdirSync(workspace)
  git(home, 'clone', '-q', remote, join(workspace, 'main'))
  symlinkSync(join(ROOT, 'node_modules'), join(workspace, 'main/node_modules'), 'dir')
  const { env } = runnerEnvironment(workspace)
  const contexts = {
    'github.token': TOKEN,
    'vars.GATEHOUSE_FIRST_BASE': first,
    'vars.GATEHOUSE_ORIGIN': 'evidence.invalid/acme',
    'secrets.GATEHOUSE_SIGNING_KEY': keys.signing,
    'secrets.GATEHOUSE_LOG_KEY': keys.log,
    'vars.PULUMI_BACKEND_URL': engine['PULUMI_BACKEND_URL'] ?? '',
    'vars.ARM_TENANT_ID': '',
    'vars.ARM_CLIENT_ID': '',
    'vars.AWS_ROLE_ARN': '',
    'vars.AWS_REGION': '',
  }
  return runStep(file, job, name, {
    workspace,
    contexts,
    env: {
      ...env,
      ...engine,
      PATH,
      GATEHOUSE_ENGINE_ENV: 'DIRECTORY',
      GITHUB_SERVER_URL: `file://${home}`,
      GITHUB_REPOSITORY: 'acme/access',
      GITHUB_API_URL: forge.url,
      GITHUB_GRAPHQL_URL: `${forge.url}/graphql`,
    },
    variables: { STACKS: 'dev' },
  })
}

/** A pull request of anna that became the tip of main, with who approved it. */
function merge(files: Readonly<Record<string, string>>, reviewers: readonly string[]): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text)
  const sha = commit(work, 'change')
  git(work, 'push', '-q', '--force', 'origin', 'main')
  const { answers, commitPages } = forge.state
  const head = 'd'.repeat(40)
  const anna = { email: 'anna@acme.example', user: { login: 'anna' } }
  commitPages.length = 0
  commitPages.push([{ commit: { oid: head, authors: { totalCount: 1, nodes: [anna] }, committer: anna } }])
  answers.set(`/commits/${sha}/pulls`, [{ number: 7, merge_commit_sha: sha, merged_at: '2026-11-23T11:00:00Z' }])
  answers.set(`/commits/${sha}`, { committer: { login: 'web-flow' }, commit: { verification: { verified: true } } })
  answers.set('/pulls/7', {
    number: 7,
    html_url: 'https://github.com/acme/access/pull/7',
    head: { sha: head },
    user: { login: 'anna' },
    commits: 1,
  })
  answers.set(
    '/pulls/7/reviews',
    reviewers.map((login) => ({
      user: { login },
      state: 'APPROVED',
      commit_id: head,
      submitted_at: '2026-11-23T10:00:00Z',
    })),
  )
  for (const login of ['anna', 'carla']) answers.set(`/collaborators/${login}/permission`, { permission: 'write' })
  return sha
}

const groups = (): readonly unknown[] =>
  Object.values(openDirectory(engine['DIRECTORY'] ?? '').objects()).map(({ inputs }) => inputs['displayName'])
const messages = (): readonly string[] => git(remote, 'log', '--format=%s', 'evidence').split('\n')

/** What an auditor finds on the branch of the evidence. */
function verified(): { readonly verdict: string; readonly records: Readonly<Record<string, number>> } {
  const clone = mkdtempSync(join(home, 'auditor-'))
  git(home, 'clone', '-q', '--branch', 'evidence', remote, clone)
  const trust = readTrust(JSON.parse(keys.trust))
  if (typeof trust === 'string') throw new Error(trust)
  const { verdict, records } = verifyArchive(join(clone, 'evidence'), trust, undefined)
  return { verdict, records }
}

/** Forgets what was merged and not deployed. */
function backTo(commitBefore: string): void {
  git(work, 'reset', '-q', '--hard', commitBefore)
}

describe.skipIf(PULUMI === undefined)('the main branch', { timeout: TIMEOUT }, () => {
  test('is judged, deployed, and its evidence pushed before the update and after it', async () => {
    const judged = await step('deploy', 'judge', 'Judge')
    expect([judged.status, judged.stderr, groups()]).toEqual([0, '', []])
    const deployed = await step('deploy', 'deploy', 'Deploy')
    expect([deployed.status, groups()], deployed.stderr).toEqual([0, ['Team']])
    expect(messages()).toEqual([`deploy: dev ${first.slice(0, 12)}`, 'deploy: dev begins'])
    expect(verified()).toMatchObject({ verdict: 'verified', records: { intent: 1, apply: 1 } })
  })

  test('is looked at every day: what somebody changed in the portal is found, recorded and pushed', async () => {
    const none = await step('watch', 'drift', 'Drift')
    expect([none.status, messages()[0]?.slice(0, 10)], none.stderr).toEqual([0, 'drift: dev'])
    const user = { id: '11111111-2222-4333-8444-555555555555', userPrincipalName: 'mallory@acme.example' }
    const directory = openDirectory(engine['DIRECTORY'] ?? '', { user })
    const [id = ''] = Object.keys(directory.objects())
    directory.patch(id, { displayName: 'Owners' })
    const before = messages().length
    const found = await step('watch', 'drift', 'Drift')
    expect([found.status, messages().length - before], found.stderr).toEqual([1, 1])
    expect(found.stdout).toContain('displayName')
    expect(verified().verdict).toBe('verified')
    directory.patch(id, { displayName: 'Team' })
  })

  test('is not deployed where its pull request was approved by its author', async () => {
    merge({ 'stacks/index.ts': program('Owners') }, ['anna'])
    const own = await step('deploy', 'deploy', 'Deploy')
    expect([own.status, groups()], own.stderr).toEqual([1, ['Team']])
    expect(own.stdout).toContain(
      'has 0 of 1 approvals; the approval of anna does not count: the same person wrote a part of the change',
    )
  })

  test('is not deployed where the intent cannot be carried away', async () => {
    backTo(first)
    merge({ 'stacks/index.ts': program('Carried') }, ['carla'])
    const refusing = join(remote, 'hooks/pre-receive')
    writeFileSync(refusing, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    const { status, stderr } = await step('deploy', 'deploy', 'Deploy')
    rmSync(refusing)
    expect([status, groups()], stderr).toEqual([2, ['Team']])
    expect(stderr).toContain('git push failed')
  })

  test('is deployed by the program of what was deployed last, whatever program the change brings', async () => {
    backTo(first)
    const tool = 'process.stdout.write("deployed by the change\\n")\n'
    const sha = merge({ 'stacks/index.ts': program('Carried'), 'bin/gatehouse.js': tool }, ['carla'])
    const { status, stdout, stderr } = await step('deploy', 'deploy', 'Deploy')
    expect([status, groups()], stderr).toEqual([0, ['Carried']])
    expect(stdout).not.toContain('deployed by the change')
    expect(messages()[0]).toBe(`deploy: dev ${sha.slice(0, 12)}`)
    expect(verified()).toMatchObject({ verdict: 'verified', records: { intent: 2, apply: 2 } })
  })
})
