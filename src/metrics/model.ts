import type { Facts, TableName } from './tables.ts'

/** The stretch of time of a metric: after `from`, up to and with `asOf`. RFC 3339 in UTC, whole seconds. */
export interface Window {
  readonly from: string
  readonly asOf: string
}

/** One member of the population: what it is, and whether it was as it should be. */
export interface Member {
  /** What is counted: a service, a service in a quarter, an incident. */
  readonly subject: string
  /** `unknown` counts as failing. */
  readonly status: 'met' | 'missed' | 'unknown'
  /** What was found, in words. */
  readonly detail: string
  /** How long within the window it was not as it should be, in days of 24 hours. */
  readonly missingDays: number
  /** How many of the population this row stands for, and how many of them are met; one and 1 or 0 where absent. */
  readonly count?: { readonly met: number; readonly of: number }
}

/** What must be reached. */
export type Target =
  | { readonly kind: 'at-least'; readonly percent: number }
  /** No more than so many of the numerator. */
  | { readonly kind: 'at-most'; readonly number: number }

/** The definition of one metric. */
export interface MetricDefinition {
  readonly id: string
  readonly title: string
  /** Controls of ISO/IEC 27001:2022, Annex A. */
  readonly controls: readonly string[]
  /** Numerator and denominator in words. */
  readonly formula: string
  readonly target: Target
  /** The tables that it is computed from. */
  readonly tables: readonly TableName[]
  /** Members are what should not be: the numerator counts those that are not met. */
  readonly countsFailures?: true
  /** It says something only where there is an archive. */
  readonly needsArchive?: true
  /** Members of the population in the window, by facts that were known at its end. */
  readonly members: (facts: Facts, window: Window) => readonly Member[]
  /** DuckDB SQL over the exported tables; gives one row, `numerator` and `denominator`. */
  readonly sql: (window: Window) => string
}

/** A value at one moment of the trend. */
export interface TrendPoint {
  readonly asOf: string
  readonly numerator: number
  readonly denominator: number
}

/** A metric, computed. */
export interface Metric {
  readonly id: string
  readonly title: string
  readonly controls: readonly string[]
  readonly formula: string
  readonly target: Target
  /** Where the facts come from: the sealed records of an archive, the files of the register, or both. */
  readonly source: string
  readonly numerator: number
  readonly denominator: number
  /** Rounded down to a tenth, so that 100 is never said of less; null where there is no population. */
  readonly percent: number | null
  /** `no-population` is never a success. */
  readonly result: 'met' | 'missed' | 'no-population'
  /** How long its members were not as they should be, in days, added up. */
  readonly missingDays: number
  readonly query: string
  readonly rows: readonly Member[]
  readonly trend: readonly TrendPoint[]
}
