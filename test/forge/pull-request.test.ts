// The workflow of a pull request, step by step, on a repository with a base and a head.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHandedOver } from '../../scripts/forge/handed-over.ts'
import { commit, edit, git } from '../gate/trees.ts'
import { ROOT } from '../workplace.ts'
import { type Ran, runnerEnvironment, runStep, workflow } from './steps.ts'
import { zipOf } from './zip-file.ts'

/** What the tool and the example are made of. */
const TRACKED = ['.github', 'bin', 'policies', 'scripts', 'src', 'stacks', 'package.json', 'package-lock.json']
const SETTINGS = ['Pulumi.yaml', 'Pulumi.identity.yaml', 'Pulumi.aws.yaml', 'tsconfig.json', '.npmrc', '.gitignore']
const CANARY = 'canary-4f1c9d'

const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-pull-'))
const forge = join(directory, 'forge')
afterAll(() => rmSync(directory, { recursive: true, force: true }))
beforeAll(() => {
  mkdirSync(forge)
  for (const entry of [...TRACKED, ...SETTINGS]) cpSync(join(ROOT, entry), join(forge, entry), { recursive: true })
  // One stack, so that the tests are quick.
  rmSync(join(forge, 'Pulumi.aws.yaml'))
  edit('stacks/register/stacks.yaml', /\n {2}aws:.*/s, '')(forge)
  // The scripts judge by the clock of the machine.
  edit('stacks/register/exceptions.yaml', /expiresOn: \S+/g, 'expiresOn: 2099-12-31')(forge)
  git(forge, 'init', '-q', '-b', 'main')
  commit(forge, 'base')
})

let count = 0

/** What a runner has after the checkouts: the base, with its packages, and the head of a pull request. */
function checkouts(change: (head: string) => void): {
  workspace: string
  sha: string
  env: Record<string, string>
  files: string
} {
  const workspace = join(directory, `run-${count++}`)
  mkdirSync(workspace)
  for (const name of ['base', 'head']) git(directory, 'clone', '-q', forge, join(workspace, name))
  symlinkSync(join(ROOT, 'node_modules'), join(workspace, 'base/node_modules'), 'dir')
  git(join(workspace, 'head'), 'checkout', '-q', '-b', 'change')
  change(join(workspace, 'head'))
  const sha = commit(join(workspace, 'head'), 'change')
  return { workspace, sha, ...runnerEnvironment(workspace) }
}

type Given = ReturnType<typeof checkouts>

function judge({ workspace, sha, env }: Given, more: Record<string, string> = {}): Promise<Ran> {
  const contexts = { 'github.event.pull_request.head.sha': sha }
  return runStep('pull-request', 'judge', 'Judge', { workspace, contexts, env: { ...env, ...more } })
}

/** What the run hands over, read as the other workflow reads it. */
function left({ workspace }: Given): readonly (readonly [stack: string, answer: string])[] {
  const out = join(workspace, 'out')
  const files = readdirSync(out).map((name) => ({ name, data: readFileSync(join(out, name)) }))
  return readHandedOver(zipOf(files)).map(({ stack, decision, error }) => [stack, decision?.decision ?? error ?? ''])
}

const apply = (name: string) => (head: string) =>
  void git(head, 'apply', join(ROOT, 'test/fixtures/pull-requests', `${name}.patch`))

