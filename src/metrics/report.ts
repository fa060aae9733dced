import type { Metric, Target, Window } from './model.ts'

/** Format id of computed metrics. */
export const METRICS_SCHEMA = 'urn:gatehouse:metrics/v1'

/** All metrics over a window, and where the facts came from. */
export interface MetricsReport extends Window {
  readonly schema: typeof METRICS_SCHEMA
  /** One sentence for each source. */
  readonly sources: readonly string[]
  readonly metrics: readonly Metric[]
}

/** "100 %", "at least 95 %", "0". */
export function targetText(target: Target): string {
  if (target.kind === 'at-most') return target.number === 0 ? '0' : `at most ${target.number}`
  return target.percent === 100 ? '100 %' : `at least ${target.percent} %`
}

/** "25 % (7 of 28)", "no population", or the number where the target is a number. */
export function valueText({ percent, numerator, denominator, target }: Metric): string {
  if (percent === null) return 'no population'
  return target.kind === 'at-most'
    ? `${numerator} (of ${denominator})`
    : `${percent} % (${numerator} of ${denominator})`
}
