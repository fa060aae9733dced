import { describe, expect, test } from 'vitest'
import { policyDocument } from '../../src/engine/policy-document.ts'
import type { Json } from '../../src/json.ts'

const minified = (statement: Json): unknown => {
  const document = policyDocument({ statements: [statement] })
  return document === undefined
    ? undefined
    : (JSON.parse(document.minifiedJson) as { Statement: unknown[] }).Statement[0]
}

describe('policy documents are what the provider writes', () => {
  test('the whole text', () => {
    const document = policyDocument({
      policyId: 'P',
      statements: [
        {
          sid: 'Read',
          actions: ['s3:GetObject', 's3:ListBucket'],
          resources: ['arn:aws:s3:::b/&{aws:username}'],
          principals: [{ type: 'AWS', identifiers: ['arn:aws:iam::1:root'] }],
          conditions: [{ test: 'StringLike', variable: 's3:prefix', values: ['b', 'a'] }],
        },
      ],
    })
    expect(document?.json).toBe(`{
  "Version": "2012-10-17",
  "Id": "P",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListBucket",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::b/\${aws:username}",
      "Principal": {
        "AWS": "arn:aws:iam::1:root"
      },
      "Condition": {
        "StringLike": {
          "s3:prefix": [
            "b",
            "a"
          ]
        }
      }
    }
  ]
}`)
  })

  test.each<[string, Json, unknown]>([
    [
      'effect and negations',
      { effect: 'Deny', notActions: ['iam:*'], notResources: ['*'] },
      { Effect: 'Deny', NotAction: 'iam:*', NotResource: '*' },
    ],
    ['everyone', { principals: [{ type: '*', identifiers: ['*'] }] }, { Effect: 'Allow', Principal: '*' }],
    [
      'everyone in AWS',
      { principals: [{ type: 'AWS', identifiers: ['*'] }] },
      { Effect: 'Allow', Principal: { AWS: '*' } },
    ],
    [
      'principals of one type',
      {
        notPrincipals: [
          { type: 'AWS', identifiers: ['a'] },
          { type: 'AWS', identifiers: ['b'] },
        ],
      },
      { Effect: 'Allow', NotPrincipal: { AWS: ['a', 'b'] } },
    ],
    ['repeated actions', { actions: ['a:B', 'a:B'] }, { Effect: 'Allow', Action: 'a:B' }],
    ['a property that is not known', { actions: ['a:B'], notes: 'x' }, undefined],
  ])('%s', (_, statement, expected) => {
    expect(minified(statement)).toEqual(expected)
  })

  test('characters that Go escapes', () => {
    expect(policyDocument({ statements: [{ sid: 'a<b>&c' }] })?.minifiedJson).toContain('a\\u003cb\\u003e\\u0026c')
  })

  test.each<[string, { readonly [name: string]: Json }]>([
    ['sources', { sourcePolicyDocuments: ['{}'] }],
    ['overrides', { overridePolicyDocuments: ['{}'] }],
    ['another version', { version: '2030-01-01' }],
  ])('%s are not evaluated', (_, args) => {
    expect(policyDocument(args)).toBe(undefined)
  })
})
