import { controlText } from '../gate/control-titles.ts'
import type { Decision, Difference, Result, RuleSummary, Severity, Status } from '../gate/decision.ts'
import { STATUS_ORDER } from '../gate/decision.ts'
import { byCodeUnit } from '../json.ts'
import type { Source } from '../plan/model.ts'
import { unwrap } from './escape.ts'

/** Worst first. */
const SEVERITY_ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low']

/** A result that a person should look at, with what its rule says. */
export interface Finding extends Result {
  readonly title: string
  /** The controls with their titles, as `A.8.5 Signing in safely`; empty where the decision has no titles. */
  readonly titledControls: readonly string[]
}

/** The findings of a decision by what they do to it, each list with the most urgent first. */
export interface Findings {
  /** An enforced rule fails or cannot be decided: the change is denied. */
  readonly blocking: readonly Finding[]
  /** An advisory rule fails or cannot be decided. */
  readonly advisory: readonly Finding[]
  /** On the baseline list, tolerated until a date. */
  readonly tolerated: readonly Finding[]
  /** Covered by a live exception. */
  readonly excepted: readonly Finding[]
}

/** Sorts out the findings of a decision. A rule that the summary does not name counts as enforced. */
export function sortFindings(decision: Decision): Findings {
  const rules = new Map(decision.rules.map((rule) => [rule.id, rule]))
  const all = [...decision.results, ...silentRules(decision)]
    .filter((result) => result.status === 'fail' || result.status === 'unknown' || result.status === 'excepted')
    .map(
      (result): Finding => ({
        ...result,
        title: rules.get(result.rule)?.title ?? result.rule,
        titledControls:
          decision.controlTitles === undefined
            ? []
            : result.controls.map((id) => controlText(decision.controlTitles ?? {}, id)),
      }),
    )
    .sort(byUrgency)
  const group = (finding: Finding): keyof Findings => {
    if (finding.status === 'excepted') return 'excepted'
    if (finding.baselineUntil !== undefined) return 'tolerated'
    return rules.get(finding.rule)?.mode === 'advisory' ? 'advisory' : 'blocking'
  }
  const of = (name: keyof Findings) => all.filter((finding) => group(finding) === name)
  return { blocking: of('blocking'), advisory: of('advisory'), tolerated: of('tolerated'), excepted: of('excepted') }
}

