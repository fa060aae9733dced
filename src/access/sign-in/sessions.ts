import { type Interval, matches } from './compile.ts'
import type { Coverage } from './decide.ts'
import { EMPTY, type Node } from './diagram.ts'
import type { Session } from './reading.ts'

/**
 * Takes out of a set the sign-ins whose session is limited: some applying policy asks again within the parameter's
 * hours, and some applying policy forbids a persistent browser session. Unlike a grant, a session control adds nothing
 * to what others ask.
 */
export function withoutLimited(
  { around, policies, sessionHours }: Coverage,
  set: Node,
  people: readonly Interval[],
  reading: keyof Interval,
): Node {
  const { diagrams } = around.space
  const unless = (isLimited: (session: Session) => boolean): Node => {
    let left = set
    for (const [index, policy] of policies.entries()) {
      if (left === EMPTY) return EMPTY
      if (!isLimited(policy.session)) continue
      left = diagrams.without(left, diagrams.and(people[index]?.[reading] ?? EMPTY, matches(around, policy)[reading]))
    }
    return left
  }
  return diagrams.or(
    unless(({ frequencyHours: hours }) =>
      hours === 'open' ? reading === 'most' : hours !== undefined && hours <= sessionHours,
    ),
    unless(({ persistentBrowser: mode }) => (mode === 'open' ? reading === 'most' : mode === 'never')),
  )
}
