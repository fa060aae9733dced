import { byCodeUnit, canonicalJson } from '../json.ts'
import type { Change, Options, Plan, Resource } from './model.ts'
import { propertyDefaults, setProperties } from './provider-types.ts'
import { isDefaultProvider, parseUrn, providerPackage } from './urn.ts'
import { isTagged, type Value } from './value.ts'

type Inputs = { readonly [name: string]: Value }

/** Plans that came out of `normalizePlan`: plans do not change, so that these need not be brought into normal form again. */
const NORMAL = new WeakSet<Plan>()

/**
 * Brings a plan into normal form, so that equal plans have equal bytes: lists sorted by key or by code unit, sets of
 * the provider sorted and without repetition, the provider's defaults filled in, properties that are null left out
 * (an absent property and null are the same to a provider), and what the program says about objects that it only reads.
 * Applying it twice changes nothing.
 */
export function normalizePlan(plan: Plan): Plan {
  if (NORMAL.has(plan)) return plan
  const normal: Plan = {
    ...plan,
    completeness: { ...plan.completeness, reasons: sortedTexts(plan.completeness.reasons) },
    lacks: sortedTexts(plan.lacks),
    resources: plan.resources.map(normalizeResource).sort((a, b) => byCodeUnit(a.key, b.key)),
    changes: plan.changes.map(normalizeChange).sort((a, b) => byCodeUnit(a.key, b.key) || byCodeUnit(a.op, b.op)),
    invokes: sortedBy(plan.invokes),
    diagnostics: sortedBy(plan.diagnostics),
  }
  NORMAL.add(normal)
  return normal
}

function normalizeResource(resource: Resource): Resource {
  const { options } = resource
  return {
    ...resource,
    inputs: resource.op === 'read' ? {} : normalizeInputs(resource.type, resource.inputs),
    dependencies: sortedTexts(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([name, list]) => [name, sortedTexts(list)]),
    ),
    options: {
      ...options,
      ...pluginOf(resource),
      ignoreChanges: sortedTexts(options.ignoreChanges),
      replaceOnChanges: sortedTexts(options.replaceOnChanges),
      aliases: sortedTexts(options.aliases),
    },
  }
}

/**
 * Version and address of a provider's plugin. The program gives them as options; the engine keeps them among the inputs
 * (pkg/resource/deploy/providers, `version` and, since 3.129, `__internal`), and in the name of a default provider.
 */
function pluginOf({ type, name, key, inputs, options }: Resource): Pick<Options, 'version' | 'pluginDownloadURL'> {
  if (providerPackage(type) === undefined) return {}
  const urn = parseUrn(key)
  const isDefault = urn !== undefined && isDefaultProvider(urn)
  const { version, pluginDownloadURL, __internal: internal } = inputs
  const inner = internal !== undefined && isMembers(internal) ? internal : {}
  const own = inner['version'] ?? version
  const address =
    options.pluginDownloadURL ?? inner['pluginDownloadURL'] ?? pluginDownloadURL ?? (isDefault ? addressIn(name) : null)
  return {
    ...(isDefault || typeof own !== 'string' || own === '' ? {} : { version: options.version ?? own }),
    ...(address === null || address === '' ? {} : { pluginDownloadURL: address }),
  }
}

function isMembers(value: Value): value is Inputs {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTagged(value)
}

/** What is left of an address in the name of a default provider; its schemes are those of Pulumi's plugin sources. */
function addressIn(name: string): string | null {
  return /_((?:https?|github|gitlab|file)_.*)$/.exec(name)?.[1] ?? null
}

function normalizeChange(change: Change): Change {
  return {
    ...change,
    ...(change.before ? { before: normalizeInputs(change.type, change.before) } : {}),
    diff: [...change.diff].sort((a, b) => byCodeUnit(a.path, b.path) || byCodeUnit(a.kind, b.kind)),
    replaceReasons: sortedTexts(change.replaceReasons),
  }
}

/** The normal form of a resource's inputs: defaults filled in, sets sorted, properties that are null left out. */
export function normalizeInputs(type: string, inputs: Inputs): Inputs {
  const filled = { ...propertyDefaults(type), ...(withoutNulls(inputs) as Inputs) }
  return setProperties(type).reduce<Inputs>((result, path) => sortSet(result, path.split('.')) as Inputs, filled)
}

/** Null members of objects go; null items of lists stay, their place may matter. Without any, the value itself. */
function withoutNulls(value: Value): Value {
  if (value === null || typeof value !== 'object' || isTagged(value)) return value
  if (Array.isArray(value)) {
    const items = value as readonly Value[]
    const kept = items.map(withoutNulls)
    return kept.some((item, index) => item !== items[index]) ? kept : value
  }
  const members = value as Inputs
  const entries = Object.entries(members)
  const kept = entries.filter(([, item]) => item !== null).map(([name, item]) => [name, withoutNulls(item)] as const)
  return kept.length < entries.length || kept.some(([name, item]) => item !== members[name])
    ? Object.fromEntries(kept)
    : value
}

/** Sorts the set at a path; where the path meets a value that is not known, nothing changes. */
function sortSet(value: Value, path: readonly string[]): Value {
  const [name, ...rest] = path
  if (name === undefined) return Array.isArray(value) ? sortedBy(value as readonly Value[], true) : value
  if (value === null || typeof value !== 'object' || isTagged(value)) return value
  if (name === '*') {
    return Array.isArray(value) ? (value as readonly Value[]).map((item) => sortSet(item, rest)) : value
  }
  const members = value as Inputs
  if (Array.isArray(value) || !Object.hasOwn(members, name)) return value
  return { ...members, [name]: sortSet(members[name] ?? null, rest) }
}

/** Sorted and without repetitions; a list that is so already, itself. */
function sortedTexts<T extends string>(list: readonly T[]): readonly T[] {
  const isSorted = list.every((text, index) => index === 0 || byCodeUnit(list[index - 1] ?? '', text) < 0)
  return isSorted ? list : [...new Set(list)].sort(byCodeUnit)
}

/** Sorted by canonical text; a set loses its repetitions, except of values that are not known. */
function sortedBy<T>(list: readonly T[], unique = false): readonly T[] {
  if (list.length < 2) return list
  const keyed = list.map((item) => ({ item, key: canonicalJson(item) }))
  keyed.sort((a, b) => byCodeUnit(a.key, b.key))
  return keyed
    .filter(({ item, key }, index) => !unique || isTagged(item) || key !== keyed[index - 1]?.key)
    .map(({ item }) => item)
}
