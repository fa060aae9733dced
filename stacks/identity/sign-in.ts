// How people sign in: the conditional-access policies, the places and the strength they refer to.
import * as azuread from '@pulumi/azuread'
import { SignInPolicy } from '../components/sign-in-policy.ts'
import { services } from '../register.ts'
import { emergencyAccess } from './emergency-access.ts'
import { roles } from './role-ids.ts'

const offices = new azuread.NamedLocation('offices', {
  displayName: 'Offices in Hamburg and Aarhus',
  ip: { ipRanges: ['203.0.113.16/28', '198.51.100.64/29'], trusted: true },
})

const workingCountries = new azuread.NamedLocation('working-countries', {
  displayName: 'Countries from which our services are used',
  country: {
    countriesAndRegions: [...new Set(services.flatMap((service) => service.location?.accessedFrom ?? []))].sort(),
    includeUnknownCountriesAndRegions: false,
  },
})

const phishingResistant = new azuread.AuthenticationStrengthPolicy('phishing-resistant', {
  displayName: 'Phishing-resistant methods',
  description: 'Security key, Windows Hello for Business, certificate',
  allowedCombinations: ['fido2', 'windowsHelloForBusiness', 'x509CertificateMultiFactor'],
})

new SignInPolicy('mfa-for-everybody', {
  displayName: 'CA001 Multi-factor authentication for everybody',
  emergencyAccess,
  who: 'everybody',
  what: 'every application',
  grant: 'mfa',
})

new SignInPolicy('legacy-authentication-blocked', {
  displayName: 'CA002 Legacy authentication is blocked',
  emergencyAccess,
  who: 'everybody',
  what: 'every application',
  clients: ['exchangeActiveSync', 'other'],
  grant: 'block',
})

new SignInPolicy('device-code-flow-blocked', {
  displayName: 'CA003 Device code flow and authentication transfer are blocked',
  emergencyAccess,
  who: 'everybody',
  what: 'every application',
  flows: ['deviceCodeFlow', 'authenticationTransfer'],
  grant: 'block',
})

new SignInPolicy('administrators-phishing-resistant', {
  displayName: 'CA004 Phishing-resistant sign-in for administrators',
  emergencyAccess,
  who: { roles: Object.values(roles) },
  what: 'every application',
  grant: { strength: phishingResistant },
})

new SignInPolicy('foreign-countries-blocked', {
  displayName: 'CA005 Sign-ins from other countries are blocked',
  emergencyAccess,
  who: 'everybody',
  what: 'every application',
  outside: workingCountries,
  grant: 'block',
})

new SignInPolicy('registration-outside-offices', {
  displayName: 'CA006 Outside the offices, new methods are registered with multi-factor authentication',
  emergencyAccess,
  who: 'everybody',
  what: 'registering security information',
  outside: offices,
  grant: 'mfa',
})

new SignInPolicy('device-registration', {
  displayName: 'CA007 A device is registered with multi-factor authentication',
  emergencyAccess,
  who: 'everybody',
  what: 'registering a device',
  grant: 'mfa',
})
