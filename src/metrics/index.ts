import { accessReviews } from './metrics/access-reviews.ts'
import { adminReviews } from './metrics/admin-reviews.ts'
import { approvedResources } from './metrics/approved-resources.ts'
import { deployments } from './metrics/deployments.ts'
import { expiredExceptions } from './metrics/exceptions.ts'
import { incidents } from './metrics/incidents.ts'
import { leavers } from './metrics/leavers.ts'
import { mfaAdministrators, mfaUsers } from './metrics/mfa.ts'
import { owners } from './metrics/owners.ts'
import { recoveryTests } from './metrics/recovery-tests.ts'
import { vendorsBeforeUse } from './metrics/vendors-before-use.ts'
import { vendorsCurrent } from './metrics/vendors-current.ts'
import type { Member, Metric, MetricDefinition, TrendPoint, Window } from './model.ts'
import type { Facts } from './tables.ts'
import { endedPeriods, later, seconds } from './time.ts'

/** Every metric, in the order in which they are shown. */
export const METRICS: readonly MetricDefinition[] = [
  owners,
  accessReviews,
  adminReviews,
  vendorsCurrent,
  vendorsBeforeUse,
  incidents,
  recoveryTests,
  mfaAdministrators,
  mfaUsers,
  leavers,
  approvedResources,
  expiredExceptions,
  deployments,
]

/** Where facts come from: the files of the register, and an archive where there is one. */
export interface Sources {
  readonly register: string
  readonly archive: string | undefined
}

/** Every metric over a window, by facts that were known at its end. */
export function computeMetrics(facts: Facts, window: Window, sources: Sources): readonly Metric[] {
  return METRICS.map((definition) => computeMetric(definition, facts, window, sources))
}

function computeMetric(definition: MetricDefinition, facts: Facts, window: Window, sources: Sources): Metric {
  const { id, title, controls, formula, target } = definition
  const rows = definition.members(facts, window)
  const { numerator, denominator } = countOf(definition, rows)
  return {
    id,
    title,
    controls,
    formula,
    target,
    source: sourceOf(definition, sources),
    numerator,
    denominator,
    percent: denominator === 0 ? null : Math.floor((numerator / denominator) * 1000) / 10,
    result: resultOf(definition, numerator, denominator),
    missingDays: Math.round(rows.reduce((sum, row) => sum + row.missingDays, 0) * 100) / 100,
    query: definition.sql(window),
    rows,
    trend: trendOf(definition, facts, window),
  }
}

function countOf(
  { countsFailures }: MetricDefinition,
  rows: readonly Member[],
): { readonly numerator: number; readonly denominator: number } {
  let met = 0
  let all = 0
  for (const { status, count } of rows) {
    met += count?.met ?? (status === 'met' ? 1 : 0)
    all += count?.of ?? 1
  }
  return { numerator: countsFailures ? all - met : met, denominator: all }
}

function resultOf({ target }: MetricDefinition, numerator: number, denominator: number): Metric['result'] {
  if (denominator === 0) return 'no-population'
  const isMet =
    target.kind === 'at-least' ? numerator * 100 >= target.percent * denominator : numerator <= target.number
  return isMet ? 'met' : 'missed'
}

function sourceOf({ tables, needsArchive }: MetricDefinition, { register, archive }: Sources): string {
  if (needsArchive) return archive ?? 'no archive was given'
  return tables.includes('exceptions') && archive !== undefined ? `${register}; ${archive}` : register
}

/** The value at the end of each month in the window, each with a window of the same length, and at its end. */
function trendOf(definition: MetricDefinition, facts: Facts, { from, asOf }: Window): readonly TrendPoint[] {
  const days = (seconds(asOf) - seconds(from)) / 86_400
  const ends = endedPeriods({ from, asOf }, 1).map(({ ends: end }) => end)
  return [...new Set([...ends, asOf])].map((end) => ({
    asOf: end,
    ...countOf(definition, definition.members(facts, { from: later(end, -days), asOf: end })),
  }))
}
