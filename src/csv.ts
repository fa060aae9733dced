import { shown } from './render/escape.ts'

/**
 * RFC 4180 with every cell quoted and line feeds as line ends. A cell that a spreadsheet would run as a formula gets
 * an apostrophe in front (OWASP, "CSV Injection"); what is not seen, moves others or is obeyed by a terminal is an escape.
 */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
}

function cell(value: string | number): string {
  const text = String(value).replace(/\r\n?|\n/g, ' ')
  const safe = typeof value === 'string' && /^\s*[=+\-@\t|%]/.test(text) ? `'${text}` : text
  return `"${shown(safe).replaceAll('"', '""')}"`
}
