import { AppError } from '../errors.ts'
import { readPlainFile } from '../evidence/plain.ts'
import { isObject, type Json, type JsonObject, parseJson } from '../json.ts'
import type { Plan } from '../plan/model.ts'
import { normalizePlan } from '../plan/normalize.ts'
import { readOwn } from '../plan/readers/own.ts'
import { UNKNOWN } from '../plan/value.ts'
import type { ReportedChange } from '../report/model.ts'

/**
 * The plan of an archived change as far as it was stored. A value that was taken out before it was archived is unknown, so
 * that no rule can take its absence for an answer.
 * @returns the plan and how many values are unknown for that reason, or a sentence that says why there is none.
 */
export function archivedPlan(
  root: string,
  change: ReportedChange,
): { readonly plan: Plan; readonly hidden: number } | string {
  const path = change.plan.record.files[0]?.downloadLocation ?? ''
  const bytes = readPlainFile(root, path)
  if ('message' in bytes) return `${path}: ${bytes.message}`
  let hidden = 0
  const restore = (value: Json): Json => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return (value as readonly Json[]).map(restore)
    if (Object.hasOwn(value, '$redacted')) {
      hidden++
      return { ...UNKNOWN }
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restore(item as Json)]))
  }
  try {
    const json = parseJson(bytes.toString(), path)
    if (!isObject(json)) return `${path}: this is no plan`
    // Messages are texts for readers: no rule looks at them, and a plan has no other form for them.
    const { diagnostics, ...rest } = json
    const messages = Array.isArray(diagnostics) ? { diagnostics: diagnostics.map(withoutMessage) } : {}
    const restored = { ...(restore(rest as Json) as JsonObject), ...messages }
    return { plan: normalizePlan(readOwn(restored, path, () => ({ file: path }))), hidden }
  } catch (error) {
    if (error instanceof AppError) return `the archived plan cannot be read: ${error.message}`
    throw error
  }
}

function withoutMessage(diagnostic: unknown): Json {
  return { ...(isObject(diagnostic) ? (diagnostic as JsonObject) : {}), message: '(not stored)' }
}
