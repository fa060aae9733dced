// Names that every JavaScript object answers to are names like any other.
import { describe, expect, test } from 'vitest'
import { redactPlan } from '../../src/evidence/redact.ts'
import { isVacuous } from '../../src/gate/judge.ts'
import type { JsonObject } from '../../src/json.ts'
import { NO_PLAN } from '../../src/plan/model.ts'
import { judgeTenant, planOf, soundTenant, update } from '../bypasses/tenant.ts'

const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']

describe.each(NAMES)('%s', (name) => {
  test('is no stack of the register', async () => {
    const tenant = soundTenant()
    const plan = { ...planOf(tenant), stack: name }
    const decision = await judgeTenant(tenant, plan)
    const listed = decision.results.filter((result) => result.rule === 'change.resource_types_listed')
    expect([decision.decision, listed.map(({ status }) => status)]).toEqual(['deny', ['fail']])
    const input = { ...tenant, plan: { ...NO_PLAN, stack: name }, now: decision.now, requirements: [] }
    expect(isVacuous(decision, input)).toBe(true)
  })

  test('is a group that nobody declares', async () => {
    const tenant = soundTenant()
    update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(name))
    const decision = await judgeTenant(tenant)
    const found = decision.results.find((result) => result.rule === 'entra.exclusions_registered')
    expect([decision.decision, found?.message]).toEqual([
      'deny',
      `"Require MFA for all users" excludes the group ${name.toLowerCase()} (members not known), and no live exception names it.`,
    ])
  })

  test('is a type of which nothing is kept', () => {
    const resources = [{ key: 'k', type: name, inputs: { phone: '+49 30 000' }, computed: {} }]
    const { plan } = redactPlan({ resources } as unknown as JsonObject)
    expect(plan['resources']).toEqual([
      { key: 'k', type: name, inputs: { phone: { $redacted: { rule: 'type-not-listed' } } }, computed: {} },
    ])
  })
})
