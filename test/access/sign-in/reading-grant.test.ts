import { describe, expect, test } from 'vitest'
import { directory } from '../../../src/access/directory.ts'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import { type Grant, readGrant } from '../../../src/access/sign-in/reading-grant.ts'
import { NO_PLAN } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import { ANN, ELSEWHERE, ref, resource } from './tenant.ts'

const STRENGTH = 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy'

function read(grantControls?: Value, allowedCombinations: Value = ['fido2']): Grant {
  const strength = resource(STRENGTH, 's', { displayName: 's', allowedCombinations })
  const policy = resource(POLICY_TYPE, 'p', grantControls === undefined ? {} : { grantControls })
  return readGrant(directory({ ...NO_PLAN, resources: [ANN, strength, policy] }, []), policy)
}

const OWN = ref(resource(STRENGTH, 's', {}))

function combinations(allowed: Value): unknown {
  return read({ operator: 'OR', authenticationStrengthPolicyId: OWN }, allowed).alternatives
}

describe('a grant', () => {
  test('that is absent or empty asks for nothing', () => {
    const nothing = { operator: 'open', alternatives: [] }
    expect([read(), read(null), read({})]).toEqual([nothing, nothing, nothing])
    expect(read({ operator: 'AND', builtInControls: [], authenticationStrengthPolicyId: '' })).toEqual({
      operator: 'AND',
      alternatives: [],
    })
  })

  test('lists its controls, and what proves nothing', () => {
    expect(
      read({
        operator: 'OR',
        builtInControls: ['mfa', 'compliantDevice'],
        termsOfUses: ['a'],
        customAuthenticationFactors: ['b'],
        authenticationStrengthPolicyId: '00000000-0000-0000-0000-000000000004',
      }),
    ).toEqual({
      operator: 'OR',
      alternatives: [
        { kind: 'control', name: 'mfa' },
        { kind: 'control', name: 'compliantDevice' },
        { kind: 'satisfiable', name: 'terms of use' },
        { kind: 'satisfiable', name: 'a custom factor' },
        {
          kind: 'strength',
          candidates: [
            {
              label: expect.any(String),
              combinations: [['windowsHelloForBusiness'], ['fido2'], ['x509CertificateMultiFactor']],
              open: [],
            },
          ],
        },
      ],
    })
  })

  test('that cannot be read is open, whole or in part', () => {
    expect(read(UNKNOWN)).toEqual({
      operator: 'AND',
      alternatives: [{ kind: 'open', why: 'grantControls is computed or secret' }],
    })
    expect(read({ operator: 'or', builtInControls: ['MFA', UNKNOWN], termsOfUses: UNKNOWN, later: 1 })).toEqual({
      operator: 'open',
      alternatives: [
        { kind: 'open', why: 'the control MFA is not known' },
        { kind: 'open', why: 'a control is computed or secret' },
        { kind: 'open', why: 'grantControls.termsOfUses is computed or secret' },
        { kind: 'open', why: 'grantControls.later is a property whose effect this version does not know' },
      ],
    })
  })

  test('by a strength that is neither declared nor built in, or by something else, is open', () => {
    const asked = [ELSEWHERE, ref(ANN)].map(
      (authenticationStrengthPolicyId) => read({ operator: 'OR', authenticationStrengthPolicyId }).alternatives,
    )
    const open = [{ kind: 'open', why: expect.stringMatching(/ is neither declared nor built in$/) }]
    expect(asked).toEqual([open, open])
  })
})

describe('a declared strength', () => {
  const strength = (list: readonly (readonly string[])[], open: readonly string[]): unknown => [
    { kind: 'strength', candidates: [{ label: '"s"', combinations: list, open }] },
  ]

  test('is its combinations, in any order, with spaces', () => {
    expect(combinations([' fido2', 'sms,password', 'password'])).toEqual(
      strength([['fido2'], ['password', 'sms'], ['password']], []),
    )
  })

  test('without combinations is not known, nor is one whose list is computed', () => {
    const open = strength([], ['the combinations of the strength "s" are not known'])
    expect([combinations([]), combinations(UNKNOWN), combinations(null)]).toEqual([open, open, open])
  })

  test('with a combination that Entra does not have is open', () => {
    expect(combinations(['fido2', 'fido2,sms', 'FIDO2', UNKNOWN])).toEqual(
      strength(
        [['fido2']],
        [
          '"fido2,sms" in the strength "s" is not a combination that Entra has',
          '"FIDO2" in the strength "s" is not a combination that Entra has',
          'a combination of the strength "s" is computed or secret',
        ],
      ),
    )
  })
})
