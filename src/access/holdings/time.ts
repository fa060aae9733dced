import type { Value } from '../../plan/value.ts'

/**
 * How long something is assigned, without a clock. `until`: instants in seconds since 1970, `from` absent where it
 * begins with its deployment. `lasts`: a length in seconds that begins with its deployment.
 */
export type Term =
  | { readonly kind: 'permanent' }
  | { readonly kind: 'until'; readonly until: number; readonly from?: number }
  | { readonly kind: 'lasts'; readonly seconds: number; readonly text: string }
  | { readonly kind: 'open'; readonly why: string }

export const PERMANENT: Term = { kind: 'permanent' }

/** The inputs of a schedule that say how long it lasts. */
export interface TermInputs {
  readonly start?: Value | undefined
  readonly expiration?: Value | undefined
  readonly duration?: Value | undefined
  readonly permanent?: Value | undefined
}

/**
 * The term of an assignment. As the provider builds its request (azuread, privileged_access_group_schedule.go), an
 * expiration date wins over a duration, and both win over `permanentAssignment`. What cannot be read is open.
 */
export function readTerm({ start, expiration, duration, permanent }: TermInputs): Term {
  const from = isAbsent(start) ? undefined : instant(start)
  if (!isAbsent(expiration)) {
    const until = instant(expiration)
    if (until === undefined) return open('the end', expiration, 'no date and time of RFC 3339')
    return from === undefined ? { kind: 'until', until } : { kind: 'until', until, from }
  }
  if (!isAbsent(duration)) {
    const seconds = typeof duration === 'string' ? durationSeconds(duration) : undefined
    if (seconds === undefined || typeof duration !== 'string') {
      return open('the duration', duration, 'no duration of ISO 8601')
    }
    if (from !== undefined) return { kind: 'until', until: from + seconds, from }
    return { kind: 'lasts', seconds, text: duration }
  }
  if (permanent === true) return PERMANENT
  if (isAbsent(permanent) || permanent === false) {
    return { kind: 'open', why: 'it has neither an end nor a duration, and does not say that it is permanent' }
  }
  return { kind: 'open', why: 'whether it is permanent is not known' }
}

function isAbsent(value: Value | undefined): value is null | undefined | '' {
  return value === undefined || value === null || value === ''
}

function open(what: string, value: Value, form: string): Term {
  const why = typeof value === 'string' ? `${what} ${JSON.stringify(value)} is ${form}` : `${what} is not known`
  return { kind: 'open', why }
}

function instant(value: Value | undefined): number | undefined {
  return typeof value === 'string' ? epochOf(value) : undefined
}

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/** Whole seconds since 1970 of an RFC 3339 date and time, fractions cut off; undefined for another text or a day that does not exist. */
export function epochOf(text: string): number | undefined {
  const parts = INSTANT.exec(text)
  if (parts === null) return undefined
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}

const DURATION =
  /^P(?:(?<weeks>\d+)W|(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<days>\d+)D)?(?:T(?=\d)(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)(?:\.\d+)?S)?)?)$/

/** A year and a month have no fixed length; .NET, in which the service is written, takes these (XmlConvert.ToTimeSpan). */
const LENGTHS = {
  weeks: 7 * 86_400,
  years: 365 * 86_400,
  months: 30 * 86_400,
  days: 86_400,
  hours: 3600,
  minutes: 60,
  seconds: 1,
} as const

/** Whole seconds of an ISO 8601 duration such as `P30D` or `PT8H`; undefined for another text, a negative one, or none at all. */
export function durationSeconds(text: string): number | undefined {
  const groups = DURATION.exec(text)?.groups
  if (groups === undefined) return undefined
  const parts = Object.entries(LENGTHS).filter(([name]) => groups[name] !== undefined)
  if (parts.length === 0) return undefined
  const total = parts.reduce((sum, [name, length]) => sum + Number(groups[name]) * length, 0)
  return Number.isSafeInteger(total) && total > 0 ? total : undefined
}
