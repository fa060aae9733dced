// An emergency account whose password others can read is nobody's account alone.
import { describe, expect, test } from 'vitest'
import { find, judgeTenant, type Loose, planOf, soundTenant } from '../bypasses/tenant.ts'

async function judged(password: Loose, written?: readonly string[], name = 'breakglass1'): Promise<unknown> {
  const tenant = soundTenant()
  if (password !== undefined) find(tenant, name).newState.inputs.password = password
  const plan = planOf(tenant)
  const resources = plan.resources.map((resource) =>
    written && resource.name === name ? { ...resource, written } : resource,
  )
  const decision = await judgeTenant(tenant, { ...plan, resources })
  const found = decision.results.filter(
    ({ rule, status }) => rule === 'entra.emergency_access_accounts' && status !== 'pass',
  )
  return [decision.decision, found.map(({ status, message }) => `${status}: ${message}`)]
}

const DENIED = ['deny', ['fail: The emergency account breakglass1 has a password that is written in the program.']]

describe('the password of an emergency account', () => {
  test('may be absent, secret or computed', async () => {
    for (const password of [undefined, null, '[secret]', '04da6b54-80e4-46f7-96ec-b56ff0331ba9'])
      expect(await judged(password)).toEqual(['allow', []])
  })

  test('is no literal', async () => {
    expect(await judged('known-to-everybody')).toEqual(DENIED)
  })

  test('is no secret whose text the program holds', async () => {
    expect(await judged('[secret]', ['password'])).toEqual(DENIED)
    expect(await judged('[secret]', ['otherMails'])).toEqual(['allow', []])
  })
})
