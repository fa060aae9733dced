// How long the exact sign-in analysis takes, and how much memory, over tenants of growing size.
// `node test/bench/sign-in-bench.ts` prints Markdown tables; `node test/bench/sign-in-bench.ts 200 10000 realistic` one row.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { directory } from '../../src/access/directory.ts'
import { groupFacts } from '../../src/access/groups.ts'
import { POLICY_TYPE } from '../../src/access/policies.ts'
import { roleGrants } from '../../src/access/roles.ts'
import { makeCoverages } from '../../src/access/sign-in/coverage.ts'
import { decide, prepare } from '../../src/access/sign-in/decide.ts'
import { signInView } from '../../src/access/sign-in/facts.ts'
import { readPolicy } from '../../src/access/sign-in/reading.ts'
import { tenants } from '../../src/access/tenants.ts'
import { readParameters, readRequirements } from '../../src/gate/parameters.ts'
import { NO_PLAN, type Plan, type Resource } from '../../src/plan/model.ts'
import { BUILT_IN_ROLES } from '../../src/plan/provider-types/directory-roles.ts'
import type { Value } from '../../src/plan/value.ts'
import { workplace } from '../workplace.ts'

type Style = 'realistic' | 'adversarial'

/** A deterministic stream of numbers below a bound (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function resource(type: string, name: string, inputs: { readonly [key: string]: Value }): Resource {
  const key = `urn:pulumi:bench::bench::${type}::${name}`
  return {
    key,
    type,
    name,
    custom: true,
    op: 'same',
    inputs,
    computed: {},
    options: {},
  } as unknown as Resource
}

function ref(target: Resource): Value {
  return { $gatehouse: 'ref', urn: target.key, property: 'objectId' }
}

/** A tenant of so many policies and people: personas with overlapping groups, applications, places and strengths. */
export function tenantOf(policies: number, people: number, style: Style): Plan {
  const pick = random(policies * 31 + people)
  const users = Array.from({ length: people }, (_, n) =>
    resource('azuread:index/user:User', `u${n}`, {
      displayName: `Person ${n}`,
      userPrincipalName: `u${n}@example.com`,
    }),
  )
  const groupCount = style === 'realistic' ? 40 : Math.max(40, policies)
  const memberships = style === 'realistic' ? 3 : 12
  const members = Array.from({ length: groupCount }, () => new Set<number>())
  for (let user = 0; user < people; user++) {
    for (let n = 0; n < memberships; n++) {
      // Most people share a department; in the adversarial tenant everybody is in groups of their own mixture.
      const group =
        style === 'realistic'
          ? (user % 25) + (n === 0 ? 0 : n === 1 ? 0 : pick(15) === 0 ? pick(15) : 0)
          : pick(groupCount)
      members[Math.min(group, groupCount - 1)]?.add(user)
    }
  }
  const groups = members.map((set, n) =>
    resource('azuread:index/group:Group', `g${n}`, {
      displayName: `Group ${n}`,
      members: [...set].map((user) => ref(users[user] as Resource)),
    }),
  )
  const dynamic = Array.from({ length: style === 'realistic' ? 4 : 12 }, (_, n) =>
    resource('azuread:index/group:Group', `d${n}`, {
      displayName: `Dynamic ${n}`,
      dynamicMembership: { enabled: true, rule: 'x' },
    }),
  )
  const locations = Array.from({ length: style === 'realistic' ? 6 : 60 }, (_, n) =>
    resource('azuread:index/namedLocation:NamedLocation', `l${n}`, {
      displayName: `Location ${n}`,
      ip: {
        ipRanges: [
          `10.${pick(style === 'realistic' ? 250 : 8)}.${pick(256)}.0/${style === 'realistic' ? 24 : 12 + pick(12)}`,
        ],
        trusted: n % 3 === 0,
      },
    }),
  )
  const roles = [...BUILT_IN_ROLES.keys()]
  const one = <Item>(list: readonly Item[]): Item => list[pick(list.length)] as Item
  const everything = { clientAppTypes: ['all'], applications: { includedApplications: ['All'] } }
  const emergency = groups[0] as Resource
  const policy = (name: string, users_: Value, conditions: object, grantControls: object): Resource =>
    resource(POLICY_TYPE, name, {
      displayName: name,
      state: 'enabled',
      conditions: { ...everything, users: users_, ...conditions } as Value,
      grantControls: grantControls as Value,
    })
  const mfa = { operator: 'OR', builtInControls: ['mfa'] }
  const declared = [
    policy('mfa', { includedUsers: ['All'], excludedGroups: [ref(emergency)] }, {}, mfa),
    policy(
      'legacy',
      { includedUsers: ['All'], excludedGroups: [ref(emergency)] },
      { clientAppTypes: ['exchangeActiveSync', 'other'] },
      { operator: 'OR', builtInControls: ['block'] },
    ),
  ]
  for (let n = declared.length; n < policies; n++) {
    const kind = pick(6)
    const included =
      kind === 0
        ? { includedRoles: [one(roles), one(roles)] }
        : { includedGroups: [ref(one(groups)), ref(one(kind === 1 ? dynamic : groups))] }
    const excluded =
      pick(3) === 0 ? { excludedGroups: [ref(emergency), ref(one(groups))] } : { excludedGroups: [ref(emergency)] }
    const conditions = {
      ...(pick(2) === 0
        ? {
            applications: {
              includedApplications: [`00000000-0000-0000-0000-0000000000${10 + pick(style === 'realistic' ? 12 : 80)}`],
            },
          }
        : {}),
      ...(pick(4) === 0
        ? { platforms: { includedPlatforms: [one(['windows', 'macOS', 'iOS', 'android', 'linux'])] } }
        : {}),
      ...(pick(4) === 0 ? { locations: { includedLocations: ['All'], excludedLocations: [ref(one(locations))] } } : {}),
      ...(pick(8) === 0 ? { signInRiskLevels: ['high'] } : {}),
    }
    const grant = one([
      mfa,
      { operator: 'OR', builtInControls: ['compliantDevice'] },
      { operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] },
      {
        operator: 'OR',
        builtInControls: [],
        authenticationStrengthPolicyId: '/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004',
      },
    ])
    declared.push(policy(`p${n}`, { ...included, ...excluded } as Value, conditions, grant))
  }
  return { ...NO_PLAN, resources: [...users, ...groups, ...dynamic, ...locations, ...declared] }
}

