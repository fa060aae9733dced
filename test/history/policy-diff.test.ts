import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Command } from 'commander'
import { beforeAll, describe, expect, test } from 'vitest'
import { policyDiffCommand } from '../../src/commands/policy-diff.ts'
import { inputsDocument, isInputsDocument } from '../../src/history/inputs.ts'
import { archivedPlan } from '../../src/history/plan.ts'
import { renderPolicyDiffMarkdown, renderPolicyDiffText } from '../../src/history/render.ts'
import type { Register } from '../../src/register/model.ts'
import { readRegister } from '../../src/register/read.ts'
import { readReport } from '../../src/report/model.ts'
import { soundRegister } from '../bypasses/register.ts'
import { soundTenant, update } from '../bypasses/tenant.ts'
import { commit, edit, repository, temporary, tree } from '../gate/trees.ts'
import { ROOT, workplace } from '../workplace.ts'
import { again, archived, newArchive } from './past.ts'

const schema = new Ajv().compile(JSON.parse(readFileSync(`${ROOT}/src/schemas/policy-diff.v1.json`, 'utf8')))

/** What came of the only decision, without what names it. */
async function only(...args: Parameters<typeof again>) {
  const diff = await again(...args)
  expect(schema(diff), JSON.stringify(schema.errors)).toBe(true)
  const [found, ...more] = diff.decisions
  if (found === undefined || more.length > 0) throw new Error('not one decision')
  const { record: _, now: __, project: ___, stack: ____, ...rest } = found
  return rest
}

describe('with the inputs in the archive', () => {
  const root = newArchive()
  beforeAll(async () => {
    await archived(root, {})
  })

  test('nothing flips by the same policies', async () => {
    expect(await only(root)).toEqual({
      was: 'allow',
      would: 'allow',
      outcome: 'same',
      notes: [],
      blocks: [],
      frees: [],
    })
  })

  test('a stricter parameter flips what was allowed', async () => {
    expect(await only(root, { set: { emergencyAccounts: { minimum: 3, maximum: 3 } } })).toEqual({
      was: 'allow',
      would: 'deny',
      outcome: 'flips',
      notes: [],
      blocks: [
        {
          rule: 'entra.emergency_access_accounts',
          status: 'fail',
          message: 'There are 2 emergency accounts; the parameters ask for 3 to 3.',
        },
      ],
      frees: [],
    })
  })

  test('exceptions that are taken away flip what they covered; those of then are used where none are given', async () => {
    const { exceptions } = soundTenant()
    const found = await only(root, { exceptions: exceptions.filter(({ rule }) => rule !== 'entra.mfa_all_users') })
    expect([found.outcome, found.would, found.blocks.map(({ rule }) => rule)]).toEqual([
      'flips',
      'deny',
      ['entra.mfa_all_users'],
    ])
    expect((await only(root, { exceptions })).outcome).toBe('same')
  })
})

test('what was denied may be allowed now', async () => {
  const root = newArchive()
  const tenant = soundTenant()
  await archived(root, {
    tenant,
    input: { parameters: { ...tenant.parameters, emergencyAccounts: { minimum: 3, maximum: 3 } } as never },
  })
  expect(await only(root)).toEqual({
    was: 'deny',
    would: 'allow',
    outcome: 'flips',
    notes: [],
    blocks: [],
    frees: ['entra.emergency_access_accounts'],
  })
})

test('rules that were not evaluated then are not now', async () => {
  const root = newArchive()
  await archived(root, { tenant: { ...soundTenant(), exceptions: [], selection: ['change.full_preview'] } })
  expect((await only(root)).outcome).toBe('same')
})

describe('without the inputs of then nothing is guessed', () => {
  const cannot = (because: string) => ({
    was: 'allow',
    outcome: 'not-judged',
    because,
    notes: [],
    blocks: [],
    frees: [],
  })

  test('no register', async () => {
    const root = newArchive()
    await archived(root, { attach: null })
    const because = 'its register is not archived, and no other one has its digest; it names no commit'
    expect(await only(root)).toEqual(cannot(because))
  })

  test('a register that is given takes its place, and that is said', async () => {
    const root = newArchive()
    await archived(root, { attach: null })
    const register = { ...soundRegister(), exceptions: soundTenant().exceptions, vendors: [] } as Register
    const found = await only(root, {}, { register })
    expect([found.outcome, found.notes]).toEqual([
      'same',
      ['judged with the register that was given, as its own is not archived'],
    ])
  })

  test('a commit that is not here', async () => {
    const root = newArchive()
    const revision = 'a'.repeat(40)
    await archived(root, { attach: null, decision: { policySource: { kind: 'base', revision } } })
    const found = await only(root, {}, { repository: repository() })
    expect(found.because).toMatch(
      /^its register is not archived, and no other one has its digest; its commit aaaaaaaaaaaa cannot be read: /,
    )
  })

  test('a baseline', async () => {
    const root = newArchive()
    const baseline = { schema: 'urn:gatehouse:baseline/v1', findings: [] } as const
    await archived(root, { attach: null, input: { baseline } })
    expect(await only(root)).toEqual(cannot('it had a baseline, which is not archived'))
  })

  test('a change of exceptions', async () => {
    const root = newArchive()
    const exceptionDifference = [{ op: 'adds', id: 'EX-1', text: 'adds EX-1', details: [] }]
    await archived(root, { attach: null, decision: { exceptionDifference } as never })
    expect(await only(root)).toEqual(cannot('its change touched exceptions, and with what is not archived'))
  })

  test('inputs of another decision are not taken', async () => {
    const root = newArchive()
    const { register, parameters, exceptions } = soundTenant()
    const now = '2026-11-10T10:00:00Z'
    const other = inputsDocument({
      now,
      register,
      parameters,
      exceptions: exceptions.slice(1),
      requirements: [],
    } as never)
    expect(isInputsDocument(JSON.parse(other))).toBe(true)
    await archived(root, { attach: other })
    const because = 'the archived inputs are not those of the decision: exceptions has another digest'
    expect(await only(root)).toEqual(cannot(because))
  })

  test('a value that was taken out of the plan', async () => {
    const root = newArchive()
    const tenant = soundTenant()
    const rules = { ...tenant.parameters.rules, 'entra.admins_cloud_only': 'enforced' }
    tenant.parameters = { ...tenant.parameters, rules }
    update(tenant, 'adm-anna', (inputs) => {
      inputs.onpremisesImmutableId = ''
    })
    const { decision } = await archived(root, { tenant })
    expect(decision).toBe('allow')
    const because = 'a value of its plan was not archived, and without it entra.admins_cloud_only cannot be decided'
    expect(await only(root, { set: { rules } })).toEqual({
      ...cannot(because),
      notes: ['one value of its plan was not archived'],
    })
  })
})

