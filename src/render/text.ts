import { styleText } from 'node:util'
import type { Decision, Severity } from '../gate/decision.ts'
import { type AccessLine, accessLines, NO_ACCESS } from './access.ts'
import { clip, unwrap, visible } from './escape.ts'
import { exceptionLinesOf } from './exceptions.ts'
import {
  count,
  differenceText,
  type Finding,
  type Findings,
  fileChangesText,
  firstOf,
  outcome,
  place,
  policyChange,
  reasonOf,
  resourceName,
  sameCauses,
  sortFindings,
} from './findings.ts'
import type { RenderOptions } from './options.ts'
import {
  baselineLines,
  type Color,
  exceptionLines,
  field,
  judgedLines,
  labelled,
  type Painter,
  rulesTable,
  STATUS_COLOR,
} from './text-lists.ts'
import { wrap } from './wrap.ts'

type TextOptions = Pick<RenderOptions, 'color' | 'exitCode' | 'width'>

/** How many findings of one rule are shown; the JSON has all. */
const SHOWN_PER_RULE = 20
const SHOWN_PEOPLE = 6
const SHOWN_DIFFERENCES = 12

const SEVERITY_COLOR: Readonly<Record<Severity, Color>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
}
/**
 * The decision for a terminal: the verdict and the one thing to fix first, the other findings by rule, then what was
 * looked at, which exceptions were used, and the digests. Nothing from an input reaches the terminal unescaped.
 */
