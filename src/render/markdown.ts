import type { Decision } from '../gate/decision.ts'
import type { Source } from '../plan/model.ts'
import { type AccessLine, accessLines, NO_ACCESS } from './access.ts'
import { markdownCode, markdownText, relativeUri, unwrap } from './escape.ts'
import { exceptionLinesOf } from './exceptions.ts'
import {
  count,
  digestList,
  type Finding,
  type Findings,
  fileChangesText,
  firstOf,
  outcome,
  place,
  planSize,
  policyChange,
  policySource,
  reasonOf,
  resourceName,
  sameCauses,
  sortFindings,
} from './findings.ts'
import { baselinePart, differencePart, exceptionsPart, type Part, rulesPart } from './markdown-lists.ts'
import { restLink, takeWhole } from './markdown-parts.ts'
import type { RenderOptions } from './options.ts'

type MarkdownOptions = Pick<RenderOptions, 'limit' | 'exitCode' | 'sourceUrl' | 'rest'>

/** Findings outside the fold: about one screen. */
const UNFOLDED = 3
const SHOWN_PEOPLE = 6
/** Lines of what the change declares differently that stand in sight; more are folded. */
const SHOWN_DIFFERENCE = 8
const LONGEST_DIFFERENCE = 800
const LONGEST_FILES = 600
/** "body is too long (maximum is 65536 characters)" (GitHub, comments and descriptions). */
const DEFAULT_LIMIT = 65_536
/** Below this not even the verdict and the first finding fit; a smaller limit is raised to it. */
export const SMALLEST_LIMIT = 4000
/** Rules that the heading of a fold names. */
const SHOWN_RULES = 4
/** For the sentence that counts what is left out. */
const LONGEST_REST = 900

/**
 * The decision as a comment on a pull request: the verdict and the first findings in sight, the rest folded.
 * At most `limit` characters (UTF-16 code units, at least 4,000): what does not fit is left out whole and counted, with
 * the place of the rest. The verdict and the first finding always stay; the finding is shortened where it must be.
 * Text from inputs is inert: no HTML, link, mention, table cell or second line comes out of it.
 */
export function renderMarkdown(decision: Decision, options: MarkdownOptions): string {
  const findings = sortFindings(decision)
  const sourceUrl = options.sourceUrl ?? ''
  const item = (finding: Finding, index: number) => findingItem(finding, index + 1, sourceUrl)
  const causes = sameCauses(findings.blocking)
  const blocking = findings.blocking.map((finding, index) => {
    const cause = causes.get(finding)
    return cause === undefined
      ? item(finding, index)
      : causedItem(finding, index + 1, findings.blocking.indexOf(cause) + 1)
  })
  const difference = differencePart(decision)
  const isSmall = isInSight(difference)
  const declared = isSmall ? `\n**${difference.summary}**\n\n${difference.items.join('\n')}\n` : ''
  const files = fileChangesText(decision)
  const touched = files === undefined ? '' : `\n${markdownText(files, LONGEST_FILES)}\n`
  const head = `${verdict(decision, findings, options.exitCode)}${declared}${touched}${accessSummary(decision, sourceUrl)}${exceptionSummary(decision, sourceUrl)}`
  const foot = folded('What was judged, and by what', judged(decision))
  const [worst] = findings.blocking
  let room = Math.max(options.limit ?? DEFAULT_LIMIT, SMALLEST_LIMIT) - head.length - LONGEST_REST - 2
  const unfolded = takeWhole(blocking.slice(0, UNFOLDED), room)
  const shown = worst !== undefined && unfolded.length === 0 ? [shortItem(worst)] : unfolded
  const parts: readonly Part[] = [
    ...(isSmall ? [] : [difference]),
    accessPart(decision, sourceUrl),
    {
      summary: `More findings that block${ruleNames(findings.blocking.slice(shown.length))}`,
      head: '',
      items: blocking.slice(shown.length),
      noun: 'blocking finding',
    },
    {
      summary: 'Advisory findings, which do not block',
      head: '',
      items: findings.advisory.map(item),
      noun: 'advisory finding',
    },
    rulesPart(decision),
    exceptionsPart(decision),
    baselinePart(decision, findings),
  ]
  room -= shown.reduce((sum, text) => sum + text.length + 1, 0)
  const end = foot.length < room ? [foot] : []
  room -= end.reduce((sum, text) => sum + text.length + 1, 0)
  const out = [head, ...shown]
  const missing: string[] = []
  for (const part of parts) {
    const { text, left } = renderPart(part, room - 1)
    if (left > 0) missing.push(count(left, part.noun))
    if (text === '') continue
    out.push(text)
    room -= text.length + 1
  }
  if (end.length === 0) missing.push('what was judged, and by what')
  return `${[...out, ...leftOut(missing, options.rest), ...end].join('\n')}\n`
}

