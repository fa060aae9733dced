import { AppError } from '../errors.ts'
import { byCodeUnit, isObject, type Json, own } from '../json.ts'
import type { Change, Diagnostic, Options, PropertyChange } from '../plan/model.ts'
import { NO_OPTIONS } from '../plan/model.ts'
import { computedProperties, idPrefix } from '../plan/provider-types.ts'
import { bareId } from '../plan/resolve.ts'
import { isDefaultProvider, parseUrn, providerPackage } from '../plan/urn.ts'
import { isTagged, SECRET, type Value } from '../plan/value.ts'
import type { Alias, Goal } from './goal.ts'
import type { OldResource } from './old-state.ts'
import type { SdkTypes } from './sdk-types.ts'
import type { Symbols } from './symbols.ts'
import { isWireSecret, UNKNOWN_TEXT, wireSecret } from './wire.ts'

/** Properties on the wire, and as a plan holds them. */
export type Wire = { readonly [name: string]: Json }
export type Values = { readonly [name: string]: Value }

/** The options of a plan's resource; `names` are the URNs of its aliases. */
export function optionsOf(goal: Goal | undefined, names: readonly string[]): Options {
  if (goal === undefined) return NO_OPTIONS
  return {
    protect: goal.protect,
    retainOnDelete: goal.retainOnDelete,
    deleteBeforeReplace: goal.deleteBeforeReplace,
    ignoreChanges: goal.ignoreChanges,
    replaceOnChanges: goal.replaceOnChanges,
    aliases: names,
    ...(goal.deletedWith === '' ? {} : { deletedWith: goal.deletedWith }),
    ...(providerPackage(goal.type) === undefined ? {} : pluginOptions(goal)),
  }
}

/** What a provider says about its plugin; with the address alone, of a default provider, whose name says the version. */
export function pluginOptions(goal: {
  readonly version?: string
  readonly pluginDownloadURL: string
}): Pick<Options, 'version' | 'pluginDownloadURL'> {
  const { version = '', pluginDownloadURL } = goal
  return { ...(version === '' ? {} : { version }), ...(pluginDownloadURL === '' ? {} : { pluginDownloadURL }) }
}

/** URNs that a resource had before, as the engine computes them from aliases (pkg/resource/deploy/step_generator.go). */
export function aliasUrns(
  goal: Goal,
  urnOf: (goal: Pick<Goal, 'type' | 'name' | 'parent'>) => string,
  stack: { readonly project: string; readonly stack: string },
  parents: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const prefix = `urn:pulumi:${stack.stack}::${stack.project}::`
  const ofSpec = (alias: Alias & { kind: 'spec' }): readonly string[] => {
    const parent = alias.noParent ? '' : alias.parent || goal.parent
    return [parent, ...(parents.get(parent) ?? [])].map((from) => {
      const urn = urnOf({ type: alias.type || goal.type, name: alias.name || goal.name, parent: from })
      return `urn:pulumi:${alias.stack || stack.stack}::${alias.project || stack.project}::${urn.slice(prefix.length)}`
    })
  }
  const found = goal.aliases.flatMap((alias) => (alias.kind === 'urn' ? [alias.urn] : ofSpec(alias)))
  return [...new Set(found)].sort(byCodeUnit)
}

/** What the program is told about an object that does not exist yet: its inputs, and texts for what is computed. */
export function newOutputs(urn: string, goal: Goal, symbols: Symbols, types: SdkTypes): Wire {
  if (!goal.custom) return goal.inputs
  const computed = [...(types.resource(goal.type)?.strings ?? [])].filter((name) => goal.inputs[name] === undefined)
  return {
    ...Object.fromEntries(computed.map((name) => [name, symbols.property(urn, goal.type, name)])),
    ...goal.inputs,
  }
}

/**
 * What the program is told about an object that it only reads: what the deployed state knows of the same object, else
 * placeholders. What the program says about it is no answer: in the deployment the provider's own takes its place
 * (pulumi, pkg/resource/deploy/step.go, ReadStep). An id that is a path ends in the object id.
 */
export function readOutputs(
  urn: string,
  goal: Goal,
  id: string,
  old: OldResource | undefined,
  symbols: Symbols,
  types: SdkTypes,
): Wire {
  const strings = types.resource(goal.type)?.strings ?? new Set<string>()
  const names = [...new Set([...Object.keys(goal.inputs), ...strings])]
  const open = names.map((name) => [name, strings.has(name) ? symbols.property(urn, goal.type, name) : UNKNOWN_TEXT])
  return {
    ...Object.fromEntries(open),
    ...(idPrefix(goal.type) === undefined ? {} : { objectId: bareId(id) }),
    ...old?.outputs,
  }
}

/**
 * Names of the inputs that are secret although the program holds their text: it stands there, or in configuration that
 * is not encrypted, or is the answer of a function, which everybody who may ask it gets too. The text of an encrypted
 * value is a placeholder; what is computed from a resource says so itself.
 */
