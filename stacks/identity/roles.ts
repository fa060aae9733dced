// Who may activate which directory role. Only admin accounts: the everyday account of an administrator has no rights.
import { eligibleRole } from '../components/eligible-role.ts'
import { account } from './accounts.ts'
import { roles } from './role-ids.ts'

eligibleRole('nadia-rahimi-user-administrator', {
  account: account('adm-nadia-rahimi'),
  role: roles.userAdministrator,
  reason: 'Creates and closes accounts',
})

eligibleRole('nadia-rahimi-exchange-administrator', {
  account: account('adm-nadia-rahimi'),
  role: roles.exchangeAdministrator,
  reason: 'Mail flow and mailboxes',
})

eligibleRole('kristof-peeters-sharepoint-administrator', {
  account: account('adm-kristof-peeters'),
  role: roles.sharePointAdministrator,
  reason: 'Sites and sharing',
})

eligibleRole('kristof-peeters-cloud-application-administrator', {
  account: account('adm-kristof-peeters'),
  role: roles.cloudApplicationAdministrator,
  reason: 'Single sign-on of the cloud services',
})

eligibleRole('sven-albers-privileged-role-administrator', {
  account: account('adm-sven-albers'),
  role: roles.privilegedRoleAdministrator,
  reason: 'Deputy for everything that concerns roles',
})
