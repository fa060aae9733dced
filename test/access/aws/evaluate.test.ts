import { readFileSync } from 'node:fs'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { contextOf } from '../../../src/access/aws/context.ts'
import { parseDocument } from '../../../src/access/aws/document.ts'
import { decide } from '../../../src/access/aws/evaluate.ts'
import type { Principal } from '../../../src/access/aws/principal-match.ts'
import type { Value } from '../../../src/plan/value.ts'
import { decideCase } from './decide-case.ts'
import { type Case, type Doc, doc, request } from './random.ts'

const OWN = '111111111111'
const OTHER = '222222222222'
const USER: Principal = { kind: 'user', arn: `arn:aws:iam::${OWN}:user/anna`, account: OWN }
const SESSION: Principal = {
  kind: 'session',
  arn: `arn:aws:sts::${OWN}:assumed-role/ops/today`,
  base: `arn:aws:iam::${OWN}:role/ops`,
  account: OWN,
}
const allow = (more: object = {}): Value => ({
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more }],
})
const deny = (more: object = {}): Value => ({ Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*', ...more }] })
const NOTHING = allow({ Action: 'none:*' })

interface Given {
  readonly identity?: Value
  readonly boundary?: Value
  readonly session?: Value
  readonly resource?: Value
  readonly mustAllow?: boolean
  readonly control?: readonly (readonly Value[])[]
  readonly principal?: Principal
  /** Account of the resource; the principal's own by default. */
  readonly owner?: string
}

/** The decision about reading an object, `deny!` for an explicit one. */
function decision(given: Given): string {
  const read = (value: Value | undefined) => (value === undefined ? undefined : parseDocument(value, 'identity'))
  const { answer, explicit } = decide(
    {
      identity: given.identity === undefined ? [] : [parseDocument(given.identity, 'identity')],
      boundary: read(given.boundary),
      session: read(given.session),
      resource: given.resource === undefined ? undefined : parseDocument(given.resource, 'resource'),
      resourceMustAllow: given.mustAllow === true,
      control: (given.control ?? []).map((level) => level.map((one) => parseDocument(one, 'control'))),
    },
    {
      principal: given.principal ?? USER,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/1',
      resourceAccount: given.owner ?? OWN,
      context: contextOf({}, true),
    },
  )
  return explicit ? `${answer}!` : answer
}

const named = (...ids: readonly string[]): object => ({ Principal: { AWS: ids } })
const USER_ARN = `arn:aws:iam::${OWN}:user/anna`
const ROLE_ARN = `arn:aws:iam::${OWN}:role/ops`
const SESSION_ARN = SESSION.arn
const ROOT_ARN = `arn:aws:iam::${OWN}:root`

describe('within an account', () => {
  test.each<[string, Given, string]>([
    ['nothing allows', { identity: NOTHING }, 'deny'],
    ['the identity allows', { identity: allow() }, 'allow'],
    [
      'a deny of the identity wins',
      { identity: { Statement: [...statements(allow()), ...statements(deny())] } },
      'deny!',
    ],
    ['a boundary that is silent', { identity: allow(), boundary: NOTHING }, 'deny'],
    ['a boundary that allows', { identity: allow(), boundary: allow() }, 'allow'],
    ['a boundary gives nothing by itself', { identity: NOTHING, boundary: allow() }, 'deny'],
    ['a deny of the boundary', { identity: allow(), boundary: deny() }, 'deny!'],
    ['a session policy that is silent', { identity: allow(), session: NOTHING, principal: SESSION }, 'deny'],
    ['a service control policy that is silent', { identity: allow(), control: [[NOTHING]] }, 'deny'],
    ['one level of two is silent', { identity: allow(), control: [[allow()], [NOTHING]] }, 'deny'],
    ['one policy of a level is enough', { identity: allow(), control: [[NOTHING, allow()]] }, 'allow'],
    ['a deny at any level', { identity: allow(), control: [[allow()], [allow(), deny()]] }, 'deny!'],
    ['the root user needs no policy', { principal: { kind: 'root', arn: ROOT_ARN, account: OWN } }, 'allow'],
    [
      'but has service control policies',
      { principal: { kind: 'root', arn: ROOT_ARN, account: OWN }, control: [[deny()]] },
      'deny!',
    ],
  ])('%s', (_, given, expected) => {
    expect(decision(given)).toBe(expected)
  })
})

describe('with the policy of a resource in the same account', () => {
  test.each<[string, Given, string]>([
    ['the resource allows the user', { resource: allow(named(USER_ARN)) }, 'allow'],
    ['whatever the user’s boundary says', { boundary: NOTHING, resource: allow(named(USER_ARN)) }, 'allow'],
    ['the account leaves it to the identity', { resource: allow(named(ROOT_ARN)) }, 'deny'],
    ['which allows', { identity: allow(), resource: allow(named(OWN)) }, 'allow'],
    ['all principals', { boundary: NOTHING, resource: allow({ Principal: '*' }) }, 'allow'],
    ['the role of a session', { principal: SESSION, resource: allow(named(ROLE_ARN)) }, 'allow'],
    ['limited by its boundary', { principal: SESSION, boundary: NOTHING, resource: allow(named(ROLE_ARN)) }, 'deny'],
    [
      'limited by its session policy',
      { principal: SESSION, session: NOTHING, resource: allow(named(ROLE_ARN)) },
      'deny',
    ],
    [
      'the session itself is not',
      { principal: SESSION, boundary: NOTHING, session: NOTHING, resource: allow(named(SESSION_ARN)) },
      'allow',
    ],
    ['service control policies always limit', { resource: allow(named(USER_ARN)), control: [[NOTHING]] }, 'deny'],
    ['a deny for the account', { identity: allow(), resource: deny(named(ROOT_ARN)) }, 'deny!'],
    ['a deny for the role', { principal: SESSION, identity: allow(), resource: deny(named(ROLE_ARN)) }, 'deny!'],
    ['a deny for somebody else', { identity: allow(), resource: deny(named(ROLE_ARN)) }, 'allow'],
    [
      'a deny for all but the user',
      { identity: allow(), resource: deny({ NotPrincipal: { AWS: [USER_ARN, ROOT_ARN] } }) },
      'allow',
    ],
    [
      'a deny for all but somebody else',
      { identity: allow(), resource: deny({ NotPrincipal: { AWS: ROLE_ARN } }) },
      'deny!',
    ],
    [
      'an exception that does not name the account',
      { identity: allow(), resource: deny({ NotPrincipal: { AWS: USER_ARN } }) },
      'unknown',
    ],
    ['a unique id may be the user’s', { resource: allow(named('AIDAEXAMPLE00000000')) }, 'unknown'],
    ['a key policy must allow', { identity: allow(), resource: allow(named(ROLE_ARN)), mustAllow: true }, 'deny'],
    [
      'a key policy leaves it to the account',
      { identity: allow(), resource: allow(named(ROOT_ARN)), mustAllow: true },
      'allow',
    ],
    ['no key policy', { identity: allow(), mustAllow: true }, 'deny'],
    [
      'a service',
      {
        principal: { kind: 'service', name: 'ec2.amazonaws.com' },
        resource: allow({ Principal: { Service: 'ec2.amazonaws.com' } }),
      },
      'allow',
    ],
    [
      'another service',
      {
        principal: { kind: 'service', name: 'ec2.amazonaws.com' },
        resource: allow({ Principal: { Service: 'ecs.amazonaws.com' } }),
      },
      'deny',
    ],
    [
      'an identity provider',
      {
        principal: { kind: 'federated', provider: 'accounts.google.com' },
        resource: allow({ Principal: { Federated: 'accounts.google.com' } }),
      },
      'allow',
    ],
    ['anybody', { principal: { kind: 'anonymous' }, resource: allow({ Principal: '*' }) }, 'allow'],
    ['anybody, if only accounts are named', { principal: { kind: 'anonymous' }, resource: allow(named(OWN)) }, 'deny'],
  ])('%s', (_, given, expected) => {
    expect(decision(given)).toBe(expected)
  })
})

describe('across accounts', () => {
  const across = (given: Given): string => decision({ owner: OTHER, ...given })
  test.each<[string, Given, string]>([
    ['the identity alone', { identity: allow() }, 'deny'],
    ['the resource alone', { resource: allow(named(USER_ARN)) }, 'deny'],
    ['both, by the user', { identity: allow(), resource: allow(named(USER_ARN)) }, 'allow'],
    ['both, by the account', { identity: allow(), resource: allow(named(OWN)) }, 'allow'],
    ['a boundary that is silent', { identity: allow(), boundary: NOTHING, resource: allow(named(USER_ARN)) }, 'deny'],
    ['another account', { identity: allow(), resource: allow(named('333333333333')) }, 'deny'],
  ])('%s', (_, given, expected) => {
    expect(across(given)).toBe(expected)
  })
})

describe('what is not known', () => {
  test.each<[string, Given, string]>([
    ['a document', { identity: { $gatehouse: 'unknown' } }, 'unknown'],
    [
      'a document beside one that allows may deny',
      { identity: allow(), boundary: { $gatehouse: 'unknown' } },
      'unknown',
    ],
    ['a deny is certain all the same', { identity: deny(), boundary: { $gatehouse: 'unknown' } }, 'deny!'],
    ['a resource', { identity: allow({ Resource: { $gatehouse: 'unknown' } }) }, 'unknown'],
    [
      'a part of one that cannot be it',
      { identity: allow({ Resource: { $gatehouse: 'text', parts: ['arn:aws:sqs:', { $gatehouse: 'unknown' }] } }) },
      'deny',
    ],
    ['an action', { identity: allow({ Action: { $gatehouse: 'unknown' } }) }, 'unknown'],
    ['the principal of a resource', { resource: allow({ Principal: { AWS: { $gatehouse: 'unknown' } } }) }, 'unknown'],
  ])('%s', (_, given, expected) => {
    expect(decision(given)).toBe(expected)
  })
})

function statements(value: Value): readonly Value[] {
  return (value as { Statement: readonly Value[] }).Statement
}

/** The same document with the letter case of its actions changed. */
function recased(one: Doc, upper: boolean): Doc {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change)
    return typeof value === 'string' ? (upper ? value.toUpperCase() : value.toLowerCase()) : value
  }
  const actions = ['Action', 'NotAction']
  return {
    ...one,
    Statement: one.Statement.map((statement) =>
      Object.fromEntries(
        Object.entries(statement).map(([key, value]) => [key, actions.includes(key) ? change(value) : value]),
      ),
    ),
  }
}

