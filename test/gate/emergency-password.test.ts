// An emergency account whose password others can read is nobody's account alone.
import { describe, expect, test } from 'vitest'
import { create, TYPES, urn } from '../bypasses/steps.ts'
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

/** As `judged`, with inputs beside a password, and what the password is computed from. */
async function judgedFrom(inputs: Loose, from: readonly string[]): Promise<unknown> {
  const tenant = soundTenant()
  const { newState } = find(tenant, 'breakglass1')
  Object.assign(newState.inputs, inputs)
  newState.propertyDependencies = { password: from }
  if (from.includes(GENERATED)) {
    tenant.steps.push(create('random:index/randomPassword:RandomPassword', 'emergency', { length: 40 }))
  }
  const { results } = await judgeTenant(tenant)
  const found = results.filter(({ rule, status }) => rule === 'entra.emergency_access_accounts' && status !== 'pass')
  return found.map(({ status, message }) => `${status}: ${message}`)
}

const GENERATED = urn('random:index/randomPassword:RandomPassword', 'emergency')
const BREAKGLASS = 'fail: The emergency account breakglass1 has'

describe('the password of an emergency account', () => {
  test('may be computed from a generated one, and from nothing that others can read', async () => {
    const password = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
    const sales = urn(TYPES.group, 'sales')
    const computed = [`${BREAKGLASS} a password that is computed from what others can read.`]
    expect(await judgedFrom({ password }, [GENERATED])).toEqual([])
    expect(await judgedFrom({ password }, [sales])).toEqual(computed)
    expect(await judgedFrom({ password: '[secret]' }, [GENERATED, sales])).toEqual(computed)
  })

  test('cannot be reset by what others have', async () => {
    expect(await judgedFrom({ otherMails: [], mobilePhone: '' }, [])).toEqual([])
    expect(await judgedFrom({ otherMails: ['x@example.net'], mobilePhone: '1' }, [])).toEqual([
      `${BREAKGLASS} mobilePhone, otherMails, with which its password can be reset.`,
    ])
  })

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
