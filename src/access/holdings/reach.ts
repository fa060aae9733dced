import type { AssignmentKind } from './assignment-kind.ts'
import type { Edge, Edges } from './edges.ts'
import type { Party } from './parties.ts'
import type { Term } from './time.ts'

/** Somebody who is in a group, or owns it, directly or through the groups in it. */
export interface Reached {
  readonly party: Party
  /** The ways into the groups, from the group that was asked about to the one that the party is in. */
  readonly chain: readonly Edge[]
  readonly as: AssignmentKind
  readonly eligible: boolean
  /** All of them have to hold; empty where nothing limits it. */
  readonly terms: readonly Term[]
}

/** Who is behind a group. */
export interface Reach {
  readonly reached: readonly Reached[]
  /** Ids of the group itself and of every group in it, each with the chain by which it was found first. */
  readonly groups: ReadonlyMap<string, readonly Edge[]>
  /** There are more combinations of schedules than are looked at, so somebody may be missing. */
  readonly truncated: boolean
}

interface State {
  readonly group: string
  readonly chain: readonly Edge[]
  readonly as: AssignmentKind
  readonly eligible: boolean
  /** The edges of the chain that have a term. */
  readonly limits: readonly Edge[]
}

/** Schedules that put groups into groups can be combined in exponentially many ways; real ones in a handful. */
const MOST_LIMITED_STATES = 10_000

/**
 * Everybody behind a group, breadth first, so that the shortest chain is named; among chains of one length, the first by
 * the names of their members. Cycles end it: a group is looked at again only by a way that is not weaker in every
 * respect (what it makes of somebody, whether it must be activated, how long it lasts) than one that was looked at.
 */
export function reach(start: string, edges: Edges): Reach {
  const reached = new Map<string, Reached>()
  const groups = new Map<string, readonly Edge[]>([[start, []]])
  const first: State = { group: start, chain: [], as: 'member', eligible: false, limits: [] }
  const seen = new Map<string, State[]>([[start, [first]]])
  const queue: State[] = [first]
  const numbers = new Map<Edge, number>()
  let limited = 0
  let truncated = false
  // The queue grows while it is read.
  for (const state of queue) {
    for (const edge of edges.get(state.group) ?? []) {
      const next = follow(state, edge)
      const isGroup = edges.has(edge.member.id) || edge.member.kind === 'group'
      if (!isGroup) {
        const id = leafId(edge.member, next, numbers)
        if (!reached.has(id)) reached.set(id, leaf(edge.member, next))
      } else if (!isDominated(seen.get(next.group), next)) {
        if (next.limits.length > 0) limited++
        if (limited > MOST_LIMITED_STATES) {
          truncated = true
          continue
        }
        const states = seen.get(next.group)
        if (states) states.push(next)
        else seen.set(next.group, [next])
        if (!groups.has(next.group)) groups.set(next.group, next.chain)
        queue.push(next)
      }
    }
  }
  return { reached: [...reached.values()], groups, truncated }
}

function follow(state: State, edge: Edge): State {
  return {
    group: edge.member.id,
    chain: [...state.chain, edge],
    as: state.as === 'owner' ? 'owner' : edge.as,
    eligible: state.eligible || edge.eligible,
    limits: edge.term === undefined ? state.limits : [...state.limits, edge],
  }
}

/**
 * An owner can become a member, but is none; so neither stands for the other. What must be activated has a term, so it
 * is among the limits.
 */
function isDominated(states: readonly State[] | undefined, state: State): boolean {
  return (states ?? []).some(
    (other) => other.as === state.as && other.limits.every((edge) => state.limits.includes(edge)),
  )
}

function leaf(party: Party, { chain, as, eligible, limits }: State): Reached {
  return { party, chain, as, eligible, terms: limits.map((edge) => edge.term).filter((term) => term !== undefined) }
}

/** The same for two ways that make the same of a party and are limited by the same schedules. */
function leafId(party: Party, { as, eligible, limits }: State, numbers: Map<Edge, number>): string {
  const limitedBy = limits.map((edge) => {
    const number = numbers.get(edge) ?? numbers.size
    numbers.set(edge, number)
    return number
  })
  return JSON.stringify([party.id, as, eligible, limitedBy])
}
