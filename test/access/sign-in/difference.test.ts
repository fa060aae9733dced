// What a change to the policies opens and closes, before and after over one space.
import { describe, expect, test } from 'vitest'
import { directory } from '../../../src/access/directory.ts'
import { groupFacts } from '../../../src/access/groups.ts'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import { roleGrants } from '../../../src/access/roles.ts'
import { type SignInDifference, signInDifferences, type TenantState } from '../../../src/access/sign-in/difference.ts'
import { tenants } from '../../../src/access/tenants.ts'
import { NO_PLAN } from '../../../src/plan/model.ts'
import type { Value } from '../../../src/plan/value.ts'
import { ADMIN, DECLARED, GUESTS, type Inputs, PLATFORMS, REQUIREMENTS, ref, resource, SALES, STAFF } from './tenant.ts'

function state(policies: Readonly<Record<string, Inputs>>): TenantState {
  const declared = Object.entries(policies).map(([name, inputs]) => resource(POLICY_TYPE, name, inputs))
  const index = directory({ ...NO_PLAN, resources: [...DECLARED, ...declared] }, [])
  return { directory: index, tenants: tenants(index, undefined), grants: roleGrants(index, groupFacts(index)) }
}

/** A policy for everyone that asks for a second factor, but for what is given. */
function policy(users: Inputs = {}, more: Inputs = {}, conditions: Inputs = {}): Inputs {
  return {
    displayName: 'p',
    state: 'enabled',
    conditions: {
      users: { includedUsers: ['All'], ...users },
      applications: { includedApplications: ['All'] },
      ...conditions,
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] } as Value,
    ...more,
  }
}

const MFA = REQUIREMENTS.slice(0, 1)

function compare(
  before: Readonly<Record<string, Inputs>>,
  after: Readonly<Record<string, Inputs>>,
): readonly SignInDifference[] {
  return signInDifferences(state(before), state(after), {
    requirements: MFA,
    openable: [],
    exempt: [],
    parameters: { privilegedRoles: [ADMIN], session: { administratorHours: 12 } as never },
  })
}

/** Whom a change opens and closes sign-ins for, and what becomes of the requirement. */
function short(differences: readonly SignInDifference[]): unknown {
  return differences.map(({ possible, impossible, requirements }) => ({
    possible: possible?.extent.people,
    impossible: impossible?.extent.people,
    change: requirements.map(({ change }) => change),
  }))
}

describe('a change', () => {
  test('that adds an exclusion opens exactly its people', () => {
    const [found, ...others] = compare({ p: policy() }, { p: policy({ excludedGroups: [ref(STAFF)] }) })
    expect(others).toEqual([])
    expect(found).toEqual({
      tenant: expect.any(String),
      possible: {
        sentence: expect.any(String),
        example: expect.any(Object),
        extent: { people: ['ann', 'bob'], dimensions: {} },
      },
      requirements: [{ rule: 't.r0', change: 'opened' }],
    })
    expect([found?.possible?.example.person.label, found?.possible?.example.modes]).toEqual(['ann', ['password']])
    const guests = [{ guestOrExternalUserTypes: GUESTS.slice(0, 1) }]
    expect(short(compare({ p: policy() }, { p: policy({ excludedGuestsOrExternalUsers: guests }) }))).toEqual([
      { possible: ['guests of the type b2bCollaborationGuest'], impossible: undefined, change: ['opened'] },
    ])
  })

  test('that removes the exclusion closes it again', () => {
    expect(short(compare({ p: policy({ excludedGroups: [ref(STAFF)] }) }, { p: policy() }))).toEqual([
      { possible: undefined, impossible: ['ann', 'bob'], change: ['closed'] },
    ])
  })

  test('that makes an exclusion wider or narrower, or replaces it', () => {
    const [staff, sales] = [policy({ excludedGroups: [ref(STAFF)] }), policy({ excludedGroups: [ref(SALES)] })]
    expect(short(compare({ p: sales }, { p: staff }))).toEqual([
      { possible: ['ann'], impossible: undefined, change: ['grew'] },
    ])
    expect(short(compare({ p: staff }, { p: sales }))).toEqual([
      { possible: undefined, impossible: ['ann'], change: ['shrank'] },
    ])
    const platforms = (names: readonly string[]): Inputs =>
      policy({}, {}, { platforms: { includedPlatforms: ['all'], excludedPlatforms: names } })
    const [windows, linux] = [platforms(['windows']), platforms(['linux'])]
    const [found] = compare({ p: windows }, { p: linux })
    expect([found?.possible?.extent.dimensions, found?.impossible?.extent.dimensions, found?.requirements]).toEqual([
      expect.objectContaining({ platforms: ['linux'] }),
      expect.objectContaining({ platforms: ['windows'] }),
      [{ rule: 't.r0', change: 'moved' }],
    ])
  })

  test('about an action names the action', () => {
    const applications = { includedUserActions: ['urn:user:registerdevice'] }
    const found = compare(
      { p: policy({}, {}, { applications }) },
      { p: policy({}, { state: 'disabled' }, { applications }) },
    )
    expect(found.map(({ possible }) => possible?.extent.dimensions.applications)).toEqual([
      ['the registration of a device'],
    ])
  })

  test('of names and order changes nothing', () => {
    const [staff, browser] = [policy({ excludedGroups: [ref(STAFF)] }), policy({}, {}, { clientAppTypes: ['browser'] })]
    const renamed = { y: { ...browser, displayName: 'y' }, x: { ...staff, displayName: 'x' } }
    expect(compare({ a: staff, b: browser }, renamed)).toEqual([])
  })

  test('that divides a policy into two changes nothing', () => {
    const divided = {
      most: policy({}, {}, { platforms: { includedPlatforms: ['all'], excludedPlatforms: PLATFORMS } }),
      rest: policy({}, {}, { platforms: { includedPlatforms: PLATFORMS } }),
    }
    expect(compare({ p: policy() }, divided)).toEqual([])
  })

  test('that enables a report-only policy only closes, and that disables it only opens', () => {
    const off = policy({}, { state: 'enabledForReportingButNotEnforced' })
    const browser = policy({}, {}, { clientAppTypes: ['browser'] })
    expect(short(compare({ off, browser }, { off: policy(), browser }))).toEqual([
      { possible: undefined, impossible: ['everyone'], change: ['closed'] },
    ])
    expect(short(compare({ off: policy(), browser }, { off, browser }))).toEqual([
      { possible: ['everyone'], impossible: undefined, change: ['opened'] },
    ])
  })

  test('that adds an unenforced policy changes nothing', () => {
    const p = policy({ excludedGroups: [ref(SALES)] })
    expect(compare({ p }, { p, off: policy({}, { state: 'disabled' }) })).toEqual([])
  })
})
