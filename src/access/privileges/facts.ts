import type { Directory } from '../directory.ts'
import { applicationStates } from '../holdings/applications.ts'
import { holdingContext } from '../holdings/derive.ts'
import { permissionFacts } from '../holdings/permissions.ts'
import { roleHoldings } from '../holdings/role-holdings.ts'
import { SERVICE_PRINCIPAL } from '../holdings/types.ts'
import { type ActivationFact, activationFacts } from './activations.ts'
import { type ApiGrantFact, apiGrantFacts } from './grants.ts'
import { type PackagePolicyFact, packagePolicyFacts } from './packages.ts'
import { type RoleHolderFact, roleHolderFacts, type StateOf } from './role-holders.ts'

/** What the rules about roles, applications and access packages judge. */
export interface PrivilegeFacts {
  readonly roleHolders: readonly RoleHolderFact[]
  readonly activations: readonly ActivationFact[]
  readonly packagePolicies: readonly PackagePolicyFact[]
  readonly apiGrants: readonly ApiGrantFact[]
}

/** With what privileges are judged: RFC 3339 in UTC, and template ids in lower case. */
export interface PrivilegeView {
  readonly now: string
  readonly privilegedRoles: readonly string[]
}

/** Derives them from a directory. Pure; linear in what is found, but for sorting. */
export function privilegeFacts(directory: Directory, view: PrivilegeView): PrivilegeFacts {
  const context = holdingContext(directory, view)
  const { known } = context
  const holdings = roleHoldings(context)
  const states = applicationStates(directory, known)
  const stateOf: StateOf = (key) => {
    const resource = directory.byKey.get(key)
    if (resource?.type === SERVICE_PRINCIPAL && known.applicationOf(resource) === undefined) return undefined
    return states.get(key)
  }
  return {
    roleHolders: roleHolderFacts(holdings, stateOf),
    activations: activationFacts(context, holdings),
    packagePolicies: packagePolicyFacts(directory),
    apiGrants: apiGrantFacts(permissionFacts(directory, known)),
  }
}