export function renderText(decision: Decision, options: TextOptions): string {
  const paint: Painter = (color, text) => (options.color ? styleText(color, text, { validateStream: false }) : text)
  const findings = sortFindings(decision)
  const [first, ...others] = findings.blocking
  const { width = 100 } = options
  const sections = [
    verdict(decision, findings, options.exitCode, width, paint),
    differenceLines(decision, width, paint),
    accessSection(decision, width, paint),
    exceptionChanges(decision, width, paint),
    first === undefined ? [] : firstFinding(first, width, paint),
    findingGroups('Also blocks the change', others, sameCauses(findings.blocking), width, paint),
    advisoryLines(findings.advisory, width, paint),
    rulesTable(decision, width, paint),
    exceptionLines(decision, width, paint),
    baselineLines(decision, findings, width, paint),
    judgedLines(decision, width, paint),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function verdict(decision: Decision, findings: Findings, exitCode: number, width: number, paint: Painter): string[] {
  const words: Readonly<Record<0 | 1 | 3, readonly [Color, string]>> = {
    0: [['bold', 'green'], 'ALLOWED'],
    1: [['bold', 'red'], 'DENIED'],
    3: [['bold', 'yellow'], 'NOTHING EVALUATED'],
  }
  const [color, word] = words[decision.decision === 'deny' ? 1 : exitCode === 3 ? 3 : 0]
  const counts = [
    `${count(findings.blocking.length, 'finding')} to fix`,
    `${findings.advisory.length} advisory`,
    `${findings.excepted.length} excepted`,
    `${findings.tolerated.length} tolerated by the baseline`,
  ].filter((text) => !text.startsWith('0 '))
  const reason = field(reasonOf(decision, findings))
  const policies = policyChange(decision)
  const subject = `${clip(visible(decision.project), 40)}/${clip(visible(decision.stack), 40)}`
  return [
    `${paint(color, word)}  ${paint('bold', subject)}${counts.length > 0 ? `  ${counts.join(', ')}` : ''}`,
    ...(reason === '' ? [] : wrap(reason, width, '')),
    ...(policies === undefined ? [] : wrap(field(policies), width, '')),
  ]
}

/** What the change does, resource by resource; the JSON has what is cut here. */
function differenceLines(decision: Decision, width: number, paint: Painter): string[] {
  const files = fileChangesText(decision)
  const others = files === undefined ? [] : wrap(field(files), width, '')
  if (decision.difference === undefined) return others
  if (decision.difference.length === 0) {
    return files === undefined
      ? ['This change declares nothing differently.']
      : ['No resource of the stack is declared differently.', ...others]
  }
  const shown = decision.difference.slice(0, SHOWN_DIFFERENCES)
  const more = decision.difference.length - shown.length
  return [
    paint('bold', `This change declares differently (${decision.difference.length})`),
    ...shown.flatMap((entry) => [
      ...wrap(field(differenceText(entry)), width, '  ', '    '),
      ...entry.details.flatMap((detail) => wrap(field(detail), width, '      ', '        ')),
    ]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...others,
  ]
}

/** What the change does to access; the JSON has what is cut here. */
function accessSection(decision: Decision, width: number, paint: Painter): string[] {
  const lines = accessLines(decision)
  if (lines === undefined) return []
  if (lines.length === 0) return [NO_ACCESS]
  return changeLines('What it does to access', lines, width, paint)
}

/** What the change does to the exceptions, in words. */
function exceptionChanges(decision: Decision, width: number, paint: Painter): string[] {
  const lines = exceptionLinesOf(decision)
  return lines.length === 0 ? [] : changeLines('What it does to exceptions', lines, width, paint)
}
function changeLines(title: string, lines: readonly AccessLine[], width: number, paint: Painter): string[] {
  const shown = lines.slice(0, SHOWN_DIFFERENCES)
  const more = lines.length - shown.length
  return [
    paint('bold', `${title} (${lines.length})`),
    ...shown.flatMap(({ sign, text, details, source }) => [
      ...wrap(`${sign} ${field(text)}${source === undefined ? '' : ` (${field(place(source))})`}`, width, '  ', '    '),
      ...details.flatMap((detail) => wrap(field(detail), width, '      ', '        ')),
    ]),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

function firstFinding(finding: Finding, width: number, paint: Painter): string[] {
  return [
    `${paint('bold', 'Fix this first:')} ${ruleHead(finding, paint)}`,
    ...wrap(field(finding.title), width, '  '),
    ...controlLines(finding, width, paint),
    ...findingLines(finding, true, width, paint),
  ]
}

function ruleHead(finding: Finding, paint: Painter): string {
  const isShort = finding.controls.length > 0 && finding.titledControls.length === 0
  const controls = isShort ? `  ${paint('dim', finding.controls.map(field).join(', '))}` : ''
  const severity = paint(SEVERITY_COLOR[finding.severity], finding.severity)
  return `${severity}, ${paint(STATUS_COLOR[finding.status], outcome(finding.status))}  ${paint('bold', field(finding.rule))}${controls}`
}

function controlLines(finding: Finding, width: number, paint: Painter): string[] {
  const controls = finding.titledControls.map(field).join(', ')
  return controls === '' ? [] : labelled('controls', controls, width, paint)
}

/** Advisory findings, a line each: what blocks is explained, the JSON and `gatehouse explain` have the rest of these. */
function advisoryLines(findings: readonly Finding[], width: number, paint: Painter): string[] {
  if (findings.length === 0) return []
  const shown = findings.slice(0, SHOWN_PER_RULE)
  const more = findings.length - shown.length
  return [
    paint('bold', `Advisory, does not block (${findings.length})`),
    ...shown.flatMap((finding) => {
      const severity = paint(SEVERITY_COLOR[finding.severity], finding.severity)
      const who = finding.affected.length > 0 ? `, for ${people(finding.affected)}` : ''
      return [
        `  ${severity}, ${outcome(finding.status)}  ${field(finding.rule)}`,
        ...wrap(`${field(finding.title)}${who}`, width, '    '),
      ]
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

/** Findings of one rule under one heading; the fix is written once where it is the same for all of them. */
function findingGroups(
  heading: string,
  findings: readonly Finding[],
  causes: ReadonlyMap<Finding, Finding>,
  width: number,
  paint: Painter,
): string[] {
  const groups = Map.groupBy(findings, (finding) => finding.rule)
  const lines = findings.length === 0 ? [] : [paint('bold', `${heading} (${findings.length})`)]
  for (const group of groups.values()) {
    const [head] = group
    if (head === undefined) continue
    const oneFix = group.length > 1 && group.every((finding) => finding.remediation === head.remediation)
    lines.push('', ruleHead(head, paint), ...wrap(field(head.title), width, '  '), ...controlLines(head, width, paint))
    const cause = group.length === 1 ? causes.get(head) : undefined
    if (cause) {
      lines.push(...wrap(`the same cause, place and fix as ${field(cause.rule)}`, width, '  '))
      continue
    }
    group.slice(0, SHOWN_PER_RULE).forEach((finding, index) => {
      if (index > 0) lines.push('')
      lines.push(...findingLines(finding, !oneFix, width, paint))
    })
    if (group.length > SHOWN_PER_RULE) {
      lines.push('', `  and ${group.length - SHOWN_PER_RULE} more of this rule; --format json has them all`)
    }
    if (oneFix) lines.push('', ...labelled('fix', prose(head.remediation), width, paint))
  }
  return lines
}

function findingLines(finding: Finding, withFix: boolean, width: number, paint: Painter): string[] {
  const name = field(resourceName(finding.resource))
  const places = finding.source === undefined ? [] : [field(place(finding.source))]
  const where = [...places, name === '' ? 'the stack as a whole' : name].join('  ')
  const related = (finding.related ?? []).map((source) => `${field(place(source))}  (related)`)
  return [
    ...labelled('what', prose(finding.message), width, paint),
    ...(finding.affected.length > 0 ? labelled('who', people(finding.affected), width, paint) : []),
    ...labelled('where', where, width, paint),
    ...related.flatMap((text) => labelled('', text, width, paint)),
    ...(finding.nearest === undefined ? [] : labelled('nearest', prose(finding.nearest), width, paint)),
    ...(withFix ? labelled('fix', prose(finding.remediation), width, paint) : []),
  ]
}

function people(affected: readonly string[]): string {
  const { names, more } = firstOf(affected, SHOWN_PEOPLE)
  return `${names.map((name) => clip(visible(name), 80)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function prose(text: string): string {
  return field(unwrap(text))
}
