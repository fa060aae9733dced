/**
 * Permissions of Microsoft's own APIs. Names and ids: Microsoft Graph permissions reference
 * (learn.microsoft.com/graph/permissions-reference) and, for the older APIs, the app roles that Microsoft documents for
 * them; an id is the same in every tenant. Of high risk are those whose description lets an application give roles,
 * permissions or credentials to itself or to others, switch off what protects a sign-in, or read or write what belongs
 * to everybody. An id or a name that is not here may be anything.
 */

const MICROSOFT_GRAPH = '00000003-0000-0000-c000-000000000000'

/** Names of Microsoft's own APIs by application id. */
export const APIS: ReadonlyMap<string, string> = new Map([
  [MICROSOFT_GRAPH, 'Microsoft Graph'],
  ['00000002-0000-0000-c000-000000000000', 'Azure AD Graph'],
  ['00000002-0000-0ff1-ce00-000000000000', 'Exchange Online'],
  ['00000003-0000-0ff1-ce00-000000000000', 'SharePoint Online'],
  ['797f4846-ba00-4fd7-ba43-dac1f8f63013', 'Azure Service Management'],
])

/** The app role of everybody who is assigned to an application that declares none. */
export const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000'

const ROLES = 'can give any directory role to itself or to anybody'
const ROLE_SETTINGS = 'can change how roles are activated, and so do away with approval'
const ROLE_GROUPS = 'can put anybody into a group that holds a role'
const GRANTS = 'can give any permission on any API to itself or to another application'
const APPLICATIONS = 'can add a secret to any application and act as it'
const CREDENTIALS = 'can reset how people sign in and act as them'
const POLICIES = 'can switch off what protects a sign-in'
const GROUPS = 'can change the members of groups, and so who is exempt and who has access'
const TENANT = 'can change how the tenant trusts domains and other tenants'
const DEVICES = 'can run software and settings on every managed device'
const MAIL = 'can read or send the mail of everybody'
const FILES = 'can read or change the files of everybody'
const CHATS = 'can read the messages of everybody'
const KEYS = 'can read the keys of encrypted disks'

interface HighRisk {
  readonly name: string
  /** Id of the app role, and of the delegated permission, as far as they are known here. */
  readonly application?: string
  readonly delegated?: string
  /** What it gives as a delegated permission is the signed-in person's own, so only the app role is of high risk. */
  readonly own?: true
  readonly power: string
}

