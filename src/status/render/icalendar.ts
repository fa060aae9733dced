import { sha256 } from '../../json.ts'
import { visible } from '../../render/escape.ts'
import type { Status } from '../model.ts'

/** RFC 5545, 3.1: a line has at most 75 octets, without the line break. */
const OCTETS = 75

/** The duties as a calendar (RFC 5545): one event for each, on its day. The same duty has the same UID in every run. */
export function statusCalendar({ duties, now }: Status): string {
  const stamp = now.replace(/[-:]/g, '')
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Gatehouse//status//EN',
    'CALSCALE:GREGORIAN',
    ...duties.flatMap((duty) => [
      'BEGIN:VEVENT',
      `UID:${sha256(duty.id).slice(0, 32)}@duties.gatehouse.invalid`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${duty.dueOn.replaceAll('-', '')}`,
      `SUMMARY:${text(duty.state === 'overdue' ? `Overdue: ${duty.title}` : duty.title)}`,
      `DESCRIPTION:${[duty.why, `Whose: ${duty.ownerName ?? 'nobody is named'}`, `Run: ${duty.run}`, duty.id].map(text).join('\\n')}`,
      `CATEGORIES:${text(duty.consequence)},${duty.state}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

/** 3.3.11: backslash, semicolon and comma are escaped; line ends and controls do not get here. */
function text(value: string): string {
  return visible(value.replace(/\s+/g, ' ')).replace(/[\\;,]/g, '\\$&')
}

/** Continuation lines begin with a space; no character is cut in two. */
function fold(line: string): string {
  let result = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > OCTETS) {
      result += '\r\n '
      octets = 1
    }
    result += character
    octets += size
  }
  return result
}
