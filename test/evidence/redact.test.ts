import { describe, expect, test } from 'vitest'
import { redactPlan } from '../../src/evidence/redact.ts'
import type { JsonObject } from '../../src/json.ts'

describe('messages of the program and the engine', () => {
  test('are taken out: what somebody writes in their own words may be about anybody', () => {
    const diagnostics = [
      { severity: 'warning', key: 'urn:a', message: 'Anna’s number is +49 30 1234' },
      { severity: 'info', message: 'done' },
    ]
    const { plan, redactions } = redactPlan({ resources: [], diagnostics } as unknown as JsonObject)
    const gone = { $redacted: { rule: 'property-not-listed' } }
    expect(plan['diagnostics']).toEqual([
      { severity: 'warning', key: 'urn:a', message: gone },
      { severity: 'info', message: gone },
    ])
    expect(redactions).toEqual(
      [0, 1].map((index) => ({ pointer: `/diagnostics/${index}/message`, rule: 'property-not-listed' })),
    )
  })
})
