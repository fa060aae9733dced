import type { ArchivedDecision, ArchivedResult } from '../evidence/documents.ts'
import { custodyLines, deploymentLines } from './markdown-deployments.ts'
import { code, md, table } from './markdown-parts.ts'
import type { Report, ReportedChange } from './model.ts'
import { operatingLines } from './operating.ts'
import {
  controlRows,
  controlsText,
  countFindings,
  exceptedOf,
  exceptionRows,
  findingsOf,
  LIMITS,
  pageName,
  periodOf,
  STATUS_WORDS,
  showTime,
} from './summary.ts'
import { describeChange } from './words.ts'

/** First page of the report: the table of changes and what they come to. `up` leads from the page to the archive. */
export function indexPage(report: Report, up: string): string {
  const period = periodOf(report)
  const denied = report.changes.filter((change) => change.decisionDocument.decision === 'deny').length
  const lines = [
    '# Change evidence',
    '',
    ...(report.demo ? ['> **Example.** These records are marked `demo`: no organisation made these changes.', ''] : []),
    `Log ${code(report.origin)}, ${report.size} records${period ? `, judged from ${showTime(period.from)} to ${showTime(period.to)}` : ''}.`,
    `${report.changes.length} change${report.changes.length === 1 ? '' : 's'}: ${report.changes.length - denied} allowed, ${denied} denied.`,
    '',
    'Read this as one page: [index.html](index.html). For a spreadsheet: [changes.csv](changes.csv), [exceptions.csv](exceptions.csv), [controls.csv](controls.csv).',
    '',
    '## Changes',
    '',
    table(
      ['Judged', 'Stack', 'Decision', 'What changes', 'Findings', 'Exceptions', 'Records'],
      report.changes.toReversed().map((change) => indexRow(change, up)),
    ),
    ...deploymentLines(report, up),
    ...operatingLines(report.operating, up),
    '## Exceptions',
    '',
    exceptionTable(report),
    '## Controls',
    '',
    'How often each rule that serves a control was judged, and with which status.',
    '',
    table(
      ['Control', 'Rule', 'Mode', 'Passes', 'Fails', 'Cannot be judged', 'Excepted', 'Does not apply'],
      controlRows(report).map(({ control, controlTitle, rule, mode, counts }) => [
        md(controlTitle === '' ? control : `${control} ${controlTitle}`),
        code(rule),
        mode,
        String(counts.pass),
        String(counts.fail),
        String(counts.unknown),
        String(counts.excepted),
        String(counts.not_applicable),
      ]),
    ),
    ...undecided(report, up),
    '## How to verify',
    '',
    'On your own machine, with the trust file that you received by another way than this folder:',
    '',
    '```sh',
    `gatehouse verify ${up} --trust trust.json --checkpoint checkpoint-you-kept`,
    '```',
    '',
    `This report covers the first ${report.size} log entries, root ${code(report.root)}.`,
    '',
    '## Limits',
    '',
    ...LIMITS.map((limit) => `- ${limit}`),
    '',
  ]
  return lines.join('\n')
}

function indexRow(change: ReportedChange, up: string): readonly string[] {
  const { decisionDocument: d, plan, decision } = change
  const used = d.exceptions.filter((one) => one.used).map((one) => md(one.id))
  return [
    `[${showTime(d.now)}](${pageName(change)})`,
    md(`${d.project}/${d.stack}`),
    d.decision === 'allow' ? 'allow' : '**deny**',
    shortChanges(change).map(md).join('<br>'),
    countFindings(findingsOf(change)) || 'none',
    used.join(', ') || 'none',
    `[plan](${up}/${plan.record.path}) [decision](${up}/${decision.record.path})`,
  ]
}

/** At most three changes by title. */
export function shortChanges(change: ReportedChange): readonly string[] {
  const titles = describeChange(change.planDocument, change.decisionDocument).map((one) => one.title)
  if (titles.length === 0) return ['Nothing']
  return titles.length > 3 ? [...titles.slice(0, 3), `and ${titles.length - 3} more`] : titles
}

function exceptionTable(report: Report): string {
  const rows = exceptionRows(report)
  if (rows.length === 0) return 'None was known to any decision of this period.\n'
  return table(
    ['Exception', 'Rule', 'Owner', 'Expires', 'State when last judged', 'Used in'],
    rows.map((one) => [
      md(one.id),
      code(one.rule),
      md(one.owner),
      md(one.expiresOn),
      md(one.state),
      one.usedIn.map((change) => `[${change.decisionDocument.now.slice(0, 10)}](${pageName(change)})`).join(', ') ||
        'none',
    ]),
  )
}

function undecided(report: Report, up: string): readonly string[] {
  if (report.undecided.length === 0) return []
  return [
    '## Plans without a decision',
    '',
    ...report.undecided.map(
      ({ record }) =>
        `- [${showTime(record.field.time)}](${up}/${record.path}) ${md(`${record.field.project}/${record.field.stack}`)}`,
    ),
    '',
  ]
}

