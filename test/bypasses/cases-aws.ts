// Rows 62 to 65 of bypasses.yaml: Amazon Web Services.
import { document, INSTANCE, PERMISSION_SET, ROOT, role } from './amazon.ts'
import { both, type Case, type Cases, changed, deployed } from './changes.ts'
import { AWS, create, id, type Loose, ref, step, UNKNOWN } from './steps.ts'
import { planOf, remove } from './tenant.ts'

const policy = (text: string): Case => deployed(create(AWS.policy, 'policy', { name: 'policy', policy: text }))
const allowing = (statement: Loose): Case => policy(document({ Effect: 'Allow', ...statement }))
const administrator = (partition: string): string => `arn:${partition}:iam::aws:policy/AdministratorAccess`
const roleWith = (arn: string): Case => {
  const made = role('ci', create)
  made.newState.inputs.managedPolicyArns = [arn]
  return deployed(made)
}
const attached = (policyArn: string): Case =>
  deployed(create(AWS.rolePolicyAttachment, 'ci-policy', { role: 'ci', policyArn }))
const removed =
  (name: string): Case =>
  (tenant) =>
    remove(tenant, name)

export const AWS_CASES: Cases = {
  '62': both(policy(UNKNOWN), planOf),
  '62-ok': both(
    deployed(create(AWS.bucket, 'reports', { bucket: 'reports' })),
    allowing({ Action: 's3:GetObject', Resource: `${ref('reports', 'arn')}/*` }),
  ),
  '63a': allowing({ NotAction: ['aws-portal:*'], Resource: '*' }),
  '63b': deployed(
    role('ci'),
    create(AWS.rolePolicy, 'ci-inline', {
      role: 'ci',
      name: 'inline',
      policy: document({ Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' }),
    }),
  ),
  '63c': policy(JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })),
  '63d': deployed(
    step(AWS.group, 'developers', { name: 'developers' }),
    create(AWS.groupPolicy, 'developers-inline', {
      group: 'developers',
      name: 'inline',
      policy: document({ Effect: 'Allow', Action: 'IaM:*', Resource: '*' }),
    }),
  ),
  '63-ok': policy(
    JSON.stringify({
      Statement: {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    }),
  ),
  '63-ok2': allowing({ Action: ['s3:Get*', 's3:List*'], Resource: 'arn:aws:s3:::reports/*' }),
  '64a': roleWith(administrator('aws')),
  '64b': deployed(
    role('ci'),
    create(AWS.policyAttachment, 'ci-policy', { name: 'ci-policy', roles: ['ci'], policyArn: administrator('aws') }),
  ),
  '64c': deployed(
    step(AWS.permissionSet, 'viewer', { instanceArn: INSTANCE, name: 'Viewer' }, {}, { arn: PERMISSION_SET }),
    create(AWS.permissionSetPolicy, 'viewer-policy', {
      instanceArn: INSTANCE,
      permissionSetArn: PERMISSION_SET,
      managedPolicyArn: administrator('aws'),
    }),
  ),
  '64d': both(deployed(role('ci')), attached(administrator('aws-us-gov'))),
  '64-ok': roleWith('arn:aws:iam::aws:policy/ReadOnlyAccess'),
  '64-ok2': both(
    deployed(
      role('ci'),
      create(AWS.policy, 'own', {
        name: 'NotAdministratorAccess',
        policy: document({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::reports' }),
      }),
    ),
    attached(ref('own', 'arn')),
  ),
  '65a': removed('password-policy'),
  '65b': changed('trail', (inputs) => {
    inputs.enableLogging = false
  }),
  '65c': removed('control-on-root'),
  '65-ok': changed('trail', (inputs) => {
    delete inputs.enableLogging
  }),
  '65-ok2': both(
    removed('control-on-root'),
    deployed(
      create(
        AWS.controlAttachment,
        'control-on-organization',
        { policyId: id('control'), targetId: ROOT },
        { protect: true },
      ),
    ),
  ),
}
