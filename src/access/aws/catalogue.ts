/**
 * How a path raises somebody's rights: `own-permissions` changes policies or groups directly, `other-identity` takes over
 * another user or role, `new-workload` passes a role to something new, `existing-workload` runs commands in something
 * that exists and has a role.
 */
export type Way = 'own-permissions' | 'other-identity' | 'new-workload' | 'existing-workload'

/** One known way to more rights than a policy seems to give. */
export interface EscalationPath {
  /** The id at pathfinding.cloud, or one that names the source. Stable. */
  readonly id: string
  readonly way: Way
  /** All of these actions are needed, each on some resource. */
  readonly actions: readonly string[]
  /** Services to which `iam:PassRole` passes the role, as `iam:PassedToService` names them; any of them is enough. */
  readonly passedTo: readonly string[]
  /** Counts only if the action is allowed on every resource of its kind, or on one of `roles`. */
  readonly onlyEverywhere?: true
  /** Names of roles that are administrators wherever they are. */
  readonly roles?: readonly string[]
  /** Counts only for somebody who has a permissions boundary. */
  readonly onlyWithBoundary?: true
  readonly source: string
}

const PATHFINDING = 'https://pathfinding.cloud/paths/'
const RHINO = 'https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/'
const RHINO_2 = 'https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation-part-2'
const PMAPPER = 'https://github.com/nccgroup/PMapper/blob/master/principalmapper/graphing/autoscaling_edges.py'
const BOUNDARIES = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'
const IDENTITY_CENTER = 'https://www.cloudquery.io/blog/aws-priv-esc-identity-center'

const AWS_DOCS = 'https://docs.aws.amazon.com/'
const ASSUME_ROOT = `${AWS_DOCS}STS/latest/APIReference/API_AssumeRoot.html`
const STACK_SETS = `${AWS_DOCS}AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html`
const DELEGATION = `${AWS_DOCS}organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html`
const SAML = `${AWS_DOCS}IAM/latest/APIReference/API_UpdateSAMLProvider.html`
const ROLES_ANYWHERE = `${AWS_DOCS}rolesanywhere/latest/userguide/trust-model.html`
const EKS = `${AWS_DOCS}eks/latest/APIReference/API_AssociateAccessPolicy.html`
const STATES = `${AWS_DOCS}step-functions/latest/apireference/API_UpdateStateMachine.html`
const CODE_BUILD = `${AWS_DOCS}codebuild/latest/APIReference/API_UpdateProject.html`
const DIRECTORY = `${AWS_DOCS}service-authorization/latest/reference/list_awsiamidentitycenterdirectory.html`

/**
 * Roles that Organizations and Control Tower make in every member account, with `AdministratorAccess` (Organizations user
 * guide, orgs_manage_accounts_access; Control Tower user guide, roles-how).
 */
const MEMBER_ADMINISTRATORS = ['OrganizationAccountAccessRole', 'AWSControlTowerExecution']

type Extra = Pick<EscalationPath, 'onlyEverywhere' | 'onlyWithBoundary' | 'roles'>

/** A path of pathfinding.cloud, or with `source` of another catalogue. Actions are separated by blanks. */
function path(
  id: string,
  way: Way,
  actions: string,
  source = `${PATHFINDING}${id}`,
  extra: Extra = {},
): EscalationPath {
  return { id, way, actions: actions.split(' '), passedTo: [], source, ...extra }
}

/** A path that passes a role to new workload of one of the services. */
function pass(id: string, services: string, actions: string, source = `${PATHFINDING}${id}`): EscalationPath {
  const passedTo = services.split(' ').map((service) => `${service}.amazonaws.com`)
  return { ...path(id, 'new-workload', `iam:PassRole ${actions}`, source), passedTo }
}

/**
 * The public catalogues of privilege escalation in AWS: pathfinding.cloud (Datadog, Apache-2.0, state of November 2026),
 * which collects those of Rhino Security Labs, Bishop Fox and PMapper; what only the latter have; and actions that hand
 * over an identity, an account or what runs with a role by what AWS documents of them. A path whose
 * actions contain those of another path of the same way is left out, because it changes no answer; so are those of AWS
 * CodeStar, which AWS closed on 2024-07-31. Where catalogues differ on what is needed, the shorter list counts.
 */
