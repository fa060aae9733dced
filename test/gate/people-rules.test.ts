// Rules on people, groups and credentials through the Wasm: what each says about the sound tenant, and about one change.
import { expect, test } from 'vitest'
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
} from '../bypasses/tenant.ts'

const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1'

/** S, whose register knows the two admin accounts. */
function tenantOf(rule: string, change: (tenant: Tenant) => void = () => undefined): Tenant {
  const tenant = soundTenant()
  tenant.selection = [rule]
  for (const person of tenant.register.people) {
    if (!['anna', 'bert'].includes(person.id)) continue
    const name = `adm-${person.id}`
    person.adminAccount = { userPrincipalName: `${name}@acme.example`, directory: id(name) }
  }
  change(tenant)
  return tenant
}

async function said(tenant: Tenant): Promise<unknown> {
  const decision = await judgeTenant(tenant)
  return [decision.decision, ...decision.results.map(({ status, message }) => `${status}: ${message}`)]
}

const person = (tenant: Tenant, name: string): Loose => tenant.register.people.find((one: Loose) => one.id === name)
const enforced = (tenant: Tenant): void => {
  for (const rule of tenant.selection ?? []) delete tenant.parameters.rules[rule]
}

test.each<readonly [rule: string, sound: string, change: (tenant: Tenant) => void, broken: readonly string[]]>([
  [
    'entra.separate_admin_accounts',
    'pass: Nobody administers with an everyday account.',
    (tenant) =>
      tenant.steps.push(
        create(TYPES.eligible, 'carl-eligible', {
          roleDefinitionId: USER_ADMINISTRATOR,
          principalId: id('carl'),
          directoryScopeId: '/',
          justification: 'duty',
        }),
      ),
    ['fail: carl may activate the role User Administrator with the everyday account.'],
  ],
  [
    'entra.privileged_activation_alerted',
    'not_applicable: No group with a privileged role is activated.',
    (tenant) =>
      tenant.steps.push(
        step(TYPES.group, 'pim', { displayName: 'pim', securityEnabled: true, assignableToRole: true, members: [] }),
        step(TYPES.assignment, 'pim-role', { roleId: USER_ADMINISTRATOR, principalObjectId: id('pim') }),
        step(TYPES.groupPolicy, 'pim-settings', {
          groupId: id('pim'),
          roleId: 'member',
          notificationRules: {
            activeAssignments: { adminNotifications: { notificationLevel: 'All', defaultRecipients: true } },
            eligibleAssignments: { adminNotifications: { notificationLevel: 'All', defaultRecipients: true } },
            eligibleActivations: { adminNotifications: { notificationLevel: 'All', defaultRecipients: false } },
          },
        }),
      ),
    ['fail: For the group "pim", which leads to User Administrator, nobody is told of an activation.'],
  ],
  [
    'entra.dynamic_group_rule_safe',
    'not_applicable: No dynamic group is declared.',
    (tenant) =>
      tenant.steps.push(
        create(TYPES.group, 'partners', {
          displayName: 'partners',
          securityEnabled: true,
          types: ['DynamicMembership'],
          dynamicMembership: { enabled: true, rule: 'user.displayName -contains "(partner)"' },
        }),
      ),
    ['fail: The group "partners" chooses its members by displayname, which whoever invites a guest writes.'],
  ],
  [
    'entra.credential_lifetime',
    'not_applicable: No secret or certificate of an application is declared.',
    (tenant) =>
      tenant.steps.push(
        step(TYPES.application, 'robot', { displayName: 'robot' }),
        create(TYPES.applicationPassword, 'secret', {
          applicationId: `/applications/${id('robot')}`,
          endDate: '2027-11-23T12:00:00Z',
        }),
      ),
    ['fail: "robot" has a secret that is valid for 365 days; at most 180 are allowed.'],
  ],
  [
    'register.leavers_have_no_access',
    'not_applicable: Nobody in the register has left.',
    (tenant) => {
      person(tenant, 'carl').leftOn = '2026-11-20'
    },
    [
      'fail: carl, who left on 2026-11-20, has the account azuread:index/user:User::carl; all access has to be gone by 2026-11-21T00:00:00Z.',
      'fail: carl, who left on 2026-11-20, is a member of "all-staff"; all access has to be gone by 2026-11-21T00:00:00Z.',
      'fail: carl, who left on 2026-11-20, is a member of "sales"; all access has to be gone by 2026-11-21T00:00:00Z.',
    ],
  ],
  [
    'register.reference_integrity',
    'pass: Everything that the register names is there.',
    (tenant) => {
      delete person(tenant, 'carl').account
    },
    ['fail: The account carl belongs to nobody in people.yaml.'],
  ],
])('%s', async (rule, sound, change, broken) => {
  expect(await said(tenantOf(rule, enforced))).toEqual(['allow', sound])
  const [decision, ...results] = (await said(
    tenantOf(rule, (tenant) => {
      enforced(tenant)
      change(tenant)
    }),
  )) as readonly string[]
  expect([decision, ...results.sort()]).toEqual(['deny', ...broken])
})

test('an exception names the credential, by its name or its key', async () => {
  for (const resource of ['azuread:index/applicationPassword:ApplicationPassword::secret', 'key']) {
    const tenant = tenantOf('entra.credential_lifetime', enforced)
    const secret = create(TYPES.applicationPassword, 'secret', { applicationId: id('robot') })
    tenant.steps.push(secret)
    const scope = { resources: [resource === 'key' ? secret.urn : resource] }
    tenant.exceptions.push(exception('EX-secret', 'entra.credential_lifetime', scope))
    expect((await judgeTenant(tenant)).results.map(({ status, exceptions }) => [status, exceptions])).toEqual([
      ['excepted', ['EX-secret']],
    ])
  }
})
