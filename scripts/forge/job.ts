import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError, formatError } from '../../src/errors.ts'
import { commandData, visible } from '../../src/render/escape.ts'

/** The checkout that these scripts belong to. In a pipeline it is the trusted one: the base, or the commit deployed last. */
export const TOOL: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** What a step of a pipeline gets from its runner. */
export interface Job {
  readonly arguments: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** A directory that is removed when the step ends. */
  readonly scratch: string
  readonly say: (line: string) => void
}

/**
 * Runs the step that a file is, and sets the exit status. A fault is one sentence with what to do, as everywhere; what
 * it quotes can neither be obeyed by the runner nor hide.
 */
export async function runStep(step: (job: Job) => Promise<number>): Promise<void> {
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-step-'))
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  try {
    process.exitCode = await step({ arguments: process.argv.slice(2), env: process.env, scratch, say })
  } catch (error) {
    process.exitCode = 2
    process.stderr.write(
      error instanceof AppError ? formatError(error) : `gatehouse: an unexpected fault: ${visible(String(error))}\n`,
    )
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** A line that the forge shows on the page of the run. */
export function notice(text: string): string {
  return `::notice title=Gatehouse::${commandData(visible(text))}`
}

/** The value of `--name VALUE`. @throws AppError `usage`. */
export function option(job: Job, name: string): string {
  const at = job.arguments.indexOf(`--${name}`)
  const value = at === -1 ? undefined : job.arguments[at + 1]
  if (value !== undefined && value !== '') return value
  throw new AppError('usage', `--${name} is missing`, { fix: `add --${name} VALUE to the step` })
}

/** A variable of the environment that the pipeline has to set. @throws AppError `usage`. */
export function variable(job: Job, name: string): string {
  const value = job.env[name]
  if (value !== undefined && value !== '') return value
  throw new AppError('usage', `the environment has no ${name}`, { fix: `set ${name} for the step` })
}

const COMMIT = /^[0-9a-f]{40}$/

/** The full id of a commit. @throws AppError `malformed`. */
export function commitId(text: unknown, what: string): string {
  if (typeof text === 'string' && COMMIT.test(text)) return text
  throw new AppError('malformed', `${what} is not the full id of a commit`, {
    expected: '40 hexadecimal digits',
    fix: 'give the id that the forge gives in its event',
  })
}
