import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import { subjectOf } from '../directory.ts'
import type { Condition } from './condition-block.ts'
import type { Document, PrincipalEntry, Statement } from './document.ts'
import { matchTokens } from './match.ts'
import type { Trusted, TrustedKind, TrustFact } from './model.ts'
import { accountOf } from './principal-match.ts'
import { actionCovers } from './reach.ts'
import { foldCase, isOpaque, literal, showTokens, type Token, UNKNOWN_TEXT } from './tokens.ts'
import { type Account, tiedAccounts, weaknessesOf } from './trust-guards.ts'
import { answerOf, NO, or, YES } from './truth.ts'

/** What hands out a role's credentials (STS API reference). */
const ASSUMING = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'].map((action) =>
  foldCase(literal(action)),
)

/**
 * Who can assume a role by its trust policy, one entry for each principal that a statement allows, with the conditions
 * that restrict it and how it could be misused. A principal that a statement denies without conditions is left out.
 * @param account the account of the role, by number or by what stands for it.
 */
export function trustFact(role: Resource, document: Document, account: readonly Token[]): TrustFact {
  const facts = trustedIn(document, account)
    .map(({ fact }) => fact)
    .sort((a, b) => byCodeUnit(JSON.stringify(a), JSON.stringify(b)))
  const distinct = facts.filter((fact, index) => JSON.stringify(fact) !== JSON.stringify(facts[index - 1]))
  return { ...subjectOf(role), id: role.key, trusted: distinct, problems: document.problems }
}

/** One entry for each principal that a statement of a trust policy lets in. */
export function trustedIn(document: Document, account: readonly Token[]): readonly TrustedEntry[] {
  const allows = document.statements.filter((one) => one.effect === 'Allow' && hands(one) !== NO)
  const denies = document.statements.filter((one) => one.effect === 'Deny' && hands(one) !== NO)
  return allows.flatMap((statement) => trustedBy(statement, account).filter((one) => !isDenied(one.entry, denies)))
}

function hands(statement: Statement): number {
  return or(...ASSUMING.map((action) => actionCovers(statement, action)))
}

/** Somebody whom a trust policy lets in, with the conditions of the statement that does. */
export interface TrustedEntry {
  readonly entry: PrincipalEntry
  readonly fact: Trusted
  readonly conditions: readonly Condition[]
}

function trustedBy(statement: Statement, account: readonly Token[]): readonly TrustedEntry[] {
  const element = statement.principals
  const anyone: PrincipalEntry = { type: '*', id: literal('*') }
  // Everyone but those on the list; what else the list excepts does not make it narrow.
  const entries = element === undefined ? [{ type: '?', id: [UNKNOWN_TEXT] }] : element.not ? [anyone] : element.entries
  const tied = tiedAccounts(statement.conditions)
  const each = entries.flatMap((entry): readonly (readonly [PrincipalEntry, readonly Account[] | undefined])[] => {
    if (kindOf(entry) !== 'everyone' || tied === undefined) return [[entry, undefined]]
    // Everybody of some accounts is judged as each of these accounts.
    return tied.map((one) => [entry, [one]])
  })
  return each.map(([entry, its]) => {
    const kind = kindOf(entry)
    const isCertain = statement.certainty === YES && hands(statement) === YES && kind !== 'unknown'
    const { guards, weaknesses, foreign, number } = weaknessesOf(kind, entry, statement.conditions, account, its)
    const conditions = [...new Set(statement.conditions.map((condition: Condition) => condition.key))].sort(byCodeUnit)
    const name = entry.type === '*' ? '*' : showTokens(entry.id)
    return {
      entry,
      conditions: statement.conditions,
      fact: {
        kind,
        name,
        ...(number === undefined ? {} : { account: number }),
        foreign,
        answer: isCertain ? 'yes' : 'unknown',
        conditions,
        guards,
        weaknesses,
      },
    }
  })
}

/** What kind of principal an entry names. */
export function kindOf(entry: PrincipalEntry): TrustedKind {
  const shown = showTokens(entry.id)
  switch (entry.type) {
    case '*':
      return 'everyone'
    case 'Service':
      return entry.id.includes(UNKNOWN_TEXT) ? 'unknown' : 'service'
    case 'Federated':
      if (/:saml-provider\//.test(shown)) return 'saml'
      return /:oidc-provider\/|^[a-z0-9.-]+\.[a-z]+$/.test(shown) ? 'oidc' : 'federated'
    case 'AWS': {
      if (shown === '*') return 'everyone'
      if (accountOf(entry.id) !== undefined) return 'account'
      const [, type] = /^arn:[^:]*:(?:iam|sts)::[^:]*:(user|role|assumed-role|federated-user)\//.exec(shown) ?? []
      if (type === 'user' || type === 'role') return type
      return type === undefined ? 'unknown' : 'session'
    }
    default:
      return 'unknown'
  }
}

/** True if a statement without conditions denies exactly this principal, or everyone. */
function isDenied(entry: PrincipalEntry, denies: readonly Statement[]): boolean {
  return denies.some(({ principals, conditions, certainty, actions }) => {
    if (principals === undefined || principals.not || conditions.length > 0 || certainty !== YES) return false
    const all = ASSUMING.every((action) => {
      return !actions.not && answerOf(or(...actions.patterns.map((pattern) => matchTokens(pattern, action)))) === 'yes'
    })
    return all && principals.entries.some((one) => one.type === '*' || isSame(one, entry))
  })
}

function isSame(a: PrincipalEntry, b: PrincipalEntry): boolean {
  const isKnown = a.id.every((token) => token.length === 1 || isOpaque(token))
  return isKnown && a.type === b.type && a.id.join('\0') === b.id.join('\0')
}
