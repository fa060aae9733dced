// What rules about one policy, one location or one option judge.
import { describe, expect, test } from 'vitest'
import { deriveFacts } from '../../src/access/facts.ts'
import type { Facts } from '../../src/access/model.ts'
import type { PolicyShape } from '../../src/access/policy-shape.ts'
import type { Change, Resource } from '../../src/plan/model.ts'
import { NO_OPTIONS } from '../../src/plan/model.ts'
import { NOW, plan, resource, UNKNOWN, user } from './holdings/world.ts'

const POLICY = 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy'
const LOCATION = 'azuread:index/namedLocation:NamedLocation'
const VIEW = { now: NOW, privilegedRoles: [] }

function made(type: string, inputs: Resource['inputs'], more: Partial<Resource> = {}): Resource {
  return { ...resource('user', 'x', inputs, more), key: `urn:pulumi:identity::acme::${type}::x`, type }
}

function factsOf(resources: readonly Resource[], changes: readonly Change[] = []): Facts {
  return deriveFacts({ ...plan(...resources), changes }, undefined, [], VIEW).facts
}

describe('the shape of a policy', () => {
  const conditions = {
    users: { includedUsers: ['All'] },
    applications: { includedApplications: ['All'] },
    clientAppTypes: ['all'],
  }
  const shape = (change: object, grantControls: object = { operator: 'OR', builtInControls: ['mfa'] }): PolicyShape => {
    const inputs = { state: 'enabled', conditions: { ...conditions, ...change }, grantControls } as never
    const [tenant] = factsOf([made(POLICY, inputs)]).tenants
    const found = tenant?.policies[0]?.shape
    if (found === undefined) throw new Error('no policy')
    return found
  }
  const SOUND = { bothRisks: 'no', noTarget: 'no', approvedApplication: 'no', blocks: 'no' }

  test('is sound where it says one thing about somebody', () => {
    expect(shape({})).toEqual(SOUND)
    expect(shape({ userRiskLevels: ['high'], signInRiskLevels: [] })).toEqual(SOUND)
    expect(shape({ applications: { includedUserActions: ['urn:user:registerdevice'] } })).toEqual(SOUND)
    expect(shape({ users: {}, clientApplications: { includedServicePrincipals: ['x'] } })).toEqual(SOUND)
  })

  test('has both risks, or perhaps', () => {
    expect(shape({ userRiskLevels: ['high'], signInRiskLevels: ['low'] })).toEqual({ ...SOUND, bothRisks: 'yes' })
    expect(shape({ userRiskLevels: ['high'], signInRiskLevels: UNKNOWN })).toEqual({ ...SOUND, bothRisks: 'open' })
  })

  test('has no target, or perhaps', () => {
    expect(shape({ applications: { includedApplications: ['None'] } })).toEqual({ ...SOUND, noTarget: 'yes' })
    expect(shape({ users: { includedUsers: ['None'] } })).toEqual({ ...SOUND, noTarget: 'yes' })
    expect(shape({ users: { includedUsers: UNKNOWN } })).toEqual({ ...SOUND, noTarget: 'open' })
  })

  test('asks for an approved client app, or perhaps', () => {
    const asks = (builtInControls: unknown): PolicyShape => shape({}, { operator: 'OR', builtInControls })
    expect(asks(['mfa', 'approvedApplication'])).toEqual({ ...SOUND, approvedApplication: 'yes' })
    expect(asks(UNKNOWN)).toEqual({ ...SOUND, approvedApplication: 'open', blocks: 'open' })
    expect(asks(['block'])).toEqual({ ...SOUND, blocks: 'yes' })
    expect(asks(['mfa', 'block'])).toEqual(SOUND)
  })
})

test('a location has its ranges with their prefixes, and what cannot be read', () => {
  const ipRanges = ['198.0.0.0/8', '2001:db8::/32', 'nonsense']
  const [found] = factsOf([made(LOCATION, { displayName: 'net', ip: { ipRanges, trusted: true } })]).locations
  expect([found?.trusted, found?.ranges, found?.open, found?.source?.line]).toEqual([
    'yes',
    [
      { text: '198.0.0.0/8', version: 4, prefix: 8 },
      { text: '2001:db8::/32', version: 6, prefix: 32 },
    ],
    ['addresses of the location "net" are not known'],
    1,
  ])
})

test('enforced policies must stay, others need not', () => {
  const options = { ...NO_OPTIONS, protect: true, retainOnDelete: true }
  const policy = (state: string): Resource => made(POLICY, { displayName: 'p', state }, { options })
  const { key } = policy('enabled')
  const replaced: Change = {
    op: 'replace',
    key,
    type: POLICY,
    name: 'x',
    diff: [],
    replaceReasons: [],
    deletesFirst: true,
  }
  const required = (state: string, changes: readonly Change[] = []): readonly unknown[] =>
    factsOf([policy(state)], changes).required.map((one) => [one.protect, one.retainOnDelete, one.deletesFirst])
  expect(required('enabled')).toEqual([[true, true, false]])
  expect(required('enabled', [replaced])).toEqual([[true, true, true]])
  expect(required('enabledForReportingButNotEnforced')).toEqual([])
  expect(required('disabled')).toEqual([])
})

test('an account is synchronised where it has an immutable id of another directory', () => {
  const answers = [
    {},
    { onpremisesImmutableId: '' },
    { onpremisesImmutableId: 'a' },
    { onpremisesImmutableId: UNKNOWN },
  ]
  expect(
    answers.map((inputs) =>
      Object.values(factsOf([user('anna', inputs)]).users).map(({ synchronised }) => synchronised),
    ),
  ).toEqual([['no'], ['no'], ['yes'], ['open']])
})

test('a range of IPv4 addresses in the form of IPv6 is as wide as those', () => {
  const ipRanges = ['::ffff:0:0/96', '::ffff:203.0.113.0/120', '::/64', '2001:db8::/48', '203.0.113.0/24']
  expect(factsOf([made(LOCATION, { ip: { ipRanges, trusted: true } })]).locations[0]?.ranges).toEqual([
    { text: '::ffff:0:0/96', version: 4, prefix: 0 },
    { text: '::ffff:203.0.113.0/120', version: 4, prefix: 24 },
    { text: '::/64', version: 4, prefix: 0 },
    { text: '2001:db8::/48', version: 6, prefix: 48 },
    { text: '203.0.113.0/24', version: 4, prefix: 24 },
  ])
})
