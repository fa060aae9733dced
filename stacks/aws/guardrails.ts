// What no account of the organisation can do, whatever rights somebody has there. Both lists come from services.yaml.
import { Policy, PolicyAttachment } from '@pulumi/aws/organizations/index.js'
import { services } from '../register.ts'
import { organizationRoot } from './settings.ts'

const onAws = services.filter((service) => (service.manages?.awsServices ?? []).length > 0)
const approvedActions = unique(onAws.flatMap((service) => service.manages?.awsServices ?? [])).map(
  (name) => `${name}:*`,
)
const approvedRegions = unique(onAws.flatMap((service) => service.location?.regions ?? []))

/** Services without a region: their requests arrive in us-east-1, wherever they come from. */
const globalActions = ['iam:*', 'organizations:*', 'route53:*', 'sts:*', 'support:*']

const content = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'ApprovedServices', Effect: 'Deny', NotAction: approvedActions, Resource: '*' },
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

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}
