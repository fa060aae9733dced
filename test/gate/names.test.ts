// Names in exceptions and emergency marks mean one declared resource, or nothing.
import { describe, expect, test } from 'vitest'
import {
  create,
  find,
  id,
  judgeTenant,
  type Loose,
  soundTenant,
  type Tenant,
  TYPES,
  update,
  urn,
} from '../bypasses/tenant.ts'

/** A second resource of the same type and name, below a component. */
function twin(tenant: Tenant, type: string, name: string, inputs: Loose): void {
  const parent = urn('acme:index:Team', 'support')
  const component = create('acme:index:Team', 'support', {}, { custom: false })
  delete component.provider
  delete component.newState.provider
  const second = create(type, name, inputs, {
    parent,
    sourcePosition: 'project:///stacks/support.ts#7,1',
  })
  second.urn = urn(`acme:index:Team$${type}`, name)
  second.newState.urn = second.urn
  second.newState.type = type
  tenant.steps.push(component, second)
}

/** Exceptions that name the emergency group, which is declared at a place. */
function byName(): Tenant {
  const tenant = soundTenant()
  find(tenant, 'breakglass').newState.sourcePosition = 'project:///stacks/emergency.ts#3,1'
  tenant.exceptions = tenant.exceptions.map((entry) =>
    entry.scope.groups ? { ...entry, scope: { groups: [`${TYPES.group}::breakglass`] } } : entry,
  )
  return tenant
}

describe('a name that two resources have', () => {
  test('in an exception is an error that names both places', async () => {
    const tenant = byName()
    expect((await judgeTenant(tenant)).decision).toBe('allow')
    twin(tenant, TYPES.group, 'breakglass', { displayName: 'breakglass', members: [id('carl')] })
    update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('breakglass 2')))
    await expect(judgeTenant(tenant)).rejects.toMatchObject({
      code: 'reference',
      message: `${TYPES.group}::breakglass is declared 2 times, at stacks/support.ts:7 and at stacks/emergency.ts:3`,
      place: { file: 'stacks/emergency.ts', line: 3 },
    })
  })

  test('of an emergency account is one too', async () => {
    const tenant = soundTenant()
    tenant.register.people.find((person: Loose) => person.id === 'breakglass1').account.directory =
      `${TYPES.user}::breakglass1`
    expect((await judgeTenant(tenant)).decision).toBe('allow')
    twin(tenant, TYPES.user, 'breakglass1', { displayName: 'another', accountEnabled: true })
    await expect(judgeTenant(tenant)).rejects.toMatchObject({
      code: 'reference',
      message: `${TYPES.user}::breakglass1 is declared 2 times, at stacks/support.ts:7 and at an unknown place`,
    })
  })

  test('of somebody else is nobody’s name, and no error', async () => {
    const tenant = soundTenant()
    tenant.register.people.find((person: Loose) => person.id === 'carl').account.directory = `${TYPES.user}::carl`
    twin(tenant, TYPES.user, 'carl', { displayName: 'another', accountEnabled: true })
    await expect(judgeTenant(tenant)).resolves.toMatchObject({ project: 'acme' })
  })
})
