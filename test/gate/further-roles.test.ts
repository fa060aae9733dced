import { expect, test } from 'vitest'
import { create, id, TYPES } from '../bypasses/steps.ts'
import { judgeTenant, soundTenant } from '../bypasses/tenant.ts'

const further: readonly string[] = soundTenant().parameters.furtherPrivilegedRoles

/** The decision, and what is found about a new grant of a role. */
async function granted(principal: string, eligible: boolean, role: string): Promise<readonly unknown[]> {
  const tenant = soundTenant()
  tenant.steps.push(
    eligible
      ? create(TYPES.eligible, 'new-role', {
          roleDefinitionId: role,
          principalId: id(principal),
          directoryScopeId: '/',
          justification: 'duty',
        })
      : create(TYPES.assignment, 'new-role', {
          roleId: role,
          principalObjectId: id(principal),
          directoryScopeId: '/',
        }),
  )
  const { decision, results } = await judgeTenant(tenant)
  const found = results.filter(({ resource, status }) => resource.endsWith('::new-role') && status !== 'pass')
  return [decision, ...found.map(({ rule, status }) => `${rule}: ${status}`)]
}

/** Whose second account this is stands in no register here. */
const SEPARATE = 'entra.separate_admin_accounts: unknown'

test.each(further)('the role %s is for administrators, and not for ever', async (role) => {
  expect(await granted('adm-anna', false, role)).toEqual(['deny', 'entra.no_permanent_privileged_role: fail', SEPARATE])
  expect(await granted('adm-anna', true, role)).toEqual(['allow', SEPARATE])
})

test('a role of neither list is not a matter of these rules', async () => {
  const reportsReader = '4a5d8f65-41da-4de4-8968-e035b65339cf'
  expect(await granted('carl', false, reportsReader)).toEqual(['allow'])
})
