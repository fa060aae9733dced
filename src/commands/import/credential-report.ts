import type { Command } from 'commander'
import { AppError } from '../../errors.ts'
import type { Workplace } from '../../files.ts'
import { prettyJson } from '../../json.ts'
import { type CredentialAnswer, credentialFindings } from '../../readers/credential-findings.ts'
import { type CredentialReport, readCredentialReport } from '../../readers/credential-report.ts'
import { aligned, answer, nowOf, refuseFuture, registerIfAny, textOrJson } from './common.ts'

interface Options {
  readonly keyAge: string
  readonly unused: string
  readonly register?: string
  readonly now?: string
  readonly format?: string
  readonly json?: boolean
  readonly output?: string
}

/**
 * Registers `gatehouse import credential-report FILE`: judges the users of an AWS account by its credential report.
 * Exit 0 without a finding, 1 with one.
 */
export function credentialReportImport(parent: Command, place: Workplace, setExit: (code: number) => void): void {
  parent
    .command('credential-report')
    .description('judge the answer of "aws iam get-credential-report" (JSON or CSV): exit 1 with a finding')
    .argument('<file>', 'the report')
    .option('--key-age <days>', 'the oldest that an access key may be', '90')
    .option('--unused <days>', 'for how long a key or a password may be unused', '45')
    .option('--register <dir>', 'register, to tell whose the users are; by default stacks/register where it exists')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', 'text or json', 'text')
    .option('--json', 'the same as --format json')
    .option('--output <file>', 'write the answer to a file instead of standard output')
    .action((file: string, options: Options) => {
      const format = textOrJson(options)
      const limits = { keyAgeDays: days('--key-age', options.keyAge), unusedDays: days('--unused', options.unused) }
      const now = nowOf(place, options.now)
      const report = readCredentialReport(place, file)
      if (report.generatedAt !== undefined) refuseFuture(report.generatedAt, now, file)
      const judged = credentialFindings(report, registerIfAny(place, options.register, now), limits, now)
      answer(place, format === 'json' ? asJson(report, judged, now) : asText(report, judged), options.output)
      setExit(judged.findings.length === 0 ? 0 : 1)
    })
}

function days(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new AppError('usage', `${option} ${JSON.stringify(text)} is not a number of days`, {
    expected: 'a whole number from 1 to 9999',
    fix: 'leave it out for the default',
  })
}

function asJson(
  { file, sha256, account, generatedAt }: CredentialReport,
  judged: CredentialAnswer,
  now: string,
): string {
  return prettyJson({ source: { file, sha256 }, account, generatedAt: generatedAt ?? null, now, ...judged })
}

function asText(report: CredentialReport, { findings, mfa }: CredentialAnswer): string {
  const when = report.generatedAt === undefined ? 'of an unknown time' : `of ${report.generatedAt}`
  const head = `Account ${report.account}, report ${when}: ${report.users.length} users, ${findings.length} findings\n${mfa.registered} of ${mfa.total} who sign in with a password have a second factor\n`
  const rows = findings.map(({ severity, user, message, fix, place }) => [
    severity,
    place.line === undefined ? place.file : `${place.file}:${place.line}`,
    user,
    message,
    `→ ${fix}`,
  ])
  return `${head}${aligned(rows)}`
}