/** What denies, most urgent first and ten at most, each in a line below a sentence that says so. */
export function blockingLines(decision: Decision): readonly string[] {
  const { blocking } = sortFindings(decision)
  const more = blocking.length - 10
  return [
    ...blocking.slice(0, 10).map(({ rule, message }) => `  ${rule}: ${message}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

/** An enforced rule without any result denies the change, so it is shown as a finding too. */
function silentRules(decision: Decision): Result[] {
  const heard = new Set(decision.results.map((result) => result.rule))
  return decision.rules
    .filter((rule) => rule.mode === 'enforced' && !heard.has(rule.id))
    .map((rule) => ({
      rule: rule.id,
      status: 'unknown',
      severity: rule.severity,
      controls: rule.controls,
      resource: '',
      message: 'The rule gave no result, so nothing is known about what it requires.',
      affected: [],
      remediation: 'Run "opa test policies" and look at the rule: every enforced rule must answer for every stack.',
      exceptions: [],
      finding: `${rule.id}|`,
    }))
}

/** Worst severity first, fail before unknown, then by rule and place, so that the order never depends on the input's. */
function byUrgency(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.source?.file ?? '', b.source?.file ?? '') ||
    (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
    byCodeUnit(a.finding, b.finding) ||
    byCodeUnit(a.message, b.message)
  )
}

/** The rules, worst status first, then by severity and id. */
export function sortRules(rules: readonly RuleSummary[]): readonly RuleSummary[] {
  return [...rules].sort(
    (a, b) =>
      STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
      SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
      byCodeUnit(a.id, b.id),
  )
}

/** The rules of the decision, and any rule that only results name, once each, by id. */
export function allRules(decision: Decision): readonly RuleSummary[] {
  const known = new Map(decision.rules.map((rule) => [rule.id, rule]))
  const unnamed = Map.groupBy(
    decision.results.filter(({ rule }) => !known.has(rule)),
    ({ rule }) => rule,
  )
  const summaries = [...unnamed].map(
    ([id, results]): RuleSummary => ({
      id,
      title: id,
      severity: SEVERITY_ORDER.find((severity) => results.some((found) => found.severity === severity)) ?? 'critical',
      controls: [...new Set(results.flatMap(({ controls }) => controls))].sort(byCodeUnit),
      mode: 'enforced',
      status: STATUS_ORDER.find((status) => results.some((found) => found.status === status)) ?? 'unknown',
      examined: 0,
      results: results.length,
    }),
  )
  return [...known.values(), ...summaries].sort((a, b) => byCodeUnit(a.id, b.id))
}

/** `2 fail, 7 pass`: how many rules have each status, worst first. */
export function countStatuses(rules: readonly RuleSummary[]): string {
  const count = (status: Status) => rules.filter((rule) => rule.status === status).length
  return STATUS_ORDER.filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${statusWord(status)}`)
    .join(', ')
}

/** What a finding says about its rule. */
export function outcome(status: Status): string {
  if (status === 'unknown') return 'cannot be decided'
  return status === 'fail' ? 'fails' : statusWord(status)
}

/** A status as it is written for people. */
export function statusWord(status: Status): string {
  return status === 'not_applicable' ? 'not applicable' : status
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** The first names and how many more there are; the list is in the decision's order. */
export function firstOf(
  names: readonly string[],
  shown: number,
): { readonly names: readonly string[]; readonly more: number } {
  return names.length <= shown + 1 ? { names, more: 0 } : { names: names.slice(0, shown), more: names.length - shown }
}

/** The name at the end of a Pulumi URN (`urn:pulumi:stack::project::type::name`), or the key itself. */
export function resourceName(key: string): string {
  return key.startsWith('urn:pulumi:') ? key.split('::').slice(3).join('::') || key : key
}

/** `file:line`, as editors and terminals link it. */
export function place(source: Source): string {
  return `${source.file}:${source.line}`
}

/** `12 resources; 1 create, 2 update`. */
export function planSize(decision: Decision): string {
  const changes = Object.entries(decision.plan.changes)
    .filter(([, number]) => number > 0)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([operation, number]) => `${number} ${operation}`)
  return `${count(decision.plan.resources, 'resource')}; ${changes.length > 0 ? changes.join(', ') : 'no change'}`
}

/** Where the policies came from, and what that means for the proof. */
export function policySource(decision: Decision): string {
  const revision =
    decision.policySource.revision === undefined ? '' : ` at ${decision.policySource.revision.slice(0, 12)}`
  return decision.policySource.kind === 'base'
    ? `the base branch${revision}`
    : `the working tree${revision}: whoever wrote the change could have changed them, so archive refuses it unless told otherwise`
}

/** What the change does to the policies that judge it, in one sentence; undefined where it leaves them alone. */
export function policyChange(decision: Decision): string | undefined {
  if (decision.head === undefined || decision.head.changed.length === 0) return undefined
  const { names, more } = firstOf(decision.head.changed, 5)
  const files = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const { decision: answer, blocks = [], frees = [] } = decision.head
  const differences = [
    ...(blocks.length > 0 ? [`${listed(blocks)} would block`] : []),
    ...(frees.length > 0 ? [`${listed(frees)} would no longer block`] : []),
  ]
  const which = differences.length > 0 ? `: ${differences.join('; ')}` : ''
  return `The change touches what it is judged by (${files}); by its own policies the answer would be ${answer}${which}.`
}

function listed(rules: readonly string[]): string {
  const { names, more } = firstOf(rules, 5)
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** The digests, each with its name, in a fixed order. */
export function digestList(decision: Decision): readonly (readonly [string, string])[] {
  return Object.entries(decision.digests)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .sort(([a], [b]) => byCodeUnit(a, b))
}

/** `adds User Hannah Lund (stacks/identity/people.ts:12)`. */
export function differenceText(entry: Difference): string {
  const where = entry.source === undefined ? '' : ` (${place(entry.source)})`
  return `${entry.op} ${entry.kind} ${entry.label}${where}`
}

/**
 * Findings that an earlier one already explains, with it: another rule that the same resource breaks, for the same
 * people, and that the same fix mends.
 */
export function sameCauses(findings: readonly Finding[]): ReadonlyMap<Finding, Finding> {
  const first = new Map<string, Finding>()
  const causes = new Map<Finding, Finding>()
  for (const finding of findings) {
    const key = JSON.stringify([
      finding.resource,
      finding.source ?? null,
      finding.remediation,
      finding.affected,
      finding.status,
    ])
    const known = first.get(key)
    if (known === undefined) first.set(key, finding)
    else if (known.rule !== finding.rule) causes.set(finding, known)
  }
  return causes
}

/** Why the decision is what it is; empty where that is only the number of findings, which stands beside it already. */
export function reasonOf({ reason }: Decision, { blocking }: Findings): string {
  const number = blocking.length
  const plain = `${count(number, 'finding')} ${number === 1 ? 'breaks' : 'break'} an enforced rule.`
  return reason === plain ? '' : unwrap(reason)
}

/** Entries of one file that are named; more are counted. */
const SHOWN_ENTRIES = 5

/** What the change says otherwise beside resources, in one sentence; undefined where it does not, or nobody knows. */
export function fileChangesText({ fileChanges = [] }: Pick<Decision, 'fileChanges'>): string | undefined {
  if (fileChanges.length === 0) return undefined
  const files = fileChanges.map(({ file, entries }) => {
    const more = entries.length - SHOWN_ENTRIES
    return `${file} (${entries.slice(0, SHOWN_ENTRIES).join(', ')}${more > 0 ? ` and ${more} more` : ''})`
  })
  return `Beside resources, this change touches ${files.join(', ')}.`
}
