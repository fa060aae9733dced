// Rows 38 to 45 of bypasses.yaml: directory roles, and the groups that hold them.
import { based, both, CA004_FOR_ALL, type Case, type Cases, deployed, joins, options } from './changes.ts'
import { IN_30_DAYS, PIM_GROUP, USER_ADMINISTRATOR, withPim } from './pim.ts'
import { create, id, type Loose, ref, step, TYPES, UNKNOWN, urn } from './steps.ts'
import { planOf } from './tenant.ts'

const UNIT_SCOPE = `/administrativeUnits/${id('unit')}`
const DIRECTORY_READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b'

const customRole = (permissions: unknown): Case =>
  deployed(create(TYPES.customRole, 'custom', { displayName: 'Custom', enabled: true, version: '1', permissions }))
const acting = (action: string): Case => customRole([{ allowedResourceActions: [action] }])
const EDITS_POLICIES = 'microsoft.directory/conditionalAccessPolicies/*/update'
const READS_USERS = 'microsoft.directory/users/standard/read'
const assigned = (roleId: string, directoryScopeId = '/'): Case =>
  deployed(create(TYPES.assignment, 'adm-anna-role', { roleId, principalObjectId: id('adm-anna'), directoryScopeId }))
const eligible = (roleDefinitionId: string, directoryScopeId = '/'): Case =>
  deployed(
    create(TYPES.eligible, 'adm-anna-role', {
      roleDefinitionId,
      principalId: id('adm-anna'),
      directoryScopeId,
      justification: 'duty',
    }),
  )
const memberOfRole = (roleObjectId: string): Case =>
  deployed(create(TYPES.directoryRoleMember, 'adm-anna-role', { roleObjectId, memberObjectId: id('adm-anna') }))
const newDirectoryRole = (templateId: string): Case =>
  both(deployed(create(TYPES.directoryRole, 'role', { templateId })), memberOfRole(ref('role')))
const scheduled = (change: Loose): Case =>
  both(
    withPim,
    deployed(
      create(TYPES.assignmentSchedule, `${PIM_GROUP}-adm-bert`, {
        groupId: id(PIM_GROUP),
        principalId: id('adm-bert'),
        assignmentType: 'member',
        justification: 'duty',
        ...change,
      }),
    ),
  )

export const ROLE_CASES: Cases = {
  '38': both(acting(EDITS_POLICIES), assigned(ref('custom'))),
  '38-ok': both(acting(READS_USERS), assigned(ref('custom'))),
  '38-ok2': both(CA004_FOR_ALL, acting(EDITS_POLICIES), eligible(ref('custom'))),
  '39a': assigned(USER_ADMINISTRATOR, UNIT_SCOPE),
  '39b': both(
    deployed(
      step(TYPES.directoryRole, 'role', { templateId: USER_ADMINISTRATOR }),
      step(TYPES.unit, 'unit', { displayName: 'unit' }),
      create(TYPES.unitRoleMember, 'adm-anna-role', {
        administrativeUnitObjectId: id('unit'),
        roleObjectId: id('role'),
        memberObjectId: id('adm-anna'),
      }),
    ),
  ),
  '39-ok': both(CA004_FOR_ALL, eligible(USER_ADMINISTRATOR, UNIT_SCOPE)),
  '40a': newDirectoryRole(USER_ADMINISTRATOR),
  '40b': memberOfRole(id('a role that nothing declares')),
  '40-ok': newDirectoryRole(DIRECTORY_READERS),
  // The embedded planner knows which role is assigned; a preview names it as a dependency only.
  '42c': [
    both(customRole(UNKNOWN), assigned(ref('custom'))),
    both(
      customRole(UNKNOWN),
      assigned(UNKNOWN),
      options('adm-anna-role', {
        dependencies: [urn(TYPES.customRole, 'custom')],
        propertyDependencies: {
          roleId: [urn(TYPES.customRole, 'custom')],
          principalObjectId: [],
          directoryScopeId: [],
        },
      }),
      planOf,
    ),
  ],
  '42-ok': both(acting(READS_USERS), assigned(ref('custom'))),
  '43a': both(withPim, joins(PIM_GROUP, 'adm-bert')),
  '43-ok': both(
    based('sales', (inputs) => {
      delete inputs.members
    }),
    deployed(step(TYPES.member, 'sales-dora', { groupObjectId: id('sales'), memberObjectId: id('dora') })),
    joins('sales', 'carl'),
  ),
  '45a': scheduled({ permanentAssignment: true }),
  '45b': scheduled({ assignmentType: 'owner', expirationDate: IN_30_DAYS }),
  '45c': scheduled({ duration: 'P3650D' }),
  '45-ok': scheduled({ duration: 'P7D' }),
  '45-ok2': scheduled({ permanentAssignment: true, expirationDate: IN_30_DAYS }),
}
