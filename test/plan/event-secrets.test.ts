import { describe, expect, test } from 'vitest'
import type { AppError } from '../../src/errors.ts'
import { readPlan } from '../../src/plan/read.ts'
import { events, kindOf, numbered, readEvents, text, urnOf } from './event-stream.ts'
import { type Loose, plan } from './fixtures.ts'

const CANARY = 'canary-Zk3vQ8'
const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = { [SIGNATURE]: '1b47061264138c4ac30d75fd1eb44270', plaintext: `"${CANARY}"` }

/** Messages of every kind that hold a secret, none of which ends the run. */
const MESSAGES: readonly Loose[] = [
  { diagnosticEvent: { severity: 'debug', prefix: CANARY, message: `{"secretText":"${CANARY}"}` } },
  { diagnosticEvent: { severity: 'info', message: CANARY } },
  { diagnosticEvent: { severity: 'info#err', message: CANARY, prefix: CANARY } },
  { diagnosticEvent: { severity: 'warning', message: CANARY, prefix: CANARY } },
  { diagnosticEvent: { severity: 'error', message: CANARY, ephemeral: true } },
  { stdoutEvent: { message: CANARY, color: 'never' } },
  { progressEvent: { type: 'plugin-download', id: CANARY, message: CANARY, done: true } },
  { startDebuggingEvent: { config: { token: CANARY } } },
  { policyEvent: { enforcementLevel: 'advisory', message: CANARY, policyName: CANARY } },
  { policyRemediationEvent: { before: { password: CANARY }, after: { password: CANARY } } },
  { newEvent: { message: CANARY } },
]

/** The same for messages about a failure. */
const FAILURES: readonly Loose[] = [
  { diagnosticEvent: { severity: 'error', message: CANARY } },
  { diagnosticEvent: { severity: 'fatal', message: CANARY } },
  { errorEvent: { error: CANARY } },
  { policyEvent: { enforcementLevel: 'mandatory', message: CANARY, policyName: CANARY } },
]

function planted(more: readonly Loose[]): Loose[] {
  const list = events('up.events.jsonl').toSpliced(20, 0, ...more)
  for (const event of list) {
    const metadata = event[kindOf(event)].metadata
    if (!metadata || !urnOf(event)?.endsWith('::alice')) continue
    metadata.new.inputs.password = SECRET
    metadata.new.outputs = { ...metadata.new.outputs, secretText: CANARY, password: SECRET, nested: { key: CANARY } }
    metadata.new.initErrors = [CANARY]
  }
  return numbered(list)
}

describe('a secret that a service made', () => {
  test('stays out of the plan, and the plan is the same as without it', () => {
    const { diagnostics, ...read } = readEvents(planted(MESSAGES))
    const { diagnostics: _none, ...whole } = plan('up.events.jsonl')
    expect(read).toEqual(whole)
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning'])
    expect(JSON.stringify(diagnostics)).not.toContain(CANARY)
  })

  test('stays out of what is said about a failure', () => {
    const read = readEvents(planted([...MESSAGES, ...FAILURES]))
    expect(read.completeness.status).toBe('partial')
    expect(JSON.stringify(read)).not.toContain(CANARY)
  })

  test.each([
    ['a debug message that is cut', `{"sequence":9,"diagnosticEvent":{"severity":"debug","message":"${CANARY}`],
    ['other output', CANARY],
    ['another object', JSON.stringify({ message: CANARY })],
    ['a number that is a text', JSON.stringify({ sequence: CANARY, diagnosticEvent: { message: CANARY } })],
    ['two events', JSON.stringify({ sequence: 9, stdoutEvent: { message: CANARY }, errorEvent: { error: CANARY } })],
    ['half a character', `{"sequence":9,"newEvent":{"a":"${CANARY}\\ud800"}}`],
    ['an unknown severity in a list', JSON.stringify({ sequence: 9, resourcePreEvent: { metadata: [CANARY] } })],
  ])('stays out of the error about %s', (_title, line) => {
    const lines = text(planted(MESSAGES)).split('\n')
    for (const at of [0, 1, 12]) {
      try {
        readPlan(Buffer.from(lines.toSpliced(at, 0, line).join('\n')), 'x')
        expect.unreachable()
      } catch (error) {
        const { name, message, expected, fix, cause } = error as AppError
        expect([name, JSON.stringify([message, expected, fix, String(cause)])]).toEqual([
          'AppError',
          expect.not.stringContaining(CANARY),
        ])
      }
    }
  })
})
