import type { Command } from 'commander'
import { readHistory } from '../deploy/history.ts'
import { AppError } from '../errors.ts'
import { archiveRecords } from '../evidence/archive.ts'
import { type EmergencyReviewField, emergencyReviewDraft, reviewProblem } from '../evidence/types/emergency-review.ts'
import { referenceTo } from '../evidence/types/intent.ts'
import type { Workplace } from '../files.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { visible } from '../render/escape.ts'
import { archiveTarget } from './signer.ts'

interface Options {
  readonly project: string
  readonly stack: string
  readonly deployment?: string
  readonly by: string
  readonly finding: string
  readonly key: string
  readonly logKey: string
  readonly origin: string
  readonly now?: string
}

/** Registers `gatehouse review`: records that somebody reviewed an emergency deployment. Exit 0, 3 where none is open. */
export function reviewCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('review')
    .description('record the review of an emergency deployment: exit 0, or 3 where none is open')
    .argument('<dir>', 'evidence archive')
    .requiredOption('--project <name>', 'project of the deployment')
    .requiredOption('--stack <name>', 'stack of the deployment')
    .option('--deployment <id>', 'id of its intent record, where several are open')
    .requiredOption('--by <name>', 'who reviewed it: not the one who answers for it')
    .requiredOption('--finding <text>', 'what the review came to')
    .requiredOption('--key <file>', 'ECDSA P-256 key that signs records (PEM)')
    .requiredOption('--log-key <file>', 'Ed25519 key that signs the log (PEM)')
    .requiredOption('--origin <name>', 'name of the log')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .action(async (directory: string, options: Options) => setExit(await runReview(place, directory, options)))
}

async function runReview(place: Workplace, directory: string, options: Options): Promise<0 | 3> {
  const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
  const archive = archiveTarget(place, directory, options)
  const { emergencies } = readHistory(archive.root, archive.origin, archive.signer, options.project, options.stack)
  if (emergencies.length === 0) {
    place.stdout('No emergency of this stack is waiting for its review.\n')
    return 3
  }
  const chosen = emergencies.filter(({ id }) => options.deployment === undefined || id === options.deployment)
  const [intent, other] = chosen
  if (intent === undefined || other !== undefined) {
    throw new AppError(
      'usage',
      intent === undefined ? 'there is no such open emergency' : 'several emergencies are open',
      {
        expected: emergencies.map(({ id, field }) => `${id} (${field.time})`).join(', '),
        fix: 'name one with --deployment ID',
      },
    )
  }
  const field: EmergencyReviewField = {
    project: options.project,
    stack: options.stack,
    time: now,
    ...(intent.field.demo ? { demo: true } : {}),
    intent: referenceTo(intent),
    by: options.by.trim(),
    finding: options.finding.trim(),
  }
  const problem =
    field.by === '' || field.finding === '' ? 'a review needs a name and a finding' : reviewProblem(field, intent.field)
  if (problem !== undefined) {
    throw new AppError('refused', problem, { fix: 'have it reviewed by somebody else, and write down what was found' })
  }
  await archiveRecords({ ...archive, now }, [emergencyReviewDraft(field)], new Map())
  place.stdout(`${visible(`The emergency of ${intent.field.time} is reviewed by ${field.by}.`)}\n`)
  return 0
}
