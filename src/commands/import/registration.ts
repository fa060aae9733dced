import type { Command } from 'commander'
import { AppError } from '../../errors.ts'
import { resolvePath, type Workplace } from '../../files.ts'
import type { JsonObject } from '../../json.ts'
import { mfaCoverage } from '../../readers/mfa-coverage.ts'
import { readRegistration } from '../../readers/registration.ts'
import { recordText } from '../../records/text.ts'
import type { RegisterAt } from '../../register/model.ts'
import { visible } from '../../render/escape.ts'
import { schemasOf } from '../record-files.ts'
import { answer, DEFAULT_REGISTER, nowOf, refuseFuture, registerOf } from './common.ts'

interface Options {
  readonly by: string
  readonly register?: string
  readonly now?: string
  readonly output?: string
}

/**
 * Registers `gatehouse import registration FILE…`: who has registered a second factor, as the record mfa-coverage, ready
 * for a pull request. What to look at goes to standard error.
 */
export function registrationImport(parent: Command, place: Workplace, setExit: (code: number) => void): void {
  parent
    .command('registration')
    .description('prepare the record mfa-coverage from userRegistrationDetails of Microsoft Graph')
    .argument('<file...>', 'the export; one file for each page')
    .requiredOption('--by <person>', 'id of the person who took the export')
    .option('--register <dir>', 'register; by default stacks/register')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--output <file>', 'write the record to a file instead of standard output')
    .action((files: readonly string[], options: Options) => {
      const now = nowOf(place, options.now)
      const register = registerOf(place, options.register, now)
      requireActive(register, options.by)
      const registration = readRegistration(place, files)
      refuseFuture(registration.observedAt, now, files[0] ?? '')
      const coverage = mfaCoverage(registration, register)
      const [source, ...further] = registration.sources
      const record = {
        record: 'mfa-coverage',
        takenAt: registration.observedAt,
        takenBy: options.by,
        recordedAt: now,
        source: {
          what: [
            'userRegistrationDetails of Microsoft Graph',
            ...further.map(({ sha256 }) => `and a page with SHA-256 ${sha256}`),
          ].join(', '),
          ...(source === undefined ? {} : { sha256: source.sha256 }),
        },
        users: coverage.users,
        administrators: coverage.administrators,
        missing: coverage.missing,
        exclusions: coverage.exclusions,
      }
      const { users, administrators, guests } = coverage
      place.stderr(
        `gatehouse: ${users.registered} of ${users.total} accounts and ${administrators.registered} of ${administrators.total} administrators have registered a second factor\n`,
      )
      if (guests.total > 0)
        place.stderr(`gatehouse: ${guests.total} of the accounts are guests, ${guests.registered} of them registered\n`)
      const notes = [
        [coverage.notInExport, 'of the register, not in the export, so counted as not registered'],
        [coverage.notCapable, 'registered a method that the methods policy does not allow'],
        [coverage.exclusions.map(({ who }) => who), 'excluded from the policy, and counted all the same'],
      ] as const
      for (const [who, what] of notes)
        if (who.length > 0) place.stderr(`gatehouse: ${what}: ${visible(shortList(who))}\n`)
      const schemas = schemasOf(resolvePath(place, options.register ?? DEFAULT_REGISTER))
      answer(place, recordText('mfa-coverage', record as unknown as JsonObject, {}, schemas), options.output)
      setExit(0)
    })
}

/** The record lists everybody; a terminal shows the first. */
function shortList(who: readonly string[]): string {
  const shown = who.slice(0, 5).join(', ')
  return who.length <= 5 ? shown : `${shown} and ${who.length - 5} more`
}

function requireActive(register: RegisterAt, id: string): void {
  const person = register.people.find((candidate) => candidate.id === id)
  if (person?.active === true && !person.emergency) return
  throw new AppError('reference', `--by ${JSON.stringify(id)} is nobody who works here now`, {
    expected: 'the id of an active person of people.yaml',
    fix: 'name who took the export',
  })
}
