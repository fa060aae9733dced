// Random tenants that touch few dimensions each, so that every relevant sign-in can be enumerated.
// A tenant has complete covers, split over a dimension, sometimes with one hole, and policies that are beside the point.
import { directory } from '../../../src/access/directory.ts'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import { makeCoverages } from '../../../src/access/sign-in/coverage.ts'
import type { Coverage } from '../../../src/access/sign-in/decide.ts'
import { readPolicy } from '../../../src/access/sign-in/reading.ts'
import type { Exempt, Requirement } from '../../../src/access/sign-in/requirement.ts'
import { NO_PLAN, type Resource } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'

/** A dimension that policies of a tenant may restrict. */
export const DIMENSIONS = [
  'kind',
  'identity',
  'groups',
  'roles',
  'target',
  'client',
  'flow',
  'platform',
  'location',
  'device',
  'risk',
  'method',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

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

type Pick = (below: number) => number
type Inputs = Record<string, Value>

function resource(type: string, name: string, inputs: Inputs): Resource {
  return {
    key: `urn:pulumi:t::t::${type}::${name}`,
    type,
    name,
    custom: true,
    op: 'same',
    inputs,
    computed: {},
    dependencies: [],
    propertyDependencies: {},
    options: {
      protect: false,
      retainOnDelete: false,
      deleteBeforeReplace: false,
      ignoreChanges: [],
      replaceOnChanges: [],
      aliases: [],
    },
  }
}

function ref(target: Resource): Value {
  return { $gatehouse: 'ref', urn: target.key, property: 'objectId' }
}

const USERS = ['ann', 'bob', 'cid'].map((name) => resource('azuread:index/user:User', name, { displayName: name }))
const [ANN, BOB, CID] = USERS as [Resource, Resource, Resource]
const GIL = resource('azuread:index/invitation:Invitation', 'gil', { userDisplayName: 'gil' })
const STAFF = resource('azuread:index/group:Group', 'staff', { displayName: 'staff', members: [ref(ANN), ref(BOB)] })
const SALES = resource('azuread:index/group:Group', 'sales', { displayName: 'sales', members: [ref(BOB)] })
const NESTED = resource('azuread:index/group:Group', 'nested', {
  displayName: 'nested',
  members: [ref(SALES), ref(CID)],
})
const DYNAMIC = resource('azuread:index/group:Group', 'dynamic', {
  displayName: 'dynamic',
  dynamicMembership: { enabled: true, rule: 'x' },
})
const HQ = resource('azuread:index/namedLocation:NamedLocation', 'hq', {
  displayName: 'hq',
  ip: { ipRanges: ['203.0.113.0/24'], trusted: true },
})
const LAB = resource('azuread:index/namedLocation:NamedLocation', 'lab', {
  displayName: 'lab',
  ip: { ipRanges: ['203.0.113.128/25', '2001:db8::/32'] },
})
const NORDIC = resource('azuread:index/namedLocation:NamedLocation', 'nordic', {
  displayName: 'nordic',
  country: { countriesAndRegions: ['FI', 'SE'], includeUnknownCountriesAndRegions: true },
})
const ONSITE = resource('azuread:index/namedLocation:NamedLocation', 'onsite', {
  displayName: 'onsite',
  country: { countriesAndRegions: ['FI'], countryLookupMethod: 'authenticatorAppGps' },
})
const LATER = resource('azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy', 'later', {
  displayName: 'later',
  allowedCombinations: ['fido2', UNKNOWN],
})
const WEAK = resource('azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy', 'weak', {
  displayName: 'weak',
  allowedCombinations: ['fido2', 'password'],
})
const STRONG = resource('azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy', 'strong', {
  displayName: 'strong',
  allowedCombinations: ['fido2', 'windowsHelloForBusiness', 'password,sms'],
})
export const ADMIN = '62e90394-69f5-4237-9190-012177145e10'
const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8'
const APP = '11111111-1111-4111-8111-111111111111'
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000'
const STRANGER = '22222222-2222-4222-8222-222222222222'
const ELSEWHERE = '33333333-3333-4333-8333-333333333333'
const PARTNER = '44444444-4444-4444-8444-444444444444'
const SECURITY_INFORMATION = 'urn:user:registersecurityinfo'
const PLATFORMS = ['android', 'iOS', 'linux', 'macOS', 'windows', 'windowsPhone']
const CLIENTS = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']
const GUESTS = [
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'internalGuest',
  'otherExternalUser',
  'serviceProvider',
]

function one<Item>(pick: Pick, list: readonly Item[]): Item {
  return list[pick(list.length)] as Item
}

interface Draft {
  readonly users: Inputs
  readonly conditions: Inputs
  grant: Value
}

const MFA: Value = { operator: 'OR', builtInControls: ['mfa'] }

function draft(): Draft {
  return {
    users: { includedUsers: ['All'] },
    conditions: { applications: { includedApplications: ['All'] }, clientAppTypes: ['all'] },
    grant: MFA,
  }
}

/** Two policies that divide a dimension between them; `hole` leaves a part out, where the dimension has more than two. */
const SPLITS: Readonly<Record<Dimension, (pick: Pick, hole: boolean) => readonly Draft[]>> = {
  kind: (pick, hole) => {
    const [members, guests] = [draft(), draft()]
    members.users['excludedGuestsOrExternalUsers'] = [{ guestOrExternalUserTypes: GUESTS }]
    delete guests.users['includedUsers']
    const lost = pick(GUESTS.length)
    const types = hole ? GUESTS.filter((_, index) => index !== lost) : GUESTS
    guests.users['includedGuestsOrExternalUsers'] = [{ guestOrExternalUserTypes: types }]
    if (pick(2) === 0) return [members, guests]
    // Only the guests of one tenant are divided off.
    const externalTenants = [{ membershipKind: 'enumerated', members: [PARTNER] }]
    members.users['excludedGuestsOrExternalUsers'] = [{ guestOrExternalUserTypes: GUESTS, externalTenants }]
    guests.users['includedGuestsOrExternalUsers'] = [{ guestOrExternalUserTypes: types, externalTenants }]
    return [members, guests]
  },
  identity: (pick, hole) => {
    const [most, rest] = [draft(), draft()]
    const other: Value = one<Value>(pick, [ref(BOB), ref(GIL), STRANGER.toUpperCase()])
    most.users['excludedUsers'] = [ref(ANN), other]
    rest.users['includedUsers'] = hole ? [ref(ANN)] : [ref(ANN), other]
    return [most, rest]
  },
  groups: (pick, hole) => {
    const [most, rest] = [draft(), draft()]
    const group: Value = one<Value>(pick, [ref(STAFF), ref(DYNAMIC), ref(NESTED), ELSEWHERE])
    most.users['excludedGroups'] = [group]
    delete rest.users['includedUsers']
    rest.users['includedGroups'] = [hole ? ref(SALES) : group]
    return [most, rest]
  },
  roles: (_, hole) => {
    const [most, rest] = [draft(), draft()]
    most.users['excludedRoles'] = [ADMIN]
    delete rest.users['includedUsers']
    rest.users['includedRoles'] = [hole ? HELPDESK : ADMIN]
    return [most, rest]
  },
  target: (pick, hole) => {
    const [most, rest] = [draft(), draft()]
    const out = one(pick, [APP, 'Office365', EXCHANGE])
    most.conditions['applications'] = { includedApplications: ['All'], excludedApplications: [out] }
    rest.conditions['applications'] = {
      includedApplications: [hole ? (out === 'Office365' ? EXCHANGE : 'MicrosoftAdminPortals') : out],
    }
    return [most, rest]
  },
  client: (pick, hole) => {
    const [some, rest] = [draft(), draft()]
    const cut = 1 + pick(2)
    some.conditions['clientAppTypes'] = CLIENTS.slice(hole ? 1 : 0, cut + (hole ? 1 : 0))
    rest.conditions['clientAppTypes'] = CLIENTS.slice(cut)
    return [some, rest]
  },
  flow: (_, hole) => {
    // No flow can be told from the others only by a policy without the condition.
    const [blocked, rest] = [draft(), draft()]
    blocked.conditions['authenticationFlowTransferMethods'] = hole
      ? ['deviceCodeFlow']
      : ['deviceCodeFlow', 'authenticationTransfer']
    blocked.grant = { operator: 'OR', builtInControls: ['block'] }
    rest.conditions['authenticationFlowTransferMethods'] = ['none']
    return [blocked, rest]
  },
  platform: (pick, hole) => {
    const [most, rest] = [draft(), draft()]
    const some = PLATFORMS.slice(0, 2 + pick(3))
    most.conditions['platforms'] = { includedPlatforms: ['all'], excludedPlatforms: some }
    rest.conditions['platforms'] = { includedPlatforms: hole ? some.slice(1) : some }
    return [most, rest]
  },
  location: (pick, hole) => {
    const [most, rest] = [draft(), draft()]
    const place: Value = one<Value>(pick, [ref(HQ), 'AllTrusted', ref(NORDIC), ref(ONSITE), ELSEWHERE])
    most.conditions['locations'] = { includedLocations: ['All'], excludedLocations: [place] }
    rest.conditions['locations'] = { includedLocations: hole ? [ref(LAB)] : [place] }
    return [most, rest]
  },
  device: (_, hole) => {
    const [some, rest] = [draft(), draft()]
    some.conditions['devices'] = { filter: { mode: 'include', rule: 'device.x -eq 1' } }
    rest.conditions['devices'] = { filter: { mode: hole ? 'include' : 'exclude', rule: 'device.x -eq 1' } }
    return [some, rest]
  },
  risk: (pick, hole) => {
    const [some, rest] = [draft(), draft()]
    const name = one(pick, ['signInRiskLevels', 'userRiskLevels', 'insiderRiskLevels'])
    if (name === 'insiderRiskLevels') {
      some.conditions[name] = hole ? 'elevated' : 'elevated,moderate'
      rest.conditions[name] = 'minor,none'
      return [some, rest]
    }
    some.conditions[name] = hole ? ['high'] : ['high', 'medium']
    rest.conditions[name] = ['low', 'none', 'hidden']
    return [some, rest]
  },
  method: (pick, hole) => {
    const only = draft()
    const strength = hole ? WEAK : STRONG
    only.grant = { operator: one(pick, ['OR', 'AND']), authenticationStrengthPolicyId: ref(strength) }
    return [only]
  },
}

const NOISE: readonly ((made: Draft, pick: Pick) => void)[] = [
  (made) => (made.users['excludedGroups'] = [ref(SALES)]),
  (made) => (made.conditions['clientAppTypes'] = ['browser']),
  (made) => (made.conditions['applications'] = { includedApplications: [APP] }),
  (made) => (made.conditions['platforms'] = { includedPlatforms: ['windows'] }),
  (made) => (made.grant = { operator: 'OR', builtInControls: ['mfa', 'compliantDevice'] }),
  (made) => (made.grant = { operator: 'AND', builtInControls: ['compliantDevice', 'mfa'] }),
  (made) => (made.conditions['signInRiskLevels'] = ['high']),
  (made) => (made.grant = { operator: 'OR', authenticationStrengthPolicyId: '00000000-0000-0000-0000-000000000004' }),
  (made) => (made.conditions['applications'] = { includedUserActions: [SECURITY_INFORMATION] }),
  (made) => (made.users['includedUsers'] = ['GuestsOrExternalUsers']),
  (made) => (made.grant = { operator: 'OR', builtInControls: ['domainJoinedDevice'], termsOfUses: ['x'] }),
]

/** Ways in which something of a policy is not known. */
const OPENINGS: readonly ((inputs: Inputs) => void)[] = [
  (inputs) => (inputs['state'] = UNKNOWN),
  (inputs) => (inputs['later'] = 'a property of a later version'),
  (inputs) => (inputs['grantControls'] = UNKNOWN),
  (inputs) => (inputs['grantControls'] = { operator: UNKNOWN, builtInControls: ['mfa', 'compliantDevice'] }),
  (inputs) => (inputs['grantControls'] = { operator: 'OR', builtInControls: ['mfa', UNKNOWN] }),
  (inputs) => (inputs['grantControls'] = { operator: 'OR', authenticationStrengthPolicyId: ref(LATER) }),
  (inputs) => (part(inputs, 'conditions')['platforms'] = UNKNOWN),
  (inputs) => (part(inputs, 'conditions')['platforms'] = { includedPlatforms: ['windows', UNKNOWN] }),
  (inputs) => (part(inputs, 'conditions')['clientAppTypes'] = ['browser', UNKNOWN]),
  (inputs) => (part(inputs, 'conditions')['clientAppTypes'] = ['ALL']),
  (inputs) => (part(inputs, 'conditions')['clientApplications'] = UNKNOWN),
  (inputs) => (part(inputs, 'conditions')['locations'] = { includedLocations: ['All'], excludedLocations: [UNKNOWN] }),
  (inputs) => (part(inputs, 'conditions')['applications'] = { includedApplications: ['all'] }),
  (inputs) =>
    (part(inputs, 'conditions')['applications'] = { includedApplications: ['All'], excludedApplications: UNKNOWN }),
  (inputs) =>
    (part(inputs, 'conditions')['applications'] = { includedApplications: [APP], includedUserActions: UNKNOWN }),
  (inputs) => (part(inputs, 'conditions', 'users')['excludedGroups'] = [UNKNOWN]),
  (inputs) => (part(inputs, 'conditions', 'users')['excludedUsers'] = UNKNOWN),
  (inputs) => (part(inputs, 'conditions', 'users')['excludedRoles'] = [UNKNOWN]),
  (inputs) =>
    (part(inputs, 'conditions', 'users')['excludedGuestsOrExternalUsers'] = [
      { guestOrExternalUserTypes: ['serviceProvider'], externalTenants: UNKNOWN },
    ]),
  (inputs) => (part(inputs, 'conditions')['signInRiskLevels'] = [UNKNOWN]),
]

function part(inputs: Inputs, ...path: readonly string[]): Inputs {
  return path.reduce((at, name) => at[name] as Inputs, inputs)
}

/** The policies of a tenant, what they were split over, and what is asked about them. */
export interface RandomPolicies {
  readonly dimensions: readonly Dimension[]
  readonly requirement: Requirement
  readonly exempt: readonly Exempt[]
  readonly inputs: readonly Inputs[]
}

export interface RandomTenant extends RandomPolicies {
  readonly coverage: Coverage
}

const REQUIREMENTS: readonly Requirement[] = (
  [
    [{ users: 'everyone' }, 'mfa'],
    [{ users: 'privilegedRoles' }, 'phishingResistant'],
    [{ users: 'everyone', clients: ['exchangeActiveSync', 'other'] }, 'block'],
    [{ users: 'guests' }, 'mfa'],
    [{ users: 'everyone', flows: ['deviceCodeFlow'] }, 'block'],
    [{ users: 'everyone' }, 'managedDevice'],
    [{ users: 'everyone', actions: [SECURITY_INFORMATION] }, 'mfa'],
    [{ users: 'everyone', platforms: ['unknown', 'linux'] }, 'mfa'],
    [{ users: 'everyone', applications: [EXCHANGE] }, 'mfa'],
    [{ users: 'everyone', userRisk: ['high'] }, 'mfa'],
  ] as const
).map(([scope, outcome], index) => ({
  rule: `t.r${index}`,
  scope,
  outcome,
  holds: 'It holds.',
  broken: 'It is broken',
}))

/** The tenant of a seed. */
export function randomTenant(seed: number): RandomTenant {
  const made = randomPolicies(seed)
  const [coverage] = coveragesOf([made])
  if (coverage === undefined) throw new Error('no tenant')
  return { ...made, coverage }
}

/** Makes the policies of a seed: one or two dimensions split, sometimes with a hole, and some noise. */
export function randomPolicies(seed: number): RandomPolicies {
  const pick = random(seed * 7919 + 17)
  const first = DIMENSIONS[seed % DIMENSIONS.length] as Dimension
  const hole = pick(2) === 0
  const drafts = [...SPLITS[first](pick, hole)]
  const dimensions: Dimension[] = [first]
  if (pick(3) === 0) {
    // A second dimension: the first of the policies is divided once more.
    const second = one(
      pick,
      DIMENSIONS.filter((name) => name !== first && name !== 'method'),
    )
    const [whole] = drafts.splice(0, 1)
    const parts = SPLITS[second](pick, pick(4) === 0)
    for (const part of parts) {
      drafts.push({
        users: merge(whole?.users ?? {}, part.users),
        conditions: { ...whole?.conditions, ...part.conditions },
        grant: part.grant === MFA ? (whole?.grant ?? MFA) : part.grant,
      })
    }
    dimensions.push(second)
  }
  for (let count = pick(3); count > 0; count--) {
    const noisy = draft()
    one(pick, NOISE)(noisy, pick)
    drafts.push(noisy)
  }
  const requirement = pick(3) > 0 ? (REQUIREMENTS[0] as Requirement) : one(pick, REQUIREMENTS)
  const inputs: readonly Inputs[] = drafts.map(
    ({ users, conditions, grant }, index): Inputs => ({
      displayName: `p${index}`,
      state: pick(12) === 0 ? 'enabledForReportingButNotEnforced' : 'enabled',
      conditions: { users, ...conditions },
      grantControls: grant,
    }),
  )
  if (pick(6) === 0) {
    const victim = one(pick, inputs)
    one(pick, OPENINGS)(victim)
  }
  const exempt: readonly Exempt[] =
    pick(5) === 0
      ? [
          {
            id: 'EX',
            rule: requirement.rule,
            users: [],
            groups: [SALES.key],
            roles: [],
            guestTypes: [],
            applications: [],
          },
        ]
      : []
  return { dimensions, requirement, exempt, inputs }
}

/** What every tenant declares besides its policies. */
export const DECLARED: readonly Resource[] = [
  ...[...USERS, GIL, STAFF, SALES, NESTED, DYNAMIC],
  ...[HQ, LAB, NORDIC, ONSITE, WEAK, STRONG, LATER],
]

/** The tenants that declare these policies, over one space. */
export function coveragesOf(tenants: readonly RandomPolicies[]): readonly Coverage[] {
  const declared = tenants.map(({ inputs }, tenant) =>
    inputs.map((policy, index) => resource(POLICY_TYPE, `t${tenant}p${index}`, policy)),
  )
  const index = directory({ ...NO_PLAN, resources: [...DECLARED, ...declared.flat()] }, [])
  return makeCoverages(
    declared.map((policies) => ({
      directory: index,
      policies: policies.map((policy) => readPolicy(index, policy)),
      grants: [],
    })),
    {
      requirements: tenants.map(({ requirement }) => requirement),
      exempt: tenants.flatMap(({ exempt }) => exempt),
      privilegedRoles: [ADMIN],
      sessionHours: 12,
    },
  )
}

function merge(whole: Inputs, part: Inputs): Inputs {
  const merged: Inputs = { ...whole }
  for (const [key, value] of Object.entries(part)) {
    const isEveryone = key === 'includedUsers' && Array.isArray(value) && value.includes('All')
    if (isEveryone && Object.keys(whole).some((name) => name.startsWith('included'))) continue
    merged[key] = value
  }
  if (
    part['includedUsers'] === undefined &&
    Array.isArray(whole['includedUsers']) &&
    whole['includedUsers'].includes('All')
  ) {
    delete merged['includedUsers']
  }
  return merged
}
