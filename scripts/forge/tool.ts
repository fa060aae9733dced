import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Job, TOOL } from './job.ts'

/** How a command of Gatehouse ended. */
export interface Answer {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** More than any rendering of a decision; what is longer ends the command. */
const MAX_OUTPUT = 64 * 1024 * 1024

/**
 * Runs a command of the trusted checkout. It gets nothing of the runner's environment but where programs are: neither a
 * token nor the files by which a step speaks to the runner. A pipeline adds by name what a command needs.
 * @param cwd relative paths of the arguments start here
 */
export function gatehouse(
  job: Job,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
  tool: string = TOOL,
): Answer {
  const home = join(job.scratch, 'home')
  mkdirSync(home, { recursive: true })
  const run = spawnSync(process.execPath, [join(tool, 'bin/gatehouse.js'), ...args], {
    cwd,
    env: { PATH: job.env['PATH'], LANG: 'C.UTF-8', TZ: 'UTC', HOME: home, INIT_CWD: cwd, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
  })
  if (run.error !== undefined || run.status === null)
    return {
      status: 2,
      stdout: '',
      stderr: `${run.stderr ?? ''}the command did not end: ${run.error?.message ?? run.signal}\n`,
    }
  return { status: run.status, stdout: run.stdout, stderr: run.stderr }
}

/** The exit status of several commands: 2 goes before 1, 1 before 3, 3 before 0. */
export function worst(statuses: readonly number[]): number {
  return [2, 1, 3, 0].find((status) => statuses.includes(status)) ?? 2
}
