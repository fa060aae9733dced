import type { Control } from '../register/model.ts'
import { type DocumentData, personCell } from './data.ts'
import { type Cell, type Document, type Marked, mark, NOT_STATED, type Table } from './model.ts'

const THEMES: readonly (readonly [prefix: string, name: string])[] = [
  ['A.5.', 'Organisational'],
  ['A.6.', 'People'],
  ['A.7.', 'Physical'],
  ['A.8.', 'Technological'],
]
const STATUS: Readonly<Record<Control['status'], Cell>> = {
  implemented: mark('good', 'implemented'),
  partial: mark('mid', 'partial'),
  planned: mark('mid', 'planned'),
  'not-applicable': mark('none', 'not applicable'),
}

/** Every control: whether it applies and why, how far it is, who answers for it, and what shows that it works. */
export function statementOfApplicability(data: DocumentData): Document {
  const controls = [...data.register.controls].sort((a, b) => byNumber(a.id, b.id))
  const applicable = controls.filter((control) => control.applicable)
  return {
    id: 'statement-of-applicability',
    title: 'Statement of Applicability',
    question: 'Which controls of ISO/IEC 27001:2022, Annex A, apply, why, and what shows that they work?',
    controls: [],
    provenance: data.provenance,
    tiles: [
      ['Controls', controls.length],
      ['Applicable', applicable.length],
      ['Implemented', applicable.filter(({ status }) => status === 'implemented').length],
      ['Not yet complete', applicable.filter(({ status }) => status === 'partial' || status === 'planned').length],
      ['Judged by a rule', applicable.filter(({ id }) => rulesFor(data, id).length > 0).length],
    ],
    tables: [summary(controls), ...THEMES.map((theme) => themeTable(data, controls, theme))],
    limits: [
      'Titles are our own words; the text of the standard is under copyright and not repeated here.',
      'A rule or a record named beside a control is evidence for a part of it, not proof that the whole control works.',
    ],
  }
}

function summary(controls: readonly Control[]): Table {
  const count = (prefix: string, is: (control: Control) => boolean): number =>
    controls.filter((control) => control.id.startsWith(prefix) && is(control)).length
  return {
    id: 'summary',
    title: 'Summary',
    isMatrix: true,
    columns: [
      { label: 'Theme', width: 20 },
      { label: 'Controls', kind: 'number' },
      { label: 'Applicable', kind: 'number' },
      { label: 'Implemented', kind: 'number' },
      { label: 'Partial', kind: 'number' },
      { label: 'Planned', kind: 'number' },
      { label: 'Not applicable', kind: 'number' },
    ],
    rows: THEMES.map(([prefix, name]) => [
      name,
      count(prefix, () => true),
      count(prefix, ({ applicable }) => applicable),
      count(prefix, ({ status }) => status === 'implemented'),
      count(prefix, ({ status }) => status === 'partial'),
      count(prefix, ({ status }) => status === 'planned'),
      count(prefix, ({ applicable }) => !applicable),
    ]),
    empty: 'No control is declared.',
  }
}

function themeTable(
  data: DocumentData,
  controls: readonly Control[],
  [prefix, name]: readonly [prefix: string, name: string],
): Table {
  return {
    id: name.toLowerCase(),
    title: `${name} controls`,
    columns: [
      { label: 'Control', width: 10 },
      { label: 'What it is about', width: 36 },
      { label: 'Applies' },
      { label: 'Why, and how', width: 50 },
      { label: 'Status' },
      { label: 'Owner', width: 24 },
      { label: 'Judged by the rules', kind: 'code', width: 44 },
      { label: 'Evidenced by records', width: 44 },
    ],
    rows: controls
      .filter(({ id }) => id.startsWith(prefix))
      .map((control) => [
        control.id,
        control.title,
        control.applicable ? 'yes' : 'no',
        control.justification,
        STATUS[control.status],
        control.owner === undefined ? (control.applicable ? NOT_STATED : '') : personCell(data.register, control.owner),
        rulesFor(data, control.id).join(', '),
        recordsFor(data, control.id),
      ]),
    empty: 'No control of this theme is declared.',
  }
}

function rulesFor({ rules }: DocumentData, control: string): readonly string[] {
  return rules.filter(({ controls }) => controls.includes(control)).map(({ id }) => id)
}

/** Kinds of records that evidence a control, with how many there are and the last day that one speaks of. */
function recordsFor({ mapping, register, now }: DocumentData, control: string): readonly (string | Marked)[] {
  const kinds = mapping.controls.find(({ id }) => id === control)?.records ?? []
  return kinds.map((kind) => {
    if (kind === 'decision') return 'decision: one for each judged change, in the archive'
    const days = register.records
      .filter((one) => one.kind === kind && one.recordedAt <= now)
      .map(({ at }) => at.slice(0, 10))
    const last = days.toSorted().at(-1)
    return last === undefined ? mark('mid', `${kind}: none`) : `${kind}: ${days.length}, last ${last}`
  })
}

/** A.5.9 before A.5.17. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a, b].map((id) => id.split('.').map((part) => Number(part) || 0)) as [number[], number[]]
  return x.reduce((order, part, index) => order || part - (y[index] ?? 0), 0)
}
