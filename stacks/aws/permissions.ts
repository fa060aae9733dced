// What people may do in the platform account. Rights go to groups, never to one person.
import { AccountAssignment, ManagedPolicyAttachment, PermissionSet } from '@pulumi/aws/ssoadmin/index.js'
import { engineeringGroup, identityCenter, platformAccount } from './settings.ts'

const viewer = new PermissionSet('platform-viewer', {
  instanceArn: identityCenter,
  name: 'PlatformViewer',
  description: 'See the resources of the platform, without the data in them',
  sessionDuration: 'PT8H',
})

new ManagedPolicyAttachment('platform-viewer-view-only', {
  instanceArn: identityCenter,
  permissionSetArn: viewer.arn,
  managedPolicyArn: 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
})

new AccountAssignment('engineering-platform-viewer', {
  instanceArn: identityCenter,
  permissionSetArn: viewer.arn,
  principalType: 'GROUP',
  principalId: engineeringGroup,
  targetType: 'AWS_ACCOUNT',
  targetId: platformAccount,
})
