// Further ways around the AWS rules, judged through the compiled policies.
import { expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { document, INSTANCE, PERMISSION_SET, role, soundStack } from './amazon.ts'
import { both, type Case, changed, deployed } from './changes.ts'
import { ACCOUNT } from './register.ts'
import { AWS, create, id, instanceStep, type Loose, ref, type Step, step, UNKNOWN, urn } from './steps.ts'
import { embeddedPlanOf, exception, find, judgeTenant, remove, type Tenant } from './tenant.ts'

/** Rules that the sound stack does not meet, because what they ask for is no part of it. */
const RECOMMENDED = ['aws.access_analyzer_on', 'aws.backup_for_critical', 'aws.root_credentials_managed']

async function judged(change: Case): Promise<Decision> {
  const tenant = soundStack()
  change(tenant)
  return judgeTenant(tenant, embeddedPlanOf(tenant))
}

/** Statuses of the AWS rules that neither pass nor have nothing to say, but for what is recommended only. */
function objections({ rules }: Decision): { readonly [rule: string]: string } {
  return Object.fromEntries(
    rules
      .filter(({ id: rule, status }) => rule.startsWith('aws.') && status !== 'pass' && status !== 'not_applicable')
      .filter(({ id: rule, status }) => !(RECOMMENDED.includes(rule) && status === 'fail'))
      .map(({ id: rule, status }) => [rule, status]),
  )
}

const user = create('aws:iam/user:User', 'robot', { name: 'robot' })
const removed =
  (...names: readonly string[]): Case =>
  (tenant) => {
    for (const name of names) remove(tenant, name)
  }
const owns =
  (stack: Loose): Case =>
  (tenant) => {
    Object.assign(tenant.register.stacks.aws, stack)
  }
/** The resource is deployed by another provider instance of the stack. */
const through =
  (name: string, inputs: Loose): Case =>
  (tenant: Tenant) => {
    tenant.steps.push(instanceStep('aws', 'aws', 'other', { ...inputs, version: '7.48.0' }))
    const other = `${urn('pulumi:providers:aws', 'other', 'aws')}::${id('provider other')}`
    const found = find(tenant, name)
    for (const state of [found, found.oldState, found.newState]) if (state !== undefined) state.provider = other
  }
const set = (changes: Loose): Step =>
  step(AWS.permissionSet, 'viewer', { instanceArn: INSTANCE, name: 'Viewer', ...changes }, {}, { arn: PERMISSION_SET })
const assigned = (principalType: unknown): Step =>
  create('aws:ssoadmin/accountAssignment:AccountAssignment', 'viewers', {
    instanceArn: INSTANCE,
    permissionSetArn: PERMISSION_SET,
    principalType,
    principalId: id('viewers'),
    targetType: 'AWS_ACCOUNT',
    targetId: ACCOUNT,
  })
const trusting = (principal: Loose, Condition?: Loose): Step =>
  create(AWS.role, 'partner', {
    name: 'partner',
    assumeRolePolicy: document({
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(Condition ? { Condition } : {}),
    }),
  })
const PARTNER = { AWS: 'arn:aws:iam::999988887777:root' }

test.each<[string, Case, { readonly [rule: string]: string }]>([
  ['the sound stack', () => undefined, {}],
  [
    'everything is deleted',
    removed('password-policy', 'audit', 'trail', 'control', 'control-on-root'),
    {
      'aws.approved_regions_only': 'fail',
      'aws.approved_services_only': 'fail',
      'aws.password_policy': 'fail',
      'aws.trail_on': 'fail',
    },
  ],
  [
    'the password policy is of another account',
    through('password-policy', { allowedAccountIds: '["222222222222"]', region: 'eu-central-1' }),
    { 'aws.password_policy': 'fail' },
  ],
  [
    'the password policy may be of another account',
    through('password-policy', { region: 'eu-central-1' }),
    { 'aws.password_policy': 'unknown' },
  ],
  [
    'a trail in a region that is not ours',
    through('trail', { allowedAccountIds: `["${ACCOUNT}"]`, region: 'us-east-1' }),
    { 'aws.approved_regions_only': 'fail' },
  ],
  [
    'a second account of the stack has no password policy',
    owns({ accounts: [ACCOUNT, '222222222222'] }),
    { 'aws.password_policy': 'fail' },
  ],
  ['the account belongs to no stack', owns({ accounts: [] }), {}],
  [
    'an administrator where the account belongs to no stack',
    both(
      owns({ accounts: [] }),
      deployed(
        create(AWS.rolePolicyAttachment, 'admin', {
          role: 'x',
          policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
      ),
    ),
    { 'aws.no_administrator_policy': 'fail' },
  ],
  [
    'another stack answers for the organisation',
    both(owns({ organization: 'head' }), removed('trail', 'control', 'control-on-root')),
    {},
  ],
  ['a trail of one region', changed('trail', (inputs) => delete inputs.isMultiRegionTrail), { 'aws.trail_on': 'fail' }],
  [
    'anybody may delete what the trail recorded',
    (tenant) => {
      const policy = document({ Effect: 'Allow', Principal: '*', Action: 's3:DeleteObject', Resource: '*' })
      tenant.steps.push(create('aws:s3/bucketPolicy:BucketPolicy', 'audit', { bucket: 'acme-audit', policy }))
    },
    { 'aws.trail_on': 'fail' },
  ],
  [
    'the account of somebody else may read what the trail recorded',
    (tenant) => {
      const policy = document({ Effect: 'Allow', Principal: PARTNER, Action: 's3:GetObject', Resource: '*' })
      tenant.steps.push(create('aws:s3/bucketPolicy:BucketPolicy', 'audit', { bucket: 'acme-audit', policy }))
    },
    { 'aws.trail_on': 'fail' },
  ],
  [
    'logging is not known',
    changed('trail', (inputs) => {
      inputs.enableLogging = UNKNOWN
    }),
    { 'aws.trail_on': 'unknown' },
  ],
  [
    'the control policy is attached to another account',
    changed('control-on-root', (inputs) => {
      inputs.targetId = '222222222222'
    }),
    { 'aws.approved_regions_only': 'fail', 'aws.approved_services_only': 'fail' },
  ],
  [
    'the control policy spares one more service',
    changed('control', (inputs) => {
      inputs.content = inputs.content.replace('"s3:*"', '"s3:*","athena:*"')
    }),
    { 'aws.approved_services_only': 'fail' },
  ],
  [
    'the control policy spares one more region',
    changed('control', (inputs) => {
      inputs.content = inputs.content.replace('["eu-central-1"]', '["eu-central-1","us-east-1"]')
    }),
    { 'aws.approved_regions_only': 'fail' },
  ],
  [
    'the control policy spares an administrator',
    changed('control', (inputs) => {
      const content = JSON.parse(inputs.content)
      content.Statement[0].Condition = { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }
      inputs.content = JSON.stringify(content)
    }),
    { 'aws.approved_services_only': 'fail' },
  ],
  [
    'the register no longer approves a service',
    (tenant) => {
      tenant.register.services[0].manages.awsServices = ['s3']
    },
    { 'aws.approved_services_only': 'fail' },
  ],
  ['a user', deployed(user), { 'aws.no_iam_users': 'fail' }],
  [
    'a user with an exception',
    both(deployed(user), (tenant) => {
      tenant.exceptions.push(exception('EX-robot', 'aws.no_iam_users', { resources: ['aws:iam/user:User::robot'] }))
    }),
    { 'aws.no_iam_users': 'excepted' },
  ],
  [
    'a user whom only an attachment names',
    deployed(
      create('aws:iam/userPolicyAttachment:UserPolicyAttachment', 'x', {
        user: 'x',
        policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
    ),
    { 'aws.no_iam_users': 'fail' },
  ],
  [
    'a user with key and password',
    deployed(
      user,
      create('aws:iam/accessKey:AccessKey', 'key', { user: 'robot' }),
      create('aws:iam/userLoginProfile:UserLoginProfile', 'login', { user: 'robot' }),
      create('aws:iam/userPolicyAttachment:UserPolicyAttachment', 'x', {
        user: 'robot',
        policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
    ),
    { 'aws.mfa_for_console': 'fail', 'aws.no_access_keys': 'fail', 'aws.no_iam_users': 'fail' },
  ],
  ['a partner without an external id', deployed(trusting(PARTNER)), { 'aws.no_confused_deputy': 'fail' }],
  ['a partner with one', deployed(trusting(PARTNER, { StringEquals: { 'sts:ExternalId': 'x7' } })), {}],
  [
    'an account of our own',
    both(owns({ accounts: [ACCOUNT] }), deployed(trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` }))),
    {},
  ],
  ['anybody', deployed(trusting('*')), { 'aws.no_confused_deputy': 'fail' }],
  [
    'a trust policy that is not known',
    deployed(create(AWS.role, 'p', { name: 'p', assumeRolePolicy: UNKNOWN })),
    { 'aws.no_confused_deputy': 'unknown' },
  ],
  [
    'a service that says for whom',
    deployed(trusting({ Service: 'scheduler.amazonaws.com' })),
    { 'aws.no_confused_deputy': 'fail' },
  ],
  ['an assignment to a group', deployed(set({}), assigned('GROUP')), {}],
  ['an assignment to a person', deployed(set({}), assigned('USER')), { 'aws.sso_assignments_to_groups': 'fail' }],
  ['a session of half a day', deployed(set({ sessionDuration: 'PT12H' })), { 'aws.sso_session_limited': 'fail' }],
  [
    'a broad policy within a boundary',
    deployed(
      {
        ...role('builder', create),
        newState: {
          ...role('builder', create).newState,
          inputs: {
            ...role('builder', create).newState.inputs,
            permissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
          },
        },
      },
      create(AWS.rolePolicy, 'builder-all', {
        role: 'builder',
        name: 'all',
        policy: document({ Effect: 'Allow', Action: '*', Resource: '*' }),
      }),
    ),
    {},
  ],
])('%s', async (_, change, expected) => {
  expect(objections(await judged(change))).toEqual(expected)
})

test('the recommended rules hold where the stack declares what they ask for', async () => {
  const { rules } = await judged(
    deployed(
      create('aws:iam/organizationsFeatures:OrganizationsFeatures', 'root', {
        enabledFeatures: ['RootCredentialsManagement'],
      }),
      create('aws:accessanalyzer/analyzer:Analyzer', 'outside', { analyzerName: 'outside', type: 'ORGANIZATION' }),
      create('aws:backup/plan:Plan', 'daily', {
        name: 'daily',
        rules: [
          { ruleName: 'nightly', targetVaultName: 'v', schedule: 'cron(0 2 * * ? *)', lifecycle: { deleteAfter: 35 } },
        ],
      }),
      create('aws:backup/selection:Selection', 'tagged', {
        planId: ref('daily', 'id'),
        name: 'tagged',
        iamRoleArn: 'arn:aws:iam::111111111111:role/backup',
        selectionTags: [{ type: 'STRINGEQUALS', key: 'backup', value: 'daily' }],
      }),
    ),
  )
  const recommended = rules.filter(({ id: rule }) => RECOMMENDED.includes(rule))
  expect(Object.fromEntries(recommended.map(({ id: rule, status }) => [rule, status]))).toEqual(
    Object.fromEntries(RECOMMENDED.map((rule) => [rule, 'pass'])),
  )
})
