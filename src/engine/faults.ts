import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError, type Place } from '../errors.ts'
import type { Ended } from './child.ts'
import { plainText } from './masking.ts'
import type { Monitor } from './monitor.ts'
import type { Project } from './project.ts'
import { refusalIn } from './refusals.ts'

/** What is known about a run that has ended. */
export interface RunResult {
  readonly ended: Ended
  readonly monitor: Pick<Monitor, 'signalled' | 'unfinished' | 'errors'>
  readonly stackEnded: boolean
  readonly project: Project
  readonly timeoutMs: number
  readonly mask: (text: string) => string
  readonly show: (path: string) => string
}

/**
 * What is wrong with a run; undefined for a good one. A program that stops early has declared less than it means to,
 * and the rest would look deleted: every doubt is a fault.
 */
export function programFault(result: RunResult): AppError | undefined {
  const { ended, monitor } = result
  const reported = monitor.errors()[0]
  const told = plainText(reported ?? ended.output)
  const fault = (message: string, fix: string): AppError =>
    new AppError('program', result.mask(shorten(message, result.project)), {
      place: placeOf(told, result) ?? { file: result.show(join(result.project.directory, result.project.entry)) },
      fix,
    })
  if (ended.timedOut) {
    return fault(
      `the program did not end within ${result.timeoutMs / 1000} s`,
      'look for a promise or a timer that never ends, or allow more time with --timeout SECONDS',
    )
  }
  const refusal = reported === undefined ? undefined : refusalIn(told)
  if (refusal !== undefined) return fault(refusal.message, refusal.fix)
  if (reported !== undefined) {
    // The compiler of Pulumi's SDK writes; Node strips types by itself, and only that works for ES modules.
    const isCompiler = result.project.typescript && told.includes('--allow-fs-write')
    return fault(
      `the program failed: ${summary(told)}`,
      isCompiler
        ? 'for a program of ES modules, write `runtime: { name: nodejs, options: { typescript: false } }` in Pulumi.yaml, so that Node strips the types'
        : 'correct the program',
    )
  }
  if (ended.code === undefined) return fault(`the program was killed by ${ended.signal}`, 'look for what ended it')
  const complete = monitor.signalled() && monitor.unfinished() === 0 && result.stackEnded
  if (!complete) {
    return fault(
      `the program ended before it was complete (status ${ended.code})`,
      'remove calls of process.exit(), and look for promises that are never settled',
    )
  }
  if (ended.code !== 0) {
    return fault(
      `the program ended with status ${ended.code}`,
      'correct the program, for example a promise that is never settled; what it printed stands above',
    )
  }
  return undefined
}

/** The error's own line, or the first two lines, without the SDK's introduction and without the stack. */
function summary(message: string): string {
  const lines = message.split('\n').map((line) => line.trim())
  const useful = lines.filter(
    (line) => line !== '' && !line.startsWith('at ') && !/^Running program '.*' failed/.test(line),
  )
  const own = useful.find((line) => /^\w*Error\b.*: /.test(line))
  return own ?? (useful.slice(0, 2).join(' ') || 'it gave no reason')
}

/** Paths of the project as the project writes them. */
function shorten(message: string, { root }: Project): string {
  return message.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, '')
}

/** The innermost place of the project's own files that a message names. */
function placeOf(message: string, { project, show }: RunResult): Place | undefined {
  for (const [, url, line, column] of message.matchAll(/((?:file:\/\/)?\/[^\s()'"]+?):(\d+)(?::(\d+))?\b/g)) {
    const path = url?.startsWith('file:') ? fileURLToPath(url) : (url ?? '')
    const parts = relative(project.root, path).split(sep)
    if (parts[0] === '..' || parts.includes('node_modules')) continue
    return { file: show(path), line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) }
  }
  return undefined
}
