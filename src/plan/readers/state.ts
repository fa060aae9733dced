import { AppError } from '../../errors.ts'
import { byCodeUnit, isObject } from '../../json.ts'
import { NO_OPTIONS, type Options, type Resource, type Source } from '../model.ts'
import { computedProperties } from '../provider-types.ts'
import { providerUrn, requireUrn } from '../urn.ts'
import type { Value } from '../value.ts'
import { readPlaces } from './position.ts'
import { toValue, toValues } from './wire.ts'

type Raw = { readonly [key: string]: unknown }

/** A resource as the engine's state describes it, in a preview step or in an export (pulumi, apitype.ResourceV3). */
export interface State {
  readonly urn: string
  readonly type: string
  readonly name: string
  readonly custom: boolean
  /** Marked for deletion after a replacement: the old half of a pair, not a resource that stays. */
  readonly pendingDelete: boolean
  /** Already deleted, and waiting for its replacement. */
  readonly pendingReplacement: boolean
  readonly external: boolean
  readonly inputs: { readonly [name: string]: Value }
  /** The kept computed properties that are literal, by name. */
  readonly computed: { readonly [name: string]: Value }
  readonly provider?: string
  readonly parent?: string
  readonly dependencies: readonly string[]
  readonly propertyDependencies: { readonly [name: string]: readonly string[] }
  readonly options: Options
  readonly source?: Source
  readonly related?: readonly Source[]
}

/**
 * Reads one state. Keys that newer engines add are passed over; a known key of a wrong kind is refused, because a
 * rule would take it for something that it is not.
 * @param urn what the step says; the state must agree.
 * @throws AppError `malformed`, with the place inside the document.
 */
export function readState(raw: unknown, urn: string, file: string, where: string): State {
  if (!isObject(raw)) throw wrong(file, where, 'an object')
  const parts = requireUrn(urn, file, `${where}.urn`)
  if (raw['urn'] !== undefined && raw['urn'] !== urn) throw wrong(file, `${where}.urn`, urn)
  if (raw['type'] !== undefined && raw['type'] !== parts.type) throw wrong(file, `${where}.type`, parts.type)
  const fields = reader(raw, file, where)
  const provider = fields.text('provider')
  const parent = fields.text('parent')
  const secret = new Set(fields.list('additionalSecretOutputs'))
  return {
    urn,
    type: parts.type,
    name: parts.name,
    custom: fields.flag('custom', parts.type !== 'pulumi:pulumi:Stack'),
    pendingDelete: fields.flag('delete', false),
    pendingReplacement: fields.flag('pendingReplacement', false),
    external: fields.flag('external', false),
    inputs: toValues(fields.object('inputs'), file, `${where}.inputs`),
    computed: computedOf(parts.type, fields.text('id'), fields.object('outputs'), secret, file, `${where}.outputs`),
    ...(provider === undefined ? {} : { provider: providerUrn(provider) }),
    ...(parent === undefined ? {} : { parent }),
    dependencies: sorted(fields.list('dependencies')),
    propertyDependencies: dependenciesOf(fields.object('propertyDependencies'), file, where),
    options: {
      ...NO_OPTIONS,
      protect: fields.flag('protect', false),
      retainOnDelete: fields.flag('retainOnDelete', false),
      deleteBeforeReplace: fields.flag('deleteBeforeReplace', false),
      ignoreChanges: sorted(fields.list('ignoreChanges')),
      replaceOnChanges: sorted(fields.list('replaceOnChanges')),
      aliases: sorted(fields.list('aliases')),
      ...(fields.text('deletedWith') === undefined ? {} : { deletedWith: String(raw['deletedWith']) }),
    },
    ...readPlaces(raw['sourcePosition'], raw['stackTrace']),
  }
}

/** The resource of the post-state that a state describes. */
export function toResource(state: State, op: Resource['op'], computed: Resource['computed']): Resource {
  const { urn, type, name, custom, inputs, dependencies, propertyDependencies, options } = state
  return {
    key: urn,
    type,
    name,
    custom,
    op,
    inputs,
    computed,
    ...(state.provider === undefined ? {} : { provider: state.provider }),
    ...(state.parent === undefined ? {} : { parent: state.parent }),
    dependencies,
    propertyDependencies,
    options,
    ...(state.source === undefined ? {} : { source: state.source }),
    ...(state.related === undefined ? {} : { related: state.related }),
  }
}

/** The error for a value of the wrong kind. */
export function wrong(file: string, where: string, expected: string): AppError {
  return new AppError(
    'malformed',
    `${where} is not ${/^(an?|true) /.test(expected) ? expected : 'what the URN says'}`,
    {
      place: { file },
      expected,
      fix: 'write the document again with the pulumi command that made it, and do not edit it',
    },
  )
}

/** Typed access to the optional keys of a JSON object; `null` counts as absent, as the engine's own reader does. */
export function reader(raw: Raw, file: string, where: string): Reader {
  const at = (key: string): string => (where === '' ? key : `${where}.${key}`)
  return {
    flag: (key, absent) => {
      const value = raw[key] ?? absent
      if (typeof value !== 'boolean') throw wrong(file, at(key), 'a boolean')
      return value
    },
    text: (key) => {
      const value = raw[key] ?? undefined
      if (value !== undefined && typeof value !== 'string') throw wrong(file, at(key), 'a text')
      return value === '' ? undefined : value
    },
    object: (key) => {
      const value = raw[key] ?? {}
      if (!isObject(value)) throw wrong(file, at(key), 'an object')
      return value
    },
    list: (key) => texts(raw[key] ?? [], file, at(key)),
  }
}

export interface Reader {
  readonly flag: (key: string, absent: boolean) => boolean
  readonly text: (key: string) => string | undefined
  readonly object: (key: string) => Raw
  readonly list: (key: string) => readonly string[]
}

function texts(value: unknown, file: string, where: string): readonly string[] {
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string')) {
    throw wrong(file, where, 'a list of texts')
  }
  return value
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort(byCodeUnit)
}

function dependenciesOf(raw: Raw, file: string, where: string): { readonly [name: string]: readonly string[] } {
  return Object.fromEntries(
    Object.entries(raw).map(([name, list]) => [
      name,
      sorted(texts(list ?? [], file, `${where}.propertyDependencies.${name}`)),
    ]),
  )
}

/** Literal scalars only: an unknown or a secret computed value is the same as none. */
function computedOf(
  type: string,
  id: string | undefined,
  outputs: Raw,
  secret: ReadonlySet<string>,
  file: string,
  where: string,
): { readonly [name: string]: Value } {
  const kept: [string, Value][] = []
  for (const name of computedProperties(type)) {
    const raw = name === 'id' ? (id ?? outputs['id']) : outputs[name]
    if (raw === undefined || secret.has(name)) continue
    const value = toValue(raw, file, `${where}.${name}`)
    if (typeof value === 'string' && value !== '') kept.push([name, value])
  }
  return Object.fromEntries(kept)
}
