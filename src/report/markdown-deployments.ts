import {
  chainOf,
  deploymentsOfChange,
  emergencyWords,
  isOpen,
  outcomeWords,
  type ReportedDeployment,
} from './deployments.ts'
import { code, md, table } from './markdown-parts.ts'
import type { Report, ReportedChange } from './model.ts'
import { pageName, showTime } from './summary.ts'

/** The table of deployments on the first page; nothing where there was none. */
export function deploymentLines({ deployments }: Report, up: string): readonly string[] {
  if (deployments.length === 0) return []
  return [
    '## Deployments',
    '',
    'As a spreadsheet: [deployments.csv](deployments.csv).',
    '',
    table(
      ['Begun', 'Stack', 'Commit', 'Outcome', 'Approved by', 'Records'],
      deployments.toReversed().map((one) => row(one, up)),
    ),
  ]
}

function row(deployment: ReportedDeployment, up: string): readonly string[] {
  const { intent, change } = deployment
  const { field } = intent.record
  const approvers = [...new Set(field.changes.flatMap(({ approvals }) => approvals.map(({ by }) => by)))]
  const time = showTime(field.time)
  const said = outcomeWords(deployment)
  const emergency = emergencyWords(deployment)
  return [
    change === undefined ? time : `[${time}](${pageName(change)})`,
    md(`${field.project}/${field.stack}`),
    code(field.commit.slice(0, 12)),
    `${isOpen(deployment) ? `**${md(said)}**` : md(said)}${emergency === undefined ? '' : `<br>${emergency}`}`,
    md(approvers.join(', ') || (field.emergency?.by ?? 'no new change')),
    records(deployment, up),
  ]
}

function records({ intent, apply }: ReportedDeployment, up: string): string {
  return `[intent](${up}/${intent.record.path})${apply === undefined ? '' : ` [outcome](${up}/${apply.record.path})`}`
}

/** The chain of custody of a change, on its page; nothing where it was not deployed. */
export function custodyLines(report: Report, change: ReportedChange, up: string): readonly string[] {
  return deploymentsOfChange(report.deployments, change).flatMap((one) => [
    '## Deployed',
    '',
    table(
      ['Step', 'What the records say'],
      [
        ...chainOf(one).map(([step, text]) => [md(step), md(text)]),
        [
          'Records',
          `${records(one, up)}${one.state === undefined ? '' : ` [judgement of the state](${up}/${one.state.decision.record.path})`}`,
        ],
      ],
    ),
  ])
}
