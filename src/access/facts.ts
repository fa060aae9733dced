import { byCodeUnit, own } from '../json.ts'
import type { Plan } from '../plan/model.ts'
import type { RegisterAt, Service } from '../register/model.ts'
import { awsView } from './aws/facts.ts'
import { requiredInAws } from './aws/required.ts'
import { credentialFacts } from './credentials.ts'
import { type Directory, directory, directoryPeople, labelOf, scopeIds, subjectOf } from './directory.ts'
import { dynamicGroupFacts } from './dynamic-rules.ts'
import { groupFacts, userFacts } from './groups.ts'
import { leaverFacts } from './leavers.ts'
import { locationFacts } from './location-facts.ts'
import type { Facts, GroupFact, ResourceFact, TenantFact } from './model.ts'
import { POLICY_TYPE, policyFact } from './policies.ts'
import { policyShape } from './policy-shape.ts'
import { type PrivilegeView, privilegeFacts } from './privileges/facts.ts'
import { isRoot, providerFact } from './providers.ts'
import { requiredFacts } from './required.ts'
import { roleGrants } from './roles.ts'
import { type SignInQuestions, type SignInView, signInView } from './sign-in/facts.ts'
import { type Tenant, tenants } from './tenants.ts'

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
  'aws:accessanalyzer/*',
  'aws:backup/*',
  'aws:iam/*',
  'aws:cloudtrail/*',
  'aws:organizations/*',
  'aws:ssoadmin/*',
]

/**
 * Derives everything that rules may know about access. Pure and linear in the plan's size.
 * `register` is the register at the gate's clock, or undefined where none is given; `named` are the ids that exceptions
 * name, on which a requirement rests too; `view` is with what privileges are judged; `questions` gives the sign-in requirements to answer, none without it.
 */
export function deriveFacts(
  plan: Plan,
  register: RegisterAt | undefined,
  exceptionEntries: readonly string[],
  view: PrivilegeView & { readonly regionless?: readonly string[] },
  questions?: (directory: Directory) => SignInQuestions,
): Derived {
  const index = directory(plan, directoryPeople(register))
  const groups = groupFacts(index)
  const stack = register && own(register.stacks, plan.stack)
  const owned = tenants(index, stack?.tenants)
  const grants = roleGrants(index, groups)
  const emergency = emergencyIds(index, register)
  const signIn: SignInView =
    questions === undefined
      ? { answers: [], exclusions: new Map() }
      : signInView(index, owned, grants, questions(index))
  const inAws = requiredInAws(plan, register)
  const facts: Facts = {
    stack: { project: plan.project, name: plan.stack, registered: stack !== undefined, types: stack?.types ?? [] },
    completeness: plan.completeness,
    lacks: plan.lacks,
    tenants: owned.map((tenant) => tenantFact(index, groups, tenant, signIn.exclusions)),
    signIn: signIn.answers,
    groups,
    users: userFacts(index),
    roleGrants: grants,
    resources: resourceFacts(index, groups, register?.services ?? [], exceptionEntries, inAws),
    emergency,
    privileges: privilegeFacts(index, view),
    locations: locationFacts(index),
    dynamicGroups: dynamicGroupFacts(index),
    credentials: credentialFacts(index),
    leavers: leaverFacts(index, register),
    required: requiredFacts(index, groups, emergency, inAws),
    aws: awsView(plan, register, view.regionless ?? []),
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

function tenantFact(
  index: Directory,
  groups: { readonly [id: string]: GroupFact },
  tenant: Tenant,
  effects: SignInView['exclusions'],
): TenantFact {
  return {
    id: tenant.id,
    deleted: tenant.deleted,
    policies: tenant.policies.map(({ resource }) => ({
      ...policyFact(index, groups, resource, effects),
      shape: policyShape(index, resource),
    })),
  }
}

function resourceFacts(
  index: Directory,
  groups: { readonly [id: string]: GroupFact },
  services: readonly Service[],
  exceptionEntries: readonly string[],
  inAws: ReadonlySet<string>,
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
      root: isRoot(resource),
      ...providerFact(resource),
      op: resource.op,
      ignoreChanges: resource.options.ignoreChanges,
      bearing:
        BEARING_TYPES.some((pattern) => matches(pattern, resource.type)) ||
        referenced.has(resource.key) ||
        inAws.has(resource.key),
      ofService: resource.custom && !resource.type.startsWith('pulumi:'),
      services: owners,
    }
  })
}

/** A type token against an exact token or a prefix that ends in `*`. */
export function matches(pattern: string, type: string): boolean {
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
    for (const member of own(groups, key)?.members ?? []) keys.add(member)
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
