// Sets of policies that hold only together, or in a way that no single policy shows; each with the hole that breaks it.
import { describe, expect, test } from 'vitest'
import { type Answer, decide, prepare } from '../../../src/access/sign-in/decide.ts'
import type { Requirement } from '../../../src/access/sign-in/requirement.ts'
import type { Value } from '../../../src/plan/value.ts'
import {
  ADMIN,
  ANN,
  APP,
  BOB,
  CLIENTS,
  coveragesOf,
  DYNAMIC,
  GUESTS,
  HQ,
  type Inputs,
  LAB,
  NESTED,
  PLATFORMS,
  ref,
  STAFF,
} from './tenant.ts'

const MFA: Value = { operator: 'OR', builtInControls: ['mfa'] }
const RESISTANT: Value = { operator: 'OR', authenticationStrengthPolicyId: '00000000-0000-0000-0000-000000000004' }
const BLOCK: Value = { operator: 'OR', builtInControls: ['block'] }
const EVERYONE: Requirement = { rule: 't.r', scope: { users: 'everyone' }, outcome: 'mfa', holds: 'h', broken: 'b' }

/** A policy for everyone and every application that asks for a second factor, but for what is given. */
function policy(
  conditions: Inputs = {},
  users: Inputs = { includedUsers: ['All'] },
  grantControls: Value = MFA,
): Inputs {
  const applications = { includedApplications: ['All'] }
  return { displayName: 'p', state: 'enabled', conditions: { applications, users, ...conditions }, grantControls }
}

function status(inputs: readonly Inputs[], requirement: Requirement = EVERYONE): Answer['status'] {
  const [coverage] = coveragesOf([{ inputs, requirement, exempt: [] }])
  if (coverage === undefined) throw new Error('no tenant')
  return decide(coverage, prepare(coverage), requirement, []).status
}

/** Whether all of them hold, and whether any of them can be left out. */
function needed(...inputs: readonly Inputs[]): unknown {
  return [status(inputs), ...inputs.map((_, index) => status(inputs.filter((_, other) => other !== index)))]
}

const ALL_NEEDED = (count: number): readonly string[] => ['pass', ...new Array<string>(count).fill('fail')]

