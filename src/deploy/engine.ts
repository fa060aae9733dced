import { existsSync, readFileSync } from 'node:fs'
import { AppError } from '../errors.ts'
import { sha256 } from '../json.ts'
import type { Plan } from '../plan/model.ts'
import { readPlan } from '../plan/read.ts'
import { shortName } from '../plan/urn.ts'
import { visible } from '../render/escape.ts'
import { type EventSummary, readEventLog } from './event-log.ts'
import { type Ended, type Pulumi, runPulumi } from './pulumi.ts'

/** Options of every command: no question, no colour. */
const PLAIN = ['--non-interactive', '--color', 'never'] as const

/** Which stack, and whether the engine looks at the cloud before it compares. */
export interface Target {
  readonly stack: string
  readonly refresh: boolean
}

/** What the engine would do, and the plan that holds it to that. */
export interface Preview {
  readonly plan: Plan
  /** SHA-256 of the update plan. */
  readonly updatePlan: string
}

/**
 * Asks the engine what it would do, and has it write that down as an update plan. Secrets stand in that file encrypted
 * with the stack's key.
 * @throws AppError `engine`, and what reading the document throws.
 */
export async function previewUpdate(pulumi: Pulumi, target: Target, updatePlan: string): Promise<Preview> {
  const args = ['preview', '--stack', target.stack, '--json', '--show-sames', '--save-plan', updatePlan]
  const ended = await runPulumi(pulumi, [...args, ...(target.refresh ? ['--refresh'] : []), ...PLAIN])
  if (ended.status !== 0) throw failure('preview', ended, firstError(ended.stdout))
  if (!existsSync(updatePlan)) {
    throw new AppError('engine', 'the preview wrote no update plan', {
      expected: 'a Pulumi command line with "preview --save-plan"',
      fix: 'use a current version',
    })
  }
  return { plan: readPlan(ended.stdout, 'pulumi preview'), updatePlan: sha256(readFileSync(updatePlan)) }
}

/** How an update ended. */
export interface Update {
  readonly status: number
  readonly events: EventSummary
  readonly complaint: string
}

/** Lets the engine do what the update plan says and nothing else. Never throws for an update that failed. */
export async function runUpdate(pulumi: Pulumi, target: Target, updatePlan: string): Promise<Update> {
  const log = readEventLog()
  const args = ['up', '--stack', target.stack, '--yes', '--skip-preview', '--plan', updatePlan, '--json']
  const { status, complaint } = await runPulumi(
    pulumi,
    [...args, ...(target.refresh ? ['--refresh'] : []), ...PLAIN],
    log.line,
  )
  return { status, events: log.end(), complaint }
}

/** The deployed state as a plan. @throws AppError `engine`, and what reading the document throws. */
export async function readState(pulumi: Pulumi, stack: string): Promise<Plan> {
  const ended = await runPulumi(pulumi, ['stack', 'export', '--stack', stack, ...PLAIN])
  if (ended.status !== 0) throw failure('stack export', ended, undefined)
  return readPlan(ended.stdout, 'pulumi stack export')
}

/** What the cloud is, compared with the state; the state stays as it is. @throws AppError `engine`. */
export async function previewRefresh(pulumi: Pulumi, stack: string): Promise<Buffer> {
  const ended = await runPulumi(pulumi, ['refresh', '--stack', stack, '--preview-only', '--json', ...PLAIN])
  if (ended.status === 0) return ended.stdout
  throw failure('refresh', ended, firstError(ended.stdout))
}

/** The error that a failed update named first. */
export function updateError({ events, complaint, status }: Update): string {
  const said = events.errors[0] ?? (complaint === '' ? `it ended with status ${status}` : complaint)
  return visible(withoutValues(said)).slice(0, 1000)
}

/**
 * Where a property is not what the update plan says, the engine writes both values into its message, a secret of the
 * plan in clear text (pulumi 3.259.0). Only the resource is told.
 */
function withoutValues(message: string): string {
  const [, urn] = /resource (urn:pulumi:\S+) violates plan/.exec(message) ?? []
  if (urn !== undefined) return `${shortName(urn)} would not become what was judged, so the engine left it`
  return message.includes('violates plan') ? 'a resource would not become what was judged' : message
}

function failure(command: string, { status, complaint }: Ended, error: string | undefined): AppError {
  const said = visible(
    withoutValues(error ?? complaint.split('\n').findLast((line) => line.trim() !== '') ?? ''),
  ).slice(0, 1000)
  return new AppError('engine', `"pulumi ${command}" ended with status ${status}${said === '' ? '' : `: ${said}`}`, {
    fix: 'correct it, and deploy again; nothing was changed',
  })
}

/** The first error in the diagnostics of a document. */
function firstError(stdout: Buffer): string | undefined {
  try {
    const { diagnostics = [] } = JSON.parse(stdout.toString('utf8')) as {
      diagnostics?: readonly { severity?: string; message?: string }[]
    }
    return diagnostics.find(({ severity }) => severity === 'error')?.message?.trim()
  } catch {
    return undefined
  }
}