function measure(policies: number, people: number, style: Style): void {
  const plan = tenantOf(policies, people, style)
  const index = directory(plan, [])
  const groups = groupFacts(index)
  const grants = roleGrants(index, groups)
  const owned = tenants(index, undefined)
  const parameters = readParameters(workplace(), 'policies/parameters.yaml', undefined)
  const requirements = readRequirements(workplace(), 'policies/requirements.yaml')
  globalThis.gc?.()
  const before = performance.now()
  const readings = owned.flatMap((tenant) => tenant.policies.map(({ resource: from }) => readPolicy(index, from)))
  const [coverage] = makeCoverages([{ directory: index, policies: readings, grants }], {
    requirements,
    exempt: [],
    privilegedRoles: parameters.privilegedRoles,
    sessionHours: parameters.session.administratorHours,
  })
  if (coverage === undefined) throw new Error('no tenant')
  const prepared = prepare(coverage)
  const [first] = requirements
  const answer = first && decide(coverage, prepared, first, [])
  const single = performance.now() - before
  const started = performance.now()
  const facts = signInView(index, owned, grants, {
    requirements,
    openable: requirements,
    exempt: [],
    parameters,
  }).answers
  const all = performance.now() - started
  const open = facts.filter(({ reason }) => reason !== undefined).length
  const memory = process.resourceUsage().maxRSS / 1024
  console.log(
    `| ${style} | ${policies} | ${people} | ${coverage.classes.length} | ${single.toFixed(0)} ms | ${all.toFixed(0)} ms | ${coverage.around.space.diagrams.nodes} | ${memory.toFixed(0)} MB | ${answer?.status}${open > 0 ? `, ${open} beyond the budget` : ''} |`,
  )
}

const [policies, people, style] = process.argv.slice(2)
if (policies !== undefined)
  measure(Number(policies), Number(people), style === 'adversarial' ? 'adversarial' : 'realistic')
else {
  console.log(
    '| tenant | policies | people | classes | one requirement | all 15, explained | nodes | memory | answer |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const kind of ['realistic', 'adversarial']) {
    for (const [n, m] of [
      [50, 10_000],
      [200, 1_000],
      [200, 10_000],
      [1_000, 10_000],
    ]) {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--expose-gc', fileURLToPath(import.meta.url), String(n), String(m), kind],
        { encoding: 'utf8' },
      )
      process.stdout.write(stdout || `| ${kind} | ${n} | ${m} | failed: ${stderr.slice(0, 200)} |\n`)
    }
  }
}
