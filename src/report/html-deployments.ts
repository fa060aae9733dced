import { html } from 'hono/html'
import {
  chainOf,
  deploymentsOfChange,
  emergencyWords,
  isOpen,
  outcomeWords,
  type ReportedDeployment,
} from './deployments.ts'
import { chip, type Html, link } from './html-parts.ts'
import type { Report, ReportedChange } from './model.ts'
import { showTime } from './summary.ts'

/** All deployments in a table, newest first; nothing where there was none. */
export function deploymentsSection({ deployments }: Report, up: string): Html | string {
  if (deployments.length === 0) return ''
  return html`<section aria-labelledby="deployments"><h2 id="deployments">Deployments</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of deployments"><table>
<caption>Newest first. As a spreadsheet: <a href="deployments.csv">deployments.csv</a></caption>
<thead><tr><th scope="col">Begun</th><th scope="col">Stack</th><th scope="col">Commit</th><th scope="col">Outcome</th><th scope="col">Approved by</th><th scope="col">Signed records</th></tr></thead>
<tbody>${deployments.toReversed().map((one) => row(one, up))}</tbody></table></div></section>`
}

function row(deployment: ReportedDeployment, up: string): Html {
  const { intent, change } = deployment
  const { field } = intent.record
  const time = showTime(field.time)
  const emergency = emergencyWords(deployment)
  const approvers = [...new Set(field.changes.flatMap(({ approvals }) => approvals.map(({ by }) => by)))]
  return html`<tr><th scope="row" class="nowrap">${change === undefined ? time : html`<a href="#c-${change.id}">${time}</a>`}</th>
<td>${field.project}/${field.stack}</td><td><code>${field.commit.slice(0, 12)}</code></td>
<td>${chip(isOpen(deployment) ? 'bad' : 'good', outcomeWords(deployment))}${emergency === undefined ? '' : html`<br>${emergency}`}</td>
<td>${approvers.join(', ') || (field.emergency === undefined ? 'no new change' : field.emergency.by)}</td><td class="nowrap">${records(deployment, up)}</td></tr>`
}

function records({ intent, apply }: ReportedDeployment, up: string): Html {
  const { id, path } = intent.record
  return html`${link(`${up}/${path}`, 'intent', `record of the intent ${id}`)}${apply === undefined ? '' : html`, ${link(`${up}/${apply.record.path}`, 'outcome', `record of the outcome of ${id}`)}`}`
}

/** The chain of custody of a change: every step from the reviewers to the state after it. */
export function custody(report: Report, change: ReportedChange, up: string): Html | string {
  const own = deploymentsOfChange(report.deployments, change)
  if (own.length === 0) return ''
  return html`<h4>Deployed</h4>${own.map(
    (one) =>
      html`<dl class="facts">${chainOf(one).map(([step, text]) => html`<dt>${step}</dt><dd>${text}</dd>`)}<dt>Records</dt><dd>${records(one, up)}${one.state === undefined ? '' : html`, ${link(`${up}/${one.state.decision.record.path}`, 'judgement of the state', `after ${one.intent.record.id}`)}`}</dd></dl>`,
  )}`
}
