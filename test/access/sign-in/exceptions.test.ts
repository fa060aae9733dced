// What a live exception takes out of a requirement: its people unite; with applications, only those people at these.
import { expect, test } from 'vitest'
import { decide, prepare } from '../../../src/access/sign-in/decide.ts'
import type { Exempt, Requirement } from '../../../src/access/sign-in/requirement.ts'
import { UNKNOWN } from '../../../src/plan/value.ts'
import { ADMIN, ANN, APP, BOB, coveragesOf, type Inputs, ref, SALES } from './tenant.ts'

const EVERYONE: Requirement = { rule: 't.r', scope: { users: 'everyone' }, outcome: 'mfa', holds: 'h', broken: 'b' }
const NOBODY: Exempt = { id: 'EX', rule: 't.r', users: [], groups: [], roles: [], guestTypes: [], applications: [] }

function policy(users: Inputs, conditions: Inputs = {}): Inputs {
  return {
    displayName: 'p',
    state: 'enabled',
    conditions: {
      users: { includedUsers: ['All'], ...users },
      applications: { includedApplications: ['All'] },
      ...conditions,
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  }
}

/** The status, the exceptions that count, and whom the gap is left for. */
function decided(inputs: Inputs, exempt: Partial<Exempt>): unknown {
  const entry = { ...NOBODY, ...exempt }
  const [coverage] = coveragesOf([{ inputs: [inputs], requirement: EVERYONE, exempt: [entry] }])
  if (coverage === undefined) throw new Error('no tenant')
  const { status, parts, exceptions } = decide(coverage, prepare(coverage), EVERYONE, [entry])
  return [
    status,
    exceptions,
    [...new Set(parts.flatMap(({ person }) => person.people.map(({ label }) => label)))].length,
  ]
}

test('its people are taken out, by id, group, role or type', () => {
  const sales = policy({ excludedGroups: [ref(SALES)] })
  expect(decided(sales, { groups: [SALES.key] })).toEqual(['excepted', ['EX'], 0])
  expect(decided(sales, { users: [BOB.key] })).toEqual(['excepted', ['EX'], 0])
  expect(decided(sales, { users: [ANN.key] })).toEqual(['fail', [], 1])
  expect(decided(policy({ excludedRoles: [ADMIN] }), { roles: [ADMIN] })).toEqual(['excepted', ['EX'], 0])
  const guests = { guestOrExternalUserTypes: ['internalGuest'] }
  const internal = policy({ excludedGuestsOrExternalUsers: [guests] })
  expect(decided(internal, { guestTypes: ['internalGuest'] })).toEqual(['excepted', ['EX'], 0])
  expect(decided(internal, { guestTypes: ['serviceProvider'] })).toEqual(['fail', [], 0])
})

test('with applications, only those people at these', () => {
  const atApp = policy({}, { applications: { includedApplications: ['All'], excludedApplications: [APP] } })
  const sales = policy({ excludedGroups: [ref(SALES)] })
  expect(decided(atApp, { applications: [APP] })).toEqual(['excepted', ['EX'], 0])
  expect(decided(atApp, { groups: [SALES.key], applications: [APP] })).toEqual(['fail', ['EX'], 3])
  expect(decided(sales, { groups: [SALES.key], applications: [APP] })).toEqual(['fail', ['EX'], 1])
})

test('what is certain only of what it takes out leaves the rest unknown', () => {
  const sales = policy({ excludedGroups: [ref(SALES)] }, { platforms: UNKNOWN })
  expect(decided(sales, {})).toEqual(['fail', [], 1])
  expect(decided(sales, { groups: [SALES.key] })).toEqual(['unknown', ['EX'], 3])
  const applications = { includedApplications: ['All'], excludedApplications: [APP] }
  const elsewhere = policy({}, { applications, platforms: UNKNOWN })
  expect(decided(elsewhere, {})).toEqual(['fail', [], 4])
  expect(decided(elsewhere, { applications: [APP] })).toEqual(['unknown', ['EX'], 4])
})

test('where nothing is broken it takes nothing out', () => {
  expect(decided(policy({}), { groups: [SALES.key] })).toEqual(['pass', [], 0])
})