/** Lines about access that stand in sight: what a reviewer has to know before all else. */
const SHOWN_ACCESS = 4

function accessItem({ sign, text, details, source }: AccessLine, sourceUrl: string): string {
  const more = details.length === 0 ? '' : ` (${details.map((detail) => markdownText(detail, 300)).join('; ')})`
  const at = source === undefined ? '' : ` (${link(source, sourceUrl)})`
  return `- ${SIGNS[sign]} ${markdownText(text, 500)}${more}${at}`
}

const SIGNS: Readonly<Record<AccessLine['sign'], string>> = { '+': '➕', '-': '➖', '~': '🔁' }

function accessSummary(decision: Decision, sourceUrl: string): string {
  const lines = accessLines(decision)
  if (lines === undefined) return ''
  if (lines.length === 0) return `\n**Access:** ${NO_ACCESS}\n`
  return inSight('What it does to access', lines, 'folded below', sourceUrl)
}

/** An exception is a hole that somebody approves with the change, so it stands in sight too. */
function exceptionSummary(decision: Decision, sourceUrl: string): string {
  const lines = exceptionLinesOf(decision)
  return lines.length === 0 ? '' : inSight('What it does to exceptions', lines, 'in the JSON output', sourceUrl)
}

function inSight(title: string, lines: readonly AccessLine[], where: string, sourceUrl: string): string {
  const more = lines.length > SHOWN_ACCESS ? [`- and ${lines.length - SHOWN_ACCESS} more, ${where}`] : []
  const shown = lines.slice(0, SHOWN_ACCESS).map((line) => accessItem(line, sourceUrl))
  return `\n**${title}**\n\n${[...shown, ...more].join('\n')}\n`
}

function accessPart(decision: Decision, sourceUrl: string): Part {
  const items = (accessLines(decision) ?? []).slice(SHOWN_ACCESS).map((line) => accessItem(line, sourceUrl))
  return { summary: 'More of what it does to access', head: '', items, noun: 'change of access' }
}

/** What is not in the comment, and where it is. At most `LONGEST_REST` characters. */
function leftOut(missing: readonly string[], rest: string | undefined): readonly string[] {
  if (missing.length === 0) return []
  const where = rest === undefined ? 'The JSON output has everything.' : `Everything is in ${restLink(rest)}.`
  return [`**Left out, because a comment has a limit:** ${missing.join(', ')}. ${where}\n`]
}

function renderPart(part: Part, room: number): { readonly text: string; readonly left: number } {
  const heading = (left: number) =>
    `${part.summary} (${part.items.length}${left === 0 ? '' : `, the first ${part.items.length - left} here`})`
  const frame = folded(heading(1), part.head).length
  const items = takeWhole(part.items, room - frame)
  const left = part.items.length - items.length
  if (items.length === 0) return { text: '', left }
  return { text: folded(heading(left), `${part.head}${items.map((text) => `${text}\n`).join('')}`), left }
}

/** A fold. `summary` is HTML and holds no text from an input. */
function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n</details>\n`
}

function verdict(decision: Decision, findings: Findings, exitCode: number): string {
  const word =
    decision.decision === 'deny' ? 'change denied' : exitCode === 3 ? 'nothing was evaluated' : 'change allowed'
  const counts = [
    findings.blocking.length > 0 ? `**${count(findings.blocking.length, 'finding')} to fix**` : 'nothing to fix',
    ...(findings.advisory.length > 0 ? [`${findings.advisory.length} advisory`] : []),
    ...(findings.excepted.length > 0 ? [`${findings.excepted.length} excepted`] : []),
    ...(findings.tolerated.length > 0 ? [`${findings.tolerated.length} tolerated by the baseline`] : []),
  ]
  const subject = markdownText(`${decision.project}/${decision.stack}`, 200)
  const reason = reasonOf(decision, findings)
  const change = policyChange(decision)
  const policies = change === undefined ? '' : `\n**Policies:** ${markdownText(change, 700)}\n`
  return `### Gatehouse: ${word}\n\nStack **${subject}**: ${counts.join(', ')}.${reason === '' ? '' : ` ${markdownText(reason, 500)}`}\n${policies}`
}

