import type { ArchivedDecision, ArchivedResult } from '../evidence/documents.ts'
import { byCodeUnit, own } from '../json.ts'
import type { Report, ReportedChange } from './model.ts'

type Status = ArchivedResult['status']

/** Statuses in words, worst first. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  fail: 'fails',
  unknown: 'cannot be judged',
  excepted: 'excepted',
  pass: 'passes',
  not_applicable: 'does not apply',
}
const ORDER: readonly Status[] = ['fail', 'unknown', 'excepted', 'pass', 'not_applicable']
const SEVERITIES: readonly ArchivedResult['severity'][] = ['critical', 'high', 'medium', 'low']

/** An exception over the whole period. */
export interface ExceptionRow {
  readonly id: string
  readonly rule: string
  readonly owner: string
  readonly expiresOn: string
  /** State when a change was last judged with it. */
  readonly state: string
  readonly lastSeen: string
  /** Changes that were judged with its help. */
  readonly usedIn: readonly ReportedChange[]
}

/** A control over the whole period: per rule that claims it, what came of it. */
export interface ControlRow {
  readonly control: string
  /** Title of the control when it was last judged; empty where no decision says it. */
  readonly controlTitle: string
  readonly rule: string
  readonly title: string
  readonly mode: string
  /** Number of changes by the rule's status. */
  readonly counts: Readonly<Record<Status, number>>
  readonly last: Status
}

/** Findings that stand against a change: what fails or cannot be judged, worst first. */
export function findingsOf(change: ReportedChange): readonly ArchivedResult[] {
  return change.decisionDocument.results
    .filter(({ status }) => status === 'fail' || status === 'unknown')
    .toSorted(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        ORDER.indexOf(a.status) - ORDER.indexOf(b.status) ||
        byCodeUnit(a.rule, b.rule) ||
        byCodeUnit(a.resource, b.resource),
    )
}

/** Results that stand only because of an exception. */
export function exceptedOf(change: ReportedChange): readonly ArchivedResult[] {
  return change.decisionDocument.results.filter(({ status }) => status === 'excepted')
}

/** "2 critical, 1 high": what stands against a change. */
export function countFindings(findings: readonly ArchivedResult[]): string {
  const parts = SEVERITIES.map(
    (severity) => [findings.filter((one) => one.severity === severity).length, severity] as const,
  )
  return parts.flatMap(([n, severity]) => (n > 0 ? [`${n} ${severity}`] : [])).join(', ')
}

/** Every exception that a decision of the period knew, by id. */
export function exceptionRows(report: Report): readonly ExceptionRow[] {
  const rows = new Map<string, ExceptionRow & { readonly usedIn: ReportedChange[] }>()
  for (const change of report.changes) {
    const { exceptions, now } = change.decisionDocument
    for (const { id, rule, owner, expiresOn, state, used } of exceptions) {
      const before = rows.get(id)
      const usedIn = before?.usedIn ?? []
      if (used) usedIn.push(change)
      if (before && before.lastSeen > now) continue
      rows.set(id, { id, rule, owner, expiresOn, state, lastSeen: now, usedIn })
    }
  }
  return [...rows.values()].sort((a, b) => byCodeUnit(a.id, b.id))
}

/** Every pair of a control and a rule that claims it. */
export function controlRows(report: Report): readonly ControlRow[] {
  const rows = new Map<string, ControlRow>()
  for (const { decisionDocument } of report.changes) {
    for (const { id, title, mode, controls, status } of decisionDocument.rules) {
      for (const control of controls) {
        const key = `${control} ${id}`
        const counts = rows.get(key)?.counts ?? { fail: 0, unknown: 0, excepted: 0, pass: 0, not_applicable: 0 }
        rows.set(key, {
          control,
          controlTitle: own(decisionDocument.controlTitles ?? {}, control) ?? rows.get(key)?.controlTitle ?? '',
          rule: id,
          title,
          mode,
          counts: { ...counts, [status]: counts[status] + 1 },
          last: status,
        })
      }
    }
  }
  return [...rows.values()].sort((a, b) => byControl(a.control, b.control) || byCodeUnit(a.rule, b.rule))
}

/** A.5.9 before A.5.17. */
function byControl(a: string, b: string): number {
  const key = (control: string): string => control.replace(/\d+/g, (digits) => digits.padStart(4, '0'))
  return byCodeUnit(key(a), key(b))
}

/** First and last time at which a change was judged. */
export function periodOf(report: Report): { readonly from: string; readonly to: string } | undefined {
  const times = report.changes.map(({ decisionDocument }) => decisionDocument.now).sort(byCodeUnit)
  const [from, to] = [times[0], times.at(-1)]
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** Name of a change's page. */
export function pageName(change: ReportedChange): string {
  return `changes/${change.decisionDocument.now.slice(0, 10)}-${change.id}.md`
}

/** "2026-11-23 13:00 UTC". */
export function showTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}

/** `A.8.5 Signing in safely`; the ids alone where the decision has no titles. */
export function controlsText(
  ids: readonly string[],
  { controlTitles }: Pick<ArchivedDecision, 'controlTitles'>,
): string {
  return ids
    .map((id) => {
      const title = controlTitles === undefined ? undefined : own(controlTitles, id)
      return title === undefined ? id : `${id} ${title}`
    })
    .join(', ')
}

/** What a report cannot say; shown on every one. */
export const LIMITS: readonly string[] = [
  'This is a reading copy. It proves nothing until the folder was verified on your own machine.',
  'It shows what was archived. A change that was made without the gate is not here: compare with the history of the stacks and with the audit log of the cloud.',
  'Times are those that the archiver claims; no time-stamp authority confirmed them.',
  'Whether entries were cut off at the end shows only against a checkpoint that you kept earlier.',
  'The decision says what the rules found in the plan. It does not say that the change was deployed.',
]
