import { describe, expect, test } from 'vitest'
import { awsFacts } from '../../../src/access/aws/principals.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import { ADMIN, key, planOf, READ, ref, resource, T, trust } from './plans.ts'

const LAMBDA = 'aws:lambda/function:Function'
const role = (name: string, inputs: { readonly [name: string]: Value } = {}): Resource =>
  resource(T.role, name, { name, assumeRolePolicy: trust({ Service: 'lambda.amazonaws.com' }), ...inputs })

/** A policy of the role `ci` whose resources may be references. */
const may = (action: string | readonly string[], Resource: Value, name = 'ci'): Resource =>
  resource('aws:iam/rolePolicy:RolePolicy', `${name}-${String(action)}`, {
    role: name,
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action as Value, Resource }] },
  })

/** Whether `ci` can gain rights. */
function gains(...resources: readonly Resource[]): unknown {
  const { principals } = awsFacts(planOf(role('ci'), ...resources))
  return principals.find(({ id }) => id === key(T.role, 'ci'))?.escalation
}

const task = ref(T.role, 'task', 'arn')
const create = may(['lambda:CreateFunction', 'lambda:InvokeFunction'], '*')

describe('passing a role to something new', () => {
  test.each<[string, readonly Resource[], string]>([
    ['a declared role without rights', [may('iam:PassRole', task), role('task')], 'no'],
    ['one that reads', [may('iam:PassRole', task), role('task', { managedPolicyArns: [READ] })], 'no'],
    ['an administrator', [may('iam:PassRole', task), role('task', { managedPolicyArns: [ADMIN] })], 'yes'],
    [
      'one whose policies are not known',
      [may('iam:PassRole', task), role('task', { managedPolicyArns: UNKNOWN })],
      'yes',
    ],
    [
      'one that writes policies',
      [may('iam:PassRole', task), role('task'), may('iam:PutRolePolicy', '*', 'task')],
      'yes',
    ],
    ['one that is not declared', [may('iam:PassRole', 'arn:aws:iam::111111111111:role/task')], 'yes'],
    ['a pattern', [may('iam:PassRole', 'arn:aws:iam::111111111111:role/task*'), role('task')], 'yes'],
    ['one of them and a pattern', [may('iam:PassRole', [task, 'arn:aws:iam::*:role/x*']), role('task')], 'yes'],
    ['all roles', [may('iam:PassRole', '*'), role('task')], 'yes'],
  ])('%s', (_, resources, expected) => {
    expect(gains(create, ...resources)).toBe(expected)
  })

  test('by a second statement that is wider', () => {
    expect(gains(create, may('iam:PassRole', task), may('iam:Pass*', '*'), role('task'))).toBe('yes')
  })

  test('a role that can itself pass an administrator', () => {
    const chain = [may('iam:PassRole', task), role('task'), role('admin', { managedPolicyArns: [ADMIN] })]
    const onwards = may(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'], '*', 'task')
    expect(gains(create, ...chain, onwards)).toBe('yes')
  })

  test('a role that can pass one without rights', () => {
    const functions = may(['lambda:CreateFunction', 'lambda:InvokeFunction'], '*', 'task')
    const onwards = may('iam:PassRole', ref(T.role, 'last', 'arn'), 'task')
    expect(gains(create, may('iam:PassRole', task), role('task'), role('last'), functions, onwards)).toBe('no')
  })
})

describe('changing what exists', () => {
  const shop = (given: Value): Resource => resource(LAMBDA, 'shop', { name: 'shop', role: given })
  const update = may('lambda:UpdateFunctionCode', ref(LAMBDA, 'shop', 'arn'))

  test.each<[string, readonly Resource[], string]>([
    ['a function whose role has no rights', [update, shop(task), role('task')], 'no'],
    ['a function of an administrator', [update, shop(task), role('task', { managedPolicyArns: [ADMIN] })], 'yes'],
    ['a function whose role is not declared', [update, shop('arn:aws:iam::111111111111:role/x'), role('task')], 'yes'],
    ['a function whose role is not known', [update, shop(UNKNOWN), role('task')], 'yes'],
    ['every function', [may('lambda:UpdateFunctionCode', '*'), shop(task), role('task')], 'yes'],
    [
      'a function that is not declared',
      [may('lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-central-1:111111111111:function:x')],
      'yes',
    ],
  ])('%s', (_, resources, expected) => {
    expect(gains(...resources)).toBe(expected)
  })
})

describe('a function by its written ARN', () => {
  const ARN = 'arn:aws:lambda:eu-central-1:111111111111:function:thumbs'
  const thumbs = resource(LAMBDA, 'shop', { name: 'thumbs', role: task, region: 'eu-central-1' })
  const update = (arn: Value): Resource => may('lambda:UpdateFunctionCode', arn)
  const inAccount = (account: string | undefined, ...resources: readonly Resource[]): unknown => {
    const { principals } = awsFacts(planOf(role('ci'), role('task'), ...resources), account ? { account } : {})
    return principals.find(({ id }) => id === key(T.role, 'ci'))?.escalation
  }

  test.each<[string, string | undefined, readonly Resource[], string]>([
    ['whose role has no rights', '111111111111', [thumbs, update(ARN)], 'no'],
    ['of another account', '222222222222', [thumbs, update(ARN)], 'yes'],
    ['of an account that is not known', undefined, [thumbs, update(ARN)], 'yes'],
    ['of another region', '111111111111', [thumbs, update(ARN.replace('central', 'west'))], 'yes'],
    ['of another name', '111111111111', [thumbs, update(`${ARN}2`)], 'yes'],
    ['with a wildcard', '111111111111', [thumbs, update(`${ARN}*`)], 'yes'],
    [
      'in a region that is not known',
      '111111111111',
      [resource(LAMBDA, 'shop', { name: 'thumbs', role: task }), update(ARN)],
      'yes',
    ],
  ])('%s', (_, account, resources, expected) => {
    expect(inAccount(account, ...resources)).toBe(expected)
  })
})

test('to write the policy of a named role is a way, whatever that role can do', () => {
  expect(gains(may('iam:PutRolePolicy', task), role('task'))).toBe('yes')
})
