import { join } from 'node:path'
import { documentsCommand } from '../../src/commands/documents.ts'
import { metricsCommand } from '../../src/commands/metrics.ts'
import { statusCommand } from '../../src/commands/status.ts'
import { readTable } from '../../src/readers/table.ts'
import { registerFaults } from '../../src/register/read.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import type { Bench } from '../evidence/builders.ts'
import { runCommand } from '../run-command.ts'
import { workplace } from '../workplace.ts'
import { END, START, type Year } from './model.ts'
import { writeRegister } from './write.ts'

/** Something that the product says is not in order: `channel|…`. */
export type Finding = string

interface Report {
  readonly metrics: readonly {
    readonly id: string
    readonly result: string
    readonly rows: readonly {
      readonly subject: string
      readonly status: string
      readonly detail: string
      readonly count?: object
    }[]
  }[]
}

/** What a command says about register and archive as of a moment. */
async function ask<Answer>(
  command: Parameters<typeof runCommand>[0],
  name: string,
  repository: string,
  archive: string,
  asOf: string,
  more: readonly string[] = [],
): Promise<Answer> {
  const register = join(repository, 'register')
  const given = [name, '--register', register, '--as-of', asOf, '--evidence', archive, ...more, '--json']
  return JSON.parse((await runCommand(command, given)).out) as Answer
}

/** Every member of a metric that was not as it should be at one of several moments, as of then. */
export async function metricFindings(
  repository: string,
  archive: string,
  times: readonly string[],
): Promise<ReadonlySet<Finding>> {
  const found = new Set<Finding>()
  for (const asOf of times) {
    const { metrics } = await ask<Report>(metricsCommand, 'metrics', repository, archive, asOf, ['--from', START])
    for (const { id, result, rows } of metrics) {
      for (const { subject, status, count } of rows) {
        // A row that stands for many is fine where the target is reached: two of sixty people may be late.
        const isFine = status === 'met' || (count !== undefined && id.startsWith('mfa-') && result === 'met')
        if (!isFine) found.add(`metric|${id}|${subject}`)
      }
    }
  }
  return found
}

/** Every duty that was overdue at one of several moments, as of then, with why. */
export async function statusFindings(
  repository: string,
  archive: string,
  times: readonly string[],
): Promise<ReadonlySet<Finding>> {
  const found = new Set<Finding>()
  for (const asOf of times) {
    const { duties } = await ask<{
      readonly duties: readonly { readonly id: string; readonly state: string; readonly why: string }[]
    }>(statusCommand, 'status', repository, archive, asOf)
    for (const { id, state, why } of duties) if (state === 'overdue') found.add(`status|${id}|${why}`)
  }
  return found
}

/** The gaps that the review calendar shows at the end of the year. */
export async function documentFindings(
  repository: string,
  archive: string,
  directory: string,
): Promise<ReadonlySet<Finding>> {
  const register = ['--register', join(repository, 'register'), '--as-of', END, '--evidence', archive]
  const output = ['--format', 'csv', '--output', directory]
  await runCommand(documentsCommand, ['documents', 'review-calendar', ...register, ...output])
  const gaps = readTable(workplace(directory), 'review-calendar.gaps.csv')
  return new Set(gaps.rows.map((row) => `document|${row.text('What')}|${row.text('Of')}`))
}

/** What the register refuses of each pull request with a record that nobody merged, as the register was then. */
export function refusals(directory: string, year: Year): ReadonlySet<Finding> {
  const register = join(directory, 'register')
  const faults = year.refused.flatMap((record) => {
    writeRegister(register, year, record.committedAt, [record])
    return registerFaults(workplace(register), '.')
  })
  return new Set(faults.map(({ place, message }) => `refused|${place?.file ?? ''}|${message}`))
}

/** What a verifier finds in the archive. */
export function verifierFindings(archive: string, keys: Bench): ReadonlySet<Finding> {
  const { checks } = verifyArchive(archive, keys.trust, undefined)
  return new Set(
    checks
      .filter(({ status }) => status === 'fail')
      .flatMap(({ id, findings }) =>
        findings.map(({ file, message }) => `verify|${id}|${file.split('/').slice(1, 4).join('-')}|${message}`),
      ),
  )
}
