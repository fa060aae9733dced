import type { Source } from '../../plan/model.ts'
import { refusals } from './compile.ts'
import { type Answer, type Coverage, type Part, peopleOf } from './decide.ts'
import { EMPTY } from './diagram.ts'
import { type Edit, editsFor, isForOtherRoles, type PrivilegedRoles, widensBlock } from './edits.ts'
import { type Extent, extentOf } from './extent.ts'
import { fingerprint } from './fingerprint.ts'
import type { PolicyReading } from './reading.ts'
import type { Requirement } from './requirement.ts'
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
export function explain(coverage: Coverage, requirement: Requirement, answer: Answer, naming: Naming): Explanation {
  const { part, point } = simplest(coverage, answer.parts)
  const signIn = toSignIn(coverage, part.person, point)
  const { effects: unsorted } = whatIf(signIn, coverage.policies, coverage.around.locations)
  const away = (effect: Effect): number => distanceOf(effect, requirement)
  const effects = nearest(coverage, part, requirement, unsorted)
  const grouped = byReason(effects)
  const least = Math.min(...effects.map(away))
  const near = grouped.filter(([first]) => first !== undefined && away(first) <= least + NEARBY).length
  const most = Math.min(near, MOST_REASONS)
  const shown = grouped.slice(0, most).flatMap(([first]) => (first ? [first] : []))
  const edit = closingEdit(coverage, requirement, answer, effects)
  const groups = [...new Set(shown.flatMap(({ misses }) => misses.flatMap(({ ids }) => ids ?? [])))]
  return {
    sentence: describe(
      signIn,
      groups.filter((id) => coverage.groups.includes(id)),
      naming,
    ),
    counterexample: signIn,
    why: grouped.slice(0, most).flatMap(reasonOf),
    further: grouped.slice(most).flat().length,
    ...(edit ? { edit: { policy: edit.policy.key, text: edit.text, ...sourceOf(edit.policy) } } : {}),
    extent: extentOf(coverage, answer.parts, requirement.scope),
    gap: fingerprint(coverage, answer.parts),
  }
}

function sourceOf(policy: PolicyReading): { readonly source?: Source } {
  return policy.source === undefined ? {} : { source: policy.source }
}

function textOf({ applies, misses, asks }: Effect): string {
  if (applies !== 'yes') return misses.map((miss) => miss.text).join(' and ')
  return asks === 'nothing'
    ? 'applies, but asks for nothing'
    : `applies, but asks for ${asks}, which this sign-in fulfils`
}

/** Policies that fail to help for the same reason, together, in the order of their first. */
function byReason(effects: readonly Effect[]): readonly (readonly Effect[])[] {
  return [...Map.groupBy(effects, textOf).values()]
}

function reasonOf(effects: readonly Effect[]): readonly Reason[] {
  const [first, ...others] = effects
  if (first === undefined) return []
  const { policy } = first
  const also = others.length === 0 ? '' : ` (so ${others.length === 1 ? 'does 1 more' : `do ${others.length} more`})`
  return [{ policy: policy.key, label: policy.label, text: `${textOf(first)}${also}`, ...sourceOf(policy) }]
}

/**
 * Nearest first: what applies and asks for too little, then what one condition keeps from refusing, then the rest; of
 * equally near policies the one that would refuse the most of the gap.
 */
function nearest(
  coverage: Coverage,
  { person, set }: Part,
  requirement: Requirement,
  effects: readonly Effect[],
): readonly Effect[] {
  const { around } = coverage
  const { diagrams } = around.space
  const roles = rolesOf(coverage, requirement)
  /** How much of the gap, in a thousand parts, the likeliest edit would close. */
  const closed = (effect: Effect): number => {
    const [edit] = editsFor(effect, requirement.outcome, roles)
    if (edit === undefined) return 0
    const who = peopleOf(around, [edit.edited])(person)[0]?.least ?? EMPTY
    const refused = diagrams.and(diagrams.and(set, who), refusals(around, edit.edited).least)
    return Number((diagrams.count(refused) * 1000n) / diagrams.count(set))
  }
  const ranked = effects.map((effect, index) => ({ effect, index, distance: distanceOf(effect, requirement) }))
  const least = Math.min(...ranked.map((entry) => entry.distance))
  return ranked
    .map((entry) => ({
      ...entry,
      closed: entry.distance === least && effects.length <= MOST_WEIGHED ? closed(entry.effect) : 0,
    }))
    .sort((a, b) => a.distance - b.distance || b.closed - a.closed || a.index - b.index)
    .map(({ effect }) => effect)
}

/** The roles of a requirement on administrators. */
function rolesOf({ privilegedRoles, roleName }: Coverage, { scope }: Requirement): PrivilegedRoles | undefined {
  return scope.users === 'privilegedRoles' ? { ids: privilegedRoles, name: roleName } : undefined
}

/** How much is wrong with a policy before it would help. */
function distanceOf(effect: Effect, { scope, outcome }: Requirement): number {
  const { applies, granted, misses } = effect
  if (applies === 'yes') return 1
  if (granted !== 'yes' && scope.users === 'privilegedRoles' && isForOtherRoles(effect)) return OTHER_ROLES
  if (granted !== 'yes' && widensBlock(effect, outcome)) return FAR
  return misses.reduce((sum, { at }) => sum + (MISS_DISTANCE[at] ?? 1), 0) + (granted === 'yes' ? 10 : 0)
}

/** A policy for administrators that lacks a role is nearer than one that is for everybody and asks for too little. */
const OTHER_ROLES = 0.7

/** A policy that is this far away is meant for something else; to widen it would close the gap by accident. */
const FAR = 2.5

/** A policy that is further away than the nearest by more than this explains nothing. */
const NEARBY = 0.6

/** In larger tenants equally near policies stay in their order. */
const MOST_WEIGHED = 100

/** An exclusion or a switched-off policy is the likeliest cause; a policy for others is far away. */
const MISS_DISTANCE: Readonly<Record<string, number>> = {
  excluded: 0.5,
  excludedTarget: 0.5,
  state: 0.8,
  client: 1.7,
  flow: 1.7,
  included: 3,
  target: 2,
}

/**
 * The first single edit after which nothing can break the requirement. Every edit only makes its policy refuse more, so
 * it closes the gap if the policy then refuses all of it. A session control refuses nothing.
 */
function closingEdit(
  coverage: Coverage,
  requirement: Requirement,
  { possible }: Answer,
  effects: readonly Effect[],
): Edit | undefined {
  const { around } = coverage
  const { outcome } = requirement
  if (outcome === 'limitedSession') return undefined
  const { diagrams } = around.space
  const near = effects.filter((effect) => distanceOf(effect, requirement) < FAR)
  const roles = rolesOf(coverage, requirement)
  const edits = near.flatMap((effect) => editsFor(effect, outcome, roles)).slice(0, MOST_EDITS)
  return edits.find(({ edited }) => {
    const people = peopleOf(around, [edited])
    const refused = refusals(around, edited).least
    return possible.every(({ person, set }) => {
      const who = people(person)[0]?.least ?? EMPTY
      return who !== EMPTY && !diagrams.meets(set, diagrams.not(who)) && !diagrams.meets(set, diagrams.not(refused))
    })
  })
}
