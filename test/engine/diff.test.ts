import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { diffInputs, dropDefaults, pathsMeet, restoreIgnored } from '../../src/engine/diff.ts'
import { UNKNOWN, type Value } from '../../src/plan/value.ts'

type Values = { readonly [name: string]: Value }
const POLICY = 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy'
const STRENGTH = 'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy'
const paths = (type: string, before: Values, after: Values): readonly string[] =>
  diffInputs(type, before, after, () => false).map(({ kind, path }) => `${kind} ${path}`)

describe('differences', () => {
  test.each<[string, string, Values, Values, readonly string[]]>([
    ['a nested property', POLICY, { a: { b: [1, 2] } }, { a: { b: [1, 3] } }, ['update a.b[1]']],
    ['added, deleted', POLICY, { a: 1, c: null }, { b: 1 }, ['delete a', 'add b']],
    ['names that are no identifiers', POLICY, { tags: {} }, { tags: { 'a.b': 'x' } }, ['add tags["a.b"]']],
    ['a list in another order', POLICY, { l: ['a', 'b'] }, { l: ['b', 'a'] }, ['update l[0]', 'update l[1]']],
    ['a set in another order', STRENGTH, { allowedCombinations: ['a', 'b'] }, { allowedCombinations: ['b', 'a'] }, []],
    [
      'a set that grows',
      STRENGTH,
      { allowedCombinations: ['a'] },
      { allowedCombinations: ['b', 'a'] },
      ['add allowedCombinations[0]'],
    ],
    ['a list with an unknown item', POLICY, { l: ['a', 'b'] }, { l: ['a', UNKNOWN] }, ['update l']],
    ['an unknown that was unknown', POLICY, { l: UNKNOWN }, { l: UNKNOWN }, ['update l']],
    ['two secrets', POLICY, { p: { $gatehouse: 'secret' } }, { p: { $gatehouse: 'secret' } }, []],
    ['a secret that was in the clear', POLICY, { p: 'x' }, { p: { $gatehouse: 'secret' } }, ['update p']],
    ['numbers as texts', POLICY, { n: '4', t: 'true' }, { n: 4, t: true }, []],
  ])('%s', (_, type, before, after, expected) => {
    expect(paths(type, before, after)).toEqual(expected)
  })

  property.prop([fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue())])(
    'nothing differs from itself',
    (values) => {
      expect(diffInputs(POLICY, values as Values, values as Values, () => true)).toEqual([])
    },
  )

  property.prop([
    fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue()),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue()),
  ])('what is ignored does not differ', (before, after) => {
    const ignored = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    expect(
      diffInputs(POLICY, before as Values, restoreIgnored(before as Values, after as Values, ignored), () => true),
    ).toEqual([])
  })
})

describe('paths', () => {
  test.each([
    ['a.b', 'a.b[0]', true],
    ['a.b[0].c', 'a', true],
    ['a[*].c', 'a[3].c', true],
    ['a["x.y"]', 'a["x.y"].z', true],
    ['a.b', 'a.c', false],
    ['ab', 'a', false],
  ])('%s meets %s: %s', (a, b, expected) => {
    expect([pathsMeet(a, b), pathsMeet(b, a)]).toEqual([expected, expected])
  })

  test('an ignored path of a list item keeps the rest', () => {
    const before = {
      rules: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    }
    const after = { rules: [{ a: 9, b: 8 }, { a: 9, b: 8 }, { a: 9 }] }
    expect(restoreIgnored(before, after, ['rules[*].a'])).toEqual({ rules: [{ a: 1, b: 8 }, { a: 2, b: 8 }, {}] })
    expect(restoreIgnored(before, after, ['rules[0].b', 'other'])).toEqual({
      rules: [{ a: 9, b: 1 }, { a: 9, b: 8 }, { a: 9 }],
    })
  })
})

test('defaults that the provider wrote into the state are dropped where the program gives nothing', () => {
  const old = { __defaults: ['on', 'shown'], on: true, shown: true, inner: { __defaults: ['x'], x: 1, y: 2 } }
  expect(dropDefaults(old, { on: false, inner: { y: 2 } })).toEqual({ on: true, inner: { y: 2 } })
})
