import { NO_SUCH_RECORD } from './content-checks.ts'
import type { Check, Finding, Verification } from './model.ts'

/** How many findings of one check are shown; `--format json` shows all. */
const SHOWN = 5
const MARKS = { pass: 'pass', fail: 'FAIL', 'not-run': '  - ' } as const
const VERDICTS = {
  verified: 'VERIFIED',
  consistent: 'NOT VERIFIED (consistent only)',
  failed: 'FAILED',
  empty: 'NOTHING TO VERIFY',
} as const

/** One screen of text: the verdict, then each check and what it proves, then what is not proven. */
export function renderVerificationText(result: Verification): string {
  const lines: string[] = []
  if (result.trust === 'archive') {
    lines.push('No trust file was given: keys from the archive prove consistency, not origin.', '')
  }
  lines.push(`${VERDICTS[result.verdict]}  ${result.sentence}`)
  if (result.origin !== '') {
    const period = result.period ? `, judged from ${result.period.from} to ${result.period.to}` : ''
    lines.push(`log ${clean(result.origin)}, ${result.size} entries, root ${result.root}`, `${counts(result)}${period}`)
  }
  lines.push(
    '',
    ...result.checks.filter((check) => !isIdle(check)).flatMap(checkLines),
    ...idleLine(result.checks.filter(isIdle)),
    '',
    'Not proven:',
    ...result.notProven.map((line) => `  - ${line}`),
  )
  return `${lines.join('\n')}\n`
}

function counts(result: Verification): string {
  const found = Object.entries(result.records).filter(([, count]) => count > 0)
  return `records: ${found.length === 0 ? 'none' : found.map(([type, count]) => `${count} ${type}`).join(', ')}`
}

/** A check of a kind of record that the archive does not hold. */
function isIdle(check: Check): boolean {
  return check.reason === NO_SUCH_RECORD
}

/** There are many kinds of records, and most archives hold a few: the others share a line. */
function idleLine(checks: readonly Check[]): readonly string[] {
  return checks.length === 0
    ? []
    : [`${MARKS['not-run']}  ${checks.map((check) => check.id).join(', ')}: not run: ${NO_SUCH_RECORD}`]
}

function checkLines(check: Check): readonly string[] {
  const head = `${MARKS[check.status]}  ${check.id.padEnd(12)}${check.status === 'not-run' ? `not run: ${check.reason}` : check.proves}`
  const rest = check.findings.length - SHOWN
  return [
    head,
    ...check.findings.slice(0, SHOWN).map((finding) => `      ${clean(finding.file)}: ${clean(finding.message)}`),
    ...(rest > 0 ? [`      and ${rest} more (--format json shows all)`] : []),
  ]
}

/** File names and messages come from the archive: nothing in them may steer a terminal or start a new line. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
}

/** The same as Markdown, for a pull request or a ticket. */
export function renderVerificationMarkdown(result: Verification): string {
  const code = (text: string): string => `\`${clean(text).replaceAll('`', "'").replaceAll('|', '¦')}\``
  const finding = (one: Finding): string => `${code(one.file)} ${clean(one.message).replace(/[\\`*_[\]<>|&]/g, '\\$&')}`
  const row = (check: Check): string =>
    `| ${check.status === 'fail' ? '**fail**' : check.status} | \`${check.id}\` | ${check.reason ?? check.proves} | ${check.examined} |`
  const failed = result.checks.filter((check) => check.findings.length > 0)
  return [
    ...(result.trust === 'archive'
      ? ['> No trust file was given: keys from the archive prove consistency, not origin.', '']
      : []),
    `## ${VERDICTS[result.verdict]}`,
    '',
    result.sentence,
    '',
    ...(result.origin === ''
      ? []
      : [`Log ${code(result.origin)}, ${result.size} entries, root ${code(result.root)}.`, '']),
    '| Status | Check | What it proves | Examined |',
    '| --- | --- | --- | --- |',
    ...result.checks.map(row),
    '',
    ...failed.flatMap((check) => [`### ${check.id}`, '', ...check.findings.map((one) => `- ${finding(one)}`), '']),
    '### Not proven',
    '',
    ...result.notProven.map((line) => `- ${line}`),
    '',
  ].join('\n')
}
