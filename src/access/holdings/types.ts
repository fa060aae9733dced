/** Type tokens of the resources that say who holds what (azuread 6.9.1). */

const GROUP = 'azuread:index/group:Group'
const GROUP_WITHOUT_MEMBERS = 'azuread:index/groupWithoutMembers:GroupWithoutMembers'
export const GROUP_MEMBER = 'azuread:index/groupMember:GroupMember'
export const ASSIGNMENT_SCHEDULE =
  'azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule'
export const ELIGIBILITY_SCHEDULE =
  'azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule'
export const GROUP_POLICY = 'azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy'
export const PACKAGE_ASSOCIATION =
  'azuread:index/accessPackageResourcePackageAssociation:AccessPackageResourcePackageAssociation'
export const PACKAGE_POLICY = 'azuread:index/accessPackageAssignmentPolicy:AccessPackageAssignmentPolicy'
export const INVITATION = 'azuread:index/invitation:Invitation'
export const SERVICE_PRINCIPAL = 'azuread:index/servicePrincipal:ServicePrincipal'
export const APPLICATION_FROM_TEMPLATE = 'azuread:index/applicationFromTemplate:ApplicationFromTemplate'

/** Both make an application; the second leaves its parts to other resources. */
export const APPLICATIONS: readonly string[] = [
  'azuread:index/application:Application',
  'azuread:index/applicationRegistration:ApplicationRegistration',
]
export const GROUPS: readonly string[] = [GROUP, GROUP_WITHOUT_MEMBERS]
