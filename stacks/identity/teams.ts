// One group for each team. Its members are the people of that team in people.yaml.
import * as azuread from '@pulumi/azuread'
import { membersOf } from './accounts.ts'

export const management: azuread.Group = new azuread.Group('management', {
  displayName: 'Management',
  securityEnabled: true,
  members: membersOf('management'),
})

export const sales: azuread.Group = new azuread.Group('sales', {
  displayName: 'Sales',
  securityEnabled: true,
  members: membersOf('sales'),
})

export const finance: azuread.Group = new azuread.Group('finance', {
  displayName: 'Finance',
  securityEnabled: true,
  members: membersOf('finance'),
})

export const engineering: azuread.Group = new azuread.Group('engineering', {
  displayName: 'Engineering',
  securityEnabled: true,
  members: membersOf('engineering'),
})

export const operations: azuread.Group = new azuread.Group('operations', {
  displayName: 'Operations',
  securityEnabled: true,
  members: membersOf('operations'),
})

export const support: azuread.Group = new azuread.Group('support', {
  displayName: 'Support',
  securityEnabled: true,
  members: membersOf('support'),
})

export const humanResources: azuread.Group = new azuread.Group('hr', {
  displayName: 'Human resources',
  securityEnabled: true,
  members: membersOf('hr'),
})
