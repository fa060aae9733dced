import type { Decision } from '../gate/decision.ts'
import { approvalsOf, type Change } from './change.ts'

/** Why nothing is deployed: what differs from what was judged, in one sentence, and what to do. */
export interface Refusal {
  readonly about: 'plan' | 'decision' | 'policies' | 'approvals' | 'tool'
  readonly sentence: string
  readonly fix: string
}

/** What a deployment holds in its hands before the engine is asked. */
export interface Facts {
  readonly project: string
  readonly stack: string
  /** The commit that is checked out. */
  readonly head: string
  /** The commit by whose policies is judged. */
  readonly base: string
  /** Commits since the base, on the first line of the history. */
  readonly commits: readonly string[]
  readonly changes: readonly Change[]
  readonly approvals: number
  /** Digest of the state that the program wants, planned now, here. */
  readonly desired: string
  /** Digests of the policies, parameters, exceptions, register and baseline that bind now. */
  readonly sources: Readonly<Record<string, string | undefined>>
  /** Digests of this program, and of the one that the base holds; undefined where the base holds none. */
  readonly tool: { readonly own: string | undefined; readonly base: string | undefined }
  /** The decision that was made about the change. */
  readonly judged: Pick<Decision, 'decision' | 'digests' | 'policySource' | 'project' | 'stack' | 'now'> | undefined
  readonly now: string
  /** A named person answers for it: approvals and the earlier decision may be missing. */
  readonly emergency: boolean
}

const JUDGE_AGAIN = 'judge the change again with "gatehouse gate --base", and have it approved as it is'

/** Everything that speaks against a deployment before the engine is asked; empty where nothing does. */
export function refusals(facts: Facts): readonly Refusal[] {
  return [
    ...toolRefusals(facts),
    ...(facts.judged === undefined ? missingDecision(facts) : decisionRefusals(facts, facts.judged)),
    ...(facts.emergency
      ? []
      : [...coverageRefusals(facts), ...facts.changes.flatMap((one) => approvalRefusals(one, facts))]),
  ]
}

function toolRefusals({ tool, base }: Facts): readonly Refusal[] {
  if (tool.base === undefined || tool.base === tool.own) return []
  return [
    {
      about: 'tool',
      sentence: `this program is not the one of the base ${base.slice(0, 12)}: its sources are others`,
      fix: 'run the program of what was deployed last (its checkout, with its packages), and give this commit with --program DIR',
    },
  ]
}

function missingDecision({ emergency }: Facts): readonly Refusal[] {
  if (emergency) return []
  return [
    { about: 'decision', sentence: 'there is no decision about this change', fix: 'give it with --decision FILE' },
  ]
}

/** Words for the digests of what a decision was made by. */
const SOURCES: Readonly<Record<string, string>> = {
  bundle: 'the policies',
  parameters: 'the parameters',
  exceptions: 'the exceptions',
  register: 'the register',
  baseline: 'the baseline of known findings',
}

function decisionRefusals(facts: Facts, judged: NonNullable<Facts['judged']>): readonly Refusal[] {
  const found: Refusal[] = []
  if (judged.project !== facts.project || judged.stack !== facts.stack) {
    const sentence = `the decision is about ${judged.project}/${judged.stack}, this is ${facts.project}/${facts.stack}`
    return [{ about: 'decision', sentence, fix: 'give the decision about this stack' }]
  }
  if (judged.decision !== 'allow' && !facts.emergency) {
    found.push({
      about: 'decision',
      sentence: 'the decision denies the change',
      fix: 'fix what it names, and judge again',
    })
  }
  if (judged.policySource.kind !== 'base') {
    const sentence = 'the change was judged by its own copy of the policies, not by those of the base'
    found.push({ about: 'decision', sentence, fix: JUDGE_AGAIN })
  }
  if (Date.parse(judged.now) > Date.parse(facts.now)) {
    const sentence = `the decision is of ${judged.now}, after ${facts.now}`
    found.push({ about: 'decision', sentence, fix: 'set the clock' })
  }
  if (judged.digests.desired !== facts.desired) {
    const sentence = `the program of ${facts.head.slice(0, 12)} wants another state than the one that was judged`
    found.push({ about: 'plan', sentence, fix: JUDGE_AGAIN })
  }
  for (const [name, words] of Object.entries(SOURCES)) {
    const then = (judged.digests as Readonly<Record<string, string | undefined>>)[name]
    if (then === facts.sources[name]) continue
    const sentence = `${words} that bind now, of ${facts.base.slice(0, 12)}, are not those by which the change was judged`
    found.push({ about: 'policies', sentence, fix: JUDGE_AGAIN })
  }
  return found
}

/** Every commit since the last deployment came with a change of its own; the tip is one of them. */
function coverageRefusals({ changes, commits, head, base }: Facts): readonly Refusal[] {
  const merged = new Set(changes.map((change) => change.mergeCommit))
  const line = new Set(commits)
  const loose = commits.filter((commit) => !merged.has(commit))
  const foreign = changes.filter((change) => !line.has(change.mergeCommit))
  return [
    ...(loose.length === 0
      ? []
      : [
          {
            about: 'approvals' as const,
            sentence: `no change that was given became ${loose.map((commit) => commit.slice(0, 12)).join(', ')}, and it was not deployed before`,
            fix: 'give the file of each change since the last deployment with --change FILE; a commit that was pushed without one needs a change, or --emergency',
          },
        ]),
    ...foreign.map((change) => ({
      about: 'approvals' as const,
      sentence: `${change.url} became ${change.mergeCommit.slice(0, 12)}, which is not between ${base.slice(0, 12)} and ${head.slice(0, 12)}`,
      fix: 'give the changes that are deployed, and no other',
    })),
  ]
}

function approvalRefusals(change: Change, { approvals: minimum }: Facts): readonly Refusal[] {
  const { counted, objections, discounted } = approvalsOf(change)
  const about = 'approvals' as const
  const found: Refusal[] = objections.map((name) => ({
    about,
    sentence: `${change.url}: ${name} asks for changes`,
    fix: 'make them, or have the review dismissed',
  }))
  if (counted.length < minimum) {
    const why = discounted.length === 0 ? '' : `; ${discounted.join('; ')}`
    const sentence = `${change.url} has ${counted.length} of ${minimum} approvals${why}`
    found.push({ about, sentence, fix: 'have its last commit approved by somebody who wrote none of it' })
  }
  return found
}
