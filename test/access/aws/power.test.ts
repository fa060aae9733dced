// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of IAM policies
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { ESCALATION_PATHS, type EscalationPath } from '../../../src/access/aws/catalogue.ts'
import { contextOf } from '../../../src/access/aws/context.ts'
import { parseDocument } from '../../../src/access/aws/document.ts'
import { managedPolicy, managedPolicyName } from '../../../src/access/aws/managed.ts'
import { type Power, powerOf } from '../../../src/access/aws/power.ts'
import { ONESELF } from '../../../src/access/aws/reach.ts'
import { literal } from '../../../src/access/aws/tokens.ts'
import type { Value } from '../../../src/plan/value.ts'

type Statement = { readonly [name: string]: Value }

const policy = (...statements: readonly Statement[]): Value => ({ Version: '2012-10-17', Statement: statements })
const allow = (Action: Value, Resource: Value = '*', more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const deny = (Action: Value, Resource: Value = '*', more: Statement = {}): Statement => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
})

interface Given {
  readonly identity: Value
  readonly boundary?: Value
  readonly denials?: Value
  readonly user?: string
}

function power({ identity, boundary, denials, user }: Given): Power {
  return powerOf(
    {
      identity: [parseDocument(identity, 'identity')],
      limits: boundary === undefined ? [] : [[parseDocument(boundary, 'identity')]],
      denials: denials === undefined ? [] : [parseDocument(denials, 'control')],
      self: user === undefined ? ONESELF : literal(user),
    },
    boundary !== undefined,
  )
}

const administrator = (identity: Value, more: Partial<Given> = {}): readonly unknown[] => {
  const found = power({ identity, ...more })
  return [found.administrator, found.extent, found.exceptions, found.conditions]
}