export const ESCALATION_PATHS: readonly EscalationPath[] = [
  path('iam-001', 'own-permissions', 'iam:CreatePolicyVersion'),
  path('rhino-02', 'own-permissions', 'iam:SetDefaultPolicyVersion', RHINO),
  path('iam-005', 'own-permissions', 'iam:PutRolePolicy'),
  path('iam-007', 'own-permissions', 'iam:PutUserPolicy'),
  path('iam-008', 'own-permissions', 'iam:AttachUserPolicy'),
  path('iam-009', 'own-permissions', 'iam:AttachRolePolicy'),
  path('iam-010', 'own-permissions', 'iam:AttachGroupPolicy'),
  path('iam-011', 'own-permissions', 'iam:PutGroupPolicy'),
  path('iam-013', 'own-permissions', 'iam:AddUserToGroup'),
  path('boundary-01', 'own-permissions', 'iam:DeleteUserPermissionsBoundary', BOUNDARIES, { onlyWithBoundary: true }),
  path('boundary-02', 'own-permissions', 'iam:PutUserPermissionsBoundary', BOUNDARIES, { onlyWithBoundary: true }),
  path('boundary-03', 'own-permissions', 'iam:DeleteRolePermissionsBoundary', BOUNDARIES, { onlyWithBoundary: true }),
  path('boundary-04', 'own-permissions', 'iam:PutRolePermissionsBoundary', BOUNDARIES, { onlyWithBoundary: true }),
  path('identitycenter-01', 'own-permissions', 'sso:CreateAccountAssignment', IDENTITY_CENTER),
  path(
    'identitycenter-02',
    'own-permissions',
    'sso:AttachManagedPolicyToPermissionSet sso:ProvisionPermissionSet',
    IDENTITY_CENTER,
  ),
  path(
    'identitycenter-03',
    'own-permissions',
    'sso:PutInlinePolicyToPermissionSet sso:ProvisionPermissionSet',
    IDENTITY_CENTER,
  ),
  path('identitycenter-04', 'own-permissions', 'identitystore:CreateGroupMembership', IDENTITY_CENTER),
  path('identitycenter-05', 'own-permissions', 'sso-directory:AddMemberToGroup', IDENTITY_CENTER),
  // What a delegated administrator may depends on the service; for Identity Center it is everything below.
  path('organizations-01', 'own-permissions', 'organizations:RegisterDelegatedAdministrator', DELEGATION),
  path('iam-002', 'other-identity', 'iam:CreateAccessKey'),
  path('iam-004', 'other-identity', 'iam:CreateLoginProfile'),
  path('iam-006', 'other-identity', 'iam:UpdateLoginProfile'),
  path('iam-012', 'other-identity', 'iam:UpdateAssumeRolePolicy'),
  path('sts-001', 'other-identity', 'sts:AssumeRole', undefined, {
    onlyEverywhere: true,
    roles: MEMBER_ADMINISTRATORS,
  }),
  path('sts-root', 'other-identity', 'sts:AssumeRoot', ASSUME_ROOT),
  path('saml-01', 'other-identity', 'iam:UpdateSAMLProvider', SAML),
  // Roles that trust Roles Anywhere, and profiles with them, are there where it is in use.
  path('rolesanywhere-01', 'other-identity', 'rolesanywhere:CreateTrustAnchor', ROLES_ANYWHERE),
  path('rolesanywhere-02', 'other-identity', 'rolesanywhere:UpdateTrustAnchor', ROLES_ANYWHERE),
  path('directory-01', 'other-identity', 'sso-directory:CreateExternalIdPConfigurationForDirectory', DIRECTORY),
  path('directory-02', 'other-identity', 'sso-directory:UpdateExternalIdPConfigurationForDirectory', DIRECTORY),
  path('directory-03', 'other-identity', 'sso-directory:EnableExternalIdPConfigurationForDirectory', DIRECTORY),
  path('directory-04', 'other-identity', 'sso-directory:UpdatePassword', DIRECTORY),
  pass('apprunner-001', 'apprunner tasks.apprunner', 'apprunner:CreateService'),
  pass('batch-001', 'batch ecs-tasks', 'batch:RegisterJobDefinition batch:SubmitJob'),
  pass(
    'bedrock-001',
    'bedrock-agentcore',
    'bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:InvokeCodeInterpreter',
  ),
  pass(
    'bedrock-003',
    'bedrock-agentcore',
    'bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:InvokeAgentRuntimeCommand',
  ),
  pass(
    'bedrock-006',
    'bedrock-agentcore',
    'bedrock-agentcore:CreateBrowser bedrock-agentcore:StartBrowserSession bedrock-agentcore:ConnectBrowserAutomationStream',
  ),
  pass('braket-001', 'braket', 'braket:CreateJob'),
  pass('cloudformation-001', 'cloudformation', 'cloudformation:CreateStack'),
  pass('cloudformation-003', 'cloudformation', 'cloudformation:CreateStackSet cloudformation:CreateStackInstances'),
  pass('cloudformation-004', 'cloudformation', 'cloudformation:UpdateStackSet'),
  pass('codebuild-001', 'codebuild', 'codebuild:CreateProject codebuild:StartBuild'),
  pass('codebuild-004', 'codebuild', 'codebuild:CreateProject codebuild:StartBuildBatch'),
  pass('cognitoidentity-001', 'cognito-identity', 'cognito-identity:SetIdentityPoolRoles'),
  pass(
    'rhino-22',
    'datapipeline elasticmapreduce',
    'datapipeline:CreatePipeline datapipeline:PutPipelineDefinition',
    RHINO,
  ),
  pass('ec2-001', 'ec2', 'ec2:RunInstances'),
  pass('ec2-004', 'ec2', 'ec2:RequestSpotInstances'),
  pass(
    'pmapper-autoscaling-1',
    'ec2 autoscaling',
    'autoscaling:CreateAutoScalingGroup autoscaling:CreateLaunchConfiguration',
    PMAPPER,
  ),
  pass(
    'pmapper-autoscaling-2',
    'ec2 autoscaling',
    'autoscaling:UpdateAutoScalingGroup autoscaling:CreateLaunchConfiguration',
    PMAPPER,
  ),
  pass('ecs-003', 'ecs-tasks ecs', 'ecs:RegisterTaskDefinition ecs:CreateService'),
  pass('ecs-008', 'ecs-tasks ecs', 'ecs:RunTask'),
  pass('ecs-009', 'ecs-tasks ecs', 'ecs:StartTask'),
  pass('emr-001', 'elasticmapreduce ec2', 'elasticmapreduce:RunJobFlow'),
  pass('emrserverless-001', 'emr-serverless', 'emr-serverless:CreateApplication emr-serverless:StartJobRun'),
  pass('gamelift-001', 'gamelift ec2', 'gamelift:CreateBuild gamelift:CreateFleet'),
  pass('glue-001', 'glue', 'glue:CreateDevEndpoint'),
  pass('glue-003', 'glue', 'glue:CreateJob glue:StartJobRun'),
  pass('glue-004', 'glue', 'glue:CreateJob glue:CreateTrigger'),
  pass('glue-005', 'glue', 'glue:UpdateJob glue:StartJobRun'),
  pass('glue-006', 'glue', 'glue:UpdateJob glue:CreateTrigger'),
  pass('glue-007', 'glue', 'glue:CreateSession glue:RunStatement'),
  pass(
    'imagebuilder-001',
    'imagebuilder ec2',
    'imagebuilder:CreateComponent imagebuilder:CreateImageRecipe imagebuilder:CreateInfrastructureConfiguration imagebuilder:CreateImage',
  ),
  pass(
    'kinesisanalytics-001',
    'kinesisanalytics',
    'kinesisanalytics:CreateApplication kinesisanalytics:StartApplication',
  ),
  pass('lambda-001', 'lambda', 'lambda:CreateFunction lambda:InvokeFunction'),
  pass('lambda-002', 'lambda', 'lambda:CreateFunction lambda:CreateEventSourceMapping'),
  pass('lambda-006', 'lambda', 'lambda:CreateFunction lambda:AddPermission'),
  pass('omics-001', 'omics', 'omics:CreateWorkflow omics:StartRun'),
  pass('sagemaker-001', 'sagemaker', 'sagemaker:CreateNotebookInstance'),
  pass('sagemaker-002', 'sagemaker', 'sagemaker:CreateTrainingJob'),
  pass('sagemaker-003', 'sagemaker', 'sagemaker:CreateProcessingJob'),
  pass('ssm-003', 'ssm', 'ssm:CreateDocument ssm:StartAutomationExecution'),
  path('apprunner-002', 'existing-workload', 'apprunner:UpdateService'),
  path('batch-002', 'existing-workload', 'batch:SubmitJob'),
  path(
    'bedrock-002',
    'existing-workload',
    'bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter',
  ),
  path('bedrock-004', 'existing-workload', 'bedrock-agentcore:InvokeAgentRuntimeCommand'),
  path(
    'bedrock-007',
    'existing-workload',
    'bedrock-agentcore:StartBrowserSession bedrock-agentcore:ConnectBrowserAutomationStream',
  ),
  path('cloudformation-002', 'existing-workload', 'cloudformation:UpdateStack'),
  path('cloudformation-005', 'existing-workload', 'cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet'),
  // With permissions that the service manages, the roles are there and none is passed.
  path(
    'stacksets-01',
    'existing-workload',
    'cloudformation:CreateStackSet cloudformation:CreateStackInstances',
    STACK_SETS,
  ),
  path('stacksets-02', 'existing-workload', 'cloudformation:UpdateStackSet', STACK_SETS),
  path('codebuild-update', 'existing-workload', 'codebuild:UpdateProject', CODE_BUILD),
  path('codebuild-002', 'existing-workload', 'codebuild:StartBuild'),
  path('codebuild-003', 'existing-workload', 'codebuild:StartBuildBatch'),
  path(
    'codedeploy-001',
    'existing-workload',
    'codedeploy:CreateDeployment codedeploy:RegisterApplicationRevision codedeploy:GetDeploymentConfig',
  ),
  path('ec2-002', 'existing-workload', 'ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances'),
  path('ec2-003', 'existing-workload', 'ec2-instance-connect:SendSSHPublicKey'),
  path('ec2-005', 'existing-workload', 'ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate'),
  path('ecs-006', 'existing-workload', 'ecs:ExecuteCommand ecs:DescribeTasks'),
  path('eks-01', 'existing-workload', 'eks:AssociateAccessPolicy', EKS),
  path('glue-002', 'existing-workload', 'glue:UpdateDevEndpoint'),
  path('lambda-003', 'existing-workload', 'lambda:UpdateFunctionCode'),
  path('rhino-26', 'existing-workload', 'lambda:UpdateFunctionConfiguration', RHINO_2),
  path('sagemaker-004', 'existing-workload', 'sagemaker:CreatePresignedNotebookInstanceUrl'),
  path(
    'sagemaker-005',
    'existing-workload',
    'sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance',
  ),
  path('states-01', 'existing-workload', 'states:UpdateStateMachine', STATES),
  path('ssm-001', 'existing-workload', 'ssm:StartSession'),
  path('ssm-002', 'existing-workload', 'ssm:SendCommand'),
]

