import { html } from 'hono/html'
import type { ArchivedDecision, ArchivedResult } from '../evidence/documents.ts'
import { custody } from './html-deployments.ts'
import { chip, type Html, link } from './html-parts.ts'
import { provenance } from './markdown.ts'
import type { Report, ReportedChange } from './model.ts'
import { controlsText, exceptedOf, findingsOf, STATUS_WORDS, showTime } from './summary.ts'
import { describeChange } from './words.ts'

const TONES = { fail: 'bad', unknown: 'bad', excepted: 'mid', pass: 'good', not_applicable: 'none' } as const

/** Everything about one change: what, judged by what, what stood against it, under which exceptions, and the records. */
export function changeArticle(report: Report, change: ReportedChange, up: string): Html {
  const { decisionDocument: d } = change
  const findings = findingsOf(change)
  const excepted = exceptedOf(change)
  const described = describeChange(change.planDocument, d)
  return html`<article class="${d.decision}" aria-labelledby="c-${change.id}">
<h3 id="c-${change.id}">${showTime(d.now)}, ${d.project}/${d.stack} ${d.decision === 'allow' ? chip('good', 'allowed') : chip('bad', 'denied')}</h3>
<p>${d.reason}</p>
<h4>What changes</h4>
${
  described.length === 0
    ? html`<p>Nothing.</p>`
    : html`<ul class="changes">${described.map(
        (one) =>
          html`<li>${one.title}${one.details.length > 0 ? html`<ul>${one.details.map((detail) => html`<li>${detail}</li>`)}</ul>` : ''}</li>`,
      )}</ul>`
}
${findings.length > 0 ? html`<h4>What stands against it</h4>${findings.map((one) => findingBox(one, d))}` : ''}
${excepted.length > 0 ? html`<h4>Allowed by an exception</h4>${excepted.map((one) => findingBox(one, d))}` : ''}
<h4>Judged by</h4>
${ruleTable(d, showTime(d.now))}
${exceptionList(change)}
<h4>Evidence</h4>
${evidence(change, up)}${custody(report, change, up)}
</article>`
}

function findingBox(result: ArchivedResult, decision: ArchivedDecision): Html {
  const { source } = result
  const place = source ? `${source.file}${source.line === undefined ? '' : `:${source.line}`}` : undefined
  const facts: readonly (readonly [string, string | Html])[] = [
    ...(result.affected.length > 0 ? [['Affected', result.affected.join(', ')] as const] : []),
    ...(place === undefined ? [] : [['Where', html`<code>${place}</code>`] as const]),
    ...(result.nearest ? [['Nearest', result.nearest] as const] : []),
    ...(result.remediation ? [['Fix', result.remediation] as const] : []),
    ...(result.exceptions.length > 0 ? [['Exceptions', result.exceptions.join(', ')] as const] : []),
    ...(result.baselineUntil ? [['Tolerated until', result.baselineUntil] as const] : []),
    [
      'Rule',
      html`<code>${result.rule}</code>${result.controls.length > 0 ? ` (${controlsText(result.controls, decision)})` : ''}`,
    ],
  ]
  return html`<div class="finding"><p>${chip(TONES[result.status], `${result.severity}: ${STATUS_WORDS[result.status]}`)} <strong>${result.message}</strong></p>
<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>`
}

function ruleTable(decision: ArchivedDecision, caption: string): Html {
  const { rules } = decision
  if (rules.length === 0) return html`<p>No rule.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rules that judged the change of ${caption}"><table><thead><tr><th scope="col">Status</th><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col">Controls</th><th scope="col" class="n">Resources examined</th></tr></thead>
<tbody>${rules.map(
    (
      rule,
    ) => html`<tr><td>${chip(TONES[rule.status], STATUS_WORDS[rule.status])}</td><td>${rule.title}<br><code class="soft">${rule.id}</code></td>
<td>${rule.severity}${rule.mode === 'advisory' ? ', advisory' : ''}</td><td>${controlsText(rule.controls, decision)}</td><td class="n">${rule.examined}</td></tr>`,
  )}</tbody></table></div>`
}

function exceptionList(change: ReportedChange): Html {
  const { exceptions } = change.decisionDocument
  if (exceptions.length === 0) return html`<h4>Exceptions at that time</h4><p>None.</p>`
  return html`<h4>Exceptions at that time</h4><ul class="changes">${exceptions.map(
    (one) =>
      html`<li>${one.id} on <code>${one.rule}</code>, owner ${one.owner}, expires ${one.expiresOn}: ${one.state}, ${one.used ? 'used' : 'not used'}</li>`,
  )}</ul>`
}

function evidence(change: ReportedChange, up: string): Html {
  const { plan, decision, decisionDocument: d, attachments } = change
  const row = (name: string, record: { path: string; file: string; sha256: string; index?: number }): Html =>
    html`<dt>${name}</dt><dd>${link(`${up}/${record.file}`, 'file', `${name} of ${change.id}`)}, ${link(`${up}/${record.path}`, 'signed record', `${name} of ${change.id}`)}${record.index === undefined ? '' : `, log entry ${record.index}`}<br><code class="soft">SHA-256 ${record.sha256}</code></dd>`
  const file = (record: typeof plan.record | typeof decision.record): string => record.files[0]?.downloadLocation ?? ''
  return html`<dl class="facts">
${row('Plan', { path: plan.record.path, file: file(plan.record), sha256: plan.record.field.archived.sha256, index: plan.index })}
${row('Decision', { path: decision.record.path, file: file(decision.record), sha256: decision.record.field.document.digest.sha256, index: decision.index })}
${attachments.map((one) => html`<dt>${one.name}</dt><dd>${link(`${up}/${one.path}`, 'file', one.name)}, ${link(`${up}/${one.record}`, 'signed record', one.name)}</dd>`)}
<dt>Policies</dt><dd>${d.policySource.kind === 'base' ? 'of the base branch' : 'of the change itself'}${d.policySource.revision ? html`, revision <code>${d.policySource.revision}</code>` : ''}<br><code class="soft">SHA-256 ${d.digests.bundle}</code></dd>
<dt>Archived</dt><dd>${showTime(decision.archivedAt)}</dd></dl>
${provenance(change).map((line) => html`<p class="soft">${line}</p>`)}`
}
