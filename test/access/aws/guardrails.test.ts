import { describe, expect, test } from 'vitest'
import { controls } from '../../../src/access/aws/controls.ts'
import { type GuardFact, guards } from '../../../src/access/aws/guardrails.ts'
import { awsIndex } from '../../../src/access/aws/resources.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import { key, planOf, ref, resource, T } from './plans.ts'

const ACCOUNT = '111111111111'
const ROOT = 'r-a1b2'
const APPROVED = { services: ['iam', 's3', 'sts'], regions: ['eu-central-1'], regionless: ['iam:*', 'sts:*'] }
const SPARED = ['iam:*', 's3:*', 'sts:*']

const deny = (statement: object): object => ({ Effect: 'Deny', Resource: '*', ...statement })
const control = (name: string, ...statements: readonly object[]): Resource => {
  return resource(T.control, name, { content: JSON.stringify({ Version: '2012-10-17', Statement: statements }) })
}
const attached = (name: string, target: Value = ROOT, policy = name): Resource =>
  resource(T.controlAttachment, `${name}-there`, { policyId: ref(T.control, policy, 'id'), targetId: target })

/** The management account, as a provider. */
const { provider: _none, ...HEAD } = resource('pulumi:providers:aws', 'head', { allowedAccountIds: '["999999999999"]' })
const fromHead = (one: Resource): Resource => ({ ...one, provider: key('pulumi:providers:aws', 'head') })

function services(...resources: readonly Resource[]): GuardFact {
  return guards(controls(awsIndex(planOf(...resources), {})), APPROVED).services(ACCOUNT)
}

function regions(...resources: readonly Resource[]): GuardFact {
  return guards(controls(awsIndex(planOf(...resources), {})), APPROVED).regions(ACCOUNT)
}

const brief = ({ holds, leaks, conditions, unclear }: GuardFact): unknown => [holds, leaks, conditions, unclear]
const REST = 'every service that they do not name'

