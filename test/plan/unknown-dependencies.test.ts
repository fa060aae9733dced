import { describe, expect, test } from 'vitest'
import { planBytes } from '../../src/plan/digest.ts'
import { document, type Loose, named, plan, readJson } from './fixtures.ts'

const STRENGTH =
  'urn:pulumi:dev::identity-baseline::azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy::phishing-resistant'

describe('what an unknown value depends on', () => {
  test('a first preview names the strength whose id a policy does not know yet', () => {
    const { inputs, propertyDependencies } = named(plan('create.preview.json'), 'admins-phishing-resistant')
    expect({ grantControls: inputs['grantControls'], dependencies: propertyDependencies['grantControls'] }).toEqual({
      grantControls: { authenticationStrengthPolicyId: { $gatehouse: 'unknown' }, operator: 'OR' },
      dependencies: [STRENGTH],
    })
  })

  test('the order in which the engine lists dependencies does not change the bytes', () => {
    const reversed = document('create.preview.json') as Loose
    for (const { newState } of reversed.steps) {
      for (const list of Object.values((newState?.propertyDependencies ?? {}) as Loose) as Loose[][]) list.reverse()
    }
    expect(planBytes(readJson(reversed))).toEqual(planBytes(plan('create.preview.json')))
  })
})
