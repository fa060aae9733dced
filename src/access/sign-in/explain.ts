import type { Source } from '../../plan/model.ts'
import { type Answer, type Coverage, decide, type Prepared } from './decide.ts'
import { type Edit, editsFor } from './edits.ts'
import { type Extent, extentOf } from './extent.ts'
import { fingerprint } from './fingerprint.ts'
import { editPolicy } from './prepare-edit.ts'
import type { PolicyReading } from './reading.ts'
import type { Exempt, Requirement } from './requirement.ts'
import { describe, type Naming } from './sentence.ts'
import type { SignIn } from './sign-in.ts'
import { simplest, toSignIn } from './simplest.ts'
import { type Effect, whatIf } from './what-if.ts'

/** Why a policy does not help against a sign-in. */
export interface Reason {
  readonly policy: string
  readonly label: string
  /** Continues a sentence that begins with the label. */
  readonly text: string
  readonly source?: Source
}

/** A gap, explained by its simplest sign-in (access.md §5). */
export interface Explanation {
  /** The sign-in as one sentence. */
  readonly sentence: string
  readonly counterexample: SignIn
  /** The policies that come near, nearest first. */
  readonly why: readonly Reason[]
  /** How many further policies there are. */
  readonly further: number
  /** The smallest single edit that closes the whole gap, if one does. */
  readonly edit?: { readonly policy: string; readonly text: string; readonly source?: Source }
  readonly extent: Extent
  /** Name of the set of sign-ins, the same for equal gaps. */
  readonly gap: string
}

/** Policies to name, and edits to try, at most. */
const MOST_REASONS = 5
const MOST_EDITS = 8

/** Explains an answer that found sign-ins. */
export function explain(
  coverage: Coverage,
  prepared: Prepared,
  requirement: Requirement,
  exempt: readonly Exempt[],
  answer: Answer,
  naming: Naming,
): Explanation {
  const { part, point } = simplest(coverage, answer.parts)
  const signIn = toSignIn(coverage, part.person, point)
  const effects = nearest(whatIf(signIn, coverage.policies, coverage.around.locations).effects)
  const shown = effects.slice(0, MOST_REASONS)
  const edit = closingEdit(coverage, prepared, requirement, exempt, effects)
  const groups = [...new Set(shown.flatMap(({ misses }) => misses.flatMap(({ ids }) => ids ?? [])))]
  return {
    sentence: describe(
      signIn,
      groups.filter((id) => coverage.groups.includes(id)),
      naming,
    ),
    counterexample: signIn,
    why: shown.map(reasonOf),
    further: effects.length - shown.length,
    ...(edit ? { edit: { policy: edit.policy.key, text: edit.text, ...sourceOf(edit.policy) } } : {}),
    extent: extentOf(coverage, answer.parts, requirement.scope),
    gap: fingerprint(coverage, answer.parts),
  }
}

function sourceOf(policy: PolicyReading): { readonly source?: Source } {
  return policy.source === undefined ? {} : { source: policy.source }
}

function reasonOf({ policy, applies, misses, asks }: Effect): Reason {
  const text =
    applies === 'yes'
      ? asks === 'nothing'
        ? 'applies, but asks for nothing'
        : `applies, but asks for ${asks}, which this sign-in fulfils`
      : misses.map((miss) => miss.text).join(' and ')
  return { policy: policy.key, label: policy.label, text, ...sourceOf(policy) }
}

/** Nearest first: what applies and asks for too little, then what one condition keeps from refusing, then the rest. */
function nearest(effects: readonly Effect[]): readonly Effect[] {
  const distance = ({ applies, granted, misses }: Effect): number => {
    const far = misses.reduce((sum, { at }) => sum + (MISS_DISTANCE[at] ?? 1), 0)
    if (applies === 'yes') return 1
    return far + (granted === 'yes' ? 10 : 0)
  }
  return effects
    .map((effect, index) => ({ effect, index, distance: distance(effect) }))
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .map(({ effect }) => effect)
}

/** An exclusion or a switched-off policy is the likeliest cause; a policy for others is far away. */
const MISS_DISTANCE: Readonly<Record<string, number>> = {
  excluded: 0.5,
  excludedTarget: 0.5,
  state: 0.8,
  included: 3,
  target: 2,
}

function closingEdit(
  coverage: Coverage,
  prepared: Prepared,
  requirement: Requirement,
  exempt: readonly Exempt[],
  effects: readonly Effect[],
): Edit | undefined {
  const edits = effects.flatMap((effect) => editsFor(effect, requirement.outcome)).slice(0, MOST_EDITS)
  return edits.find(({ policy, edited }) => {
    const [next, changed] = editPolicy(coverage, prepared, coverage.policies.indexOf(policy), edited)
    const { status } = decide(next, changed, requirement, exempt)
    return status === 'pass' || status === 'excepted'
  })
}
