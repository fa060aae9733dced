import { byCodeUnit } from '../json.ts'
import type { Plan, Resource } from '../plan/model.ts'
import { providerPackage, shortName } from '../plan/urn.ts'
import type { RegisterAt, Service } from '../register/model.ts'
import { type Directory, directory, directoryPeople, labelOf, scopeIds, subjectOf } from './directory.ts'
import { groupFacts, userFacts } from './groups.ts'
import type { Facts, Gap, GroupFact, PolicyFact, ResourceFact, TenantFact } from './model.ts'
import { POLICY_TYPE, policyFact } from './policies.ts'
import { roleGrants } from './roles.ts'
import { asText } from './shape.ts'

/** Facts of a plan with the directory they were derived from. */
export interface Derived {
  readonly facts: Facts
  readonly directory: Directory
}

/** Types that a requirement rests on wherever they are declared; a trailing `*` stands for the rest of the token. */
const BEARING_TYPES: readonly string[] = [
  POLICY_TYPE,
  'azuread:index/authenticationStrengthPolicy:*',
  'azuread:index/namedLocation:*',
  'azuread:index/directoryRole*',
  'azuread:index/customDirectoryRole:*',
  'azuread:index/administrativeUnitRoleMember:*',
  'azuread:index/privilegedAccessGroup*',
  'azuread:index/groupRoleManagementPolicy:*',
  'aws:iam/*',
  'aws:cloudtrail/*',
  'aws:organizations/*',
  'aws:ssoadmin/*',
]

/**
 * Derives everything that rules may know about access. Pure and linear in the plan's size.
 * `register` is the register at the gate's clock, or undefined where none is given; `named` are the ids that exceptions
 * name, on which a requirement rests too.
 */
export function deriveFacts(
  plan: Plan,
  register: RegisterAt | undefined,
  exceptionEntries: readonly string[],
): Derived {
  const index = directory(plan, directoryPeople(register))
  const groups = groupFacts(index)
  const stack = register?.stacks[plan.stack]
  const policies = index.ofType(POLICY_TYPE)
  const facts: Facts = {
    stack: { project: plan.project, name: plan.stack, registered: stack !== undefined, types: stack?.types ?? [] },
    completeness: plan.completeness,
    lacks: plan.lacks,
    tenants: tenantFacts(index, groups, policies, stack?.tenants),
    groups,
    users: userFacts(index),
    roleGrants: roleGrants(index, groups),
    resources: resourceFacts(index, groups, register?.services ?? [], exceptionEntries),
    emergency: emergencyIds(index, register),
  }
  return { facts, directory: index }
}

function emergencyIds(index: Directory, register: RegisterAt | undefined): readonly string[] {
  const entries = (register?.people ?? [])
    .filter((person) => person.emergency && person.active)
    .flatMap((person) => [person.account?.directory, person.adminAccount?.directory])
    .filter((entry) => entry !== undefined)
  return [...new Set(entries.flatMap((entry) => scopeIds(index.ids, entry)))].sort(byCodeUnit)
}

/** The tenant of an azuread resource: its provider's literal tenantId in lower case, or undefined. */
function tenantOf(index: Directory, resource: Resource): string | undefined {
  const provider = resource.provider === undefined ? undefined : index.byKey.get(resource.provider)
  return asText(provider?.inputs['tenantId'])?.toLowerCase()
}

function tenantFacts(
  index: Directory,
  groups: { readonly [id: string]: GroupFact },
  policies: readonly Resource[],
  owned: readonly string[] | undefined,
): readonly TenantFact[] {
  const deleted = index.plan.changes
    .filter((change) => change.type === POLICY_TYPE && change.op === 'delete')
    .map((change) => asText(change.before?.['displayName']) ?? shortName(change.key))
    .map((label) => `"${label}"`)
    .sort(byCodeUnit)
  const ids = owned?.map((id) => id.toLowerCase()) ?? seenTenants(index)
  return [...new Set(ids)].sort(byCodeUnit).map((id) => ({
    id,
    deleted,
    policies: policies.map((policy) => inTenant(index, groups, policy, id, ids)).filter((fact) => fact !== undefined),
  }))
}

const UNKNOWN_TENANT = 'unknown'

