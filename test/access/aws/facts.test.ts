import { describe, expect, test } from 'vitest'
import { longestPauseHours } from '../../../src/access/aws/duration.ts'
import { type AwsView, awsView } from '../../../src/access/aws/facts.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import type { RegisterAt } from '../../../src/register/model.ts'
import { key, planOf, ref, resource, T } from './plans.ts'

const OWN = '111111111111'
type Inputs = { readonly [name: string]: Value }

const provider = (name: string, inputs: Inputs): Resource => {
  const { provider: _none, ...rest } = resource('pulumi:providers:aws', name, inputs)
  return rest
}
const via = (one: Resource, name: string): Resource => ({ ...one, provider: key('pulumi:providers:aws', name) })

/** What the register would say, with one stack `dev`. */
const register = (stack: object, services: readonly object[] = []): RegisterAt =>
  ({ stacks: { dev: { tenants: [], accounts: [], types: [], ...stack } }, services }) as unknown as RegisterAt

function view(resources: readonly Resource[], given: RegisterAt = register({ accounts: [OWN] })): AwsView {
  return awsView(planOf(...resources), given, [])
}

describe('accounts', () => {
  const policy = resource('aws:iam/accountPasswordPolicy:AccountPasswordPolicy', 'own')
  const placed = (name: string, inputs: Inputs): string | undefined =>
    view([provider(name, inputs), via(policy, name)]).passwordPolicies[0]?.account

  test.each<[string, string, Inputs, string]>([
    ['the only one that a provider may work in', 'x', { allowedAccountIds: '["222222222222"]' }, '222222222222'],
    ['as a list', 'x', { allowedAccountIds: ['222222222222'] }, '222222222222'],
    ['one of two', 'x', { allowedAccountIds: '["111111111111","222222222222"]' }, ''],
    ['not known', 'x', { allowedAccountIds: UNKNOWN }, ''],
    ['of the role', 'x', { assumeRoles: '[{"roleArn":"arn:aws:iam::222222222222:role/deploy"}]' }, '222222222222'],
    ['the list counts more', 'x', { allowedAccountIds: `["${OWN}"]`, assumeRoles: '[{"roleArn":"?"}]' }, OWN],
    ['of a provider that says nothing', 'x', {}, ''],
    ['of the default provider that says nothing', 'default_7', {}, OWN],
    ['of the default provider with two', 'default_7', { allowedAccountIds: '["1","2"]' }, ''],
  ])('%s', (_, name, inputs, expected) => {
    expect(placed(name, inputs)).toBe(expected)
  })

  test('the default provider of a stack with two accounts says nothing', () => {
    const two = register({ accounts: [OWN, '222222222222'] })
    expect(view([policy], two).passwordPolicies[0]?.account).toBe('')
  })

  test('the register decides, whatever the plan contains', () => {
    const found = view([provider('x', { allowedAccountIds: '["222222222222"]' })], register({ accounts: [OWN] }))
    expect([found.accounts, found.known, found.organization]).toEqual([[OWN], [OWN], ''])
    expect(view([policy], register({})).accounts).toEqual([])
    expect(view([], register({ accounts: [OWN], organization: 'head' })).organization).toBe('head')
  })

  test('without a register, those that the plan shows', () => {
    const accounts = (...resources: readonly Resource[]): readonly string[] =>
      awsView(planOf(...resources), undefined, []).accounts
    expect(accounts()).toEqual([])
    expect(accounts(policy)).toEqual(['unknown'])
    expect(accounts(provider('x', { allowedAccountIds: '["222222222222"]' }), policy)).toEqual(['222222222222'])
  })

  test('what is only read, and a component that calls itself a trail, is nothing that the stack has', () => {
    const trail = resource('aws:cloudtrail/trail:Trail', 'trail', {})
    expect(view([{ ...trail, op: 'read' }]).trails).toEqual([])
    expect(view([{ ...trail, custom: false }]).trails).toEqual([])
  })
})

test('regions that a change gives to a service are open where the base gives them, too', () => {
  const regions = ['eu-central-1', 'us-east-1']
  const content = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
      },
    ],
  })
  const policy = resource(T.control, 'c', { content })
  const there = resource(T.controlAttachment, 'there', { policyId: ref(T.control, 'c', 'id'), targetId: OWN })
  const open = (more: object): unknown => {
    const aws = { id: 'aws', status: 'approved', location: { regions }, manages: { awsServices: ['s3'] }, ...more }
    const head = provider('head', { allowedAccountIds: '["999999999999"]' })
    const found = view(
      [head, via(policy, 'head'), via(there, 'head')],
      register({ accounts: [OWN] }, [aws]),
    ).requestedRegions
    return found.map(({ holds, regions: leaking }) => [holds, leaking])
  }
  expect([open({}), open({ approvedRegions: ['eu-central-1'] })]).toEqual([[['yes', []]], [['no', ['us-east-1']]]])
})

