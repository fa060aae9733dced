import { describe, expect, test } from 'vitest'
import { directory } from '../../../src/access/directory.ts'
import { readGrant } from '../../../src/access/sign-in/reading-grant.ts'
import type { Json } from '../../../src/json.ts'
import { named, readJson, step, urn } from '../../plan/fixtures.ts'

const STRENGTH = 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy'
const POLICY = 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy'
const GROUP = 'azuread:index/group:Group'
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

/** What the grant of a new policy asks for, beside the strengths `a` and `b` and a group that the change creates too. */
function asked(authenticationStrengthPolicyId: Json, grantControls: readonly string[]): unknown {
  const steps = [
    step('create', STRENGTH, 'a', { displayName: 'A', allowedCombinations: ['fido2'] }),
    step('create', STRENGTH, 'b', { displayName: 'B', allowedCombinations: UNKNOWN }),
    step('create', GROUP, 'g', { displayName: 'G' }),
    step(
      'create',
      POLICY,
      'p',
      { grantControls: { operator: 'OR', authenticationStrengthPolicyId } },
      { propertyDependencies: { grantControls } },
    ),
  ]
  const plan = readJson({ steps })
  return readGrant(directory(plan, []), named(plan, 'p')).alternatives
}

const A = { label: '"A"', combinations: [['fido2']], open: [] }
const B = { label: '"B"', combinations: [], open: ['the combinations of the strength "B" are not known'] }
const open = (label: string): unknown => [
  { kind: 'open', why: `the authentication strength ${label} is neither declared nor built in` },
]
const HIDDEN = open('an authentication strength that is not known (the value is computed during the deployment)')

describe('a strength whose id is not known', () => {
  test('is the one that grantControls depends on', () => {
    expect(asked(UNKNOWN, [urn(STRENGTH, 'a')])).toEqual([{ kind: 'strength', candidates: [A] }])
  })

  test('is one of several, each with what is known of it', () => {
    expect(asked(UNKNOWN, [urn(STRENGTH, 'b'), urn(STRENGTH, 'a')])).toEqual([{ kind: 'strength', candidates: [A, B] }])
  })

  test('may be any where grantControls depends on nothing', () => {
    expect(asked(UNKNOWN, [])).toEqual(HIDDEN)
  })

  test('may be any where grantControls depends on something else as well', () => {
    expect(asked(UNKNOWN, [urn(STRENGTH, 'a'), urn(GROUP, 'g')])).toEqual(HIDDEN)
  })

  test('may be any where the plan does not contain a dependency', () => {
    expect(asked(UNKNOWN, [urn(STRENGTH, 'a'), urn(STRENGTH, 'elsewhere')])).toEqual(HIDDEN)
  })

  test('may be any where the id is a secret', () => {
    expect(asked('[secret]', [urn(STRENGTH, 'a')])).toEqual(open('an authentication strength that is secret'))
  })
})
