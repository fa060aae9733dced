/**
 * Authentication method modes and their combinations (Microsoft Graph, authenticationMethodModes; azuread 6.9.1,
 * authenticationStrengthPolicy, the values its validator accepts).
 */

/** A set of modes that a person uses together. */
export type Combination = readonly string[]

/** The modes that occur in a combination, the likeliest in the hands of an attacker first; Graph's `email` occurs in none. */
export const MODES: readonly string[] = [
  'password',
  'sms',
  'voice',
  'softwareOath',
  'microsoftAuthenticatorPush',
  'hardwareOath',
  'federatedSingleFactor',
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'federatedMultiFactor',
  'x509CertificateSingleFactor',
  'deviceBasedPush',
  'windowsHelloForBusiness',
  'fido2',
  'x509CertificateMultiFactor',
]

/** What people call a mode. */
export const MODE_NAMES: Readonly<Record<string, string>> = {
  password: 'a password',
  sms: 'a text message',
  voice: 'a phone call',
  softwareOath: 'a code from an app',
  microsoftAuthenticatorPush: 'a push notification',
  hardwareOath: 'a code from a hardware token',
  federatedSingleFactor: 'a single factor at another identity provider',
  temporaryAccessPassOneTime: 'a one-time access pass',
  temporaryAccessPassMultiUse: 'a temporary access pass',
  federatedMultiFactor: 'several factors at another identity provider',
  x509CertificateSingleFactor: 'a single-factor certificate',
  deviceBasedPush: 'passwordless phone sign-in',
  windowsHelloForBusiness: 'Windows Hello for Business',
  fido2: 'a security key',
  x509CertificateMultiFactor: 'a multi-factor certificate',
}

export const PHISHING_RESISTANT: readonly Combination[] = [
  ['windowsHelloForBusiness'],
  ['fido2'],
  ['x509CertificateMultiFactor'],
]

const PASSWORDLESS: readonly Combination[] = [...PHISHING_RESISTANT, ['deviceBasedPush']]

const ONE_TIME = ['microsoftAuthenticatorPush', 'softwareOath', 'hardwareOath', 'sms', 'voice']

/** The 19 combinations of Graph's built-in strength …0002, which the control `mfa` accepts. */
export const MULTI_FACTOR: readonly Combination[] = [
  ...PASSWORDLESS,
  ['temporaryAccessPassOneTime'],
  ['temporaryAccessPassMultiUse'],
  ['federatedMultiFactor'],
  ...[...ONE_TIME, 'x509CertificateSingleFactor', 'x509CertificateMultiFactor'].map((mode) => ['password', mode]),
  ...ONE_TIME.map((mode) => ['federatedSingleFactor', mode]),
]

/** Further combinations that the provider's validator accepts: a single factor, or federation with something. */
const SINGLE: readonly Combination[] = [
  ['password'],
  ['sms'],
  ['federatedSingleFactor'],
  ['x509CertificateSingleFactor'],
]

/** Built-in authentication strengths by id: MFA, passwordless MFA, phishing-resistant MFA (Graph, authenticationStrengthPolicy). */
export const BUILT_IN_STRENGTHS: ReadonlyMap<string, readonly Combination[]> = new Map([
  ['00000000-0000-0000-0000-000000000002', MULTI_FACTOR],
  ['00000000-0000-0000-0000-000000000003', PASSWORDLESS],
  ['00000000-0000-0000-0000-000000000004', PHISHING_RESISTANT],
])

const KNOWN: ReadonlyMap<string, Combination> = new Map(
  [...MULTI_FACTOR, ...SINGLE].map((combination) => [[...combination].sort().join(','), combination]),
)

/**
 * A combination as a strength lists it, split at commas and trimmed: the provider sends the raw text, so ` fido2` and
 * `sms,password` occur. Undefined for one that Graph does not have: what the service makes of it is not known.
 */
export function readCombination(text: string): Combination | undefined {
  const modes = text.split(',').map((mode) => mode.trim())
  return KNOWN.get([...modes].sort().join(','))
}
