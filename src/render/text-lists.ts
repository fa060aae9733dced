import type { styleText } from 'node:util'
import type { Decision, Status } from '../gate/decision.ts'
import { clip, visible } from './escape.ts'
import { exceptionState, exceptionTally } from './exceptions.ts'
import {
  count,
  countStatuses,
  digestList,
  type Findings,
  firstOf,
  planSize,
  policySource,
  sortRules,
  statusWord,
} from './findings.ts'
import { wrap } from './wrap.ts'

export type Color = Parameters<typeof styleText>[0]
/** Colours a text, or leaves it as it is. */
export type Painter = (color: Color, text: string) => string

/** In characters; a longer text from an input is cut. */
const LONGEST_FIELD = 600

export const STATUS_COLOR: Readonly<Record<Status, Color>> = {
  fail: 'red',
  unknown: 'yellow',
  excepted: 'cyan',
  pass: 'green',
  not_applicable: 'dim',
}

/** Every rule with its status. */
export function rulesTable(decision: Decision, width: number, paint: Painter): string[] {
  if (decision.rules.length === 0) return [paint('bold', 'Rules'), '  none was evaluated']
  const rules = sortRules(decision.rules)
  const widest = Math.min(Math.max(...rules.map((rule) => field(rule.id).length)), Math.max(width - 48, 20))
  return [
    `${paint('bold', 'Rules')}  ${countStatuses(rules)}`,
    ...rules.map((rule) => {
      const status = paint(STATUS_COLOR[rule.status], statusWord(rule.status).padEnd(14))
      const looked = `looked at ${rule.examined}`.padEnd(14)
      const mode = rule.mode === 'advisory' ? '  advisory' : ''
      return `  ${status}  ${rule.severity.padEnd(8)}  ${clip(field(rule.id), widest).padEnd(widest)}  ${looked}${mode}`.trimEnd()
    }),
  ]
}

/** Every exception with its state. */
export function exceptionLines(decision: Decision, width: number, paint: Painter): string[] {
  if (decision.exceptions.length === 0) return []
  return [
    paint('bold', `Exceptions (${exceptionTally(decision)})`),
    ...decision.exceptions.flatMap((exception) => {
      const text = `${exception.id}  ${exception.rule}  ${exceptionState(exception, decision)}  owner ${exception.owner}`
      return wrap(field(text), width, '  ', '    ')
    }),
  ]
}

/** How many known findings were tolerated, and which entries of the baseline need a hand. */
export function baselineLines(decision: Decision, findings: Findings, width: number, paint: Painter): string[] {
  if (decision.baseline === undefined) return []
  const { tolerated, obsolete, expired } = decision.baseline
  const until = [...new Set(findings.tolerated.flatMap((finding) => finding.baselineUntil ?? []))].sort()
  const lines = [
    `${count(tolerated, 'known finding')} tolerated${until.length > 0 ? ` until ${until[0]} at the earliest` : ''}`,
  ]
  if (expired.length > 0) lines.push(`expired, counts again: ${names(expired)}`)
  if (obsolete.length > 0) lines.push(`no longer occurs, remove from the list: ${names(obsolete)}`)
  return [paint('bold', 'Baseline'), ...lines.flatMap((line) => wrap(field(line), width, '  ', '    '))]
}

function names(entries: readonly string[]): string {
  const { names: shown, more } = firstOf(entries, 5)
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

/** What was judged, by what and when. */
export function judgedLines(decision: Decision, width: number, paint: Painter): string[] {
  const digests = digestList(decision).map(([name, digest]) => `${name} ${digest.slice(0, 12)}`)
  return [
    paint('bold', 'Judged'),
    ...labelled('plan', field(`${decision.plan.origin}: ${planSize(decision)}`), width, paint),
    ...labelled('policies', field(`from ${policySource(decision)}`), width, paint),
    ...labelled('clock', field(decision.now), width, paint),
    ...labelled('sha256', field(digests.join(', ')), width, paint),
  ]
}

/** A label, and its text wrapped beside it. */
export function labelled(label: string, text: string, width: number, paint: Painter): string[] {
  const [first = '', ...rest] = wrap(text, width, ' '.repeat(12))
  return [`  ${paint('dim', label.padEnd(8))}  ${first.trimStart()}`, ...rest]
}

/** Text of an input: in one line, without control characters, not too long. */
export function field(text: string): string {
  return clip(visible(text), LONGEST_FIELD)
}
