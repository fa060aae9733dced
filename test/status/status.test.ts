import { describe, expect, test } from 'vitest'
import { statusCommand } from '../../src/commands/status.ts'
import type { OperatingRecord } from '../../src/records/model.ts'
import type { Register } from '../../src/register/model.ts'
import { readRegister, registerAt } from '../../src/register/read.ts'
import { validateValue } from '../../src/schema.ts'
import { statusOf } from '../../src/status/index.ts'
import type { Announced, Status } from '../../src/status/model.ts'
import { statusCalendar } from '../../src/status/render/icalendar.ts'
import { runCommand } from '../run-command.ts'
import { workplace } from '../workplace.ts'

const NOW = '2026-11-27T12:00:00Z'
const EXAMPLE = readRegister(workplace(), 'stacks/register')

function status(register: Register, now: string = NOW, deployments?: readonly Announced[]): Status {
  return statusOf({ now, register: registerAt(register, now), folder: 'stacks/register', deployments }, [
    'From a test.',
  ])
}

/** Duties of a kind: the beginning of the id, the state, the day and whose. */
function duties(found: Status, kind: string): readonly string[] {
  return found.duties
    .filter(({ id }) => id.startsWith(kind))
    .map(({ id, state, dueOn, owner }) => `${state} ${dueOn} ${id} ${owner ?? '-'}`)
}

function without(kind: string, test: (record: OperatingRecord) => boolean = () => true): Register {
  return { ...EXAMPLE, records: EXAMPLE.records.filter((record) => record.kind !== kind || !test(record)) }
}

function changed<Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string,
  change: Partial<Item>,
): readonly Item[] {
  if (!items.some((item) => item.id === id)) throw new Error(`no ${id}`)
  return items.map((item) => (item.id === id ? { ...item, ...change } : item))
}

