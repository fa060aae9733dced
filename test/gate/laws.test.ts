// What must never matter to a decision on the example: the order of resources, the logical names that nothing refers to,
// aliases, the order of the register's entries, and what is declared beside it and concerns nobody.

import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { beforeAll, expect } from 'vitest'
import { planProgram } from '../../src/engine/planner.ts'
import { readBundle } from '../../src/gate/bundle.ts'
import { judge } from '../../src/gate/judge.ts'
import { readParameters, readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { NO_OPTIONS, type Plan, type Resource } from '../../src/plan/model.ts'
import { normalizePlan } from '../../src/plan/normalize.ts'
import type { Register } from '../../src/register/model.ts'
import { readRegister } from '../../src/register/read.ts'
import { ROOT, workplace } from '../workplace.ts'

const REGISTER = readRegister(workplace(), join(ROOT, 'stacks/register'))
const PARAMETERS = readParameters(workplace(), `${OWN_POLICIES}/parameters.yaml`, undefined)
const REQUIREMENTS = readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`)
const BUNDLE = readBundle(OWN_POLICIES)
const STACKS = ['identity', 'aws'] as const
const RUNS = { numRuns: 3 }

const plans = new Map<string, Plan>()
const expected = new Map<string, unknown>()

/** The decision without what a name or a place is called: statuses rule by rule, and how many results of each. */
async function decided(plan: Plan, register: Register = REGISTER): Promise<unknown> {
  const decision = await judge(
    {
      plan,
      now: '2026-11-27T12:00:00Z',
      register,
      parameters: PARAMETERS,
      requirements: REQUIREMENTS,
      exceptions: register.exceptions,
    },
    { bundle: BUNDLE, planDigest: '', policySource: { kind: 'working-tree' } },
  )
  const rules = decision.rules.map(({ id, status, results }) => [id, status, results])
  return { decision: decision.decision, rules, exceptions: decision.exceptionCounts }
}

function planOf(stack: string): Plan {
  const plan = plans.get(stack)
  if (plan === undefined) throw new Error(`${stack} is not planned`)
  return plan
}

beforeAll(async () => {
  for (const stack of STACKS) {
    const plan = await planProgram({
      programDir: ROOT,
      stack,
      node: process.execPath,
      show: (path) => path,
      stderr: () => undefined,
    })
    plans.set(stack, plan)
    expected.set(stack, await decided(plan))
  }
})

const stacks = fc.constantFrom(...STACKS)
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 })

/** The same order for the same seed. */
function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  let state = seed
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state
  }
  return items
    .map((item) => [next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)
}

test.prop([stacks, seeds], RUNS)('the order of resources', async (stack, seed) => {
  const plan = planOf(stack)
  const found = await decided(normalizePlan({ ...plan, resources: shuffled(plan.resources, seed) }))
  expect(found).toEqual(expected.get(stack))
})

/** Types of which the register and the exceptions name none by `type::name`. */
const RENAMED =
  /:(ConditionalAccessPolicy|NamedLocation|AuthenticationStrengthPolicy|DirectoryRole\w+|SignInPolicy|Trail|Policy|Bucket\w*|PermissionSet)$/

test.prop([stacks, seeds], RUNS)('the logical names of resources', async (stack, seed) => {
  const plan = planOf(stack)
  const keys = new Map<string, string>()
  for (const { key, type, name } of plan.resources) {
    if (RENAMED.test(type)) keys.set(key, `${key.slice(0, -name.length)}renamed-${seed}-${name}`)
  }
  expect(keys.size).toBeGreaterThan(5)
  // Keys stand in references, in dependencies and as parents: all of them are renamed as the engine would.
  const renamed = JSON.parse(JSON.stringify(plan), (_, value) =>
    typeof value === 'string' ? (keys.get(value) ?? value) : value,
  ) as Plan
  const resources = renamed.resources.map((resource) => {
    const moved = [...keys.values()].includes(resource.key)
    return moved ? { ...resource, name: `renamed-${seed}-${resource.name}` } : resource
  })
  expect(await decided(normalizePlan({ ...renamed, resources }))).toEqual(expected.get(stack))
})

test.prop([stacks, seeds], RUNS)('aliases', async (stack, seed) => {
  const plan = planOf(stack)
  const resources = plan.resources.map((resource, index) =>
    (seed + index) % 3 === 0
      ? { ...resource, options: { ...resource.options, aliases: [`${resource.key}-before`] } }
      : resource,
  )
  expect(await decided(normalizePlan({ ...plan, resources }))).toEqual(expected.get(stack))
})

test.prop([stacks, seeds], RUNS)('the order of the register', async (stack, seed) => {
  const register: Register = {
    ...REGISTER,
    services: shuffled(REGISTER.services, seed),
    people: shuffled(REGISTER.people, seed + 1),
    vendors: shuffled(REGISTER.vendors, seed + 2),
    controls: shuffled(REGISTER.controls, seed + 3),
    exceptions: shuffled(REGISTER.exceptions, seed + 4),
    classification: {
      classes: REGISTER.classification.classes,
      categories: shuffled(REGISTER.classification.categories, seed + 5),
    },
    records: shuffled(REGISTER.records, seed + 6),
  }
  expect(await decided(planOf(stack), register)).toEqual(expected.get(stack))
})

test.prop([seeds], RUNS)('a group that concerns nobody', async (seed) => {
  const plan = planOf('identity')
  const [like] = plan.resources.filter(({ type }) => type === 'azuread:index/group:Group')
  if (like === undefined) throw new Error('the example has groups')
  const groups = [1, 2].map(
    (number): Resource => ({
      ...like,
      key: `${like.key}-${seed}-${number}`,
      name: `${like.name}-${seed}-${number}`,
      options: NO_OPTIONS,
      inputs: { displayName: `Beside ${seed} ${number}`, securityEnabled: true, members: [] },
    }),
  )
  expect(await decided(normalizePlan({ ...plan, resources: [...plan.resources, ...groups] }))).toEqual(
    expected.get('identity'),
  )
})
