/** Seconds of a day. */
const DAY = 86_400

/** Seconds since 1970 of RFC 3339 in UTC. */
export function seconds(time: string): number {
  return Date.parse(time) / 1000
}

/** A moment that many days later; days may be negative or fractions. */
export function later(time: string, days: number): string {
  return instant(seconds(time) + days * DAY)
}

/** Days from one moment to another, to the hundredth; 0 where the second is not later. */
export function daysFrom(start: string, end: string): number {
  return Math.max(0, Math.round(((seconds(end) - seconds(start)) / DAY) * 100) / 100)
}

/** The first second of a day, in UTC. */
export function dayStart(day: string): string {
  return `${day.slice(0, 10)}T00:00:00Z`
}

/** The later of two moments. */
export function latest(a: string, b: string): string {
  return a > b ? a : b
}

/** The earlier of two moments. */
export function earliest(a: string, b: string): string {
  return a < b ? a : b
}

function instant(epoch: number): string {
  return `${new Date(epoch * 1000).toISOString().slice(0, 19)}Z`
}

/** A quarter or a month of the calendar, in UTC: from `starts` on, before `ends`. */
export interface Period {
  /** `2026-Q4` or `2026-11`. */
  readonly id: string
  readonly starts: string
  readonly ends: string
}

/** The quarters (3 months) or months (1) that ended in a window: after `from`, up to and with `asOf`. */
export function endedPeriods(
  window: { readonly from: string; readonly asOf: string },
  months: 1 | 3,
): readonly Period[] {
  const first = new Date(window.from)
  const periods: Period[] = []
  for (let index = Math.floor(first.getUTCMonth() / months); ; index++) {
    const starts = instant(Date.UTC(first.getUTCFullYear(), index * months, 1) / 1000)
    const ends = instant(Date.UTC(first.getUTCFullYear(), (index + 1) * months, 1) / 1000)
    if (ends > window.asOf) return periods
    const month = Number(starts.slice(5, 7))
    const id = months === 3 ? `${starts.slice(0, 4)}-Q${(month + 2) / 3}` : starts.slice(0, 7)
    if (ends > window.from) periods.push({ id, starts, ends })
  }
}

/**
 * How long a window was not covered by spans, in days. Each span begins with a moment and ends before another.
 */
export function uncoveredDays(
  window: { readonly from: string; readonly asOf: string },
  spans: readonly (readonly [start: string, end: string])[],
): number {
  let reached = window.from
  let missing = 0
  for (const [start, end] of [...spans].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (end <= reached || start >= window.asOf) continue
    if (start > reached) missing += seconds(start) - seconds(reached)
    reached = latest(reached, end)
  }
  if (reached < window.asOf) missing += seconds(window.asOf) - seconds(reached)
  return Math.round((missing / DAY) * 100) / 100
}

/** A moment as a literal of DuckDB. */
export function sqlTime(time: string): string {
  return `TIMESTAMP '${time.slice(0, 10)} ${time.slice(11, 19)}'`
}
