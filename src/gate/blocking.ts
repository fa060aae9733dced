import type { Decision, Result, RuleSummary } from './decision.ts'

/** An enforced rule that stands against a change. */
export interface Blocking {
  readonly rule: string
  readonly status: 'fail' | 'unknown'
  /** The first of its findings. */
  readonly message: string
}

/** The parts of a decision, new or archived, that say what stands against the change. */
interface Judged {
  readonly rules: readonly Pick<RuleSummary, 'id' | 'mode' | 'results'>[]
  readonly results: readonly Pick<Result, 'rule' | 'status' | 'message' | 'baselineUntil'>[]
}

/** Enforced rules that stand against a change, each with its first finding; a rule without any result is one of them. */
export function blockingRules({ rules, results }: Judged): ReadonlyMap<string, Blocking> {
  const found = new Map<string, Blocking>()
  for (const { id, mode, results: number } of rules) {
    if (mode !== 'enforced') continue
    const own = results.filter(({ rule, baselineUntil }) => rule === id && baselineUntil === undefined)
    const status = (['fail', 'unknown'] as const).find((one) => own.some((result) => result.status === one))
    const worst = own.find((result) => result.status === status)
    if (status !== undefined && worst !== undefined) found.set(id, { rule: id, status, message: worst.message })
    else if (number === 0) found.set(id, { rule: id, status: 'unknown', message: 'The rule gave no result.' })
  }
  return found
}

/** What the change's own policies would answer, and which rules would make the difference. */
export function ownAnswer(
  binding: Decision,
  own: Decision,
): Pick<NonNullable<Decision['head']>, 'decision' | 'blocks' | 'frees'> {
  const [before, after] = [[...blockingRules(binding).keys()], [...blockingRules(own).keys()]]
  return {
    decision: own.decision,
    blocks: after.filter((rule) => !before.includes(rule)),
    frees: before.filter((rule) => !after.includes(rule)),
  }
}
