/**
 * Names and reserved words of conditional access, as the azuread provider 6.9.1 validates them and Microsoft Graph
 * defines them. All are case-sensitive.
 */

export const CLIENT_TYPES: readonly string[] = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']

export const FLOWS: readonly string[] = ['none', 'deviceCodeFlow', 'authenticationTransfer']

export const NAMED_PLATFORMS: readonly string[] = ['windows', 'macOS', 'iOS', 'android', 'linux', 'windowsPhone']

/** The platform is taken from the user agent, so a sign-in may have none of those that a policy can name. */
export const PLATFORMS: readonly string[] = [...NAMED_PLATFORMS, 'unknown']

export const INSIDER_RISKS: readonly string[] = ['none', 'minor', 'moderate', 'elevated']

export const USER_ACTIONS: readonly string[] = ['urn:user:registersecurityinfo', 'urn:user:registerdevice']

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
