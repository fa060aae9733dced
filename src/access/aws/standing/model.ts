import type { Subject } from '../../model.ts'
import type { Link, TrustedKind } from '../model.ts'
import type { Escalation } from '../power.ts'

/** `open`: may be so, but a value that the plan does not show decides it. */
export type Certain = 'yes' | 'open'

/** Who can do everything in AWS, can come to it, or is let in from outside, by one plan. Lists are sorted. */
export interface AwsAccess {
  /** How many users, groups, roles, permission sets and assignments were looked at. */
  readonly principals: number
  readonly standings: readonly AwsStanding[]
  readonly trusts: readonly AwsTrust[]
}

/** A group or a user of Identity Center has rights by assignments; all others are of IAM. */
export type AwsPartyKind = 'user' | 'group' | 'role' | 'permission-set' | 'center-user' | 'center-group' | 'unknown'

/** Somebody in AWS, as facts name them. */
export interface AwsParty {
  /** Key of the declared resource; of one that is only named a text that is unique. */
  readonly id: string
  readonly kind: AwsPartyKind
  readonly label: string
}

/** The account in which something is: its number, or what the plan calls it; both empty where that is not known. */
export interface AwsAccount {
  readonly id: string
  readonly label: string
}

/** `administrator`: every action on every resource; `escalation`: a known way to more rights. */
export type AwsPower = 'administrator' | 'escalation'

/** One way in which somebody is an administrator, or can get more rights than they have. */
export interface AwsStanding {
  readonly principal: AwsParty
  readonly account: AwsAccount
  /** Of a permission set: the plan assigns it to somebody, who has a standing of their own. */
  readonly assigned?: true
  readonly power: AwsPower
  readonly certain: Certain
  /** The groups, permission sets and roles on the way, and the policies at its end. */
  readonly through: readonly Pick<Link, 'kind' | 'label'>[]
  /** Condition keys on which it depends. */
  readonly conditions: readonly string[]
  /** Of an administrator: patterns of the actions that are kept from them. */
  readonly exceptions: readonly string[]
  /** The ways to more rights; empty for an administrator. */
  readonly ways: readonly Pick<Escalation, 'id' | 'way' | 'actions' | 'answer' | 'extent' | 'conditions' | 'source'>[]
  /** What is not known of their policies; each a sentence without its full stop. */
  readonly unclear: readonly string[]
  readonly resources: readonly Subject[]
}

/** A condition: one of the values must fit the key in the way of the operator. */
export interface AwsTerm {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

/** Somebody outside of the role's account, or an identity provider, who can assume a declared role. */
export interface AwsTrust {
  readonly role: AwsParty
  readonly account: AwsAccount
  readonly kind: Exclude<TrustedKind, 'service'>
  /** As the trust policy names them. */
  readonly name: string
  /** The number of their account, where it is known. */
  readonly from?: string
  /** The register gives their account to a stack. */
  readonly ours: boolean
  readonly certain: Certain
  /** What must fit. */
  readonly conditions: readonly AwsTerm[]
  /** How it could be misused; each continues a sentence about them. Empty for an account of ours. */
  readonly weaknesses: readonly string[]
  /** What whoever assumes the role is then. */
  readonly gives: AwsPower | 'rights' | 'open'
  readonly resources: readonly Subject[]
}
