import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { gateCommand } from '../../src/commands/gate.ts'
import { initCommand } from '../../src/commands/init.ts'
import { recordCommand } from '../../src/commands/record.ts'
import { statusCommand } from '../../src/commands/status.ts'
import { idsOf } from '../../src/init/register.ts'
import { criticalSentence } from '../../src/init/script.ts'
import { readRegister } from '../../src/register/read.ts'
import { listing } from '../cli/listing.ts'
import { HAS_PTY, inTerminal } from '../dialogue/pty.ts'
import { runCommand } from '../run-command.ts'
import { ROOT, workplace } from '../workplace.ts'
import { FIRST_PART, SECOND_PART } from './session.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-init-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const ANSWERS = `organisation: Fahrradwerk Lindenhof
answeredBy: Mara Lindt
approvedBy: Mara Lindt
people:
  - { name: Mara Lindt, startedOn: 2014-04-01 }
  - { name: Tim Okonjo, startedOn: 2019-09-01 }
services:
  - name: Microsoft 365
    purpose: Mail, calendar, files
    stopsBusinessInOneDay: true
    breachDoesSignificantHarm: true
    owner: Tim Okonjo
  - { name: Radkasse, purpose: Till and stock, stopsBusinessInOneDay: true, breachDoesSignificantHarm: false }
assessment:
  service: Microsoft 365
  answers:
    owner: { answer: yes, note: Tim knows it }
    users: { answer: partly, note: Two accounts too many }
    mfa: { answer: no, note: Only two of nine }
    logs: { answer: unknown, note: Nobody knows yet. }
    backups: { answer: no, note: Only the recycle bin }
    contract: { answer: yes, note: Online terms }
`
const SUMMARY = `The register of Fahrradwerk Lindenhof is in stacks/register.

Critical services: Microsoft 365, Radkasse
  gap  Radkasse: nobody answers for it

Microsoft 365: 4 of 6 are gaps
  gap  mfa       no       Only two of nine
  gap  backups   no       Only the recycle bin
  gap  users     partly   Two accounts too many
  gap  logs      unknown  Nobody knows yet.

First actions
  1. Require multi-factor authentication for everybody in Microsoft 365, administrators first.
     Tim Okonjo, until 2026-12-23
  2. Take a copy of the data in Microsoft 365 that does not depend on the vendor, and restore from it once.
     Tim Okonjo, until 2027-01-22
  3. List everybody with access to Microsoft 365, and take away what leavers still have.
     Tim Okonjo, until 2027-02-21

Next
  gatehouse gate      what the rules say about the register
  gatehouse status    what is due, and whose it is
