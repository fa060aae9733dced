import { type Interval, matches } from './compile.ts'
import type { Coverage } from './decide.ts'
import { EMPTY, type Node } from './diagram.ts'
import type { Requirement } from './requirement.ts'

const NEVER: Interval = { least: EMPTY, most: EMPTY }

/**
 * Sign-ins whose session is limited: some applying policy asks again within the parameter's hours, and some applying
 * policy forbids a persistent browser session. Unlike a grant, a session control adds nothing to what others ask.
 */
export function limitedSessions(
  { around, policies, sessionHours }: Coverage,
  { outcome }: Requirement,
  people: readonly Interval[],
): Interval {
  if (outcome !== 'limitedSession') return NEVER
  const { diagrams } = around.space
  const where = (reading: keyof Interval, isLimited: (index: number) => boolean): Node =>
    diagrams.anyOf(
      policies.flatMap((policy, index) =>
        isLimited(index) ? [diagrams.and(people[index]?.[reading] ?? EMPTY, matches(around, policy)[reading])] : [],
      ),
    )
  const frequency = (reading: keyof Interval): Node =>
    where(reading, (index) => {
      const hours = policies[index]?.session.frequencyHours
      return hours === 'open' ? reading === 'most' : hours !== undefined && hours <= sessionHours
    })
  const browser = (reading: keyof Interval): Node =>
    where(reading, (index) => {
      const mode = policies[index]?.session.persistentBrowser
      return mode === 'open' ? reading === 'most' : mode === 'never'
    })
  return {
    least: diagrams.and(frequency('least'), browser('least')),
    most: diagrams.and(frequency('most'), browser('most')),
  }
}
