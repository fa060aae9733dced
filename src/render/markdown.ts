import type { Decision } from '../gate/decision.ts'
import type { Source } from '../plan/model.ts'
import { markdownCode, markdownText, relativeUri, unwrap } from './escape.ts'
import {
  count,
  countStatuses,
  differenceText,
  digestList,
  exceptionState,
  type Finding,
  type Findings,
  firstOf,
  outcome,
  place,
  planSize,
  policyChange,
  policySource,
  resourceName,
  sortFindings,
  sortRules,
  statusWord,
} from './findings.ts'
import type { RenderOptions } from './options.ts'

type MarkdownOptions = Pick<RenderOptions, 'limit' | 'exitCode' | 'sourceUrl'>

/** Findings outside the fold: about one screen. */
const UNFOLDED = 3
const SHOWN_PEOPLE = 8
const DEFAULT_LIMIT = 64_000
/** Below this not even the verdict and the digests fit; a smaller limit is raised to it. */
const SMALLEST_LIMIT = 4000

/** A part under one fold: its heading, what stands before the items, the items, and what the items are. */
interface Part {
  readonly summary: string
  readonly head: string
  readonly items: readonly string[]
  readonly noun: string
}

/**
 * The decision as a comment on a pull request: the verdict and the first findings in sight, the rest folded.
 * At most `limit` characters (UTF-16 code units, at least 4,000): what does not fit is left out whole and counted.
 * Text from inputs is inert: no HTML, link, mention, table cell or second line comes out of it.
 */
export function renderMarkdown(decision: Decision, options: MarkdownOptions): string {
  const findings = sortFindings(decision)
  const item = (finding: Finding, index: number) => findingItem(finding, index + 1, options.sourceUrl ?? '')
  const blocking = findings.blocking.map(item)
  const head = verdict(decision, findings, options.exitCode)
  const foot = folded('What was judged, and by what', judged(decision))
  const parts: readonly Part[] = [
    differencePart(decision),
    { summary: 'More findings that block', head: '', items: blocking.slice(UNFOLDED), noun: 'finding' },
    { summary: 'Advisory findings, which do not block', head: '', items: findings.advisory.map(item), noun: 'finding' },
    rulesPart(decision),
    exceptionsPart(decision),
    baselinePart(decision, findings),
  ]
  let room =
    Math.max(options.limit ?? DEFAULT_LIMIT, SMALLEST_LIMIT) - head.length - foot.length - 2 * (parts.length + 1)
  const out = [head]
  const shown = takeWhole(blocking.slice(0, UNFOLDED), room)
  out.push(...shown)
  room -= shown.reduce((sum, text) => sum + text.length + 1, 0)
  for (const part of parts) {
    const text = renderPart(part, room)
    if (text === '') continue
    out.push(text)
    room -= text.length
  }
  return `${[...out, foot].join('\n')}\n`
}

/** As many items as fit, from the first on; each costs its line break too. */
function takeWhole(items: readonly string[], room: number): readonly string[] {
  let left = room
  const cut = items.findIndex((text) => {
    left -= text.length + 1
    return left < 0
  })
  return cut === -1 ? items : items.slice(0, cut)
}

function renderPart(part: Part, room: number): string {
  if (part.items.length === 0) return ''
  const note = `\nLeft out here: ${count(part.items.length, part.noun)}. The JSON output has them all.\n`
  const heading = `${part.summary} (${part.items.length})`
  const frame = folded(heading, part.head).length + note.length
  const items = takeWhole(part.items, room - frame)
  if (items.length === 0) return frame <= room ? note : ''
  const missing = part.items.length - items.length
  const rest = missing === 0 ? '' : `\nLeft out here: ${count(missing, part.noun)}. The JSON output has them all.\n`
  return folded(heading, `${part.head}${items.map((text) => `${text}\n`).join('')}${rest}`)
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
  const change = policyChange(decision)
  const policies = change === undefined ? '' : `\n**Policies:** ${markdownText(change, 700)}\n`
  return `### Gatehouse: ${word}\n\nStack **${subject}**: ${counts.join(', ')}. ${markdownText(unwrap(decision.reason), 500)}\n${policies}`
}

function findingItem(finding: Finding, number: number, sourceUrl: string): string {
  const controls = finding.controls.map((control) => markdownText(control, 40)).join(', ')
  const lines = [
    `**${number}. ${finding.severity}: ${markdownText(finding.title, 200)}** ${outcome(finding.status)} (${markdownCode(finding.rule)}${controls === '' ? '' : `, ${controls}`})`,
    '',
    `- **What:** ${prose(finding.message)}`,
    ...(finding.affected.length > 0 ? [`- **Who:** ${people(finding.affected)}`] : []),
    `- **Where:** ${where(finding, sourceUrl)}`,
    ...(finding.nearest === undefined ? [] : [`- **Nearest:** ${prose(finding.nearest)}`]),
    `- **Fix:** ${prose(finding.remediation)}`,
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

function differencePart(decision: Decision): Part {
  return {
    summary: 'What this change declares differently',
    head: '',
    items: (decision.difference ?? []).map((entry) =>
      [
        `- ${markdownText(differenceText(entry), 300)}`,
        ...entry.details.map((detail) => `  - ${markdownText(detail, 300)}`),
      ].join('\n'),
    ),
    noun: 'difference',
  }
}

function rulesPart(decision: Decision): Part {
  return {
    summary: `Rules: ${countStatuses(decision.rules)}`,
    head: '| Status | Severity | Rule | Looked at |\n|---|---|---|---:|\n',
    items: sortRules(decision.rules).map((rule) => {
      const advisory = rule.mode === 'advisory' ? ', advisory' : ''
      const title = markdownText(rule.title, 200)
      return `| ${statusWord(rule.status)} | ${rule.severity}${advisory} | ${markdownCode(rule.id)} ${title} | ${rule.examined} |`
    }),
    noun: 'rule',
  }
}

function exceptionsPart(decision: Decision): Part {
  return {
    summary: 'Exceptions',
    head: '| Exception | Rule | State | Owner |\n|---|---|---|---|\n',
    items: decision.exceptions.map(
      (exception) =>
        `| ${markdownText(exception.id, 100)} | ${markdownCode(exception.rule)} | ${markdownText(exceptionState(exception, decision), 200)} | ${markdownText(exception.owner, 100)} |`,
    ),
    noun: 'exception',
  }
}

function baselinePart(decision: Decision, findings: Findings): Part {
  const lists = decision.baseline
  const entry = (text: string, state: string) => `- ${state}: ${markdownText(text, 300)}`
  return {
    summary: `Baseline: ${count(lists?.tolerated ?? 0, 'known finding')} tolerated; list`,
    head: '',
    items: [
      ...(lists?.expired ?? []).map((text) => entry(text, 'expired, counts again')),
      ...(lists?.obsolete ?? []).map((text) => entry(text, 'no longer occurs, remove it')),
      ...findings.tolerated.map((finding) =>
        entry(finding.finding, `tolerated until ${markdownText(finding.baselineUntil ?? '', 40)}`),
      ),
    ],
    noun: 'listed finding',
  }
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
