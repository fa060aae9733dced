import { type Interval, matches, refusals, toApplications } from './compile.ts'
import { type Coverage, fulfils, type Part, type Prepared, peopleInScope, placesOf, takenOut } from './decide.ts'
import { BudgetExceeded, EMPTY, type Node } from './diagram.ts'
import { makeMatcher } from './matching.ts'
import type { People, PolicyReading } from './reading.ts'
import type { Exempt, Requirement } from './requirement.ts'

/** What one exclusion of one policy lets through, exactly, over all policies together. */
export interface ExclusionEffect {
  /** Nothing: whatever this policy would refuse to the excluded, other policies refuse. */
  readonly idle: boolean
  /** Rules whose requirement a sign-in breaks that is possible through the exclusion, before exceptions. */
  readonly opens: readonly string[]
  /** Rules whose live exceptions take out all that it lets through. */
  readonly approvedBy: readonly string[]
}

/** A scope key of an exception, as far as an effect of its exclusion can be computed. */
type Dimension = 'users' | 'groups' | 'guestTypes' | 'applications'

/** Effects by policy, dimension and id; an exclusion that cannot be read has none. */
export type ExclusionEffects = ReadonlyMap<string, ExclusionEffect>

/** The name of an exclusion in the effects. */
export function exclusionKey(policy: string, dimension: string, id: string): string {
  return `${policy}|${dimension}|${id}`
}

/**
 * What each exclusion of an enforced policy lets through. Several exclusions may let the same sign-in through; each is
 * asked as if it were the only one, so that none is harmless only because of another. An excluded application answers
 * for the people whom the policy does not exclude anyway. Excluded roles are not asked: who holds a role changes
 * without a change here.
 */
export function exclusionEffects(
  coverage: Coverage,
  prepared: Prepared,
  requirements: readonly Requirement[],
  exempt: readonly Exempt[],
): ExclusionEffects {
  const effects = new Map<string, ExclusionEffect>()
  for (const policy of coverage.policies) {
    if (policy.state !== 'enabled') continue
    for (const [dimension, id] of exclusionsOf(policy)) {
      try {
        const parts = letThrough(coverage, prepared, policy, dimension, id)
        effects.set(exclusionKey(policy.key, dimension, id), {
          idle: parts.length === 0,
          opens: requirements
            .filter((requirement) => parts.some((part) => breaks(coverage, requirement, part)))
            .map(({ rule }) => rule),
          approvedBy: approving(coverage, exempt, parts),
        })
      } catch (error) {
        // Too large to decide: the exclusion counts as one that lets something through.
        if (!(error instanceof BudgetExceeded)) throw error
      }
    }
  }
  return effects
}

function exclusionsOf({ conditions: { excluded, targets } }: PolicyReading): readonly (readonly [Dimension, string])[] {
  const of = (dimension: Dimension, ids: readonly string[]): readonly (readonly [Dimension, string])[] =>
    ids.map((id) => [dimension, id] as const)
  const idsOf = (names: readonly { readonly id: string }[]): readonly string[] => names.map(({ id }) => id)
  return [
    ...of('users', idsOf(excluded.users.names)),
    ...of('groups', idsOf(excluded.groups.names)),
    ...of('guestTypes', excluded.guests.words),
    ...of('applications', idsOf(targets.excluded.names)),
  ]
}

const NOBODY: People = {
  users: { names: [], open: [] },
  groups: { names: [], open: [] },
  roles: { names: [], open: [] },
  guests: { words: [], open: [] },
}

/** The list of people that has one entry of an exclusion alone. */
function alone({ conditions: { excluded } }: PolicyReading, dimension: Dimension, id: string): People {
  const one = { names: [{ id, label: id }], open: [] }
  switch (dimension) {
    case 'users':
      return { ...NOBODY, users: one }
    case 'groups':
      return { ...NOBODY, groups: one }
    case 'guestTypes':
      return { ...NOBODY, guests: { ...excluded.guests, words: [id], open: [] } }
    case 'applications':
      return NOBODY
    default:
      return dimension satisfies never
  }
}

/** Sign-ins that the policy could refuse, or limit, if only this exclusion were not there, and that nothing refuses. */
function letThrough(
  coverage: Coverage,
  prepared: Prepared,
  policy: PolicyReading,
  dimension: Dimension,
  id: string,
): readonly Part[] {
  const { around, classes, directory } = coverage
  const { diagrams } = around.space
  const { targets } = policy.conditions
  const everywhere = { ...targets, excluded: { names: [], open: [] } }
  const unrestricted = { ...policy, conditions: { ...policy.conditions, targets: everywhere } }
  // What a session control does to a sign-in is more than to refuse it.
  const hasSession = (directory.byKey.get(policy.key)?.inputs['sessionControls'] ?? null) !== null
  const touched = (hasSession ? matches(around, unrestricted) : refusals(around, unrestricted)).most
  const places = dimension === 'applications' ? diagrams.and(touched, toApplications(around, [id])) : touched
  const match = makeMatcher(around, [
    policy.conditions.included,
    alone(policy, dimension, id),
    policy.conditions.excluded,
  ])
  return classes.flatMap((person): readonly Part[] => {
    const [inside, through, out] = match.match(person)
    const who =
      dimension === 'applications'
        ? diagrams.without(mostOf(inside), out?.least ?? EMPTY)
        : diagrams.and(mostOf(inside), mostOf(through))
    if (who === EMPTY) return []
    let set: Node = diagrams.allOf([who, places, around.space.possible])
    for (const refused of prepared.refused(person, 'least')) {
      if (set === EMPTY) return []
      set = diagrams.without(set, refused)
    }
    return set === EMPTY ? [] : [{ person, set }]
  })
}

function mostOf(interval: Interval | undefined): Node {
  return interval?.most ?? EMPTY
}

/** Whether some of the sign-ins are not as a requirement wants them. Of a session, any sign-in may be. */
function breaks(coverage: Coverage, requirement: Requirement, { person, set }: Part): boolean {
  const { diagrams } = coverage.around.space
  const asked = diagrams.and(
    placesOf(coverage.around, requirement.scope),
    peopleInScope(coverage, requirement.scope, person).most,
  )
  return diagrams.meets(set, diagrams.without(asked, fulfils(coverage.around, requirement)))
}

function approving({ around }: Coverage, exempt: readonly Exempt[], parts: readonly Part[]): readonly string[] {
  if (parts.length === 0) return []
  const { diagrams } = around.space
  return [...Map.groupBy(exempt, ({ rule }) => rule)]
    .filter(([, entries]) =>
      parts.every(({ person, set }) => {
        const out = diagrams.anyOf(entries.map((entry) => takenOut(around, entry, person)))
        return diagrams.without(set, out) === EMPTY
      }),
    )
    .map(([rule]) => rule)
}
