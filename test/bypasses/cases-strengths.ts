// Rows 51 to 54 of bypasses.yaml: authentication strengths.
import { based, both, type Case, type Cases, changed, deployed, options } from './changes.ts'
import { create, id, type Loose, ref, step, TYPES, UNKNOWN, urn } from './steps.ts'
import { planOf } from './tenant.ts'

const demands = (authenticationStrengthPolicyId: string): Loose => ({
  operator: 'OR',
  builtInControls: [],
  authenticationStrengthPolicyId,
})
const strength = (name: string, allowedCombinations: readonly string[], make: typeof create = create): Loose =>
  make(TYPES.strength, name, { displayName: name, allowedCombinations })

/** A policy uses a strength, and both are deployed already. */
const uses = (policy: string, name: string, combinations: readonly string[]): Case =>
  both(
    deployed(strength(name, combinations, step)),
    based(policy, (inputs) => {
      inputs.grantControls = demands(`/policies/authenticationStrengthPolicies/${id(name)}`)
    }),
  )
const gets = (name: string, combination: string): Case =>
  changed(name, (inputs) => inputs.allowedCombinations.push(combination))
const strongForAdministrators = uses('CA004', 'pr', ['fido2', 'windowsHelloForBusiness'])

/** CA004 uses a strength that the change adds. */
const newStrength = (displayName: string, allowedCombinations: readonly string[]): Case =>
  both(
    deployed(create(TYPES.strength, 'strength', { displayName, allowedCombinations })),
    changed('CA004', (inputs) => {
      inputs.grantControls = demands(ref('strength', 'id'))
    }),
  )

const STRONG = ['fido2']
const WEAK = ['password,sms']
const MIXED = ['fido2', 'password,sms']

/** A preview: CA004's strength is not known yet, and the engine says which resources its grant controls depend on. */
const unknownStrength = (declared: readonly (readonly string[])[], listed: number = declared.length): Case =>
  both(
    deployed(...declared.map((combinations, index) => strength(`strength${index + 1}`, combinations))),
    changed('CA004', (inputs) => {
      inputs.grantControls = demands(UNKNOWN)
    }),
    (tenant) => {
      const strengths = declared.slice(0, listed).map((_, index) => urn(TYPES.strength, `strength${index + 1}`))
      options('CA004', {
        dependencies: strengths,
        propertyDependencies: { conditions: [], displayName: [], grantControls: strengths, state: [] },
      })(tenant)
      return planOf(tenant)
    },
  )

export const STRENGTH_CASES: Cases = {
  '51a': both(strongForAdministrators, gets('pr', 'password,sms')),
  '51b': both(uses('CA001', 'mfa', ['fido2', 'password,microsoftAuthenticatorPush']), gets('mfa', 'password')),
  '51-ok': both(strongForAdministrators, gets('pr', 'x509CertificateMultiFactor')),
  '52a': unknownStrength([MIXED]),
  '52b': unknownStrength([MIXED], 0),
  '52c': unknownStrength([STRONG, WEAK]),
  '52-ok': unknownStrength([STRONG]),
  '53': newStrength('Phishing-resistant MFA', WEAK),
  '53-ok': newStrength('temporary test', STRONG),
  '54a': newStrength('strength', ['fido2', ' password , sms ']),
  '54b': newStrength('strength', ['fido2,password']),
  '54-ok': newStrength('strength', ['fido2 ', ' windowsHelloForBusiness']),
}
