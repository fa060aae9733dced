import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { changeArticle } from './html-change.ts'
import { deploymentsSection } from './html-deployments.ts'
import { chip, type Html, link } from './html-parts.ts'
import { shortChanges } from './markdown.ts'
import type { Report, ReportedChange } from './model.ts'
import { operatingSection } from './operating.ts'
import { SCRIPT, STYLE } from './style.ts'
import {
  type ControlRow,
  controlRows,
  controlsText,
  countFindings,
  exceptionRows,
  findingsOf,
  LIMITS,
  pageName,
  periodOf,
  STATUS_WORDS,
  showTime,
} from './summary.ts'

/** How many changes are shown in full; older ones have their own Markdown page. */
const FULL = 400

/**
 * The report as one page that opens from a disk: no request, no font, no image; one script that filters a table and is
 * not needed for reading. The policy in its head allows exactly this style and this script.
 */
export function htmlPage(report: Report, up: string): string {
  const newest = report.changes.toReversed()
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Change evidence: ${report.origin}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#changes">Skip to the changes</a>
${head(report)}
<nav aria-label="Sections"><ul>
<li><a href="#changes">Changes</a></li><li><a href="#denied">Denied, and why</a></li><li><a href="#exceptions">Exceptions</a></li>
<li><a href="#controls">Controls</a></li><li><a href="#each">Each change</a></li><li><a href="#verify">How to verify</a></li><li><a href="#limits">Limits</a></li>
</ul></nav>
<main>
${changesSection(newest, up)}${
  report.deployments.length === 0
    ? ''
    : html`
${deploymentsSection(report, up)}`
}${operatingSection(report.operating, up)}
${deniedSection(newest)}
${exceptionsSection(report)}
${controlsSection(report)}
<section aria-labelledby="each"><h2 id="each">Each change</h2>
${newest.length > FULL ? html`<p>The latest ${FULL} of ${newest.length} changes. Older ones are in the folder <a href="changes/">changes</a>.</p>` : ''}
${newest.slice(0, FULL).map((change) => changeArticle(report, change, up))}
${newest.length === 0 ? html`<p>None.</p>` : ''}
</section>
${undecidedSection(report, up)}
${verifySection(report, up)}
<section aria-labelledby="limits"><h2 id="limits">Limits</h2><ul>${LIMITS.map((limit) => html`<li>${limit}</li>`)}</ul></section>
</main>
<footer><p>Made by <code>gatehouse report</code> from the first ${report.size} entries of the log <code>${report.origin}</code>,
root <code>${report.root}</code>. The same entries give the same bytes.</p></footer>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`
  return String(page)
}

function head(report: Report): Html {
  const period = periodOf(report)
  const denied = report.changes.filter((change) => change.decisionDocument.decision === 'deny').length
  const stacks = new Set(report.changes.map(({ decisionDocument: d }) => `${d.project}/${d.stack}`)).size
  const exceptions = exceptionRows(report)
  const tiles: readonly (readonly [string, number])[] = [
    ['Changes judged', report.changes.length],
    ['Allowed', report.changes.length - denied],
    ['Denied', denied],
    ['Stacks', stacks],
    ['Exceptions live at the end', exceptions.filter((one) => one.state === 'live').length],
    [
      'Changes that used an exception',
      report.changes.filter((change) => change.decisionDocument.exceptions.some((one) => one.used)).length,
    ],
  ]
  return html`<header>
<h1>Change evidence</h1>
<p class="soft">${period ? html`Changes judged from ${showTime(period.from)} to ${showTime(period.to)}. ` : ''}Log <code>${report.origin}</code>, ${report.size} signed records.</p>
${report.demo ? html`<div class="notice demo"><p><strong>Example.</strong> These records are marked as a demonstration: no organisation made these changes.</p></div>` : ''}
<div class="notice"><p><strong>Not verified by this page.</strong> A page cannot vouch for itself. Check the folder on your own machine first: <a href="#verify">how to verify</a>.</p></div>
<dl class="tiles">${tiles.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`
}

function changesSection(newest: readonly ReportedChange[], up: string): Html {
  return html`<section aria-labelledby="changes"><h2 id="changes">Changes</h2>
<form class="filter" id="filter" hidden>
<label>Show only changes with <input id="filter-text" type="search" autocomplete="off"></label>
<label>Decision <select id="filter-decision"><option value="">all</option><option value="allow">allowed</option><option value="deny">denied</option></select></label>
<span class="soft" id="filter-count" role="status"></span>
</form>
<div class="scroll" tabindex="0" role="region" aria-label="Table of changes"><table id="changes-table">
<caption>Newest first. As a spreadsheet: <a href="changes.csv">changes.csv</a></caption>
<thead><tr><th scope="col">Judged</th><th scope="col">Stack</th><th scope="col">Decision</th><th scope="col">What changes</th><th scope="col">Findings</th><th scope="col">Exceptions used</th><th scope="col">Signed records</th></tr></thead>
<tbody>${newest.map((change, index) => changeRow(change, up, index < FULL))}</tbody></table></div></section>`
}

function changeRow(change: ReportedChange, up: string, isFull: boolean): Html {
  const { decisionDocument: d, plan, decision } = change
  const used = d.exceptions.filter((one) => one.used).map((one) => one.id)
  const target = isFull ? `#c-${change.id}` : pageName(change)
  return html`<tr data-decision="${d.decision}"><th scope="row" class="nowrap"><a href="${target}">${showTime(d.now)}</a></th>
<td>${d.project}/${d.stack}</td><td>${decisionChip(d.decision)}</td>
<td><ul>${shortChanges(change).map((one) => html`<li>${one}</li>`)}</ul></td>
<td>${countFindings(findingsOf(change)) || 'none'}</td><td>${used.join(', ') || 'none'}</td>
<td class="nowrap">${link(`${up}/${plan.record.path}`, 'plan', `record of the plan of ${change.id}`)}, ${link(`${up}/${decision.record.path}`, 'decision', `record of the decision ${change.id}`)}</td></tr>`
}

function decisionChip(decision: 'allow' | 'deny'): Html {
  return decision === 'allow' ? chip('good', 'allowed') : chip('bad', 'denied')
}

function deniedSection(newest: readonly ReportedChange[]): Html {
  const rows = newest
    .filter((change) => change.decisionDocument.decision === 'deny')
    .flatMap((change) => findingsOf(change).map((finding) => ({ change, finding })))
  return html`<section aria-labelledby="denied"><h2 id="denied">Denied, and why</h2>
${
  rows.length === 0
    ? html`<p>No finding stood against a change of this period.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of findings"><table><thead><tr><th scope="col">Judged</th><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col">Who is affected</th><th scope="col">Rule and controls</th></tr></thead>
<tbody>${rows.map(
        ({
          change,
          finding,
        }) => html`<tr><td class="nowrap"><a href="#c-${change.id}">${showTime(change.decisionDocument.now)}</a></td>
<td>${chip(finding.severity === 'critical' || finding.severity === 'high' ? 'bad' : 'mid', finding.severity)}</td><td>${finding.message}</td>
<td>${affected(finding.affected)}</td><td><code>${finding.rule}</code><br><span class="soft">${controlsText(finding.controls, change.decisionDocument)}</span></td></tr>`,
      )}</tbody></table></div>`
}</section>`
}

function affected(names: readonly string[]): string {
  if (names.length === 0) return 'not named'
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ')
}

function exceptionsSection(report: Report): Html {
  const rows = exceptionRows(report)
  const mark = { live: 'mid', pending: 'none', expired: 'bad' } as const
  return html`<section aria-labelledby="exceptions"><h2 id="exceptions">Exceptions</h2>
${
  rows.length === 0
    ? html`<p>No decision of this period knew an exception.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of exceptions"><table><caption>As of the last decision that knew each. As a spreadsheet: <a href="exceptions.csv">exceptions.csv</a></caption>
<thead><tr><th scope="col">Exception</th><th scope="col">Rule</th><th scope="col">Owner</th><th scope="col">Expires</th><th scope="col">State</th><th scope="col">Used in</th></tr></thead>
<tbody>${rows.map(
        (
          one,
        ) => html`<tr><th scope="row">${one.id}</th><td><code>${one.rule}</code></td><td>${one.owner}</td><td class="nowrap">${one.expiresOn}</td>
<td>${chip(mark[one.state as keyof typeof mark] ?? 'none', one.state)}</td><td>${
          one.usedIn.length === 0
            ? 'no change'
            : html`<ul>${one.usedIn.map((change) => html`<li><a href="#c-${change.id}">${showTime(change.decisionDocument.now)}</a></li>`)}</ul>`
        }</td></tr>`,
      )}</tbody></table></div>`
}</section>`
}

function controlsSection(report: Report): Html {
  const rows = controlRows(report)
  const statuses = ['pass', 'fail', 'unknown', 'excepted', 'not_applicable'] as const
  return html`<section aria-labelledby="controls"><h2 id="controls">Controls</h2>
<p>ISO/IEC 27001:2022 Annex A. How many changes each rule judged, by its status. A rule that never applied says nothing about its control.</p>
${
  rows.length === 0
    ? html`<p>No rule names a control.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of controls"><table><caption>Each judgement: <a href="controls.csv">controls.csv</a></caption>
<thead><tr><th scope="col">Control</th><th scope="col">Rule</th><th scope="col">Mode</th>${statuses.map((status) => html`<th scope="col" class="n">${STATUS_WORDS[status]}</th>`)}</tr></thead>
<tbody>${rows.map(
        (
          row,
          index,
        ) => html`<tr><th scope="row">${rows[index - 1]?.control === row.control ? html`<span class="soft">${row.control}</span>` : titled(row)}</th>
<td>${row.title}<br><code class="soft">${row.rule}</code></td><td>${row.mode}</td>${statuses.map((status) => html`<td class="n">${row.counts[status]}</td>`)}</tr>`,
      )}</tbody></table></div>`
}</section>`
}

function titled({ control, controlTitle }: ControlRow): Html | string {
  return controlTitle === '' ? control : html`${control} ${controlTitle}`
}

function undecidedSection(report: Report, up: string): Html | string {
  if (report.undecided.length === 0) return ''
  return html`<section aria-labelledby="undecided"><h2 id="undecided">Plans without a decision</h2><ul>${report.undecided.map(
    ({ record }) =>
      html`<li>${link(`${up}/${record.path}`, showTime(record.field.time))} ${record.field.project}/${record.field.stack}</li>`,
  )}</ul></section>`
}

function verifySection(report: Report, up: string): Html {
  return html`<section aria-labelledby="verify"><h2 id="verify">How to verify</h2>
<p>On your own machine, with the trust file that you received by another way than this folder, and with the checkpoint that you kept from your last visit:</p>
<pre tabindex="0"><code>gatehouse verify ${up} --trust trust.json --checkpoint checkpoint-you-kept</code></pre>
<p>It opens no connection. It lists each check and what it proves. The same can be checked with OpenSSL and with Go: docs/verify.md of Gatehouse shows the commands.
Keep a copy of ${link(`${up}/log/checkpoint`, 'log/checkpoint')} for the next time.</p>
<p>This page covers ${report.size} log entries. The root over them is <code>${report.root}</code>.</p></section>`
}
