// The 36 policies of a real tenant, judged: the answers that docs/tenant-j0eyv.md explains.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { directory } from '../../src/access/directory.ts'
import { makeCoverages } from '../../src/access/sign-in/coverage.ts'
import { decide, prepare } from '../../src/access/sign-in/decide.ts'
import { explain } from '../../src/access/sign-in/explain.ts'
import { naming } from '../../src/access/sign-in/facts.ts'
import { readPolicy } from '../../src/access/sign-in/reading.ts'
import type { Exempt } from '../../src/access/sign-in/requirement.ts'
import { whatIf } from '../../src/access/sign-in/what-if.ts'
import { tenants } from '../../src/access/tenants.ts'
import { baselineOf } from '../../src/gate/baseline.ts'
import { readBundle } from '../../src/gate/bundle.ts'
import { judge } from '../../src/gate/judge.ts'
import { readParameters, readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { planDigest } from '../../src/plan/digest.ts'
import { readPlan } from '../../src/plan/read.ts'
import { workplace } from '../workplace.ts'

const FILE = fileURLToPath(new URL('../fixtures/graph-j0eyv.plan.json', import.meta.url))
const BYTES = readFileSync(FILE)
const PLAN = readPlan(BYTES, FILE)
const PARAMETERS = readParameters(workplace(), `${OWN_POLICIES}/parameters.yaml`, undefined)
const REQUIREMENTS = readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`)
const INPUT = {
  plan: PLAN,
  now: '2026-11-24T00:00:00Z',
  parameters: PARAMETERS,
  requirements: REQUIREMENTS,
  exceptions: [],
}
const CONTEXT = {
  bundle: readBundle(OWN_POLICIES),
  planDigest: planDigest(BYTES),
  policySource: { kind: 'working-tree' },
} as const

/** `CA000`, or `CA000 - Exclude` for the group of that name. */
function short(text: string): string {
  return text
    .replace(/(CA\d{3})-[\w-]+?( - Exclude)/g, '$1$2')
    .replace(/(CA\d{3})-[\w-]+/g, '$1')
    .replaceAll('"', '')
}

/** Takes the people of each counterexample out, one after the other: what remains is the next way in. */
function waysIn(rule: string): readonly (readonly [string, string | undefined])[] {
  const index = directory(PLAN, [])
  const requirement = REQUIREMENTS.find((entry) => entry.rule === rule)
  const [tenant] = tenants(index, undefined)
  if (requirement === undefined || tenant === undefined) throw new Error('no such rule')
  const policies = tenant.policies.map(({ resource, doubt }) => readPolicy(index, resource, doubt))
  const ways: [string, string | undefined][] = []
  let exempt: Exempt = { id: 'EX', rule, users: [], groups: [], roles: [], guestTypes: [], applications: [] }
  for (let step = 0; step < 20; step++) {
    const [coverage] = makeCoverages([{ directory: index, policies, grants: [] }], {
      requirements: REQUIREMENTS,
      exempt: [exempt],
      privilegedRoles: PARAMETERS.privilegedRoles,
      sessionHours: 12,
    })
    if (coverage === undefined) break
    const answer = decide(coverage, prepare(coverage), requirement, [exempt])
    if (answer.parts.length === 0) break
    const { sentence, counterexample, edit } = explain(coverage, requirement, answer, naming(coverage))
    expect(whatIf(counterexample, policies, coverage.around.locations).allowed).toBe('yes')
    ways.push([short(sentence), edit && short(edit.text)])
    const groups = counterexample.person.groups.filter((group) => !exempt.groups.includes(group))
    const roles = groups.length > 0 ? [] : counterexample.person.roles
    if (groups.length + roles.length === 0 || rule.includes('admins')) break
    exempt = { ...exempt, groups: [...exempt.groups, ...groups], roles: [...exempt.roles, ...roles] }
  }
  return ways
}

describe('the ways in, one by one', () => {
  const office = 'can sign in to an application of Office 365 with a password only, in a browser, on Windows'
  test('without multi-factor authentication: the exclusions of CA000 that no other policy covers', () => {
    expect(waysIn('entra.mfa_all_users')).toEqual([
      [`Any user, in the group CA-BreakGlassAccounts - Exclude, ${office}.`, undefined],
      ...['CA200', 'CA101', 'CA000', 'CA300', 'CA400', 'CA203'].map((name) => [
        `Any user, in the group ${name} - Exclude, ${office}, from BE.`,
        undefined,
      ]),
      [
        `Any user, active as Directory Synchronization Accounts, ${office}, from BE.`,
        'Remove the role Directory Synchronization Accounts from what CA000 excludes.',
      ],
    ])
  })

  test('with a legacy client: two exclusions of CA002, one of which needs a second exclusion', () => {
    const legacy =
      'can sign in to an application of Office 365 with a password only, over Exchange ActiveSync, on Windows'
    expect(waysIn('entra.legacy_authentication_blocked')).toEqual([
      [`Any user, in the group CA-BreakGlassAccounts - Exclude, ${legacy}.`, undefined],
      [
        `Any user, in the group CA002 - Exclude, in the group CA200 - Exclude, ${legacy}, from BE.`,
        'Remove the group CA002 - Exclude from what CA002 excludes.',
      ],
    ])
  })

  test('as a guest without multi-factor authentication', () => {
    const guest = 'Any guest of the type b2bCollaborationGuest, in the group'
    expect(waysIn('entra.mfa_guests')).toEqual([
      [`${guest} CA-BreakGlassAccounts - Exclude, ${office}.`, undefined],
      [`${guest} CA400 - Exclude, ${office}, from BE.`, 'Remove the group CA400 - Exclude from what CA400 excludes.'],
    ])
  })
})

test('the status of every rule', async () => {
  const decision = await judge(INPUT, CONTEXT)
  const statuses = Object.fromEntries(decision.rules.map(({ id, status }) => [id, status]))
  expect(decision.decision).toBe('deny')
  expect(statuses).toMatchObject({
    'entra.mfa_all_users': 'fail',
    'entra.mfa_azure_management': 'fail',
    'entra.mfa_guests': 'fail',
    'entra.mfa_device_registration': 'fail',
    'entra.phishing_resistant_mfa_admins': 'fail',
    'entra.legacy_authentication_blocked': 'fail',
    'entra.device_code_flow_blocked': 'fail',
    'entra.authentication_transfer_blocked': 'fail',
    'entra.high_risk_users_blocked': 'not_applicable',
    'entra.high_risk_sign_ins_blocked': 'not_applicable',
    'entra.emergency_access_accounts': 'unknown',
    'entra.exclusions_registered': 'fail',
    'entra.no_permanent_privileged_role': 'pass',
    'change.full_preview': 'pass',
    'change.exceptions_current': 'not_applicable',
    'entra.credential_lifetime': 'not_applicable',
    'entra.dynamic_group_rule_safe': 'not_applicable',
    'entra.privileged_activation_alerted': 'not_applicable',
    'entra.separate_admin_accounts': 'not_applicable',
  })
  const ofRegister = decision.rules.filter(({ id }) => id.startsWith('register.'))
  expect(new Set(ofRegister.map(({ status }) => status))).toEqual(new Set(['unknown']))
})

test('with a baseline the same export is let through for what the register does not decide, and a new gap is not', async () => {
  const selection = ['entra.mfa_all_users', 'entra.mfa_guests', 'entra.legacy_authentication_blocked']
  const baseline = baselineOf(await judge({ ...INPUT, selection }, CONTEXT), '2027-03-31')
  expect((await judge({ ...INPUT, selection, baseline }, CONTEXT)).decision).toBe('allow')
  const resources = PLAN.resources.map((resource) =>
    resource.inputs['displayName']?.toString().startsWith('CA002')
      ? { ...resource, inputs: { ...resource.inputs, state: 'disabled' } }
      : resource,
  )
  // Without the block, everybody whom CA000 excludes gets in with a legacy client too: each of the three gaps grows.
  const weaker = await judge({ ...INPUT, plan: { ...PLAN, resources }, selection, baseline }, CONTEXT)
  const open = weaker.results.filter(({ status, baselineUntil }) => status === 'fail' && baselineUntil === undefined)
  expect([weaker.decision, open.map(({ rule }) => rule).sort()]).toEqual(['deny', [...selection].sort()])
})
