import { expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { soundStack } from './amazon.ts'
import { withPim } from './pim.ts'
import { embeddedPlanOf, judgeTenant, soundTenant } from './tenant.ts'

/** Rules that a group for Privileged Identity Management is about: there is none in S. */
const ACTIVATION = ['entra.privileged_activation_approved', 'entra.privileged_activation_alerted']

function statuses({ decision, rules }: Decision): unknown {
  return { decision, rules: rules.filter(({ id }) => !ACTIVATION.includes(id)).map(({ id, status }) => [id, status]) }
}

test('S-P is as sound as S', async () => {
  const tenant = soundTenant()
  withPim(tenant)
  const decision = await judgeTenant(tenant, embeddedPlanOf(tenant))
  expect(statuses(decision)).toEqual(statuses(await judgeTenant(soundTenant())))
  expect(decision.rules.filter(({ id }) => ACTIVATION.includes(id)).map(({ status }) => status)).toEqual([
    'pass',
    'pass',
  ])
})

test('the stack `aws` is sound, and every enforced rule that looks at it holds', async () => {
  const tenant = soundStack()
  const { decision, rules } = await judgeTenant(tenant, embeddedPlanOf(tenant))
  const enforced = rules.filter(({ id, mode }) => mode === 'enforced' && id.startsWith('aws.'))
  expect({ decision, broken: enforced.filter(({ status }) => status !== 'pass').map(({ id }) => id) }).toEqual({
    decision: 'allow',
    broken: [],
  })
})
