// Member accounts have no root password and no root keys; what needs root there is done from here, for minutes.
import { OrganizationsFeatures } from '@pulumi/aws/iam/index.js'

new OrganizationsFeatures(
  'root-access',
  { enabledFeatures: ['RootCredentialsManagement', 'RootSessions'] },
  { protect: true },
)
