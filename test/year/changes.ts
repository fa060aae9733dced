import type { Deployment, Year } from './model.ts'
import { YEAR } from './model.ts'
import { plusDays, type Random, workTime } from './random.ts'

/** Names at the forge: who writes changes, and who may approve them. */
const AUTHORS = ['nadia-r', 'kristof-p', 'ingrid-h', 'stefan-e', 'piet-j'] as const
const APPROVERS = ['sven-a', 'henrik-s', 'ingrid-h', 'nadia-r'] as const

/** So many changes over the working days of the year, each written by one and approved by another. */
export function addDeployments(year: Year, random: Random, count: number): void {
  const times = new Set<string>()
  while (times.size < count) times.add(workTime(random, plusDays(`${YEAR}-01-02`, random.below(361))))
  for (const judgedAt of [...times].toSorted()) {
    const author = random.pick(AUTHORS)
    const stack = random.below(3) === 0 ? 'aws' : 'identity'
    year.deployments.push({
      stack,
      judgedAt,
      authors: [author],
      approvals: [random.pick(APPROVERS.filter((name) => name !== author))],
      decision: 'allow',
      outcome: 'deployed',
      exceptions: stack === 'identity' ? exceptionsOf(year, judgedAt.slice(0, 10)) : [],
    })
  }
}

/** What was excepted is mended ten days before the exception ends. */
function exceptionsOf(year: Year, day: string): Deployment['exceptions'] {
  return year.exceptions
    .filter(({ id }) => id.startsWith('EX-1'))
    .map(({ id, rule, expiresOn }) => ({
      id,
      rule,
      state: expiresOn < day ? ('expired' as const) : ('live' as const),
      used: day < plusDays(expiresOn, -10),
    }))
}
