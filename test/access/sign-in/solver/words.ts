// Names as the specification of conditional access has them, apart from those of the product.
export const GUESTS: readonly string[] = [
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'internalGuest',
  'otherExternalUser',
  'serviceProvider',
]
/** The modes of Microsoft Graph's authenticationMethodModes (17 in beta). */
export const MODES: readonly string[] = [
  'password',
  'voice',
  'hardwareOath',
  'softwareOath',
  'sms',
  'fido2',
  'windowsHelloForBusiness',
  'microsoftAuthenticatorPush',
  'deviceBasedPush',
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'email',
  'x509CertificateSingleFactor',
  'x509CertificateMultiFactor',
  'federatedSingleFactor',
  'federatedMultiFactor',
  'qrCodePin',
]
export const MULTI_FACTOR: readonly (readonly string[])[] = [
  'windowsHelloForBusiness',
  'fido2',
  'x509CertificateMultiFactor',
  'deviceBasedPush',
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'federatedMultiFactor',
  'password microsoftAuthenticatorPush',
  'password softwareOath',
  'password hardwareOath',
  'password x509CertificateSingleFactor',
  'password x509CertificateMultiFactor',
  'password sms',
  'password voice',
  'federatedSingleFactor microsoftAuthenticatorPush',
  'federatedSingleFactor softwareOath',
  'federatedSingleFactor hardwareOath',
  'federatedSingleFactor sms',
  'federatedSingleFactor voice',
].map((text) => text.split(' '))
export const RESISTANT: readonly (readonly string[])[] = [
  ['windowsHelloForBusiness'],
  ['fido2'],
  ['x509CertificateMultiFactor'],
]
export const RISKS: readonly string[] = ['none', 'low', 'medium', 'high', 'hidden']
export const SUITE: readonly string[] = ['00000002-0000-0ff1-ce00-000000000000', '00000003-0000-0ff1-ce00-000000000000']
export const ACTIONS: readonly string[] = ['urn:user:registersecurityinfo', 'urn:user:registerdevice']
export const USER_WORDS: readonly string[] = ['All', 'None', 'GuestsOrExternalUsers']
export const APPLICATION_WORDS: readonly string[] = ['All', 'None', 'Office365']
