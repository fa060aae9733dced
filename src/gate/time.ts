import { AppError } from '../errors.ts'

/** RFC 3339 in UTC with whole seconds: the only form of time in a decision. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/

/** Reads `--now`: RFC 3339 with any offset, fractions cut off, of a day that exists. @throws AppError `usage`. */
export function parseNow(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text)
  const time = isDay(match?.[1] ?? '') ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) {
    throw new AppError('usage', `--now ${JSON.stringify(text)} is not a point in time`, {
      expected: 'RFC 3339 such as 2026-11-23T12:00:00Z',
      fix: 'write date, T, time and zone',
    })
  }
  return formatNow(new Date(time))
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`; `Date` alone takes 30 February for 2 March. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** A clock reading as RFC 3339 in UTC, whole seconds. */
export function formatNow(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** Seconds since 1970 of an instant in UTC. @throws AppError `internal` for another form. */
export function epochSeconds(instant: string): number {
  if (!INSTANT.test(instant)) throw new AppError('internal', `${instant} is not RFC 3339 in UTC with whole seconds`)
  return Date.parse(instant) / 1000
}

/** First second of a day `YYYY-MM-DD` in UTC. */
export function startOfDay(day: string): number {
  return epochSeconds(`${day}T00:00:00Z`)
}

/** Last second of a day `YYYY-MM-DD` in UTC: `expiresOn` is inclusive. */
export function endOfDay(day: string): number {
  return epochSeconds(`${day}T23:59:59Z`)
}
