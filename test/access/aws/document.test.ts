// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of IAM policies
import { describe, expect, test } from 'vitest'
import { type PolicyKind, parseDocument } from '../../../src/access/aws/document.ts'
import { showTokens } from '../../../src/access/aws/tokens.ts'
import { answerOf } from '../../../src/access/aws/truth.ts'
import type { Value } from '../../../src/plan/value.ts'

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const UNKNOWN: Value = { $gatehouse: 'unknown' }
const SECRET: Value = { $gatehouse: 'secret' }
const ref = (property: string): Value => ({ $gatehouse: 'ref', urn: 'urn:x', property })
const arn = ref('arn') as Extract<Value, { urn: string }>

/** A document as lines: effect, certainty, actions and resources. */
function lines(source: Value, kind: PolicyKind = 'identity'): readonly string[] {
  return parseDocument(source, kind).statements.map((one) => {
    const list = (
      name: string,
      items: { not: boolean; patterns: readonly (readonly string[])[] } | undefined,
    ): string =>
      items === undefined ? '' : ` ${items.not ? `not ${name}` : name} ${items.patterns.map(showTokens).join(', ')}`
    return `${answerOf(one.certainty)} ${one.effect}${list('action', one.actions)}${list('resource', one.resources)}`
  })
}

describe('documents that IAM takes', () => {
  const one = ['yes Allow action s3:getobject resource *']
  test.each<[string, Value, readonly string[]]>([
    ['an object instead of a list', { Version: '2012-10-17', Statement: ALLOW }, one],
    ['no version', { Statement: [ALLOW] }, one],
    ['JSON text', JSON.stringify({ Statement: [ALLOW] }), one],
    ['lists of one', { Statement: [{ ...ALLOW, Action: ['s3:GetObject'], Resource: ['*'] }] }, one],
    [
      'letter case of actions only',
      { Statement: [{ ...ALLOW, Action: 'S3:GetOBJECT', Resource: 'arn:aws:s3:::Reports' }] },
      ['yes Allow action s3:getobject resource arn:aws:s3:::Reports'],
    ],
    [
      'NotAction and NotResource',
      { Statement: [{ Effect: 'Deny', NotAction: ['iam:*', 'sts:*'], NotResource: 'arn:aws:s3:::a' }] },
      ['yes Deny not action iam:*, sts:* not resource arn:aws:s3:::a'],
    ],
    [
      'a reference in a JSON string',
      { $gatehouse: 'text', parts: ['{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"', arn, '/*"}}'] },
      ['yes Allow action s3:* resource <…>/*'],
    ],
    [
      'an unknown value in a JSON string',
      {
        $gatehouse: 'text',
        parts: ['{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"a', { $gatehouse: 'unknown' }, '"}}'],
      },
      ['yes Allow action s3:* resource a<unknown>'],
    ],
    [
      'a reference as a whole value',
      { Statement: [{ ...ALLOW, Resource: [ref('arn'), ref('policy')] }] },
      ['yes Allow action s3:getobject resource <…>, <unknown>'],
    ],
    [
      'variables from 2012-10-17 on',
      { Version: '2012-10-17', Statement: [{ ...ALLOW, Resource: 'arn:aws:s3:::b/${aws:UserName}/${*}' }] },
      ['yes Allow action s3:getobject resource arn:aws:s3:::b/${aws:username}/*'],
    ],
    [
      'no variables before',
      { Version: '2008-10-17', Statement: [{ ...ALLOW, Resource: 'b/${aws:username}' }] },
      ['yes Allow action s3:getobject resource b/${aws:username}'],
    ],
  ])('%s', (_, source, expected) => {
    expect(lines(source)).toEqual(expected)
    expect(parseDocument(source, 'identity').problems).toEqual([])
  })

  test('without a version a variable is a literal text', () => {
    const [statement] = parseDocument({ Statement: [{ ...ALLOW, Resource: '${a}' }] }, 'identity').statements
    expect(statement?.resources?.patterns).toEqual([['$', '{', 'a', '}']])
  })
})

describe('documents that are not known', () => {
  const open = ['unknown Allow action * resource *', 'unknown Deny action * resource *']
  test.each<[string, Value | undefined, string]>([
    ['nothing', undefined, 'there is no document'],
    ['a computed document', UNKNOWN, 'the document is computed during the deployment'],
    ['a secret', SECRET, 'the document is secret'],
    [
      'another resource’s property',
      ref('json'),
      'the document is a property of another resource that is not known yet',
    ],
    ['a list', [ALLOW], 'the document is neither JSON text nor an object'],
    ['a number', 7, 'the document is neither JSON text nor an object'],
    ['no JSON', '{"Statement":', 'the document is not valid JSON'],
    ['JSON that is no object', '[]', 'the document is not a JSON object'],
    [
      'an unknown outside a JSON string',
      { $gatehouse: 'text', parts: ['{"Statement":', { $gatehouse: 'unknown' }, '}'] },
      'the document is not valid JSON, or a value that is not known yet stands outside a JSON string',
    ],
    [
      'an unknown key',
      { $gatehouse: 'text', parts: ['{"Statement":{"', { $gatehouse: 'unknown' }, '":"Allow"}}'] },
      'a key of the document is not known yet',
    ],
    [
      'a key twice',
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Effect":"Allow"}}',
      'the document has the key "Effect" twice in one object',
    ],
    [
      'a key twice by an escape',
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","\\u0045ffect":"Allow"}}',
      'the document has the key "Effect" twice in one object',
    ],
    ['no statement', { Version: '2012-10-17' }, 'the document has no Statement that can be read'],
    ['an unknown statement', { Statement: UNKNOWN }, 'the document has no Statement that can be read'],
    [
      'private-use characters',
      { $gatehouse: 'text', parts: ['\uE000', arn] },
      'the document contains private-use characters',
    ],
  ])('%s', (_, source, problem) => {
    const document = parseDocument(source, 'identity')
    expect([document.open, document.problems]).toEqual([true, [problem]])
    expect(lines(source as Value)).toEqual(open)
  })

  test('a key may stand in several objects', () => {
    expect(
      parseDocument(
        '{"Statement":[{"Effect":"Allow","Action":"a:b","Resource":"*"},{"Effect":"Deny","Action":"a:b","Resource":"*"}]}',
        'identity',
      ).problems,
    ).toEqual([])
  })
})

