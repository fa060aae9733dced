// What each entry of bypasses.yaml for the access analysis changes in S, by row: policies, groups and locations.
import { ROLE_CASES } from './cases-roles.ts'
import { STRENGTH_CASES } from './cases-strengths.ts'
import {
  based,
  both,
  CA004_FOR_ALL,
  type Case,
  type Cases,
  changed,
  deployed,
  joins,
  people,
  policy,
  team,
} from './changes.ts'
import { create, id, type Loose, step, TYPES, UNKNOWN } from './steps.ts'
import { CISA, GLOBAL_ADMINISTRATOR, planOf, STRENGTH_4 } from './tenant.ts'

const grant = (name: string, value: Loose): Case =>
  changed(name, (inputs) => {
    inputs.grantControls = value
  })
const clients = (name: string, types: readonly string[]): Case =>
  changed(name, (inputs) => {
    inputs.conditions.clientAppTypes = types
  })
const users = (name: string, change: (users: Loose) => void): Case =>
  changed(name, (inputs) => change(inputs.conditions.users))
const roles = (list: readonly string[]): Case =>
  users('CA004', (found) => {
    found.includedRoles = list
  })

const location = (name: string): Case =>
  deployed(step(TYPES.location, name, { displayName: name, ip: { ipRanges: ['203.0.113.0/24'], trusted: false } }))
const outside = (inputs: Loose): void => {
  inputs.conditions.locations = { includedLocations: ['All'], excludedLocations: [id('hq')] }
}
const inside = (name: string): Loose => ({ conditions: { locations: { includedLocations: [id(name)] } } })
const twoLocations = both(
  location('hq'),
  location('office'),
  based('CA001', outside),
  policy('CA005', inside('office'), step),
)

const exceptionsForAccounts: Case = (tenant) => {
  const accounts = { users: [id('breakglass1'), id('breakglass2')] }
  tenant.exceptions = tenant.exceptions.map((entry) => ({ ...entry, scope: accounts }))
}
const itStaff = Array.from({ length: 12 }, (_, index) => `it-${index + 1}`)

export const CASES: Cases = {
  '1-ok2': changed('CA002', (inputs) => {
    inputs.state = 'enabledForReportingButNotEnforced'
  }),
  '12a': grant('CA004', {
    operator: 'OR',
    authenticationStrengthPolicyId: STRENGTH_4,
    builtInControls: ['compliantDevice'],
  }),
  '12-ok': grant('CA004', {
    operator: 'AND',
    authenticationStrengthPolicyId: STRENGTH_4,
    builtInControls: ['compliantDevice'],
  }),
  '12-ok2': grant('CA001', {
    operator: 'OR',
    builtInControls: [],
    authenticationStrengthPolicyId: '/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000002',
  }),
  '17b': users('CA001', (found) => {
    found.excludedRoles = [GLOBAL_ADMINISTRATOR]
  }),
  '17c': users('CA004', (found) => {
    found.excludedRoles = [GLOBAL_ADMINISTRATOR]
  }),
  '19a': both(joins('breakglass', 'carl'), joins('breakglass', 'dora')),
  '19b': both(joins('breakglass', 'somebody', UNKNOWN), planOf),
  '19c': both(exceptionsForAccounts, joins('breakglass', 'carl')),
  '19-ok': both(
    changed('breakglass', (inputs) => {
      delete inputs.members
    }),
    joins('breakglass', 'breakglass1'),
    joins('breakglass', 'breakglass2'),
  ),
  '22a': both(people(...itStaff), team('it-staff', { members: itStaff.map(id) }), joins('breakglass', 'it-staff')),
  '22b': joins('breakglass', 'undeclared'),
  '22-ok': both(
    team('finance'),
    deployed(step(TYPES.member, 'finance-dora', { groupObjectId: id('finance'), memberObjectId: id('dora') })),
    team('accounting', { members: [id('carl')] }),
    policy('CA005', {
      conditions: { users: { includedGroups: [id('finance')], excludedGroups: [id('breakglass')] } },
      grantControls: { operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] },
    }),
    joins('finance', 'accounting'),
  ),
  '25-ok': both(
    clients('CA001', ['browser']),
    policy('CA005', {
      conditions: { clientAppTypes: ['mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other'] },
    }),
  ),
  '27-ok': both(location('hq'), changed('CA001', outside), policy('CA005', inside('hq'))),
  '28a': both(
    twoLocations,
    changed('hq', (inputs) => {
      inputs.ip = { ipRanges: ['203.0.0.0/8'], trusted: true }
    }),
  ),
  '28-ok': both(
    twoLocations,
    changed('hq', (inputs) => {
      inputs.ip.ipRanges = ['203.0.113.0/28']
    }),
  ),
  '30b': both(
    clients('CA001', ['browser', 'mobileAppsAndDesktopClients', 'easSupported']),
    clients('CA002', ['other']),
  ),
  '30-ok2': clients('CA001', ['browser', 'mobileAppsAndDesktopClients']),
  '31-ok2': clients('CA002', ['other']),
  '36b': both(
    team('everyone', {
      types: ['DynamicMembership'],
      dynamicMembership: { enabled: true, rule: 'user.objectId -ne null' },
    }),
    users('CA001', (found) => {
      delete found.includedUsers
      found.includedGroups = [id('everyone')]
    }),
  ),
  '37a': roles([GLOBAL_ADMINISTRATOR]),
  '37b': roles([]),
  '37-ok': CA004_FOR_ALL,
  '37-ok2': roles([...CISA, '194ae4cb-b126-40b2-bd5b-6091b380977d']),
  '41c': deployed(
    create(TYPES.member, 'breakglass-carl', {
      groupObjectId: `/groups/${id('breakglass')}`,
      memberObjectId: id('carl'),
    }),
  ),
  '41-ok2': roles(CISA.map((role) => role.toUpperCase())),
  '42b': both(roles(CISA.map((role) => (role === GLOBAL_ADMINISTRATOR ? UNKNOWN : role))), planOf),
  ...ROLE_CASES,
  ...STRENGTH_CASES,
}