function recasedCase(one: Case, upper: boolean): Case {
  return {
    ...one,
    identity: one.identity.map((each) => recased(each, upper)),
    ...(one.boundary ? { boundary: recased(one.boundary, upper) } : {}),
    ...(one.session ? { session: recased(one.session, upper) } : {}),
    ...(one.resourcePolicy ? { resourcePolicy: recased(one.resourcePolicy, upper) } : {}),
    control: one.control.map((level) => level.map((each) => recased(each, upper))),
  }
}

const denying = doc().map((one) => ({ ...one, Statement: one.Statement.map((each) => ({ ...each, Effect: 'Deny' })) }))
const allowing = doc().map((one) => ({
  ...one,
  Statement: one.Statement.map((each) => ({ ...each, Effect: 'Allow' })),
}))
const rank = (answer: string): number => ['deny', 'unknown', 'allow'].indexOf(answer)

describe('laws', () => {
  property.prop([request, denying], { numRuns: 500 })('one more deny never enlarges', (one, more) => {
    const before = decideCase(one).truth
    expect(decideCase({ ...one, identity: [...one.identity, more] }).truth & ~before).toBe(0)
  })

  property.prop([request, allowing], { numRuns: 500 })('one more allow never shrinks', (one, more) => {
    const before = decideCase(one).truth
    expect(before & ~decideCase({ ...one, identity: [...one.identity, more] }).truth).toBe(0)
  })

  property.prop([request, doc()], { numRuns: 300 })('a boundary never enlarges', (one, boundary) => {
    const { boundary: _old, ...rest } = one
    const without = decideCase(rest).truth
    expect(decideCase({ ...rest, boundary }).truth & ~without).toBe(0)
  })

  property.prop([request, fc.boolean()], { numRuns: 500 })('the case of actions changes nothing', (one, upper) => {
    expect(decideCase(recasedCase(one, upper))).toEqual(decideCase(one))
    const action = upper ? one.action.toUpperCase() : one.action.toLowerCase()
    expect(decideCase({ ...one, action })).toEqual(decideCase(one))
  })

  property.prop([request], { numRuns: 500 })('the order of policies and statements changes nothing', (one) => {
    const turned = one.identity.map((each) => ({ ...each, Statement: [...each.Statement].reverse() })).reverse()
    expect(decideCase({ ...one, identity: turned })).toEqual(decideCase(one))
  })

  property.prop([request], { numRuns: 500 })(
    'what is said without knowing the context holds when it is known',
    (one) => {
      const known = decideCase(one)
      const blind = decideCase(one, false)
      if (blind.answer !== 'unknown') expect(known.answer).toBe(blind.answer)
      expect(blind.truth & 0b0001).toBeLessThanOrEqual(known.truth & 0b0001)
    },
  )

  property.prop([request, doc()], { numRuns: 300 })(
    'what is said without knowing a policy holds for any policy',
    (one, hidden) => {
      const blind = decideCase({ ...one, identity: [...one.identity, { $gatehouse: 'unknown' } as unknown as Doc] })
      const known = decideCase({ ...one, identity: [...one.identity, hidden] })
      if (blind.answer !== 'unknown') expect(known.answer).toBe(blind.answer)
      expect(rank(blind.answer)).toBeGreaterThanOrEqual(0)
    },
  )
})

