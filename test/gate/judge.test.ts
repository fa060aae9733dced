import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isVacuous } from '../../src/gate/judge.ts'
import { readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { prettyJson } from '../../src/json.ts'
import { NO_PLAN } from '../../src/plan/model.ts'
import { validateValue } from '../../src/schema.ts'
import {
  exception,
  find,
  id,
  judgeTenant,
  planOf,
  remove,
  soundTenant,
  type Tenant,
  update,
} from '../bypasses/tenant.ts'
import { workplace } from '../workplace.ts'

const withSales = (): Tenant => {
  const tenant = soundTenant()
  update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('sales')))
  return tenant
}

/** The rules that an unregistered exclusion of Sales from multi-factor authentication breaks. */
const OF_SALES = [
  'entra.mfa_all_users',
  'entra.mfa_azure_management',
  'entra.exclusions_registered',
  'entra.exempt_group_controlled',
]

describe('a decision', () => {
  test('is the same, byte for byte, for the same input', async () => {
    const first = prettyJson(await judgeTenant(withSales()))
    expect(prettyJson(await judgeTenant(withSales()))).toBe(first)
  })

  test('does not depend on the order of the engine’s steps', async () => {
    const expected = prettyJson(await judgeTenant(withSales()))
    const shuffled = fc.shuffledSubarray(
      withSales().steps.map((_, index) => index),
      { minLength: withSales().steps.length },
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        const tenant = withSales()
        const { steps } = tenant
        tenant.steps = order.flatMap((index) => steps[index] ?? [])
        expect(prettyJson(await judgeTenant(tenant))).toBe(expected)
      }),
      { numRuns: 15 },
    )
  })

  test('is valid against its schema, allowed or denied', async () => {
    for (const tenant of [soundTenant(), withSales()]) {
      const decision = await judgeTenant(tenant)
      expect(() => validateValue('urn:gatehouse:decision/v1', decision, 'decision')).not.toThrow()
    }
  })

  test('names the people who are affected, the place and the fix', async () => {
    const decision = await judgeTenant(withSales())
    const [finding] = decision.results
    expect(finding).toMatchObject({
      rule: 'entra.mfa_all_users',
      status: 'fail',
      severity: 'critical',
      affected: ['carl'],
      message:
        'Sign-in without multi-factor authentication is possible: carl, in the group "sales", can sign in to an application of Office 365 with a password only, in a browser, on Windows.',
      remediation: 'Remove the group "sales" from what "Require MFA for all users" excludes.',
    })
  })

  test('limits the rules to those selected, and refuses one that does not exist', async () => {
    const tenant = withSales()
    tenant.selection = ['entra.legacy_authentication_blocked']
    const decision = await judgeTenant(tenant)
    expect(decision.rules.map((rule) => rule.id)).toEqual(['entra.legacy_authentication_blocked'])
    expect(decision.decision).toBe('allow')
    tenant.selection = ['entra.no_such_rule']
    await expect(judgeTenant(tenant)).rejects.toMatchObject({
      code: 'usage',
      message: 'there is no rule entra.no_such_rule',
    })
  })

  test('does not block for an advisory rule', async () => {
    const tenant = withSales()
    for (const rule of OF_SALES) {
      tenant.parameters.rules[rule] = 'advisory'
    }
    const decision = await judgeTenant(tenant)
    expect([decision.decision, decision.rules.find((rule) => rule.id === 'entra.mfa_all_users')?.status]).toEqual([
      'allow',
      'fail',
    ])
  })
})

describe('exceptions', () => {
  const states = async (change: { approvedOn?: string; expiresOn?: string }): Promise<unknown> => {
    const tenant = soundTenant()
    tenant.exceptions = [exception('EX-1', 'entra.mfa_all_users', { groups: [id('breakglass')] }, change)]
    return (await judgeTenant(tenant)).exceptions
  }
  const common = { id: 'EX-1', rule: 'entra.mfa_all_users', owner: 'anna' }

  test('count from the day of their approval through the day of their end', async () => {
    expect(await states({ approvedOn: '2026-11-24' })).toEqual([
      { ...common, expiresOn: '2027-01-10', state: 'pending', used: false },
    ])
    expect(await states({ approvedOn: '2026-11-23' })).toEqual([
      { ...common, expiresOn: '2027-01-10', state: 'live', used: true },
    ])
    expect(await states({ expiresOn: '2026-11-22' })).toEqual([
      { ...common, expiresOn: '2026-11-22', state: 'expired', used: false },
    ])
  })

  test('of principals at applications cover neither the principals nor the applications alone', async () => {
    const tenant = withSales()
    tenant.exceptions.push(
      exception('EX-2', 'entra.mfa_all_users', { groups: [id('sales')], applications: [id('an application')] }),
    )
    const decision = await judgeTenant(tenant)
    expect(decision.rules.find((rule) => rule.id === 'entra.mfa_all_users')?.status).toBe('fail')
  })
})

