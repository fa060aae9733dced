// An organisation in temporary directories: a repository with a Pulumi program, a state backend, an emulated directory,
// keys and an archive, and the real Pulumi command line over them.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Command } from 'commander'
import { afterAll } from 'vitest'
import { AppError, formatError } from '../../src/errors.ts'
import { createKeys } from '../../src/evidence/keys.ts'
import type { Workplace } from '../../src/files.ts'
import { readTrust } from '../../src/verify/trust.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { ROOT } from '../workplace.ts'
import { type Actor, type Directory, openDirectory } from './directory.ts'

/** The real command line: `GATEHOUSE_PULUMI`, or the one on PATH. Without one the tests of this folder do not run. */
export const PULUMI: string | undefined =
  process.env['GATEHOUSE_PULUMI'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((part) => join(part, 'pulumi'))
    .find((path) => existsSync(path))

if (PULUMI === undefined) {
  process.stderr.write('SKIPPED: there is no pulumi on PATH (or GATEHOUSE_PULUMI), so nothing is deployed here\n')
}

const ORIGIN = 'example.invalid/deploy'
type Name = 'deploy' | 'drift' | 'gate' | 'report'
type Register = (program: Command, place: Workplace, setExit: (code: number) => void) => void
const COMMANDS: Readonly<Record<Name, () => Promise<Register>>> = {
  deploy: async () => (await import('../../src/commands/deploy.ts')).deployCommand,
  drift: async () => (await import('../../src/commands/drift.ts')).driftCommand,
  gate: async () => (await import('../../src/commands/gate.ts')).gateCommand,
  report: async () => (await import('../../src/commands/report.ts')).reportCommand,
}

const made: string[] = []
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

/** How a command ended. */
export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Files by path; undefined removes one. */
export type Files = Readonly<Record<string, string | Buffer | undefined>>

export interface Lab {
  readonly home: string
  readonly root: string
  readonly env: Readonly<Record<string, string>>
  readonly archive: string
  readonly keyOptions: readonly string[]
  readonly decisionFile: string
  readonly first: string
  readonly git: (...args: readonly string[]) => string
  /** Writes files and commits them; gives the id. */
  readonly commit: (changes: Files) => string
  readonly pulumi: (...args: readonly string[]) => string
  readonly gatehouse: (command: Name, args: readonly string[], more?: Partial<Workplace>) => Promise<Ran>
  readonly directory: (actor?: Actor) => Directory
  /** Goes on from a later time. */
  readonly setClock: (time: string) => void
  /** Judges the working tree by a base, as a pull request is judged. */
  readonly judge: (base: string, ...args: readonly string[]) => Promise<Ran>
  /** The forge's file of a change that became a commit. */
  readonly change: (merge: string, more?: object) => string
  /** A command line that runs some lines of shell before a command of the engine: what happens at that moment. */
  readonly pulumiThat: (command: string, lines: string) => string
  readonly deploy: (...args: readonly string[]) => Promise<Ran>
  /** The types of all records in the order of the log, and whether the archive verifies. */
  readonly evidence: () => {
    readonly records: readonly string[]
    readonly verdict: string
    readonly findings: readonly string[]
  }
}

/** Makes the organisation and its first commit. `files` by path; a `Pulumi.<stack>.yaml` is made by `pulumi stack init`. */
export function makeLab(stack: string, files: Files): Lab {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-lab-'))
  made.push(home)
  const root = join(home, 'repository')
  const directory = join(home, 'directory.json')
  for (const name of ['backend', 'pulumi', 'repository', 'keys']) mkdirSync(join(home, name))
  const env: Record<string, string> = {
    PATH: [
      join(ROOT, 'node_modules/.bin'),
      join(ROOT, 'test/real-engine/bin'),
      dirname(PULUMI ?? '/'),
      '/usr/bin',
      '/bin',
    ].join(delimiter),
    HOME: home,
    PULUMI_BACKEND_URL: `file://${join(home, 'backend')}`,
    PULUMI_HOME: join(home, 'pulumi'),
    PULUMI_CONFIG_PASSPHRASE: 'lab',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    DIRECTORY: directory,
  }
  const write = (changes: Files): void => {
    for (const [path, text] of Object.entries(changes)) {
      const full = join(root, path)
      if (text === undefined) rmSync(full)
      else {
        mkdirSync(dirname(full), { recursive: true })
        writeFileSync(full, text)
      }
    }
  }
  const git = (...args: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    ).trim()
  const commit = (changes: Files): string => {
    write(changes)
    git('add', '-A')
    git('commit', '-q', '--allow-empty', '-m', 'change')
    return git('rev-parse', 'HEAD')
  }
  const pulumi = (...args: readonly string[]): string =>
    execFileSync(PULUMI ?? '', [...args, '--non-interactive'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  write({ '.gitignore': 'node_modules\n', ...files })
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'dir')
  git('init', '-q', '-b', 'main')
  pulumi('stack', 'init', stack)
  const first = commit({})
  const keys = createKeys(ORIGIN, '2026-01-01T00:00:00Z')
  writeFileSync(join(home, 'keys/signing.pem'), keys.signing)
  writeFileSync(join(home, 'keys/log.pem'), keys.log)
  const trust = readTrust(JSON.parse(keys.trust))
  if (typeof trust === 'string') throw new Error(trust)
  const archive = join(home, 'archive')
  let seconds = 0
  let start = Date.parse('2026-11-23T12:00:00Z')
  const gatehouse = async (command: Name, args: readonly string[], more: Partial<Workplace> = {}): Promise<Ran> => {
    let [status, out, err] = [-1, '', '']
    const place: Workplace = {
      cwd: root,
      env,
      stdin: () => Buffer.alloc(0),
      stdout: (text) => {
        out += text
      },
      stderr: (text) => {
        err += text
      },
      isTerminal: false,
      clock: () => new Date(start + 1000 * seconds++),
      ...more,
    }
    const program = new Command().exitOverride().configureOutput({ writeErr: place.stderr })
    ;(await COMMANDS[command]())(program, place, (code) => {
      status = code
    })
    try {
      await program.parseAsync([command, ...args], { from: 'user' })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { status: 2, out, err: `${err}${formatError(error)}` }
    }
    return { status, out, err }
  }
  const decisionFile = join(home, 'decision.json')
  const keyOptions = [
    '--key',
    join(home, 'keys/signing.pem'),
    '--log-key',
    join(home, 'keys/log.pem'),
    '--origin',
    ORIGIN,
  ]
  return {
    home,
    root,
    env,
    archive,
    keyOptions,
    decisionFile,
    first,
    git,
    commit,
    pulumi,
    gatehouse,
    setClock: (time: string): void => {
      start = Date.parse(time)
    },
    directory: (actor?: Actor) => openDirectory(directory, actor),
    judge: (base: string, ...args: readonly string[]): Promise<Ran> =>
      gatehouse('gate', ['--stack', stack, '--base', base, '--output', decisionFile, ...args]),
    change: (merge: string, more: object = {}): string => {
      const file = join(home, `change-${merge.slice(0, 8)}.json`)
      const head = 'd'.repeat(40)
      writeFileSync(
        file,
        JSON.stringify({
          schema: 'urn:gatehouse:change/v1',
          url: `https://forge.example/acme/access/pull/${merge.slice(0, 8)}`,
          headCommit: head,
          mergeCommit: merge,
          author: { login: 'anna' },
          committers: [{ login: 'anna' }],
          coAuthors: [],
          reviews: [
            {
              by: { login: 'ben' },
              state: 'approved',
              commit: head,
              submittedAt: '2026-11-23T11:00:00Z',
              mayApprove: true,
            },
          ],
          ...more,
        }),
      )
      return file
    },
    pulumiThat: (command: string, lines: string): string => {
      const file = join(home, `pulumi-${command.replace(' ', '-')}-${seconds++}`)
      const hook = `case "$1 $2" in "${command}"*)\n${lines}\n;; esac\n`
      writeFileSync(file, `#!/bin/sh\n${hook}exec "${PULUMI}" "$@"\n`, { mode: 0o755 })
      return file
    },
    deploy: (...args: readonly string[]): Promise<Ran> =>
      gatehouse('deploy', [archive, '--stack', stack, ...keyOptions, '--env', 'DIRECTORY', ...pulumiOption(), ...args]),
    evidence: (): {
      readonly records: readonly string[]
      readonly verdict: string
      readonly findings: readonly string[]
    } => {
      const result = verifyArchive(archive, trust, undefined)
      return {
        records: logged(archive),
        verdict: result.verdict,
        findings: result.checks.flatMap((check) => check.findings.map(({ message }) => `${check.id}: ${message}`)),
      }
    },
  }
}

function pulumiOption(): readonly string[] {
  return PULUMI === undefined ? [] : ['--pulumi', PULUMI]
}

/** Types of the records in the order of the log; a small log has one file of entries. */
function logged(archive: string): readonly string[] {
  const folder = join(archive, 'log/tile/entries')
  const [file] = existsSync(folder) ? readdirSync(folder) : []
  if (file === undefined) return []
  const path = join(folder, file)
  const bytes = readFileSync(file.endsWith('.p') ? join(path, readdirSync(path)[0] ?? '') : path)
  return [...bytes.toString('latin1').matchAll(/"type":"([a-z-]+)"/g)].map(([, type]) => type ?? '')
}

/** A program of one file, which Node runs by stripping its types. */
export function programFiles(source: string, config = ''): Readonly<Record<string, string>> {
  return {
    'Pulumi.yaml': 'name: lab\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n',
    'package.json': '{"name":"lab","private":true,"type":"module","main":"index.ts"}\n',
    'index.ts': source,
    'Pulumi.dev.yaml': config,
  }
}

/** Policies of a small organisation: these rules are enforced, all others are advice. */
export function smallPolicies(
  enforced: readonly string[] = ['change.full_preview'],
): Readonly<Record<string, string | Buffer>> {
  const read = (path: string): string => readFileSync(join(ROOT, 'policies', path), 'utf8')
  const rules = ruleIds().filter((id) => !enforced.includes(id))
  return {
    'policies/parameters.yaml': `${read('parameters.yaml').replace(/\nrules:[\s\S]*$/, '\n')}rules:\n${rules.map((id) => `  ${id}: advisory\n`).join('')}`,
    'policies/requirements.yaml': read('requirements.yaml'),
    'policies/controls/iso27001-2022.yaml': read('controls/iso27001-2022.yaml'),
    'policies/bundle/lock.json': read('bundle/lock.json'),
    'policies/bundle/policy.wasm': readFileSync(join(ROOT, 'policies/bundle/policy.wasm')),
  }
}

/** Every rule, by the folders of the policies. */
function ruleIds(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'policies/bundle/lock.json'), 'utf8')) as {
    rego: Record<string, string>
  }
  return Object.keys(lock.rego).flatMap((path) => {
    const [area, rule] = path.split('/')
    return area === undefined || rule === undefined || area === 'lib' || area === 'gate' ? [] : [`${area}.${rule}`]
  })
}