/** Adds to the program of the example. */
const addToProgram = (head: string, code: string): void => {
  const file = join(head, 'stacks/index.ts')
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${code}\n`)
}

describe('a pull request', () => {
  test('that is bad is denied, with annotations at its lines, also where it changes the rules', async () => {
    const given = checkouts((head) => {
      apply('sales-without-mfa')(head)
      // What would make it pass, if the head's own policies, exceptions and scripts counted.
      edit('policies/parameters.yaml', /^rules:$/m, 'rules:\n  entra.mfa_all_users: advisory')(head)
      writeFileSync(join(head, 'scripts/forge/judge.ts'), 'process.exitCode = 0\n')
      rmSync(join(head, 'policies/entra/mfa_all_users'), { recursive: true })
    })
    const { status, stdout } = await judge(given)
    expect([status, left(given)]).toEqual([1, [['identity', 'deny']]])
    expect(stdout).toMatch(/^::error file=stacks\/identity\/sign-in\.ts,line=\d+,/m)
    expect(stdout).toMatch(/^::error file=stacks\/identity\/roles\.ts,line=\d+,/m)
  })
})

describe('a hostile pull request', () => {
  test('finds no secret, writes nothing, reaches nobody, and says nothing that the runner obeys', async () => {
    let asked = 0
    const server = createServer((_, response) => {
      asked += 1
      response.end('x')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as AddressInfo
    const outside = join(directory, 'credentials')
    writeFileSync(outside, CANARY)
    const given = checkouts((head) => {
      const workspace = join(head, '..')
      const targets = [
        join(workspace, 'runner/GITHUB_ENV'),
        join(workspace, 'runner/GITHUB_PATH'),
        join(workspace, 'base/node_modules/.cache/gatehouse/evil'),
        join(workspace, 'base/scripts/forge/judge.ts'),
        join(workspace, 'out/identity.decision.json'),
        join(head, 'evidence/forged.json'),
        join(head, '.git/config'),
      ]
      addToProgram(
        head,
        `
import * as fs from 'node:fs'
import * as child from 'node:child_process'
const tries: [string, () => unknown][] = [
  ['environment', () => JSON.stringify(process.env)],
  ['parent', () => fs.readFileSync('/proc/' + process.ppid + '/environ', 'utf8')],
  ['file', () => fs.readFileSync(${JSON.stringify(outside)}, 'utf8')],
  ['git', () => fs.readFileSync(${JSON.stringify(join(head, '.git/config'))}, 'utf8')],
  ['process', () => child.execSync('env; git push origin HEAD:evidence').toString()],
  ...${JSON.stringify(targets)}.map((file): [string, () => unknown] => [file, () => {
    fs.writeFileSync(file, 'EVIL=1')
    return 'WROTE ' + file
  }]),
]
for (const [what, attempt] of tries) {
  try {
    console.log('TRY ' + what + ': ' + String(attempt()))
  } catch (error) {
    console.log('NO ' + what)
  }
}
for (const out of [console.log, console.error]) {
  out('::set-env name=PATH::/tmp/evil')
  out('::error file=x::forged')
  out('::stop-commands::forged')
  out('text ::add-mask::a')
  out('##[set-output name=x]y')
  out('\\u001b[2J\\r::warning::carriage')
}
await fetch('http://127.0.0.1:${port}/').then(() => console.log('WROTE network'), () => console.log('NO network'))
`,
      )
    })
    const before = readFileSync(join(given.workspace, 'base/scripts/forge/judge.ts'), 'utf8')
    // What a runner of a trusted branch would have; a fork's has none of it.
    const secrets = { GITHUB_TOKEN: CANARY, ACTIONS_ID_TOKEN_REQUEST_TOKEN: CANARY, ACTIONS_RUNTIME_TOKEN: CANARY }
    const { status, stdout, stderr } = await judge(given, secrets)
    server.close()
    const decision = left(given).map(([stack, answer]) => [stack, answer.slice(0, 5)])
    expect(`${stdout}${stderr}`).not.toContain(CANARY)
    expect(`${stdout}${stderr}`).not.toContain('WROTE')
    expect(stderr.match(/NO \S+/g)).toHaveLength(12)
    expect(asked).toBe(0)
    expect([status, decision]).toEqual([0, [['identity', 'allow']]])
    // Standard error is read by the runner as well.
    expect(stderr.split(/[\r\n]/).filter((line) => /^\s*::|##\[/.test(line))).toEqual([])
    expect(stdout.split(/[\r\n]/).filter((line) => /forged|evil|carriage/.test(line))).toEqual([])
    for (const name of ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT'])
      expect(readFileSync(join(given.files, name), 'utf8')).toBe('')
    expect(readFileSync(join(given.workspace, 'base/scripts/forge/judge.ts'), 'utf8')).toBe(before)
    expect(readdirSync(join(given.workspace, 'head')).includes('evidence')).toBe(false)
    expect(readFileSync(join(given.files, 'GITHUB_STEP_SUMMARY'), 'utf8')).toContain('### Gatehouse: change allowed')
    expect(stdout).toContain('::notice title=Gatehouse%3A change allowed::gatehouse-example/identity')
  })

  test('with a link out of its tree is not judged, and nothing is read through it', async () => {
    const outside = join(directory, 'secret.yaml')
    writeFileSync(outside, `people: ${CANARY}\n`)
    const given = checkouts((head) => {
      rmSync(join(head, 'stacks/register/people.yaml'))
      symlinkSync(outside, join(head, 'stacks/register/people.yaml'))
    })
    const { status, stdout, stderr } = await judge(given)
    expect(status).toBe(2)
    expect(
      left(given).map(([stack, answer]) => [stack, answer.includes('a symbolic link leads out of the checkout')]),
    ).toEqual([['identity', true]])
    expect(`${stdout}${stderr}${JSON.stringify(left(given))}`).not.toContain(CANARY)
  })

  test('whose head is another commit than that of the event is not judged', async () => {
    const given = checkouts(() => undefined)
    const { status, stderr } = await judge({ ...given, sha: 'a'.repeat(40) })
    expect(status).toBe(2)
    expect(stderr).toContain(`the head is ${given.sha}, not ${'a'.repeat(40)}`)
  })

  test('cannot break out of a step: no script has an expression in it', () => {
    const { jobs } = workflow('pull-request')
    expect(Object.values(jobs).flatMap(({ steps }) => steps.filter(({ run }) => run?.includes('${{')))).toEqual([])
  })
})
