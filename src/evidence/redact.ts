import { byCodeUnit, isObject, type Json, type JsonObject } from '../json.ts'
import { isKept, isSecretName, KEPT } from './kept.ts'
import { pointerPart } from './pointer.ts'
import type { Redaction, RedactionRule } from './types/plan.ts'

/** Tag of a value that the plan itself already hides (unknown, secret, reference, text). */
const TAG = '$gatehouse'

/**
 * Takes out of a plan what may not be stored: properties that the table of kept properties does not list, values whose
 * name says that they are secret, and what the program and the engine wrote in their own words. A removed value becomes `{"$redacted": {"rule": …}}`. It carries no digest:
 * without a key, the digest of a short value can be found by trying.
 * @returns the plan without those values, and where they stood, sorted. The input is not changed.
 */
export function redactPlan(plan: JsonObject): { readonly plan: JsonObject; readonly redactions: readonly Redaction[] } {
  const found: Redaction[] = []
  const types = new Map(list(plan['resources']).map((resource) => [resource['key'], String(resource['type'])]))
  const resources = list(plan['resources']).map((resource, index) => ({
    ...resource,
    inputs: properties(resource['inputs'], String(resource['type']), `/resources/${index}/inputs`, found),
    computed: properties(resource['computed'], String(resource['type']), `/resources/${index}/computed`, found),
  }))
  const changes = list(plan['changes']).map((change, index) =>
    change['before'] === undefined
      ? change
      : { ...change, before: properties(change['before'], String(change['type']), `/changes/${index}/before`, found) },
  )
  const invokes = list(plan['invokes']).map((invoke, index) => ({
    ...invoke,
    arguments: nested(invoke['arguments'] ?? null, `/invokes/${index}/arguments`, found),
  }))
  const diagnostics = list(plan['diagnostics']).map((diagnostic, index) => ({
    ...diagnostic,
    message: remove(`/diagnostics/${index}/message`, 'property-not-listed', found),
  }))
  const extra = Object.entries(object(plan['extra'])).map(([key, kept]) => [
    key,
    types.get(key)?.includes('conditionalAccessPolicy')
      ? nested(kept, `/extra/${pointerPart(key)}`, found)
      : properties(kept, types.get(key) ?? '', `/extra/${pointerPart(key)}`, found),
  ])
  return {
    plan: {
      ...plan,
      config: nested(plan['config'] ?? {}, '/config', found),
      resources,
      changes,
      invokes,
      ...(plan['diagnostics'] === undefined ? {} : { diagnostics }),
      ...(plan['extra'] === undefined ? {} : { extra: Object.fromEntries(extra) }),
    },
    redactions: found.sort((a, b) => byCodeUnit(a.pointer, b.pointer)),
  }
}

/** The properties of one resource: by the table, then by name below each kept property. */
function properties(value: Json | undefined, type: string, pointer: string, found: Redaction[]): Json {
  const isListed = Object.hasOwn(KEPT, type)
  return Object.fromEntries(
    Object.entries(object(value)).map(([name, item]) => {
      const at = `${pointer}/${pointerPart(name)}`
      if (isTagged(item)) return [name, item]
      if (!isKept(type, name)) {
        return [name, remove(at, isListed ? 'property-not-listed' : 'type-not-listed', found)]
      }
      return [name, nested(item, at, found)]
    }),
  )
}

/** A kept value: strings and lists under a name that says "secret" go, flags and numbers stay. */
function nested(value: Json, pointer: string, found: Redaction[]): Json {
  if (value === null || typeof value !== 'object' || isTagged(value)) return value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, i) => nested(item, `${pointer}/${i}`, found))
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, item]) => {
      const at = `${pointer}/${pointerPart(name)}`
      const holds = typeof item === 'string' || (typeof item === 'object' && item !== null)
      if (holds && isSecretName(name) && !isTagged(item)) return [name, remove(at, 'secret-name', found)]
      return [name, nested(item, at, found)]
    }),
  )
}

function remove(pointer: string, rule: RedactionRule, found: Redaction[]): Json {
  found.push({ pointer, rule })
  return { $redacted: { rule } }
}

function isTagged(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, TAG)
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? (value as JsonObject) : {}
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []
}