describe('what follows from the register', () => {
  test('a review that was held ends the duty, and the next one comes a month before the period ends', () => {
    expect(duties(status(EXAMPLE), 'admin-review')).toEqual([])
    expect(duties(status(without('admin-review', ({ period }) => period === '2026-11')), 'admin-review')).toEqual([
      'due 2026-11-30 admin-review:2026-11 ulrike-sander',
    ])
    expect(duties(status(EXAMPLE, '2026-12-10T00:00:00Z'), 'access-review')).toEqual([
      'due 2026-12-31 access-review:payroll:2026-Q4 susanne-eberle',
      'due 2026-12-31 access-review:helpdesk:2026-Q4 monika-steiner',
    ])
    expect(duties(status(EXAMPLE, '2027-01-05T00:00:00Z'), 'access-review')).toEqual([
      'overdue 2026-12-31 access-review:payroll:2026-Q4 susanne-eberle',
      'overdue 2026-12-31 access-review:helpdesk:2026-Q4 monika-steiner',
    ])
  })

  test('a vendor, a recovery, a risk and the management review come again after a year', () => {
    const later = status(EXAMPLE, '2027-07-01T00:00:00Z')
    expect(duties(later, 'vendor-evaluation')).toEqual([
      'overdue 2027-03-12 vendor-evaluation:microsoft ulrike-sander',
      'overdue 2027-04-16 vendor-evaluation:kontora ulrike-sander',
      'overdue 2027-05-21 vendor-evaluation:aws ulrike-sander',
      'overdue 2027-06-11 vendor-evaluation:lohnwerk ulrike-sander',
    ])
    expect(duties(later, 'management-review')).toEqual(['overdue 2027-01-29 management-review katrin-aldenhoff'])
    expect(duties(status(EXAMPLE), 'recovery-test')).toEqual(['overdue 2026-11-18 recovery-test:payroll vera-antonova'])
  })

  test('a vendor that is used and was never evaluated', () => {
    const register = { ...EXAMPLE, vendors: changed(EXAMPLE.vendors, 'brieftaube', { evaluations: [] }) }
    expect(duties(status(register), 'vendor-evaluation')).toEqual([
      'overdue 2023-06-01 vendor-evaluation:brieftaube monika-steiner',
    ])
  })

  test('an owner who left, and a leaver with access', () => {
    const register = {
      ...without('offboarding'),
      people: changed(EXAMPLE.people, 'renate-vogel', { leftOn: '2026-11-20' }),
    }
    const found = status(register)
    expect(duties(found, 'owner:')).toEqual(['overdue 2026-11-20 owner:accounting katrin-aldenhoff'])
    expect(duties(found, 'leaver:')).toEqual([
      'overdue 2026-09-01 leaver:malte-jessen -',
      'overdue 2026-11-21 leaver:renate-vogel -',
    ])
    expect(found.duties.find(({ id }) => id === 'leaver:renate-vogel')?.why).toBe(
      'Left on 2026-11-20: there is no off-boarding record; renate.vogel@nordlicht.example.com is still declared.',
    )
    expect(found.duties[0]?.consequence).toBe('critical')
  })

  test('exceptions, certificates and contracts that end', () => {
    const register: Register = {
      ...EXAMPLE,
      exceptions: changed(changed(EXAMPLE.exceptions, 'EX-001', { expiresOn: '2026-11-26' }), 'EX-002', {
        expiresOn: '2027-01-20',
      }),
      vendors: changed(EXAMPLE.vendors, 'kontora', {
        certificates: [
          { standard: 'ISO/IEC 27001:2022', scope: 'all', issuer: 'x', expiresOn: '2026-10-31' },
          { standard: 'SOC 2 Type II', scope: 'all', issuer: 'x', expiresOn: '2025-12-31' },
          { standard: 'SOC 2 Type II', scope: 'all', issuer: 'x', expiresOn: '2027-12-31' },
        ],
      }),
    }
    expect(duties(status(register), 'exception:')).toEqual([
      'overdue 2026-11-26 exception:EX-001:2026-11-26 sven-albers',
      'expiring 2027-01-20 exception:EX-002:2027-01-20 sven-albers',
    ])
    expect(duties(status(register), 'certificate:')).toEqual([
      'overdue 2026-10-31 certificate:kontora:iso-iec-27001-2022:2026-10-31 ulrike-sander',
    ])
    expect(duties(status(register), 'contract:')).toEqual([
      'expiring 2026-12-31 contract:accounting:2026-12-31 renate-vogel',
    ])
  })

  test('incidents, promises and removals stay until they are done', () => {
    const found = status(EXAMPLE)
    expect(duties(found, 'incident:')).toEqual([
      'open 2027-01-16 incident:incident/2026-11-17-helpdesk-wrong-recipient monika-steiner',
    ])
    expect(duties(found, 'access:')).toEqual(
      ['due 2026-12-04 access:access-review/2026-10-13-crm:0 tobias-brandt'].map((line) =>
        expect.stringMatching(line.replace(':0 ', ':\\d+ ')),
      ),
    )
    expect(duties(status(EXAMPLE, '2027-02-01T00:00:00Z'), 'incident:')[0]).toMatch(/^overdue/)
  })

  test('nothing is known of coverage after two weeks', () => {
    expect(duties(status(EXAMPLE, '2026-12-20T00:00:00Z'), 'mfa-coverage')).toEqual([
      'overdue 2026-12-07 mfa-coverage kristof-peeters',
    ])
  })

  test('a deployment without an outcome, and an emergency', () => {
    const intent = {
      project: 'gatehouse-example',
      stack: 'identity',
      time: '2026-11-20T10:00:00Z',
      emergency: { reason: 'Nobody could sign in.', by: 'sven-albers', reviewBy: '2026-11-25' },
    } as Announced['intent']
    expect(duties(status(EXAMPLE, NOW, [{ id: 'abc', intent }]), 'deployment')).toEqual([
      'overdue 2026-11-20 deployment:abc -',
    ])
    const ended = [{ id: 'abc', intent, endedAt: '2026-11-20T10:05:00Z' }]
    expect(duties(status(EXAMPLE, NOW, ended), 'deployment')).toEqual([])
    expect(duties(status(EXAMPLE, NOW, ended), 'emergency')).toEqual(['overdue 2026-11-25 emergency:abc -'])
    const review = {
      id: 'emergency-review/2026-11-24-identity',
      kind: 'emergency-review',
      at: '2026-11-24T09:00:00Z',
      recordedAt: '2026-11-24T09:00:00Z',
      by: 'ulrike-sander',
      body: { deployment: 'abc' },
    } as OperatingRecord
    const reviewed = { ...EXAMPLE, records: [...EXAMPLE.records, review] }
    expect(duties(status(reviewed, NOW, ended), 'emergency')).toEqual([])
  })

  test('records that are not sealed, where records are sealed', () => {
    const data = { now: NOW, register: registerAt(EXAMPLE, NOW), folder: 'stacks/register', deployments: [] }
    const all = new Set(EXAMPLE.records.map(({ id }) => id))
    const open = (sealed: ReadonlySet<string>): readonly string[] =>
      duties(statusOf({ ...data, sealed }, []), 'unsealed-records')
    expect(open(all)).toEqual([])
    all.delete('access-review/2026-10-13-crm')
    expect(open(all)).toEqual(['overdue 2026-10-20 unsealed-records -'])
  })

  test('overdue first, then by consequence; ids are unique', () => {
    const { duties: all } = status(without('recovery-test'), '2027-07-01T00:00:00Z')
    const rank = all.map(({ state, consequence }) => [
      state === 'overdue' ? 0 : 1,
      ['critical', 'high', 'medium', 'low'].indexOf(consequence),
    ])
    expect(rank).toEqual(rank.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d))
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })
})