function findingItem(finding: Finding, number: number, sourceUrl: string): string {
  const isShort = finding.titledControls.length === 0
  const controls = isShort ? finding.controls.map((control) => markdownText(control, 40)).join(', ') : ''
  const lines = [
    `**${number}. ${finding.severity}: ${markdownText(finding.title, 200)}** ${outcome(finding.status)} (${markdownCode(finding.rule)}${controls === '' ? '' : `, ${controls}`})`,
    '',
    `- **What:** ${prose(finding.message)}`,
    ...(finding.affected.length > 0 ? [`- **Who:** ${people(finding.affected)}`] : []),
    `- **Where:** ${where(finding, sourceUrl)}`,
    ...(finding.nearest === undefined ? [] : [`- **Nearest:** ${prose(finding.nearest)}`]),
    ...(isShort ? [] : [`- **Controls:** ${finding.titledControls.map((text) => markdownText(text, 100)).join(', ')}`]),
    `- **Fix:** ${prose(finding.remediation)}`,
  ]
  return `${lines.join('\n')}\n`
}

/** A finding that an earlier one explains. */
function causedItem(finding: Finding, number: number, cause: number): string {
  const title = `**${number}. ${finding.severity}: ${markdownText(finding.title, 200)}** ${outcome(finding.status)}`
  return `${title} (${markdownCode(finding.rule)}): the same people, place and fix as ${cause}.\n`
}

/** The same in at most 1,100 characters: what, where and the fix, each shortened. */
function shortItem(finding: Finding): string {
  const places = finding.source === undefined ? [] : [place(finding.source)]
  const name = resourceName(finding.resource)
  const lines = [
    `**1. ${finding.severity}: ${markdownText(finding.title, 150)}** ${outcome(finding.status)} (${markdownText(finding.rule, 100)})`,
    '',
    `- **What:** ${markdownText(unwrap(finding.message), 300)}`,
    `- **Where:** ${markdownText([...places, name === '' ? 'the stack as a whole' : name].join(', '), 150)}`,
    `- **Fix:** ${markdownText(unwrap(finding.remediation), 250)}`,
  ]
  return `${lines.join('\n')}\n`
}

function people(affected: readonly string[]): string {
  const { names, more } = firstOf(affected, SHOWN_PEOPLE)
  return `${names.map((name) => markdownText(name, 100)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function where(finding: Finding, sourceUrl: string): string {
  const name = resourceName(finding.resource)
  const places = finding.source === undefined ? [] : [link(finding.source, sourceUrl)]
  const related = (finding.related ?? []).slice(0, 3).map((source) => `${link(source, sourceUrl)} (related)`)
  return [...places, name === '' ? 'the stack as a whole' : markdownText(name, 200), ...related].join(', ')
}

function link(source: Source, sourceUrl: string): string {
  const text = markdownText(place(source), 300)
  const uri = relativeUri(source.file)
  return uri === undefined || uri.length > 500 ? text : `[${text}](${sourceUrl}${uri}#L${source.line})`
}

function prose(text: string): string {
  return markdownText(unwrap(text), 1000)
}

/** A small change is read before all else. */
function isInSight({ items }: Part): boolean {
  const text = items.join('\n')
  return items.length > 0 && text.length <= LONGEST_DIFFERENCE && text.split('\n').length <= SHOWN_DIFFERENCE
}

/** Rule ids for a heading; only what has the form of one, because a heading is HTML. */
function ruleNames(findings: readonly Finding[]): string {
  const names = [...new Set(findings.map(({ rule }) => rule))].filter((rule) => /^[a-z][a-z0-9_.]{0,80}$/.test(rule))
  if (names.length === 0) return ''
  const more = names.length > SHOWN_RULES ? ` and ${names.length - SHOWN_RULES} more` : ''
  return `: ${names.slice(0, SHOWN_RULES).join(', ')}${more}`
}

function judged(decision: Decision): string {
  return [
    `- Plan: ${markdownText(`${decision.plan.origin}: ${planSize(decision)}`, 500)}`,
    `- Policies: from ${markdownText(policySource(decision), 300)}`,
    `- Clock: ${markdownText(decision.now, 40)}`,
    ...digestList(decision).map(([name, digest]) => `- ${name}: ${markdownCode(digest)}`),
    '',
  ].join('\n')
}
