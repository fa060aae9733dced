import type { Decision, RuleSummary } from '../gate/decision.ts'
import { clip, unwrap, xmlText } from './escape.ts'
import { exceptionTally } from './exceptions.ts'
import {
  allRules,
  count,
  digestList,
  type Finding,
  type Findings,
  firstOf,
  outcome,
  place,
  resourceName,
  sortFindings,
  statusWord,
} from './findings.ts'
import type { RenderOptions } from './options.ts'

type JunitOptions = Pick<RenderOptions, 'exitCode'>

/** Findings of one rule that are written out; the JSON has all. */
const SHOWN_PER_RULE = 20
const SHOWN_PEOPLE = 10
/** In characters, before escaping. */
const LONGEST_FIELD = 1000

/** What becomes of a test case: the name of its child, or nothing where it passed. */
interface Verdict {
  readonly element: 'failure' | 'error' | 'skipped' | undefined
  readonly message: string
  readonly findings: readonly Finding[]
}

/** A test case of the suite. */
interface Case {
  readonly id: string
  readonly title: string
  readonly type: string
  readonly verdict: Verdict
}

/**
 * The decision as JUnit XML, as GitLab, Azure DevOps and Jenkins read it: one suite for the stack, one case for each
 * rule, `classname` its id and `name` its title. A suite is red exactly where the exit status is not 0:
 * - `failure`: an enforced rule fails; `error`: it cannot be decided, or nothing was evaluated at all;
 * - `skipped`: the rule does not apply, or what it finds is excepted, tolerated by the baseline or advisory. The message
 *   says which: what is not good is never shown as passed.
 */
export function renderJunit(decision: Decision, options: JunitOptions): string {
  const cases = casesOf(decision, options)
  const has = (element: Verdict['element']) => cases.filter(({ verdict }) => verdict.element === element).length
  const numbers = `tests="${cases.length}" failures="${has('failure')}" errors="${has('error')}" skipped="${has('skipped')}" time="0"`
  const time = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})Z$/.exec(decision.now)?.[1]
  const timestamp = time === undefined ? '' : ` timestamp="${time}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Gatehouse" ${numbers}>`,
    `  <testsuite name="${attribute(`${decision.project}/${decision.stack}`)}" ${numbers}${timestamp}>`,
    '    <properties>',
    ...propertyList(decision).map(
      ([name, value]) => `      <property name="${attribute(name)}" value="${attribute(value)}"/>`,
    ),
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function propertyList(decision: Decision): readonly (readonly [string, string])[] {
  return [
    ['decision', decision.decision],
    ['reason', decision.reason],
    ['exceptions', exceptionTally(decision) || 'none'],
    ...digestList(decision).map(([name, digest]) => [`sha256.${name}`, digest] as const),
  ]
}

function casesOf(decision: Decision, { exitCode }: JunitOptions): readonly Case[] {
  const findings = sortFindings(decision)
  const rules = allRules(decision).map((rule) => ({
    id: rule.id,
    title: rule.title,
    type: rule.severity,
    verdict: verdictOf(rule, findings),
  }))
  const isRed = rules.some(({ verdict }) => verdict.element === 'failure' || verdict.element === 'error')
  if (isRed || exitCode === 0) return rules
  const title = exitCode === 3 ? 'Something is evaluated' : 'The change is allowed'
  const verdict: Verdict = { element: 'error', message: decision.reason, findings: [] }
  return [...rules, { id: 'gatehouse', title, type: 'gatehouse', verdict }]
}

function verdictOf(rule: RuleSummary, all: Findings): Verdict {
  const [blocking, advisory, tolerated, excepted] = [all.blocking, all.advisory, all.tolerated, all.excepted].map(
    (list) => list.filter((finding) => finding.rule === rule.id),
  ) as [Finding[], Finding[], Finding[], Finding[]]
  const [first] = blocking
  if (first !== undefined) {
    const element = blocking.some(({ status }) => status === 'fail') ? 'failure' : 'error'
    const more = blocking.length > 1 ? ` (and ${blocking.length - 1} more)` : ''
    return { element, message: `${unwrap(first.message)}${more}`, findings: blocking }
  }
  const reasons = [
    ...(advisory.length > 0 ? [`advisory, does not block: ${count(advisory.length, 'finding')}`] : []),
    ...(tolerated.length > 0 ? [`tolerated by the baseline: ${count(tolerated.length, 'finding')}`] : []),
    ...(excepted.length > 0 ? [`excepted: ${count(excepted.length, 'finding')}`] : []),
  ]
  if (reasons.length > 0) {
    return { element: 'skipped', message: reasons.join('; '), findings: [...advisory, ...tolerated, ...excepted] }
  }
  return { element: withoutFindings(rule), message: statusWord(rule.status), findings: [] }
}

/** A rule without findings passes or does not apply; should its status say otherwise, the status counts. */
function withoutFindings({ status, mode }: RuleSummary): Verdict['element'] {
  if (status === 'pass') return undefined
  if (mode === 'advisory' || status === 'not_applicable' || status === 'excepted') return 'skipped'
  return status === 'fail' ? 'failure' : 'error'
}

function caseLines({ id, title, type, verdict }: Case): readonly string[] {
  const { element, message, findings } = verdict
  const worst = findings[0]?.severity ?? type
  const source = findings.find((finding) => finding.source !== undefined)?.source
  const file = source === undefined ? '' : ` file="${attribute(source.file)}"`
  const head = `    <testcase classname="${attribute(id)}" name="${attribute(title)}"${file} time="0"`
  if (element === undefined) return [`${head}/>`]
  const kind = element === 'skipped' ? '' : ` type="${attribute(worst)}"`
  const opening = `      <${element} message="${attribute(message)}"${kind}`
  const body = findings.length === 0 ? [`${opening}/>`] : [`${opening}>${bodyOf(findings)}</${element}>`]
  return [`${head}>`, ...body, '    </testcase>']
}

function bodyOf(findings: readonly Finding[]): string {
  const shown = findings.slice(0, SHOWN_PER_RULE).map((finding) => findingLines(finding).join('\n'))
  const more = findings.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more; the JSON output has them all`] : [])].join('\n\n')
}

function findingLines(finding: Finding): readonly string[] {
  const { names, more } = firstOf(finding.affected, SHOWN_PEOPLE)
  const who = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const name = resourceName(finding.resource)
  const places = finding.source === undefined ? [] : [place(finding.source)]
  const why =
    finding.status === 'excepted'
      ? [`Excepted: ${finding.exceptions.join(', ')}`]
      : finding.baselineUntil === undefined
        ? []
        : [`Tolerated until: ${finding.baselineUntil}`]
  return [
    `What: ${finding.severity}, ${outcome(finding.status)}. ${unwrap(finding.message)}`,
    ...(who === '' ? [] : [`Who: ${who}`]),
    `Where: ${[...places, name === '' ? 'the stack as a whole' : name].join('  ')}`,
    ...(finding.nearest === undefined ? [] : [`Nearest: ${unwrap(finding.nearest)}`]),
    ...why,
    ...(finding.titledControls.length === 0 ? [] : [`Controls: ${finding.titledControls.map(unwrap).join(', ')}`]),
    `Fix: ${unwrap(finding.remediation)}`,
  ].map(attribute)
}

/** One line of text, cut to a length that a result page shows. */
function attribute(text: string): string {
  return xmlText(clip(text, LONGEST_FIELD))
}
