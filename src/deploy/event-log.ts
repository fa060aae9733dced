import { createHash } from 'node:crypto'
import { isObject } from '../json.ts'

/** What is kept of the events of an update: never a value. */
export interface EventSummary {
  /** Digest of the kept lines, each with a line feed. */
  readonly sha256: string
  readonly kept: number
  readonly dropped: number
  /** Steps that ended, by operation. */
  readonly operations: Readonly<Record<string, number>>
  /** Messages of severity `error`, the engine's own words. */
  readonly errors: readonly string[]
  /** Resources whose step failed, by URN. */
  readonly failed: readonly string[]
}

/**
 * Counts and hashes the events of an update line by line. Debug messages hold what a provider sent and received, and
 * secrets that a service made: they are dropped as they come, and nothing is kept but digests and numbers. A line that
 * is no event counts as kept, so that the digest covers it.
 */
export function readEventLog(): { readonly line: (bytes: Buffer) => void; readonly end: () => EventSummary } {
  const hash = createHash('sha256')
  const operations: Record<string, number> = {}
  const errors: string[] = []
  const failed: string[] = []
  let kept = 0
  let dropped = 0
  const line = (bytes: Buffer): void => {
    const event = parse(bytes)
    const diagnostic = member(event, 'diagnosticEvent')
    if (diagnostic?.['severity'] === 'debug') {
      dropped += 1
      return
    }
    kept += 1
    hash.update(bytes).update('\n')
    if (diagnostic?.['severity'] === 'error') errors.push(String(diagnostic['message'] ?? '').trim())
    const ended = member(event, 'resOutputsEvent')
    const broken = member(event, 'resOpFailedEvent')
    const operation = member(ended ?? broken, 'metadata')
    if (operation === undefined) return
    const op = String(operation['op'])
    if (broken !== undefined) failed.push(String(operation['urn']))
    else operations[op] = (operations[op] ?? 0) + 1
  }
  return {
    line,
    end: () => ({ sha256: hash.digest('hex'), kept, dropped, operations, errors, failed }),
  }
}

type Members = { readonly [key: string]: unknown }

function parse(bytes: Buffer): Members | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function member(value: Members | undefined, key: string): Members | undefined {
  const found = value !== undefined && Object.hasOwn(value, key) ? value[key] : undefined
  return isObject(found) ? found : undefined
}
