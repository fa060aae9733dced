import { expect, test } from 'vitest'
import { create, type Loose, TYPES } from '../bypasses/steps.ts'
import { judgeTenant, policyLike, soundTenant } from '../bypasses/tenant.ts'

/** Telephones may use one application and nothing else: where the block ends is for the requirements to judge. */
function telephones(change: Loose): Promise<readonly unknown[]> {
  const tenant = soundTenant()
  const { conditions, ...rest } = policyLike({})
  tenant.steps.push(
    create(TYPES.policy, 'telephones', {
      ...rest,
      conditions: {
        ...conditions,
        applications: { includedApplications: ['All'], excludedApplications: ['Office365'] },
        platforms: { includedPlatforms: ['android', 'iOS'] },
      },
      grantControls: { operator: 'OR', builtInControls: ['block'] },
    }),
  )
  tenant.parameters = { ...tenant.parameters, ...change }
  return judgeTenant(tenant).then(({ results }) =>
    results
      .filter(({ rule, status }) => rule === 'entra.exclusions_registered' && status !== 'pass')
      .map(({ status }) => status),
  )
}

test('what needs a licence that the tenant does not have, no exclusion opens', async () => {
  expect(await telephones({})).toEqual([])
  expect(await telephones({ licences: { entraP2: true }, rules: {} })).not.toEqual([])
})