describe('the command', () => {
  const run = (...args: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(statusCommand, ['status', '--now', NOW, ...args])

  test('says by its exit code whether something is overdue, for everybody or one person', async () => {
    expect((await run()).code).toBe(1)
    const one = await run('--owner', 'tobias brandt', '--json')
    expect(one.code).toBe(0)
    expect((JSON.parse(one.out) as Status).duties.map(({ owner }) => owner)).toEqual(['tobias-brandt'])
    await expect(run('--owner', 'tobias-brand')).rejects.toThrow('there is no person tobias-brand')
  })

  test('every format; JSON follows its schema', async () => {
    validateValue('urn:gatehouse:status/v1', JSON.parse((await run('--json')).out), 'status.json')
    for (const format of ['text', 'markdown', 'html', 'icalendar'])
      expect((await run('--format', format)).out.replace(/\r\n /g, '')).toContain('Test the recovery of Lohnwerk')
  })
})

describe('the calendar', () => {
  const found = status(EXAMPLE)

  test('has lines of at most 75 octets, ended by CR LF, and no character cut in two', () => {
    const [first] = found.duties
    if (first === undefined) throw new Error('no duty')
    const title = `Ääkköset; "\\", and ${'ö'.repeat(100)}\nBEGIN:VALARM`
    const text = statusCalendar({ ...found, duties: [{ ...first, title }] })
    for (const line of text.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/[\n\r\ufffd]/)
    }
    const unfolded = text.replaceAll('\r\n ', '')
    expect(unfolded).toContain(`SUMMARY:Overdue: Ääkköset\\; "\\\\"\\, and ${'ö'.repeat(100)} BEGIN:VALARM\r\n`)
    expect(unfolded).not.toMatch(/^BEGIN:VALARM/m)
  })

  test('names the same duty by the same UID on another day', () => {
    const uids = (text: string): ReadonlySet<string> => new Set(text.match(/^UID:.*$/gm))
    const today = uids(statusCalendar(found))
    expect(today.size).toBe(found.duties.length)
    expect(uids(statusCalendar(status(EXAMPLE, '2026-11-28T12:00:00Z')))).toEqual(today)
  })
})
