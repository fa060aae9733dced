import { createHash } from 'node:crypto'
import { canonicalJson, sha256 } from '../json.ts'
import { isDeclared, type Plan, type Resource } from './model.ts'
import { normalizeInputs, normalizePlan } from './normalize.ts'
import { BUILT_IN_ROLES } from './provider-types/directory-roles.ts'
import { idPrefix } from './provider-types.ts'
import { parseUrn, providerPackage } from './urn.ts'
import { isReference, isTagged, mapValue, type Reference, type Value } from './value.ts'

/** Inputs of a provider instance that say which program is used: in normal form its options say it, in whatever way it was given. */
const PROVIDER_VERSION: ReadonlySet<string> = new Set(['version', 'pluginDownloadURL', 'pluginChecksums', '__internal'])

/** What makes a known id worth replacing: texts that no other property holds by chance. */
const UUID = /^(?:\/(?:[A-Za-z]+\/)+)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const UUID_LENGTH = 36
const ARN = /^arn:[a-z-]+:/

/** Computed properties that name one object; where two hold the same text, a program refers to the later one. */
const OWN_IDS: readonly string[] = ['id', 'arn', 'groupId', 'userId', 'clientId', 'objectId']

const DIRECTORY_ROLE = 'azuread:index/directoryRole:DirectoryRole'
const CUSTOM_ROLE = 'azuread:index/customDirectoryRole:CustomDirectoryRole'
const TEMPLATE_BY_NAME: ReadonlyMap<unknown, string> = new Map([...BUILT_IN_ROLES].map(([id, name]) => [name, id]))

/** What is known of the plan's own objects. */
interface Known {
  readonly ids: ReadonlyMap<string, Reference>
  readonly roles: ReadonlyMap<string, Resource>
}

/** The bytes of a plan: RFC 8785 text of its normal form, in UTF-8. @throws AppError `internal` for lone surrogates. */
export function planBytes(plan: Plan): Buffer {
  return Buffer.from(canonicalJson(normalizePlan(plan)), 'utf8')
}

/** Lower-case hexadecimal SHA-256 of the bytes that a plan was stored as. */
export function planDigest(bytes: Uint8Array): string {
  return sha256(bytes)
}

/**
 * Digest of what a plan wants, whatever state it starts from: project, stack and for each resource the key, type,
 * inputs, provider instance, parent and options; of what is only read the id, which the program says. Left out: how the
 * state is reached (operations, changes), what the cloud adds (ids, outputs, timestamps), where it is written (sources,
 * dependencies, aliases), versions of plugins that the engine chooses.
 * An id of a declared resource that is already known counts as the reference to it that it replaces, so that a plan
 * made without the state and one made with it agree.
 */
export function desiredDigest(plan: Plan): string {
  const normal = normalizePlan(plan)
  const known = knownOf(normal)
  // The canonical JSON of {project, resources, stack}, hashed piece by piece: as one text it would be as large as the plan.
  const hash = createHash('sha256').update(`{"project":${canonicalJson(normal.project)},"resources":[`)
  for (const [index, resource] of normal.resources.entries()) {
    hash.update(`${index === 0 ? '' : ','}${canonicalJson(desired(resource, known))}`)
  }
  return hash.update(`],"stack":${canonicalJson(normal.stack)}}`).digest('hex')
}

/** What of a resource counts in the digest of the desired state. */
export type Desired = Pick<Resource, 'custom' | 'inputs' | 'key' | 'name' | 'type'> & {
  readonly id: Value | undefined
  readonly options: Omit<Resource['options'], 'aliases'>
  readonly parent: string | undefined
  readonly provider: string | undefined
}

/** The resources of a plan as `desiredDigest` sees them, by key: with references for known ids. */
export function desiredResources(plan: Plan): ReadonlyMap<string, Desired> {
  const normal = normalizePlan(plan)
  const known = knownOf(normal)
  return new Map(normal.resources.map((resource) => [resource.key, desired(resource, known)]))
}