/** What an action of the catalogue acts on; `other-user` is any user but oneself. The rest has resources of its service. */
export type Kind = 'user' | 'other-user' | 'role' | 'group' | 'policy' | 'anything'

const KINDS: { readonly [action: string]: Kind } = {
  'iam:CreatePolicyVersion': 'policy',
  'iam:SetDefaultPolicyVersion': 'policy',
  'iam:PutRolePolicy': 'role',
  'iam:AttachRolePolicy': 'role',
  'iam:UpdateAssumeRolePolicy': 'role',
  'iam:DeleteRolePermissionsBoundary': 'role',
  'iam:PutRolePermissionsBoundary': 'role',
  'iam:PassRole': 'role',
  'sts:AssumeRole': 'role',
  'iam:PutUserPolicy': 'user',
  'iam:AttachUserPolicy': 'user',
  'iam:DeleteUserPermissionsBoundary': 'user',
  'iam:PutUserPermissionsBoundary': 'user',
  'iam:AttachGroupPolicy': 'group',
  'iam:PutGroupPolicy': 'group',
  'iam:AddUserToGroup': 'group',
  // With keys or a password of one's own nothing is gained.
  'iam:CreateAccessKey': 'other-user',
  'iam:CreateLoginProfile': 'other-user',
  'iam:UpdateLoginProfile': 'other-user',
}

export function kindOf(action: string): Kind {
  return KINDS[action] ?? 'anything'
}
