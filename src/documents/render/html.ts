import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { visible } from '../../render/escape.ts'
import { chip, type Html } from '../../report/html-parts.ts'
import { STYLE } from '../../report/style.ts'
import type { Cell, Column, Document, Marked, Table } from '../model.ts'

/** A document is read on paper too: wide, in small type, each table with its head on every page. */
const PRINT = `
main,header,footer,nav{max-width:100rem}p{overflow-wrap:anywhere}
.lines{margin:0;padding:0;list-style:none}.lines li{padding:.05rem 0}
th,tbody th{white-space:normal;overflow-wrap:break-word}
tbody th{color:inherit;min-width:7rem}
td.text{overflow-wrap:break-word}td.wide{min-width:13rem}
td.code,td.code code{overflow-wrap:break-word}td.code{min-width:12rem;max-width:34rem}
.chip{white-space:normal}.date .chip{white-space:nowrap}
.date{white-space:nowrap}
.limits{color:var(--soft)}
.matrix{break-inside:avoid;table-layout:fixed}.matrix th:first-child{width:15rem}
@media print{@page{size:A4 landscape;margin:12mm}body{font-size:8.5pt}table{font-size:7.5pt}thead{display:table-header-group}
th,td{padding:.2rem .45rem .2rem 0}tbody th{min-width:0}td.text,td.wide,td.code{min-width:0}h1{font-size:15pt}.matrix th:first-child{width:38mm}h2{font-size:11.5pt;margin-top:1rem}
section>p{break-after:avoid}tbody tr:first-child{break-before:avoid}.chip{border:0;padding:0;font-size:inherit}.tiles{grid-template-columns:repeat(6,1fr)}.tiles div{padding:.2rem .5rem}.tiles dd{font-size:12pt}footer{margin-top:1rem;padding-bottom:0;font-size:7pt}.tiles dt{font-size:7.5pt}}
`

/**
 * A document as one page that opens from a disk and prints: no request, no script, no font. The policy in its head
 * allows exactly this style.
 */
export function documentHtml(document: Document): string {
  const style = STYLE + PRINT
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const { title, question, controls, provenance, tiles, tables, limits } = document
  const first = tables[0]?.id ?? 'limits'
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#${first}">Skip to the tables</a>
<header>
<h1>${text(title)}</h1>
<p>${text(question)}</p>
${provenance.map((line) => html`<p class="soft">${text(line)}</p>`)}
${controls.length > 0 ? html`<p class="soft">Controls: ${text(controls.join(', '))}</p>` : ''}
${tiles.length > 0 ? html`<dl class="tiles">${tiles.map(([label, value]) => html`<div><dt>${text(label)}</dt><dd>${text(String(value))}</dd></div>`)}</dl>` : ''}
</header>
${tables.length > 1 ? html`<nav aria-label="Tables"><ul>${tables.map(({ id, title: name }) => html`<li><a href="#${id}">${text(name)}</a></li>`)}</ul></nav>` : ''}
<main>
${tables.map(tableSection)}
${limits.length > 0 ? html`<section aria-labelledby="limits"><h2 id="limits">Limits</h2><ul class="limits">${limits.map((limit) => html`<li>${text(limit)}</li>`)}</ul></section>` : ''}
</main>
<footer><p>The same register and records give the same bytes.</p></footer>
</body>
</html>
`)
}

function tableSection(table: Table): Html {
  return html`<section aria-labelledby="${table.id}"><h2 id="${table.id}">${text(table.title)}</h2>
${(table.notes ?? []).map((note) => html`<p>${text(note)}</p>`)}
${
  table.rows.length === 0
    ? html`<p>${text(table.empty)}</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${text(table.title)}"><table class="${table.isMatrix ? 'matrix' : 'list'}">
<thead><tr>${table.columns.map((column) => html`<th scope="col" class="${column.kind === 'number' ? 'n' : ''}">${text(column.label)}</th>`)}</tr></thead>
<tbody>${table.rows.map(
        (row) => html`<tr>${row.map((cell, index) => tableCell(cell, table.columns[index], index === 0))}</tr>
`,
      )}</tbody></table></div>`
}
</section>`
}

function tableCell(cell: Cell, column: Column | undefined, isFirst: boolean): Html {
  const kind = column?.kind ?? 'text'
  if (isFirst) return html`<th scope="row">${content(cell, kind)}</th>`
  const isWide = kind === 'text' && (column?.width ?? 0) >= 44
  return html`<td class="${kind === 'number' ? 'n' : isWide ? 'wide' : kind}">${content(cell, kind)}</td>`
}

function content(cell: Cell, kind: string): Html | string {
  if (Array.isArray(cell)) {
    if (cell.length === 1) return content(cell[0] as Cell, kind)
    return html`<ul class="lines">${cell.map((one) => html`<li>${content(one as Cell, kind)}</li>`)}</ul>`
  }
  if (typeof cell === 'object') return markedWord(cell as Marked)
  if (typeof cell === 'string' && ISO_DATE.test(cell)) return html`<span class="date">${text(cell)}</span>`
  return kind === 'code' && cell !== '' ? html`<code>${text(String(cell))}</code>` : text(String(cell))
}

/** A date and a short remark stay on one line. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}.{0,12}$/

function markedWord({ tone, text: words }: Marked): Html {
  return words.length <= 14 || ISO_DATE.test(words)
    ? html`<span class="date">${chip(tone, text(words))}</span>`
    : chip(tone, text(words))
}

/** Names are data: what is not seen, or turns the direction of writing, is shown as an escape. Line ends stay spaces. */
function text(value: string): string {
  return visible(value.replace(/\s+/g, ' '))
}
