import { byCodeUnit } from '../../json.ts'
import type { Condition } from './condition-block.ts'
import type { PrincipalEntry } from './document.ts'
import type { TrustedKind } from './model.ts'
import type { Known } from './power.ts'
import { accountOf } from './principal-match.ts'
import { ANY, arnParts, isOpaque, ONE, showTokens, type Token, UNKNOWN_TEXT, variableName } from './tokens.ts'

/** Operators that tie a key to values: they fail where the request lacks the key. */
const PINNING = /^(?:ForAnyValue:)?(?:StringEquals(?:IgnoreCase)?|StringLike|ArnEquals|ArnLike)$/

/** Keys that say for which resource, account or organisation a service acts (IAM user guide, confused-deputy). */
const SOURCE = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']
/** Keys that tie a foreign principal to us or to our organisation. */
const PARTNER = ['sts:externalid', 'aws:principalorgid', 'aws:principalorgpaths']
/** Keys that say of which organisation somebody is, or for which account a service acts. */
const OF = ['aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceaccount', 'aws:sourceorgid']

/**
 * Texts before the name of an organisation, group, project or namespace in the subjects of identity providers. Whoever
 * has an account at the provider can found one with another name, or with a longer one.
 */
const BEFORE_OWNER =
  /^(?:pulumi:[^:*?]+:org:|(?:account|group|namespace_path|org|organization|owner|project|project_path|repository|repository_owner|space|team|tenant|workspace)[:/])/
/** Namespaces are of one cluster, so that a part of a name is enough. */
const BEFORE_NAMESPACE = /^system:serviceaccount:/

interface Guards {
  readonly guards: readonly string[]
  readonly weaknesses: readonly string[]
  readonly foreign: Known
  /** The number of the principal's account. */
  readonly number: string | undefined
}

/** Of whom a condition on everybody leaves only some: the tokens of their accounts, one for each. */
export type Account = readonly Token[]

/**
 * The accounts to which conditions tie a principal that is everybody, by the account, the ARN or the id of the caller;
 * undefined where they tie it to none.
 */
export function tiedAccounts(conditions: readonly Condition[]): readonly Account[] | undefined {
  const pinned = conditions.filter(pins)
  const valuesOf = (key: string): Condition['values'] | undefined => pinned.find((one) => one.key === key)?.values
  const ofArn = (arn: readonly Token[]): Account => arnParts(arn)?.[4] ?? [UNKNOWN_TEXT]
  const found =
    valuesOf('aws:principalaccount') ??
    valuesOf('aws:principalarn')?.map(ofArn) ??
    // An id does not say in which account it is.
    valuesOf('aws:userid')?.map(() => [UNKNOWN_TEXT])
  return found && [...new Map(found.map((one) => [one.join('\0'), one])).values()]
}

/**
 * Which conditions of a trust statement pin a principal down, and what is missing: an external id for somebody else's
 * account, the source for a service, subject and audience for an identity provider (IAM user guide, confused-deputy,
 * id_roles_create_for-user_externalid and id_roles_providers_oidc_secure-by-default). An external id is no secret and
 * names nobody, so it does not make everybody somebody.
 * @param tied accounts to which conditions tie a principal that is everybody.
 */
export function weaknessesOf(
  kind: TrustedKind,
  entry: PrincipalEntry,
  conditions: readonly Condition[],
  account: readonly Token[],
  tied: readonly Account[] | undefined = kind === 'everyone' ? tiedAccounts(conditions) : undefined,
): Guards {
  const guards = [...new Set(conditions.filter(pins).map((condition) => condition.key))].sort(byCodeUnit)
  const has = (keys: readonly string[]): boolean => guards.some((guard) => keys.includes(guard))
  const foreign = tied === undefined ? isForeign(kind, entry, account) : isElsewhere(tied, account)
  const weaknesses: string[] = []
  if (kind === 'everyone' && tied === undefined && !has(OF)) weaknesses.push('is anybody in any AWS account')
  if (kind === 'service' && !has(SOURCE)) {
    weaknesses.push('can act for somebody else: neither aws:SourceArn nor aws:SourceAccount is checked')
  }
  const isSomebody = ['account', 'user', 'role', 'session'].includes(kind) || tied !== undefined
  if (isSomebody && foreign !== 'no' && !has(PARTNER)) {
    const where = foreign === 'yes' ? 'is in another account' : 'may be in another account'
    weaknesses.push(`${where}, and neither sts:ExternalId nor aws:PrincipalOrgID is checked`)
  }
  if (kind === 'oidc') weaknesses.push(...oidcWeaknesses(entry, conditions, guards))
  if (kind === 'saml' && !has(['saml:aud', 'saml:iss', 'saml:sub']))
    weaknesses.push('is not tied to an audience: SAML:aud is not checked')
  if (kind === 'federated' || kind === 'unknown') weaknesses.push('is not known')
  const [only, ...others] = tied ?? [accountOf(entry.id) ?? arnParts(entry.id)?.[4] ?? []]
  return { guards, weaknesses, foreign, number: others.length > 0 ? undefined : numberIn(only ?? []) }
}