function knownOf({ resources }: Plan): Known {
  return {
    ids: knownIds(resources.filter(isDeclared)),
    roles: new Map(resources.filter(({ type }) => type === DIRECTORY_ROLE).map((role) => [role.key, role])),
  }
}

function desired(resource: Resource, known: Known): Desired {
  const { computed, custom, key, name, op, options, parent, provider, type } = resource
  const { aliases: _aliases, ...kept } = options
  const symbolicOnes = symbolicInputs(resource, known)
  // Sets are sorted again: what was an id may now be a reference.
  const inputs = symbolicOnes === resource.inputs ? symbolicOnes : normalizeInputs(type, symbolicOnes)
  const id = op === 'read' ? (computed['id'] ?? null) : undefined
  return { custom, id, inputs, key, name, options: kept, parent, provider, type }
}

/** The inputs with references for known ids; where there are none, the inputs themselves. */
function symbolicInputs({ type, key, inputs }: Resource, known: Known): Resource['inputs'] {
  const isProvider = providerPackage(type) !== undefined
  const entries = Object.entries(inputs)
  const kept = entries
    .filter(([input]) => !isProvider || !PROVIDER_VERSION.has(input))
    .map(([input, value]) => [input, symbolic(value, key, known)] as const)
  return kept.length < entries.length || kept.some(([input, value]) => value !== inputs[input])
    ? Object.fromEntries(kept)
    : inputs
}

/** Replaces known ids of other resources by references; a resource never refers to itself. */
function symbolic(value: Value, self: string, known: Known): Value {
  return mapValue(value, (leaf) => {
    if (isReference(leaf)) return templateOf(leaf, known) ?? sameId(leaf)
    if (typeof leaf !== 'string') return isTagged(leaf) ? simplified(leaf) : leaf
    if (leaf.length < UUID_LENGTH && !leaf.startsWith('arn:')) return leaf
    const reference = known.ids.get(idKey(leaf))
    return reference && reference.urn !== self ? reference : leaf
  })
}

/**
 * The template id that a reference to a built-in directory role stands for. The other way round would be wrong: a
 * template id is the same in every tenant, and a program may write it without declaring the role.
 */
function templateOf({ urn, property }: Reference, known: Known): string | undefined {
  const role = property === 'templateId' ? known.roles.get(urn) : undefined
  const id = role && (role.inputs['templateId'] ?? TEMPLATE_BY_NAME.get(role.inputs['displayName']))
  return typeof id === 'string' ? id : undefined
}

/** The template id of a custom role is its object id (terraform-provider-azuread, custom_directory_role). */
function sameId(reference: Reference): Reference {
  const isCustom = reference.property === 'templateId' && parseUrn(reference.urn)?.type === CUSTOM_ROLE
  return isCustom ? { ...reference, property: 'objectId' } : reference
}

/** A text that is one reference is that reference, and the path of an id with its object id is that id. */
function simplified(value: Value): Value {
  if (!isTagged(value) || value.$gatehouse !== 'text') return value
  const [first, second, ...rest] = value.parts
  if (isReference(first) && second === undefined) return first
  if (!isReference(second) || second.property !== 'objectId' || rest.length > 0) return value
  const type = parseUrn(second.urn)?.type
  return type !== undefined && idPrefix(type) === first ? { ...second, property: 'id' } : value
}

/** Texts that identify one declared resource, with the reference that a program writes for them. */
function knownIds(resources: readonly Resource[]): ReadonlyMap<string, Reference> {
  const found = new Map<string, Reference | undefined>()
  for (const { key, computed, inputs } of resources) {
    for (const property of OWN_IDS) {
      const id = computed[property]
      if (property in inputs || typeof id !== 'string' || !(UUID.test(id) || ARN.test(id))) continue
      const text = idKey(id)
      // Two resources with one id: neither is meant for certain.
      const clash = found.has(text) && found.get(text)?.urn !== key
      found.set(text, clash ? undefined : { $gatehouse: 'ref', urn: key, property })
    }
  }
  return new Map([...found].filter((entry): entry is [string, Reference] => entry[1] !== undefined))
}

/** UUIDs are the same in both cases; ARNs are not. */
function idKey(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : id
}