/**
 * Answers of @cloud-copilot/iam-simulate 0.1.173 to the same requests, recorded with
 * `node test/bench/aws-agreement.ts simulate DIR 2500 1 --record`: `a` allowed, `e` explicitly denied, `d` denied.
 */
test('agreement with an independent simulator on 2,500 random requests', () => {
  const recorded = readFileSync(new URL('./agreement.txt', import.meta.url), 'utf8').replaceAll('\n', '')
  const cases = fc.sample(request, { numRuns: recorded.length, seed: 1 })
  const letters = { allow: 'a', deny: 'd', unknown: '?' }
  const differing = cases.filter((one, index) => {
    const { answer, explicit } = decideCase(one)
    const ours = explicit ? 'e' : letters[answer]
    return (ours === 'a') !== (recorded[index] === 'a') || ours === '?'
  })
  // docs/aws-access.md says for each kind of difference who is right.
  const explained = differing.filter((one) => {
    const text = JSON.stringify(one)
    const isLimited = one.session !== undefined && one.resourcePolicy !== undefined
    return isLimited || /0\.0\.0\.0\/0|\$\{aws:username\}|"NotResource":[^\]}]*"arn:aws:s(?:qs:)?\*"/.test(text)
  })
  expect({ cases: recorded.length, differing: differing.length, explained: explained.length }).toEqual({
    cases: 2500,
    differing: 39,
    explained: 39,
  })
})
