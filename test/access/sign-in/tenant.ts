// A tenant of a few people, groups and locations, and the policies that a test gives it.
import { directory } from '../../../src/access/directory.ts'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import { makeCoverages } from '../../../src/access/sign-in/coverage.ts'
import type { Coverage } from '../../../src/access/sign-in/decide.ts'
import { readPolicy } from '../../../src/access/sign-in/reading.ts'
import type { Exempt, Requirement } from '../../../src/access/sign-in/requirement.ts'
import { NO_PLAN, type Resource } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'

export type Inputs = Record<string, Value>

export function resource(type: string, name: string, inputs: Inputs): Resource {
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

export function ref(target: Resource): Value {
  return { $gatehouse: 'ref', urn: target.key, property: 'objectId' }
}

function user(name: string): Resource {
  return resource('azuread:index/user:User', name, { displayName: name })
}

export const ANN: Resource = user('ann')
export const BOB: Resource = user('bob')
const CID: Resource = user('cid')
export const GIL: Resource = resource('azuread:index/invitation:Invitation', 'gil', { userDisplayName: 'gil' })
export const STAFF: Resource = resource('azuread:index/group:Group', 'staff', {
  displayName: 'staff',
  members: [ref(ANN), ref(BOB)],
})
export const SALES: Resource = resource('azuread:index/group:Group', 'sales', {
  displayName: 'sales',
  members: [ref(BOB)],
})
export const NESTED: Resource = resource('azuread:index/group:Group', 'nested', {
  displayName: 'nested',
  members: [ref(SALES), ref(CID)],
})
export const DYNAMIC: Resource = resource('azuread:index/group:Group', 'dynamic', {
  displayName: 'dynamic',
  dynamicMembership: { enabled: true, rule: 'x' },
})
export const HQ: Resource = resource('azuread:index/namedLocation:NamedLocation', 'hq', {
  displayName: 'hq',
  ip: { ipRanges: ['203.0.113.0/24'], trusted: true },
})
export const LAB: Resource = resource('azuread:index/namedLocation:NamedLocation', 'lab', {
  displayName: 'lab',
  ip: { ipRanges: ['203.0.113.128/25', '2001:db8::/32'] },
})
export const NORDIC: Resource = resource('azuread:index/namedLocation:NamedLocation', 'nordic', {
  displayName: 'nordic',
  country: { countriesAndRegions: ['FI', 'SE'], includeUnknownCountriesAndRegions: true },
})
export const ONSITE: Resource = resource('azuread:index/namedLocation:NamedLocation', 'onsite', {
  displayName: 'onsite',
  country: { countriesAndRegions: ['FI'], countryLookupMethod: 'authenticatorAppGps' },
})
export const LATER: Resource = resource(
  'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy',
  'later',
  {
    displayName: 'later',
    allowedCombinations: ['fido2', UNKNOWN],
  },
)
export const WEAK: Resource = resource(
  'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy',
  'weak',
  {
    displayName: 'weak',
    allowedCombinations: ['fido2', 'password'],
  },
)
export const STRONG: Resource = resource(
  'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy',
  'strong',
  {
    displayName: 'strong',
    allowedCombinations: ['fido2', 'windowsHelloForBusiness', 'password,sms'],
  },
)
export const ADMIN: string = '62e90394-69f5-4237-9190-012177145e10'
export const HELPDESK: string = '729827e3-9c14-49f7-bb1b-9608f156bbb8'
export const APP: string = '11111111-1111-4111-8111-111111111111'
export const EXCHANGE: string = '00000002-0000-0ff1-ce00-000000000000'
export const STRANGER: string = '22222222-2222-4222-8222-222222222222'
export const ELSEWHERE: string = '33333333-3333-4333-8333-333333333333'
export const PARTNER: string = '44444444-4444-4444-8444-444444444444'
export const SECURITY_INFORMATION: string = 'urn:user:registersecurityinfo'
export const PLATFORMS: readonly string[] = ['android', 'iOS', 'linux', 'macOS', 'windows', 'windowsPhone']
export const CLIENTS: readonly string[] = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']
export const GUESTS: readonly string[] = [
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'internalGuest',
  'otherExternalUser',
  'serviceProvider',
]

/** What is asked about policies, as they are declared. */
export interface Asked {
  readonly requirement: Requirement
  readonly exempt: readonly Exempt[]
  readonly inputs: readonly Inputs[]
}

export const REQUIREMENTS: readonly Requirement[] = (
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

/** What every tenant declares besides its policies. */
export const DECLARED: readonly Resource[] = [
  ...[ANN, BOB, CID, GIL, STAFF, SALES, NESTED, DYNAMIC],
  ...[HQ, LAB, NORDIC, ONSITE, WEAK, STRONG, LATER],
]

/** The tenants that declare these policies, over one space. */
export function coveragesOf(tenants: readonly Asked[]): readonly Coverage[] {
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
