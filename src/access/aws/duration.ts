/** Seconds of an ISO 8601 duration of days, hours, minutes and seconds, such as `PT8H`; undefined for any other text. */
export function durationSeconds(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)
  if (match === null || text === 'P') return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}

/**
 * The longest pause, in hours, between two runs of a schedule of AWS Backup, `cron(minutes hours day-of-month month
 * day-of-week year)` or `rate(n unit)`; undefined where that is not simple to say.
 */
export function longestPauseHours(schedule: string): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule)
  if (rate !== null) return Number(rate[1]) * ({ minute: 1 / 60, hour: 1, day: 24 }[rate[2] as 'hour'] ?? 0)
  const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(schedule)
  if (cron === null) return undefined
  const [, minutes = '', hours = '', day = '', month = '', weekday = '', year = ''] = cron
  if (month !== '*' || year !== '*' || !/^\d+$/.test(minutes)) return undefined
  const pause = pauseInDay(hours)
  if (isAny(day) && isAny(weekday)) return pause
  // Once a week at most a week passes, once a month at most 31 days.
  if (isAny(day) && /^(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)$/.test(weekday)) return pause && 24 * 7
  if (isAny(weekday) && /^(?:[1-9]|1\d|2[0-8]|L)$/.test(day)) return pause && 24 * 31
  return undefined
}

function isAny(field: string): boolean {
  return field === '*' || field === '?'
}

function pauseInDay(hours: string): number | undefined {
  if (hours === '*') return 1
  const step = /^(?:\*|0)\/(\d+)$/.exec(hours)
  // The last run of a day and the first of the next can be closer to each other than a step.
  if (step !== null) return Math.max(1, Number(step[1]))
  if (!/^\d{1,2}(?:,\d{1,2})*$/.test(hours)) return undefined
  const at = hours
    .split(',')
    .map(Number)
    .sort((a, b) => a - b)
  const [first = 0] = at
  return Math.max(...at.map((hour, index) => (at[index + 1] ?? first + 24) - hour))
}
