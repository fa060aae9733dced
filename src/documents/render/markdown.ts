import { markdownText } from '../../render/escape.ts'
import { type Cell, type Column, type Document, type Marked, NOT_STATED, type Table } from '../model.ts'

const LONGEST = 4000

/** A document as GitHub Flavored Markdown. What comes from the register is data and never markup. */
export function documentMarkdown(document: Document): string {
  const { title, question, controls, provenance, tiles, tables, limits } = document
  return [
    `# ${text(title)}`,
    '',
    text(question),
    '',
    ...(controls.length > 0 ? [`Controls: ${controls.map(text).join(', ')}.`, ''] : []),
    ...provenance.flatMap((line) => [text(line), '']),
    ...(tiles.length > 0
      ? [
          ...lines(
            ['What', 'Number'],
            tiles.map(([label, value]) => [text(label), text(String(value))]),
          ),
          '',
        ]
      : []),
    ...tables.flatMap(section),
    ...(limits.length > 0 ? ['## Limits', '', ...limits.map((limit) => `- ${text(limit)}`), ''] : []),
  ].join('\n')
}

function section(table: Table): readonly string[] {
  const head = table.columns.map((column) => text(column.label))
  const body =
    table.rows.length === 0
      ? [text(table.empty)]
      : lines(
          head,
          table.rows.map((row) => row.map((cell, index) => shown(cell, table.columns[index]))),
          table.columns.map((column) => (column.kind === 'number' ? '---:' : '---')),
        )
  return [`## ${text(table.title)}`, '', ...(table.notes ?? []).flatMap((note) => [text(note), '']), ...body, '']
}

function lines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule: readonly string[] = head.map(() => '---'),
): readonly string[] {
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`)
}

function shown(cell: Cell, column: Column | undefined): string {
  if (Array.isArray(cell)) return cell.map((one) => shown(one as Cell, column)).join('<br>')
  if (typeof cell === 'object') return marked(cell as Marked)
  if (typeof cell === 'string' && column?.kind === 'code' && /^[\w.:/@ -]{1,200}$/.test(cell)) return `\`${cell}\``
  return text(String(cell))
}

function marked(cell: Marked): string {
  return cell.tone === 'bad' && cell !== NOT_STATED ? `**${text(cell.text)}**` : `_${text(cell.text)}_`
}

function text(value: string): string {
  return markdownText(value, LONGEST)
}
