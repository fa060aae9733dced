import { byCodeUnit } from '../../json.ts'
import { conditionsHold } from './conditions.ts'
import type { Document, Statement } from './document.ts'
import { matchTokens } from './match.ts'
import type { AssumptionFact } from './model.ts'
import { accountOf } from './principal-match.ts'
import { actionCovers, allowedOn } from './reach.ts'
import type { Applied } from './rights.ts'
import { ANY, arnParts, foldCase, literal, ONE, type Token, UNKNOWN_TEXT } from './tokens.ts'
import { and, answerOf, NO, not, or, type Truth, truthOf, VALUE, YES } from './truth.ts'

/** A declared role that somebody may assume. */
interface TrustingRole {
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

/** Which of the declared roles somebody can assume. */
export type Assumptions = (who: Assumer) => readonly AssumptionFact[]

const ASSUME_ROLE = foldCase(literal('sts:AssumeRole'))

/**
 * Decides which of the roles somebody can assume: the trust policy must name them or their account, and their own
 * policies must allow it unless the trust policy of a role in the same account names them directly (IAM user guide,
 * reference_policies_evaluation-logic: trust policies must always allow). A role that names somebody is looked at for
 * them; what the others trust is the same for all in an account with equal policies.
 * @param keyOf equal for those with equal policies.
 */
export function assumptions(roles: readonly TrustingRole[], keyOf: (applied: Applied) => string): Assumptions {
  const candidates = roles.map(candidateOf).filter(letsIn)
  const ownOnly = candidates.filter((role) => role.isOwn)
  const naming = new Map<string, Candidate[]>()
  for (const role of candidates) {
    for (const name of role.isOwn ? [] : role.names) naming.set(name, [...(naming.get(name) ?? []), role])
  }
  const common = new Map<string, readonly AssumptionFact[]>()
  return (who) => {
    const key = `${who.account.join('')} ${keyOf(who.applied)}`
    const others = common.get(key) ?? decide({ ...who, id: '', arn: undefined }, candidates)
    common.set(key, others)
    const named = who.arn === undefined ? [] : (naming.get(nameIn(who.arn)) ?? [])
    const looked = [...ownOnly, ...named]
    const without = new Set([who.id, ...looked.map((role) => role.id)])
    if (looked.length === 0 && !others.some((one) => without.has(one.role))) return others
    return [...others.filter((one) => !without.has(one.role)), ...decide(who, looked)].sort((a, b) =>
      byCodeUnit(a.role, b.role),
    )
  }
}

/** A role with the statements of its trust policy that matter. */
interface Candidate {
  readonly id: string
  readonly arn: readonly Token[]
  readonly isSameAccount: (account: readonly Token[]) => boolean
  readonly statements: readonly TrustStatement[]
  /** Users and roles that it names, as in `nameIn`. */
  readonly names: ReadonlySet<string>
  /** It may name somebody in a way that only a look at each one decides. */
  readonly isOwn: boolean
}

interface TrustStatement extends Pick<Statement, 'effect' | 'principals' | 'conditions'> {
  readonly base: Truth
}

function candidateOf({ id, arn, account, trust }: TrustingRole): Candidate {
  const statements = trust.statements
    .map(({ effect, principals, conditions, ...rest }): TrustStatement => {
      const base = and(rest.certainty, actionCovers({ ...rest, effect, principals, conditions }, ASSUME_ROLE))
      return { effect, principals, conditions, base }
    })
    .filter(({ base }) => base !== NO)
  const entries = statements.flatMap(({ principals }) => principals?.entries ?? [])
  const ids = entries.filter(({ type, id: one }) => type === 'AWS' && accountOf(one) === undefined).map((one) => one.id)
  const own = account.join('')
  return {
    id,
    arn,
    isSameAccount: (other) => other.join('') === own,
    statements,
    names: new Set(ids.map(nameIn)),
    isOwn: ids.some((one) => one.some((token) => WIDE.includes(token))),
  }
}

/** False for a role that only services and identity providers can assume, which most roles are. */
function letsIn({ statements }: Candidate): boolean {
  return statements.some(({ effect, principals }) => {
    if (effect !== 'Allow') return false
    return principals === undefined || principals.not || principals.entries.some(({ type }) => PEOPLE.includes(type))
  })
}

const PEOPLE: readonly string[] = ['*', '?', 'AWS']

/** Tokens with which a principal may be one of several. */
const WIDE: readonly Token[] = [UNKNOWN_TEXT, ANY, ONE]

/** The type, path and name in an ARN. */
function nameIn(arn: readonly Token[]): string {
  return (arnParts(arn)?.[5] ?? []).join('\0')
}

function decide(who: Assumer, roles: readonly Candidate[]): readonly AssumptionFact[] {
  const { rights, context } = who.applied
  const mayAssume = rights.identity.some((document) =>
    document.statements.some((one) => one.effect === 'Allow' && actionCovers(one, ASSUME_ROLE) !== NO),
  )
  const allowed = allowedOn(rights, ASSUME_ROLE, context)
  const found: AssumptionFact[] = []
  for (const role of roles) {
    const { direct, account, conditions } = trustIn(role, who)
    if (direct === NO && (account === NO || !mayAssume)) continue
    const identity = allowed(role.arn)
    const isSame = role.isSameAccount(who.account)
    const answer = answerOf(isSame ? or(direct, and(account, identity)) : and(identity, or(direct, account)))
    if (role.id === who.id || answer === 'no') continue
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

function trustIn({ statements }: Candidate, who: Assumer): TrustIn {
  let [direct, account, denied]: [Truth, Truth, Truth] = [NO, NO, NO]
  const keys = new Set<string>()
  for (const { base, effect, principals, conditions } of statements) {
    const named = names(principals, who)
    if (or(named.direct, named.account) === NO) continue
    const truth = and(base, conditionsHold(conditions, who.applied.context))
    for (const condition of conditions) keys.add(condition.key)
    if (effect === 'Deny') {
      denied |= and(truth, or(named.direct, named.account))
    } else {
      direct |= and(truth, named.direct)
      account |= and(truth, named.account)
    }
  }
  const open = not(denied)
  return { direct: and(direct, open), account: and(account, open), conditions: [...keys].sort(byCodeUnit) }
}

function names(principals: Statement['principals'], who: Assumer): { readonly direct: Truth; readonly account: Truth } {
  if (principals === undefined) return { direct: VALUE, account: VALUE }
  let [direct, account]: [Truth, Truth] = [NO, NO]
  for (const { type, id } of principals.entries) {
    if (type === '*') {
      direct = YES
      account = YES
    } else if (type === 'AWS' || type === '?') {
      direct |= type === '?' ? VALUE : isNamed(id, who)
      const whole = type === 'AWS' ? accountOf(id) : undefined
      if (whole !== undefined) account |= sameAccount(whole, who.account)
    }
  }
  if (!principals.not) return { direct, account }
  // Everyone but those on the list; who is on it by one of two names only may be denied all the same (principal-match.ts).
  const others = or(not(or(direct, account)), and(not(and(direct, account)), VALUE))
  return { direct: others, account: NO }
}

/** Whether a principal is somebody by their own ARN, of which partition and account may not be known. */
function isNamed(id: readonly Token[], who: Assumer): Truth {
  const isWide = id.some((token) => WIDE.includes(token))
  const hidden = isWide ? VALUE : NO
  if (who.arn === undefined) return accountOf(id) === undefined ? hidden : NO
  const [named, own] = [arnParts(id), arnParts(who.arn)]
  if (named === undefined || own === undefined) return hidden
  const resource = isWide
    ? and(matchTokens(named[5] ?? [], own[5] ?? []), VALUE)
    : truthOf(nameIn(id) === nameIn(who.arn))
  return resource === NO ? NO : and(resource, sameAccount(named[4] ?? [], who.account))
}

function sameAccount(a: readonly Token[], b: readonly Token[]): Truth {
  if (a.join('') === b.join('')) return YES
  const isNumber = (tokens: readonly Token[]): boolean => tokens.every((token) => token.length === 1)
  return isNumber(a) && isNumber(b) ? NO : VALUE
}
