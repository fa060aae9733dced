// Rows 43b and 46 to 50 of bypasses.yaml: activation, applications, consent and access packages.
import { app, both, type Case, type Cases, changed, deployed, graph, joins, newApp, people, team } from './changes.ts'
import { approver, IN_90_DAYS, PIM_GROUP, withPim } from './pim.ts'
import { create, id, type Loose, ref, step, TYPES, UNKNOWN } from './steps.ts'
import { GLOBAL_ADMINISTRATOR, planOf } from './tenant.ts'

const settings = (change: (inputs: Loose) => void): Case => both(withPim, changed(`${PIM_GROUP}-policy`, change))
const approvers = (...list: readonly Loose[]): Case =>
  settings((inputs) => {
    inputs.activationRules.approvalStage.primaryApprovers = list
  })

const administrators = Array.from({ length: 7 }, (_, index) => `adm-${index + 1}`)

const APPLICATION_ADMINISTRATOR = '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3'
const DIRECTORY_READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b'
const roleOfRobot = (roleId: string): Case =>
  deployed(
    create(TYPES.assignment, 'robot-role', {
      roleId,
      principalObjectId: ref('robot-principal'),
      directoryScopeId: '/',
    }),
  )
const federated = (name: string, applicationId: string, make: typeof create = create): Loose =>
  make(TYPES.federatedCredential, `${name}-credential`, {
    applicationId,
    displayName: name,
    audiences: ['api://AzureADTokenExchange'],
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/infrastructure:environment:production',
  })

/** The pipeline's service principal and Microsoft Graph are deployed already. */
const pipelineMay = (appRoleId: string): Case =>
  both(
    graph,
    app('pipeline'),
    deployed(federated('pipeline', id('pipeline'), step)),
    deployed(
      create(TYPES.appRoleAssignment, 'pipeline-permission', {
        appRoleId,
        principalObjectId: id('pipeline-principal'),
        resourceObjectId: id('microsoft-graph'),
      }),
    ),
  )

const consent = (claimValues: readonly string[], further: Loose = {}): Case =>
  both(
    graph,
    app('add-in'),
    deployed(
      create(TYPES.delegatedGrant, 'add-in-consent', {
        servicePrincipalObjectId: id('add-in-principal'),
        resourceServicePrincipalObjectId: id('microsoft-graph'),
        claimValues,
        ...further,
      }),
    ),
  )

/** An access package that hands out a group, with one assignment policy. */
const handsOut = (group: string, accessType: string, rules: Loose): Case =>
  deployed(
    create(TYPES.catalog, 'catalog', { displayName: 'catalog', description: 'catalog' }),
    create(TYPES.catalogResource, 'catalog-group', {
      catalogId: ref('catalog', 'id'),
      resourceOriginId: id(group),
      resourceOriginSystem: 'AadGroup',
    }),
    create(TYPES.package, 'package', {
      catalogId: ref('catalog', 'id'),
      displayName: 'package',
      description: 'package',
    }),
    create(TYPES.packageResource, 'package-group', {
      accessPackageId: ref('package', 'id'),
      catalogResourceAssociationId: ref('catalog-group', 'id'),
      accessType,
    }),
    create(TYPES.packagePolicy, 'package-policy', {
      accessPackageId: ref('package', 'id'),
      displayName: 'package-policy',
      description: 'package-policy',
      requestorSettings: { scopeType: 'AllExistingDirectoryMemberUsers', requestsAccepted: true },
      ...rules,
    }),
  )
const approved = {
  approvalRequired: true,
  approvalStages: [
    { approvalTimeoutInDays: 14, primaryApprovers: [{ subjectType: 'singleUser', objectId: id('bert') }] },
  ],
}

export const PRINCIPAL_CASES: Cases = {
  '43b': both(
    team('ga-team', { assignableToRole: true }),
    deployed(
      step(TYPES.eligible, 'ga-team-eligible', {
        roleDefinitionId: GLOBAL_ADMINISTRATOR,
        principalId: id('ga-team'),
        directoryScopeId: '/',
        justification: 'duty',
      }),
    ),
    people(...administrators),
    ...administrators.map((name) => joins('ga-team', name)),
  ),
  '46a': settings((inputs) => {
    inputs.activationRules.requireApproval = false
  }),
  '46b': approvers({ type: 'groupMembers', objectId: id(PIM_GROUP) }),
  '46c': settings((inputs) => {
    inputs.activeAssignmentRules.expirationRequired = false
  }),
  '46-ok': approvers(approver('bert'), approver('dora')),
  '47a': both(
    newApp('robot'),
    deployed(
      create(TYPES.applicationPassword, 'robot-password', {
        applicationId: ref('robot', 'id'),
        displayName: 'robot',
        endDate: IN_90_DAYS,
      }),
    ),
    roleOfRobot(APPLICATION_ADMINISTRATOR),
  ),
  '47b': both(newApp('robot', { owners: [id('carl')] }), roleOfRobot(APPLICATION_ADMINISTRATOR)),
  '47-ok': both(newApp('robot'), deployed(federated('robot', ref('robot', 'id'))), roleOfRobot(DIRECTORY_READERS)),
  '48a': pipelineMay('9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8'),
  '48b': pipelineMay('01c0a623-fc9b-48e9-b794-0756f8e8f067'),
  '48c': both(pipelineMay(UNKNOWN), planOf),
  '48-ok': pipelineMay('246dd0d5-5bd0-4def-940b-0421030a5b68'),
  '49': consent(['Mail.ReadWrite']),
  '49-ok': consent(['User.Read'], { userObjectId: id('anna') }),
  '50a': both(
    withPim,
    handsOut(PIM_GROUP, 'Owner', { durationInDays: 30, approvalSettings: { approvalRequired: false } }),
  ),
  '50b': both(withPim, handsOut(PIM_GROUP, 'Member', { approvalSettings: approved })),
  '50-ok': handsOut('sales', 'Member', { durationInDays: 90, approvalSettings: approved }),
}
