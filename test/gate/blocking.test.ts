import { expect, test } from 'vitest'
import { blockingRules, ownAnswer } from '../../src/gate/blocking.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { decision, denied, RULES, result, roleResult } from '../render/builders.ts'

const mfa = { rule: RULES.mfa.id, status: 'fail', message: result().message }

test('an enforced rule blocks that fails, cannot be decided or says nothing', () => {
  const silent = { ...RULES.device, results: 0 }
  const found = denied([result(), roleResult({ status: 'unknown', message: 'Nobody knows.' })])
  expect([...blockingRules({ ...found, rules: [...found.rules.slice(1), silent] }).values()]).toEqual([
    mfa,
    { rule: RULES.role.id, status: 'unknown', message: 'Nobody knows.' },
    { rule: RULES.device.id, status: 'unknown', message: 'The rule gave no result.' },
  ])
})

test.each([
  ['advisory', [result({ rule: RULES.owner.id })]],
  ['excepted', [result({ status: 'excepted' })]],
  ['tolerated', [result({ baselineUntil: '2027-03-31' })]],
])('what is %s does not', (_, results) => {
  expect([...blockingRules(denied(results)).keys()]).toEqual([])
})

test('a failure counts before what cannot be decided, and what is tolerated not at all', () => {
  const results = [
    result({ message: 'Tolerated.', baselineUntil: '2027-03-31' }),
    result({ status: 'unknown', message: 'Unknown.' }),
    result(),
  ]
  expect([...blockingRules(denied(results)).values()]).toEqual([mfa])
})

test('the answer of the change itself names the rules that make the difference', () => {
  const own: Decision = { ...denied([roleResult()]), decision: 'deny' }
  expect(ownAnswer(denied([result()]), own)).toEqual({
    decision: 'deny',
    blocks: [RULES.role.id],
    frees: [RULES.mfa.id],
  })
  expect(ownAnswer(decision(), decision())).toEqual({ decision: 'allow', blocks: [], frees: [] })
})
