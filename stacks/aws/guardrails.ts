// What no account of the organisation can do, whatever rights somebody has there. Both lists come from services.yaml.
import { Policy, PolicyAttachment } from '@pulumi/aws/organizations/index.js'
import { approvedRegions, approvedServices } from './approved.ts'
import { organizationRoot } from './settings.ts'

/** Services without a region: their requests arrive in us-east-1, wherever they come from. */
const globalActions = ['iam:*', 'organizations:*', 'route53:*', 'sts:*', 'support:*']

const content = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'ApprovedServices', Effect: 'Deny', NotAction: approvedServices.map((name) => `${name}:*`), Resource: '*' },
    {
      Sid: 'ApprovedRegions',
      Effect: 'Deny',
      NotAction: globalActions,
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': approvedRegions } },
    },
  ],
}

const guardrails = new Policy(
  'approved-services-and-regions',
  {
    name: 'approved-services-and-regions',
    description: 'Only the services and regions of the register of cloud services',
    type: 'SERVICE_CONTROL_POLICY',
    content: JSON.stringify(content),
  },
  { protect: true },
)

new PolicyAttachment(
  'guardrails-on-organization',
  { policyId: guardrails.id, targetId: organizationRoot },
  { protect: true },
)
