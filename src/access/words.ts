/**
 * Names and reserved words of conditional access, as the azuread provider 6.9.1 validates them and Microsoft Graph
 * defines them. All are case-sensitive.
 */

export const CLIENT_TYPES: readonly string[] = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']

export const FLOWS: readonly string[] = ['none', 'deviceCodeFlow', 'authenticationTransfer']

export const RISK_LEVELS: readonly string[] = ['low', 'medium', 'high', 'hidden', 'none']

export const GUEST_TYPES: readonly string[] = [
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'internalGuest',
  'otherExternalUser',
  'serviceProvider',
]

export const BUILT_IN_CONTROLS: readonly string[] = [
  'approvedApplication',
  'block',
  'compliantApplication',
  'compliantDevice',
  'domainJoinedDevice',
  'mfa',
  'passwordChange',
]

/** Built-in authentication strengths: MFA, passwordless MFA, phishing-resistant MFA (Microsoft Graph, authenticationStrengthPolicy). */
export const BUILT_IN_STRENGTHS: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000002',
  '00000000-0000-0000-0000-000000000003',
  '00000000-0000-0000-0000-000000000004',
])

const MULTI_FACTOR_ALONE = [
  'windowsHelloForBusiness',
  'fido2',
  'x509CertificateMultiFactor',
  'deviceBasedPush',
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'federatedMultiFactor',
]
const WITH_PASSWORD = [
  'microsoftAuthenticatorPush',
  'softwareOath',
  'hardwareOath',
  'x509CertificateSingleFactor',
  'x509CertificateMultiFactor',
  'sms',
  'voice',
]
const WITH_FEDERATION = ['microsoftAuthenticatorPush', 'softwareOath', 'hardwareOath', 'sms', 'voice']

/** The combinations of the built-in multi-factor strength …0002, modes sorted and joined by a comma. */
const MULTI_FACTOR: ReadonlySet<string> = new Set([
  ...MULTI_FACTOR_ALONE,
  ...WITH_PASSWORD.map((mode) => normalizeCombination(`password,${mode}`)),
  ...WITH_FEDERATION.map((mode) => normalizeCombination(`federatedSingleFactor,${mode}`)),
])

/** Splits at commas, trims and sorts: the provider sends the raw text, so ` fido2` and `sms,password` occur. */
function normalizeCombination(combination: string): string {
  return combination
    .split(',')
    .map((mode) => mode.trim())
    .sort()
    .join(',')
}

/** True for a combination that is multi-factor, false for any other, known or not. */
export function isMultiFactor(combination: string): boolean {
  return MULTI_FACTOR.has(normalizeCombination(combination))
}
