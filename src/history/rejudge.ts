import type { Requirement } from '../access/sign-in/requirement.ts'
import { AppError } from '../errors.ts'
import type { Bundle } from '../gate/bundle.ts'
import type { Decision } from '../gate/decision.ts'
import { judge } from '../gate/judge.ts'
import type { Parameters } from '../gate/parameters.ts'
import { NO_PLAN } from '../plan/model.ts'
import type { Exception } from '../register/model.ts'
import type { Report, ReportedChange } from '../report/model.ts'
import { compare } from './compare.ts'
import { digestOf } from './inputs.ts'
import { POLICY_DIFF_SCHEMA, type PolicyDiff, type Rejudged } from './model.ts'
import { type PastPlaces, pastReader } from './past.ts'
import { archivedPlan } from './plan.ts'

/** What judges the past now. */
export interface NewPolicies {
  readonly bundle: Bundle
  readonly parameters: Parameters
  readonly requirements: readonly Requirement[]
  /** In place of those of then. */
  readonly exceptions?: readonly Exception[] | undefined
}

/**
 * Judges every archived decision again: the archived plan, register, baseline and clock of then, by other policies. What
 * cannot be had as it was is not guessed: the decision says why it was not judged again.
 * @throws AppError where the new policies themselves are at fault.
 */
export async function judgeHistory(report: Report, policies: NewPolicies, places: PastPlaces): Promise<PolicyDiff> {
  const past = pastReader(places)
  const known = await rulesIn(policies)
  const decisions: Rejudged[] = []
  for (const change of report.changes) decisions.push(await rejudge(change, policies, known, places.archive, past))
  const count = (outcome: Rejudged['outcome']): number => decisions.filter((one) => one.outcome === outcome).length
  const exceptions = digestOf(policies.exceptions)
  return {
    schema: POLICY_DIFF_SCHEMA,
    history: { origin: report.origin, size: report.size, root: report.root },
    judgedBy: {
      bundle: policies.bundle.digest,
      parameters: digestOf(policies.parameters) ?? '',
      ...(exceptions === undefined ? {} : { exceptions }),
    },
    counts: { same: count('same'), flips: count('flips'), notJudged: count('not-judged') },
    decisions,
  }
}

async function rejudge(
  change: ReportedChange,
  policies: NewPolicies,
  known: readonly string[],
  archive: string,
  past: ReturnType<typeof pastReader>,
): Promise<Rejudged> {
  const { decisionDocument: then, id: record } = change
  const base = { record, now: then.now, project: then.project, stack: then.stack, was: then.decision }
  const not = (because: string, notes: readonly string[] = []): Rejudged => ({
    ...base,
    outcome: 'not-judged',
    because,
    notes,
    blocks: [],
    frees: [],
  })
  const stored = archivedPlan(archive, change)
  if (typeof stored === 'string') return not(stored)
  const found = await past(change)
  if (typeof found === 'string') return not(found)
  const { inputs, notes } = found
  const selection = inputs.selection?.filter((rule) => known.includes(rule))
  if (selection?.length === 0) return not('none of the rules that were evaluated then is in the policies now', notes)
  const { plan, hidden } = stored
  try {
    const now: Decision = await judge(
      {
        plan,
        now: then.now,
        register: inputs.register,
        parameters: policies.parameters,
        requirements: policies.requirements,
        exceptions: policies.exceptions ?? inputs.exceptions,
        baseline: inputs.baseline,
        selection,
        exceptionChanges: inputs.exceptionChanges,
        authors: inputs.authors,
      },
      { bundle: policies.bundle, planDigest: then.digests.plan, policySource: { kind: 'working-tree' } },
    )
    return { ...base, ...compare(then, now, hidden), notes: [...notes, ...hiddenNote(hidden)] }
  } catch (error) {
    // A name that two resources of that plan have is a fault of that plan and these exceptions, not of the policies.
    if (error instanceof AppError && error.code === 'reference') return not(error.message, notes)
    throw error
  }
}

/** Ids of the rules. An empty plan is judged for it, so that a fault of the new policies is one before anything is compared. */
async function rulesIn({ bundle, parameters, requirements }: NewPolicies): Promise<readonly string[]> {
  const input = { plan: NO_PLAN, now: '1970-01-01T00:00:00Z', parameters, requirements, exceptions: [] }
  const { rules } = await judge(input, { bundle, planDigest: '', policySource: { kind: 'working-tree' } })
  return rules.map(({ id }) => id)
}

function hiddenNote(hidden: number): readonly string[] {
  if (hidden === 0) return []
  return [hidden === 1 ? 'one value of its plan was not archived' : `${hidden} values of its plan were not archived`]
}
