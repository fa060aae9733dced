import type { Report } from './model.ts'
import { controlRows, countFindings, exceptionRows, findingsOf, pageName, STATUS_WORDS } from './summary.ts'
import { describeChange } from './words.ts'

/**
 * RFC 4180 with every cell quoted and line feeds as line ends. A cell that a spreadsheet would run as a formula gets
 * an apostrophe in front (OWASP, "CSV Injection").
 */
function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
}

function cell(value: string | number): string {
  const text = String(value).replace(/\r\n?|\n/g, ' ')
  const safe = typeof value === 'string' && /^\s*[=+\-@\t|%]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/** One row per judged change. */
export function changesCsv(report: Report): string {
  const head = [
    'record',
    'judged',
    'archived',
    'project',
    'stack',
    'decision',
    'reason',
    'changes',
    'findings',
    'rules failing',
    'exceptions used',
    'policies from',
    'policy bundle',
    'judged plan',
    'plan record',
    'decision record',
    'page',
  ]
  const rows = report.changes.map((change) => {
    const { decisionDocument: d, plan, decision } = change
    return [
      change.id,
      d.now,
      decision.archivedAt,
      d.project,
      d.stack,
      d.decision,
      d.reason,
      describeChange(change.planDocument, change.decisionDocument)
        .map((one) => one.title)
        .join('; '),
      countFindings(findingsOf(change)),
      [...new Set(findingsOf(change).map((one) => one.rule))].join('; '),
      d.exceptions
        .filter((one) => one.used)
        .map((one) => one.id)
        .join('; '),
      d.policySource.kind,
      d.digests.bundle,
      d.digests.plan,
      plan.record.path,
      decision.record.path,
      pageName(change),
    ]
  })
  return csv([head, ...rows])
}

/** One row per exception. */
export function exceptionsCsv(report: Report): string {
  const rows = exceptionRows(report).map((one) => [
    one.id,
    one.rule,
    one.owner,
    one.expiresOn,
    one.state,
    one.lastSeen,
    one.usedIn.length,
    one.usedIn.map((change) => change.id).join('; '),
  ])
  return csv([['exception', 'rule', 'owner', 'expires', 'state', 'last seen', 'changes', 'used in records'], ...rows])
}

/** One row per control, rule and change: which control was judged by which rule in which change, and how it went. */
export function controlsCsv(report: Report): string {
  const titles = new Map(controlRows(report).map((row) => [row.rule, row.title]))
  const rows = report.changes.flatMap((change) =>
    change.decisionDocument.rules.flatMap((rule) =>
      rule.controls.map((control) => [
        control,
        rule.id,
        titles.get(rule.id) ?? '',
        rule.mode,
        rule.severity,
        STATUS_WORDS[rule.status],
        rule.examined,
        change.decisionDocument.now,
        change.decisionDocument.project,
        change.decisionDocument.stack,
        change.id,
      ]),
    ),
  )
  return csv([
    [
      'control',
      'rule',
      'title',
      'mode',
      'severity',
      'status',
      'resources examined',
      'judged',
      'project',
      'stack',
      'record',
    ],
    ...rows,
  ])
}
