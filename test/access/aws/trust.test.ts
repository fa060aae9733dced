import { describe, expect, test } from 'vitest'
import type { Trusted } from '../../../src/access/aws/model.ts'
import { awsFacts } from '../../../src/access/aws/principals.ts'
import type { Value } from '../../../src/plan/value.ts'
import { planOf, ref, resource, T, trust } from './plans.ts'

const OWN = '111111111111'

/** Who a role's trust policy names, the role being in our account. */
function trusted(assumeRolePolicy: Value): readonly Trusted[] {
  const plan = planOf(
    resource(T.role, 'r', { name: 'r', assumeRolePolicy }),
    resource(T.user, 'anna', { name: 'anna' }),
    resource(T.role, 'other', {
      name: 'other',
      path: '/ci/',
      assumeRolePolicy: trust({ Service: 'ec2.amazonaws.com' }),
    }),
  )
  const facts = awsFacts(plan, { account: OWN }).trusts
  return facts.find((fact) => fact.label === '"r"')?.trusted ?? []
}

const line = (one: Trusted): readonly unknown[] => [
  one.kind,
  one.name,
  one.foreign,
  one.answer,
  one.guards,
  one.weaknesses,
]
const SOURCE = 'can act for somebody else: neither aws:SourceArn nor aws:SourceAccount is checked'
const ELSEWHERE = 'is in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked'
const PERHAPS = 'may be in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked'
const GITHUB = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com'
const OIDC = 'sts:AssumeRoleWithWebIdentity'
const sub = (value: string): { readonly [name: string]: Value } => ({
  StringLike: { 'token.actions.githubusercontent.com:sub': value },
  StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
})
const HOST = 'token.actions.githubusercontent.com'