export const HIGH_RISK: readonly HighRisk[] = [
  {
    name: 'RoleManagement.ReadWrite.Directory',
    application: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
    delegated: 'd01b97e9-cbc0-49fe-810a-750afd5527a3',
    power: ROLES,
  },
  {
    name: 'RoleAssignmentSchedule.ReadWrite.Directory',
    application: 'dd199f4a-f148-40a4-a2ec-f0069cc799ec',
    delegated: '8c026be3-8e26-4774-9372-8d5d6f21daff',
    power: ROLES,
  },
  {
    name: 'RoleEligibilitySchedule.ReadWrite.Directory',
    application: 'fee28b28-e1f3-4841-818e-2704dc62245f',
    delegated: '62ade113-f8e0-4bf9-a6ba-5acb31db32fd',
    power: ROLES,
  },
  { name: 'PrivilegedAccess.ReadWrite.AzureAD', application: '854d9ab1-6657-4ec8-be45-823027bcd009', power: ROLES },
  {
    name: 'RoleManagementPolicy.ReadWrite.Directory',
    application: '31e08e0a-d3f7-4ca2-ac39-7343fb83e8ad',
    delegated: '1ff1be21-34eb-448c-9ac9-ce1f506b2a68',
    power: ROLE_SETTINGS,
  },
  {
    name: 'RoleManagementPolicy.ReadWrite.AzureADGroup',
    application: 'b38dcc4d-a239-4ed6-aa84-6c65b284f97c',
    power: ROLE_SETTINGS,
  },
  {
    name: 'PrivilegedAccess.ReadWrite.AzureADGroup',
    application: '2f6817f8-7b12-4f0f-bc18-eeaf60705a9e',
    power: ROLE_GROUPS,
  },
  {
    name: 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    application: '41202f2c-f7ab-45be-b001-85c9728b9d69',
    power: ROLE_GROUPS,
  },
  {
    name: 'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
    application: '618b6020-bca8-4de6-99f6-ef445fa4d857',
    power: ROLE_GROUPS,
  },
  {
    name: 'PrivilegedAccess.ReadWrite.AzureResources',
    application: '6f9d5abc-2db6-400b-a267-7de22a40fb87',
    power: 'can give any role on Azure resources',
  },
  {
    name: 'EntitlementManagement.ReadWrite.All',
    application: '9acd699f-1e81-4958-b001-93b1d2506e19',
    power: ROLE_GROUPS,
  },
  {
    name: 'AdministrativeUnit.ReadWrite.All',
    application: '5eb59dd3-1da2-4329-8733-9dabdc435916',
    delegated: '7b8a2d34-6b3f-4542-a343-54651608ad81',
    power: 'can move anybody into the reach of an administrator of a unit',
  },
  {
    name: 'AppRoleAssignment.ReadWrite.All',
    application: '06b708a9-e830-4db3-a914-8e69da51d44f',
    delegated: '84bccea3-f856-4a8a-967b-dbe0a3d53a64',
    power: GRANTS,
  },
  {
    name: 'DelegatedPermissionGrant.ReadWrite.All',
    application: '8e8e4742-1d95-4f68-9d56-6ee75648c72a',
    delegated: '41ce6ca6-6826-4807-84f1-1c82854f7ee5',
    power: GRANTS,
  },
  { name: 'ConsentRequest.ReadWrite.All', application: '9f1b81a7-0223-4428-bfa4-0bcb5535f27d', power: GRANTS },
  { name: 'Policy.ReadWrite.PermissionGrant', application: 'a402ca1c-2696-4531-972d-6e5ee4aa11ea', power: GRANTS },
  { name: 'Policy.ReadWrite.ConsentRequest', application: '999f8c63-0a38-4f1b-91fd-ed1947bdd1a9', power: GRANTS },
  {
    name: 'Application.ReadWrite.All',
    application: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
    delegated: 'bdfbf15f-ee85-4955-8675-146e8e5296b5',
    power: APPLICATIONS,
  },
  {
    name: 'Policy.ReadWrite.ApplicationConfiguration',
    application: 'be74164b-cff1-491c-8741-e671cb536e13',
    power: APPLICATIONS,
  },
  {
    name: 'Directory.ReadWrite.All',
    application: '19dbc75e-c2e2-444c-a770-ec69d8559fc7',
    delegated: 'c5366453-9fb0-48a5-a156-24f0c49a4b84',
    power: GROUPS,
  },
  {
    name: 'Directory.AccessAsUser.All',
    delegated: '0e263e50-5827-48a4-b97c-d940288653c7',
    power: 'can do in the directory whatever the person who signed in can do',
  },
  {
    name: 'Group.ReadWrite.All',
    application: '62a82d76-70ea-41e2-9197-370581804d09',
    delegated: '4e46008b-f24c-477d-8fff-7bb4ec7aafe0',
    power: GROUPS,
  },
  { name: 'GroupMember.ReadWrite.All', application: 'dbaae8cf-10b5-4b86-a4a1-f871c94c6695', power: GROUPS },
  {
    name: 'User.ReadWrite.All',
    application: '741f803b-c850-494e-b5df-cde7c675a1ca',
    delegated: '204e0828-b5ca-4ad8-b9f3-f32a958e7cc4',
    power: CREDENTIALS,
  },
  {
    name: 'User-PasswordProfile.ReadWrite.All',
    application: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
    power: CREDENTIALS,
  },
  {
    name: 'UserAuthenticationMethod.ReadWrite.All',
    application: '50483e42-d915-4231-9639-7fdb7fd190e5',
    power: CREDENTIALS,
  },
  {
    name: 'User.EnableDisableAccount.All',
    application: '3011c876-62b7-4ada-afa2-506cbbecc68c',
    power: 'can lock everybody out',
  },
  {
    name: 'Policy.ReadWrite.ConditionalAccess',
    application: '01c0a623-fc9b-48e9-b794-0756f8e8f067',
    delegated: 'ad902697-1014-4ef5-81ef-2b4301988e8c',
    power: POLICIES,
  },
  {
    name: 'Policy.ReadWrite.AuthenticationMethod',
    application: '29c18626-4985-4dcd-85c0-193eef327366',
    power: POLICIES,
  },
  {
    name: 'Policy.ReadWrite.AuthenticationFlows',
    application: '25f85f3c-f66c-4205-8cd5-de92dd7f0cec',
    power: POLICIES,
  },
  { name: 'Policy.ReadWrite.Authorization', application: 'fb221be6-99f2-473f-bd32-01c6a0e9ca3b', power: POLICIES },
  { name: 'Policy.ReadWrite.SecurityDefaults', application: '1c6e93a6-28e2-4cbb-9f64-1a46a821124d', power: POLICIES },
  { name: 'Policy.ReadWrite.CrossTenantAccess', application: '338163d7-f101-4c92-94ba-ca46fe52447c', power: TENANT },
  { name: 'MultiTenantOrganization.ReadWrite.All', application: '920def01-ca61-4d2d-b3df-105b46046a70', power: TENANT },
  { name: 'Domain.ReadWrite.All', application: '7e05723c-0bb0-42da-be95-ae9f08a6e53c', power: TENANT },
  { name: 'Organization.ReadWrite.All', application: '292d869f-3427-49a8-9dab-8c70152b74e9', power: TENANT },
  { name: 'IdentityProvider.ReadWrite.All', application: '90db2b9a-d928-4d33-a4dd-8442ae3d41e4', power: TENANT },
  {
    name: 'Synchronization.ReadWrite.All',
    application: '9b50c33d-700f-43b1-b2eb-87e89b703581',
    power: 'can change what is synchronised into and out of the directory',
  },
  {
    name: 'DeviceManagementConfiguration.ReadWrite.All',
    application: '9241abd9-d0e6-425a-bd4f-47ba86e767a4',
    power: DEVICES,
  },
  { name: 'DeviceManagementApps.ReadWrite.All', application: '78145de6-330d-4800-a6ce-494ff2d33d07', power: DEVICES },
  {
    name: 'DeviceManagementManagedDevices.PrivilegedOperations.All',
    application: '5b07b0dd-2377-4e44-a38d-703f09a0dc3c',
    power: DEVICES,
  },
  { name: 'DeviceManagementRBAC.ReadWrite.All', application: 'e330c4f0-4170-414e-a55a-2f022ec2b57b', power: DEVICES },
  { name: 'BitlockerKey.Read.All', application: '57f1cf28-c0c4-4ec3-9a30-19a2eaaf2f6e', power: KEYS },
  { name: 'Mail.Read', application: '810c84a8-4a9e-49e6-bf7d-12d183f40d01', own: true, power: MAIL },
  { name: 'Mail.ReadWrite', application: 'e2a3a72e-5f79-4c64-b1b1-878b674786c9', own: true, power: MAIL },
  { name: 'Mail.Send', application: 'b633e1c5-b582-4048-a93e-9f11b44c7e96', own: true, power: MAIL },
  { name: 'MailboxSettings.ReadWrite', application: '6931bccd-447a-43d1-b442-00a195474933', own: true, power: MAIL },
  { name: 'Files.Read.All', application: '01d4889c-1287-42c6-ac1f-5d1e02578ef6', own: true, power: FILES },
  { name: 'Files.ReadWrite.All', application: '75359482-378d-4052-8f01-80520e7db3cd', own: true, power: FILES },
  { name: 'Sites.Read.All', application: '332a536c-c7ef-4017-ab91-336970924f0d', own: true, power: FILES },
  { name: 'Sites.ReadWrite.All', application: '9492366f-7969-46a4-8d15-ed1a20078fff', own: true, power: FILES },
  { name: 'Sites.Manage.All', application: '0c0bf378-bf22-4481-8f81-9e89a9b4960a', own: true, power: FILES },
  { name: 'Sites.FullControl.All', application: 'a82116e5-55eb-4c41-a434-62fe8a61c773', own: true, power: FILES },
  { name: 'Chat.Read.All', application: '6b7d71aa-70aa-4810-a8d9-5d9fb2830017', own: true, power: CHATS },
  { name: 'Chat.ReadWrite.All', application: '294ce7c9-31ba-490a-ad7d-97a7d075e4ed', own: true, power: CHATS },
  { name: 'ChannelMessage.Read.All', application: '7b2449af-6ccd-4f4d-9f78-e550c193f0d1', own: true, power: CHATS },
  // Exchange Online, SharePoint Online, Azure AD Graph.
  { name: 'full_access_as_app', application: 'dc890d15-9560-4a4c-9b7f-a736ec74ec40', power: MAIL },
  { name: 'Exchange.ManageAsApp', application: 'dc50a0fb-09a3-484d-be87-e023b12c6440', power: MAIL },
  { name: 'Sites.FullControl.All', application: '678536fe-1083-478a-9c59-b99265e6b0d3', own: true, power: FILES },
  { name: 'Directory.ReadWrite.All', application: '78c8a3c8-a07e-4b9e-af1b-b5ccab50a175', power: GROUPS },
  { name: 'Application.ReadWrite.All', application: '1cda74f2-2616-4834-b122-5cb1b07f8a59', power: APPLICATIONS },
]
