// What a program says about an object that it only reads, or about a component, is a claim: nothing makes it true.
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import {
  create,
  exception,
  find,
  forget,
  id,
  judgeTenant,
  type Loose,
  planOf,
  policyLike,
  type Step,
  soundTenant,
  type Tenant,
  TYPES,
  update,
} from '../bypasses/tenant.ts'

const STRENGTH = 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy'
const MEMBER = 'azuread:index/groupMember:GroupMember'

/** The step of `Type.get(name, id, claims)`: the engine shows the claims as inputs. */
const read = (type: string, name: string, objectId: string, claims: Loose): Step => {
  const { op: _op, ...rest } = create(type, name, claims, { id: objectId, external: true })
  return { op: 'read', ...rest }
}

const statusOf = (decision: Decision, rule: string): string | undefined =>
  decision.rules.find((one) => one.id === rule)?.status

async function judged(change: (tenant: Tenant) => void): Promise<Decision> {
  const tenant = soundTenant()
  change(tenant)
  return judgeTenant(tenant)
}

describe('an object that is only read', () => {
  test('is no policy, whatever the program says about it', async () => {
    const decision = await judged((tenant) => {
      const { inputs } = find(tenant, 'CA001').newState
      forget(tenant, 'CA001')
      tenant.steps.push(read(TYPES.policy, 'CA001', id('some policy'), inputs))
    })
    expect([decision.decision, statusOf(decision, 'entra.mfa_all_users')]).toEqual(['deny', 'fail'])
  })

  test('is not the group that an exception names by type and name', async () => {
    const name = `${TYPES.group}::emergency-access`
    const withGroup = (tenant: Tenant): void => {
      tenant.exceptions.push(exception('EX-by-name', 'entra.mfa_all_users', { groups: [name] }))
      tenant.exceptions.push(exception('EX-by-name-2', 'entra.mfa_azure_management', { groups: [name] }))
      update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('everybody')))
    }
    const decision = await judged((tenant) => {
      withGroup(tenant)
      tenant.steps.push(
        read(TYPES.group, 'emergency-access', `/groups/${id('everybody')}`, {
          objectId: id('everybody'),
          assignableToRole: true,
          members: [id('breakglass1'), id('breakglass2')],
        }),
      )
    })
    expect([decision.decision, statusOf(decision, 'entra.mfa_all_users')]).toEqual(['deny', 'fail'])
  })

  test('is not the account that people.yaml marks for emergencies', async () => {
    const decision = await judged((tenant) => {
      const [first, second] = tenant.register.people.filter((person: Loose) => person.emergency)
      for (const person of [first, second]) person.account.directory = `${TYPES.user}::${person.id}`
      forget(tenant, 'breakglass2')
      tenant.steps.push(read(TYPES.user, 'breakglass2', id('breakglass2'), { accountEnabled: true }))
    })
    expect([decision.decision, statusOf(decision, 'entra.emergency_access_accounts')]).toEqual(['deny', 'fail'])
  })

  test('is no strength of known combinations', async () => {
    const strong = `/policies/authenticationStrengthPolicies/${id('a strength')}`
    const decision = await judged((tenant) => {
      tenant.steps.push(read(STRENGTH, 'strong', strong, { displayName: 'strong', allowedCombinations: ['fido2'] }))
      update(tenant, 'CA004', (inputs) => {
        inputs.grantControls.authenticationStrengthPolicyId = strong
      })
    })
    expect([decision.decision, statusOf(decision, 'entra.phishing_resistant_mfa_admins')]).toEqual(['deny', 'unknown'])
  })

  test('is no membership', async () => {
    const decision = await judged((tenant) => {
      update(tenant, 'breakglass', (inputs) => {
        delete inputs.members
      })
      for (const name of ['breakglass1', 'breakglass2']) {
        const claims = { groupObjectId: id('breakglass'), memberObjectId: id(name) }
        tenant.steps.push(read(MEMBER, `${name}-member`, `${id('breakglass')}/member/${id(name)}`, claims))
      }
    })
    expect([decision.decision, statusOf(decision, 'entra.emergency_access_accounts')]).toEqual(['deny', 'fail'])
  })

  test('can be named by its id: somebody may be in a group that is read', async () => {
    const decision = await judged((tenant) => {
      tenant.steps.push(read(TYPES.group, 'partners', `/groups/${id('partners')}`, { members: [id('carl')] }))
      update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('partners')))
      tenant.exceptions.push(
        ...['entra.mfa_all_users', 'entra.mfa_azure_management', 'entra.mfa_guests'].map((rule) =>
          exception(`EX-${rule}-partners`, rule, { groups: [id('partners')] }),
        ),
      )
    })
    expect(statusOf(decision, 'entra.mfa_all_users')).toBe('excepted')
  })

  test('leaves nothing of the claims in the plan', () => {
    const tenant = soundTenant()
    tenant.steps.push(read(TYPES.group, 'partners', `/groups/${id('partners')}`, { members: [id('carl')] }))
    const found = planOf(tenant).resources.find((resource) => resource.name === 'partners')
    expect(found).toMatchObject({ op: 'read', inputs: {}, computed: { id: `/groups/${id('partners')}` } })
  })
})

test('a component is none of the objects whose type it calls itself', async () => {
  const decision = await judged((tenant) => {
    forget(tenant, 'CA001')
    const component = create(TYPES.policy, 'CA001', policyLike({}), { custom: false })
    delete component.provider
    delete component.newState.provider
    tenant.steps.push(component)
  })
  expect([decision.decision, statusOf(decision, 'entra.mfa_all_users')]).toEqual(['deny', 'fail'])
})