describe('services', () => {
  const all = control('c', deny({ NotAction: SPARED }))

  test('all but the approved ones are denied', () => {
    const found = services(all, attached('c'))
    expect([found.holds, found.policies.map((policy) => policy.key)]).toEqual(['yes', [key(T.control, 'c')]])
  })

  test.each<[string, readonly Resource[], unknown]>([
    ['nothing is attached', [all], ['no', [REST], [], []]],
    ['it is attached to another account', [all, attached('c', '222222222222')], ['no', [REST], [], []]],
    ['it is attached to the account', [all, fromHead(attached('c', ACCOUNT)), HEAD], ['yes', [], [], []]],
    [
      'one more is spared',
      [control('c', deny({ NotAction: [...SPARED, 'athena:*'] })), attached('c')],
      ['no', ['athena:*'], [], []],
    ],
    [
      'one action more is spared, in another case',
      [control('c', deny({ NotAction: [...SPARED, 'EC2:RunInstances'] })), attached('c')],
      ['no', ['ec2:runinstances'], [], []],
    ],
    ['fewer are spared', [control('c', deny({ NotAction: ['s3:*'] })), attached('c')], ['yes', [], [], []]],
    ['everything is denied', [control('c', deny({ Action: '*' })), attached('c')], ['yes', [], [], []]],
    [
      'a wildcard spares more',
      [control('c', deny({ NotAction: ['iam:*', 's*:*'] })), attached('c')],
      ['no', ['s*:*'], [], []],
    ],
    [
      'single services are denied',
      [control('c', deny({ Action: ['ec2:*', 'rds:*'] })), attached('c')],
      ['no', [REST], [], []],
    ],
    [
      'only some resources are denied',
      [control('c', deny({ NotAction: SPARED, Resource: 'arn:aws:ec2:*:*:instance/*' })), attached('c')],
      ['no', [REST], [], []],
    ],
    [
      'somebody is spared',
      [
        control('c', deny({ NotAction: SPARED, Condition: { ArnNotLike: { 'aws:PrincipalARN': 'arn:*:role/x' } } })),
        attached('c'),
      ],
      ['no', [REST], ['aws:principalarn'], []],
    ],
    [
      'two policies together deny it',
      [
        control('a', deny({ NotAction: [...SPARED, 'ec2:*'] })),
        control('b', deny({ Action: 'ec2:*' })),
        attached('a'),
        attached('b'),
      ],
      ['yes', [], [], []],
    ],
    [
      'a list of what is allowed is no limit',
      [control('c', { Effect: 'Allow', Action: SPARED, Resource: '*' }), attached('c')],
      ['no', [REST], [], []],
    ],
    [
      'a policy of another type is attached',
      [resource(T.control, 'c', { ...all.inputs, type: 'BACKUP_POLICY' }), attached('c')],
      ['no', [REST], [], []],
    ],
  ])('%s', (_, resources, expected) => {
    expect(brief(services(...resources))).toEqual(expected)
  })

  test('a document that is not known', () => {
    const hidden = resource(T.control, 'c', { content: UNKNOWN })
    expect(services(hidden, attached('c'))).toMatchObject({ holds: 'unknown' })
  })

  test('a target that is not known, or a unit of which nobody knows what is in it', () => {
    expect(services(all, attached('c', UNKNOWN)).holds).toBe('unknown')
    expect(services(all, attached('c', 'ou-a1b2-12345678'))).toMatchObject({
      holds: 'unknown',
      unclear: [`whether ${ACCOUNT} is below ou-a1b2-12345678 cannot be seen`],
    })
  })

  test('from the account itself, which may be the management account', () => {
    expect(services(all, attached('c', ACCOUNT))).toMatchObject({
      holds: 'unknown',
      unclear: [`${ACCOUNT} may be the management account, which no policy limits: attach it to the root`],
    })
  })

  test('an unknown target does not help a policy that spares too much', () => {
    const wide = control('c', deny({ NotAction: [...SPARED, 'athena:*'] }))
    expect(services(wide, attached('c', UNKNOWN)).holds).toBe('no')
  })

  test('a policy that is not known may be the one', () => {
    const attachment = resource(T.controlAttachment, 'there', { policyId: UNKNOWN, targetId: ROOT })
    expect(services(attachment).holds).toBe('unknown')
  })

  test('the root of a declared organisation', () => {
    const type = 'aws:organizations/organization:Organization'
    const root = ref(type, 'all', 'roots')
    expect(services(resource(type, 'all'), all, attached('c', root)).holds).toBe('yes')
  })

  test('a unit above a declared account', () => {
    const unit = resource(T.unit, 'unit', { name: 'unit', parentId: ROOT }, { id: 'ou-1' })
    const account = resource(T.account, 'own', { name: 'own', parentId: ref(T.unit, 'unit', 'id') }, { id: ACCOUNT })
    const there = attached('c', ref(T.unit, 'unit', 'id'))
    expect(services(unit, account, all, fromHead(there), HEAD).holds).toBe('yes')
  })
})

describe('regions', () => {
  const limit = (condition: object, spared: readonly string[] = ['iam:*', 'sts:*']): readonly Resource[] => [
    control('c', deny({ NotAction: spared, Condition: condition })),
    attached('c'),
  ]
  const REGION = 'aws:RequestedRegion'

  test.each<[string, object, string, number]>([
    ['the approved one only', { StringNotEquals: { [REGION]: ['eu-central-1'] } }, 'yes', 0],
    ['one more', { StringNotEquals: { [REGION]: ['eu-central-1', 'us-east-1'] } }, 'no', 1],
    ['all of Europe', { StringNotLike: { [REGION]: 'eu-*' } }, 'no', 7],
    ['single ones denied', { StringEquals: { [REGION]: ['us-east-1'] } }, 'no', 33],
    ['one that does not exist yet', { StringNotEquals: { [REGION]: ['eu-central-1', 'eu-east-9'] } }, 'no', 1],
  ])('%s', (_, condition, holds, count) => {
    const found = regions(...limit(condition))
    expect([found.holds, found.regions.length]).toEqual([holds, count])
  })

  test('a service that has regions is spared', () => {
    const found = regions(...limit({ StringNotEquals: { [REGION]: ['eu-central-1'] } }, ['iam:*', 'sts:*', 'kms:*']))
    expect([found.holds, found.leaks, found.regions.length]).toEqual(['no', ['kms:*'], 34])
  })

  test('a service that may not be used anyway needs no limit of its own', () => {
    const found = regions(
      control('services', deny({ NotAction: ['iam:*', 's3:*'] })),
      control('regions', deny({ Action: 's3:*', Condition: { StringNotEquals: { [REGION]: 'eu-central-1' } } })),
      attached('services'),
      attached('regions'),
    )
    expect(found.holds).toBe('yes')
  })
})
