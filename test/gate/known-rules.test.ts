import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { GateInput } from '../../src/gate/input.ts'
import { judge } from '../../src/gate/judge.ts'
import { idleExceptions } from '../../src/gate/known-rules.ts'
import { readSources } from '../../src/gate/sources.ts'
import { NO_PLAN } from '../../src/plan/model.ts'
import { workplace } from '../workplace.ts'
import { tree } from './trees.ts'

async function judged(change: (input: GateInput) => Partial<GateInput>) {
  const root = tree()
  const { bundle, ...binding } = readSources(workplace(root), { root, useDefaultRegister: true }).binding
  rmSync(join(root), { recursive: true })
  const input: GateInput = { plan: NO_PLAN, now: '2026-11-24T00:00:00Z', ...binding }
  const changed = { ...input, ...change(input) }
  const context = { bundle, planDigest: '', policySource: { kind: 'working-tree' } } as const
  return { input: changed, decision: await judge(changed, context) }
}

const modes = (rules: GateInput['parameters']['rules'], selection?: readonly string[]) => (input: GateInput) => ({
  parameters: { ...input.parameters, rules },
  selection,
})

test.each([undefined, ['entra.mfa_guests']])(
  'a mode for a rule that does not exist is refused: %j',
  async (selection) => {
    const error = await judged(modes({ 'entra.mfa_al_users': 'enforced' }, selection)).catch((fault: unknown) => fault)
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('reference')
    expect((error as AppError).message).toBe(
      'the parameters give a mode to entra.mfa_al_users, and there is no such rule; did you mean entra.mfa_all_users?',
    )
  },
)

test('a mode for a rule of the policies is taken, also where another one is selected', async () => {
  const { decision } = await judged(modes({ 'entra.mfa_all_users': 'advisory' }, ['entra.mfa_guests']))
  expect(decision.rules.map(({ id }) => id)).toEqual(['entra.mfa_guests'])
})

test('an exception from a rule that does not exist is told', async () => {
  const exception = { id: 'EX-1', owner: 'anna', reason: 'r', approvedBy: 'b', approvedOn: '2026-01-01' }
  const other = { ...exception, expiresOn: '2026-12-31', scope: {} }
  const exceptions = [
    { ...other, rule: 'entra.mfa_al_users' },
    { ...other, id: 'EX-2', rule: 'entra.mfa_all_users' },
    { ...other, id: 'EX-3', rule: 'own.nothing_like_it' },
  ] as unknown as GateInput['exceptions']
  const { input, decision } = await judged(() => ({ exceptions }))
  expect(idleExceptions(input, decision)).toEqual([
    'the exception EX-1 does nothing: there is no rule entra.mfa_al_users; did you mean entra.mfa_all_users?',
    'the exception EX-3 does nothing: there is no rule own.nothing_like_it',
  ])
  expect(idleExceptions({ ...input, selection: ['entra.mfa_guests'] }, decision)).toEqual([])
})
