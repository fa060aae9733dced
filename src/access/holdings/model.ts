import type { Completeness, Source } from '../../plan/model.ts'
import type { AwsAccess } from '../aws/standing/model.ts'
import type { Subject } from '../model.ts'
import type { AssignmentKind } from './assignment-kind.ts'
import type { PartyKind } from './parties.ts'
import type { Span } from './span.ts'

/** Format id of what `gatehouse access` says. */
export const ACCESS_SCHEMA = 'urn:gatehouse:access/v1'

export type Certainty = 'yes' | 'no' | 'open'

/** Who holds what, how and until when, by one plan at one time. Lists are sorted; no logical name decides their order. */
export interface Access {
  readonly schema: typeof ACCESS_SCHEMA
  readonly project: string
  readonly stack: string
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly completeness: Completeness
  readonly principals: readonly Principal[]
  /** Further declared objects that the facts name: custom roles, administrative units, access packages and their policies. */
  readonly objects: readonly NamedObject[]
  readonly memberships: readonly Membership[]
  readonly holdings: readonly Holding[]
  readonly permissions: readonly Permission[]
  /** Declared things that give something to somebody, where one of the two cannot be told. */
  readonly unclear: readonly Unclear[]
  /** Only of a plan that has to do with AWS. */
  readonly aws?: AwsAccess
}

/** Somebody or something as a fact names it. */
export interface PartyRef {
  readonly id: string
  readonly kind: PartyKind
  readonly label: string
}

/** A declared person, guest, group, application or service principal. */
export interface Principal extends Subject {
  readonly kind: PartyKind
  /** By what it is known again in another plan, whatever its logical name. */
  readonly identity: Identity
  /** The register marks the account for emergencies. */
  readonly emergency?: true
  readonly group?: GroupState
  readonly application?: ApplicationState
}

/** A declared object that is neither a person nor a group nor an application. */
export interface NamedObject extends Subject {
  readonly identity: Identity
}

export interface Identity {
  readonly objectId?: string
  readonly userPrincipalName?: string
  /** Keys that it had before. */
  readonly aliases: readonly string[]
}

export interface GroupState {
  readonly assignableToRole: Certainty
  /** Why somebody who is not declared may be in it; empty where the members are known. */
  readonly hidden: readonly string[]
  /** What its members and owners have to do to activate, where the plan declares it. */
  readonly activation: readonly Activation[]
}

/** What the settings of Privileged Identity Management ask of whoever activates an assignment. */
export interface Activation extends Subject {
  readonly as: AssignmentKind
  readonly approval: Certainty
  readonly approvers: readonly PartyRef[]
  /** Somebody who asks can be among those who approve. */
  readonly selfApproval: Certainty
  /** The longest activation, ISO 8601, as it is written. */
  readonly longest?: string
  /** Whether an assignment that is active, or eligible, must have an end. */
  readonly activeExpires: Certainty
  readonly eligibleExpires: Certainty
}

/** By what an application signs in, and who can add a further secret to it. */
export interface ApplicationState {
  readonly secrets: number
  readonly certificates: number
  readonly federated: number
  readonly owners: readonly PartyRef[]
  /** Some of its credentials or owners cannot be seen. */
  readonly open: boolean
  readonly resources: readonly Subject[]
}

/** One declared way into a group. */
export interface Membership {
  readonly group: PartyRef
  readonly member: PartyRef
  readonly as: AssignmentKind
  readonly eligible: boolean
  readonly span: Span
  readonly by: 'list' | 'membership' | 'schedule' | 'package'
  readonly resources: readonly Subject[]
}

/** A directory role as a holding names it. */
export interface RoleRef {
  /** Template id of a built-in role, key of a custom one, empty where it is not known. */
  readonly id: string
  readonly label: string
  readonly privileged: Certainty
}

/** Where a role counts. */
export type Scope =
  | { readonly kind: 'tenant' }
  | { readonly kind: 'unit'; readonly id: string; readonly label: string }
  | { readonly kind: 'application'; readonly id: string; readonly label: string }
  | { readonly kind: 'open' }

/** A group on the way to a role. */
export interface Step {
  readonly group: PartyRef
  readonly as: AssignmentKind
  readonly eligible: boolean
  readonly by: Membership['by']
}

/** Somebody holds a role, may activate it, or owns a group that has it and so can give it. */
export interface Holding {
  readonly principal: PartyRef
  readonly role: RoleRef
  readonly kind: 'active' | 'eligible' | 'owner'
  /** Of an owner: the ownership, or the group's role, has to be activated first. */
  readonly activates?: true
  readonly span: Span
  readonly scope: Scope
  /** The tenant's id, where the provider says it literally. */
  readonly tenant?: string
  /** The groups from the one that is given the role to the one that the principal is in; empty where it is direct. */
  readonly through: readonly Step[]
  /** What the activation asks for, where the plan declares it. */
  readonly approval?: Certainty
  /** Everything that it follows from: the grant first, then the ways into the groups, to the principal's own. */
  readonly resources: readonly Subject[]
}

/** A permission of an application on an API, or of a person in an application. */
export interface Permission {
  readonly principal: PartyRef
  readonly api: { readonly id: string; readonly label: string }
  /** Id of the app role where it is known, and the name; the name alone for a delegated permission. */
  readonly permission: { readonly id?: string; readonly label: string }
  /** `application`: the application acts as itself. `delegated`: it acts as the person who signed in. */
  readonly type: 'application' | 'delegated'
  /** `granted`: consent is given. `requested`: the application asks for it when somebody consents. */
  readonly state: 'granted' | 'requested'
  /** As whom a delegated permission is used. */
  readonly as?:
    | { readonly kind: 'everyone' }
    | { readonly kind: 'person'; readonly principal: PartyRef }
    | { readonly kind: 'open' }
  readonly risk: Certainty
  /** What the application can do with a permission of high risk; continues a sentence about it. */
  readonly power?: string
  readonly resources: readonly Subject[]
}

export interface Unclear extends Subject {
  /** A whole sentence. */
  readonly text: string
}

/** Where a fact stands, for a reader: the last step of the way to it, which is what makes it so. */
export function placeOf(resources: readonly Subject[]): Source | undefined {
  return resources.findLast((resource) => resource.source !== undefined)?.source
}
