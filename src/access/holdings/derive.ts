import { byCodeUnit } from '../../json.ts'
import type { Plan, Resource } from '../../plan/model.ts'
import type { RegisterAt } from '../../register/model.ts'
import { awsAccess } from '../aws/standing/derive.ts'
import { type Directory, directory, directoryPeople, scopeIds, subjectOf, USER_TYPE } from '../directory.ts'
import { directMemberships } from '../groups.ts'
import { asText } from '../shape.ts'
import { activationsByGroup, byLabel, partyRef } from './activation.ts'
import { applicationStates } from './applications.ts'
import { type Edge, membershipEdges } from './edges.ts'
import { hiddenReasons } from './hidden.ts'
import {
  ACCESS_SCHEMA,
  type Access,
  type ApplicationState,
  type GroupState,
  type Identity,
  type Membership,
  type NamedObject,
  type Principal,
  type Unclear,
} from './model.ts'
import { unclearPackages } from './packages.ts'
import { parties } from './parties.ts'
import { permissionFacts } from './permissions.ts'
import { type HoldingContext, resourcesOf, roleHoldings } from './role-holdings.ts'
import { spanOf } from './span.ts'
import { epochOf } from './time.ts'
import {
  APPLICATION_FROM_TEMPLATE,
  APPLICATIONS,
  ASSIGNMENT_SCHEDULE,
  ELIGIBILITY_SCHEDULE,
  GROUP_MEMBER,
  GROUPS,
  INVITATION,
  PACKAGE_POLICY,
  SERVICE_PRINCIPAL,
} from './types.ts'

/** What the facts are a function of, besides the plan. */
export interface AccessInput {
  /** RFC 3339 in UTC. */
  readonly now: string
  /** Template ids, lower case. */
  readonly privilegedRoles: readonly string[]
  /** Names of people, and which accounts are for emergencies. */
  readonly register?: RegisterAt | undefined
}

/** Who holds what, how, until when. Pure; linear in the plan and in what is found, but for sorting. */
export function deriveAccess(plan: Plan, { now, privilegedRoles, register }: AccessInput): Access {
  const index = directory(plan, directoryPeople(register))
  const context = holdingContext(index, { now, privilegedRoles })
  const { known } = context
  const aws = awsAccess(plan, register)
  return {
    schema: ACCESS_SCHEMA,
    project: plan.project,
    stack: plan.stack,
    now,
    completeness: plan.completeness,
    principals: principals(context, emergencyIds(index, register)),
    objects: objects(index),
    memberships: memberships(context),
    holdings: roleHoldings(context),
    permissions: permissionFacts(index, known),
    unclear: unclear(context),
    ...(aws === undefined ? {} : { aws }),
  }
}

/** What holdings are derived with, for one directory. */
export function holdingContext(
  index: Directory,
  { now, privilegedRoles }: Pick<AccessInput, 'now' | 'privilegedRoles'>,
): HoldingContext {
  const known = parties(index)
  const edges = membershipEdges(index, known)
  return {
    directory: index,
    known,
    edges,
    direct: directMemberships(index),
    activations: activationsByGroup(index, known, edges),
    privilegedRoles: new Set(privilegedRoles),
    now: epochOf(now) ?? 0,
  }
}

function emergencyIds(index: Directory, register: RegisterAt | undefined): ReadonlySet<string> {
  const entries = (register?.people ?? [])
    .filter((person) => person.emergency && person.active)
    .flatMap((person) => [person.account?.directory, person.adminAccount?.directory])
    .filter((entry) => entry !== undefined)
  return new Set(entries.flatMap((entry) => scopeIds(index.ids, entry)))
}

const PRINCIPALS: readonly string[] = [
  USER_TYPE,
  INVITATION,
  ...GROUPS,
  SERVICE_PRINCIPAL,
  APPLICATION_FROM_TEMPLATE,
  ...APPLICATIONS,
]

