import { byCodeUnit, canonicalJson } from '../json.ts'
import { desiredResources } from '../plan/digest.ts'
import type { Plan, Resource } from '../plan/model.ts'
import { normalizePlan } from '../plan/normalize.ts'
import { setProperties } from '../plan/provider-types.ts'
import { isReference, isTagged, type Value } from '../plan/value.ts'

/**
 * The engine's plan with the references of the judged plan where the engine says "unknown": ids of objects that the
 * deployment itself makes. A reference counts only where the engine says too that the property is computed from that
 * resource; everything that the engine knows stays as the engine says it. Whether both plans then want the same is for
 * `desiredDigest` to say; whether the engine really put the id there, for the export after the deployment.
 */
export function withReferences(engine: Plan, judged: Plan): Plan {
  const wanted = desiredResources(judged)
  const own = desiredResources(engine)
  const resources = engine.resources.map((resource) => {
    const inputs = own.get(resource.key)?.inputs ?? resource.inputs
    const judgedInputs = wanted.get(resource.key)?.inputs
    if (judgedInputs === undefined || resource.op === 'read' || !hasUnknown(inputs)) return resource
    return { ...resource, inputs: filledInputs(resource, inputs, judgedInputs) }
  })
  return normalizePlan({ ...engine, resources })
}

type Inputs = Resource['inputs']

function filledInputs({ type, propertyDependencies }: Resource, inputs: Inputs, judged: Inputs): Inputs {
  const sets = new Set(setProperties(type))
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      fill(value, judged[name], { path: name, sets, from: new Set(propertyDependencies[name] ?? []) }),
    ]),
  )
}

interface Place {
  readonly path: string
  readonly sets: ReadonlySet<string>
  /** What the engine computes the property from. */
  readonly from: ReadonlySet<string>
}

function fill(value: Value, judged: Value | undefined, place: Place): Value {
  if (judged === undefined || !hasUnknown(value)) return value
  if (isUnknown(value)) return isFrom(judged, place.from) ? judged : value
  if (isTagged(value) || isTagged(judged) || value === null || judged === null) return value
  if (Array.isArray(value)) return Array.isArray(judged) ? fillList(value, judged, place) : value
  if (typeof value !== 'object' || typeof judged !== 'object' || Array.isArray(judged)) return value
  const members = judged as Inputs
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      fill(item, members[name], { ...place, path: `${place.path}.${name}` }),
    ]),
  )
}

/** Items of a list by their place; of a set, whose order means nothing, the ones that the engine does not know. */
function fillList(value: readonly Value[], judged: readonly Value[], place: Place): Value {
  const inside = { ...place, path: `${place.path}.*` }
  if (!place.sets.has(place.path)) {
    return value.length === judged.length ? value.map((item, index) => fill(item, judged[index], inside)) : value
  }
  const known = value.filter((item) => !isUnknown(item))
  const texts = new Set(known.map((item) => canonicalJson(item)))
  const rest = judged.filter((item) => !texts.has(canonicalJson(item)))
  const isFilled = rest.length === value.length - known.length && rest.every((item) => isFrom(item, place.from))
  return isFilled ? [...known, ...rest] : value
}

/** Whether a value is made of references to these resources, and of at least one. */
function isFrom(value: Value, from: ReadonlySet<string>): boolean {
  const urns = references(value)
  return urns.length > 0 && urns.every((urn) => from.has(urn)) && !hasUnknown(value)
}

function references(value: Value): readonly string[] {
  if (isReference(value)) return [value.urn]
  if (value === null || typeof value !== 'object') return []
  if (isTagged(value)) return value.$gatehouse === 'text' ? value.parts.flatMap((part) => references(part)) : []
  return Object.values(value).flatMap((item) => references(item as Value))
}

function isUnknown(value: Value): boolean {
  return isTagged(value) && value.$gatehouse === 'unknown'
}

function hasUnknown(value: Value): boolean {
  if (value === null || typeof value !== 'object') return false
  if (isTagged(value))
    return (
      value.$gatehouse === 'unknown' ||
      (value.$gatehouse === 'text' && value.parts.some((part) => typeof part !== 'string' && isUnknown(part)))
    )
  return Object.values(value).some((item) => hasUnknown(item as Value))
}

/** One thing that two plans want differently: the resource, and what about it. */
export interface Disagreement {
  readonly key: string
  readonly what: string
}

/** What two plans want differently, sorted; empty exactly where their `desiredDigest` is one. No value is told. */
export function disagreements(judged: Plan, engine: Plan): readonly Disagreement[] {
  const found: Disagreement[] = []
  for (const part of ['project', 'stack'] as const) {
    if (judged[part] !== engine[part])
      found.push({ key: '', what: `the ${part} is ${engine[part]}, judged was ${judged[part]}` })
  }
  const wanted = desiredResources(judged)
  const real = desiredResources(engine)
  for (const [key, mine] of wanted) {
    const other = real.get(key)
    if (other === undefined) found.push({ key, what: 'was judged and is not there' })
    else found.push(...differences(key, mine as never, other as never, ''))
  }
  for (const key of real.keys()) if (!wanted.has(key)) found.push({ key, what: 'is there and was not judged' })
  return found.sort((a, b) => byCodeUnit(a.key, b.key) || byCodeUnit(a.what, b.what))
}

function differences(key: string, judged: Inputs, engine: Inputs, prefix: string): Disagreement[] {
  return [...new Set([...Object.keys(judged), ...Object.keys(engine)])].flatMap((name) => {
    const [a, b] = [judged[name], engine[name]]
    if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return []
    if ((name === 'inputs' || name === 'options') && prefix === '') {
      return differences(key, (a ?? {}) as Inputs, (b ?? {}) as Inputs, name === 'inputs' ? ' ' : 'option ')
    }
    const label = `${prefix.trimStart()}${name}`
    if (b === undefined) return [{ key, what: `${label} was judged and is not set` }]
    if (a === undefined) return [{ key, what: `${label} is set and was not judged` }]
    return [{ key, what: isUnknown(b) ? `${label} is not known before the deployment` : `${label} has another value` }]
  })
}
