import { Config, type Output } from '@pulumi/pulumi'
import type { Account } from '../register.ts'

/** The logical name under which an account is declared: what follows `::` in its directory entry. */
export function logicalName(account: Account): string {
  const [type, name] = account.directory.split('::')
  if (type !== 'azuread:index/user:User' || !name) {
    throw new Error(`${account.userPrincipalName}: ${account.directory} is not a user that this program declares`)
  }
  return name
}

/**
 * Entra asks for a password when it creates an account. It is a secret of the stack for one deployment:
 *
 *     pulumi config set --secret firstPassword-anna-virtanen
 *
 * and is removed afterwards; the account keeps working. No plan needs it, and none is in this repository.
 */
export function firstPassword(name: string): { password?: Output<string>; forcePasswordChange?: boolean } {
  const password = new Config().getSecret(`firstPassword-${name}`)
  return password ? { password, forcePasswordChange: true } : {}
}
