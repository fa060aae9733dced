import type { Decision } from '../gate/decision.ts'
import { clip, commandData, commandProperty, relativeUri, unwrap, visible } from './escape.ts'
import { exceptionTally } from './exceptions.ts'
import { count, type Finding, firstOf, outcome, place, resourceName, sortFindings } from './findings.ts'
import type { RenderOptions } from './options.ts'

type GithubOptions = Pick<RenderOptions, 'exitCode'>
type Level = 'error' | 'warning' | 'notice'

/** GitHub shows ten errors and ten warnings of a step and drops the others. */
const SHOWN_BY_GITHUB = 10
const SHOWN_PEOPLE = 10
/** In characters, before escaping. GitHub cuts a title at 255. */
const LONGEST_FIELD = 1000
const LONGEST_TITLE = 200

/**
 * The decision as workflow commands of GitHub Actions, one on each line: first the verdict, then every finding, worst
 * first, because GitHub shows only ten errors of a step. What blocks is an `error`, advisory findings are a `warning`,
 * excepted and tolerated ones a `notice`. The verdict is a `notice`, so that it takes the place of no error, unless the
 * status is not 0 and no finding says why. No text from an input can begin a line or end a property.
 */
export function renderGithub(decision: Decision, { exitCode }: GithubOptions): string {
  const findings = sortFindings(decision)
  const subject = `${decision.project}/${decision.stack}`
  const counts = [
    `${count(findings.blocking.length, 'finding')} to fix`,
    `${findings.advisory.length} advisory`,
    `${findings.excepted.length} excepted`,
    `${findings.tolerated.length} tolerated by the baseline`,
  ].filter((text, index) => index === 0 || !text.startsWith('0 '))
  const hidden = findings.blocking.length - SHOWN_BY_GITHUB
  const more = hidden > 0 ? [`GitHub shows ${SHOWN_BY_GITHUB} errors; ${hidden} more are in the log of this step.`] : []
  const word = { 0: 'change allowed', 1: 'change denied', 3: 'nothing was evaluated' }[exitCode]
  const level: Level = exitCode === 0 || findings.blocking.length > 0 ? 'notice' : 'error'
  return [
    command(level, { title: `Gatehouse: ${word}` }, [
      `${subject}: ${counts.join(', ')}. ${unwrap(decision.reason)}`,
      ...(decision.exceptions.length === 0 ? [] : [`Exceptions: ${exceptionTally(decision)}.`]),
      ...more,
    ]),
    ...findings.blocking.map((finding) => annotation('error', finding)),
    ...findings.advisory.map((finding) => annotation('warning', finding)),
    ...[...findings.tolerated, ...findings.excepted].map((finding) => annotation('notice', finding)),
    '',
  ].join('\n')
}

function annotation(level: Level, finding: Finding): string {
  const { source, status } = finding
  // A path that leaves the checkout would make GitHub drop the annotation.
  const at = source !== undefined && relativeUri(source.file) !== undefined ? source : undefined
  const { names, more } = firstOf(finding.affected, SHOWN_PEOPLE)
  const who = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const name = resourceName(finding.resource)
  const places = source === undefined ? [] : [place(source)]
  const properties = {
    ...(at === undefined ? {} : { file: at.file, line: String(at.line) }),
    ...(at?.column === undefined ? {} : { col: String(at.column) }),
    title: `${finding.severity}, ${outcome(status)}: ${finding.title} (${finding.rule})`,
  }
  return command(level, properties, [
    unwrap(finding.message),
    ...(who === '' ? [] : [`Who: ${who}`]),
    `Where: ${[...places, name === '' ? 'the stack as a whole' : name].join('  ')}`,
    ...(finding.nearest === undefined ? [] : [`Nearest: ${unwrap(finding.nearest)}`]),
    ...(status === 'excepted' ? [`Excepted: ${finding.exceptions.join(', ')}`] : []),
    ...(finding.baselineUntil === undefined ? [] : [`Tolerated until: ${finding.baselineUntil}`]),
    ...(finding.titledControls.length === 0 ? [] : [`Controls: ${finding.titledControls.join(', ')}`]),
    `Fix: ${unwrap(finding.remediation)}`,
  ])
}

/** One command; the lines of its message are joined by line feeds that GitHub decodes. */
function command(level: Level, properties: { readonly [name: string]: string }, lines: readonly string[]): string {
  const list = Object.entries(properties).map(
    ([name, value]) =>
      `${name}=${commandProperty(visible(clip(value, name === 'title' ? LONGEST_TITLE : LONGEST_FIELD)))}`,
  )
  const message = lines.map((line) => visible(clip(line, LONGEST_FIELD))).join('\n')
  return `::${level} ${list.join(',')}::${commandData(message)}`
}
