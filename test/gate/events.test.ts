import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { desiredDigest, planBytes, planDigest } from '../../src/plan/digest.ts'
import type { Plan } from '../../src/plan/model.ts'
import { CASES } from '../bypasses/cases.ts'
import { ENTRIES, id, judgeTenant, planOf, soundTenant, type Tenant, update } from '../bypasses/tenant.ts'
import { events, eventsOf, kindOf, numbered, readEvents, text, urnOf } from '../plan/event-stream.ts'
import { type Loose, plan } from '../plan/fixtures.ts'
import { ROOT } from '../workplace.ts'

/** The tenant's steps as a streaming preview. */
function stream(tenant: Tenant): Loose[] {
  const changeSummary: Record<string, number> = {}
  for (const { op } of tenant.steps) changeSummary[op] = (changeSummary[op] ?? 0) + 1
  return eventsOf({ changeSummary, ...tenant.digest, steps: tenant.steps })
}

function streamed(tenant: Tenant): Plan {
  return readEvents(stream(tenant))
}

function statuses(decision: Decision): Record<string, string> {
  return Object.fromEntries(decision.rules.map((rule) => [rule.id, rule.status]))
}

const NEEDS_OPTIONS = ['change.no_ignored_changes', 'change.required_resources_protected']

/** The statuses of the rules that need no options of resources. */
async function comparable(tenant: Tenant, read: Plan): Promise<Record<string, string>> {
  const found = statuses(await judgeTenant(tenant, read))
  return Object.fromEntries(Object.entries(found).filter(([rule]) => !NEEDS_OPTIONS.includes(rule)))
}

describe('engine events are judged as the digest of the same preview', () => {
  test('but for the rules that need the options, which cannot be decided', async () => {
    const decision = await judgeTenant(soundTenant(), streamed(soundTenant()))
    const undecided = decision.rules.filter(
      ({ status, mode }) => mode === 'enforced' && (status === 'unknown' || status === 'fail'),
    )
    expect([decision.decision, undecided.map(({ id, status }) => [id, status])]).toEqual([
      'deny',
      NEEDS_OPTIONS.map((rule) => [rule, 'unknown']),
    ])
  })

  test('in every case of bypasses.yaml that is a preview', { timeout: 120_000 }, async () => {
    let compared = 0
    for (const { row, issue } of ENTRIES) {
      for (const variant of issue === 'judge' ? [CASES[row]].flat() : []) {
        const tenant = soundTenant()
        if (variant === undefined || variant(tenant) !== undefined) continue
        const digest = await comparable(tenant, planOf(tenant))
        expect([row, await comparable(tenant, streamed(tenant))]).toEqual([row, digest])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(100)
  })

  test('where they are cut, the change is denied, and what the rest could meet is not decided', async () => {
    const whole = stream(soundTenant())
    const cut = async (end: number) => judgeTenant(soundTenant(), readEvents(whole.slice(0, end)))
    const [last, most] = [await cut(-1), await cut(9)]
    expect([last.decision, statuses(last)['change.full_preview']]).toEqual(['deny', 'unknown'])
    const rules = ['change.full_preview', 'entra.device_code_flow_blocked', 'entra.no_permanent_privileged_role']
    expect([most.decision, ...rules.map((rule) => statuses(most)[rule])]).toEqual([
      'deny',
      'unknown',
      'unknown',
      'unknown',
    ])
  })
})

describe('the plan at the deployment, read from the events of its preview', () => {
  test('57c: one more id out of the configuration is another wish', () => {
    const other = soundTenant()
    update(other, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('sales')))
    expect(desiredDigest(streamed(other))).not.toBe(desiredDigest(planOf(soundTenant())))
  })

  test('57-ok2: other times and another version of the provider are other bytes and the same wish', () => {
    const later = events('change.events.jsonl').map((event) => ({
      ...event,
      sequence: 3 * event.sequence,
      timestamp: 1,
    }))
    expect(planBytes(readEvents(later)).equals(planBytes(plan('change.events.jsonl')))).toBe(true)
    for (const event of later) {
      if (urnOf(event)?.includes('pulumi:providers:')) event[kindOf(event)].metadata.new.inputs.version = '6.9.2'
    }
    expect(planDigest(planBytes(readEvents(later)))).not.toBe(planDigest(planBytes(plan('change.events.jsonl'))))
    expect(desiredDigest(readEvents(later))).toBe(desiredDigest(plan('change.preview.json')))
  })
})

describe('gate --plan', () => {
  const place = mkdtempSync(join(tmpdir(), 'gatehouse-events-'))
  afterAll(() => rmSync(place, { recursive: true, force: true }))
  const CANARY = 'canary-Zk3vQ8'

  function gate(file: string): { status: number | null; shown: string } {
    const { INIT_CWD: _, ...env } = process.env
    const outputs = ['d.json', 'd.md', 'd.sarif', 'd.txt'].flatMap((output) => ['--output', output])
    const now = ['--now', '2026-11-23T12:00:00Z', '--baseline-expires', '2027-01-01']
    const more = ['--plan-output', 'plan.json', '--write-baseline', 'baseline.json', ...now, ...outputs]
    const bin = join(ROOT, 'bin/gatehouse.js')
    const run = spawnSync(process.execPath, [bin, 'gate', '--plan', file, ...more], {
      cwd: place,
      encoding: 'utf8',
      env,
    })
    return { status: run.status, shown: run.stdout + run.stderr }
  }

  test('writes nothing that a message or a service held', { timeout: 60_000 }, () => {
    const list = events('up.events.jsonl')
    const debug = { diagnosticEvent: { severity: 'debug', message: `{"secretText":"${CANARY}"}` } }
    const error = { diagnosticEvent: { severity: 'error', message: `no access with ${CANARY}` } }
    const input = list.find((event) => urnOf(event)?.endsWith('::office') && kindOf(event) === 'resOutputsEvent')
    input.resOutputsEvent.metadata.new.outputs.secretText = CANARY
    // An input that looks like the mark of our own plan must not make the raw bytes one.
    input.resOutputsEvent.metadata.new.inputs.schema = 'urn:gatehouse:plan/v1'
    writeFileSync(join(place, 'up.jsonl'), text(numbered(list.toSpliced(9, 0, debug, error))))
    const { status, shown } = gate('up.jsonl')
    expect(status).toBe(1)
    const written = readdirSync(place).filter((file) => file !== 'up.jsonl')
    expect(written.sort()).toEqual(['baseline.json', 'd.json', 'd.md', 'd.sarif', 'd.txt', 'plan.json'])
    for (const file of written) expect(readFileSync(join(place, file), 'utf8')).not.toContain(CANARY)
    expect(shown).not.toContain(CANARY)
    expect(shown).toContain('the update reported an error')
  })
})
