import type { PrincipalEntry, Statement } from './document.ts'
import { matchTokens } from './match.ts'
import { ANY, arnParts, literal, ONE, showTokens, type Token } from './tokens.ts'
import { and, NO, not, or, type Truth, VALUE, YES } from './truth.ts'

/** Who makes a request. */
export type Principal =
  | { readonly kind: 'user' | 'root'; readonly arn: string; readonly account: string }
  /** A session of a role, or of a federated user: `base` is the ARN of the role or user it was made from. */
  | { readonly kind: 'session'; readonly arn: string; readonly base: string; readonly account: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'anonymous' }

/** How a statement of a resource-based policy names a principal. It decides which other policies limit the grant. */
export interface Naming {
  /** By its own ARN, or as one of all principals. */
  readonly direct: Truth
  /** By the ARN of the role or user whose session it is. */
  readonly base: Truth
  /** By its account, which leaves the rest to the account's own policies. */
  readonly account: Truth
}

const NOT_NAMED: Naming = { direct: NO, base: NO, account: NO }

/**
 * How a statement names a principal (IAM user guide, reference_policies_elements_principal and
 * reference_policies_elements_notprincipal). `NotPrincipal` excepts a principal for certain only if the list has all of
 * its names: its account, the role and the session.
 */
export function naming(statement: Statement, principal: Principal): Naming {
  const element = statement.principals
  if (element === undefined) return statement.certainty === YES ? NOT_NAMED : { direct: VALUE, base: NO, account: NO }
  const named = element.entries.map((entry) => entryNames(entry, principal))
  const total: Naming = {
    direct: or(...named.map((one) => one.direct)),
    base: or(...named.map((one) => one.base)),
    account: or(...named.map((one) => one.account)),
  }
  if (!element.not) return total
  const any = or(total.direct, total.base, total.account)
  const all = and(
    total.direct,
    ...(principal.kind === 'session' ? [total.base] : []),
    ...(hasAccount(principal) ? [total.account] : []),
  )
  // Between "every name is on the list" and "none is", the effect is not documented.
  return { direct: or(not(any), and(not(all), VALUE)), base: NO, account: NO }
}

function hasAccount(principal: Principal): boolean {
  return 'account' in principal
}

function entryNames(entry: PrincipalEntry, principal: Principal): Naming {
  const only = (direct: Truth): Naming => ({ ...NOT_NAMED, direct })
  switch (entry.type) {
    case '*':
      return { direct: YES, base: YES, account: YES }
    case 'AWS':
      return awsNames(entry.id, principal)
    case 'Service':
      return only(principal.kind === 'service' ? exactly(entry.id, principal.name) : NO)
    case 'Federated':
      return only(principal.kind === 'federated' ? exactly(entry.id, principal.provider) : NO)
    case 'CanonicalUser':
      // The canonical id of an account is not its number; which account it is cannot be seen.
      return hasAccount(principal) ? { ...NOT_NAMED, account: VALUE } : NOT_NAMED
    default:
      return only(VALUE)
  }
}

function awsNames(id: readonly Token[], principal: Principal): Naming {
  if (id.length === 1 && id[0] === ANY) return { direct: YES, base: YES, account: YES }
  if (!('account' in principal)) return NOT_NAMED
  const shown = showTokens(id)
  // A unique id (`AROA…`) stands for one user or role whose ARN the policy does not show.
  if (/^A(?:RO|ID|GP)A[A-Z0-9]+$/.test(shown)) return { ...NOT_NAMED, direct: VALUE }
  const account = accountOf(id)
  return {
    direct: exactly(id, principal.arn),
    base: principal.kind === 'session' ? exactly(id, principal.base) : NO,
    account: account === undefined ? NO : matchTokens(account, literal(principal.account)),
  }
}

/** The account that an `AWS` principal stands for as a whole: its number, or the ARN of its root. */
export function accountOf(id: readonly Token[]): readonly Token[] | undefined {
  if (id.length === 12 && id.every((token) => /^\d$/.test(token))) return id
  const shown = showTokens(id)
  if (!/^arn:[^:]*:iam::[^:]*:root$/.test(shown)) return undefined
  return arnParts(id)?.[4]
}

/** Principals are named in full; with a wildcard inside, which IAM refuses, the match is not certain. */
function exactly(id: readonly Token[], name: string): Truth {
  const truth = matchTokens(id, literal(name))
  return id.some((token) => token === ANY || token === ONE) ? and(truth, VALUE) : truth
}
