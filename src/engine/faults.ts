import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError, type Place } from '../errors.ts'
import type { Ended } from './child.ts'
import type { Monitor } from './monitor.ts'
import type { Project } from './project.ts'

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
  const { ended, monitor, project } = result
  const [reported] = monitor.errors()
  const place = placeOf(reported ?? ended.output, result)
  const fault = (message: string, fix: string): AppError =>
    new AppError('program', result.mask(message), { place, fix })
  if (ended.timedOut) {
    return fault(
      `the program did not end within ${result.timeoutMs / 1000} s`,
      'look for a promise or a timer that never ends, or allow more time with --timeout SECONDS',
    )
  }
  if (reported !== undefined) return fault(`the program failed: ${summary(reported)}`, 'correct the program')
  if (ended.code !== 0) {
    const how = ended.code === undefined ? `was killed by ${ended.signal}` : `ended with status ${ended.code}`
    return fault(`the program ${how}${detail(ended.output)}`, 'correct the program; what it printed stands above')
  }
  if (!monitor.signalled()) {
    return new AppError('program', 'the program ended itself before the SDK said that it was complete', {
      place: { file: result.show(project.directory) },
      expected: 'a program that runs to its end',
      fix: 'remove calls of process.exit(); end with an error instead',
    })
  }
  if (monitor.unfinished() > 0 || !result.stackEnded) {
    return fault(
      'the program ended with registrations that never finished',
      'await every promise that a resource needs',
    )
  }
  return undefined
}

/** The first sentence of a message, without the SDK's introduction and without the stack. */
function summary(message: string): string {
  const lines = message.split('\n').map((line) => line.trim())
  const useful = lines.filter(
    (line) => line !== '' && !line.startsWith('at ') && !/^Running program '.*' failed/.test(line),
  )
  return useful.slice(0, 2).join(' ') || 'it gave no reason'
}

function detail(output: string): string {
  const line = output.split('\n').find((text) => /\bError\b/.test(text))
  return line === undefined ? '' : `: ${line.trim()}`
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
