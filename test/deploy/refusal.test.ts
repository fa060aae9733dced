import { expect, test } from 'vitest'
import type { Change } from '../../src/deploy/change.ts'
import { type Facts, refusals } from '../../src/deploy/refusal.ts'

const HEAD = 'a'.repeat(40)
const BASE = 'b'.repeat(40)
const PUSHED = 'c'.repeat(40)
const DIGESTS = { plan: '1', desired: '2', input: '3', bundle: '4', parameters: '5', exceptions: '6', register: '7' }

const change: Change = {
  schema: 'urn:gatehouse:change/v1',
  url: 'https://forge.example/7',
  headCommit: HEAD,
  mergeCommit: HEAD,
  author: { login: 'anna' },
  committers: [],
  coAuthors: [],
  reviews: [
    { by: { login: 'ben' }, state: 'approved', commit: HEAD, submittedAt: '2026-11-23T11:00:00Z', mayApprove: true },
  ],
}
const facts: Facts = {
  project: 'acme',
  stack: 'prod',
  head: HEAD,
  base: BASE,
  commits: [HEAD],
  changes: [change],
  approvals: 1,
  desired: '2',
  sources: { bundle: '4', parameters: '5', exceptions: '6', register: '7' },
  tool: { own: 'x', base: 'x' },
  judged: {
    decision: 'allow',
    digests: DIGESTS,
    policySource: { kind: 'base', revision: BASE },
    project: 'acme',
    stack: 'prod',
    now: '2026-11-23T12:00:00Z',
  },
  now: '2026-11-23T12:00:00Z',
  emergency: false,
}
const judged = (more: Partial<NonNullable<Facts['judged']>>): Facts => ({
  ...facts,
  judged: { ...(facts.judged as NonNullable<Facts['judged']>), ...more },
})
const said = (given: Facts): readonly string[] => refusals(given).map(({ about, sentence }) => `${about}: ${sentence}`)

test('nothing speaks against what is as it was judged', () => {
  expect(refusals(facts)).toEqual([])
  expect(refusals({ ...facts, tool: { own: 'x', base: undefined } })).toEqual([])
  expect(refusals({ ...facts, commits: [], changes: [] })).toEqual([])
})

test.each<[string, Facts, readonly string[]]>([
  ['no decision', { ...facts, judged: undefined }, ['decision: there is no decision about this change']],
  ['a decision that denies', judged({ decision: 'deny' }), ['decision: the decision denies the change']],
  [
    'a decision by the own policies of the change',
    judged({ policySource: { kind: 'working-tree' } }),
    ['decision: the change was judged by its own copy of the policies, not by those of the base'],
  ],
  [
    'a decision about another stack',
    judged({ stack: 'test' }),
    ['decision: the decision is about acme/test, this is acme/prod'],
  ],
  [
    'a decision from the future',
    judged({ now: '2026-11-23T12:00:01Z' }),
    ['decision: the decision is of 2026-11-23T12:00:01Z, after 2026-11-23T12:00:00Z'],
  ],
  [
    'another plan',
    { ...facts, desired: '9' },
    ['plan: the program of aaaaaaaaaaaa wants another state than the one that was judged'],
  ],
  ...(
    [
      ['bundle', 'the policies'],
      ['parameters', 'the parameters'],
      ['exceptions', 'the exceptions'],
      ['register', 'the register'],
      ['baseline', 'the baseline of known findings'],
    ] as const
  ).map(([name, words]): [string, Facts, readonly string[]] => [
    `other ${name}`,
    { ...facts, sources: { ...facts.sources, [name]: '9' } },
    [`policies: ${words} that bind now, of bbbbbbbbbbbb, are not those by which the change was judged`],
  ]),
  [
    'another tool',
    { ...facts, tool: { own: 'x', base: 'y' } },
    ['tool: this program is not the one of the base bbbbbbbbbbbb: its sources are others'],
  ],
  [
    'a commit that was pushed without a change',
    { ...facts, commits: [PUSHED, HEAD] },
    ['approvals: no change that was given became cccccccccccc, and it was not deployed before'],
  ],
  [
    'the change of another commit',
    { ...facts, changes: [{ ...change, mergeCommit: PUSHED }] },
    [
      'approvals: no change that was given became aaaaaaaaaaaa, and it was not deployed before',
      'approvals: https://forge.example/7 became cccccccccccc, which is not between bbbbbbbbbbbb and aaaaaaaaaaaa',
    ],
  ],
  [
    'an approval by the author',
    { ...facts, changes: [{ ...change, author: { login: 'ben' } }] },
    [
      'approvals: https://forge.example/7 has 0 of 1 approvals; the approval of ben does not count: the same person wrote a part of the change',
    ],
  ],
  ['too few approvals', { ...facts, approvals: 2 }, ['approvals: https://forge.example/7 has 1 of 2 approvals']],
])('%s', (_, given, expected) => {
  expect(said(given)).toEqual(expected)
})

test('an emergency needs neither approvals nor a decision that allows, but the tool and a decision about this', () => {
  const emergency: Facts = { ...facts, emergency: true, changes: [], judged: undefined }
  expect(said(emergency)).toEqual([])
  expect(said({ ...judged({ decision: 'deny' }), emergency: true, changes: [] })).toEqual([])
  expect(said({ ...emergency, tool: { own: 'x', base: 'y' } })).toHaveLength(1)
  expect(said({ ...judged({ stack: 'test' }), emergency: true })).toHaveLength(1)
})
