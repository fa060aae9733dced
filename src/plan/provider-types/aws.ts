import type { ProviderType } from './type.ts'

/**
 * aws 7.48. Sets are the `TypeSet` fields of terraform-provider-aws for the types that rules judge; policy documents
 * are JSON text and compared by the rules, not here.
 */
export const AWS_TYPES: { readonly [type: string]: ProviderType } = {
  'aws:iam/groupMembership:GroupMembership': { sets: ['users'] },
  'aws:iam/organizationsFeatures:OrganizationsFeatures': { sets: ['enabledFeatures'] },
  'aws:iam/policyAttachment:PolicyAttachment': { sets: ['groups', 'roles', 'users'] },
  'aws:iam/role:Role': { sets: ['managedPolicyArns'] },
  'aws:iam/userGroupMembership:UserGroupMembership': { sets: ['groups'] },
  'aws:identitystore/group:Group': { computed: ['groupId'] },
  'aws:identitystore/user:User': { computed: ['userId'] },
  'aws:organizations/organization:Organization': {
    sets: ['awsServiceAccessPrincipals', 'enabledPolicyTypes'],
    computed: ['masterAccountId'],
  },
}
