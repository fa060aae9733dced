// One user for each account in people.yaml. The emergency accounts have a file of their own.
import * as azuread from '@pulumi/azuread'
import type { Output } from '@pulumi/pulumi'
import { people } from '../register.ts'
import { firstPassword, logicalName } from './names.ts'

const objectIds = new Map<string, Output<string>>()

for (const person of people) {
  if (person.emergency) continue

  if (person.account) {
    const name = logicalName(person.account)
    const user = new azuread.User(name, {
      displayName: person.name,
      userPrincipalName: person.account.userPrincipalName,
      department: person.team,
      jobTitle: person.title,
      employeeType: person.kind,
      companyName: person.company ?? 'Nordlicht Instruments',
      usageLocation: 'DE',
      ...firstPassword(name),
    })
    objectIds.set(name, user.objectId)
  }

  if (person.adminAccount) {
    const name = logicalName(person.adminAccount)
    const user = new azuread.User(name, {
      displayName: `${person.name} (administration)`,
      userPrincipalName: person.adminAccount.userPrincipalName,
      department: 'Administration',
      ...firstPassword(name),
    })
    objectIds.set(name, user.objectId)
  }
}

/** Object id of an account by its logical name, such as anna-virtanen or adm-nadia-rahimi. */
export function account(name: string): Output<string> {
  const objectId = objectIds.get(name)
  if (!objectId) throw new Error(`people.yaml has no account "${name}"`)
  return objectId
}

/** Object ids of the everyday accounts of a team. */
export function membersOf(team: string): Output<string>[] {
  return people.flatMap((person) =>
    person.team === team && person.account ? [account(logicalName(person.account))] : [],
  )
}
