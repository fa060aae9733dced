// What holds for every workflow: pinned actions, least rights, no cache, no logic in YAML.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/json.ts'
import { git } from '../gate/trees.ts'
import { ROOT } from '../workplace.ts'
import { TOKEN } from './forge-server.ts'
import { run, runnerEnvironment, runStep, workflow } from './steps.ts'

const FOLDER = join(ROOT, '.github/workflows')
const NAMES = readdirSync(FOLDER).map((file) => file.replace(/\.yml$/, ''))
const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-workflows-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** The actions that are used, each at one commit, with the version that it is of. */
const ACTIONS = [
  'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1',
]

describe.each(NAMES)('%s.yml', (name) => {
  const text = readFileSync(join(FOLDER, `${name}.yml`), 'utf8')
  const { jobs, permissions, concurrency } = workflow(name)
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  test('uses few actions, each pinned by its commit', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action)
    expect(used.filter((action) => !ACTIONS.includes(action ?? ''))).toEqual([])
  })

  test('gives rights to jobs only, keeps no token in a checkout, and has no cache', () => {
    expect(permissions).toEqual({})
    expect(concurrency).toBeDefined()
    expect(
      steps.filter(
        ({ uses, with: given }) => uses?.startsWith('actions/checkout@') && given?.['persist-credentials'] !== false,
      ),
    ).toEqual([])
    expect(text).not.toMatch(/actions\/cache|cache:/)
  })

  test('has no expression in a script, and every script is one command', () => {
    const scripts = steps.flatMap((step) => (step.run === undefined ? [] : [step.run]))
    expect(
      scripts.filter((script) => script.includes('${{') || script.trim().includes('\n') || /[;|&]/.test(script)),
    ).toEqual([])
  })

  test('calls scripts that are there', () => {
    const paths = steps.flatMap((step) =>
      [...(step.run ?? '').matchAll(/(?:^| )(?:base\/|main\/)?((?:\.github|\.ci|scripts)\/\S+)/g)].map(
        ([, path]) => path ?? '',
      ),
    )
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })
})

test('the run of a pull request has no secret, no token that writes, and no token in a step', () => {
  const text = readFileSync(join(FOLDER, 'pull-request.yml'), 'utf8')
  const { on, jobs } = workflow('pull-request')
  expect(Object.keys(on)).toEqual(['pull_request'])
  expect(Object.values(jobs).map((job) => job.permissions)).toEqual([{ contents: 'read' }])
  expect(text).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN|id-token/)
})

test('only the two workflows that deploy and watch get an identity, each in an environment', () => {
  const jobs = NAMES.flatMap((name) =>
    Object.entries(workflow(name).jobs).map(([job, value]) => ({ ...value, name: `${name}/${job}` })),
  )
  const identified = jobs.filter(({ permissions }) => permissions?.['id-token'] !== undefined)
  expect(identified.map(({ name, environment }) => [name, environment])).toEqual([
    ['deploy/deploy', 'production'],
    ['watch/drift', 'watch'],
  ])
  const withSecrets = jobs.filter((job) => JSON.stringify(job).includes('secrets.')).map(({ name }) => name)
  expect(withSecrets).toEqual(['deploy/deploy', 'watch/drift'])
  const writing = jobs.filter(({ permissions }) => permissions?.['contents'] === 'write').map(({ name }) => name)
  expect(writing).toEqual(['deploy/deploy', 'watch/drift'])
})

test('whatever writes evidence waits for whatever else does', () => {
  const group = { group: 'evidence', 'cancel-in-progress': false }
  expect([workflow('deploy').concurrency, workflow('watch').concurrency]).toEqual([group, group])
})

describe('install-pulumi.sh', () => {
  const releases = join(directory, 'releases')
  const archive = join(releases, 'pulumi-v3.259.0-linux-x64.tar.gz')
  mkdirSync(join(releases, 'pulumi'), { recursive: true })
  writeFileSync(join(releases, 'pulumi/pulumi'), '#!/bin/sh\necho v3.259.0\n')
  chmodSync(join(releases, 'pulumi/pulumi'), 0o755)
  execFileSync('tar', ['-czf', archive, '-C', releases, 'pulumi'])
  const digest = sha256(readFileSync(archive))
  const install = async (name: string, more: Readonly<Record<string, string>>) => {
    const target = join(directory, name)
    const path = join(directory, `${name}.path`)
    const env = { PATH: process.env['PATH'] ?? '', PULUMI_RELEASES: `file://${releases}`, GITHUB_PATH: path, ...more }
    const { status, stderr } = await run(
      `bash ${join(ROOT, '.github/scripts/install-pulumi.sh')} ${target}`,
      directory,
      env,
    )
    return [
      status,
      existsSync(join(target, 'pulumi')),
      existsSync(path) ? readFileSync(path, 'utf8').trim() : '',
      stderr.trim(),
    ]
  }

  test('installs the release whose digest was given, and nothing else', async () => {
    const version = { PULUMI_VERSION: '3.259.0' }
    expect(await install('good', { ...version, PULUMI_SHA256: digest })).toEqual([0, true, join(directory, 'good'), ''])
    expect(await install('other', { ...version, PULUMI_SHA256: 'a'.repeat(64) })).toEqual([
      2,
      false,
      '',
      'the archive of Pulumi 3.259.0 has another digest than PULUMI_SHA256: nothing is installed',
    ])
    expect((await install('none', version))[0]).toBe(2)
    expect((await install('path', { PULUMI_VERSION: '../../x', PULUMI_SHA256: digest }))[0]).toBe(2)
  })
})

test('the step "Status" says what is due, and ends with 1 where something is overdue', async () => {
  const workspace = join(directory, 'watch')
  mkdirSync(workspace)
  const remote = join(directory, 'acme/access.git')
  mkdirSync(remote, { recursive: true })
  git(remote, 'init', '-q', '--bare', '-b', 'main')
  git(workspace, 'init', '-q', 'main')
  const main = join(workspace, 'main')
  for (const name of [
    'stacks',
    'scripts',
    'src',
    'bin',
    'policies',
    'package.json',
    'node_modules',
    'package-lock.json',
  ])
    execFileSync('ln', ['-s', join(ROOT, name), join(main, name)])
  const { env, files } = runnerEnvironment(workspace)
  const { status } = await runStep('watch', 'status', 'Status', {
    workspace,
    contexts: { 'github.token': TOKEN },
    env: { ...env, GITHUB_SERVER_URL: `file://${directory}`, GITHUB_REPOSITORY: 'acme/access' },
  })
  expect([0, 1]).toContain(status)
  expect(readFileSync(join(files, 'GITHUB_STEP_SUMMARY'), 'utf8')).toMatch(/^# Status/m)
})