describe('statements that IAM would refuse', () => {
  test.each<[string, PolicyKind, { [name: string]: Value }, readonly string[], readonly string[]]>([
    [
      'a strange element',
      'identity',
      { ...ALLOW, resource: '*' },
      ['has the element "resource", which IAM does not know'],
      ['unknown Allow action s3:getobject resource *'],
    ],
    [
      'an effect in the wrong case',
      'identity',
      { ...ALLOW, Effect: 'allow' },
      ['has an Effect that is neither "Allow" nor "Deny"'],
      ['unknown Allow action s3:getobject resource *', 'unknown Deny action s3:getobject resource *'],
    ],
    [
      'an unknown effect',
      'identity',
      { ...ALLOW, Effect: UNKNOWN },
      ['has an Effect that is neither "Allow" nor "Deny"'],
      ['unknown Allow action s3:getobject resource *', 'unknown Deny action s3:getobject resource *'],
    ],
    [
      'no action',
      'identity',
      { Effect: 'Allow', Resource: '*' },
      ['has neither Action nor NotAction'],
      ['unknown Allow action * resource *'],
    ],
    [
      'no resource',
      'identity',
      { Effect: 'Allow', Action: 'a:b' },
      ['has neither Resource nor NotResource'],
      ['unknown Allow action a:b resource *'],
    ],
    [
      'both forms',
      'identity',
      { ...ALLOW, NotAction: 'iam:*' },
      ['has both Action and NotAction'],
      ['unknown Allow action <unknown> resource *'],
    ],
    [
      'an empty list',
      'identity',
      { ...ALLOW, Action: [] },
      ['has Action values that are no texts'],
      ['unknown Allow action <unknown> resource *'],
    ],
    [
      'an object as an action',
      'identity',
      { ...ALLOW, Action: { a: 1 } },
      ['has Action values that are no texts'],
      ['unknown Allow action <unknown> resource *'],
    ],
    [
      'a principal of an identity',
      'identity',
      { ...ALLOW, Principal: '*' },
      ['names a principal, which a policy of this kind must not'],
      ['unknown Allow action s3:getobject resource *'],
    ],
    [
      'a resource policy without one',
      'resource',
      ALLOW,
      ['names no principal'],
      ['unknown Allow action s3:getobject resource *'],
    ],
    [
      'an empty principal',
      'resource',
      { ...ALLOW, Principal: {} },
      ['names no principal'],
      ['unknown Allow action s3:getobject resource *'],
    ],
    [
      'a principal of an unknown kind',
      'resource',
      { ...ALLOW, Principal: { aws: '*' } },
      ['has principals of the type "aws"'],
      ['unknown Allow action s3:getobject resource *'],
    ],
    [
      'a computed principal',
      'trust',
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: UNKNOWN },
      ['has a principal that cannot be read'],
      ['unknown Allow action sts:assumerole'],
    ],
    [
      'a strange operator',
      'identity',
      { ...ALLOW, Condition: { stringequals: { 'aws:a': 'b' } } },
      ['has the condition operator "stringequals", whose effect is not known'],
      ['unknown Allow action s3:getobject resource *'],
    ],
    [
      'a computed condition',
      'identity',
      { ...ALLOW, Condition: UNKNOWN },
      ['has a Condition that cannot be read'],
      ['unknown Allow action s3:getobject resource *'],
    ],
  ])('%s', (_, kind, statement, faults, expected) => {
    const source: Value = { Version: '2012-10-17', Statement: [statement] }
    expect(parseDocument(source, kind).problems).toEqual(faults.map((fault) => `Statement[0] ${fault}`))
    expect(lines(source, kind)).toEqual(expected)
  })

  test('a strange element of the document leaves all of it uncertain', () => {
    const source = { Version: '2012-10-17', Statements: [], Statement: [ALLOW] }
    expect(lines(source)).toEqual(['unknown Allow action s3:getobject resource *'])
    expect(lines({ Version: '2020-01-01', Statement: [ALLOW] })).toEqual([
      'unknown Allow action s3:getobject resource *',
    ])
  })
})
