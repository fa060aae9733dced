import { visible } from '../render/escape.ts'
import type { Check, Diagnosis } from './model.ts'

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', skipped: '  - ' } as const

/** One line for each check, its fix below it, and the verdict at the end. */
export function renderDiagnosis({ checks }: Diagnosis): string {
  const width = Math.max(...checks.map(({ id }) => id.length))
  const lines = checks.flatMap(({ id, status, found, fix }) => [
    `${MARKS[status]}  ${id.padEnd(width)}  ${visible(found)}`,
    ...(fix === undefined ? [] : [`${' '.repeat(width + 8)}fix: ${visible(fix)}`]),
  ])
  const count = (wanted: Check['status']): number => checks.filter(({ status }) => status === wanted).length
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} to fix, ${count('skipped')} not looked at\n`
}
