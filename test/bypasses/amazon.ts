// The sound stack `aws` that the AWS entries of bypasses.yaml start from.
import { ACCOUNT, APPROVED_REGIONS, APPROVED_SERVICES } from './register.ts'
import { AWS, type create, engineSteps, id, instanceStep, type Loose, type Step, step } from './steps.ts'
import { soundTenant, type Tenant } from './tenant.ts'

/** A policy document of one statement. */
export const document = (statement: Loose): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

export const INSTANCE = 'arn:aws:sso:::instance/ssoins-1111111111111111'
export const PERMISSION_SET = 'arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111'

/** The root of the organisation, where the service control policy is attached. */
export const ROOT = 'r-a1b2'

/** Services without a region: their requests arrive in us-east-1, wherever they come from. */
const GLOBAL = ['iam:*', 'organizations:*', 'sts:*']

const control = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ApprovedServices',
      Effect: 'Deny',
      NotAction: APPROVED_SERVICES.map((name) => `${name}:*`),
      Resource: '*',
    },
    {
      Sid: 'ApprovedRegions',
      Effect: 'Deny',
      NotAction: GLOBAL,
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': APPROVED_REGIONS } },
    },
  ],
}

/** A role without rights that a function can assume. */
export function role(name: string, make: typeof step | typeof create = step): Step {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  return make(AWS.role, name, { name, assumeRolePolicy: document(trust) })
}

/** The stack, made anew for every case. */
export function soundStack(): Tenant {
  const kept = { protect: true }
  return {
    ...soundTenant(),
    stack: 'aws',
    steps: [
      ...engineSteps('aws'),
      // The SDK writes a list of a provider's inputs as JSON (@pulumi/aws 7.48, provider.js).
      instanceStep('aws', 'aws', 'main', {
        region: APPROVED_REGIONS[0],
        allowedAccountIds: JSON.stringify([ACCOUNT]),
        version: '7.48.0',
      }),
      step(
        AWS.passwordPolicy,
        'password-policy',
        {
          minimumPasswordLength: 16,
          requireLowercaseCharacters: true,
          requireUppercaseCharacters: true,
          requireNumbers: true,
          requireSymbols: true,
          passwordReusePrevention: 24,
          maxPasswordAge: 90,
          allowUsersToChangePassword: true,
        },
        kept,
      ),
      step(AWS.bucket, 'audit', { bucket: 'acme-audit' }, kept),
      step(
        AWS.trail,
        'trail',
        {
          name: 'organization',
          s3BucketName: 'acme-audit',
          enableLogging: true,
          enableLogFileValidation: true,
          includeGlobalServiceEvents: true,
          isMultiRegionTrail: true,
          isOrganizationTrail: true,
        },
        kept,
      ),
      step(
        AWS.controlPolicy,
        'control',
        {
          name: 'approved-services-and-regions',
          type: 'SERVICE_CONTROL_POLICY',
          content: JSON.stringify(control),
        },
        kept,
      ),
      step(AWS.controlAttachment, 'control-on-root', { policyId: id('control'), targetId: ROOT }, kept),
    ],
    exceptions: [],
  }
}
