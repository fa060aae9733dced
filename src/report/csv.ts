import { csv } from '../csv.ts'
import { outcomeWords } from './deployments.ts'
import type { Report } from './model.ts'
import { controlRows, countFindings, exceptionRows, findingsOf, pageName, STATUS_WORDS } from './summary.ts'
import { describeChange } from './words.ts'

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

/** One row per deployment. */
export function deploymentsCsv(report: Report): string {
  const head = [
    'record',
    'begun',
    'project',
    'stack',
    'commit',
    'base',
    'outcome',
    'changes',
    'authors',
    'approved by',
    'emergency',
    'review by',
    'reviewed',
    'intent record',
    'decision record',
    'apply record',
  ]
  const rows = report.deployments.map((deployment) => {
    const { field, id, path } = deployment.intent.record
    const all = (each: (change: (typeof field.changes)[number]) => readonly string[]): string =>
      [...new Set(field.changes.flatMap(each))].join('; ')
    return [
      id,
      field.time,
      field.project,
      field.stack,
      field.commit,
      field.base,
      outcomeWords(deployment),
      all(({ url }) => [url]),
      all(({ authors }) => authors),
      all(({ approvals }) => approvals.map(({ by }) => by)),
      field.emergency?.by ?? '',
      field.emergency?.reviewBy ?? '',
      deployment.review?.record.field.at ?? '',
      path,
      field.decision.uri,
      deployment.apply?.record.path ?? '',
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