/** Without a register: the tenants of the azuread providers in use, or one unnamed tenant if there is any azuread resource before or after. */
function seenTenants(index: Directory): readonly string[] {
  const resources = index.plan.resources.filter((resource) => resource.type.startsWith('azuread:'))
  const before = index.plan.changes.some((change) => change.type.startsWith('azuread:'))
  if (resources.length === 0 && !before) return []
  const providers = index.plan.resources.filter((resource) => providerPackage(resource.type) === 'azuread')
  const literal = providers
    .map((provider) => asText(provider.inputs['tenantId'])?.toLowerCase())
    .filter((id) => id !== undefined)
  return literal.length > 0 ? literal : [UNKNOWN_TENANT]
}

/** A policy as it counts in one tenant; absent if it belongs to another tenant that the stack owns. */
function inTenant(
  index: Directory,
  groups: { readonly [id: string]: GroupFact },
  policy: Resource,
  tenant: string,
  owned: readonly string[],
): PolicyFact | undefined {
  const own = tenantOf(index, policy)
  if (own === tenant || (own === undefined && tenant === UNKNOWN_TENANT))
    return policyFact(index, groups, policy, undefined)
  if (own !== undefined && owned.includes(own)) return undefined
  const gap: Gap = {
    kind: 'open',
    dimension: 'tenant',
    id: 'tenant',
    text:
      own === undefined
        ? 'belongs to a tenant that is not a literal in the provider or the stack’s config'
        : `belongs to the tenant ${own}, which the stack does not own`,
    fix: `Set azuread:tenantId to ${tenant} in the stack’s config, or tenantId on the provider of the policy.`,
    affected: [],
  }
  return policyFact(index, groups, policy, gap)
}

function resourceFacts(
  index: Directory,
  groups: { readonly [id: string]: GroupFact },
  services: readonly Service[],
  exceptionEntries: readonly string[],
): readonly ResourceFact[] {
  const referenced = referencedKeys(index, groups, exceptionEntries)
  const servicesOf = new Map<string, readonly string[]>()
  return index.plan.resources.map((resource) => {
    let owners = servicesOf.get(resource.type)
    if (!owners) {
      owners = services
        .filter((service) => service.manages.types.some((pattern) => matches(pattern, resource.type)))
        .map(({ id }) => id)
      servicesOf.set(resource.type, owners)
    }
    return {
      ...subjectOf(resource),
      label: labelOf(resource),
      type: resource.type,
      op: resource.op,
      ignoreChanges: resource.options.ignoreChanges,
      bearing: BEARING_TYPES.some((pattern) => matches(pattern, resource.type)) || referenced.has(resource.key),
      ofService: resource.custom && !resource.type.startsWith('pulumi:'),
      services: owners,
    }
  })
}

/** A type token against an exact token or a prefix that ends in `*`. */
function matches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
}

/** Groups and users that a policy, a role grant or an exception names, and the members of those groups. */
function referencedKeys(
  index: Directory,
  groups: { readonly [id: string]: GroupFact },
  exceptionEntries: readonly string[],
): ReadonlySet<string> {
  const keys = new Set<string>()
  const add = (key: string): void => {
    keys.add(key)
    for (const member of groups[key]?.members ?? []) keys.add(member)
  }
  for (const entry of exceptionEntries) for (const id of scopeIds(index.ids, entry)) add(id)
  for (const resource of index.plan.resources) {
    if (!BEARING_TYPES.some((pattern) => pattern.startsWith('azuread:') && matches(pattern, resource.type))) continue
    for (const id of namedIds(index, resource.inputs)) add(id)
  }
  return keys
}

/** Keys of the declared resources that a resource's inputs name. */
function namedIds(index: Directory, value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const found = index.ids.resolve(value)
    return found.kind === 'resource' ? [found.key] : []
  }
  if (Array.isArray(value)) return value.flatMap((item) => namedIds(index, item))
  if (value === null || typeof value !== 'object') return []
  if ('$gatehouse' in value) {
    const entry = index.read(value as never, 'a value')
    return entry.kind === 'resource' ? [entry.id] : []
  }
  return Object.values(value).flatMap((item) => namedIds(index, item))
}
