import { AppError } from '../../errors.ts'
import { duplicateKey, isObject, type Json } from '../../json.ts'
import { checkTree } from '../document.ts'
import { isEngineEvent } from '../forms.ts'

type Raw = { readonly [key: string]: unknown }

const REWRITE = 'write the events again with the pulumi command that made them, and do not edit them'

/** One engine event (pulumi, sdk/go/common/apitype/events.go): exactly one member whose name ends in `Event`. */
export interface EngineEvent {
  /** Its line in the file, from 1. */
  readonly line: number
  /** The name of the member: `resourcePreEvent`, `summaryEvent` … */
  readonly kind: string
  readonly body: Raw
}

/** The events of a file, without those that are never kept, and what is wrong with their order, in words. */
export interface EventLines {
  readonly events: readonly EngineEvent[]
  readonly faults: readonly string[]
}

/**
 * Reads a file of engine events, one JSON object on each line. Debug messages, what the command printed and progress
 * are dropped here, before anything else sees them: they hold what a provider sent and received, secrets included. No
 * error repeats a part of a line.
 *
 * A last line that stops in the middle and numbers that do not increase are faults, not errors: the rest is readable,
 * and the events are given in the order of their numbers.
 * Numbers may leave gaps: the engine hides events of default providers, and a log may be stored without debug messages.
 * @throws AppError `malformed` with the line, for anything that is no engine event.
 */
export function readEventLines(text: string, file: string): EventLines {
  const events: (EngineEvent & { readonly sequence: number })[] = []
  const faults = new Set<string>()
  const lines = text.split('\n')
  const last = lines.findLastIndex((line) => line.trim() !== '')
  let number = -1
  for (let index = 0; index <= last; index++) {
    const line = lines[index] ?? ''
    if (line.trim() === '') continue
    const value = parseLine(line)
    if (value === undefined && index === last && index > 0) {
      faults.add('the last line stops in the middle')
      continue
    }
    const { sequence, kind, body } = readEvent(value, file, index + 1)
    if (sequence === number) faults.add('two events have the same number')
    else if (sequence < number) faults.add('the events are not in the order of their numbers')
    number = Math.max(number, sequence)
    if (isDropped(kind, body)) continue
    checkLine(value as Json, line, file, index + 1)
    events.push({ sequence, line: index + 1, kind, body })
  }
  return { events: events.sort((a, b) => a.sequence - b.sequence), faults: [...faults] }
}

function checkLine(value: Json, text: string, file: string, line: number): void {
  try {
    checkTree(value, file, 0)
  } catch (error) {
    throw error instanceof AppError ? atLine(error, file, line) : error
  }
  const offset = duplicateKey(value, text)
  if (offset === undefined) return
  throw new AppError('malformed', 'a key stands twice in one object', {
    place: { file, line, column: offset + 1 },
    expected: 'each key once',
    fix: REWRITE,
  })
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

function readEvent(value: unknown, file: string, line: number): { sequence: number; kind: string; body: Raw } {
  const place = { file, line }
  if (!isObject(value) || !isEngineEvent(value)) {
    throw new AppError('malformed', 'this line is not an engine event', {
      place,
      expected: 'one JSON object with "sequence" and one member whose name ends in "Event"',
      fix: 'write the events to a file of their own, without other output of the command',
    })
  }
  const sequence = value['sequence']
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0) {
    throw new AppError('malformed', 'the number of this event is not a whole number', {
      place,
      expected: '"sequence" as the engine counts its events, from 0',
      fix: REWRITE,
    })
  }
  const [member, ...others] = Object.entries(value).filter(([key, item]) => key.endsWith('Event') && item !== null)
  if (member === undefined || others.length > 0 || !isObject(member[1])) {
    throw new AppError('malformed', 'this line holds no event, or more than one', {
      place,
      expected: 'exactly one member whose name ends in "Event", an object',
      fix: REWRITE,
    })
  }
  return { sequence, kind: member[0], body: member[1] }
}

/** What is dropped before anything keeps it. Ephemeral messages are progress (pulumi, display/json.go leaves them out too). */
function isDropped(kind: string, body: Raw): boolean {
  if (kind === 'diagnosticEvent') return body['severity'] === 'debug' || body['ephemeral'] === true
  return kind === 'stdoutEvent' || kind === 'progressEvent'
}

/** The error with the line of the file that it is about. */
export function atLine(error: AppError, file: string, line: number): AppError {
  const { code, message, expected, fix, cause } = error
  return new AppError(code, message, { place: { file, line }, expected, fix, cause })
}