describe('nothing to evaluate', () => {
  test('is an empty plan of a stack that no register names, or no enforced rule', async () => {
    const tenant = soundTenant()
    const input = {
      plan: NO_PLAN,
      now: '2026-11-23T12:00:00Z',
      parameters: tenant.parameters,
      requirements: [],
      exceptions: [],
    }
    const decision = await judgeTenant({ ...tenant, register: undefined, exceptions: [] }, NO_PLAN)
    expect(isVacuous(decision, input)).toBe(true)
    const named = { ...input, register: tenant.register, plan: { ...NO_PLAN, stack: 'identity' } }
    expect(isVacuous(decision, named)).toBe(false)
    expect(isVacuous({ ...decision, rules: [] }, named)).toBe(true)
  })
})

describe('a baseline', () => {
  const baseline = async (change: (tenant: Tenant) => void) => {
    const known = withSales()
    const { baselineOf } = await import('../../src/gate/baseline.ts')
    const list = baselineOf(await judgeTenant(known), '2026-12-31')
    const tenant = withSales()
    change(tenant)
    const { judge } = await import('../../src/gate/judge.ts')
    const { readBundle } = await import('../../src/gate/bundle.ts')
    const decide = (now: string) =>
      judge(
        {
          plan: planOf(tenant),
          now,
          register: tenant.register,
          parameters: tenant.parameters,
          requirements: readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`),
          exceptions: tenant.exceptions,
          baseline: list,
        },
        { bundle: readBundle(OWN_POLICIES), planDigest: '', policySource: { kind: 'working-tree' } },
      )
    return { list, decide }
  }

  test('lets known findings pass until their end, and counts them', async () => {
    const { list, decide } = await baseline(() => undefined)
    expect(list.findings.map((entry) => entry.finding.split('|')[0])).toEqual([
      'entra.exclusions_registered',
      'entra.exempt_group_controlled',
      'entra.mfa_all_users',
      'entra.mfa_azure_management',
    ])
    const inTime = await decide('2026-12-31T23:59:59Z')
    expect([inTime.decision, inTime.baseline]).toEqual(['allow', { tolerated: 4, obsolete: [], expired: [] }])
    const late = await decide('2027-01-01T00:00:00Z')
    expect([late.decision, late.baseline?.tolerated, late.baseline?.expired.length]).toEqual(['deny', 0, 4])
  })

  test('does not hide a new finding of the same rule', async () => {
    const { decide } = await baseline((tenant) =>
      update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('all-staff'))),
    )
    const decision = await decide('2026-11-23T12:00:00Z')
    const enforced = new Set(decision.rules.filter(({ mode }) => mode === 'enforced').map((rule) => rule.id))
    const open = decision.results.filter(
      (result) => result.status === 'fail' && enforced.has(result.rule) && result.baselineUntil === undefined,
    )
    expect([decision.decision, open.map((result) => result.rule)]).toEqual([
      'deny',
      [
        'entra.mfa_all_users',
        'entra.mfa_azure_management',
        'entra.exclusions_registered',
        'entra.exempt_group_controlled',
        'entra.exempt_group_controlled',
      ],
    ])
  })

  test('names what no longer occurs', async () => {
    const { decide } = await baseline((tenant) =>
      update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.pop()),
    )
    const decision = await decide('2026-11-23T12:00:00Z')
    expect([decision.decision, decision.baseline?.tolerated, decision.baseline?.obsolete.length]).toEqual([
      'allow',
      0,
      4,
    ])
  })
})

test('a deleted policy is named', async () => {
  const tenant = soundTenant()
  remove(tenant, 'CA001')
  expect(find(tenant, 'CA001').op).toBe('delete')
  const decision = await judgeTenant(tenant)
  expect(decision.results[0]?.message).toBe(
    'Sign-in without multi-factor authentication is possible: anna can sign in to an application of Office 365 with a password only, in a browser, on Windows. This change deletes "Require MFA for all users".',
  )
})
