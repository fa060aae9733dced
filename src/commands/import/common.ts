import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import type { Workplace } from '../../files.ts'
import { formatNow, parseNow } from '../../gate/time.ts'
import type { RegisterAt } from '../../register/model.ts'
import { readRegister, registerAt } from '../../register/read.ts'
import { visible } from '../../render/escape.ts'
import { writeOutputs } from '../../write.ts'

/** Where a register lies unless it is named. */
export const DEFAULT_REGISTER = 'stacks/register'

/** The time to judge at. @throws AppError `usage`. */
export function nowOf(place: Workplace, option: string | undefined): string {
  return option === undefined ? formatNow(place.clock()) : parseNow(option)
}

/** The named register, else the one of the working directory, on the day of `now`. @throws AppError of the reader. */
export function registerOf(place: Workplace, option: string | undefined, now: string): RegisterAt {
  return registerAt(readRegister(place, option ?? DEFAULT_REGISTER), now)
}

/** As `registerOf`, for a command that can do without. */
export function registerIfAny(place: Workplace, option: string | undefined, now: string): RegisterAt | undefined {
  if (option === undefined && !existsSync(join(place.cwd, DEFAULT_REGISTER))) return undefined
  return registerOf(place, option, now)
}

/** What was seen cannot be later than now: such a file, or such a clock, proves nothing. @throws AppError `refused`. */
export function refuseFuture(observedAt: string, now: string, file: string): void {
  if (observedAt <= now) return
  throw new AppError('refused', `the file says that it is from ${observedAt}, which is still to come`, {
    place: { file },
    expected: `a time up to ${now}`,
    fix: 'check the clock, --now, and where the file comes from',
  })
}

/** Writes the answer to a file, or to standard output. */
export function answer(place: Workplace, text: string, output: string | undefined): void {
  if (output === undefined || output === '-') place.stdout(text)
  else writeOutputs(place, [[output, text]])
}

/** The format of standard output. @throws AppError `usage`. */
export function textOrJson(options: { readonly format?: string; readonly json?: boolean }): 'text' | 'json' {
  const format = options.json === true ? 'json' : (options.format ?? 'text')
  if (format === 'text' || format === 'json') return format
  throw new AppError('usage', `there is no format ${JSON.stringify(format)}`, {
    expected: 'text or json',
    fix: 'leave --format out for text',
  })
}

/** Rows as aligned text; nothing in a cell can act on the terminal. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => visible(cell)))
  const widths = (shown[0] ?? []).map((_, index) => Math.max(...shown.map((row) => row[index]?.length ?? 0)))
  return shown
    .map(
      (row) =>
        `  ${row
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
