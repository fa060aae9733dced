// The parts of random tenants: policies that divide a dimension between them, and policies that are beside the point.
import type { Value } from '../../../src/plan/value.ts'
import {
  ADMIN,
  ANN,
  APP,
  BOB,
  CLIENTS,
  DYNAMIC,
  ELSEWHERE,
  EXCHANGE,
  GIL,
  GUESTS,
  HELPDESK,
  HQ,
  type Inputs,
  LAB,
  NESTED,
  NORDIC,
  ONSITE,
  PARTNER,
  PLATFORMS,
  ref,
  SALES,
  SECURITY_INFORMATION,
  STAFF,
  STRANGER,
  STRONG,
  WEAK,
} from './tenant.ts'

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
export function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export type Pick = (below: number) => number
export function one<Item>(pick: Pick, list: readonly Item[]): Item {
  return list[pick(list.length)] as Item
}

export interface Draft {
  readonly users: Inputs
  readonly conditions: Inputs
  grant: Value
}

export const MFA: Value = { operator: 'OR', builtInControls: ['mfa'] }

export function draft(): Draft {
  return {
    users: { includedUsers: ['All'] },
    conditions: { applications: { includedApplications: ['All'] }, clientAppTypes: ['all'] },
    grant: MFA,
  }
}

/** Two policies that divide a dimension between them; `hole` leaves a part out, where the dimension has more than two. */
export const SPLITS: Readonly<Record<Dimension, (pick: Pick, hole: boolean) => readonly Draft[]>> = {
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
    // The trusted locations may be more than the one that is declared.
    const less = place === 'AllTrusted' ? ref(HQ) : ref(LAB)
    rest.conditions['locations'] = { includedLocations: [hole ? less : place] }
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

export const NOISE: readonly ((made: Draft, pick: Pick) => void)[] = [
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
