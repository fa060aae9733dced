// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of IAM policies
import { describe, expect, test } from 'vitest'
import { conditionsHold } from '../../../src/access/aws/conditions.ts'
import { type Context, contextOf, NO_CONTEXT } from '../../../src/access/aws/context.ts'
import { parseDocument } from '../../../src/access/aws/document.ts'
import { answerOf } from '../../../src/access/aws/truth.ts'
import type { Value } from '../../../src/plan/value.ts'

/** What a `Condition` element says about a request. */
function holds(condition: Value, context: Context): string {
  const source: Value = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition }],
  }
  const [statement] = parseDocument(source, 'identity').statements
  return answerOf(conditionsHold(statement?.conditions ?? [], context))
}

const K = 'aws:Key'
const request = (value: string | readonly string[] | null): Context => contextOf({ [K]: value }, true)

describe('operators with one value in the request', () => {
  test.each<[string, Value, string, string]>([
    ['StringEquals', 'blue', 'blue', 'yes'],
    ['StringEquals', 'blue', 'Blue', 'no'],
    ['StringEquals', 'b*', 'blue', 'no'],
    ['StringEquals', ['red', 'blue'], 'blue', 'yes'],
    ['StringNotEquals', ['red', 'blue'], 'blue', 'no'],
    ['StringNotEquals', ['red', 'green'], 'blue', 'yes'],
    ['StringEqualsIgnoreCase', 'BLUE', 'blue', 'yes'],
    ['StringNotEqualsIgnoreCase', 'BLUE', 'blue', 'no'],
    ['StringLike', 'b?u*', 'blue', 'yes'],
    ['StringLike', 'B*', 'blue', 'no'],
    ['StringLike', '${*}b', '*b', 'yes'],
    ['StringLike', '${*}b', 'ab', 'no'],
    ['StringNotLike', 'b*', 'blue', 'no'],
    ['ArnEquals', 'arn:aws:iam::*:role/ops', 'arn:aws:iam::111111111111:role/ops', 'yes'],
    ['ArnLike', 'arn:aws:sns:*:1:a', 'arn:aws:sns:us-east-1:2:x:1:a', 'no'],
    ['ArnLike', '*', 'arn:aws:sns:us-east-1:2:x', 'yes'],
    ['ArnLike', 'arn:aws:sns:*', 'arn:aws:sns:us-east-1:2:x', 'unknown'],
    ['ArnLike', 'arn:aws:sns:*:*:*', 'no arn', 'no'],
    ['ArnNotLike', 'arn:aws:iam::*:user/*', 'arn:aws:iam::1:role/ops', 'yes'],
    ['NumericEquals', '10', '10.0', 'yes'],
    ['NumericLessThan', 300, '299', 'yes'],
    ['NumericLessThanEquals', '300', '300', 'yes'],
    ['NumericGreaterThan', '9', '10', 'yes'],
    ['NumericGreaterThanEquals', '11', '10', 'no'],
    ['NumericNotEquals', '10', '10', 'no'],
    ['NumericLessThan', 'ten', '9', 'unknown'],
    ['DateLessThan', '2026-06-01T00:00:00Z', '2026-05-31T23:59:59Z', 'yes'],
    ['DateGreaterThan', '2026-06-01T02:00:00+02:00', '2026-06-01T00:00:00Z', 'no'],
    ['DateGreaterThanEquals', '2026-06-01T02:00:00+02:00', '2026-06-01T00:00:00Z', 'yes'],
    ['DateEquals', '1780272000', '2026-06-01T00:00:00Z', 'yes'],
    ['DateLessThan', 'tomorrow', '2026-06-01T00:00:00Z', 'unknown'],
    ['DateLessThan', '2026', '2026-06-01T00:00:00Z', 'unknown'],
    ['Bool', 'true', 'true', 'yes'],
    ['Bool', true, 'TRUE', 'yes'],
    ['Bool', 'false', 'true', 'no'],
    ['Bool', 'yes', 'true', 'unknown'],
    ['IpAddress', '192.0.2.0/24', '192.0.2.200', 'yes'],
    ['IpAddress', '192.0.2.7', '192.0.2.8', 'no'],
    ['IpAddress', '0.0.0.0/0', '192.0.2.8', 'yes'],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', 'no'],
    ['IpAddress', '2001:DB8::/32', '2001:db8::1', 'yes'],
    ['IpAddress', '192.0.2.0/33', '192.0.2.8', 'unknown'],
    ['NotIpAddress', ['10.0.0.0/8', '192.0.2.0/24'], '192.0.2.8', 'no'],
    ['Null', 'true', 'x', 'no'],
    ['Null', 'false', 'x', 'yes'],
    ['Null', ['true', 'false'], 'x', 'yes'],
    ['Null', 'maybe', 'x', 'unknown'],
    ['BinaryEquals', 'QQ==', 'QQ==', 'unknown'],
    ['NullIfExists', 'true', 'x', 'unknown'],
    ['StringMatches', 'x', 'x', 'unknown'],
    ['StringEqualsIfExists', 'blue', 'red', 'no'],
  ])('%s %j and %s: %s', (operator, policy, value, expected) => {
    expect(holds({ [operator]: { 'AWS:KEY': policy } }, request(value))).toBe(expected)
  })
})

