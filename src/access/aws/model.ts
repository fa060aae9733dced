import type { Subject } from '../model.ts'
import type { Escalation, Extent, Known } from './power.ts'

/** Everything that rules may know about access in AWS, derived from one plan. Lists are sorted by id. */
export interface AwsFacts {
  readonly principals: readonly PrincipalFact[]
  /** Every declared policy of a user, group, role, permission set or account, attached or not. */
  readonly policies: readonly PolicyFact[]
  /** Who can assume the declared roles. */
  readonly trusts: readonly TrustFact[]
  readonly controls: readonly ControlFact[]
  readonly consoles: readonly ConsoleFact[]
}

/** A password with which an IAM user signs in to the console. */
export interface ConsoleFact extends Subject {
  readonly user: string
  /** Whether the policies let the user do nothing without MFA but set it up. */
  readonly mfa: Known
}

export type PrincipalKind = 'user' | 'group' | 'role' | 'permission-set' | 'assignment'

/** One step from somebody to a right: into a group, to another role, and last the policy that gives it. */
export interface Link {
  readonly kind: 'group' | 'role' | 'permission-set' | 'policy'
  readonly label: string
  /** The resource that makes the step: the membership, the role's trust policy, the attachment. */
  readonly key: string
  /** For a policy: the id of the declared document that gives the right, as in `PolicyFact`. */
  readonly document?: string
}

/** A user, group, role, permission set or assignment, with what its policies give it. */
export interface PrincipalFact extends Subject {
  /** The key of the declared resource; for one that is only named by attachments a text that is unique. */
  readonly id: string
  readonly kind: PrincipalKind
  readonly declared: boolean
  readonly administrator: AdministratorFact
  readonly escalation: Known
  readonly escalations: readonly Escalation[]
  /** The declared roles that it can assume. */
  readonly assumes: readonly AssumptionFact[]
  readonly boundary: Known
  /** How many policies apply to it, those of its groups included. */
  readonly policies: number
  /** Ids of the declared documents among them. */
  readonly documents: readonly string[]
  /** Why there may be more rights than can be seen; each a sentence without its full stop. */
  readonly open: readonly string[]
  /** For an assignment: who gets the permission set, and in which account. */
  readonly assignment?: AssignmentFact
}

export interface AdministratorFact {
  readonly answer: Known
  /** By its own policies, or by a role that it can assume. */
  readonly through: 'policies' | 'role'
  readonly extent: Extent
  readonly exceptions: readonly string[]
  /** Condition keys on which it depends. */
  readonly conditions: readonly string[]
  /** From the principal to what makes it an administrator; empty for `no`. */
  readonly chain: readonly Link[]
}

export interface AssumptionFact {
  /** Id of the role. */
  readonly role: string
  readonly answer: 'yes' | 'unknown'
  readonly conditions: readonly string[]
}

export interface AssignmentFact {
  readonly permissionSet: string
  readonly principalType: 'GROUP' | 'USER' | 'unknown'
  readonly holder: string
  /** The account's number, or what stands for it. */
  readonly account: string
}

/** One policy document by itself: what it would give to somebody who had nothing else. */
export interface PolicyFact extends Subject {
  readonly id: string
  readonly administrator: Known
  readonly extent: Extent
  readonly exceptions: readonly string[]
  readonly conditions: readonly string[]
  readonly escalation: Known
  readonly escalations: readonly Escalation[]
  /** What is wrong with the document or not known of it. */
  readonly problems: readonly string[]
}

export type TrustedKind =
  | 'everyone'
  | 'account'
  | 'user'
  | 'role'
  | 'session'
  | 'service'
  | 'oidc'
  | 'saml'
  | 'federated'
  | 'unknown'

/** One principal that a role's trust policy names. */
export interface Trusted {
  readonly kind: TrustedKind
  /** As the policy names it; what is not known stands in angle brackets. */
  readonly name: string
  /** The number of its account, where it has one that is known. */
  readonly account?: string
  /** In another account than the role; `unknown` where an account is not known, `no` for services. */
  readonly foreign: Known
  readonly answer: 'yes' | 'unknown'
  /** All condition keys that restrict it. */
  readonly conditions: readonly string[]
  /** Keys that are pinned to values of ours, such as `sts:externalid` or `aws:sourceaccount`. */
  readonly guards: readonly string[]
  /** How it could be misused; each continues a sentence about the principal. */
  readonly weaknesses: readonly string[]
}

export interface TrustFact extends Subject {
  readonly id: string
  readonly trusted: readonly Trusted[]
  readonly problems: readonly string[]
}

/** A service control policy with the targets it is attached to in the post-state. */
export interface ControlFact extends Subject {
  readonly id: string
  readonly targets: readonly string[]
  readonly attached: boolean
  readonly problems: readonly string[]
}
