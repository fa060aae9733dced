import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/model.ts'
import { normalizePlan } from '../../src/plan/normalize.ts'
import type { Value } from '../../src/plan/value.ts'
import { named, plan, readJson } from './fixtures.ts'

const SAME = plan('same.preview.json')

/** Values of every kind, tagged ones and the names of the tables included. */
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(null, true, 1, 'b', 'a', { $gatehouse: 'unknown' }, { $gatehouse: 'secret' }),
    fc.constant<Value>({ $gatehouse: 'ref', urn: 'urn:pulumi:a::b::c::d', property: 'objectId' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom('members', 'conditions', 'authenticationFlowTransferMethods', 'permissions', 'x'),
      tie('value'),
    ),
  ),
})).value

const generated: fc.Arbitrary<Plan> = fc
  .record({
    type: fc.constantFrom(
      'azuread:index/group:Group',
      'azuread:index/user:User',
      'azuread:index/customDirectoryRole:CustomDirectoryRole',
      'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy',
    ),
    inputs: fc.dictionary(fc.constantFrom('members', 'permissions', 'conditions', 'accountEnabled', 'y'), value),
    dependencies: fc.array(fc.constantFrom('c', 'b', 'a')),
  })
  .map((part) => ({ ...SAME, resources: [{ ...named(SAME, 'alice'), ...part }, ...SAME.resources] }))

describe('the normal form', () => {
  property.prop([generated], { seed: 11 })('applied twice is the same as once, and is a valid plan', (some) => {
    const once = normalizePlan(some)
    expect(normalizePlan(once)).toEqual(once)
    expect(JSON.stringify(normalizePlan(once))).toBe(JSON.stringify(once))
  })

  property.prop([generated, fc.integer()], { seed: 12 })('does not depend on the order of lists', (some, turn) => {
    const at = Math.abs(turn) % some.resources.length
    const turned = { ...some, resources: [...some.resources.slice(at), ...some.resources.slice(0, at)].reverse() }
    const byKey = (from: Plan) => normalizePlan(from).resources.map((resource) => resource.key)
    expect(byKey(turned)).toEqual(byKey(some))
  })

  test('sets are sorted and lose repetitions, lists keep their order, null properties go, defaults come', () => {
    const inputs = { members: ['b', 'a', 'b'], theme: null, list: ['b', null, 'a'] }
    const [group] = normalizePlan({ ...SAME, resources: [{ ...named(SAME, 'admins'), inputs }] }).resources
    expect(group?.inputs).toEqual({ members: ['a', 'b'], list: ['b', null, 'a'] })
    const user = { ...named(SAME, 'alice'), inputs: { accountEnabled: false } }
    expect(normalizePlan({ ...SAME, resources: [user] }).resources[0]?.inputs).toEqual({
      accountEnabled: false,
      showInAddressList: true,
    })
  })

  test('a set of unknown values keeps their number', () => {
    const unknown = { $gatehouse: 'unknown' } as const
    const inputs = { members: [unknown, 'a', unknown] }
    const [group] = normalizePlan({ ...SAME, resources: [{ ...named(SAME, 'admins'), inputs }] }).resources
    expect(group?.inputs['members']).toEqual(['a', unknown, unknown])
  })

  test('what is read is in normal form', () => {
    for (const file of ['create.preview.json', 'change.preview.json', 'drift.refresh.json', 'export.json']) {
      expect(normalizePlan(plan(file))).toEqual(plan(file))
      expect(readJson(normalizePlan(plan(file)))).toEqual(plan(file))
    }
  })
})

describe('where the plugin of a provider comes from', () => {
  const URN = 'urn:pulumi:dev::lab::pulumi:providers:azuread::'
  const optionsOf = (name: string, inputs: { readonly [name: string]: Value }): object | undefined => {
    const [first] = SAME.resources
    if (first === undefined) throw new Error('the plan is empty')
    const provider = { ...first, key: `${URN}${name}`, name, type: 'pulumi:providers:azuread', inputs }
    const { version, pluginDownloadURL } = normalizePlan({ ...SAME, resources: [provider] }).resources[0]?.options ?? {}
    return { ...(version ? { version } : {}), ...(pluginDownloadURL ? { pluginDownloadURL } : {}) }
  }

  test.each([
    ['own', { version: '6.6.6' }, { version: '6.6.6' }],
    ['own', { version: '6.6.6', __internal: {} }, { version: '6.6.6' }],
    ['own', { pluginDownloadURL: 'https://a.example' }, { pluginDownloadURL: 'https://a.example' }],
    ['own', { __internal: { pluginDownloadURL: 'github://a.example' } }, { pluginDownloadURL: 'github://a.example' }],
    ['own', { pluginDownloadURL: { $gatehouse: 'unknown' } }, { pluginDownloadURL: { $gatehouse: 'unknown' } }],
    ['default_6_9_1', { version: '6.9.1', __internal: {} }, {}],
    ['default_6_9_1_https___a_example', {}, { pluginDownloadURL: 'https___a_example' }],
  ] as const)('%s %j', (name, inputs, options) => expect(optionsOf(name, inputs)).toEqual(options))
})
