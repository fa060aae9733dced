// What one exclusion of one policy lets through, over all policies together.
import { expect, test } from 'vitest'
import { prepare } from '../../../src/access/sign-in/decide.ts'
import { exclusionEffects } from '../../../src/access/sign-in/exclusion-effects.ts'
import type { Exempt, Requirement } from '../../../src/access/sign-in/requirement.ts'
import { UNKNOWN } from '../../../src/plan/value.ts'
import { ADMIN, ANN, APP, BOB, coveragesOf, type Inputs, ref, SALES, STAFF } from './tenant.ts'

const MFA: Requirement = { rule: 't.mfa', scope: { users: 'everyone' }, outcome: 'mfa', holds: 'h', broken: 'b' }
const OTHER_CLIENTS = { clientAppTypes: ['exchangeActiveSync', 'other'] }

function policy(users: Inputs, more: Inputs = {}, control = 'mfa'): Inputs {
  const { sessionControls, ...conditions } = more
  return {
    displayName: control,
    state: 'enabled',
    conditions: {
      users: { includedUsers: ['All'], ...users },
      applications: { includedApplications: ['All'] },
      clientAppTypes: ['all'],
      ...conditions,
    },
    grantControls: { operator: 'OR', builtInControls: [control] },
    ...(sessionControls === undefined ? {} : { sessionControls }),
  }
}

/** The effects of the exclusions of the first policy, by dimension and id. */
function effects(inputs: readonly Inputs[], exempt: readonly Exempt[] = []): Readonly<Record<string, unknown>> {
  const [coverage] = coveragesOf([{ inputs, requirement: MFA, exempt }])
  if (coverage === undefined) throw new Error('no tenant')
  const first = coverage.policies[0]?.key ?? ''
  return Object.fromEntries(
    [...exclusionEffects(coverage, prepare(coverage), [MFA], exempt)]
      .filter(([key]) => key.startsWith(`${first}|`))
      .map(([key, effect]) => [key.slice(first.length + 1), effect]),
  )
}

const IDLE = { idle: true, opens: [], approvedBy: [] }
const OPENS = { idle: false, opens: ['t.mfa'], approvedBy: [] }
const HARMLESS = { idle: false, opens: [], approvedBy: [] }

const guests = { guestOrExternalUserTypes: ['internalGuest'] }
const forSales = { includedUsers: [], includedGroups: [ref(SALES)] }
const without = (applications: Inputs): Inputs => ({ applications: { includedApplications: ['All'], ...applications } })

test('nothing else asks the excluded', () => {
  const all = policy({
    excludedUsers: [ref(ANN)],
    excludedGroups: [ref(SALES)],
    excludedGuestsOrExternalUsers: [guests],
    excludedRoles: [ADMIN],
  })
  expect(effects([all])).toEqual({
    [`users|${ANN.key}`]: OPENS,
    [`groups|${SALES.key}`]: OPENS,
    'guestTypes|internalGuest': OPENS,
  })
  expect(effects([policy({}, without({ excludedApplications: [APP] }))])).toEqual({ [`applications|${APP}`]: OPENS })
})

test('another policy asks the excluded for as much, or more', () => {
  const all = policy({ excludedGroups: [ref(SALES)], excludedGuestsOrExternalUsers: [guests] })
  const sales = policy(forSales)
  const blocked = policy({ includedUsers: ['GuestsOrExternalUsers'] }, {}, 'block')
  const both = { [`groups|${SALES.key}`]: IDLE, 'guestTypes|internalGuest': IDLE }
  expect(effects([all, sales, blocked])).toEqual(both)
  expect(effects([all, sales])).toEqual({ ...both, 'guestTypes|internalGuest': OPENS })
  const atApp = policy({}, { applications: { includedApplications: [APP] } })
  expect(effects([policy({}, without({ excludedApplications: [APP] })), atApp])).toEqual({
    [`applications|${APP}`]: IDLE,
  })
})

