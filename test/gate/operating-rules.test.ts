// The rules that rest on records, through the Wasm.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBundle } from '../../src/gate/bundle.ts'
import { judge } from '../../src/gate/judge.ts'
import { readParameters } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { NO_PLAN } from '../../src/plan/model.ts'
import type { Register } from '../../src/register/model.ts'
import { readRegister } from '../../src/register/read.ts'
import { ROOT, workplace } from '../workplace.ts'

const EXAMPLE = readRegister(workplace(), join(ROOT, 'stacks/register'))
const PARAMETERS = readParameters(workplace(), `${OWN_POLICIES}/parameters.yaml`, undefined)
const BUNDLE = readBundle(OWN_POLICIES)
const selection = ['register.access_review_current', 'register.admin_review_current', 'register.recovery_test_current']

async function found(register: Register | undefined, now: string): Promise<readonly string[]> {
  const plan = { ...NO_PLAN, project: 'gatehouse-example', stack: 'identity' }
  const decision = await judge(
    { plan, now, register, parameters: PARAMETERS, requirements: [], exceptions: [], selection },
    { bundle: BUNDLE, planDigest: '', policySource: { kind: 'working-tree' } },
  )
  expect(decision.rules.map(({ mode }) => mode)).toEqual(['advisory', 'advisory', 'advisory'])
  return decision.results.filter(({ status }) => status !== 'pass').map(({ message }) => message)
}

const PAYROLL = 'The service Lohnwerk has no recovery test that was passed within the last 365 days.'
const ADMINISTRATORS = 'There is no administrator review of the current or the last period; months in a period: 1.'
const notReviewed = (name: string) =>
  `The service ${name} has no access review of the current or the last period; months in a period: 3`

test('a recovery test counts for 365 days from when it was written down', async () => {
  expect(await found(EXAMPLE, '2026-11-18T16:05:00Z')).toEqual([])
  expect(await found(EXAMPLE, '2026-11-18T16:05:01Z')).toEqual([PAYROLL])
})

test('a review counts until the end of the period after its own', async () => {
  expect(await found(EXAMPLE, '2026-12-31T23:59:59Z')).toEqual([PAYROLL])
  expect(await found(EXAMPLE, '2027-01-01T00:00:00Z')).toEqual(
    [notReviewed('Brieftaube Helpdesk'), notReviewed('Lohnwerk'), ADMINISTRATORS, PAYROLL].map((text) =>
      text.replace(/3$/, '3.'),
    ),
  )
})

test('a record of the future counts for nothing', async () => {
  const future = EXAMPLE.records.map((record) => ({ ...record, recordedAt: '2026-11-18T16:05:01Z' }))
  const messages = await found({ ...EXAMPLE, records: future as Register['records'] }, '2026-11-18T16:05:00Z')
  expect(messages).toHaveLength(7 + 1 + 5)
})

test('without a register each of them is unknown', async () => {
  expect(await found(undefined, '2026-11-18T16:05:00Z')).toHaveLength(3)
})
