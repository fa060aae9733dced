// Compares the decisions on the cases with what bypasses.yaml expects.
import { afterAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/model.ts'
import type { Case, Cases } from './changes.ts'
import { ENTRIES, type Entry, RULES } from './entries.ts'
import { embeddedPlanOf, judgeTenant, soundTenant, type Tenant } from './tenant.ts'

/** What the cases of one file are made from and compared by. */
export interface Comparison {
  readonly issue: Entry['issue']
  /** Rows whose entries are no judgement of a plan. */
  readonly without?: readonly string[]
  readonly tenant?: (row: string) => Tenant
  readonly engine?: (tenant: Tenant) => Plan
}

/** Rules that hold in every case here: what it declares is on the stack's list, belongs to a service and is whole. */
const ALWAYS = ['change.full_preview', 'change.resource_types_listed', 'register.service_approved']

/**
 * Defines a test for each entry of an issue and each variant of its case. An entry that names a rule that is not built
 * yet is compared without that rule, and without the decision if that is `deny`; a line at the end says how many are.
 */
export function compareEntries(cases: Cases, { issue, without = [], ...made }: Comparison): void {
  const entries = ENTRIES.filter((entry) => entry.issue === issue && !without.includes(entry.row))
  const partly = entries.filter((entry) => missingRules(entry).length > 0)
  const tenantOf = made.tenant ?? soundTenant
  const engine = made.engine ?? embeddedPlanOf

  test('every entry has its case, and no case is left over', () => {
    expect(Object.keys(cases).sort()).toEqual(entries.map((entry) => entry.row).sort())
  })

  describe(`bypasses.yaml, ${issue}`, () => {
    for (const entry of entries) {
      const found = cases[entry.row] ?? []
      const variants: readonly Case[] = typeof found === 'function' ? [found] : found
      variants.forEach((variant, index) => {
        const name = variants.length > 1 ? ` (variant ${index + 1})` : ''
        test(`${entry.row} ${entry.title}${name}`, async () => {
          const tenant = tenantOf(entry.row)
          const plan = variant(tenant) ?? engine(tenant)
          const { actual, expected } = await outcome(entry, tenant, plan)
          expect(actual).toEqual(expected)
        })
      })
    }
  })

  afterAll(() => {
    if (partly.length === 0) return
    const rules = [...new Set(partly.flatMap(missingRules))].sort()
    console.info(
      `${issue}: ${partly.length} of ${entries.length} entries are compared in part, without ${rules.join(', ')}: ${partly
        .map(({ row }) => row)
        .join(', ')}`,
    )
  })
}

/** Rules that an entry names and the bundle does not have. */
function missingRules(entry: Entry): readonly string[] {
  return Object.keys(entry.rules).filter((rule) => !RULES.has(rule))
}

async function outcome(
  entry: Entry,
  tenant: Tenant,
  plan: Plan,
): Promise<{ readonly actual: unknown; readonly expected: unknown }> {
  const decision = await judgeTenant(tenant, plan)
  const statuses = Object.fromEntries(decision.rules.map((rule) => [rule.id, rule.status]))
  const expected = Object.entries({ ...Object.fromEntries(ALWAYS.map((rule) => [rule, 'pass'])), ...entry.rules })
    .filter(([rule]) => RULES.has(rule))
    .sort()
  const why = decision.results
    .filter((result) => result.status === 'fail' || result.status === 'unknown')
    .filter((result) => result.rule in entry.rules || tenant.parameters.rules[result.rule] !== 'advisory')
    .map((result) => `${result.rule}: ${result.message}`)
  // A further rule cannot turn a denial into an approval, so one is expected of the rules that exist, too.
  const decided = entry.decision === 'allow' || missingRules(entry).length === 0
  return {
    actual: {
      ...(decided ? { decision: decision.decision } : {}),
      rules: expected.map(([rule]) => [rule, statuses[rule]]),
      why,
    },
    expected: { ...(decided ? { decision: entry.decision } : {}), rules: expected, why },
  }
}
