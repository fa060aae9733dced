import { directory, directoryPeople } from '../access/directory.ts'
import { byCodeUnit, canonicalJson, own, sha256 } from '../json.ts'
import { desiredDigest, planBytes, planDigest } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import type { Exception, RegisterAt } from '../register/model.ts'
import { registerAt, registerDigest } from '../register/read.ts'
import { accessDifference } from './access-difference.ts'
import type { Bundle } from './bundle.ts'
import type { ControlTitles } from './control-titles.ts'
import {
  DECISION_SCHEMA,
  type Decision,
  type ExceptionMark,
  type ExceptionSummary,
  type FileChange,
  type Result,
  type RuleSummary,
  type Severity,
  STATUS_ORDER,
  type Status,
} from './decision.ts'
import { difference } from './difference.ts'
import { type Answer, evaluate } from './evaluate.ts'
import { countExceptions } from './exception-counts.ts'
import { exceptionSentences } from './exceptions.ts'
import { type GateInput, inputBuffer } from './input.ts'
import { refuseUnknownRules } from './known-rules.ts'
import { endOfDay, epochSeconds, startOfDay } from './time.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']

/** What a decision names besides its input. */
export interface JudgeContext {
  readonly bundle: Bundle
  /** Digest of the exact bytes of the plan. */
  readonly planDigest: string
  readonly policySource: Decision['policySource']
  /** Titles of controls; the decision then repeats those of the controls that it names. */
  readonly controlTitles?: ControlTitles | undefined
  /** What the base declares, made by the same engine; the decision then says what the change does. */
  readonly basePlan?: Plan | undefined
  /** What the change says otherwise beside resources; absent without a base. */
  readonly fileChanges?: readonly FileChange[] | undefined
  /** The exceptions with which the change began; the decision then says what it does to them. */
  readonly exceptionsBefore?: readonly Exception[] | undefined
}

/**
 * Judges a plan. The same input and policies give the same decision, byte for byte.
 * @throws AppError `policy-runtime`; `usage` for a selected rule that does not exist, `reference` for one in the parameters.
 */
export async function judge(input: GateInput, context: JudgeContext): Promise<Decision> {
  const buffer = inputBuffer(input)
  const inputDigest = sha256(buffer)
  const answer = await evaluate(context.bundle, buffer)
  await refuseUnknownRules(input, answer, context.bundle)
  const results = answer.results.map((result) => resultOf(result, answer)).sort(byImportance)
  const rules = ruleSummaries(answer, results)
  const exceptions = exceptionSummaries(input, answer, rules, results)
  return {
    schema: DECISION_SCHEMA,
    decision: answer.decision,
    reason: reasonOf(answer, rules, results),
    project: input.plan.project,
    stack: input.plan.stack,
    now: input.now,
    policySource: context.policySource,
    digests: {
      plan: context.planDigest,
      desired: desiredDigest(input.plan),
      input: inputDigest,
      bundle: context.bundle.digest,
      parameters: sha256(canonicalJson(input.parameters)),
      exceptions: sha256(canonicalJson(input.exceptions)),
      ...(input.register ? { register: registerDigest(input.register) } : {}),
      ...(input.baseline ? { baseline: sha256(canonicalJson(input.baseline)) } : {}),
      ...(context.basePlan ? { basePlan: planDigest(planBytes(context.basePlan)) } : {}),
    },
    plan: { origin: input.plan.origin.kind, resources: input.plan.resources.length, changes: countOps(input.plan) },
    ...(context.basePlan
      ? {
          difference: difference(context.basePlan, input.plan, registerOf(input)),
          access: accessDifference(context.basePlan, input),
        }
      : {}),
    ...(context.fileChanges === undefined || context.fileChanges.length === 0
      ? {}
      : { fileChanges: context.fileChanges }),
    rules,
    ...titlesFor(context.controlTitles, [...rules, ...results]),
    results,
    exceptions,
    exceptionCounts: countExceptions(exceptions),
    ...(context.exceptionsBefore === undefined || input.exceptionChanges === undefined
      ? {}
      : {
          exceptionDifference: exceptionSentences(
            input.exceptionChanges,
            context.exceptionsBefore,
            directory(input.plan, directoryPeople(registerOf(input))),
          ),
        }),
    ...(input.baseline ? { baseline: baselineSummary(input, results) } : {}),
  }
}

/** True where there was nothing to judge: no enforced rule, or an empty plan of a stack that the register does not name. */
export function isVacuous(decision: Decision, input: GateInput): boolean {
  const enforced = decision.rules.some((rule) => rule.mode === 'enforced')
  const empty = input.plan.resources.length === 0 && input.plan.changes.length === 0
  return !enforced || (empty && own(input.register?.stacks ?? {}, input.plan.stack) === undefined)
}

/** The titles of the controls that are named. */
function titlesFor(
  titles: ControlTitles | undefined,
  named: readonly { readonly controls: readonly string[] }[],
): Pick<Decision, 'controlTitles'> {
  if (titles === undefined) return {}
  const ids = [...new Set(named.flatMap(({ controls }) => controls))].sort(byCodeUnit)
  const found = ids.flatMap((id) => {
    const title = own(titles, id)
    return title === undefined ? [] : [[id, title] as const]
  })
  return { controlTitles: Object.fromEntries(found) }
}

