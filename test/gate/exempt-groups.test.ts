// A group that exceptions take out of sign-in requirements stays what was approved: a small list that is seen.
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import {
  create,
  exception,
  id,
  judgeTenant,
  type Loose,
  soundTenant,
  step,
  type Tenant,
  TYPES,
  update,
} from '../bypasses/tenant.ts'

/** Nobody whom the exceptions cover owns or approved them. */
const OTHERS = { owner: 'Head of IT', approvedBy: 'Security officer' }

/** S with an approved exclusion of two accounts that are not for emergencies. */
function withScanners(inputs: Loose = {}): Tenant {
  const tenant = soundTenant()
  tenant.steps.push(
    step(TYPES.group, 'scanners', {
      displayName: 'scanners',
      securityEnabled: true,
      assignableToRole: true,
      members: [id('anna'), id('bert')],
      ...inputs,
    }),
  )
  update(tenant, 'CA001', (policy) => policy.conditions.users.excludedGroups.push(id('scanners')))
  for (const rule of ['entra.mfa_all_users', 'entra.mfa_azure_management'])
    tenant.exceptions.push(exception(`EX-scanners-${rule}`, rule, { groups: [id('scanners')] }, OTHERS))
  return tenant
}

const answer = (decision: Decision): unknown => [
  decision.decision,
  decision.results.filter((result) => result.rule === 'entra.exempt_group_controlled' && result.status !== 'pass'),
]

const joins = (tenant: Tenant, name: string): void => {
  const inputs = { groupObjectId: id('scanners'), memberObjectId: id(name) }
  tenant.steps.push(create('azuread:index/groupMember:GroupMember', `${name}-scanner`, inputs))
}

describe('an excepted group of people who are no emergency accounts', () => {
  test('is allowed as long as it is a short closed list', async () => {
    expect(answer(await judgeTenant(withScanners()))).toEqual(['allow', []])
  })

  test('does not grow beyond the parameter, although policies and exceptions stay', async () => {
    const tenant = withScanners()
    for (const name of ['carl', 'dora']) joins(tenant, name)
    expect(answer(await judgeTenant(tenant))).toMatchObject([
      'deny',
      [
        {
          status: 'fail',
          affected: ['anna', 'bert', 'carl', 'dora'],
          message:
            'The group "scanners", which is exempt from sign-in requirements, has 4 members; the parameters allow 3.',
        },
      ],
    ])
  })

  test('does not get an owner who adds members', async () => {
    expect(answer(await judgeTenant(withScanners({ owners: [id('carl')] })))).toMatchObject([
      'deny',
      [{ status: 'fail' }],
    ])
  })
})