/** True if a condition ties its key to values of which none is so wide that anybody meets it. */
export function pins(condition: Condition): boolean {
  if (condition.ifExists || !PINNING.test(condition.written) || condition.values.length === 0) return false
  return condition.values.every((value) => !isWide(condition.key, value))
}

function isWide(key: string, value: readonly Token[]): boolean {
  if (value.includes(UNKNOWN_TEXT) || value.some((token) => variableName(token) !== undefined)) return true
  const hasWildcard = value.includes(ANY) || value.includes(ONE)
  const shown = showTokens(value)
  // Everybody without a sign-in meets it.
  if (key.endsWith(':amr') && shown.toLowerCase() === 'unauthenticated') return true
  if (!hasWildcard) return value.length === 0
  if (key.endsWith('arn')) {
    // The account must be there; the ARN of a bucket has none, so its name must be.
    const [, , service, , account = '', ...resource] = shown.split(':')
    return service === 's3' ? /^[*?]/.test(resource.join(':')) : !/^\d{12}$|^<…>$/.test(account)
  }
  if (key.endsWith(':sub')) return isWideSubject(shown)
  if (key.endsWith('orgpaths')) return !shown.startsWith('o-')
  return true
}

/** Whether a subject with wildcards leaves open whose it is: what comes before them must name somebody in full. */
function isWideSubject(shown: string): boolean {
  // A subject of GitHub names the organisation and the repository before anything that may vary.
  if (shown.startsWith('repo:')) return !/^repo:[^*?/]+\/[^*?:]+:/.test(shown)
  if (BEFORE_OWNER.test(shown)) return !/^[^*?:/]+[:/]/.test(shown.replace(BEFORE_OWNER, ''))
  if (BEFORE_NAMESPACE.test(shown)) return /^[*?]/.test(shown.replace(BEFORE_NAMESPACE, ''))
  return /^[^:/]*[*?]/.test(shown)
}

function oidcWeaknesses(
  entry: PrincipalEntry,
  conditions: readonly Condition[],
  guards: readonly string[],
): readonly string[] {
  const ends = (suffix: string): boolean => guards.some((guard) => guard.endsWith(suffix))
  const weaknesses: string[] = []
  const isCognito = showTokens(entry.id) === 'cognito-identity.amazonaws.com'
  if (!isCognito && !ends(':sub')) {
    const isTested = conditions.some((condition) => condition.key.endsWith(':sub'))
    weaknesses.push(
      isTested ? 'has a subject that is too wide' : 'can be any subject of the provider: its sub is not checked',
    )
  }
  if (!ends(':aud')) weaknesses.push('can come from any client of the provider: its aud is not checked')
  if (isCognito && !ends(':amr')) {
    const isTested = conditions.some((condition) => condition.key.endsWith(':amr'))
    weaknesses.push(`can be unauthenticated: its amr is not ${isTested ? 'tied to authenticated' : 'checked'}`)
  }
  return weaknesses
}

function isForeign(kind: TrustedKind, entry: PrincipalEntry, own: readonly Token[]): Known {
  if (kind === 'everyone') return 'yes'
  if (kind === 'unknown') return 'unknown'
  const account = accountOf(entry.id) ?? accountInArn(entry.id)
  return account === undefined ? 'no' : isElsewhere([account], own)
}

/** Whether any of the accounts is another one. */
function isElsewhere(accounts: readonly Account[], own: Account): Known {
  const isNumber = (tokens: Account): boolean => tokens.every((token) => /^\d$/.test(token))
  const others = accounts.filter((account) => account.join('\0') !== own.join('\0'))
  if (others.length === 0) return 'no'
  return isNumber(own) && others.some(isNumber) ? 'yes' : 'unknown'
}

function numberIn(account: Account): string | undefined {
  const text = account.join('')
  return /^\d{12}$/.test(text) ? text : undefined
}

/** The account in an ARN; a whole ARN by reference has none that is known. */
function accountInArn(id: readonly Token[]): readonly Token[] | undefined {
  const parts = arnParts(id)
  if (parts !== undefined) return parts[4]
  return id.some((token) => isOpaque(token) || token === UNKNOWN_TEXT) ? [UNKNOWN_TEXT] : undefined
}
