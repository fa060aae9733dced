// The edit that an explanation proposes must close the gap without closing the tenant.
import { expect, test } from 'vitest'
import { decide, prepare } from '../../../src/access/sign-in/decide.ts'
import { explain } from '../../../src/access/sign-in/explain.ts'
import { naming } from '../../../src/access/sign-in/facts.ts'
import type { Requirement } from '../../../src/access/sign-in/requirement.ts'
import { ADMIN, APP, coveragesOf, HELPDESK, type Inputs, ref, SALES } from './tenant.ts'

const ADMINS: Requirement = {
  rule: 't.admins',
  scope: { users: 'privilegedRoles' },
  outcome: 'phishingResistant',
  holds: 'h',
  broken: 'b',
}
const EVERYONE: Requirement = { ...ADMINS, rule: 't.mfa', scope: { users: 'everyone' }, outcome: 'mfa' }
const PHISHING_RESISTANT = '00000000-0000-0000-0000-000000000004'

function policy(displayName: string, users: Inputs, grant: Inputs, more: Inputs = {}): Inputs {
  return {
    displayName,
    state: 'enabled',
    conditions: { users, applications: { includedApplications: ['All'] }, clientAppTypes: ['all'], ...more },
    grantControls: { operator: 'OR', ...grant },
  }
}

function proposed(requirement: Requirement, inputs: readonly Inputs[]): unknown {
  const [coverage] = coveragesOf([{ inputs, requirement, exempt: [] }])
  if (coverage === undefined) throw new Error('no tenant')
  const { edit, why } = explain(
    coverage,
    requirement,
    decide(coverage, prepare(coverage), requirement, []),
    naming(coverage),
  )
  return [edit?.text, why[0]?.label]
}

const all = { includedUsers: ['All'] }
const mfa = policy('mfa', all, { builtInControls: ['mfa'] })
const risky = policy('risky', all, { builtInControls: ['block'] }, { signInRiskLevels: ['high'] })

test('a policy for administrators gets the roles that it lacks; a block of risky sign-ins stays what it is', () => {
  const others = policy(
    'administrators',
    { includedRoles: [HELPDESK] },
    { authenticationStrengthPolicyId: PHISHING_RESISTANT },
  )
  expect(proposed(ADMINS, [mfa, risky, others])).toEqual([
    `Add to conditions.users.includedRoles of "administrators": Global Administrator (${ADMIN}).`,
    '"administrators"',
  ])
})

test('where nothing is for administrators, no block is widened for them', () => {
  expect(proposed(ADMINS, [mfa, risky])).toEqual([
    'Let "mfa" ask for phishing-resistant authentication in any case.',
    '"mfa"',
  ])
})

test('a block that excludes somebody may still end to exclude them', () => {
  const blocked = policy('blocked', { ...all, excludedGroups: [ref(SALES)] }, { builtInControls: ['block'] })
  expect(proposed(EVERYONE, [blocked])).toEqual(['Remove the group "sales" from what "blocked" excludes.', '"blocked"'])
})

test('no condition of a block is dropped for a requirement on how people sign in', () => {
  const atApp = policy(
    'at one application',
    all,
    { builtInControls: ['block'] },
    {
      applications: { includedApplications: [APP] },
    },
  )
  expect(proposed(EVERYONE, [atApp, risky])).toEqual([undefined, '"at one application"'])
})
