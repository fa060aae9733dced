import { describe, expect, test } from 'vitest'
import { CASES } from './cases.ts'
import { ENTRIES, judgeTenant, planOf, soundTenant } from './tenant.ts'

const entries = ENTRIES.filter((entry) => entry.issue === 'judge')

test('every entry has its case, and no case is left over', () => {
  expect(Object.keys(CASES).sort()).toEqual(entries.map((entry) => String(entry.row)).sort())
})

describe('bypasses.yaml, judged through the compiled policies', () => {
  for (const entry of entries) {
    const found = CASES[entry.row]
    const variants = Array.isArray(found) ? found : [found]
    variants.forEach((variant, index) => {
      const name = variants.length > 1 ? ` (variant ${index + 1})` : ''
      test(`${entry.row} ${entry.title}${name}`, async () => {
        const tenant = soundTenant()
        const plan = variant(tenant) ?? planOf(tenant)
        const decision = await judgeTenant(tenant, plan)
        const statuses = Object.fromEntries(decision.rules.map((rule) => [rule.id, rule.status]))
        const expected = Object.entries(entry.rules).filter(([rule]) => rule in statuses)
        const actual = expected.map(([rule]) => [rule, statuses[rule]])
        const why = decision.results
          .filter((result) => result.status === 'fail' || result.status === 'unknown')
          .map((result) => `${result.rule}: ${result.message}`)
        expect({ decision: decision.decision, rules: actual, why }).toEqual({
          decision: entry.decision,
          rules: expected,
          why,
        })
      })
    })
  }
})