test('another policy that asks for less, somewhere else, or perhaps, is none', () => {
  const all = policy({ excludedGroups: [ref(SALES)] })
  const group = { [`groups|${SALES.key}`]: OPENS }
  expect(effects([all, policy(forSales, {}, 'compliantDevice')])).toEqual(group)
  expect(effects([all, policy(forSales, { platforms: { includedPlatforms: ['windows'] } })])).toEqual(group)
  expect(effects([all, policy(forSales, { platforms: UNKNOWN })])).toEqual(group)
  expect(effects([all, { ...policy(forSales), state: 'enabledForReportingButNotEnforced' }])).toEqual(group)
})

test('two exclusions of one person do not excuse each other', () => {
  const all = policy({ excludedUsers: [ref(BOB)], excludedGroups: [ref(SALES)] })
  expect(effects([all])).toEqual({ [`users|${BOB.key}`]: OPENS, [`groups|${SALES.key}`]: OPENS })
  const everybody = policy({ excludedGroups: [ref(SALES)] })
  expect(effects([everybody, everybody])).toEqual({ [`groups|${SALES.key}`]: OPENS })
  const atApp = policy({ excludedUsers: [ref(BOB)] }, { applications: { includedApplications: [APP] } })
  expect(effects([policy({ excludedUsers: [ref(BOB)] }, without({ excludedApplications: [APP] })), atApp])).toEqual({
    [`users|${BOB.key}`]: OPENS,
    [`applications|${APP}`]: IDLE,
  })
})

test('an exclusion may let through what every requirement allows', () => {
  const block = policy({ excludedGroups: [ref(SALES)] }, {}, 'block')
  expect(effects([block, policy({})])).toEqual({ [`groups|${SALES.key}`]: HARMLESS })
  expect(effects([block])).toEqual({ [`groups|${SALES.key}`]: OPENS })
  expect(effects([policy({ excludedGroups: [ref(SALES)] }, OTHER_CLIENTS, 'block'), policy({})])).toEqual({
    [`groups|${SALES.key}`]: IDLE,
  })
})

test('what a session control does, no other policy does', () => {
  const session = { sessionControls: { signInFrequency: 4, signInFrequencyPeriod: 'hours' } }
  const all = policy({ excludedGroups: [ref(SALES)] }, session)
  expect(effects([all, policy(forSales)])).toEqual({ [`groups|${SALES.key}`]: HARMLESS })
  expect(effects([all, policy(forSales, {}, 'block')])).toEqual({ [`groups|${SALES.key}`]: IDLE })
})

test('exceptions that take out all of it approve it', () => {
  const entry = { id: 'EX', rule: 't.mfa', users: [], groups: [SALES.key], roles: [], guestTypes: [], applications: [] }
  const all = policy({ excludedGroups: [ref(SALES)] })
  const approved = { [`groups|${SALES.key}`]: { ...OPENS, approvedBy: ['t.mfa'] } }
  expect(effects([all], [entry])).toEqual(approved)
  expect(effects([all], [{ ...entry, groups: [], users: [BOB.key] }])).toEqual(approved)
  const atApp = { ...entry, applications: [APP] }
  expect(effects([all], [atApp])).toEqual({ [`groups|${SALES.key}`]: OPENS })
  const elsewhere = policy(forSales, without({ excludedApplications: [APP] }), 'block')
  expect(effects([all, elsewhere], [atApp])).toEqual(approved)
})

test('a policy that is not enforced, and what cannot be read, have no effect to speak of', () => {
  expect(effects([{ ...policy({ excludedGroups: [ref(STAFF)] }), state: 'disabled' }])).toEqual({})
  expect(effects([{ ...policy({ excludedGroups: [ref(STAFF)] }), state: UNKNOWN }])).toEqual({})
  expect(effects([policy({ excludedGroups: [UNKNOWN] })])).toEqual({})
})