describe('who a role trusts', () => {
  test.each<[string, Value, readonly (readonly unknown[])[]]>([
    [
      'a service',
      trust({ Service: 'sns.amazonaws.com' }),
      [['service', 'sns.amazonaws.com', 'no', 'yes', [], [SOURCE]]],
    ],
    [
      'a service for our account',
      trust({ Service: 'sns.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': OWN } }),
      [['service', 'sns.amazonaws.com', 'no', 'yes', ['aws:sourceaccount'], []]],
    ],
    [
      'a service for our resources',
      trust({ Service: 'sns.amazonaws.com' }, { ArnLike: { 'AWS:SourceArn': `arn:aws:sns:*:${OWN}:*` } }),
      [['service', 'sns.amazonaws.com', 'no', 'yes', ['aws:sourcearn'], []]],
    ],
    [
      'a service for any resource',
      trust({ Service: 'sns.amazonaws.com' }, { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }),
      [['service', 'sns.amazonaws.com', 'no', 'yes', [], [SOURCE]]],
    ],
    [
      'a guard that a missing key opens',
      trust({ Service: 'sns.amazonaws.com' }, { StringEqualsIfExists: { 'aws:SourceAccount': OWN } }),
      [['service', 'sns.amazonaws.com', 'no', 'yes', [], [SOURCE]]],
    ],
    [
      'a guard that is turned around',
      trust({ Service: 'sns.amazonaws.com' }, { StringNotEquals: { 'aws:SourceAccount': OWN } }),
      [['service', 'sns.amazonaws.com', 'no', 'yes', [], [SOURCE]]],
    ],
    ['our own account', trust({ AWS: OWN }), [['account', OWN, 'no', 'yes', [], []]]],
    [
      'by its root',
      trust({ AWS: `arn:aws:iam::${OWN}:root` }),
      [['account', `arn:aws:iam::${OWN}:root`, 'no', 'yes', [], []]],
    ],
    ['another account', trust({ AWS: '999999999999' }), [['account', '999999999999', 'yes', 'yes', [], [ELSEWHERE]]]],
    [
      'with an external id',
      trust({ AWS: '999999999999' }, { StringEquals: { 'sts:ExternalId': 'k7' } }),
      [['account', '999999999999', 'yes', 'yes', ['sts:externalid'], []]],
    ],
    [
      'with any external id',
      trust({ AWS: '999999999999' }, { StringLike: { 'sts:ExternalId': '*' } }),
      [['account', '999999999999', 'yes', 'yes', [], [ELSEWHERE]]],
    ],
    [
      'within the organisation',
      trust({ AWS: '999999999999' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1' } }),
      [['account', '999999999999', 'yes', 'yes', ['aws:principalorgid'], []]],
    ],
    [
      'a role of another account',
      trust({ AWS: 'arn:aws:iam::999999999999:role/x' }),
      [['role', 'arn:aws:iam::999999999999:role/x', 'yes', 'yes', [], [ELSEWHERE]]],
    ],
    [
      'a user of ours by reference',
      { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ref(T.user, 'anna', 'arn') } }] },
      [['user', `arn:<…>:iam::${OWN}:user/anna`, 'no', 'yes', [], []]],
    ],
    [
      'a role of ours by reference',
      { Statement: [{ Effect: 'Allow', Action: 'sts:*', Principal: { AWS: ref(T.role, 'other', 'arn') } }] },
      [['role', `arn:<…>:iam::${OWN}:role/ci/other`, 'no', 'yes', [], []]],
    ],
    [
      'a session',
      trust({ AWS: 'arn:aws:sts::999999999999:assumed-role/x/y' }),
      [['session', 'arn:aws:sts::999999999999:assumed-role/x/y', 'yes', 'yes', [], [ELSEWHERE]]],
    ],
    ['everybody', trust('*'), [['everyone', '*', 'yes', 'yes', [], ['is anybody in any AWS account']]]],
    [
      'everybody as an AWS principal',
      trust({ AWS: '*' }),
      [['everyone', '*', 'yes', 'yes', [], ['is anybody in any AWS account']]],
    ],
    [
      'everybody of the organisation',
      trust({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1' } }),
      [['everyone', '*', 'yes', 'yes', ['aws:principalorgid'], []]],
    ],
    [
      'everybody with a second factor is still everybody',
      trust('*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      [['everyone', '*', 'yes', 'yes', [], ['is anybody in any AWS account']]],
    ],
    [
      'an external id names nobody',
      trust('*', { StringEquals: { 'sts:ExternalId': 'k7' } }),
      [['everyone', '*', 'yes', 'yes', ['sts:externalid'], ['is anybody in any AWS account']]],
    ],
    [
      'everybody of another account',
      trust('*', { StringEquals: { 'aws:PrincipalAccount': '999999999999' } }),
      [['everyone', '*', 'yes', 'yes', ['aws:principalaccount'], [ELSEWHERE]]],
    ],
    [
      'everybody of another account with an external id',
      trust('*', { StringEquals: { 'aws:PrincipalAccount': '999999999999', 'sts:ExternalId': 'k7' } }),
      [['everyone', '*', 'yes', 'yes', ['aws:principalaccount', 'sts:externalid'], []]],
    ],
    [
      'everybody of our own account',
      trust('*', { StringEquals: { 'aws:PrincipalAccount': OWN } }),
      [['everyone', '*', 'no', 'yes', ['aws:principalaccount'], []]],
    ],
    [
      'everybody of several accounts is judged by each',
      trust('*', { StringEquals: { 'aws:PrincipalAccount': [OWN, '999999999999'] } }),
      [
        ['everyone', '*', 'no', 'yes', ['aws:principalaccount'], []],
        ['everyone', '*', 'yes', 'yes', ['aws:principalaccount'], [ELSEWHERE]],
      ],
    ],
    [
      'roles of another account among everybody',
      trust('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::999999999999:role/*' } }),
      [['everyone', '*', 'yes', 'yes', ['aws:principalarn'], [ELSEWHERE]]],
    ],
    [
      'an id among everybody does not say in which account it is',
      trust('*', { StringEquals: { 'aws:userid': 'AIDAEXAMPLE' } }),
      [['everyone', '*', 'unknown', 'yes', ['aws:userid'], [PERHAPS]]],
    ],
    [
      'one branch of one repository',
      trust({ Federated: GITHUB }, sub('repo:acme/app:ref:refs/heads/main'), OIDC),
      [['oidc', GITHUB, 'no', 'yes', [`${HOST}:aud`, `${HOST}:sub`], []]],
    ],
    [
      'any branch',
      trust({ Federated: GITHUB }, sub('repo:acme/app:*'), OIDC),
      [['oidc', GITHUB, 'no', 'yes', [`${HOST}:aud`, `${HOST}:sub`], []]],
    ],
    [
      'any repository',
      trust({ Federated: GITHUB }, sub('repo:acme/*'), OIDC),
      [['oidc', GITHUB, 'no', 'yes', [`${HOST}:aud`], ['has a subject that is too wide']]],
    ],
    [
      'anybody on GitHub',
      trust({ Federated: GITHUB }, undefined, OIDC),
      [
        [
          'oidc',
          GITHUB,
          'no',
          'yes',
          [],
          [
            'can be any subject of the provider: its sub is not checked',
            'can come from any client of the provider: its aud is not checked',
          ],
        ],
      ],
    ],
    [
      'Cognito',
      trust(
        { Federated: 'cognito-identity.amazonaws.com' },
        { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu:1' } },
        OIDC,
      ),
      [
        [
          'oidc',
          'cognito-identity.amazonaws.com',
          'no',
          'yes',
          ['cognito-identity.amazonaws.com:aud'],
          ['can be unauthenticated: its amr is not checked'],
        ],
      ],
    ],
    ...(
      [
        ['authenticated', ['amr', 'aud'], []],
        ['unauthenticated', ['aud'], ['can be unauthenticated: its amr is not tied to authenticated']],
        ['*authenticated', ['aud'], ['can be unauthenticated: its amr is not tied to authenticated']],
      ] as const
    ).map(([amr, guards, weaknesses]): [string, Value, readonly (readonly unknown[])[]] => [
      `Cognito with amr ${amr}`,
      trust(
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu:1' },
          'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr },
        },
        OIDC,
      ),
      [
        [
          'oidc',
          'cognito-identity.amazonaws.com',
          'no',
          'yes',
          guards.map((key) => `cognito-identity.amazonaws.com:${key}`),
          weaknesses,
        ],
      ],
    ]),
    [
      'SAML',
      trust(
        { Federated: `arn:aws:iam::${OWN}:saml-provider/entra` },
        { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        'sts:AssumeRoleWithSAML',
      ),
      [['saml', `arn:aws:iam::${OWN}:saml-provider/entra`, 'no', 'yes', ['saml:aud'], []]],
    ],
    [
      'SAML for any audience',
      trust({ Federated: `arn:aws:iam::${OWN}:saml-provider/entra` }, undefined, 'sts:AssumeRoleWithSAML'),
      [
        [
          'saml',
          `arn:aws:iam::${OWN}:saml-provider/entra`,
          'no',
          'yes',
          [],
          ['is not tied to an audience: SAML:aud is not checked'],
        ],
      ],
    ],
    [
      'an account that is not known',
      {
        $gatehouse: 'text',
        parts: [
          '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::',
          { $gatehouse: 'unknown' },
          ':root"}}}',
        ],
      },
      [['account', 'arn:aws:iam::<unknown>:root', 'unknown', 'yes', [], [PERHAPS]]],
    ],
    [
      'a principal that is not known',
      { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: { $gatehouse: 'unknown' } } }] },
      [['unknown', '<unknown>', 'unknown', 'unknown', [], ['is not known']]],
    ],
    [
      'a policy that is not known',
      { $gatehouse: 'unknown' },
      [['unknown', '<unknown>', 'unknown', 'unknown', [], ['is not known']]],
    ],
    [
      'all but one',
      { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: OWN } }] },
      [['everyone', '*', 'yes', 'yes', [], ['is anybody in any AWS account']]],
    ],
    ['only what gives no credentials', trust({ AWS: '999999999999' }, undefined, 'sts:TagSession'), []],
    [
      'who is denied again',
      {
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ['999999999999', OWN] } },
          { Effect: 'Deny', Action: 'sts:*', Principal: { AWS: '999999999999' } },
        ],
      },
      [['account', OWN, 'no', 'yes', [], []]],
    ],
    [
      'who is denied under a condition only',
      {
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: OWN } },
          { Effect: 'Deny', Action: 'sts:*', Principal: { AWS: OWN }, Condition: { Bool: { 'aws:a': 'b' } } },
        ],
      },
      [['account', OWN, 'no', 'yes', [], []]],
    ],
    [
      'several, sorted and once each',
      {
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: [OWN, OWN], Service: 'a.amazonaws.com' } },
        ],
      },
      [
        ['account', OWN, 'no', 'yes', [], []],
        ['service', 'a.amazonaws.com', 'no', 'yes', [], [SOURCE]],
      ],
    ],
  ])('%s', (_, policy, expected) => {
    expect(trusted(policy).map(line)).toEqual(expected)
  })

  test.each<[string, boolean]>([
    ['project_path:*', false],
    ['project_path:*/app:ref_type:branch:ref:main', false],
    ['project_path:acme*', false],
    ['project_path:acme*/app:ref_type:branch:ref:main', false],
    ['project_path:acme/*:ref_type:branch:ref:main', true],
    ['project_path:acme/app:ref_type:*', true],
    ['organization:*:project:*:workspace:*:run_phase:*', false],
    ['organization:acme:project:*:workspace:*:run_phase:*', true],
    ['org/*/project/app/user/*', false],
    ['org/acme/project/*', true],
    ['pulumi:deploy:org:*', false],
    ['pulumi:deploy:org:acme:project:*', true],
    ['system:serviceaccount:*:app', false],
    ['system:serviceaccount:preview-*:app', true],
    ['{8d1c1ba1}:*', true],
    ['8d*', false],
  ])('whether the subject %s names somebody: %s', (value, expected) => {
    const host = 'id.example.org'
    const policy = trust(
      { Federated: `arn:aws:iam::${OWN}:oidc-provider/${host}` },
      { StringLike: { [`${host}:sub`]: value }, StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com' } },
      OIDC,
    )
    const [guards, weaknesses] = expected
      ? [[`${host}:aud`, `${host}:sub`], []]
      : [[`${host}:aud`], ['has a subject that is too wide']]
    expect(trusted(policy).map(line)).toEqual([
      ['oidc', `arn:aws:iam::${OWN}:oidc-provider/${host}`, 'no', 'yes', guards, weaknesses],
    ])
  })

  test('an identity provider by reference', () => {
    const type = 'aws:iam/openIdConnectProvider:OpenIdConnectProvider'
    const provider = resource(type, 'github', { url: `https://${HOST}`, clientIdLists: ['sts.amazonaws.com'] })
    const Principal = { Federated: ref(type, 'github', 'arn') }
    const statement = { Effect: 'Allow', Action: OIDC, Principal, Condition: sub('repo:acme/app:*') } as Value
    const plan = planOf(provider, resource(T.role, 'r', { assumeRolePolicy: { Statement: [statement] } }))
    const guards = [`${HOST}:aud`, `${HOST}:sub`]
    expect(awsFacts(plan, { account: OWN }).trusts[0]?.trusted.map(line)).toEqual([
      ['oidc', `arn:<…>:iam::${OWN}:oidc-provider/${HOST}`, 'no', 'yes', guards, []],
    ])
  })

  test('conditions are named', () => {
    const [one] = trusted(
      trust({ AWS: OWN }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringLike: { 'sts:ExternalId': '*' } }),
    )
    expect(one?.conditions).toEqual(['aws:multifactorauthpresent', 'sts:externalid'])
  })

  test('without the account of the role, numbers cannot be compared', () => {
    const plan = planOf(resource(T.role, 'r', { assumeRolePolicy: trust({ AWS: '999999999999' }) }))
    expect(awsFacts(plan).trusts[0]?.trusted.map(line)).toEqual([
      ['account', '999999999999', 'unknown', 'yes', [], [PERHAPS]],
    ])
  })

  test('the provider’s only allowed account is the role’s', () => {
    const role = resource(T.role, 'r', { assumeRolePolicy: trust({ AWS: OWN }) })
    const provider = {
      ...resource('pulumi:providers:aws', 'default', { allowedAccountIds: `["${OWN}"]` }),
      key: role.provider ?? '',
    }
    expect(awsFacts(planOf(role, provider)).trusts[0]?.trusted.map(line)).toEqual([
      ['account', OWN, 'no', 'yes', [], []],
    ])
  })
})
