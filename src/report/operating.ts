import { html } from 'hono/html'
import { csv } from '../csv.ts'
import type { ReadRecord } from '../evidence/types/definition.ts'
import { isOf } from '../evidence/types/definition.ts'
import { OPERATING, type OperatingField } from '../evidence/types/operating.ts'
import { type Html, link } from './html-parts.ts'
import { md, table } from './markdown-parts.ts'
import type { Logged } from './model.ts'
import { showTime } from './summary.ts'

/** What people did, as a reader sees it. */
export type ReportedOperating = Logged<ReadRecord<OperatingField>>

/** What people did, in the order of the log. */
export function operatingOf(records: readonly Logged<ReadRecord>[]): readonly ReportedOperating[] {
  return records.filter((one): one is ReportedOperating => isOf(OPERATING, one.record))
}

/** The table on the first page; nothing where there is none. */
export function operatingLines(operating: readonly ReportedOperating[], up: string): readonly string[] {
  if (operating.length === 0) return []
  return [
    '## What people did',
    '',
    'As a spreadsheet: [operating.csv](operating.csv).',
    '',
    table(
      ['Record', 'Speaks of', 'Written down', 'Sealed', 'By', 'Approved by', 'Signed record'],
      operating.toReversed().map((one) => {
        const { field, path } = one.record
        return [
          `[${md(field.record)}](${up}/${writtenFile(one)})`,
          showTime(field.at),
          showTime(field.time),
          showTime(one.archivedAt),
          md(field.by),
          md(approvers(field)),
          `[record](${up}/${path})`,
        ]
      }),
    ),
  ]
}

/** The same as a section of the page. */
export function operatingSection(operating: readonly ReportedOperating[], up: string): Html | string {
  if (operating.length === 0) return ''
  return html`
<section aria-labelledby="operating"><h2 id="operating">What people did</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of what people did"><table>
<caption>Newest first. As a spreadsheet: <a href="operating.csv">operating.csv</a></caption>
<thead><tr><th scope="col">Record</th><th scope="col">Speaks of</th><th scope="col">Written down</th><th scope="col">Sealed</th><th scope="col">By</th><th scope="col">Approved by</th><th scope="col">Signed record</th></tr></thead>
<tbody>${operating.toReversed().map((one) => row(one, up))}</tbody></table></div></section>`
}

function row(one: ReportedOperating, up: string): Html {
  const { field, id, path } = one.record
  return html`<tr><th scope="row">${link(`${up}/${writtenFile(one)}`, field.record, `${field.record} as it was written`)}</th>
<td class="nowrap">${showTime(field.at)}</td><td class="nowrap">${showTime(field.time)}</td><td class="nowrap">${showTime(one.archivedAt)}</td>
<td>${field.by}</td><td>${approvers(field)}</td><td class="nowrap">${link(`${up}/${path}`, 'record', `signed record ${id}`)}</td></tr>`
}

/** One row per record. */
export function operatingCsv(operating: readonly ReportedOperating[]): string {
  const head = [
    'record',
    'kind',
    'about',
    'period',
    'speaks of',
    'written down',
    'sealed',
    'by',
    'authors',
    'approved by',
    'change',
    'signed record',
    'file',
  ]
  const rows = operating.map((one) => {
    const { field, path } = one.record
    return [
      field.record,
      field.kind,
      field.about ?? '',
      field.period ?? '',
      field.at,
      field.time,
      one.archivedAt,
      field.by,
      field.change?.authors.join('; ') ?? '',
      field.change?.approvals.map(({ by }) => by).join('; ') ?? '',
      field.change?.url ?? '',
      path,
      writtenFile(one),
    ]
  })
  return csv([head, ...rows])
}

function approvers({ change }: OperatingField): string {
  return change === undefined ? 'nobody, as far as is shown' : change.approvals.map(({ by }) => by).join(', ')
}

/** The file of the register, beside its JSON and its evidence. */
function writtenFile({ record }: ReportedOperating): string {
  return record.files[1]?.downloadLocation ?? record.path
}
