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
/** Keys that say who somebody is. */
const WHO = [
  ...PARTNER,
  'aws:principalaccount',
  'aws:principalarn',
  'aws:userid',
  'aws:sourceaccount',
  'aws:sourceorgid',
]

interface Guards {
  readonly guards: readonly string[]
  readonly weaknesses: readonly string[]
  readonly foreign: Known
  /** The number of the principal's account. */
  readonly number: string | undefined
}

/**
 * Which conditions of a trust statement pin a principal down, and what is missing: an external id for somebody else's
 * account, the source for a service, subject and audience for an identity provider (IAM user guide, confused-deputy,
 * id_roles_create_for-user_externalid and id_roles_providers_oidc_secure-by-default).
 */
export function weaknessesOf(
  kind: TrustedKind,
  entry: PrincipalEntry,
  conditions: readonly Condition[],
  account: readonly Token[],
): Guards {
  const guards = [...new Set(conditions.filter(pins).map((condition) => condition.key))].sort(byCodeUnit)
  const has = (keys: readonly string[]): boolean => guards.some((guard) => keys.includes(guard))
  const foreign = isForeign(kind, entry, account)
  const weaknesses: string[] = []
  if (kind === 'everyone' && !has(WHO)) weaknesses.push('is anybody in any AWS account')
  if (kind === 'service' && !has(SOURCE)) {
    weaknesses.push('can act for somebody else: neither aws:SourceArn nor aws:SourceAccount is checked')
  }
  if (['account', 'user', 'role', 'session'].includes(kind) && foreign !== 'no' && !has(PARTNER)) {
    const where = foreign === 'yes' ? 'is in another account' : 'may be in another account'
    weaknesses.push(`${where}, and neither sts:ExternalId nor aws:PrincipalOrgID is checked`)
  }
  if (kind === 'oidc') weaknesses.push(...oidcWeaknesses(entry, conditions, guards))
  if (kind === 'saml' && !has(['saml:aud', 'saml:iss', 'saml:sub']))
    weaknesses.push('is not tied to an audience: SAML:aud is not checked')
  if (kind === 'federated' || kind === 'unknown') weaknesses.push('is not known')
  return { guards, weaknesses, foreign, number: numberOf(entry) }
}

/** True if a condition ties its key to values of which none is so wide that anybody meets it. */
export function pins(condition: Condition): boolean {
  if (condition.ifExists || !PINNING.test(condition.written) || condition.values.length === 0) return false
  return condition.values.every((value) => !isWide(condition.key, value))
}

function isWide(key: string, value: readonly Token[]): boolean {
  if (value.includes(UNKNOWN_TEXT) || value.some((token) => variableName(token) !== undefined)) return true
  const hasWildcard = value.includes(ANY) || value.includes(ONE)
  if (!hasWildcard) return value.length === 0
  const shown = showTokens(value)
  if (key.endsWith('arn')) {
    // The account must be there; the ARN of a bucket has none, so its name must be.
    const [, , service, , account = '', ...resource] = shown.split(':')
    return service === 's3' ? /^[*?]/.test(resource.join(':')) : !/^\d{12}$|^<…>$/.test(account)
  }
  // A subject of GitHub names the organisation and the repository before anything that may vary.
  if (key.endsWith(':sub'))
    return shown.startsWith('repo:') ? !/^repo:[^*?/]+\/[^*?:]+:/.test(shown) : /^[^:/]*[*?]/.test(shown)
  if (key.endsWith('orgpaths')) return !shown.startsWith('o-')
  return true
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
  if (isCognito && !ends(':amr')) weaknesses.push('can be unauthenticated: its amr is not checked')
  return weaknesses
}

function isForeign(kind: TrustedKind, entry: PrincipalEntry, own: readonly Token[]): Known {
  if (kind === 'everyone') return 'yes'
  if (kind === 'unknown') return 'unknown'
  const account = accountOf(entry.id) ?? accountInArn(entry.id)
  if (account === undefined) return 'no'
  if (account.join('\0') === own.join('\0')) return 'no'
  const isNumber = (tokens: readonly Token[]): boolean => tokens.every((token) => /^\d$/.test(token))
  return isNumber(account) && isNumber(own) ? 'yes' : 'unknown'
}

function numberOf(entry: PrincipalEntry): string | undefined {
  const text = (accountOf(entry.id) ?? arnParts(entry.id)?.[4] ?? []).join('')
  return /^\d{12}$/.test(text) ? text : undefined
}

/** The account in an ARN; a whole ARN by reference has none that is known. */
function accountInArn(id: readonly Token[]): readonly Token[] | undefined {
  const parts = arnParts(id)
  if (parts !== undefined) return parts[4]
  return id.some((token) => isOpaque(token) || token === UNKNOWN_TEXT) ? [UNKNOWN_TEXT] : undefined
}
