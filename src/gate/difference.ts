import { type Directory, directory, directoryPeople, labelOf } from '../access/directory.ts'
import { isKept, isSecretName } from '../evidence/kept.ts'
import { byCodeUnit, canonicalJson, isObject, own } from '../json.ts'
import type { Plan, Resource } from '../plan/model.ts'
import { shortName } from '../plan/urn.ts'
import { isTagged, type Value } from '../plan/value.ts'
import type { RegisterAt } from '../register/model.ts'
import type { Difference } from './decision.ts'

/** More changed properties of one resource than this are counted, not listed. */
const MOST_DETAILS = 12

/**
 * What a change declares differently from its base, resource by resource: removed, changed, added, each sorted by key.
 * Both plans must be made by the same engine; engine-made providers and the stack itself are left out. A decision is
 * archived as it is, so values that an archive may not keep (src/evidence/kept.ts) are not said here.
 */
export function difference(before: Plan, after: Plan, register: RegisterAt | undefined): readonly Difference[] {
  const people = directoryPeople(register)
  const sides = { before: directory(before, people), after: directory(after, people) }
  const keys = [...new Set([...sides.before.byKey.keys(), ...sides.after.byKey.keys()])].sort(byCodeUnit)
  const all = keys.map((key) =>
    differenceOf(sides.before.byKey.get(key), sides.after.byKey.get(key), sides.before, sides.after),
  )
  const found = all.filter((entry) => entry !== undefined)
  return (['removes', 'changes', 'adds'] as const).flatMap((op) => found.filter((entry) => entry.op === op))
}

function differenceOf(
  before: Resource | undefined,
  after: Resource | undefined,
  old: Directory,
  now: Directory,
): Difference | undefined {
  const resource = after ?? before
  if (resource === undefined || resource.type.startsWith('pulumi:')) return undefined
  const base = {
    resource: resource.key,
    kind: resource.type.slice(resource.type.lastIndexOf(':') + 1),
    label: nameOf(resource),
    ...(resource.source ? { source: resource.source } : {}),
  }
  if (before === undefined) return { op: 'adds', ...base, details: [] }
  if (after === undefined) return { op: 'removes', ...base, details: [] }
  const details = [
    ...readingChanges(before, after, now),
    ...inputChanges(before, after, old, now),
    ...propertyChanges('options', { ...before.options }, { ...after.options }, old, now),
    ...(before.provider === after.provider ? [] : ['another provider']),
  ]
  if (details.length === 0) return undefined
  const rest = details.length - MOST_DETAILS
  return {
    op: 'changes',
    ...base,
    details: rest > 0 ? [...details.slice(0, MOST_DETAILS), `and ${rest} more`] : details,
  }
}

/** What becomes of an object that is, or was, only read. */
function readingChanges(before: Resource, after: Resource, now: Directory): readonly string[] {
  if (before.op !== 'read' && after.op !== 'read') return []
  if (before.op !== 'read') return ['it is only read from now on']
  if (after.op !== 'read') return ['it is declared from now on, where it was only read']
  const [old, id] = [before.computed['id'], after.computed['id']]
  return old === id ? [] : [`another object is read: ${show(id, now)}`]
}

function inputChanges(before: Resource, after: Resource, old: Directory, now: Directory): readonly string[] {
  const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])].sort(byCodeUnit)
  return names.flatMap((name) => {
    const changes = propertyChanges(name, own(before.inputs, name), own(after.inputs, name), old, now)
    return changes.length === 0 || isKept(after.type, name) ? changes : [notShown(name)]
  })
}

function notShown(path: string): string {
  return `${path}: another value, which is not shown`
}

function propertyChanges(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  old: Directory,
  now: Directory,
): readonly string[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return []
  if (isPlain(before) && isPlain(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodeUnit)
    return keys.flatMap((key) => {
      const changes = propertyChanges(`${path}.${key}`, own(before, key), own(after, key), old, now)
      return changes.length === 0 || !isSecretName(key) ? changes : [notShown(`${path}.${key}`)]
    })
  }
  if (isList(before ?? []) && isList(after ?? [])) {
    const [left, right] = [(before ?? []) as readonly Value[], (after ?? []) as readonly Value[]]
    const parts = [
      ...missingFrom(left, right).map((item) => `without ${show(item, old)}`),
      ...missingFrom(right, left).map((item) => `with ${show(item, now)}`),
    ]
    return [`${path}: ${parts.length > 0 ? parts.join(', ') : 'in another order'}`]
  }
  return [`${path}: ${show(before, old)} becomes ${show(after, now)}`]
}

function missingFrom(list: readonly Value[], other: readonly Value[]): readonly Value[] {
  const known = new Set(other.map((item) => canonicalJson(item)))
  return list.filter((item) => !known.has(canonicalJson(item)))
}

function isPlain(value: Value | undefined): value is { readonly [name: string]: Value } {
  return isObject(value) && !isTagged(value)
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The display name where there is one that may be kept, else the logical name: the kind stands before it. */
function nameOf(resource: Resource): string {
  const label = labelOf(resource)
  const named = typeof resource.inputs['displayName'] === 'string' ? 'displayName' : 'name'
  return label === shortName(resource.key) || !isKept(resource.type, named) ? resource.name : label
}

/** A value in words: the name of what it refers to, or its JSON, cut at 60 characters; a secret stays one. */
function show(value: Value | undefined, side: Directory): string {
  if (value === undefined || value === null) return 'nothing'
  if (isTagged(value) || typeof value === 'string') {
    const entry = side.read(value, 'a value')
    if (entry.kind === 'resource') return entry.label
    if (entry.kind === 'literal' && entry.label !== entry.id) return entry.label
    if (isTagged(value)) return value.$gatehouse === 'secret' ? 'a secret' : 'a value that is not known yet'
  }
  const text = JSON.stringify(withoutSecrets(value))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** A value without what stands under a name that says "secret", at any depth. */
function withoutSecrets(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(withoutSecrets)
  if (!isPlain(value)) return value
  const members = Object.entries(value).map(([name, item]): [string, Value] => [
    name,
    isSecretName(name) && typeof item !== 'boolean' && typeof item !== 'number' ? 'not shown' : withoutSecrets(item),
  ])
  return Object.fromEntries(members)
}
