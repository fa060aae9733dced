import * as azuread from '@pulumi/azuread'
import type { Input } from '@pulumi/pulumi'

export interface EligibleRoleArgs {
  /** Object id of the account that may activate the role. */
  readonly account: Input<string>
  /** Template id of the role. */
  readonly role: string
  readonly reason: string
}

/** Lets an account activate a directory role for some hours. Nobody holds a role all the time but the emergency accounts. */
export function eligibleRole(name: string, args: EligibleRoleArgs): void {
  new azuread.DirectoryRoleEligibilityScheduleRequest(name, {
    principalId: args.account,
    roleDefinitionId: args.role,
    directoryScopeId: '/',
    justification: args.reason,
  })
}
