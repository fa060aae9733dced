import type { JsonObject } from '../../json.ts'
import type { Plan } from '../model.ts'
import type { ReadOptions } from './common.ts'
import { readDigest } from './digest.ts'
import type { Step } from './steps.ts'

/**
 * True for the steps of `pulumi refresh --preview-only --json`: there are refresh steps, every URN has one step, and
 * none declares anything. (`preview --refresh` begins with refresh steps too, but goes on with a second step of each
 * URN, or with a create, a read or an import.)
 */
export function isRefresh(steps: readonly Step[]): boolean {
  const live = steps.filter((step) => step.old?.pendingDelete !== true)
  return (
    live.some((step) => step.op === 'refresh') &&
    live.every((step) => ['refresh', 'update', 'delete'].includes(step.op)) &&
    new Set(live.map((step) => step.urn)).size === live.length
  )
}

/**
 * Reads the drift document: the post-state is what the provider found, and a deleted object is gone. It describes the
 * tenant as it is, not as a program wants it.
 * @throws AppError `malformed`.
 */
export function readRefresh(raw: JsonObject, steps: readonly Step[], file: string, options: ReadOptions): Plan {
  return readDigest(raw, steps, 'refresh', file, options)
}