describe('a key that the request does not have', () => {
  test.each<[string, string]>([
    ['StringEquals', 'no'],
    ['StringLike', 'no'],
    ['StringNotEquals', 'yes'],
    ['ArnNotLike', 'yes'],
    ['NotIpAddress', 'yes'],
    ['StringEqualsIfExists', 'yes'],
    ['StringNotEqualsIfExists', 'yes'],
    ['BoolIfExists', 'yes'],
    ['ForAllValues:StringEquals', 'yes'],
    ['ForAllValues:StringEqualsIfExists', 'yes'],
    ['ForAnyValue:StringEquals', 'no'],
    ['ForAnyValue:StringNotEquals', 'no'],
    ['ForAnyValue:StringEqualsIfExists', 'unknown'],
  ])('%s: %s', (operator, expected) => {
    expect(holds({ [operator]: { [K]: 'true' } }, request(null))).toBe(expected)
    expect(holds({ [operator]: { [K]: 'true' } }, contextOf({}, true))).toBe(expected)
    expect(holds({ [operator]: { [K]: 'true' } }, NO_CONTEXT)).toBe('conditional')
  })

  test('Null', () => {
    expect(['true', 'false'].map((value) => holds({ Null: { [K]: value } }, request(null)))).toEqual(['yes', 'no'])
    expect(holds({ Null: { [K]: 'true' } }, NO_CONTEXT)).toBe('conditional')
  })
})

describe('several values in the request', () => {
  test.each<[string, readonly string[], readonly string[], string]>([
    ['ForAnyValue:StringEquals', ['a', 'b'], ['b', 'c'], 'yes'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], 'no'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'a'], 'yes'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'c'], 'no'],
    ['ForAllValues:StringLike', ['a*'], ['ab', 'ac'], 'yes'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], 'yes'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], 'no'],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], 'yes'],
    ['ForAllValues:StringEquals', ['a'], [], 'yes'],
    ['ForAnyValue:StringEquals', ['a'], [], 'no'],
    ['StringEquals', ['a'], ['a', 'b'], 'unknown'],
    ['ForSomeValues:StringEquals', ['a'], ['a'], 'unknown'],
  ])('%s %j and %j: %s', (operator, policy, values, expected) => {
    expect(holds({ [operator]: { [K]: policy } }, request(values))).toBe(expected)
  })
})

describe('variables and unknown values', () => {
  const anna = contextOf({ 'aws:username': 'anna', [K]: 'anna' }, true)
  const nobody = contextOf({ [K]: 'anna' }, true)

  test.each<[string, Value, Context, string]>([
    ['StringEquals', '${aws:username}', anna, 'yes'],
    ['StringEquals', '${AWS:UserName}', anna, 'yes'],
    ['StringNotEquals', '${aws:username}', anna, 'no'],
    ['StringEquals', '${aws:username}', nobody, 'no'],
    ['StringNotEquals', '${aws:username}', nobody, 'unknown'],
    ['StringEquals', "${aws:username, 'anna'}", nobody, 'yes'],
    ['StringEquals', '${aws:username}', contextOf({ [K]: 'anna' }, false), 'conditional'],
    ['NumericEquals', '${aws:username}', anna, 'unknown'],
    ['StringEquals', { $gatehouse: 'unknown' }, anna, 'unknown'],
    ['StringLike', { $gatehouse: 'text', parts: ['x-', { $gatehouse: 'unknown' }] }, anna, 'no'],
    [
      'ArnLike',
      { $gatehouse: 'ref', urn: 'u', property: 'arn' },
      contextOf({ [K]: 'arn:aws:iam::1:role/a' }, true),
      'unknown',
    ],
    ['IpAddress', { $gatehouse: 'secret' }, contextOf({ [K]: '10.0.0.1' }, true), 'unknown'],
  ])('%s %j: %s', (operator, value, context, expected) => {
    expect(holds({ [operator]: { [K]: value } }, context)).toBe(expected)
  })

  test('all keys and operators must hold', () => {
    const both: Value = { StringEquals: { [K]: 'anna', 'aws:username': 'anna' }, Bool: { 'aws:Mfa': 'true' } }
    expect(holds(both, contextOf({ [K]: 'anna', 'aws:username': 'anna', 'aws:mfa': 'true' }, true))).toBe('yes')
    expect(holds(both, contextOf({ [K]: 'anna', 'aws:username': 'anna', 'aws:mfa': 'false' }, true))).toBe('no')
    expect(holds(both, contextOf({ [K]: 'anna', 'aws:username': 'anna' }, false))).toBe('conditional')
  })
})
