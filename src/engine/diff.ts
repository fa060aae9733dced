import { byCodeUnit, canonicalJson, isObject, own } from '../json.ts'
import type { PropertyChange } from '../plan/model.ts'
import { setProperties } from '../plan/provider-types.ts'
import { isTagged, type Value } from '../plan/value.ts'

type Values = { readonly [name: string]: Value }
type Step = string | number

/**
 * Property paths that differ between two inputs, in the engine's notation (`conditions.users.includedGroups[0]`).
 * Sets are compared without order; an unknown new value counts as a change, as it does in a preview; two secrets count
 * as equal, because neither plaintext is known.
 * @param replaces tells whether a change of a path makes a new object.
 */
export function diffInputs(
  type: string,
  before: Values,
  after: Values,
  replaces: (path: string) => boolean,
): readonly PropertyChange[] {
  const found: PropertyChange[] = []
  const sets = setProperties(type)
  const add = (path: readonly Step[], kind: PropertyChange['kind']): void => {
    const text = formatPath(path)
    found.push({ path: text, kind, replaces: replaces(text) })
  }
  const walk = (old: Value | undefined, now: Value | undefined, path: readonly Step[]): void => {
    const [oldAbsent, nowAbsent] = [old === undefined || old === null, now === undefined || now === null]
    if (oldAbsent && nowAbsent) return
    if (oldAbsent) add(path, 'add')
    else if (nowAbsent) add(path, 'delete')
    else if (isTagged(now) || isTagged(old)) {
      if (canonicalJson(old) !== canonicalJson(now) || isUnknown(now)) add(path, 'update')
    } else if (Array.isArray(old) && Array.isArray(now)) walkList(old, now, path)
    else if (isObject(old) && isObject(now)) {
      const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort(byCodeUnit)
      for (const name of names) walk(own(old as Values, name), own(now as Values, name), [...path, name])
      // Configuration and state carry numbers and booleans as text; the provider reads both alike.
    } else if (old !== now && (typeof old === 'object' || typeof now === 'object' || String(old) !== String(now))) {
      add(path, 'update')
    }
  }
  const walkList = (old: readonly Value[], now: readonly Value[], path: readonly Step[]): void => {
    // With an unknown item the provider can only say that the whole list may change.
    if (now.some(isUnknown)) add(path, 'update')
    else if (isSet(sets, path)) walkSet(old, now, path, add)
    else
      for (let index = 0; index < Math.max(old.length, now.length); index++)
        walk(old[index], now[index], [...path, index])
  }
  walk(before, after, [])
  return found.sort((a, b) => byCodeUnit(a.path, b.path))
}

function isUnknown(value: Value | undefined): boolean {
  return (
    isTagged(value) && (value.$gatehouse === 'unknown' || value.$gatehouse === 'ref' || value.$gatehouse === 'text')
  )
}

/** Members that left a set have the index of the old list, new members that of the new one, as the bridge writes it. */
function walkSet(
  old: readonly Value[],
  now: readonly Value[],
  path: readonly Step[],
  add: (path: readonly Step[], kind: PropertyChange['kind']) => void,
): void {
  const [before, after] = [old.map(canonicalJson), now.map(canonicalJson)]
  before.forEach((item, index) => {
    if (!after.includes(item)) add([...path, index], 'delete')
  })
  after.forEach((item, index) => {
    if (!before.includes(item)) add([...path, index], 'add')
  })
}

function isSet(sets: readonly string[], path: readonly Step[]): boolean {
  const text = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')
  return sets.includes(text)
}

/** A path in the engine's notation. */
function formatPath(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** The steps of a path in the engine's notation; `*` stands for every item. */
export function parsePath(path: string): readonly Step[] {
  const steps = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|([^.[\]]+)/g)
  return [...steps].map(([, quoted, index, name]) => {
    if (quoted !== undefined) return quoted.replaceAll('\\"', '"')
    if (index !== undefined) return index === '*' ? '*' : Number(index)
    return name as string
  })
}

/** True where one path contains the other; `*` matches any step. */
export function pathsMeet(a: string, b: string): boolean {
  const [left, right] = [parsePath(a), parsePath(b)]
  const length = Math.min(left.length, right.length)
  return left.slice(0, length).every((step, index) => step === '*' || right[index] === '*' || step === right[index])
}

/** The new inputs with every ignored path set back to its old value. */
export function restoreIgnored(before: Values, after: Values, ignored: readonly string[]): Values {
  return ignored.reduce<Values>((inputs, path) => restore(before, inputs, parsePath(path)) as Values, after)
}

function restore(old: Value | undefined, now: Value | undefined, path: readonly Step[]): Value | undefined {
  const [step, ...rest] = path
  if (step === undefined) return old
  if (now === undefined || now === null || typeof now !== 'object' || isTagged(now)) return now
  if (Array.isArray(now)) {
    const list = now as readonly Value[]
    return list.map((item, index) => {
      if (step !== '*' && step !== index) return item
      return restore(Array.isArray(old) ? (old as readonly Value[])[index] : undefined, item, rest) ?? item
    })
  }
  const [from, to] = [isObject(old) ? (old as Values) : {}, now as Values]
  const names = step === '*' ? Object.keys(to) : [String(step)]
  const entries = new Map<string, Value>(Object.entries(to))
  for (const name of names) {
    const value = restore(own(from, name), own(to, name), rest)
    if (value === undefined) entries.delete(name)
    else entries.set(name, value)
  }
  return Object.fromEntries(entries)
}

/** Old inputs without the defaults that the provider's check wrote into them and the program does not give. */
export function dropDefaults(old: Value, now: Value | undefined): Value {
  if (Array.isArray(old)) {
    const list = old as readonly Value[]
    return list.map((item, index) =>
      dropDefaults(item, Array.isArray(now) ? (now as readonly Value[])[index] : undefined),
    )
  }
  if (!isObject(old) || isTagged(old)) return old
  const values = old as Values
  const given: Values = isObject(now) && !isTagged(now) ? (now as Values) : {}
  const defaults = Array.isArray(values['__defaults']) ? (values['__defaults'] as readonly Value[]) : []
  const kept = Object.entries(values).filter(
    ([name]) =>
      name !== '__defaults' && name !== '__internal' && !(defaults.includes(name) && own(given, name) === undefined),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, dropDefaults(value, own(given, name))]))
}
