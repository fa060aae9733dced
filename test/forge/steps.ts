// Runs the steps of a workflow as the runner does: the text of the step, in bash, with the expressions filled in.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from '../workplace.ts'

/** A step of a job, as it is written. */
interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, string | boolean | number>>
  readonly 'working-directory'?: string
}

/** A job of a workflow, as it is written. */
export interface WorkflowJob {
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: unknown
  readonly steps: readonly Step[]
  readonly env?: Readonly<Record<string, string>>
}

/** A workflow file. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly concurrency?: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, WorkflowJob>>
}

/** Reads `.github/workflows/NAME.yml`. */
export function workflow(name: string): Workflow {
  return parse(readFileSync(join(ROOT, '.github/workflows', `${name}.yml`), 'utf8')) as Workflow
}

/** What a step printed and how it ended. */
export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** What the runner knows. */
export interface Runner {
  /** The directory in which jobs start. */
  readonly workspace: string
  /** Values of expressions: `github.event.pull_request.head.sha` and so on. */
  readonly contexts: Readonly<Record<string, string>>
  /** The environment that every step gets. */
  readonly env: Readonly<Record<string, string>>
  /** What somebody who uses the workflow sets in it otherwise. */
  readonly variables?: Readonly<Record<string, string>>
}

/** Runs the step of that name. An expression that the runner does not know is a fault of the test. */
export function runStep(file: string, job: string, name: string, runner: Runner): Promise<Ran> {
  const { jobs, env: common } = workflow(file)
  const step = jobs[job]?.steps.find((one) => one.name === name)
  if (step?.run === undefined) throw new Error(`${file}.yml has no step ${name} with a script in ${job}`)
  if (step.run.includes('${{')) throw new Error(`the step ${name} has an expression in its script`)
  const fill = (text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      const value = runner.contexts[expression]
      if (value === undefined) throw new Error(`nothing is known of ${expression}`)
      return value
    })
  const given = Object.entries({ ...common, ...jobs[job]?.env, ...step.env }).map(([key, value]) => [key, fill(value)])
  return run(step.run, join(runner.workspace, step['working-directory'] ?? '.'), {
    ...runner.env,
    ...(Object.fromEntries(given) as Record<string, string>),
    ...runner.variables,
  })
}

/** Runs a script as the runner does: `bash -e -o pipefail`. */
export function run(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status: status ?? -1, ...said }))
  })
}

/** The environment of a runner, with files by which a step speaks to it, in a directory of the test. */
export function runnerEnvironment(directory: string): { readonly env: Record<string, string>; readonly files: string } {
  const files = join(directory, 'runner')
  mkdirSync(files)
  const names = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE']
  for (const name of names) writeFileSync(join(files, name), '')
  return {
    files,
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: directory,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: directory,
      ...Object.fromEntries(names.map((name) => [name, join(files, name)])),
    },
  }
}
