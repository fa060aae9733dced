import { byCodeUnit } from '../json.ts'
import { isDeclared, type Resource } from '../plan/model.ts'
import { providerPackage, shortName } from '../plan/urn.ts'
import type { Directory } from './directory.ts'
import { POLICY_TYPE } from './policies.ts'
import { asText } from './shape.ts'

/** A tenant that a stack answers for, with the policies that count or may count in it. */
export interface Tenant {
  readonly id: string
  readonly policies: readonly {
    readonly resource: Resource
    /** Why the policy may belong to another tenant. */
    readonly doubt?: string
  }[]
  /** Labels of the conditional-access policies that the change deletes. */
  readonly deleted: readonly string[]
}

const UNKNOWN_TENANT = 'unknown'

/** The tenants of a stack: those that the register gives it (`owned`), or without one those that the plan shows. */
export function tenants(index: Directory, owned: readonly string[] | undefined): readonly Tenant[] {
  const deleted = index.plan.changes
    .filter((change) => change.type === POLICY_TYPE && change.op === 'delete')
    .map((change) => asText(change.before?.['displayName']) ?? shortName(change.key))
    .map((label) => `"${label}"`)
    .sort(byCodeUnit)
  const ids = owned?.map((id) => id.toLowerCase()) ?? seenTenants(index)
  return [...new Set(ids)].sort(byCodeUnit).map((id) => ({
    id,
    deleted,
    policies: index
      .ofType(POLICY_TYPE)
      .map((policy) => inTenant(index, policy, id, ids))
      .filter((policy) => policy !== undefined),
  }))
}

/** The tenant of an azuread resource: its provider's literal tenantId in lower case, or undefined. */
function tenantOf(index: Directory, resource: Resource): string | undefined {
  const provider = resource.provider === undefined ? undefined : index.byKey.get(resource.provider)
  return provider && isDeclared(provider) ? asText(provider.inputs['tenantId'])?.toLowerCase() : undefined
}

/** Without a register: the tenants of the azuread providers in use, or one unnamed tenant if there is any azuread resource before or after. */
function seenTenants(index: Directory): readonly string[] {
  const resources = index.plan.resources.filter((resource) => resource.type.startsWith('azuread:'))
  const before = index.plan.changes.some((change) => change.type.startsWith('azuread:'))
  if (resources.length === 0 && !before) return []
  const providers = index.plan.resources.filter(
    (resource) => isDeclared(resource) && providerPackage(resource.type) === 'azuread',
  )
  const literal = providers
    .map((provider) => asText(provider.inputs['tenantId'])?.toLowerCase())
    .filter((id) => id !== undefined)
  return literal.length > 0 ? literal : [UNKNOWN_TENANT]
}

/** A policy as it counts in one tenant; absent if it belongs to another tenant that the stack owns. */
function inTenant(
  index: Directory,
  resource: Resource,
  tenant: string,
  owned: readonly string[],
): Tenant['policies'][number] | undefined {
  const own = tenantOf(index, resource)
  if (own === tenant || (own === undefined && tenant === UNKNOWN_TENANT)) return { resource }
  if (own === undefined) {
    return { resource, doubt: 'its tenant is not a literal in the provider or the stack’s config' }
  }
  return owned.includes(own)
    ? undefined
    : { resource, doubt: `it belongs to the tenant ${own}, which the stack does not own` }
}