`

async function init(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const place = workplace(directory)
  const program = new Command('gatehouse').exitOverride()
  let code = -1
  initCommand(program, place, (status) => {
    code = status
  })
  await program.parseAsync(['init', ...args], { from: 'user' })
  return { code, ...place.written }
}

describe('with answers from a file', () => {
  const answersFile = (text: string = ANSWERS): string => {
    writeFileSync(join(directory, 'answers.yaml'), text)
    return 'answers.yaml'
  }

  test('a register that is read without a fault, and the gaps', async () => {
    expect(await init('--answers', answersFile())).toEqual({ code: 0, out: SUMMARY, err: '' })
    const register = readRegister(workplace(directory), 'stacks/register')
    expect(register.services.map(({ id, critical, status, owner }) => [id, critical, status, owner])).toEqual([
      ['microsoft-365', true, 'approved', 'tim-okonjo'],
      ['radkasse', true, 'approved', undefined],
    ])
    expect(register.records.map(({ id, by, about }) => [id, by, about])).toEqual([
      ['mini-assessment/2026-11-23-microsoft-365', 'mara-lindt', 'microsoft-365'],
    ])
  })

  test('editors find the schema of each file, in the folder itself', async () => {
    await init('--answers', answersFile())
    const register = join(directory, 'stacks/register')
    const files = [
      'services.yaml',
      'people.yaml',
      'stacks.yaml',
      'records/mini-assessment/2026-11-23-microsoft-365.yaml',
    ]
    for (const file of files) {
      const named =
        /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(register, file), 'utf8'))?.[1] ?? ''
      expect(existsSync(join(register, dirname(file), named))).toBe(true)
    }
    for (const file of readdirSync(join(ROOT, 'src/schemas/records')))
      expect(existsSync(join(register, '.schemas/records', file))).toBe(true)
  })

  test('the gate judges the register, though nothing is declared as code', async () => {
    await init('--answers', answersFile())
    const gate = async (...args: readonly string[]) => {
      const place = workplace(directory)
      const program = new Command('gatehouse').exitOverride()
      let code = -1
      gateCommand(program, place, (status) => {
        code = status
      })
      await program.parseAsync(['gate', '--json', ...args], { from: 'user' })
      return { code, decision: JSON.parse(place.written.out) as { rules: readonly { id: string; status: string }[] } }
    }
    const { code, decision } = await gate()
    expect(code).toBe(1)
    expect(decision.rules.find(({ id }) => id === 'register.owner_assigned')?.status).toBe('fail')
    // A stack that owns a tenant is not excused by having no program.
    const stacks = join(directory, 'stacks/register/stacks.yaml')
    writeFileSync(
      stacks,
      'stacks: { main: { tenants: [4b1f6c2e-7a35-4d09-9c84-2e5d8f3a1b70], types: [] }, other: { types: [] } }\n',
    )
    await expect(gate()).rejects.toMatchObject({ code: 'usage', expected: 'one of main, other' })
    await expect(gate('--stack', 'third')).rejects.toMatchObject({ code: 'usage' })
    const owned = await gate('--stack', 'main')
    expect(owned.decision.rules.find(({ id }) => id === 'entra.mfa_all_users')?.status).toBe('fail')
  })

  test('status and record work on it, and nothing is asked for that was before', async () => {
    await init('--answers', answersFile())
    const status = await runCommand(statusCommand, ['status', '--json', '--now', '2026-11-23T12:00:00Z'], directory)
    const { duties } = JSON.parse(status.out) as { duties: readonly { id: string; state: string }[] }
    expect(status.code).toBe(1)
    expect(duties.filter(({ state }) => state === 'overdue').map(({ id }) => id)).toEqual(['owner:radkasse'])
    expect((await runCommand(recordCommand, ['record', 'check'], directory)).code).toBe(0)
    const asked = ['--service', 'radkasse', '--at', '2026-11-23T10:00:00Z', '--no-ask']
    await runCommand(recordCommand, ['record', 'incident', ...asked], directory)
    const folder = join(directory, 'stacks/register/records/incident')
    const text = readFileSync(join(folder, '2026-11-23-radkasse.yaml'), 'utf8')
    expect(existsSync(join(folder, /\$schema=(\S+)/.exec(text)?.[1] ?? 'none'))).toBe(true)
  })

  test('nothing that exists is overwritten', async () => {
    mkdirSync(join(directory, 'stacks/register'), { recursive: true })
    writeFileSync(join(directory, 'stacks/register/people.yaml'), 'people: []\n')
    const file = answersFile()
    const before = listing(directory)
    await expect(init('--answers', file)).rejects.toMatchObject({
      code: 'refused',
      place: { file: 'stacks/register/people.yaml' },
    })
    expect(listing(directory)).toEqual(before)
  })

  test('services that nobody approves are only proposed', async () => {
    const { out } = await init('--answers', answersFile(ANSWERS.replace('approvedBy: Mara Lindt\n', '')))
    expect(out).toContain('gatehouse record service-approval')
    const { services } = readRegister(workplace(directory), 'stacks/register')
    expect(services.map(({ status }) => status)).toEqual(['proposed', 'proposed'])
  })

  test('what is wrong with the answers is named with its place', async () => {
    const fault = async (from: string, to: string) => {
      try {
        await init('--answers', answersFile(ANSWERS.replace(from, to)))
      } catch (error) {
        const { code, message, place } = error as { code: string; message: string; place: { line: number } }
        return [code, place.line, message]
      }
      return undefined
    }
    expect(await fault('owner: Tim Okonjo', 'owner: Tim Okonyo')).toEqual([
      'reference',
      12,
      'the person "Tim Okonyo" is not in the list',
    ])
    expect(await fault('service: Microsoft 365', 'service: Office')).toEqual([
      'reference',
      15,
      'the service "Office" is not in the list',
    ])
    expect(await fault('answer: unknown', 'answer: maybe')).toEqual([
      'schema',
      20,
      'assessment.answers.logs.answer: "maybe" is not a value of this field',
    ])
    expect(await fault('name: Radkasse', 'name: Microsoft 365')).toEqual([
      'reference',
      13,
      'the service "Microsoft 365" stands twice',
    ])
    expect(listing(directory).size).toBe(1)
  })

  test('without a terminal and without answers nothing is asked', async () => {
    await expect(init()).rejects.toMatchObject({ code: 'usage', fix: 'give the answers with --answers FILE' })
  })
})

describe.skipIf(!HAS_PTY)('in a terminal (skipped where Python is missing)', () => {
  test('dialogue, wrong answers, interruption, going on, and the gaps', async () => {
    const args = ['init', '--now', '2026-11-23T12:00:00Z']
    const first = await inTerminal(args, directory, FIRST_PART)
    expect(first.code).toBe(2)
    expect(first.transcript).toContain('gatehouse: the dialogue was interrupted, and nothing was written')
    expect(readdirSync(directory)).toEqual(['.gatehouse-init.json'])
    const second = await inTerminal(args, directory, SECOND_PART)
    expect(second.code).toBe(0)
    expect(second.transcript).toContain('Going on after 10 answers kept in .gatehouse-init.json.')
    expect(second.transcript).toContain('2 of 3 services are critical. Now one of them in sixty minutes.')
    expect(readdirSync(directory)).toEqual(['stacks'])
    const record = join(directory, 'stacks/register/records/mini-assessment/2026-11-23-microsoft-365.yaml')
    expect(parse(readFileSync(record, 'utf8'))).toMatchObject({
      assessor: 'mara-lindt',
      answers: { mfa: { answer: 'no' }, logs: { answer: 'unknown', note: 'Nobody knows yet.' } },
      actions: [
        { owner: 'tim-okonjo', dueOn: '2026-12-23' },
        { owner: 'mara-lindt', dueOn: '2027-01-31' },
        { what: 'Close the two accounts of the students.', owner: 'tim-okonjo', dueOn: '2026-12-01' },
      ],
    })
    const { services } = readRegister(workplace(directory), 'stacks/register')
    expect(services.map(({ id, critical }) => [id, critical])).toEqual([
      ['bloomletter', false],
      ['microsoft-365', true],
      ['radkasse', true],
    ])
  })
})

test('ids are made of names in any script, and differ', () => {
  expect([
    ...idsOf(['Jürgen Groß', 'Søren Ødegård', 'Łukasz Żak', 'Jurgen-Gross', 'Juergen Gross', '山田', '鈴木']).values(),
  ]).toEqual(['juergen-gross', 'soren-odegard', 'lukasz-zak', 'jurgen-gross', 'juergen-gross-2', 'entry', 'entry-2'])
})

test('the number of critical services is put into words', () => {
  expect(criticalSentence(1, 1)).toBe('1 of 1 service is critical. Now one of them in sixty minutes.')
  expect(criticalSentence(9, 7)).toContain('take three to five first')
  expect(criticalSentence(3, 0)).toContain('begin with the one that you would miss most')
})
