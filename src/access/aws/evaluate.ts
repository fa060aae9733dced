import { type Context, NO_CONTEXT } from './context.ts'
import type { Document } from './document.ts'
import { naming, type Principal } from './principal-match.ts'
import { applies, statementsOf } from './statement.ts'
import { foldCase, literal } from './tokens.ts'
import { and, answerOf, not, or, type Truth, truthOf, VALUE, YES } from './truth.ts'

/** The policies that count for one request. An absent kind of policy does not limit, an empty one allows nothing. */
export interface Policies {
  /** Of the user or role, those of its groups included. */
  readonly identity: readonly Document[]
  readonly boundary?: Document | undefined
  readonly session?: Document | undefined
  /** The policy of the resource: a bucket's, a key's, a role's trust policy. */
  readonly resource?: Document | undefined
  /** Trust policies and key policies must allow by themselves; others may leave it to the identity. */
  readonly resourceMustAllow?: boolean
  /** Service control policies, one list for each of root, organisational units and account; each level must allow. */
  readonly control?: readonly (readonly Document[])[]
}

export interface Request {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  /** The account that owns the resource; needed only with a resource policy. */
  readonly resourceAccount?: string
  readonly context?: Context
}

export interface Decision {
  readonly answer: 'allow' | 'deny' | 'unknown'
  /** For `deny`: a statement denies it; otherwise nothing allows it. */
  readonly explicit: boolean
  readonly truth: Truth
}

/**
 * Decides one request as IAM does (user guide, reference_policies_evaluation-logic and
 * reference_policies_evaluation-logic-cross-account): an explicit deny anywhere wins; service control policies must
 * allow; within an account the identity's policies or the resource's must, across accounts both; a boundary and a
 * session policy limit what the identity's policies give, and what the resource gives to a role, but not what it gives
 * to the user or the session itself. What is not known makes the answer `unknown`, if it depends on it.
 */
export function decide(policies: Policies, request: Request): Decision {
  const context = request.context ?? NO_CONTEXT
  const action = foldCase(literal(request.action))
  const resource = literal(request.resource)
  const control = policies.control ?? []
  const some = (documents: readonly Document[], effect: 'Allow' | 'Deny'): Truth =>
    or(...statementsOf(documents, effect).map((statement) => applies(statement, action, resource, context)))
  const own = [...policies.identity, ...list(policies.boundary), ...list(policies.session), ...control.flat()]
  const grants = (effect: 'Allow' | 'Deny'): Grants => {
    const found = statementsOf(list(policies.resource), effect).map((statement) => {
      const truth = applies(statement, action, resource, context)
      const { direct, base, account } = naming(statement, request.principal)
      return { direct: and(truth, direct), base: and(truth, base), account: and(truth, account) }
    })
    return {
      direct: or(...found.map((one) => one.direct)),
      base: or(...found.map((one) => one.base)),
      account: or(...found.map((one) => one.account)),
    }
  }
  const denying = grants('Deny')
  const denied = or(some(own, 'Deny'), denying.direct, denying.base, denying.account)
  const limits = and(
    policies.boundary === undefined ? YES : some([policies.boundary], 'Allow'),
    policies.session === undefined ? YES : some([policies.session], 'Allow'),
  )
  const identity = request.principal.kind === 'root' ? YES : and(some(policies.identity, 'Allow'), limits)
  const granted = access(grants('Allow'), identity, limits, policies, request)
  const controlled = and(...control.map((level) => some(level, 'Allow')))
  const truth = and(granted, controlled, not(denied))
  const answer = answerOf(truth)
  return {
    answer: answer === 'yes' ? 'allow' : answer === 'no' ? 'deny' : 'unknown',
    explicit: answer === 'no' && answerOf(denied) === 'yes',
    truth,
  }
}

interface Grants {
  readonly direct: Truth
  readonly base: Truth
  readonly account: Truth
}

function access(grants: Grants, identity: Truth, limits: Truth, policies: Policies, request: Request): Truth {
  const { principal } = request
  if (!('account' in principal)) return grants.direct
  const byResource = or(grants.direct, and(grants.base, limits))
  const within =
    policies.resourceMustAllow === true ? or(byResource, and(grants.account, identity)) : or(byResource, identity)
  const across = and(identity, or(grants.direct, grants.base, grants.account))
  const isOwn = request.resourceAccount === undefined || request.resourceAccount === principal.account
  // With a resource policy it matters whose resource it is; without one it is the principal's own account's.
  const same = request.resourceAccount === undefined && policies.resource !== undefined ? VALUE : truthOf(isOwn)
  return or(and(same, within), and(not(same), across))
}

function list(document: Document | undefined): readonly Document[] {
  return document === undefined ? [] : [document]
}