function principals(context: HoldingContext, emergency: ReadonlySet<string>): readonly Principal[] {
  const states = applicationStates(context.directory, context.known)
  return PRINCIPALS.flatMap((type) => context.directory.ofType(type))
    .map((resource) => principal(context, resource, states, emergency))
    .sort((a, b) => byCodeUnit(a.kind, b.kind) || byCodeUnit(a.label, b.label) || byCodeUnit(a.key, b.key))
}

function principal(
  context: HoldingContext,
  resource: Resource,
  states: ReadonlyMap<string, ApplicationState>,
  emergency: ReadonlySet<string>,
): Principal {
  const { kind, label } = context.known.of(resource)
  const application = states.get(resource.key)
  return {
    ...subjectOf(resource),
    label,
    kind,
    identity: identity(resource),
    ...(emergency.has(resource.key) ? { emergency: true } : {}),
    ...(kind === 'group' ? { group: groupState(context, resource) } : {}),
    ...(application === undefined ? {} : { application }),
  }
}

const OBJECTS: readonly string[] = [
  'azuread:index/customDirectoryRole:CustomDirectoryRole',
  'azuread:index/administrativeUnit:AdministrativeUnit',
  'azuread:index/accessPackage:AccessPackage',
  PACKAGE_POLICY,
]

function objects(index: Directory): readonly NamedObject[] {
  return OBJECTS.flatMap((type) => index.ofType(type))
    .map((resource) => ({ ...subjectOf(resource), identity: identity(resource) }))
    .sort((a, b) => byCodeUnit(a.label, b.label) || byCodeUnit(a.key, b.key))
}

function identity({ type, inputs, computed, options }: Resource): Identity {
  const id = asText(computed[type === INVITATION ? 'userId' : 'objectId']) ?? asText(computed['id'])
  const name = asText(inputs['userPrincipalName'])?.toLowerCase()
  return {
    ...(id === undefined ? {} : { objectId: id.toLowerCase() }),
    ...(name === undefined ? {} : { userPrincipalName: name }),
    aliases: options.aliases,
  }
}

function groupState({ directory: index, direct, activations }: HoldingContext, { key, inputs }: Resource): GroupState {
  const assignable = inputs['assignableToRole'] ?? false
  return {
    assignableToRole: assignable === true ? 'yes' : assignable === false ? 'no' : 'open',
    hidden: hiddenReasons(index, direct, key),
    activation: activations.get(key) ?? [],
  }
}

function memberships(context: HoldingContext): readonly Membership[] {
  return [...context.edges.values()]
    .flat()
    .map((edge) => membership(context, edge))
    .sort((a, b) => byLabel(a.group, b.group) || byLabel(a.member, b.member))
}

function membership({ now }: HoldingContext, edge: Edge): Membership {
  return {
    group: { id: edge.group, kind: 'group', label: edge.of.label },
    member: partyRef(edge.member),
    as: edge.as,
    eligible: edge.eligible,
    span: spanOf(edge.term === undefined ? [] : [edge.term], now),
    by: edge.by,
    resources: resourcesOf([edge]),
  }
}

/** What gives something to somebody, where the group cannot be told: it may be one that holds a role. */
function unclear({ directory: index, known }: HoldingContext): readonly Unclear[] {
  const ways: readonly (readonly [type: string, input: string, text: string])[] = [
    [GROUP_MEMBER, 'groupObjectId', 'puts somebody into a group that is not known'],
    [ASSIGNMENT_SCHEDULE, 'groupId', 'assigns somebody to a group that is not known'],
    [ELIGIBILITY_SCHEDULE, 'groupId', 'makes somebody eligible for a group that is not known'],
  ]
  const found = ways.flatMap(([type, input, text]) =>
    index
      .ofType(type)
      .filter((resource) => known.read(resource.inputs[input], 'a group').kind === 'unknown')
      .map((resource) => ({ resource, text })),
  )
  const packages = unclearPackages(index, known).map((resource) => ({
    resource,
    text: 'hands out something that is not known by an access package',
  }))
  return [...found, ...packages]
    .map(({ resource, text }) => {
      const subject = subjectOf(resource)
      return { ...subject, text: `${subject.label} ${text}.` }
    })
    .sort((a, b) => byCodeUnit(a.text, b.text) || byCodeUnit(a.key, b.key))
}