describe('settings', () => {
  const trail = (inputs: Inputs): unknown => {
    const found = view([resource('aws:cloudtrail/trail:Trail', 'trail', inputs)]).trails[0]
    return [found?.values['managementEvents'], found?.unclear]
  }
  const advanced = (...fields: readonly Inputs[]): Inputs => ({ advancedEventSelectors: [{ fieldSelectors: fields }] })
  const management = { field: 'eventCategory', equals: ['Management'] }

  test.each<[string, Inputs, unknown]>([
    ['no selector', {}, true],
    ['a selector with defaults', { eventSelectors: [{}] }, true],
    ['reads only', { eventSelectors: [{ readWriteType: 'ReadOnly' }] }, false],
    ['data only', { eventSelectors: [{ includeManagementEvents: false }] }, false],
    ['without a service', { eventSelectors: [{ excludeManagementEventSources: ['kms.amazonaws.com'] }] }, false],
    ['one of two is whole', { eventSelectors: [{ readWriteType: 'WriteOnly' }, {}] }, true],
    ['advanced, whole', advanced(management), true],
    ['advanced, narrower', advanced(management, { field: 'readOnly', equals: ['true'] }), false],
    ['advanced, data', advanced({ field: 'eventCategory', equals: ['Data'] }), false],
    ['selectors that are not known', { eventSelectors: UNKNOWN }, undefined],
    ['a value that is not known', { eventSelectors: [{ readWriteType: UNKNOWN }] }, undefined],
    ['a field that is not known', advanced({ field: UNKNOWN, equals: ['Management'] }), undefined],
  ])('management events: %s', (_, inputs, expected) => {
    expect(trail(inputs)).toEqual([expected, expected === undefined ? ['managementEvents'] : []])
  })

  test('what a trail and a password policy leave out', () => {
    const found = view([
      resource('aws:cloudtrail/trail:Trail', 'trail', { enableLogging: UNKNOWN }),
      resource('aws:iam/accountPasswordPolicy:AccountPasswordPolicy', 'own', { requireNumbers: 'true' }),
    ])
    expect(found.trails[0]).toMatchObject({
      values: {
        isMultiRegionTrail: false,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: false,
        isOrganizationTrail: false,
      },
      unclear: ['enableLogging'],
    })
    expect(found.passwordPolicies[0]).toMatchObject({
      values: { minimumPasswordLength: 6, passwordReusePrevention: 0, maxPasswordAge: 0, requireSymbols: false },
      unclear: ['requireNumbers'],
    })
  })

  const POLICY = 'aws:s3/bucketPolicy:BucketPolicy'
  const BUCKET = 'aws:s3/bucket:Bucket'
  const allowing = (Principal: unknown, Condition?: unknown): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal, Action: 's3:*', Resource: '*', ...(Condition ? { Condition } : {}) },
    })
  const bucket = resource(BUCKET, 'audit', { bucket: 'audit' })
  const policyOf = (name: Value, Principal: unknown, Condition?: unknown): Resource =>
    resource(POLICY, 'audit', { bucket: name, policy: allowing(Principal, Condition) })
  const itself = ref(BUCKET, 'audit', 'id')
  const cloudTrail = { Service: 'cloudtrail.amazonaws.com' }
  const other = { AWS: 'arn:aws:iam::999999999999:root' }

  test.each<[string, readonly Resource[], boolean | undefined]>([
    ['no policy', [bucket], true],
    ['the service only', [bucket, policyOf(itself, cloudTrail)], true],
    ['an account of ours', [bucket, policyOf(itself, { AWS: `arn:aws:iam::${OWN}:root` })], true],
    ['anybody', [bucket, policyOf(itself, '*')], false],
    ['anybody, by name', [policyOf('audit', { AWS: '*' })], false],
    [
      'all but somebody',
      [resource(POLICY, 'p', { bucket: 'audit', policy: allowing('').replace('Principal":""', 'NotPrincipal":"*"') })],
      false,
    ],
    [
      'an organisation that may be anybody’s',
      [policyOf('audit', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
      undefined,
    ],
    ['our accounts only', [policyOf('audit', '*', { StringEquals: { 'aws:PrincipalAccount': [OWN] } })], true],
    [
      'an account of ours and another',
      [policyOf('audit', '*', { StringEquals: { 'aws:PrincipalAccount': [OWN, '999999999999'] } })],
      false,
    ],
    [
      'anybody, if they like',
      [policyOf('audit', '*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } })],
      false,
    ],
    ['the account of somebody else', [bucket, policyOf(itself, other)], false],
    ['a bucket of another name', [bucket, policyOf('website', '*')], true],
    ['a bucket that is not known', [bucket, policyOf(UNKNOWN, '*')], undefined],
    ['a policy that is not known', [resource(POLICY, 'p', { bucket: 'audit', policy: UNKNOWN })], undefined],
    ['a policy in the bucket', [resource(BUCKET, 'audit', { bucket: 'audit', policy: allowing('*') })], false],
    ['an ACL in the bucket', [resource(BUCKET, 'audit', { bucket: 'audit', acl: 'public-read-write' })], false],
    ['an ACL', [resource('aws:s3/bucketAcl:BucketAcl', 'a', { bucket: 'audit', acl: 'public-read' })], false],
    ['a private ACL', [resource('aws:s3/bucketAcl:BucketAcl', 'a', { bucket: 'audit', acl: 'private' })], true],
  ])('who reaches the files of a trail: %s', (_, resources, expected) => {
    const [found] = view([
      resource('aws:cloudtrail/trail:Trail', 'trail', { s3BucketName: 'audit' }),
      ...resources,
    ]).trails
    expect([found?.values['closedBucket'], found?.unclear.includes('closedBucket')]).toEqual([
      expected,
      expected === undefined,
    ])
  })

  test('analyzers have their provider’s region', () => {
    const analyzer = (inputs: Inputs): Resource =>
      via(resource('aws:accessanalyzer/analyzer:Analyzer', 'a', inputs), 'x')
    const found = (inputs: Inputs): unknown =>
      view([provider('x', { region: 'eu-west-1' }), analyzer(inputs)]).analyzers[0]?.values
    expect(found({})).toEqual({ type: 'ACCOUNT', region: 'eu-west-1' })
    expect(found({ type: 'ORGANIZATION', region: 'eu-north-1' })).toEqual({
      type: 'ORGANIZATION',
      region: 'eu-north-1',
    })
    expect(found({ region: UNKNOWN })).toEqual({ type: 'ACCOUNT' })
  })

  test('sessions of permission sets', () => {
    const seconds = (sessionDuration?: Value): unknown =>
      view([resource(T.set, 'set', sessionDuration === undefined ? {} : { sessionDuration })]).sessions[0]?.seconds
    expect([undefined, 'PT8H', 'PT1H30M', 'P1D', 'PT', '8 hours', UNKNOWN].map(seconds)).toEqual([
      3600,
      28800,
      5400,
      86400,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('credentials that do not end', () => {
    const types = ['accessKey:AccessKey', 'serviceSpecificCredential:ServiceSpecificCredential']
    const found = view(types.map((type) => resource(`aws:iam/${type}`, 'ci')))
    expect(found.keys.map(({ label }) => label)).toEqual(types.map((type) => `aws:iam/${type}::ci`))
  })
})

describe('passwords for the console', () => {
  const user = resource(T.user, 'anna', { name: 'anna' })
  const login = resource('aws:iam/userLoginProfile:UserLoginProfile', 'login', { user: ref(T.user, 'anna', 'name') })
  const policy = (name: string, ...statements: readonly object[]): Resource =>
    resource('aws:iam/userPolicy:UserPolicy', name, {
      user: 'anna',
      policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    })
  const read = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
  const unless = (operator: string, spared: readonly string[]): object => ({
    Effect: 'Deny',
    NotAction: spared,
    Resource: '*',
    Condition: { [operator]: { 'aws:MultiFactorAuthPresent': 'false' } },
  })
  const own = { Effect: 'Allow', Action: 'iam:*MFADevice', Resource: `arn:aws:iam::${OWN}:mfa/*` }

  test.each<[string, readonly Resource[], string]>([
    ['no rights', [], 'yes'],
    ['rights', [policy('a', read)], 'no'],
    [
      'rights, but not without MFA',
      [policy('a', read), policy('b', unless('BoolIfExists', ['iam:ListMFADevices']))],
      'yes',
    ],
    ['the console always has the key', [policy('a', read, unless('Bool', ['iam:EnableMFADevice']))], 'yes'],
    ['one action is spared', [policy('a', read, unless('Bool', ['s3:ListAllMyBuckets']))], 'no'],
    [
      'rights with MFA only',
      [policy('a', { ...read, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      'yes',
    ],
    ['more than setting up', [policy('a', own)], 'no'],
    [
      'a document that is not known',
      [resource('aws:iam/userPolicy:UserPolicy', 'a', { user: 'anna', policy: UNKNOWN })],
      'unknown',
    ],
  ])('%s', (_, resources, expected) => {
    expect(view([user, login, ...resources]).consoles).toMatchObject([{ user: '"anna"', mfa: expected }])
  })

  test('of a user whom the plan does not declare', () => {
    expect(view([login]).consoles).toMatchObject([{ mfa: 'unknown' }])
  })
})

describe('backups', () => {
  const rule = { ruleName: 'nightly', schedule: 'cron(0 2 * * ? *)', lifecycle: { deleteAfter: 35 } }
  const plan = (rules: Value = [rule]): Resource => resource('aws:backup/plan:Plan', 'daily', { rules })
  const selection = (inputs: Inputs): Resource =>
    resource('aws:backup/selection:Selection', 's', { planId: ref('aws:backup/plan:Plan', 'daily', 'id'), ...inputs })
  const found = (...resources: readonly Resource[]): unknown =>
    view(resources).backups.map(({ everyHours, keptDays, selects }) => [everyHours, keptDays, selects])

  test('a plan with what it selects', () => {
    expect(found(plan(), selection({ resources: ['*'] }))).toEqual([[24, 35, 'yes']])
    expect(found(plan(), selection({ selectionTags: UNKNOWN }))).toEqual([[24, 35, 'unknown']])
    expect(found(plan(), selection({}))).toEqual([[24, 35, 'no']])
    expect(found(plan())).toEqual([[24, 35, 'no']])
    expect(found(plan(), selection({ planId: UNKNOWN, resources: ['*'] }))).toEqual([[24, 35, 'unknown']])
    expect(found(plan(), selection({ planId: 'other', resources: ['*'] }))).toEqual([[24, 35, 'no']])
  })

  test('what is not known of a rule', () => {
    expect(found(plan([{ schedule: UNKNOWN, lifecycle: { deleteAfter: UNKNOWN } }]))).toEqual([
      [undefined, undefined, 'no'],
    ])
    expect(found(plan([{ schedule: 'cron(0 2 * * ? *)' }]))).toEqual([[24, 0, 'no']])
    expect(found(plan(UNKNOWN))).toEqual([[undefined, undefined, 'no']])
  })

  test('a backup policy of the organisation', () => {
    const content = {
      plans: {
        daily: {
          rules: {
            nightly: {
              schedule_expression: { '@@assign': 'cron(0 2 ? * * *)' },
              lifecycle: { delete_after_days: { '@@assign': '35' } },
            },
          },
          selections: { tags: { daily: {} } },
        },
      },
    }
    const policy = (value: Value): Resource => resource(T.control, 'b', { type: 'BACKUP_POLICY', content: value })
    const attachment = resource(T.controlAttachment, 'a', { policyId: ref(T.control, 'b', 'id'), targetId: 'r-1' })
    const text = JSON.stringify(content)
    expect(found(policy(text), attachment)).toEqual([[24, 35, 'yes']])
    expect(found(policy(text))).toEqual([[24, 35, 'no']])
    expect(found(policy(UNKNOWN), attachment)).toEqual([[undefined, undefined, 'unknown']])
    expect(found(policy('{"plans": {}}'), attachment)).toEqual([])
  })

  test.each<[string, number | undefined]>([
    ['rate(12 hours)', 12],
    ['rate(1 day)', 24],
    ['cron(0 2 * * ? *)', 24],
    ['cron(0 2 ? * * *)', 24],
    ['cron(0 2,14 * * ? *)', 12],
    ['cron(0 0/6 * * ? *)', 6],
    ['cron(30 * * * ? *)', 1],
    ['cron(0 2 ? * SUN *)', 168],
    ['cron(0 2 1 * ? *)', 744],
    ['cron(0 2 31 * ? *)', undefined],
    ['cron(0 2 ? * MON-FRI *)', undefined],
    ['cron(0 2 * 1 ? *)', undefined],
    ['daily', undefined],
  ])('%s runs every %s hours at least', (schedule, hours) => {
    expect(longestPauseHours(schedule)).toBe(hours)
  })

  test('critical services on AWS', () => {
    const service = (id: string, more: object): object => ({
      id,
      name: id,
      critical: true,
      status: 'approved',
      manages: { types: ['aws:s3/*'], awsServices: [], applications: [] },
      backup: { rpoHours: 4 },
      ...more,
    })
    const services = [
      service('shop', {}),
      service('silent', { backup: undefined }),
      service('minor', { critical: false }),
      service('gone', { status: 'retired' }),
      service('mail', { manages: { types: ['azuread:index/*'], awsServices: [], applications: [] } }),
    ]
    expect(view([], register({ accounts: [OWN] }, services)).critical).toEqual([
      { id: 'shop', name: 'shop', lossHours: 4 },
      { id: 'silent', name: 'silent' },
    ])
  })
})
