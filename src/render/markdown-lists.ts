import type { Decision } from '../gate/decision.ts'
import { markdownCode, markdownText } from './escape.ts'
import { exceptionState, exceptionTally } from './exceptions.ts'
import { count, countStatuses, differenceText, type Findings, sortRules, statusWord } from './findings.ts'

/** A part under one fold: its heading, what stands before the items, the items, and what the items are. */
export interface Part {
  readonly summary: string
  readonly head: string
  readonly items: readonly string[]
  readonly noun: string
}

/** What the change declares differently, resource by resource. */
export function differencePart(decision: Decision): Part {
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

/** Every rule with its status. */
export function rulesPart(decision: Decision): Part {
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

/** Every exception with its state. */
export function exceptionsPart(decision: Decision): Part {
  return {
    summary: `Exceptions: ${exceptionTally(decision)}; list`,
    head: '| Exception | Rule | State | Owner |\n|---|---|---|---|\n',
    items: decision.exceptions.map(
      (exception) =>
        `| ${markdownText(exception.id, 100)} | ${markdownCode(exception.rule)} | ${markdownText(exceptionState(exception, decision), 200)} | ${markdownText(exception.owner, 100)} |`,
    ),
    noun: 'exception',
  }
}

/** Every entry of the baseline, those that need a hand first. */
export function baselinePart(decision: Decision, findings: Findings): Part {
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
