import { readFileSync } from 'node:fs'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { AwsFacts, PrincipalFact } from '../../../src/access/aws/model.ts'
import { awsFacts } from '../../../src/access/aws/principals.ts'
import type { Plan, Resource } from '../../../src/plan/model.ts'
import type { Value } from '../../../src/plan/value.ts'
import { ADMIN, document, key, planOf, READ, ref, resource, T, trust } from './plans.ts'

const UNKNOWN: Value = { $gatehouse: 'unknown' }
const FROM_EC2 = trust({ Service: 'ec2.amazonaws.com' })
const role = (inputs: { readonly [name: string]: Value } = {}): Resource =>
  resource(T.role, 'ci', { name: 'ci', assumeRolePolicy: FROM_EC2, ...inputs })
const user = (inputs: { readonly [name: string]: Value } = {}): Resource =>
  resource(T.user, 'anna', { name: 'anna', ...inputs })
const group = (): Resource => resource(T.group, 'ops', { name: 'ops' })
const set = (): Resource => resource(T.set, 'admins', { name: 'Admins', instanceArn: 'arn:aws:sso:::instance/i' })
const iam = (name: string): string => `aws:iam/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`
const sso = (name: string): string => `aws:ssoadmin/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`
const own = resource(T.policy, 'own', { name: 'own', path: '/team/', policy: document('Allow', '*') })
const SET = { permissionSetArn: ref(T.set, 'admins', 'arn'), instanceArn: 'i' }

function fact(facts: AwsFacts, id: string): PrincipalFact {
  const found = facts.principals.find((one) => one.id === id)
  if (!found) throw new Error(`no ${id} in ${facts.principals.map((one) => one.id).join(', ')}`)
  return found
}

/** The answer, and the kinds and labels of the chain. */
const brief = ({ administrator: { answer, chain }, escalation }: PrincipalFact): readonly unknown[] => [
  answer,
  chain.map(({ kind, label }) => `${kind} ${label}`),
  escalation,
]

