import { expect, test } from 'vitest'
import { awsAccess } from '../../../src/access/aws/standing/derive.ts'
import { type AwsSide, awsSide, diffAws } from '../../../src/access/aws/standing/diff.ts'
import { accountText, awsPartyText, standingText, trustSentence } from '../../../src/access/aws/standing/sentences.ts'
import type { Plan, Resource } from '../../../src/plan/model.ts'
import type { RegisterAt } from '../../../src/register/model.ts'
import { document, key, planOf, ref, resource, T, trust } from './plans.ts'

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'
const OURS = '222222222222'
const REGISTER = {
  stacks: { dev: { accounts: ['111111111111'] }, other: { accounts: [OURS] } },
} as unknown as RegisterAt
const UNKNOWN = { $gatehouse: 'unknown' } as const

const attached = (name: string, role: string, arn = ADMINISTRATOR): Resource =>
  resource('aws:iam/rolePolicyAttachment:RolePolicyAttachment', name, {
    role: ref(T.role, role, 'name'),
    policyArn: arn,
  })
const role = (name: string, principal: object | string = { Service: 'lambda.amazonaws.com' }, condition?: object) =>
  resource(T.role, name, { name, assumeRolePolicy: trust(principal, condition) })
const set = (name: string): readonly Resource[] => [
  resource(T.set, name, { name }),
  resource('aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment', name, {
    permissionSetArn: ref(T.set, name, 'arn'),
    managedPolicyArn: ADMINISTRATOR,
  }),
]
const assigned = (name: string, permissionSet: string, principalId: string): Resource =>
  resource(T.assignment, name, {
    permissionSetArn: ref(T.set, permissionSet, 'arn'),
    principalType: 'GROUP',
    principalId,
    targetType: 'AWS_ACCOUNT',
    targetId: '333333333333',
  })

function standings(...resources: readonly Resource[]): readonly string[] {
  return (awsAccess(planOf(...resources), REGISTER)?.standings ?? []).map((standing) =>
    [
      standing.power,
      standing.certain,
      awsPartyText(standing.principal),
      accountText(standing.account),
      standingText(standing),
      standing.resources.at(-1)?.label,
    ].join(' | '),
  )
}

const trusts = (...resources: readonly Resource[]): readonly string[] =>
  (awsAccess(planOf(...resources), REGISTER)?.trusts ?? []).map((one) => trustSentence('keeps', one))