export function writtenSecrets(goal: Goal, symbols: Symbols): readonly string[] {
  const { inputs, secretOutputs, propertyDependencies } = goal
  const isText = (value: Json): boolean => typeof value === 'string' && value !== '' && !symbols.holdsPlaceholder(value)
  const within = (value: Json, isSecret: boolean, isAlone: boolean): boolean => {
    if (Array.isArray(value)) return (value as readonly Json[]).some((item) => within(item, isSecret, isAlone))
    if (!isObject(value)) return isSecret && (isText(value) || (isAlone && isAnswer(value, symbols)))
    if (isWireSecret(value)) return within((value['value'] ?? null) as Json, true, isAlone)
    return Object.values(value).some((item) => within(item as Json, isSecret, isAlone))
  }
  const isAlone = (name: string): boolean => (own(propertyDependencies, name) ?? []).length === 0
  return Object.entries(inputs)
    .filter(([name, value]) => within(value, secretOutputs.includes(name), isAlone(name)))
    .map(([name]) => name)
    .sort(byCodeUnit)
}

/** Whether a text is made of what is not known, and of nothing secret. */
function isAnswer(wire: Json, symbols: Symbols): boolean {
  if (typeof wire !== 'string' || wire === '') return false
  const value = symbols.value(wire)
  const parts = isTagged(value) && value.$gatehouse === 'text' ? value.parts : [value]
  const kinds = parts.map((part) => (isTagged(part) ? part.$gatehouse : 'literal'))
  return kinds.includes('unknown') && !kinds.includes('secret')
}

/** Outputs whose names the resource declares secret are marked so. */
export function markSecret(properties: Wire, names: readonly string[]): Wire {
  const marked = names.filter((name) => own(properties, name) !== undefined && !isWireSecret(properties[name]))
  return { ...properties, ...Object.fromEntries(marked.map((name) => [name, wireSecret(properties[name] as Json)])) }
}

/** Inputs that the resource declares secret by name are secret, also where the program gave them in the clear. */
export function hideNamed(inputs: Values, goal: Goal): Values {
  const hidden = Object.keys(inputs).filter((name) => goal.secretOutputs.includes(name))
  return hidden.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(hidden.map((name) => [name, SECRET])) }
}

/** The computed properties of a deployed object that a plan keeps. */
export function computedOf(type: string, old: OldResource, symbols: Symbols): Values {
  return literals(type, symbols.value({ ...old.outputs, id: old.id }) as Values)
}

/** Of some outputs, those that the plan keeps and that are literal texts. */
export function literals(type: string, outputs: Values): Values {
  const kept = computedProperties(type).filter((name) => typeof outputs[name] === 'string' && outputs[name] !== '')
  return Object.fromEntries(kept.map((name) => [name, outputs[name] as Value]))
}

/** One entry of the plan's list of changes. */
export function changeOf(
  urn: string,
  goal: Goal,
  op: Change['op'],
  old: OldResource | undefined,
  diff: readonly PropertyChange[],
  replaceReasons: readonly string[],
  symbols: Symbols,
): Change {
  const before = op === 'update' || op === 'replace' ? old : undefined
  return {
    op,
    key: urn,
    type: goal.type,
    name: goal.name,
    ...(before === undefined ? {} : { before: withoutInternals(symbols.value(before.inputs)) as Values }),
    diff,
    replaceReasons,
    deletesFirst: op === 'replace' && goal.deleteBeforeReplace,
  }
}

/** The entry of an object that the program declares no more. */
export function deletionOf(old: OldResource, symbols: Symbols): Change {
  const before = withoutInternals(symbols.value(old.inputs)) as Values
  const name = parseUrn(old.urn)?.name ?? old.urn
  return { op: 'delete', key: old.urn, type: old.type, name, before, diff: [], replaceReasons: [], deletesFirst: false }
}

/** True for a default provider: the engine makes and removes it by itself and shows it in no preview. */
export function isHidden(urn: string): boolean {
  const parts = parseUrn(urn)
  return parts !== undefined && isDefaultProvider(parts)
}

/** A value without the keys that the bridge keeps for itself. */
function withoutInternals(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(withoutInternals)
  if (!isObject(value) || isTagged(value)) return value
  const kept = Object.entries(value as Values).filter(([name]) => name !== '__defaults' && name !== '__internal')
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutInternals(item)]))
}

/** What the engine says about a protected resource that would go. */
export function protectedError(urn: string, verb: 'replaced' | 'deleted'): Diagnostic {
  return { severity: 'error', key: urn, message: `the resource is protected and cannot be ${verb}` }
}

/**
 * What a StackReference resolves to.
 * @throws AppError `program` where no export was given for the stack.
 */
export function stackReference(name: string, goal: Goal, known: { readonly [name: string]: Wire }): Wire {
  const outputs = Object.hasOwn(known, name) ? known[name] : undefined
  if (outputs === undefined) {
    throw new AppError('program', `the program reads outputs of the stack ${name}, which the planner does not have`, {
      place: goal.places.source,
      fix: `export that stack and give it with --stack-reference ${name}=export.json`,
    })
  }
  const secret = Object.keys(outputs).filter((key) => isWireSecret(outputs[key]))
  return { name, outputs: outputs as Json, secretOutputNames: secret.sort(byCodeUnit) }
}
