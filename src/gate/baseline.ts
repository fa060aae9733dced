import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { byCodeUnit } from '../json.ts'
import { validate } from '../schema.ts'
import { readYaml } from '../yaml.ts'
import type { Decision } from './decision.ts'

/** Format id of a baseline. */
export const BASELINE_SCHEMA = 'urn:gatehouse:baseline/v1'

/** A finding that was there when the tenant was adopted. Each has an end: a baseline is a debt, not a permission. */
export interface BaselineEntry {
  readonly finding: string
  /** What it said when the baseline was written; for readers, not compared. */
  readonly message: string
  /** `YYYY-MM-DD`, inclusive, UTC. */
  readonly expiresOn: string
}

/** Known findings of an adopted tenant, sorted by id. */
export interface Baseline {
  readonly schema: typeof BASELINE_SCHEMA
  readonly findings: readonly BaselineEntry[]
}

/**
 * Reads a baseline. `now` is RFC 3339 in UTC.
 * @throws AppError as `readYaml` and `validate` do; `refused` for an entry that ends more than a year from now.
 */
export function readBaseline(place: Workplace, path: string, now: string): Baseline {
  const document = readYaml(place, path)
  validate(BASELINE_SCHEMA, document.value, document.locate)
  const baseline = document.value as unknown as Baseline
  const last = lastDay(now)
  const index = baseline.findings.findIndex((entry) => entry.expiresOn > last)
  const late = baseline.findings[index]
  if (late === undefined) return baseline
  throw new AppError('refused', `expiresOn: ${late.expiresOn} is more than a year from now`, {
    place: document.locate(`/findings/${index}/expiresOn`),
    expected: `a day up to ${last}`,
    fix: 'write an earlier day: what is still wrong then is looked at again',
  })
}

/** The last day on which a baseline may end: this day of the next year. ISO dates compare as texts. */
export function lastDay(now: string): string {
  return `${String(Number(now.slice(0, 4)) + 1).padStart(4, '0')}${now.slice(4, 10)}`
}

/** The blocking findings of a decision as a baseline that ends on a day. */
export function baselineOf(decision: Decision, expiresOn: string): Baseline {
  const advisory = new Set(decision.rules.filter((rule) => rule.mode === 'advisory').map((rule) => rule.id))
  const entries = decision.results
    .filter((result) => (result.status === 'fail' || result.status === 'unknown') && !advisory.has(result.rule))
    .map((result): BaselineEntry => ({ finding: result.finding, message: result.message, expiresOn }))
  const unique = new Map(entries.map((entry) => [entry.finding, entry]))
  return { schema: BASELINE_SCHEMA, findings: [...unique.values()].sort((a, b) => byCodeUnit(a.finding, b.finding)) }
}