function registerOf(input: GateInput): RegisterAt | undefined {
  return input.register === undefined ? undefined : registerAt(input.register, input.now)
}

function resultOf(raw: { readonly [key: string]: unknown }, answer: Answer): Result {
  const result = raw as unknown as Result
  const until = own(answer.tolerated, result.finding)
  const blocks = result.status === 'fail' || result.status === 'unknown'
  return until !== undefined && blocks ? { ...result, baselineUntil: until } : result
}

function byImportance(a: Result, b: Result): number {
  return (
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(b.affected.includes('everyone')) - Number(a.affected.includes('everyone')) ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.finding, b.finding) ||
    byCodeUnit(canonicalJson(a), canonicalJson(b))
  )
}

/** The rules of an answer with the worst of their results, sorted by id. */
export function ruleSummaries(answer: Answer, results: readonly Result[]): readonly RuleSummary[] {
  return answer.rules
    .map((raw): RuleSummary => {
      const rule = raw as unknown as RuleSummary
      const statuses = results.filter((result) => result.rule === rule.id).map((result) => result.status)
      return {
        id: rule.id,
        title: rule.title,
        severity: rule.severity,
        controls: rule.controls,
        mode: rule.mode,
        // A rule that gives no result has decided nothing, and the policies deny for it.
        status: worst(statuses) ?? 'unknown',
        examined: rule.examined,
        results: statuses.length,
      }
    })
    .sort((a, b) => byCodeUnit(a.id, b.id))
}

function worst(statuses: readonly Status[]): Status | undefined {
  return STATUS_ORDER.find((status) => statuses.includes(status))
}

function exceptionSummaries(
  input: GateInput,
  answer: Answer,
  rules: readonly RuleSummary[],
  results: readonly Result[],
): readonly ExceptionSummary[] {
  const used = new Set(results.flatMap((result) => result.exceptions))
  // Where its rule finds something or does not apply, an exception may be needed, though nothing shows it.
  const holding = new Set(rules.filter(({ status }) => status === 'pass' || status === 'excepted').map(({ id }) => id))
  const live = new Set(answer.live)
  const now = epochSeconds(input.now)
  return [...input.exceptions]
    .sort((a, b) => byCodeUnit(a.id, b.id))
    .map(({ id, rule, owner, approvedOn, expiresOn }) => {
      const inTime = now < startOfDay(approvedOn) ? 'pending' : now > endOfDay(expiresOn) ? 'expired' : 'live'
      const state = inTime === 'live' && !live.has(id) ? 'void' : inTime
      const marks: ExceptionMark[] = [
        ...(answer.expiring?.includes(id) ? ['expiring' as const] : []),
        ...(state === 'live' && !used.has(id) && holding.has(rule) ? ['unused' as const] : []),
        ...(answer.broad?.includes(id) ? ['broad' as const] : []),
      ]
      return { id, rule, owner, expiresOn, state, used: used.has(id), ...(marks.length > 0 ? { marks } : {}) }
    })
}

function baselineSummary(input: GateInput, results: readonly Result[]): NonNullable<Decision['baseline']> {
  const occurring = new Set(
    results.filter((result) => result.status === 'fail' || result.status === 'unknown').map((result) => result.finding),
  )
  const entries = input.baseline?.findings ?? []
  const now = epochSeconds(input.now)
  return {
    tolerated: results.filter((result) => result.baselineUntil !== undefined).length,
    obsolete: entries.filter((entry) => !occurring.has(entry.finding)).map((entry) => entry.finding),
    expired: entries.filter((entry) => endOfDay(entry.expiresOn) < now).map((entry) => entry.finding),
  }
}

function countOps(plan: Plan): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { op } of plan.changes) counts[op] = (counts[op] ?? 0) + 1
  return counts
}

function reasonOf(answer: Answer, rules: readonly RuleSummary[], results: readonly Result[]): string {
  const enforced = new Set(rules.filter((rule) => rule.mode === 'enforced').map((rule) => rule.id))
  if (answer.decision === 'allow') {
    const excepted = rules.filter(({ id, status }) => enforced.has(id) && status === 'excepted').length
    return `All ${enforced.size} enforced rules hold${excepted > 0 ? `, ${excepted} of them by approved exceptions` : ''}.`
  }
  const blocking = results.filter((result) => enforced.has(result.rule) && result.baselineUntil === undefined)
  const fails = blocking.filter((result) => result.status === 'fail').length
  const unknowns = blocking.filter((result) => result.status === 'unknown').length
  const silent = rules.filter((rule) => rule.results === 0).map((rule) => rule.id)
  const parts = [
    ...(fails > 0 ? [`${fails} ${fails === 1 ? 'finding breaks' : 'findings break'} an enforced rule`] : []),
    ...(unknowns > 0 ? [`${unknowns} cannot be decided, which blocks as well`] : []),
    ...(silent.length > 0 ? [`${silent.join(', ')} gave no result`] : []),
  ]
  return `${parts.join('; ')}.`
}
