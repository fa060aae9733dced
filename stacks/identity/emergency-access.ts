// The way in when everything else fails: cloud-only accounts that no policy applies to, Global Administrator at all
// times. people.yaml marks them, exceptions.yaml allows them.
import * as azuread from '@pulumi/azuread'
import { people } from '../register.ts'
import { firstPassword, logicalName } from './names.ts'
import { roles } from './role-ids.ts'

const users: azuread.User[] = []

for (const person of people) {
  if (!person.emergency || !person.account) continue
  const name = logicalName(person.account)

  const user = new azuread.User(
    name,
    {
      displayName: person.name,
      userPrincipalName: person.account.userPrincipalName,
      disablePasswordExpiration: true,
      ...firstPassword(name),
    },
    { protect: true },
  )
  new azuread.DirectoryRoleAssignment(
    `${name}-global-administrator`,
    { principalObjectId: user.objectId, roleId: roles.globalAdministrator },
    { protect: true },
  )
  users.push(user)
}

/** Every sign-in policy leaves this group out. Role-assignable, so that only privileged administrators can change it; no owners. */
export const emergencyAccess: azuread.Group = new azuread.Group(
  'emergency-access',
  {
    displayName: 'Emergency access',
    description: 'Emergency accounts. Left out of every conditional-access policy.',
    securityEnabled: true,
    assignableToRole: true,
    members: users.map((user) => user.objectId),
  },
  { protect: true },
)