describe('together sound', () => {
  test('two policies that together cover every client', () => {
    const [modern, legacy] = [CLIENTS.slice(0, 2), CLIENTS.slice(2)]
    // A legacy client has a password alone, so any demand for a second factor refuses it.
    expect(needed(policy({ clientAppTypes: modern }), policy({ clientAppTypes: legacy }))).toEqual(ALL_NEEDED(2))
  })

  test('one policy for each of the seven platforms, the unknown one as all but the six', () => {
    const each = PLATFORMS.map((platform) => policy({ platforms: { includedPlatforms: [platform] } }))
    const unknown = policy({ platforms: { includedPlatforms: ['all'], excludedPlatforms: PLATFORMS } })
    expect(needed(...each, unknown)).toEqual(ALL_NEEDED(7))
  })

  test('an exclusion that another policy covers', () => {
    const most = policy({}, { includedUsers: ['All'], excludedGroups: [ref(STAFF)] })
    const rest = policy({}, { includedGroups: [ref(STAFF)] })
    expect(needed(most, rest)).toEqual(ALL_NEEDED(2))
    expect(status([most, policy({}, { includedUsers: [ref(ANN), ref(BOB)] })])).toBe('pass')
    expect(status([most, policy({}, { includedUsers: [ref(ANN)] })])).toBe('fail')
  })

  test('an exclusion of a dynamic group is covered by the group alone', () => {
    const most = policy({}, { includedUsers: ['All'], excludedGroups: [ref(DYNAMIC)] })
    expect(status([most, policy({}, { includedGroups: [ref(DYNAMIC)] })])).toBe('pass')
    expect(status([most, policy({}, { includedUsers: [ref(ANN), ref(BOB)] })])).toBe('fail')
  })

  test('guests by a policy of their own', () => {
    const members = policy({}, { includedUsers: ['All'], excludedUsers: ['GuestsOrExternalUsers'] })
    const guests = (types: readonly string[]): Inputs =>
      policy({}, { includedGuestsOrExternalUsers: [{ guestOrExternalUserTypes: types }] })
    expect(needed(members, guests(GUESTS))).toEqual(ALL_NEEDED(2))
    expect(GUESTS.map((type) => status([members, guests(GUESTS.filter((other) => other !== type))]))).toEqual(
      GUESTS.map(() => 'fail'),
    )
  })

  test('locations divided between two policies with overlapping ranges', () => {
    const outside = policy({ locations: { includedLocations: ['All'], excludedLocations: [ref(HQ)] } })
    const inside = policy({ locations: { includedLocations: [ref(HQ)] } })
    const notLab = policy({ locations: { includedLocations: [ref(HQ)], excludedLocations: [ref(LAB)] } })
    const lab = policy({ locations: { includedLocations: [ref(LAB)] } })
    expect(needed(outside, inside)).toEqual(ALL_NEEDED(2))
    // The lab reaches half of the headquarters, and an IPv6 range outside of them.
    expect(needed(outside, notLab, lab)).toEqual(ALL_NEEDED(3))
    expect(status([policy({ locations: { includedLocations: ['All'], excludedLocations: [ref(LAB)] } }), inside])).toBe(
      'fail',
    )
  })

  test('trusted locations apart from the others; there may be more of them than are declared', () => {
    const outside = policy({ locations: { includedLocations: ['All'], excludedLocations: ['AllTrusted'] } })
    const trusted = (location: Value): Inputs => policy({ locations: { includedLocations: [location] } })
    expect(needed(outside, trusted('AllTrusted'))).toEqual(ALL_NEEDED(2))
    expect(status([outside, trusted(ref(HQ))])).toBe('fail')
  })

  test('a strength that differs for each group', () => {
    const own = policy({}, { includedGroups: [ref(NESTED)] }, RESISTANT)
    const others = policy({}, { includedUsers: ['All'], excludedGroups: [ref(NESTED)] })
    expect(needed(own, others)).toEqual(ALL_NEEDED(2))
    expect(status([own, others], { ...EVERYONE, outcome: 'phishingResistant' })).toBe('fail')
  })

  test('a block where the other policy has a gap', () => {
    const gap = policy({ platforms: { includedPlatforms: ['all'], excludedPlatforms: ['android', 'iOS'] } })
    const block = policy({ platforms: { includedPlatforms: ['android', 'iOS'] } }, { includedUsers: ['All'] }, BLOCK)
    expect(needed(gap, block)).toEqual(ALL_NEEDED(2))
  })

  test('a compliant device or a second factor, and a second factor on compliant devices', () => {
    const either = policy(
      {},
      { includedUsers: ['All'] },
      { operator: 'OR', builtInControls: ['mfa', 'compliantDevice'] },
    )
    const filter = { mode: 'include', rule: 'device.isCompliant -eq True' }
    expect(status([either])).toBe('fail')
    expect(status([either, policy({ devices: { filter } })])).toBe('fail')
    expect(needed(either, policy({ clientAppTypes: CLIENTS.slice(0, 2) }))).toEqual(['pass', 'fail', 'fail'])
  })

  test('applications divided by the suite', () => {
    const suite = policy({ applications: { includedApplications: ['Office365'] } })
    const rest = policy({ applications: { includedApplications: ['All'], excludedApplications: ['Office365'] } })
    expect(needed(suite, rest)).toEqual(ALL_NEEDED(2))
    expect(
      status([suite, policy({ applications: { includedApplications: ['All'], excludedApplications: [APP] } })]),
    ).toBe('fail')
  })

  test('roles apart from everyone else', () => {
    const requirement: Requirement = { ...EVERYONE, scope: { users: 'privilegedRoles' }, outcome: 'phishingResistant' }
    const admins = policy({}, { includedRoles: [ADMIN] }, RESISTANT)
    expect([status([admins], requirement), status([policy()], requirement)]).toEqual(['pass', 'fail'])
    expect(status([policy({}, { includedRoles: [ADMIN], excludedUsers: [ref(ANN)] }, RESISTANT)], requirement)).toBe(
      'fail',
    )
  })
})
