// How long it takes to say who holds what: 10,000 people, 100,000 memberships, half and a quarter of them.
// Run with: node --expose-gc test/bench/holdings-bench.ts
import { directory } from '../../src/access/directory.ts'
import { groupFacts } from '../../src/access/groups.ts'
import { deriveAccess } from '../../src/access/holdings/derive.ts'
import { diffHoldings } from '../../src/access/holdings/diff.ts'
import { renderAccessText } from '../../src/access/holdings/render/text.ts'
import { roleGrants } from '../../src/access/roles.ts'
import type { Plan, Resource } from '../../src/plan/model.ts'
import {
  assign,
  DIRECTORY_READERS,
  eligible,
  group,
  NOW,
  PRIVILEGED,
  plan,
  ref,
  resource,
  schedule,
  USER_ADMINISTRATOR,
  user,
} from '../access/holdings/world.ts'

const TIMES = 5

/** A tenant: ten memberships a person in groups of a hundred; one group in twenty holds a role, one of them a nested one. */
function tenant(people: number): Plan {
  const groups = people / 10
  const range = (length: number): readonly number[] => Array.from({ length }, (_, at) => at)
  const resources: Resource[] = [
    ...range(people).map((at) => user(`person${at}`)),
    ...range(groups).map((at) => group(`group${at}`, [])),
    ...range(people * 10).map((at) =>
      resource('member', `m${at}`, {
        groupObjectId: ref('group', `group${(at * 7919 + Math.floor(at / people) * 31) % groups}`),
        memberObjectId: ref('user', `person${at % people}`),
      }),
    ),
    ...range(groups / 20).flatMap((at) => [
      assign(`a${at}`, ref('group', `group${at * 20}`), at % 2 === 0 ? DIRECTORY_READERS : USER_ADMINISTRATOR),
      resource('member', `n${at}`, {
        groupObjectId: ref('group', `group${at * 20}`),
        memberObjectId: ref('group', `group${at * 20 + 1}`),
      }),
      schedule('eligibleSchedule', `s${at}`, `group${at * 20}`, ref('user', `person${at}`), { duration: 'P90D' }),
    ]),
    ...range(people / 100).map((at) => eligible(`e${at}`, ref('user', `person${at}`))),
  ]
  return plan(...resources)
}

function median(work: () => unknown): number {
  const runs = Array.from({ length: TIMES }, () => {
    globalThis.gc?.()
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return runs.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0
}

console.log('people  memberships  holdings  derive  gate facts  diff  text   heap')
for (const people of [2500, 5000, 10_000]) {
  const made = tenant(people)
  const input = { now: NOW, privilegedRoles: PRIVILEGED }
  const access = deriveAccess(made, input)
  const milliseconds = [
    median(() => deriveAccess(made, input)),
    median(() => {
      const index = directory(made, [])
      return roleGrants(index, groupFacts(index))
    }),
    median(() => diffHoldings(access, access)),
    median(() => renderAccessText(access, { color: false, memberships: false })),
  ].map((time) => `${time.toFixed(0)} ms`)
  const heap = `${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`
  console.log([people, access.memberships.length, access.holdings.length, ...milliseconds, heap].join('  '))
}