describe('administrators', () => {
  const MFA = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
  const NO_MFA = { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }
  const yes = ['yes', 'everything', [], []]

  test.each<[string, Value, readonly unknown[]]>([
    ['everything', policy(allow('*')), yes],
    ['one statement instead of a list', { Statement: allow('*') }, yes],
    ['every name of an action of IAM', policy(allow('iam:?*')), ['no', 'identity', [], []]],
    ['every name of a service and an action', policy(allow('?*:?*', '?*')), yes],
    ['stars in every form', policy(allow(['**', '*:*'], ['*', '**'])), yes],
    [
      'NotAction of nothing that matters (row 63a)',
      policy({ Effect: 'Allow', NotAction: ['aws-portal:*'], Resource: '*' }),
      ['yes', 'all-but', ['aws-portal:*'], []],
    ],
    [
      'two halves in two statements',
      policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, allow('iam:*')),
      yes,
    ],
    [
      'NotResource',
      policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::audit' }),
      ['yes', 'all-but', [], []],
    ],
    [
      'two halves of resources',
      policy(allow('*', 'arn:aws:s3:::audit'), { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::audit' }),
      yes,
    ],
    ['every ARN of a partition', policy(allow('*', 'arn:aws:*')), ['yes', 'all-but', [], []]],
    ['with a condition', policy(allow('*', '*', MFA)), ['yes', 'everything', [], ['aws:multifactorauthpresent']]],
    [
      'unless without a second factor',
      policy(allow('*'), deny({ $gatehouse: 'text', parts: ['*'] }, '*', NO_MFA)),
      ['yes', 'everything', [], ['aws:multifactorauthpresent']],
    ],
    [
      'except for some actions',
      policy(allow('*'), deny(['cloudtrail:StopLogging', 's3:Delete*'])),
      ['yes', 'all-but', ['cloudtrail:stoplogging', 's3:delete*'], []],
    ],
    ['a part of IAM denied', policy(allow('*'), deny('iam:CreateUser')), ['yes', 'all-but', ['iam:createuser'], []]],
    ['all of IAM denied', policy(allow('*'), deny('iam:*')), ['no', 'all-but', [], []]],
    ['everything denied', policy(allow('*'), deny('*')), ['no', 'some', [], []]],
    [
      'everything denied but one service',
      policy(allow('*'), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }),
      ['no', 'some', [], []],
    ],
    ['a deny alone (row 63-ok)', policy(deny('*', '*', NO_MFA)), ['no', 'nothing', [], []]],
    ['IAM alone (row 63d)', policy(allow('IaM:*')), ['no', 'identity', [], []]],
    ['IAM and STS (row 63b)', policy(allow(['iam:*', 'sts:*'])), ['no', 'identity', [], []]],
    [
      'power users',
      policy({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
      ['no', 'all-but', [], []],
    ],
    ['one service', policy(allow('s3:*')), ['no', 'some', [], []]],
    ['all actions on one service’s resources', policy(allow('*', 'arn:aws:s3:::*')), ['no', 'some', [], []]],
    [
      'reads of one bucket (row 63-ok2)',
      policy(allow(['s3:Get*', 's3:List*'], 'arn:aws:s3:::reports/*')),
      ['no', 'some', [], []],
    ],
    ['nothing known (row 62)', { $gatehouse: 'unknown' }, ['unknown', 'unknown', [], []]],
    ['unknown resources', policy(allow('*', { $gatehouse: 'unknown' })), ['unknown', 'unknown', [], []]],
    ['unknown actions', policy(allow({ $gatehouse: 'unknown' })), ['unknown', 'unknown', [], []]],
    [
      'an unknown condition operator',
      policy(allow('*', '*', { Condition: { Strange: { 'aws:a': 'b' } } })),
      ['unknown', 'unknown', [], []],
    ],
    [
      'an unknown part of a narrow resource',
      policy(allow('s3:*', { $gatehouse: 'text', parts: ['arn:aws:s3:::', { $gatehouse: 'unknown' }] })),
      ['no', 'some', [], []],
    ],
    [
      'a reference to a bucket (row 62-ok)',
      {
        $gatehouse: 'text',
        parts: [
          '{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"',
          { $gatehouse: 'ref', urn: 'u', property: 'arn' },
          '/*"}}',
        ],
      },
      ['no', 'some', [], []],
    ],
  ])('%s', (_, identity, expected) => {
    expect(administrator(identity)).toEqual(expected)
  })

  test.each<[string, Partial<Given>, readonly unknown[]]>([
    ['a boundary of the same width', { boundary: policy(allow('*')) }, yes],
    ['a boundary of one service', { boundary: policy(allow('s3:*')) }, ['no', 'some', [], []]],
    ['a boundary that is not known', { boundary: { $gatehouse: 'unknown' } }, ['unknown', 'unknown', [], []]],
    ['a service control policy against IAM', { denials: policy(deny('iam:*')) }, ['no', 'all-but', [], []]],
    [
      'a service control policy for regions',
      {
        denials: policy(deny('*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } } })),
      },
      ['yes', 'everything', [], ['aws:requestedregion']],
    ],
    ['what a service control policy allows limits nothing here', { denials: policy(allow('s3:*')) }, yes],
  ])('with %s', (_, more, expected) => {
    expect(administrator(policy(allow('*')), more)).toEqual(expected)
  })
})

describe('the administrator decision', () => {
  const words = (length: number): readonly string[] =>
    length === 0 ? [''] : ['', ...['a', 'b', 'z'].flatMap((one) => words(length - 1).map((rest) => one + rest))]
  const short = [...new Set(words(3))]
  const ACTIONS = short.flatMap((service) => short.map((name) => `${service}:${name}`))
  const RESOURCES = [...new Set(words(4))]
  const list = (...items: readonly string[]) =>
    fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: 2 })
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    notAction: fc.boolean(),
    actions: list('*', 'a:*', '*:b', 'b:a', '?:*', 'a*', '*:*a'),
    notResource: fc.boolean(),
    resources: list('*', 'a*', '*b', '?', 'ab', 'b?*'),
  })
  type Random = typeof statement extends fc.Arbitrary<infer T> ? T : never
  const matches = (patterns: readonly string[], text: string): boolean =>
    patterns.some((one) => new RegExp(`^${one.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text))
  const applies = (one: Random, action: string, resource: string): boolean =>
    matches(one.actions, action) !== one.notAction && matches(one.resources, resource) !== one.notResource

  property.prop([fc.array(statement, { minLength: 1, maxLength: 4 })], { numRuns: 150 })(
    'is that of trying every action on every resource of a small world',
    (random) => {
      const document = policy(
        ...random.map((one) => ({
          Effect: one.Effect,
          [one.notAction ? 'NotAction' : 'Action']: one.actions,
          [one.notResource ? 'NotResource' : 'Resource']: one.resources,
        })),
      )
      // Which statements apply depends on the action's and the resource's part alone; compute each once.
      const rows = [
        ...new Set(ACTIONS.map((action) => random.map((one) => matches(one.actions, action) !== one.notAction).join())),
      ]
      const columns = [
        ...new Set(
          RESOURCES.map((text) => random.map((one) => matches(one.resources, text) !== one.notResource).join()),
        ),
      ]
      const everything = rows.every((row) =>
        columns.every((column) => {
          const [a, r] = [row.split(','), column.split(',')]
          const hit = random.filter((_, n) => a[n] === 'true' && r[n] === 'true')
          return hit.some((one) => one.Effect === 'Allow') && !hit.some((one) => one.Effect === 'Deny')
        }),
      )
      expect(power({ identity: document }).extent === 'everything').toBe(everything)
    },
  )

  test('what a pattern takes and what it leaves out is everything, whichever way it is read', () => {
    const each = (resources: object) => ({ Effect: 'Allow', Action: '*', ...resources })
    expect(power({ identity: policy(each({ Resource: '*b' }), each({ NotResource: '*b' })) }).extent).toBe('everything')
  })

  test('the small world tells allowed from denied', () => {
    const one: Random = { Effect: 'Allow', notAction: true, actions: ['a:*'], notResource: false, resources: ['?'] }
    expect([applies(one, 'b:a', 'z'), applies(one, 'a:z', 'z'), applies(one, 'b:a', 'zz')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

const escalations = (identity: Value, more: Partial<Given> = {}): readonly string[] =>
  power({ identity, ...more }).escalations.map(({ id, answer, extent, conditions }) =>
    [id, ...(answer === 'yes' ? [] : [answer]), ...(extent === 'any' ? [] : [extent]), ...conditions].join(' '),
  )

describe('the catalogue', () => {
  test('every path has its own id, its source and no other path of the same way within it', () => {
    expect(new Set(ESCALATION_PATHS.map(({ id }) => id)).size).toBe(ESCALATION_PATHS.length)
    const isWithin = (small: EscalationPath, large: EscalationPath): boolean =>
      small !== large && small.way === large.way && small.actions.every((action) => large.actions.includes(action))
    expect(ESCALATION_PATHS.filter((large) => ESCALATION_PATHS.some((small) => isWithin(small, large)))).toEqual([])
    expect(ESCALATION_PATHS.filter(({ source }) => !source.startsWith('https://'))).toEqual([])
    expect(
      ESCALATION_PATHS.filter((path) => path.actions.includes('iam:PassRole') !== path.passedTo.length > 0),
    ).toEqual([])
  })

  const bounded = (path: EscalationPath): Partial<Given> =>
    path.onlyWithBoundary === true ? { boundary: policy(allow('*')) } : {}

  test.each(ESCALATION_PATHS.map((path) => [path.id, path] as const))(
    '%s is found, and not without one of its actions',
    (id, path) => {
      const found = power({ identity: policy(allow(path.actions)), ...bounded(path) })
      expect(found.escalations.filter((one) => one.id === id)).toEqual([
        { id, way: path.way, actions: path.actions, answer: 'yes', extent: 'any', conditions: [], source: path.source },
      ])
      for (const missing of path.actions) {
        const rest = path.actions.filter((action) => action !== missing)
        const without = power({ identity: policy(allow([...rest, 'sts:GetCallerIdentity'])), ...bounded(path) })
        expect(without.escalations.map((one) => one.id)).not.toContain(id)
        const denied = power({ identity: policy(allow(path.actions), deny(missing)), ...bounded(path) })
        expect(denied.escalations.map((one) => one.id)).not.toContain(id)
      }
    },
  )

  test('without a boundary there is none to remove', () => {
    expect(escalations(policy(allow('iam:DeleteUserPermissionsBoundary')))).toEqual([])
  })
})

describe('escalation', () => {
  test.each<[string, Value, readonly string[]]>([
    ['letter case', policy(allow('IAM:attachUSERpolicy')), ['iam-008']],
    ['wildcards', policy(allow('iam:*UserPolicy')), ['iam-007', 'iam-008']],
    ['one’s own access keys', policy(allow('iam:*AccessKey*', 'arn:aws:iam::*:user/${aws:username}')), []],
    ['one’s own policies', policy(allow('iam:PutUserPolicy', 'arn:aws:iam::*:user/${aws:username}')), ['iam-007']],
    [
      'the keys of one other user',
      policy(allow('iam:CreateAccessKey', 'arn:aws:iam::111111111111:user/carl')),
      ['iam-002 named'],
    ],
    ['users of a path', policy(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/apps/*')), ['iam-002 named']],
    ['a bucket is no user', policy(allow('iam:CreateAccessKey', 'arn:aws:s3:::*')), []],
    ['one role that can be assumed', policy(allow('sts:AssumeRole', 'arn:aws:iam::111111111111:role/reader')), []],
    ['every role', policy(allow('sts:AssumeRole', 'arn:aws:iam::111111111111:role/*')), ['sts-001']],
    ['every role with a name', policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/?*')), ['sts-001']],
    ['every role with a name, again', policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/*?')), ['sts-001']],
    ['every role by two stars', policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/**')), ['sts-001']],
    ['every role with a long name', policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/??????????*')), ['sts-001']],
    [
      'every role but those with a long name',
      policy(allow('sts:AssumeRole'), deny('sts:AssumeRole', 'arn:aws:iam::*:role/??????????*')),
      ['sts-001'],
    ],
    ['keys of every user with a name', policy(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/?*')), ['iam-002']],
    [
      'the administrator of a member account',
      policy(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/OrganizationAccountAccessRole')),
      ['sts-001 named'],
    ],
    [
      'the administrator of Control Tower',
      policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/AWSControlTowerExecution')),
      ['sts-001 named'],
    ],
    ['roles with the same first letter', policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/O*')), ['sts-001 named']],
    [
      'every role of that letter but the administrator of a member account',
      policy(
        allow('sts:AssumeRole', 'arn:aws:iam::*:role/O*'),
        deny('sts:*', 'arn:aws:iam::*:role/OrganizationAccountAccessRole'),
      ),
      [],
    ],
    ['roles of a path', policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/deploy/*')), []],
    ['the root user of member accounts', policy(allow('sts:AssumeRoot', 'arn:aws:iam::*:root')), ['sts-root named']],
    [
      'the root user for an audit',
      policy(
        allow('sts:AssumeRoot', '*', {
          Condition: {
            ArnEquals: { 'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
          },
        }),
      ),
      [],
    ],
    [
      'a password for the root user',
      policy(
        allow('sts:AssumeRoot', '*', {
          Condition: {
            ArnEquals: { 'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword' },
          },
        }),
      ),
      ['sts-root'],
    ],
    ...(
      [
        ['guardduty.amazonaws.com', []],
        ['sso.amazonaws.com', ['organizations-01']],
      ] as const
    ).map(([service, ways]): [string, Value, readonly string[]] => [
      `a delegated administrator of ${service}`,
      policy(
        allow('organizations:RegisterDelegatedAdministrator', '*', {
          Condition: { StringEquals: { 'organizations:ServicePrincipal': service } },
        }),
      ),
      ways,
    ]),
    [
      'one provider of SAML',
      policy(allow('iam:UpdateSAMLProvider', 'arn:aws:iam::111111111111:saml-provider/entra')),
      ['saml-01 named'],
    ],
    ['one pipeline', policy(allow('codebuild:UpdateProject')), ['codebuild-update']],
    ['stack sets to look at', policy(allow(['cloudformation:CreateStackInstances', 'cloudformation:List*'])), []],
    [
      'a role that is passed to another service',
      policy(
        allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }),
        allow(['ec2:RunInstances', 'lambda:CreateFunction', 'lambda:InvokeFunction']),
      ),
      ['ec2-001'],
    ],
    [
      'to any of several services',
      policy(
        allow('iam:PassRole', '*', { Condition: { StringLike: { 'iam:PassedToService': '*.amazonaws.com' } } }),
        allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
      ),
      ['lambda-001'],
    ],
    [
      'one role, one function',
      policy(
        allow('iam:PassRole', 'arn:aws:iam::111111111111:role/fn'),
        allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], 'arn:aws:lambda:*:*:function:ci-*'),
      ),
      ['lambda-001 named'],
    ],
    [
      'a policy that must not be the administrator’s',
      policy(
        allow('iam:AttachRolePolicy', '*', {
          Condition: { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::*:policy/apps/*' } },
        }),
      ),
      [],
    ],
    [
      'only with a boundary on the new object',
      policy(
        allow('iam:PutRolePolicy', '*', {
          Condition: { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::111111111111:policy/b' } },
        }),
      ),
      ['iam-005 iam:permissionsboundary'],
    ],
    [
      'all but one role',
      policy(allow('iam:UpdateAssumeRolePolicy'), deny('iam:UpdateAssumeRolePolicy', 'arn:aws:iam::*:role/admin')),
      ['iam-012'],
    ],
    [
      'denied where it is allowed',
      policy(allow('iam:UpdateAssumeRolePolicy', 'arn:aws:iam::*:role/ci-*'), deny('iam:*', 'arn:*:iam::*:role/c*')),
      [],
    ],
    ['an unknown resource', policy(allow('iam:PutUserPolicy', { $gatehouse: 'unknown' })), ['iam-007 unknown']],
    [
      'AWS’s own policies have no versions to make',
      policy(allow('iam:CreatePolicyVersion', 'arn:aws:iam::111111111111:policy/*')),
      ['iam-001'],
    ],
    ['a wildcard that has to cross a colon', policy(allow('iam:PutUserPolicy', 'arn:a*2:user/*')), ['iam-007 unknown']],
    ['reads', policy(allow(['iam:Get*', 'iam:List*', 's3:Get*'])), []],
  ])('%s', (_, identity, expected) => {
    expect(escalations(identity)).toEqual(expected)
  })

  test('a name of one’s own does not count as somebody else', () => {
    const identity = policy(allow('iam:CreateAccessKey', 'arn:aws:iam::111111111111:user/staff/anna'))
    expect(escalations(identity, { user: 'anna' })).toEqual([])
    expect(escalations(identity, { user: 'carl' })).toEqual(['iam-002 named'])
  })

  test('an administrator has nothing to gain, an unknown policy may give everything', () => {
    const some = ({ administrator: one, escalation, escalations: list }: Power) => [one, escalation, list.length]
    expect(some(power({ identity: policy(allow('*')) }))).toEqual(['yes', 'no', 0])
    expect(some(power({ identity: { $gatehouse: 'unknown' } }))).toEqual(['unknown', 'unknown', 0])
    expect(some(power({ identity: policy(allow('s3:GetObject')) }))).toEqual(['no', 'no', 0])
  })

  test('a role has no user name, so a statement with it gives nothing', () => {
    const document = parseDocument(
      policy(allow('iam:PutUserPolicy', 'arn:aws:iam::*:user/${aws:username}')),
      'identity',
    )
    const rights = { identity: [document], limits: [], denials: [], self: undefined }
    expect(powerOf(rights, false, contextOf({ 'aws:username': null }, false)).escalations).toEqual([])
  })
})

describe('laws of power', () => {
  const action = fc.constantFrom(
    '*',
    'iam:*',
    's3:*',
    'iam:Put*Policy',
    'iam:PassRole',
    'lambda:*',
    'ec2:RunInstances',
    'sts:*',
  )
  const resource = fc.constantFrom('*', 'arn:aws:iam::*:role/*', 'arn:aws:iam::1:user/x', 'arn:aws:s3:::b')
  const some = (effect: string) =>
    fc.record({ Effect: fc.constant(effect), Action: action, Resource: resource }).map((one) => one as Statement)
  const strength = (one: Power): readonly number[] => {
    const extents = ['nothing', 'some', 'identity', 'all-but', 'everything']
    return [extents.indexOf(one.extent), ['no', 'yes'].indexOf(one.administrator)]
  }

  property.prop([fc.array(some('Allow'), { minLength: 1, maxLength: 4 }), some('Deny')], { numRuns: 80 })(
    'one more deny never makes somebody stronger',
    (allows, more) => {
      const [before, after] = [power({ identity: policy(...allows) }), power({ identity: policy(...allows, more) })]
      const grown = strength(after).some((value, index) => value > (strength(before)[index] ?? 0))
      expect(grown).toBe(false)
      if (before.administrator === 'no') {
        const ids = before.escalations.map(({ id }) => id)
        expect(after.escalations.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([])
      }
    },
  )
})

describe('policies of AWS', () => {
  const of = (name: string): readonly unknown[] => {
    const document = managedPolicy(name)
    const found = powerOf({ identity: [document], limits: [], denials: [], self: ONESELF }, false)
    return [found.administrator, found.extent, found.escalation, document.open]
  }

  test.each<[string, readonly unknown[]]>([
    ['AdministratorAccess', ['yes', 'everything', 'no', false]],
    ['IAMFullAccess', ['no', 'identity', 'yes', false]],
    ['PowerUserAccess', ['no', 'all-but', 'yes', false]],
    ['ReadOnlyAccess', ['no', 'some', 'no', false]],
    ['SecurityAudit', ['no', 'some', 'no', false]],
    ['job-function/ViewOnlyAccess', ['no', 'some', 'no', false]],
    ['job-function/Billing', ['no', 'nothing', 'no', false]],
    ['AWSLambda_FullAccess', ['no', 'some', 'yes', false]],
    ['NotAdministratorAccess', ['unknown', 'unknown', 'unknown', true]],
    ['administratoraccess', ['unknown', 'unknown', 'unknown', true]],
  ])('%s', (name, expected) => {
    expect(of(name)).toEqual(expected)
  })

  test.each<[string, string | undefined]>([
    ['arn:aws:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
    ['arn:aws-us-gov:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
    ['arn:aws-cn:iam::aws:policy/job-function/Billing', 'job-function/Billing'],
    ['arn:aws:iam::111111111111:policy/AdministratorAccess', undefined],
    ['AdministratorAccess', undefined],
  ])('%s is %s', (arn, name) => {
    expect(managedPolicyName(arn)).toBe(name)
  })
})