test('a property that was taken out is unknown, whatever its name', async () => {
  const root = newArchive()
  const tenant = soundTenant()
  update(tenant, 'adm-anna', (inputs) => {
    inputs.message = 'a text'
  })
  await archived(root, { tenant, attach: null })
  const report = readReport(root)
  const found = typeof report === 'string' ? report : archivedPlan(root, report.changes[0] as never)
  if (typeof found === 'string') throw new Error(found)
  const account = found.plan.resources.find(({ name }) => name === 'adm-anna')
  expect([found.hidden, account?.inputs['message']]).toEqual([1, { $gatehouse: 'unknown' }])
})

test('register and exceptions come from the commit that the decision names, by their digests', async () => {
  const repo = repository(tree())
  const revision = commit(repo, 'base')
  const register = readRegister(workplace(repo), `${repo}/stacks/register`)
  edit('stacks/register/exceptions.yaml', 'expiresOn: 2027-06-30', 'expiresOn: 2026-12-31')(repo)
  commit(repo, 'later')
  const root = newArchive()
  const input = { register, exceptions: register.exceptions }
  await archived(root, { attach: null, input, decision: { policySource: { kind: 'base', revision } } })
  const found = await only(root, {}, { repository: repo })
  expect([found.was, found.would, found.outcome, found.notes]).toEqual(['deny', 'deny', 'same', []])
})

describe('what is written', () => {
  const root = newArchive()
  beforeAll(async () => {
    await archived(root, { day: 10 })
    await archived(root, { day: 11, attach: null })
  })

  test('text', async () => {
    const diff = await again(root, { set: { emergencyAccounts: { minimum: 3, maximum: 3 } } })
    const [first, second] = diff.decisions.map(({ record }) => record)
    expect(renderPolicyDiffText(diff)).toBe(
      [
        '1 of 2 archived decisions flips; 1 cannot be judged again.',
        `Judged by policies ${diff.judgedBy.bundle.slice(0, 12)}, with the clock, plan and register of then. The archive was read, not verified.`,
        '',
        `FLIPS  2026-11-10T10:00:00Z  acme/identity  allow becomes deny  (${first})`,
        '  entra.emergency_access_accounts fails now: There are 2 emergency accounts; the parameters ask for',
        '    3 to 3.',
        '',
        `not judged again  2026-11-11T10:00:00Z  acme/identity  allow  (${second})`,
        '  because its register is not archived, and no other one has its digest; it names no commit',
        '',
      ].join('\n'),
    )
    expect(renderPolicyDiffMarkdown(diff).split('\n').slice(0, 6)).toEqual([
      '### What this change of policies does to past decisions',
      '',
      '**1 of 2 archived decisions flips; 1 cannot be judged again.** Judged with the clock, plan and register of then; the archive was read, not verified.',
      '',
      '| | judged | stack | answer | why | record |',
      '|---|---|---|---|---|---|',
    ])
  })

  test('the exit status says whether something flips, and whether all could be judged', async () => {
    const whole = newArchive()
    await archived(whole, {})
    const status = async (...line: readonly string[]): Promise<number> => {
      let code = -1
      const program = new Command()
      policyDiffCommand(program, workplace(), (given) => {
        code = given
      })
      await program.parseAsync(['policy-diff', ...line], { from: 'user' })
      return code
    }
    const file = (name: string, more: object): string => {
      const path = join(temporary(), name)
      writeFileSync(path, JSON.stringify({ rules: soundTenant().parameters.rules, ...more }))
      return path
    }
    const same = file('same.json', {})
    const stricter = file('stricter.json', { emergencyAccounts: { minimum: 3, maximum: 3 } })
    expect(await status('--history', whole, '--parameters', same)).toBe(0)
    expect(await status('--history', whole, '--parameters', stricter)).toBe(1)
    expect(await status('--history', root, '--parameters', same)).toBe(3)
    expect(await status('--history', root, '--parameters', stricter)).toBe(1)
  })
})