/** The page of one change; it lies one folder deeper than the first page. */
export function changePage(report: Report, change: ReportedChange, up: string): string {
  const { decisionDocument: d, planDocument: p, plan, decision } = change
  const findings = findingsOf(change)
  const excepted = exceptedOf(change)
  const described = describeChange(p, d)
  return [
    `# ${md(`${d.project}/${d.stack}`)}, ${showTime(d.now)}: ${d.decision}`,
    '',
    md(d.reason),
    '',
    '[All changes](../README.md)',
    '',
    '## What changes',
    '',
    ...(described.length === 0
      ? ['Nothing.']
      : described.flatMap((one) => [`- ${md(one.title)}`, ...one.details.map((detail) => `  - ${md(detail)}`)])),
    '',
    '## Findings',
    '',
    ...(findings.length === 0 ? ['None.', ''] : findings.flatMap((one) => findingLines(one, d))),
    ...(excepted.length === 0 ? [] : ['## Excepted findings', '', ...excepted.flatMap((one) => findingLines(one, d))]),
    '## Rules',
    '',
    table(
      ['Status', 'Rule', 'Title', 'Severity', 'Controls', 'Examined'],
      d.rules.map((rule) => [
        STATUS_WORDS[rule.status],
        code(rule.id),
        md(rule.title),
        rule.mode === 'enforced' ? rule.severity : `${rule.severity}, advisory`,
        md(controlsText(rule.controls, d)),
        String(rule.examined),
      ]),
    ),
    '## Exceptions known to this decision',
    '',
    d.exceptions.length === 0
      ? 'None.\n'
      : table(
          ['Exception', 'Rule', 'Owner', 'Expires', 'State', 'Used'],
          d.exceptions.map((one) => [
            md(one.id),
            code(one.rule),
            md(one.owner),
            md(one.expiresOn),
            one.state,
            one.used ? 'yes' : 'no',
          ]),
        ),
    '## Evidence',
    '',
    table(
      ['What', 'Where', 'SHA-256'],
      [
        [
          'Plan',
          `[file](${up}/${plan.record.files[0]?.downloadLocation}), [signed record](${up}/${plan.record.path}), log entry ${plan.index}`,
          code(plan.record.field.archived.sha256),
        ],
        [
          'Decision',
          `[file](${up}/${decision.record.files[0]?.downloadLocation}), [signed record](${up}/${decision.record.path}), log entry ${decision.index}`,
          code(decision.record.field.document.digest.sha256),
        ],
        ...change.attachments.map((one) => [
          md(one.name),
          `[file](${up}/${one.path}), [signed record](${up}/${one.record})`,
          '',
        ]),
        [
          'Policy bundle',
          `from ${d.policySource.kind}${d.policySource.revision ? ` ${md(d.policySource.revision)}` : ''}`,
          code(d.digests.bundle),
        ],
      ],
    ),
    ...provenance(change).map((line) => `- ${md(line)}`),
    '',
    ...custodyLines(report, change, up),
  ].join('\n')
}

function findingLines(result: ArchivedResult, decision: ArchivedDecision): readonly string[] {
  const where = result.source
    ? `${result.source.file}${result.source.line === undefined ? '' : `:${result.source.line}`}`
    : undefined
  return [
    `### ${code(result.rule)} ${STATUS_WORDS[result.status]} (${result.severity})`,
    '',
    md(result.message),
    '',
    ...(result.affected.length > 0 ? [`- Affected: ${md(result.affected.join(', '))}`] : []),
    ...(where ? [`- Where: ${code(where)}`] : []),
    ...(result.nearest ? [`- Nearest: ${md(result.nearest)}`] : []),
    ...(result.remediation ? [`- Fix: ${md(result.remediation)}`] : []),
    ...(result.exceptions.length > 0 ? [`- Exceptions: ${md(result.exceptions.join(', '))}`] : []),
    ...(result.controls.length > 0 ? [`- Controls: ${md(controlsText(result.controls, decision))}`] : []),
    ...(result.baselineUntil ? [`- Tolerated as known until ${md(result.baselineUntil)}`] : []),
    '',
  ]
}

const COVERAGE: Readonly<Record<string, string>> = { full: 'the whole stack', partial: 'a part of the stack' }
const MAKERS: Readonly<Record<string, string>> = {
  embedded: 'the embedded planner',
  preview: 'a preview of the Pulumi engine',
  refresh: 'a refresh of the Pulumi engine',
  update: 'an update of the Pulumi engine, out of its events',
  export: 'an export of the stack',
  import: 'an import of the directory',
}
const SANDBOXES: Readonly<Record<string, string>> = {
  'network+permissions': 'The program ran without network and with file permissions.',
  network: 'The program ran without network.',
  permissions: 'The program ran with file permissions, but could reach the network.',
  none: 'The program ran without a sandbox.',
  'not-run': 'No program ran.',
}

/** How the plan was made and what was taken out of it. */
export function provenance(change: ReportedChange): readonly string[] {
  const { field } = change.plan.record
  const { kind, version, sandbox } = field.origin
  return [
    `The plan covers ${field.resources} resources, ${COVERAGE[field.completeness] ?? 'an unknown part of the stack'}. It was made by ${MAKERS[kind] ?? kind}${version ? ` (version ${version})` : ''}. ${SANDBOXES[sandbox] ?? `Sandbox: ${sandbox}.`}`,
    field.redactions.length === 0
      ? 'Nothing was taken out of the plan; the stored bytes are the judged bytes.'
      : `${field.redactions.length} values were taken out of the plan before it was stored; the judged bytes had the SHA-256 ${field.judged.sha256}.`,
    ...(change.decisionDocument.policySource.kind === 'working-tree'
      ? ['The change was judged by its own copy of the policies, not by those of the base branch.']
      : []),
  ]
}
