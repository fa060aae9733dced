// Time and memory of whole processes, measured from outside.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** GNU time reads the kernel's account of a child that has ended (wait4): its peak memory and its processor time. */
const GNU_TIME = '/usr/bin/time'

/** What one run of a command took: seconds and megabytes (10^6 bytes). */
export interface Run {
  readonly wall: number
  /** User and system time of the process and of the children that it waited for. */
  readonly cpu: number
  /** The largest resident set of one process of the run. */
  readonly peak: number
}

/** A command to measure. */
export interface Command {
  /** The command line; where each run needs another one, by the number of the run, from 0. */
  readonly argv: readonly string[] | ((round: number) => readonly string[])
  readonly cwd: string
  /** Exit statuses that mean that the command did its work. */
  readonly statuses: readonly number[]
}

/** Runs a command once in a new process. @throws Error where the command did not do its work. */
export function run({ argv, cwd, statuses }: Command, round = 0): Run & { readonly stdout: string } {
  if (!existsSync(GNU_TIME)) throw new Error(`the benchmarks need GNU time as ${GNU_TIME} (Debian package "time")`)
  const words = typeof argv === 'function' ? argv(round) : argv
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-time-'))
  try {
    const report = join(folder, 'time')
    const start = performance.now()
    const child = spawnSync(GNU_TIME, ['-q', '-o', report, '-f', '%U %S %M', ...words], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      env: { ...process.env, INIT_CWD: cwd },
    })
    const wall = (performance.now() - start) / 1000
    if (child.status === null || !statuses.includes(child.status)) {
      throw new Error(`${words.join(' ')} ended with ${child.status}: ${child.stderr.slice(0, 2000)}`)
    }
    const [user = 0, system = 0, kibibytes = 0] = readFileSync(report, 'utf8').trim().split(' ').map(Number)
    return { wall, cpu: user + system, peak: (kibibytes * 1024) / 1e6, stdout: child.stdout }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs several commands in turn, `times` rounds, so that what else the machine does falls on all of them; the medians. */
export function race(commands: readonly Command[], times: number): readonly Run[] {
  const runs: Run[][] = commands.map(() => [])
  for (let round = 0; round < times; round++) {
    for (const [index, command] of commands.entries()) {
      const { stdout: _stdout, ...figures } = run(command, round)
      runs[index]?.push(figures)
    }
  }
  return runs.map((of) => ({
    wall: median(of.map(({ wall }) => wall)),
    cpu: median(of.map(({ cpu }) => cpu)),
    peak: median(of.map(({ peak }) => peak)),
  }))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** A table of Markdown; every column but the first is aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return `${[line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n')}\n`
}

/** Wall time, processor time and peak memory as cells of a table. */
export function cells({ wall, cpu, peak }: Run): readonly string[] {
  return [`${wall.toFixed(2)} s`, `${cpu.toFixed(2)} s`, `${peak.toFixed(0)} MB`]
}
