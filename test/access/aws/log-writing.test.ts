import { describe, expect, test } from 'vitest'
import { accountSettings } from '../../../src/access/aws/account-settings.ts'
import { awsIndex } from '../../../src/access/aws/resources.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import { planOf, ref, resource } from './plans.ts'

const OWN = '111111111111'
const OTHER_OF_OURS = '222222222222'
const FOREIGN = '999999999999'
const BUCKET = 'aws:s3/bucket:Bucket'
const POLICY = 'aws:s3/bucketPolicy:BucketPolicy'
const TRAIL = 'aws:cloudtrail/trail:Trail'

type Inputs = { readonly [name: string]: Value }

/** What is found of a trail with the name `main` in Frankfurt. */
function found(name: string, inputs: Inputs, ...resources: readonly Resource[]): unknown {
  const trail = resource(TRAIL, 'main', { name: 'main', region: 'eu-central-1', s3BucketName: 'audit', ...inputs })
  const [fact] = accountSettings(awsIndex(planOf(trail, ...resources), { account: OWN }), [OWN, OTHER_OF_OURS]).trails
  return fact?.unclear.includes(name) ? 'unknown' : fact?.values[name]
}

const SOURCE = `arn:aws:cloudtrail:eu-central-1:${OWN}:trail/main`
const bucket = resource(BUCKET, 'audit', { bucket: 'audit' })
const write = (more: { readonly [name: string]: Value } = {}): Value => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::audit/AWSLogs/${OWN}/*`,
  Condition: { StringEquals: { 'aws:SourceArn': SOURCE, 's3:x-amz-acl': 'bucket-owner-full-control' } },
  ...more,
})
const deny = (more: { readonly [name: string]: Value } = {}): Value => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::audit', 'arn:aws:s3:::audit/*'],
  ...more,
})
const policy = (...Statement: readonly Value[]): Resource =>
  resource(POLICY, 'audit', { bucket: 'audit', policy: { Version: '2012-10-17', Statement } })
const ofOrganization = { isOrganizationTrail: true }
const toOrganization = write({ Resource: 'arn:aws:s3:::audit/AWSLogs/o-a1b2c3d4e5/*' })

describe('whether a trail can write into its bucket', () => {
  test.each<[string, Inputs, readonly Resource[], unknown]>([
    ['no policy that is declared', {}, [bucket], true],
    ['the statement of the user guide', {}, [bucket, policy(write())], true],
    ['by the source account', {}, [policy(write({ Condition: { StringEquals: { 'aws:SourceAccount': OWN } } }))], true],
    [
      'by a pattern',
      {},
      [policy(write({ Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${OWN}:trail/*` } } }))],
      true,
    ],
    ['without the statement', {}, [policy(write({ Action: 's3:GetBucketAcl' }))], false],
    ['an empty list of statements', {}, [policy()], false],
    ['another service', {}, [policy(write({ Principal: { Service: 'config.amazonaws.com' } }))], false],
    ['another bucket', {}, [policy(write({ Resource: 'arn:aws:s3:::other/*' }))], false],
    ['another folder', {}, [policy(write({ Resource: 'arn:aws:s3:::audit/old/*' }))], false],
    ['another trail', {}, [policy(write({ Condition: { StringEquals: { 'aws:SourceArn': `${SOURCE}-2` } } }))], false],
    ['another account', {}, [policy(write({ Condition: { StringEquals: { 'aws:SourceAccount': FOREIGN } } }))], false],
    [
      'an ACL that it does not set',
      {},
      [policy(write({ Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } }))],
      false,
    ],
    [
      'a condition that cannot be seen',
      {},
      [policy(write({ Condition: { StringEquals: { 'aws:x': 'y' } } }))],
      'unknown',
    ],
    ['all denied', {}, [policy(write(), deny())], false],
    ['writing denied', {}, [policy(write(), deny({ Action: 's3:Put*' }))], false],
    ['the service denied', {}, [policy(write(), deny({ Principal: { Service: 'cloudtrail.amazonaws.com' } }))], false],
    [
      'all denied but people',
      {},
      [policy(write(), deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }))],
      false,
    ],
    [
      'people denied',
      {},
      [policy(write(), deny({ Principal: { AWS: '*' }, Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }))],
      true,
    ],
    [
      'plain HTTP denied',
      {},
      [policy(write(), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))],
      true,
    ],
    [
      'old TLS denied',
      {},
      [policy(write(), deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }))],
      true,
    ],
    ['deletion denied', {}, [policy(write(), deny({ Action: 's3:DeleteObject*' }))], true],
    [
      'denied in a way that cannot be seen',
      {},
      [policy(write(), deny({ Condition: { Bool: { 'aws:x': 'true' } } }))],
      'unknown',
    ],
    ['a policy that is not known', {}, [resource(POLICY, 'p', { bucket: 'audit', policy: UNKNOWN })], 'unknown'],
    [
      'a policy of a bucket that is not known',
      {},
      [resource(POLICY, 'p', { bucket: UNKNOWN, policy: { Statement: [] } })],
      'unknown',
    ],
    ['a policy of another bucket', {}, [resource(POLICY, 'p', { bucket: 'site', policy: { Statement: [] } })], true],
    [
      'a policy of a bucket whose name is not known yet',
      {},
      [
        resource(BUCKET, 'site', {}),
        resource(POLICY, 'p', { bucket: ref(BUCKET, 'site', 'id'), policy: { Statement: [] } }),
      ],
      true,
    ],
    [
      'a policy in the bucket',
      {},
      [resource(BUCKET, 'audit', { bucket: 'audit', policy: { Statement: [write()] } })],
      true,
    ],
    [
      'a policy in the bucket without it',
      {},
      [resource(BUCKET, 'audit', { bucket: 'audit', policy: { Statement: [] } })],
      false,
    ],
    [
      'a prefix that the policy has',
      { s3KeyPrefix: 'x' },
      [policy(write({ Resource: 'arn:aws:s3:::audit/x/AWSLogs/*' }))],
      true,
    ],
    ['a prefix that it lacks', { s3KeyPrefix: 'x' }, [policy(write())], false],
    ['a prefix that is not known', { s3KeyPrefix: UNKNOWN }, [policy(write())], 'unknown'],
    ['the organisation', ofOrganization, [policy(write(), toOrganization)], true],
    ['the organisation, without its folder', ofOrganization, [policy(write())], false],
    ['the organisation, all folders', ofOrganization, [policy(write({ Resource: 'arn:aws:s3:::audit/*' }))], true],
    ['a name that is not known yet', { name: UNKNOWN, region: null }, [policy(write())], true],
    [
      'encrypted, and nothing else allowed',
      { kmsKeyId: 'alias/x' },
      [policy(write(), deny({ Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } } }))],
      true,
    ],
  ])('%s', (_, inputs, resources, expected) => {
    expect(found('writableBucket', inputs, ...resources)).toBe(expected)
  })

  test('a bucket by reference, in the trail and in its policy', () => {
    const unnamed = resource(BUCKET, 'logs', {})
    const parts = (name: string): Value => ({ $gatehouse: 'text', parts: [ref(BUCKET, 'logs', 'arn'), name] })
    const allowing = (name: string): Resource =>
      resource(POLICY, 'logs', {
        bucket: ref(BUCKET, 'logs', 'id'),
        policy: { Statement: [write({ Resource: parts(name) })] },
      })
    const inputs = { s3BucketName: ref(BUCKET, 'logs', 'id') }
    expect(found('writableBucket', inputs, unnamed, allowing(`/AWSLogs/${OWN}/*`))).toBe(true)
    expect(found('writableBucket', inputs, unnamed, allowing('/old/*'))).not.toBe(true)
  })
})

describe('whose key encrypts the files', () => {
  const KEY = 'aws:kms/key:Key'
  const arn = (account: string): string => `arn:aws:kms:eu-central-1:${account}:key/1111`
  test.each<[string, Value, unknown]>([
    ['none', null, true],
    ['our own', arn(OWN), true],
    ['of another account of ours', arn(OTHER_OF_OURS), true],
    ['of somebody else', arn(FOREIGN), false],
    ['by an alias', 'alias/trail', true],
    ['declared here', ref(KEY, 'trail', 'arn'), true],
    ['not known', UNKNOWN, 'unknown'],
    [
      'of an account that is not known',
      { $gatehouse: 'text', parts: ['arn:aws:kms:x:', UNKNOWN, ':key/1'] },
      'unknown',
    ],
  ])('%s', (_, kmsKeyId, expected) => {
    expect(found('ownKey', { kmsKeyId }, resource(KEY, 'trail', {}))).toBe(expected)
  })
})

describe('where copies of the files go', () => {
  const copies = (destination: Value): Value => ({ rules: [{ status: 'Enabled', destination }] })
  const inBucket = (replicationConfiguration: Value): Resource =>
    resource(BUCKET, 'audit', { bucket: 'audit', replicationConfiguration })
  const beside = (rules: Value): Resource =>
    resource('aws:s3/bucketReplicationConfig:BucketReplicationConfig', 'copy', { bucket: 'audit', rules })
  test.each<[string, Resource, unknown]>([
    ['somebody else', inBucket(copies({ bucket: 'arn:aws:s3:::x', accountId: FOREIGN })), false],
    [
      'somebody else, declared beside',
      beside([{ destination: { bucket: 'arn:aws:s3:::x', account: FOREIGN } }]),
      false,
    ],
    ['another account of ours', inBucket(copies({ bucket: 'arn:aws:s3:::x', account: OTHER_OF_OURS })), true],
    ['a bucket of which nothing is known', inBucket(copies({ bucket: 'arn:aws:s3:::x' })), 'unknown'],
    ['a bucket that is declared', inBucket(copies({ bucket: 'arn:aws:s3:::copy' })), true],
    ['a bucket by reference', inBucket(copies({ bucket: ref(BUCKET, 'copy', 'arn') })), true],
    ['rules that are not known', beside(UNKNOWN), 'unknown'],
    ['no rules', inBucket({ rules: [] }), true],
  ])('%s', (_, declared, expected) => {
    expect(found('closedBucket', {}, declared, resource(BUCKET, 'copy', { bucket: 'copy' }))).toBe(expected)
  })
})