test('an administrator by each way, with the step that makes it so last', () => {
  expect(
    standings(
      role('attached'),
      attached('attached', 'attached'),
      resource(T.role, 'inline', {
        name: 'inline',
        assumeRolePolicy: trust({ Service: 'lambda.amazonaws.com' }),
        inlinePolicies: [{ name: 'all', policy: document('Allow', '*') }],
      }),
      resource(T.group, 'ops', { name: 'ops' }),
      resource('aws:iam/groupPolicy:GroupPolicy', 'ops', { group: 'ops', policy: document('Allow', '*') }),
      resource(T.user, 'lena', { name: 'lena' }),
      resource('aws:iam/userGroupMembership:UserGroupMembership', 'lena', { user: 'lena', groups: ['ops'] }),
      role('jump', { AWS: 'arn:aws:iam::111111111111:role/attached' }),
      attached('jump', 'jump', 'arn:aws:iam::aws:policy/PowerUserAccess'),
      resource(T.user, 'paul', { name: 'paul' }),
      resource('aws:iam/userPolicy:UserPolicy', 'paul', {
        user: 'paul',
        policy: document('Allow', 'sts:AssumeRole'),
      }),
      role('break', { AWS: 'arn:aws:iam::111111111111:root' }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      attached('break', 'break'),
      ...set('Admin'),
      assigned('engineering', 'Admin', 'aaaa'),
      ...set('Nobody'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "administrator | yes | Identity Center group aaaa | account 333333333333 | through the permission set "Admin" with the attached policy "AdministratorAccess" | aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment::Admin",
      "administrator | yes | group "ops" | account 111111111111 | by its inline policy "ops" | aws:iam/groupPolicy:GroupPolicy::ops",
      "administrator | yes | whoever gets the permission set "Admin" | AWS | by the attached policy "AdministratorAccess" | aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment::Admin",
      "administrator | yes | whoever gets the permission set "Nobody" | AWS | by the attached policy "AdministratorAccess" | aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment::Nobody",
      "administrator | yes | role "attached" | account 111111111111 | by the attached policy "AdministratorAccess" | aws:iam/rolePolicyAttachment:RolePolicyAttachment::attached",
      "administrator | yes | role "break" | account 111111111111 | by the attached policy "AdministratorAccess" | aws:iam/rolePolicyAttachment:RolePolicyAttachment::break",
      "administrator | yes | role "inline" | account 111111111111 | by its inline policy all | "inline"",
      "administrator | yes | role "jump" | account 111111111111 | through the role "break", which it can assume, with the attached policy "AdministratorAccess", depending on aws:multifactorauthpresent | aws:iam/rolePolicyAttachment:RolePolicyAttachment::break",
      "administrator | yes | user "lena" | account 111111111111 | through the group "ops" with its inline policy "ops" | aws:iam/groupPolicy:GroupPolicy::ops",
      "administrator | yes | user "paul" | account 111111111111 | through the role "break", which it can assume, with the attached policy "AdministratorAccess", depending on aws:multifactorauthpresent | aws:iam/rolePolicyAttachment:RolePolicyAttachment::break",
    ]
  `)
})

test('a way to more rights, and what cannot be seen', () => {
  const passes = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
      { Effect: 'Allow', Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' },
    ],
  })
  expect(
    standings(
      role('ci'),
      resource('aws:iam/rolePolicy:RolePolicy', 'ci', { role: 'ci', policy: passes }),
      role('iam'),
      attached('iam', 'iam', 'arn:aws:iam::aws:policy/IAMFullAccess'),
      resource(T.user, 'perhaps', { name: 'perhaps' }),
      resource('aws:iam/userPolicy:UserPolicy', 'perhaps', {
        user: 'perhaps',
        // The plan does not show the partition.
        policy: document('Allow', 'sts:AssumeRole', 'arn:aws:iam::111111111111:role/top'),
      }),
      role('top', { AWS: 'arn:aws:iam::111111111111:root' }),
      attached('top', 'top'),
      role('dark'),
      resource('aws:iam/rolePolicy:RolePolicy', 'dark', { role: 'dark', policy: UNKNOWN }),
      role('reader'),
      attached('reader', 'reader', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "administrator | yes | role "top" | account 111111111111 | by the attached policy "AdministratorAccess" | aws:iam/rolePolicyAttachment:RolePolicyAttachment::top",
      "administrator | open | role "dark" | account 111111111111 | by its inline policy "dark"; inline policy "dark": the document is computed during the deployment | aws:iam/rolePolicy:RolePolicy::dark",
      "administrator | open | user "perhaps" | account 111111111111 | through the role "top", which it can assume, with the attached policy "AdministratorAccess"; whether it can assume that role, or what the role has, cannot be seen | aws:iam/rolePolicyAttachment:RolePolicyAttachment::top",
      "escalation | yes | role "ci" | account 111111111111 | it can start something with another role (iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction), by its inline policy "ci" | aws:iam/rolePolicy:RolePolicy::ci",
      "escalation | yes | role "iam" | account 111111111111 | it can give itself more rights (iam:CreatePolicyVersion), and 13 more ways, by the attached policy "IAMFullAccess" | aws:iam/rolePolicyAttachment:RolePolicyAttachment::iam",
    ]
  `)
  expect(awsAccess(planOf(), REGISTER)).toBeUndefined()
})

test('whom roles let in from outside, and what they are then', () => {
  const github = 'token.actions.githubusercontent.com'
  const provider = { Federated: `arn:aws:iam::111111111111:oidc-provider/${github}` }
  expect(
    trusts(
      role('partner', { AWS: 'arn:aws:iam::999999999999:root' }),
      attached('partner', 'partner'),
      role('tied', { AWS: '999999999999' }, { StringEquals: { 'sts:ExternalId': 'nordlicht' } }),
      role('ours', { AWS: `arn:aws:iam::${OURS}:role/deploy` }),
      role('own', { AWS: 'arn:aws:iam::111111111111:root' }),
      role('anybody', '*'),
      role('computed', { AWS: UNKNOWN }),
      role('their', { AWS: 'arn:aws:iam::999999999999:role/ci' }),
      resource(T.role, 'ci', {
        name: 'ci',
        assumeRolePolicy: trust(
          provider,
          {
            StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' },
            StringLike: { [`${github}:sub`]: 'repo:nordlicht/platform:*' },
          },
          'sts:AssumeRoleWithWebIdentity',
        ),
      }),
      role('service'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "Account 999999999999, which is not in the register, can still assume the role "partner" of account 111111111111, which is an administrator, without any condition; it is in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked.",
      "Anybody in any AWS account can still assume the role "anybody" of account 111111111111, without any condition.",
      "The identity provider token.actions.githubusercontent.com can still assume the role "ci" of account 111111111111, if aud is sts.amazonaws.com and sub is like repo:nordlicht/platform:*.",
      "Somebody who is not known may still assume the role "computed" of account 111111111111, without any condition; it is not known.",
      "The role arn:aws:iam::999999999999:role/ci, whose account is not in the register, can still assume the role "their" of account 111111111111, without any condition; it is in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked.",
      "Account 999999999999, which is not in the register, can still assume the role "tied" of account 111111111111, if sts:externalid is nordlicht.",
      "The role arn:aws:iam::222222222222:role/deploy of ours can still assume the role "ours" of account 111111111111, without any condition.",
    ]
  `)
})

function changes(before: Plan, after: Plan): readonly string[] {
  const side = (plan: Plan): AwsSide => awsSide(plan, awsAccess(plan, REGISTER), REGISTER)
  return diffAws(side(before), side(after)).map(
    ({ change, sentence, resources }) =>
      `${change}: ${sentence} ${resources.at(-1)?.key.split('::').slice(2).join(' ')}`,
  )
}

test('who gains, loses and keeps administration', () => {
  const paths = (name: string): Resource => attached(name, name, 'arn:aws:iam::aws:policy/IAMFullAccess')
  const reads = (name: string): Resource => attached(name, name, 'arn:aws:iam::aws:policy/ReadOnlyAccess')
  const inline = (name: string): Resource =>
    resource('aws:iam/rolePolicy:RolePolicy', name, { role: name, policy: document('Allow', '*') })
  const dark = (name: string): Resource =>
    resource('aws:iam/rolePolicy:RolePolicy', name, { role: name, policy: UNKNOWN })
  const names = ['gains', 'loses', 'rises', 'falls', 'changes', 'doubt', 'stays', 'nothing']
  const roles = names.map((name) => role(name))
  const before = planOf(
    ...roles,
    ...[reads('gains'), attached('loses', 'loses'), paths('rises'), attached('falls', 'falls')],
    ...[attached('changes', 'changes'), attached('doubt', 'doubt'), attached('stays', 'stays'), reads('nothing')],
    ...set('Admin'),
    assigned('engineering', 'Admin', 'aaaa'),
  )
  const after = planOf(
    ...roles,
    ...[attached('gains', 'gains'), reads('loses'), attached('rises', 'rises'), paths('falls')],
    ...[inline('changes'), dark('doubt'), attached('stays', 'stays'), reads('nothing')],
    ...set('Admin'),
    assigned('finance', 'Admin', 'bbbb'),
  )
  expect(changes(before, after)).toMatchInlineSnapshot(`
    [
      "gained: The Identity Center group bbbb becomes an administrator of account 333333333333, through the permission set "Admin" with the attached policy "AdministratorAccess". aws:ssoadmin/accountAssignment:AccountAssignment finance",
      "gained: The role "gains" becomes an administrator of account 111111111111, by the attached policy "AdministratorAccess". aws:iam/rolePolicyAttachment:RolePolicyAttachment gains",
      "gained: The role "rises" becomes an administrator of account 111111111111, by the attached policy "AdministratorAccess"; before, it had a way to more rights. aws:iam/rolePolicyAttachment:RolePolicyAttachment rises",
      "lost: The Identity Center group aaaa is no longer an administrator of account 333333333333; before, through the permission set "Admin" with the attached policy "AdministratorAccess". aws:ssoadmin/accountAssignment:AccountAssignment engineering",
      "lost: The role "falls" is no longer an administrator of account 111111111111, but keeps a way to more rights: it can give itself more rights (iam:CreatePolicyVersion), and 13 more ways, by the attached policy "IAMFullAccess". aws:iam/rolePolicyAttachment:RolePolicyAttachment falls",
      "lost: The role "loses" is no longer an administrator of account 111111111111; before, by the attached policy "AdministratorAccess". aws:iam/rolePolicyAttachment:RolePolicyAttachment loses",
      "changed: The role "changes" stays an administrator of account 111111111111 in another way: now by its inline policy "changes"; before by the attached policy "AdministratorAccess". aws:iam/rolePolicy:RolePolicy changes",
      "changed: The role "doubt" may still be an administrator of account 111111111111: now by its inline policy "doubt"; inline policy "doubt": the document is computed during the deployment; before by the attached policy "AdministratorAccess". aws:iam/rolePolicy:RolePolicy doubt",
      "kept: The role "stays" stays an administrator of account 111111111111, by the attached policy "AdministratorAccess". aws:iam/rolePolicyAttachment:RolePolicyAttachment stays",
    ]
  `)
})

test('a permission set by itself, until somebody has it', () => {
  const reader = resource(T.set, 'Admin', { name: 'Admin' })
  const has = assigned('engineering', 'Admin', 'aaaa')
  expect(changes(planOf(reader), planOf(...set('Admin')))).toMatchInlineSnapshot(`
    [
      "gained: Whoever gets the permission set "Admin" becomes an administrator of AWS, by the attached policy "AdministratorAccess". aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment Admin",
    ]
  `)
  expect(changes(planOf(...set('Admin')), planOf(...set('Admin'), has))).toMatchInlineSnapshot(`
    [
      "gained: The Identity Center group aaaa becomes an administrator of account 333333333333, through the permission set "Admin" with the attached policy "AdministratorAccess". aws:ssoadmin/accountAssignment:AccountAssignment engineering",
    ]
  `)
  expect(changes(planOf(...set('Admin'), has), planOf(...set('Admin')))).toMatchInlineSnapshot(`
    [
      "lost: The Identity Center group aaaa is no longer an administrator of account 333333333333; before, through the permission set "Admin" with the attached policy "AdministratorAccess". aws:ssoadmin/accountAssignment:AccountAssignment engineering",
      "kept: Whoever gets the permission set "Admin" stays an administrator of AWS, by the attached policy "AdministratorAccess". aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment Admin",
    ]
  `)
})

test('who gains, loses and keeps trust, and what a role becomes for those whom it lets in', () => {
  const foreign = { AWS: 'arn:aws:iam::999999999999:root' }
  const tie = (id: string): object => ({ StringEquals: { 'sts:ExternalId': id } })
  const before = planOf(role('opens'), role('closes', foreign), role('tied', foreign, tie('a')), role('rises', foreign))
  const after = planOf(
    role('opens', foreign, tie('x')),
    role('closes'),
    role('tied', foreign, tie('b')),
    role('rises', foreign),
    attached('rises', 'rises'),
  )
  expect(changes(before, after)).toMatchInlineSnapshot(`
    [
      "gained: Account 999999999999, which is not in the register, can assume the role "rises" of account 111111111111, which is now an administrator. aws:iam/role:Role rises",
      "gained: The role "rises" becomes an administrator of account 111111111111, by the attached policy "AdministratorAccess". aws:iam/rolePolicyAttachment:RolePolicyAttachment rises",
      "gained: Account 999999999999, which is not in the register, becomes able to assume the role "opens" of account 111111111111, if sts:externalid is x. aws:iam/role:Role opens",
      "lost: Account 999999999999, which is not in the register, can no longer assume the role "closes" of account 111111111111. aws:iam/role:Role closes",
      "changed: Account 999999999999, which is not in the register, can assume the role "tied" of account 111111111111, on other terms: now if sts:externalid is b; before if sts:externalid is a. aws:iam/role:Role tied",
    ]
  `)
})

test('a change of nothing, of order, and of names in the program is none', () => {
  const plan = planOf(role('a', { AWS: '999999999999' }), attached('a', 'a'))
  const renamed = role('a', { AWS: '999999999999' })
  const other = planOf(
    { ...renamed, key: key(T.role, 'b'), name: 'b', options: { ...renamed.options, aliases: [key(T.role, 'a')] } },
    attached('b', 'b'),
  )
  const kinds = (before: Plan, after: Plan): readonly string[] =>
    changes(before, after).map((text) => text.split(':')[0] ?? '')
  expect(kinds(plan, { ...plan, resources: [...plan.resources].reverse() })).toEqual(['kept', 'kept'])
  expect(kinds(plan, other)).toEqual(['kept', 'kept'])
  expect(kinds(planOf(), plan)).toEqual(['gained', 'gained'])
  expect(kinds(plan, planOf())).toEqual(['lost', 'lost'])
})

test('a policy that is written wider is the place, not its attachments', () => {
  const policy = (action: string): Resource =>
    resource(
      T.policy,
      'p',
      { name: 'p', policy: document('Allow', action) },
      { arn: 'arn:aws:iam::111111111111:policy/p' },
    )
  const rest = [role('a'), attached('a', 'a', 'arn:aws:iam::111111111111:policy/p')]
  expect(changes(planOf(policy('s3:Get*'), ...rest), planOf(policy('*'), ...rest))).toEqual([
    'gained: The role "a" becomes an administrator of account 111111111111, by the attached policy "p". aws:iam/policy:Policy p',
  ])
})