describe('every way of attaching a policy', () => {
  const ROLE = key(T.role, 'ci')
  const MANAGED = 'policy "AdministratorAccess"'
  test.each<[string, string, readonly Resource[], string]>([
    ['managedPolicyArns (row 64a)', ROLE, [role({ managedPolicyArns: [ADMIN] })], MANAGED],
    [
      'inlinePolicies',
      ROLE,
      [role({ inlinePolicies: [{ name: 'all', policy: document('Allow', '*') }] })],
      'policy inline policy all',
    ],
    [
      'RolePolicy by id',
      ROLE,
      [
        role(),
        resource(iam('RolePolicy'), 'p', {
          role: ref(T.role, 'ci', 'id'),
          name: 'all',
          policy: document('Allow', '*'),
        }),
      ],
      'policy inline policy "all"',
    ],
    [
      'RolePolicyAttachment by name',
      ROLE,
      [role(), resource(iam('RolePolicyAttachment'), 'a', { role: 'ci', policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'in another letter case',
      ROLE,
      [role(), resource(iam('RolePolicyAttachment'), 'a', { role: 'CI', policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'in another partition (row 64d)',
      ROLE,
      [
        role(),
        resource(iam('RolePolicyAttachment'), 'a', {
          role: ref(T.role, 'ci', 'name'),
          policyArn: 'arn:aws-us-gov:iam::aws:policy/AdministratorAccess',
        }),
      ],
      MANAGED,
    ],
    [
      'in an unknown partition',
      ROLE,
      [
        role(),
        resource(iam('RolePolicyAttachment'), 'a', {
          role: 'ci',
          policyArn: {
            $gatehouse: 'text',
            parts: ['arn:', { $gatehouse: 'unknown' }, ':iam::aws:policy/AdministratorAccess'],
          },
        }),
      ],
      MANAGED,
    ],
    [
      'PolicyAttachment (row 64b)',
      ROLE,
      [role(), resource(iam('PolicyAttachment'), 'a', { roles: ['ci'], policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'PolicyAttachment of a role that is not declared',
      'role ci',
      [resource(iam('PolicyAttachment'), 'a', { roles: ['ci'], policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'PolicyAttachment of an unknown role',
      `role of ${key(iam('PolicyAttachment'), 'a')}`,
      [resource(iam('PolicyAttachment'), 'a', { roles: UNKNOWN, policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'RolePolicyAttachmentsExclusive',
      ROLE,
      [role(), resource(iam('RolePolicyAttachmentsExclusive'), 'a', { roleName: 'ci', policyArns: [READ, ADMIN] })],
      MANAGED,
    ],
    [
      'a policy of ours by reference',
      ROLE,
      [role({ managedPolicyArns: [ref(T.policy, 'own', 'arn')] }), own],
      'policy "own"',
    ],
    ['by its id', ROLE, [role({ managedPolicyArns: [ref(T.policy, 'own', 'id')] }), own], 'policy "own"'],
    [
      'by its known ARN',
      ROLE,
      [
        role({ managedPolicyArns: ['arn:aws:iam::111111111111:policy/team/own'] }),
        { ...own, computed: { arn: 'arn:aws:iam::111111111111:policy/team/own' } },
      ],
      'policy "own"',
    ],
    [
      'UserPolicy',
      key(T.user, 'anna'),
      [user(), resource(iam('UserPolicy'), 'p', { user: ref(T.user, 'anna', 'name'), policy: document('Allow', '*') })],
      `policy inline policy ${iam('UserPolicy')}::p`,
    ],
    [
      'UserPolicyAttachment',
      key(T.user, 'anna'),
      [user(), resource(iam('UserPolicyAttachment'), 'a', { user: 'anna', policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'UserPolicyAttachmentsExclusive',
      key(T.user, 'anna'),
      [user(), resource(iam('UserPolicyAttachmentsExclusive'), 'a', { userName: 'anna', policyArns: [ADMIN] })],
      MANAGED,
    ],
    [
      'PolicyAttachment.users',
      key(T.user, 'anna'),
      [user(), resource(iam('PolicyAttachment'), 'a', { users: [ref(T.user, 'anna', 'name')], policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'GroupPolicy',
      key(T.group, 'ops'),
      [group(), resource(iam('GroupPolicy'), 'p', { group: 'ops', policy: document('Allow', '*') })],
      `policy inline policy ${iam('GroupPolicy')}::p`,
    ],
    [
      'GroupPolicyAttachment',
      key(T.group, 'ops'),
      [group(), resource(iam('GroupPolicyAttachment'), 'a', { group: ref(T.group, 'ops', 'name'), policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'GroupPolicyAttachmentsExclusive',
      key(T.group, 'ops'),
      [group(), resource(iam('GroupPolicyAttachmentsExclusive'), 'a', { groupName: 'ops', policyArns: [ADMIN] })],
      MANAGED,
    ],
    [
      'PolicyAttachment.groups',
      key(T.group, 'ops'),
      [group(), resource(iam('PolicyAttachment'), 'a', { groups: ['ops'], policyArn: ADMIN })],
      MANAGED,
    ],
    [
      'ManagedPolicyAttachment (row 64c)',
      key(T.set, 'admins'),
      [set(), resource(sso('ManagedPolicyAttachment'), 'a', { ...SET, managedPolicyArn: ADMIN })],
      MANAGED,
    ],
    [
      'ManagedPolicyAttachment of a set that is not declared',
      'permission-set arn:aws:sso:::permissionSet/i/ps-1',
      [
        resource(sso('ManagedPolicyAttachment'), 'a', {
          permissionSetArn: 'arn:aws:sso:::permissionSet/i/ps-1',
          managedPolicyArn: ADMIN,
        }),
      ],
      MANAGED,
    ],
    [
      'ManagedPolicyAttachmentsExclusive',
      key(T.set, 'admins'),
      [set(), resource(sso('ManagedPolicyAttachmentsExclusive'), 'a', { ...SET, managedPolicyArns: [ADMIN] })],
      MANAGED,
    ],
    [
      'CustomerManagedPolicyAttachment',
      key(T.set, 'admins'),
      [
        set(),
        own,
        resource(sso('CustomerManagedPolicyAttachment'), 'a', {
          ...SET,
          customerManagedPolicyReference: { name: 'own', path: '/team/' },
        }),
      ],
      'policy "own"',
    ],
    [
      'CustomerManagedPolicyAttachmentsExclusive',
      key(T.set, 'admins'),
      [
        set(),
        own,
        resource(sso('CustomerManagedPolicyAttachmentsExclusive'), 'a', {
          ...SET,
          customerManagedPolicyReferences: [{ name: 'own', path: '/team/' }],
        }),
      ],
      'policy "own"',
    ],
    [
      'PermissionSetInlinePolicy',
      key(T.set, 'admins'),
      [set(), resource(sso('PermissionSetInlinePolicy'), 'p', { ...SET, inlinePolicy: document('Allow', '*') })],
      `policy inline policy ${sso('PermissionSetInlinePolicy')}::p`,
    ],
  ])('%s', (_, id, resources, policy) => {
    expect(brief(fact(awsFacts(planOf(...resources)), id))).toEqual(['yes', [policy], 'no'])
  })

  test('read-only through the role (row 64-ok)', () => {
    expect(brief(fact(awsFacts(planOf(role({ managedPolicyArns: [READ] }))), ROLE))).toEqual(['no', [], 'no'])
  })

  test('a policy of our own with a similar name (row 64-ok2)', () => {
    const policy = resource(T.policy, 'p', {
      name: 'NotAdministratorAccess',
      policy: document('Allow', 's3:ListBucket', 'arn:aws:s3:::b'),
    })
    const attachment = resource(iam('RolePolicyAttachment'), 'a', { role: 'ci', policyArn: ref(T.policy, 'p', 'arn') })
    expect(brief(fact(awsFacts(planOf(role(), policy, attachment)), ROLE))).toEqual(['no', [], 'no'])
  })

  test.each<[string, readonly Resource[]]>([
    ['a policy that is not declared', [role({ managedPolicyArns: ['arn:aws:iam::111111111111:policy/other'] })]],
    [
      'a policy of AWS that is not known',
      [role({ managedPolicyArns: ['arn:aws:iam::aws:policy/NotAdministratorAccess'] })],
    ],
    ['a computed ARN', [role({ managedPolicyArns: [UNKNOWN] })]],
    ['a computed list', [role({ managedPolicyArns: UNKNOWN })]],
    ['a computed document (row 62)', [role(), resource(iam('RolePolicy'), 'p', { role: 'ci', policy: UNKNOWN })]],
    ['a secret document', [role({ inlinePolicies: [{ name: 'a', policy: { $gatehouse: 'secret' } }] })]],
    [
      'inline policies outside the plan',
      [role(), resource(iam('RolePoliciesExclusive'), 'x', { roleName: 'ci', policyNames: ['hidden'] })],
    ],
  ])('%s leaves the answer unknown', (_, resources) => {
    const found = fact(awsFacts(planOf(...resources)), ROLE)
    expect([found.administrator.answer, found.escalation, found.open.length]).toEqual(['unknown', 'unknown', 1])
  })

  test('a policy of a customer that the target account would have to contain', () => {
    const attachment = resource(sso('CustomerManagedPolicyAttachment'), 'a', {
      ...SET,
      customerManagedPolicyReference: { name: 'own' },
    })
    const found = fact(awsFacts(planOf(set(), own, attachment)), key(T.set, 'admins'))
    expect([found.administrator.answer, found.open]).toEqual([
      'unknown',
      ['the policy own: the policy own is not declared here'],
    ])
  })

  test('inline policies that the plan declares are not hidden by their exclusive list', () => {
    const policy = resource(iam('RolePolicy'), 'p', { role: 'ci', name: 'a', policy: document('Allow', 's3:Get*') })
    const exclusive = resource(iam('RolePoliciesExclusive'), 'x', { roleName: 'ci', policyNames: ['a', 'b'] })
    const inside = role({ inlinePolicies: [{ name: 'b', policy: document('Allow', 's3:List*') }] })
    expect(brief(fact(awsFacts(planOf(inside, policy, exclusive)), ROLE))).toEqual(['no', [], 'no'])
  })

  test('an empty block removes inline policies', () => {
    expect(fact(awsFacts(planOf(role({ inlinePolicies: [{}] }))), ROLE).policies).toBe(0)
  })

  test('two roles of one name are not told apart', () => {
    const second = resource(T.role, 'ci2', { name: 'CI', assumeRolePolicy: FROM_EC2 })
    const attachment = resource(iam('RolePolicyAttachment'), 'a', { role: 'ci', policyArn: ADMIN })
    const facts = awsFacts(planOf(role(), second, attachment))
    const [unknown] = facts.principals.filter((one) => !one.declared)
    expect([unknown?.label, unknown?.administrator.answer]).toEqual([
      'a role that is not known (two declared resources are called ci)',
      'yes',
    ])
  })
})

describe('groups', () => {
  const admins = [group(), resource(iam('GroupPolicyAttachment'), 'a', { group: 'ops', policyArn: ADMIN })]
  test.each<[string, Resource]>([
    [
      'UserGroupMembership',
      resource(iam('UserGroupMembership'), 'm', {
        user: ref(T.user, 'anna', 'name'),
        groups: [ref(T.group, 'ops', 'name')],
      }),
    ],
    ['GroupMembership', resource(iam('GroupMembership'), 'm', { group: 'ops', users: ['anna'], name: 'm' })],
  ])('%s gives the group’s rights', (_, membership) => {
    const found = fact(awsFacts(planOf(user(), ...admins, membership)), key(T.user, 'anna'))
    expect(found.administrator.chain).toEqual([
      { kind: 'group', label: '"ops"', key: membership.key },
      { kind: 'policy', label: '"AdministratorAccess"', key: key(iam('GroupPolicyAttachment'), 'a') },
    ])
  })

  test('several policies together', () => {
    const most = JSON.stringify({ Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } })
    const attached = [
      resource(iam('UserPolicy'), 'most', { user: 'anna', name: 'most', policy: most }),
      resource(iam('GroupPolicy'), 'iam', { group: 'ops', name: 'iam', policy: document('Allow', 'iam:*') }),
      resource(iam('UserGroupMembership'), 'm', { user: 'anna', groups: ['ops'] }),
    ]
    const facts = awsFacts(planOf(user(), group(), ...attached))
    expect(brief(fact(facts, key(T.user, 'anna')))).toEqual([
      'yes',
      ['policy inline policy "most"', 'group "ops"', 'policy inline policy "iam"'],
      'no',
    ])
    expect(fact(facts, key(T.group, 'ops')).administrator.extent).toBe('identity')
  })

  test('a path over two policies', () => {
    const attached = [
      resource(iam('UserPolicy'), 'pass', { user: 'anna', policy: document('Allow', 'iam:PassRole') }),
      resource(iam('UserPolicyAttachment'), 'run', {
        user: 'anna',
        policyArn: 'arn:aws:iam::aws:policy/AWSLambda_FullAccess',
      }),
    ]
    const found = fact(awsFacts(planOf(user(), ...attached)), key(T.user, 'anna'))
    expect(found.escalations.map((one) => one.id)).toContain('lambda-001')
  })
})

test('users are told apart where a policy names one of them', () => {
  const users = ['anna', 'ben'].flatMap((name) => [
    resource(T.user, name, { name }),
    resource(iam('UserPolicy'), name, {
      user: name,
      policy: document('Allow', 'iam:CreateAccessKey', 'arn:aws:iam::*:user/anna'),
    }),
  ])
  const facts = awsFacts(planOf(...users))
  expect(['anna', 'ben'].map((name) => fact(facts, key(T.user, name)).escalation)).toEqual(['no', 'yes'])
})

describe('limits', () => {
  const boundary = resource(T.policy, 'boundary', { name: 'boundary', policy: document('Allow', 's3:*') })
  const limited = { managedPolicyArns: [ADMIN], permissionsBoundary: ref(T.policy, 'boundary', 'arn') }

  test('a boundary', () => {
    const found = fact(awsFacts(planOf(role(limited), boundary)), key(T.role, 'ci'))
    expect([found.administrator.answer, found.administrator.extent, found.boundary]).toEqual(['no', 'some', 'yes'])
    const unknown = fact(awsFacts(planOf(role({ ...limited, permissionsBoundary: UNKNOWN }))), key(T.role, 'ci'))
    expect([unknown.administrator.answer, unknown.boundary]).toEqual(['unknown', 'unknown'])
  })

  test('the boundary of a permission set', () => {
    const attached = resource(sso('ManagedPolicyAttachment'), 'a', { ...SET, managedPolicyArn: ADMIN })
    const limit = (permissionsBoundary: Value): Resource =>
      resource(sso('PermissionsBoundaryAttachment'), 'b', { ...SET, permissionsBoundary })
    const answer = (value: Value): string =>
      fact(awsFacts(planOf(set(), attached, boundary, limit(value))), key(T.set, 'admins')).administrator.answer
    expect(answer({ managedPolicyArn: READ })).toBe('no')
    expect(answer({ customerManagedPolicyReference: { name: 'boundary' } })).toBe('no')
    expect(answer({ customerManagedPolicyReference: { name: 'other' } })).toBe('unknown')
  })

  const scp = resource(T.control, 'scp', { content: document('Deny', 'iam:*') })
  const to = (targetId: Value): Resource =>
    resource(T.controlAttachment, 'to', { policyId: ref(T.control, 'scp', 'id'), targetId })
  const accounts = [
    resource(T.unit, 'prod', { name: 'prod', parentId: 'r-a1b2' }),
    resource(T.account, 'shop', { name: 'shop', email: 'a@example.org', parentId: ref(T.unit, 'prod', 'id') }),
  ]
  const assigned = (targetId: Value): readonly Resource[] => [
    set(),
    resource(sso('ManagedPolicyAttachment'), 'a', { ...SET, managedPolicyArn: ADMIN }),
    resource(T.assignment, 'who', {
      ...SET,
      principalType: 'GROUP',
      principalId: 'g-1',
      targetId,
      targetType: 'AWS_ACCOUNT',
    }),
  ]

  test.each<[string, Value, Value, string | undefined, string]>([
    ['of the account', ref(T.account, 'shop', 'id'), ref(T.account, 'shop', 'id'), undefined, 'no'],
    ['of its unit', ref(T.unit, 'prod', 'id'), ref(T.account, 'shop', 'id'), undefined, 'no'],
    ['of the root', 'r-a1b2', ref(T.account, 'shop', 'id'), undefined, 'no'],
    ['of another account', '999999999999', ref(T.account, 'shop', 'id'), undefined, 'yes'],
    ['of an account by number', '222222222222', '222222222222', '111111111111', 'no'],
    ['of an account that may be the management account', '222222222222', '222222222222', undefined, 'yes'],
    ['of the management account', '222222222222', '222222222222', '222222222222', 'yes'],
    ['of a computed target', UNKNOWN, ref(T.account, 'shop', 'id'), undefined, 'yes'],
  ])('a service control policy %s', (_, target, account, managementAccount, expected) => {
    const plan = planOf(scp, to(target), ...accounts, ...assigned(account))
    expect(fact(awsFacts(plan, { managementAccount }), key(T.assignment, 'who')).administrator.answer).toBe(expected)
  })

  test('service control policies with their targets', () => {
    const brief = (plan: Plan): readonly unknown[] =>
      awsFacts(plan).controls.map(({ label, attached, targets, problems }) => [label, attached, targets, problems])
    const tag = resource(T.control, 'tags', { type: 'TAG_POLICY', content: '{}' })
    expect(brief(planOf(scp, tag, to('r-a1b2')))).toEqual([[`${T.control}::scp`, true, ['r-a1b2'], []]])
    expect(brief(planOf(scp))).toEqual([[`${T.control}::scp`, false, [], []]])
    expect(brief(planOf(resource(T.control, 'scp', { content: UNKNOWN }), to('r-a1b2')))).toEqual([
      [`${T.control}::scp`, true, ['r-a1b2'], ['the document is computed during the deployment']],
    ])
  })
})

describe('assignments of Identity Center', () => {
  const attached = resource(sso('ManagedPolicyAttachment'), 'a', { ...SET, managedPolicyArn: ADMIN })
  const assignment = (more: { readonly [name: string]: Value } = {}): Resource =>
    resource(T.assignment, 'who', {
      ...SET,
      principalType: 'GROUP',
      principalId: 'g-1',
      targetId: '222222222222',
      targetType: 'AWS_ACCOUNT',
      ...more,
    })

  test('say who, where and through which set', () => {
    const team = resource('aws:identitystore/group:Group', 'team', { displayName: 'Platform' })
    const found = fact(
      awsFacts(
        planOf(
          set(),
          attached,
          team,
          assignment({ principalId: ref('aws:identitystore/group:Group', 'team', 'groupId') }),
        ),
      ),
      key(T.assignment, 'who'),
    )
    expect([found.assignment, brief(found)]).toEqual([
      { permissionSet: key(T.set, 'admins'), principalType: 'GROUP', holder: '"Platform"', account: '222222222222' },
      ['yes', ['permission-set "Admins"', 'policy "AdministratorAccess"'], 'no'],
    ])
  })

  test('of a set that is not declared', () => {
    const other = { permissionSetArn: 'arn:aws:sso:::permissionSet/i/ps-1' }
    const found = fact(awsFacts(planOf(assignment(other))), key(T.assignment, 'who'))
    expect([found.administrator.answer, found.escalation, found.open]).toEqual([
      'unknown',
      'unknown',
      ['the policies of its permission set are not known'],
    ])
    const known = resource(sso('ManagedPolicyAttachment'), 'a', { ...other, managedPolicyArn: ADMIN })
    expect(fact(awsFacts(planOf(assignment(other), known)), key(T.assignment, 'who')).administrator.answer).toBe('yes')
  })
})

describe('roles that somebody can assume', () => {
  const OWN = '111111111111'
  const provider = {
    ...resource('pulumi:providers:aws', 'default', { region: 'eu-central-1' }),
    key: user().provider ?? '',
  }
  const admin = (policy: Value): Resource =>
    resource(T.role, 'admin', { name: 'admin', assumeRolePolicy: policy, managedPolicyArns: [ADMIN] })
  const may = (target: string, effect: 'Allow' | 'Deny' = 'Allow'): Resource =>
    resource(iam('UserPolicy'), `may-${effect}`, {
      user: 'anna',
      name: 'may',
      policy: document(effect, 'sts:AssumeRole', target),
    })
  const anna = (...resources: readonly Resource[]): PrincipalFact =>
    fact(awsFacts(planOf(user(), provider, ...resources), { account: OWN }), key(T.user, 'anna'))
  const bySelf = {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ref(T.user, 'anna', 'arn') } }],
  }
  const direct = ['yes', ['role "admin"', 'policy "AdministratorAccess"'], 'no']

  test.each<[string, readonly Resource[], readonly unknown[]]>([
    ['named by the trust policy', [admin(bySelf)], direct],
    ['named by a literal ARN', [admin(trust({ AWS: `arn:aws:iam::${OWN}:user/anna` }))], direct],
    ['by the account and her own policy', [admin(trust({ AWS: OWN })), may(`arn:aws:iam::${OWN}:role/admin`)], direct],
    ['by the account alone', [admin(trust({ AWS: OWN }))], ['no', [], 'no']],
    [
      'her own policy names another role',
      [admin(trust({ AWS: OWN })), may(`arn:aws:iam::${OWN}:role/reader`)],
      ['no', [], 'no'],
    ],
    ['her own policy denies it', [admin(trust({ AWS: OWN })), may('*'), may('*', 'Deny')], ['no', [], 'no']],
    [
      'the trust policy denies her',
      [
        admin({
          Statement: [
            { Effect: 'Allow', Action: 'sts:*', Principal: { AWS: OWN } },
            { Effect: 'Deny', Action: '*', Principal: { AWS: ref(T.user, 'anna', 'arn') } },
          ],
        }),
        may('arn:aws:iam::*:role/admin'),
      ],
      ['no', [], 'no'],
    ],
    [
      'another account',
      [admin(trust({ AWS: '999999999999' })), may(`arn:aws:iam::${OWN}:role/admin`)],
      ['no', [], 'no'],
    ],
    ['a service only', [admin(FROM_EC2), may(`arn:aws:iam::${OWN}:role/admin`)], ['no', [], 'no']],
    [
      'a trust policy that is not known',
      [admin(UNKNOWN), may(`arn:aws:iam::${OWN}:role/admin`)],
      ['unknown', ['role "admin"', 'policy "AdministratorAccess"'], 'no'],
    ],
    ['everybody', [admin(trust('*'))], direct],
    [
      'an ARN with a wildcard, which IAM refuses',
      [admin(trust({ AWS: `arn:aws:iam::${OWN}:user/*` }))],
      ['unknown', ['role "admin"', 'policy "AdministratorAccess"'], 'no'],
    ],
    [
      'everybody but her',
      [
        admin({
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' },
            { Effect: 'Deny', Action: '*', NotPrincipal: { AWS: [OWN, `arn:aws:iam::${OWN}:user/anna`] } },
          ],
        }),
      ],
      direct,
    ],
    [
      'everybody but another',
      [
        admin({
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' },
            { Effect: 'Deny', Action: '*', NotPrincipal: { AWS: `arn:aws:iam::${OWN}:user/ben` } },
          ],
        }),
      ],
      ['no', [], 'no'],
    ],
  ])('%s', (_, resources, expected) => {
    expect(brief(anna(...resources))).toEqual(expected)
  })

  const OTHER = '999999999999'
  const away = {
    ...resource('pulumi:providers:aws', 'away', { region: 'eu-central-1', allowedAccountIds: `["${OTHER}"]` }),
    key: 'urn:away',
  }
  const abroad = (policy: Value): readonly Resource[] => [away, { ...admin(policy), provider: away.key }]
  const target = `arn:aws:iam::${OTHER}:role/admin`

  test.each<[string, readonly Resource[], string]>([
    ['named, but not allowed by her own account', abroad(trust({ AWS: `arn:aws:iam::${OWN}:user/anna` })), 'no'],
    ['everybody, but not allowed by her own account', abroad(trust('*')), 'no'],
    ['allowed, but not trusted', [...abroad(trust({ AWS: OTHER })), may(target)], 'no'],
    ['named and allowed', [...abroad(trust({ AWS: `arn:aws:iam::${OWN}:user/anna` })), may(target)], 'yes'],
    ['her account and allowed', [...abroad(trust({ AWS: OWN })), may(target)], 'yes'],
    [
      'a user of the same name there',
      [...abroad(trust({ AWS: `arn:aws:iam::${OTHER}:user/anna` })), may(target)],
      'no',
    ],
  ])('across accounts: %s', (_, resources, expected) => {
    expect(anna(...resources).administrator.answer).toBe(expected)
  })

  test('who is named is told apart from others with the same policies', () => {
    const both = (role: Resource): readonly Resource[] => [
      ...['anna', 'ben', 'carl'].flatMap((name) => [
        resource(T.user, name, { name }),
        resource(iam('UserPolicy'), name, { user: name, policy: document('Allow', 'sts:AssumeRole') }),
      ]),
      role,
      provider,
    ]
    const deny = (Principal: object): Value => ({
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: OWN } },
        { Effect: 'Deny', Action: 'sts:AssumeRole', ...(Principal as { readonly [name: string]: Value }) },
      ],
    })
    const answers = (policy: Value): readonly string[] => {
      const facts = awsFacts(planOf(...both(admin(policy))), { account: OWN })
      return ['anna', 'ben', 'carl'].map((name) => fact(facts, key(T.user, name)).administrator.answer)
    }
    const ben = { AWS: `arn:aws:iam::${OWN}:user/ben` }
    expect(answers(deny({ Principal: ben }))).toEqual(['yes', 'no', 'yes'])
    expect(answers(deny({ NotPrincipal: ben }))).toEqual(['no', 'unknown', 'no'])
    expect(answers(deny({ NotPrincipal: { AWS: [OWN, ben.AWS] } }))).toEqual(['unknown', 'yes', 'unknown'])
    expect(answers(trust(ben))).toEqual(['no', 'yes', 'no'])
  })

  const ids = [OWN, OTHER, '*', ...['anna', 'ben'].map((name) => `arn:aws:iam::${OWN}:user/${name}`)]
  const trustStatement = fc.record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: fc.constantFrom('sts:AssumeRole', 'sts:*', 'sts:TagSession'),
    principals: fc.tuple(fc.boolean(), fc.subarray([...ids, `arn:aws:iam::${OWN}:user/a*`], { minLength: 1 })),
  })
  const roleOf = (index: number, statements: readonly { readonly [name: string]: unknown }[]): Resource => {
    const written = statements.map(({ principals, ...rest }) => {
      const [isNot, AWS] = principals as [boolean, readonly string[]]
      return { ...rest, [isNot ? 'NotPrincipal' : 'Principal']: { AWS } }
    })
    const assumeRolePolicy = JSON.stringify({ Version: '2012-10-17', Statement: written })
    return resource(T.role, `role${index}`, { name: `role${index}`, assumeRolePolicy })
  }
  property.prop([
    fc.array(fc.array(trustStatement, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom('*', `arn:aws:iam::${OWN}:role/role1`, ''), { minLength: 3, maxLength: 3 }),
  ])('who else there is changes nothing for anybody', (trusts, targets) => {
    const roles = trusts.map((statements, index) => roleOf(index, statements))
    const people = ['anna', 'ben', 'carl'].map((name, index) => [
      resource(T.user, name, { name }),
      ...(targets[index] === ''
        ? []
        : [resource(iam('UserPolicy'), name, { user: name, policy: document('Allow', 'sts:*', targets[index]) })]),
    ])
    const together = awsFacts(planOf(provider, ...roles, ...people.flat()), { account: OWN })
    for (const one of people) {
      const id = one[0]?.key ?? ''
      const alone = awsFacts(planOf(provider, ...roles, ...one), { account: OWN })
      expect(fact(together, id)).toEqual(fact(alone, id))
    }
  })

  test('in a partition that is not known', () => {
    const resources = [user(), admin(trust({ AWS: OWN })), may(`arn:aws:iam::${OWN}:role/admin`)]
    const found = fact(awsFacts(planOf(...resources), { account: OWN }), key(T.user, 'anna'))
    expect(found.administrator.answer).toBe('unknown')
  })

  test('under a condition', () => {
    const found = anna(
      admin(trust({ AWS: `arn:aws:iam::${OWN}:user/anna` }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })),
    )
    expect([found.administrator.through, found.administrator.conditions, found.assumes]).toEqual([
      'role',
      ['aws:multifactorauthpresent'],
      [{ role: key(T.role, 'admin'), answer: 'yes', conditions: ['aws:multifactorauthpresent'] }],
    ])
  })

  test('through another role, in as few steps as there are', () => {
    const step = resource(T.role, 'step', { name: 'step', assumeRolePolicy: bySelf })
    const last = admin({
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ref(T.role, 'step', 'arn') } }],
    })
    expect(brief(anna(step, last))).toEqual([
      'yes',
      ['role "step"', 'role "admin"', 'policy "AdministratorAccess"'],
      'no',
    ])
    const short = resource(T.role, 'zz', { name: 'zz', assumeRolePolicy: bySelf, managedPolicyArns: [ADMIN] })
    expect(brief(anna(step, last, short))).toEqual(['yes', ['role "zz"', 'policy "AdministratorAccess"'], 'no'])
  })

  test('roles that assume each other in a circle', () => {
    const circle = (name: string, other: string): Resource =>
      resource(T.role, name, {
        name,
        assumeRolePolicy: {
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ref(T.role, other, 'arn') } }],
        },
      })
    const facts = awsFacts(planOf(circle('a', 'b'), circle('b', 'a')))
    expect(facts.principals.map((one) => one.administrator.answer)).toEqual(['no', 'no'])
  })
})

describe('policies by themselves', () => {
  test.each<[string, Value, readonly unknown[]]>([
    ['unknown (row 62)', UNKNOWN, ['unknown', 'unknown']],
    [
      'NotAction (row 63a)',
      JSON.stringify({ Statement: [{ Effect: 'Allow', NotAction: ['aws-portal:*'], Resource: '*' }] }),
      ['yes', 'no'],
    ],
    [
      'one statement (row 63c)',
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }),
      ['yes', 'no'],
    ],
    ['IAM in any case (row 63d)', document('Allow', 'IaM:*'), ['no', 'yes']],
    ['reads (row 63-ok2)', document('Allow', ['s3:Get*', 's3:List*'], 'arn:aws:s3:::reports/*'), ['no', 'no']],
  ])('%s', (_, policy, expected) => {
    const [found] = awsFacts(planOf(resource(T.policy, 'p', { policy }))).policies
    expect([found?.administrator, found?.escalation]).toEqual(expected)
  })

  test('every place of a document', () => {
    const inline = { name: 'x', policy: document('Allow', '*') }
    const plan = planOf(
      own,
      role({ inlinePolicies: [inline] }),
      resource(iam('RolePolicy'), 'p', { role: 'ci', policy: document('Allow', '*') }),
      resource(iam('UserPolicy'), 'p', { user: 'u', policy: document('Allow', '*') }),
      resource(iam('GroupPolicy'), 'p', { group: 'g', policy: document('Allow', '*') }),
      resource(sso('PermissionSetInlinePolicy'), 'p', { ...SET, inlinePolicy: document('Allow', '*') }),
    )
    const facts = awsFacts(plan).policies
    expect(facts.map((one) => [one.label, one.administrator])).toEqual([
      [`${iam('GroupPolicy')}::p`, 'yes'],
      ['"own"', 'yes'],
      ['"ci", inline policy x', 'yes'],
      [`${iam('RolePolicy')}::p`, 'yes'],
      [`${iam('UserPolicy')}::p`, 'yes'],
      [`${sso('PermissionSetInlinePolicy')}::p`, 'yes'],
    ])
  })
})

/**
 * The embedded planner's plan of a program with users, groups and roles, references by name, id and ARN, documents as
 * text, as objects and from `getPolicyDocument`, and account and partition from data sources.
 */
describe('the plan of a program', () => {
  const plan = JSON.parse(readFileSync(new URL('./program.plan.json', import.meta.url), 'utf8')) as Plan
  const facts = awsFacts(plan)

  test('who is an administrator and who can become one', () => {
    const lines = facts.principals.map((one) => [one.label, one.administrator.extent, ...brief(one)])
    expect(lines).toEqual([
      ['the role legacy', 'all-but', 'no', [], 'yes'],
      ['"admins"', 'everything', 'yes', ['policy "AdministratorAccess"'], 'no'],
      ['aws:iam/role:Role::ci', 'identity', 'no', [], 'yes'],
      ['aws:iam/role:Role::deploy', 'everything', 'yes', ['policy "AdministratorAccess"'], 'no'],
      ['"fn"', 'nothing', 'no', [], 'no'],
      ['aws:iam/role:Role::xacct', 'nothing', 'no', [], 'no'],
      ['"anna"', 'everything', 'yes', ['group "admins"', 'policy "AdministratorAccess"'], 'no'],
      [
        'aws:iam/user:User::auto',
        'everything',
        'yes',
        ['role aws:iam/role:Role::deploy', 'policy "AdministratorAccess"'],
        'yes',
      ],
    ])
  })

  test('to pass one role of ours that can do nothing leads to nothing', () => {
    const [policy] = facts.policies
    expect(policy?.escalations.filter((one) => one.actions.includes('iam:PassRole'))).toEqual([])
  })

  test('the facts are JSON', () => {
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  })

  property.prop([fc.shuffledSubarray([...plan.resources], { minLength: plan.resources.length })], { numRuns: 20 })(
    'the order of resources changes nothing',
    (resources) => {
      expect(awsFacts({ ...plan, resources })).toEqual(facts)
    },
  )
})

test('a plan without AWS has no facts', () => {
  expect(awsFacts(planOf())).toEqual({ principals: [], policies: [], trusts: [], controls: [], consoles: [] })
})
