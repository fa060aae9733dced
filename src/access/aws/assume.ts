import { byCodeUnit } from '../../json.ts'
import { conditionsHold } from './conditions.ts'
import type { Document, Statement } from './document.ts'
import { matchTokens } from './match.ts'
import type { AssumptionFact } from './model.ts'
import { accountOf } from './principal-match.ts'
import { actionCovers, allowedOn } from './reach.ts'
import type { Applied } from './rights.ts'
import { arnParts, foldCase, literal, type Token, UNKNOWN_TEXT } from './tokens.ts'
import { and, answerOf, NO, not, or, type Truth, truthOf, VALUE, YES } from './truth.ts'

/** A declared role that somebody may assume. */
export interface TrustingRole {
  readonly id: string
  readonly arn: readonly Token[]
  readonly account: readonly Token[]
  readonly trust: Document
}

/** Somebody who may assume roles. */
export interface Assumer {
  readonly id: string
  /** Undefined where the ARN is not known, not even by reference. */
  readonly arn: readonly Token[] | undefined
  readonly account: readonly Token[]
  readonly applied: Applied
}

const ASSUME_ROLE = foldCase(literal('sts:AssumeRole'))

/**
 * Which of the declared roles somebody can assume: the trust policy must name them or their account, and their own
 * policies must allow it unless the trust policy of a role in the same account names them directly (IAM user guide,
 * reference_policies_evaluation-logic: trust policies must always allow).
 */
export function assumptions(who: Assumer, roles: readonly TrustingRole[]): readonly AssumptionFact[] {
  const mayAssume = who.applied.rights.identity.some((document) =>
    document.statements.some((one) => one.effect === 'Allow' && actionCovers(one, ASSUME_ROLE) !== NO),
  )
  const found: AssumptionFact[] = []
  for (const role of roles) {
    if (role.id === who.id) continue
    const { direct, account, conditions } = trustIn(role.trust, who)
    if (direct === NO && (account === NO || !mayAssume)) continue
    const identity = mayAssume ? allowedOn(who.applied.rights, ASSUME_ROLE, role.arn, who.applied.context) : NO
    const isSame = who.account.join('\0') === role.account.join('\0')
    const truth = isSame ? or(direct, and(account, identity)) : and(identity, or(direct, account))
    const answer = answerOf(truth)
    if (answer === 'no') continue
    found.push({
      role: role.id,
      answer: answer === 'unknown' ? 'unknown' : 'yes',
      conditions: answer === 'conditional' ? conditions : [],
    })
  }
  return found.sort((a, b) => byCodeUnit(a.role, b.role))
}

interface TrustIn {
  readonly direct: Truth
  readonly account: Truth
  readonly conditions: readonly string[]
}

function trustIn(trust: Document, who: Assumer): TrustIn {
  let [direct, account, denied]: [Truth, Truth, Truth] = [NO, NO, NO]
  const keys = new Set<string>()
  for (const statement of trust.statements) {
    const base = and(statement.certainty, actionCovers(statement, ASSUME_ROLE))
    if (base === NO) continue
    const truth = and(base, conditionsHold(statement.conditions, who.applied.context))
    const named = names(statement, who)
    if (or(named.direct, named.account) === NO) continue
    for (const condition of statement.conditions) keys.add(condition.key)
    if (statement.effect === 'Deny') {
      denied |= and(truth, or(named.direct, named.account))
    } else {
      direct |= and(truth, named.direct)
      account |= and(truth, named.account)
    }
  }
  const open = not(denied)
  return { direct: and(direct, open), account: and(account, open), conditions: [...keys].sort(byCodeUnit) }
}

function names({ principals }: Statement, who: Assumer): { readonly direct: Truth; readonly account: Truth } {
  if (principals === undefined) return { direct: VALUE, account: VALUE }
  let [direct, account]: [Truth, Truth] = [NO, NO]
  for (const { type, id } of principals.entries) {
    if (type === '*') {
      direct = YES
      account = YES
    } else if (type === 'AWS' || type === '?') {
      direct |= type === '?' ? VALUE : isNamed(id, who)
      const whole = accountOf(id)
      if (whole !== undefined) account |= sameAccount(whole, who.account)
    }
  }
  // Everyone but those on the list.
  return principals.not ? { direct: not(or(direct, account)), account: NO } : { direct, account }
}

/** Whether a principal is somebody by their own ARN, of which partition and account may not be known. */
function isNamed(id: readonly Token[], who: Assumer): Truth {
  const hidden = id.includes(UNKNOWN_TEXT) ? VALUE : NO
  if (who.arn === undefined) return accountOf(id) === undefined ? hidden : NO
  const [named, own] = [arnParts(id), arnParts(who.arn)]
  if (named === undefined || own === undefined) return hidden
  const [resource, account] = [named[5] ?? [], named[4] ?? []]
  const isSame = resource.includes(UNKNOWN_TEXT)
    ? matchTokens(resource, own[5] ?? [])
    : truthOf(resource.join('\0') === own[5]?.join('\0'))
  return isSame === NO ? NO : and(isSame, sameAccount(account, who.account))
}

function sameAccount(a: readonly Token[], b: readonly Token[]): Truth {
  if (a.join('\0') === b.join('\0')) return YES
  const isNumber = (tokens: readonly Token[]): boolean => tokens.every((token) => token.length === 1)
  return isNumber(a) && isNumber(b) ? NO : VALUE
}
