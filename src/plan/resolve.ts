import { isDeclared, type Plan, type Resource, type Source } from './model.ts'
import { isReference, isTagged, type Reference, type Tagged, type Value } from './value.ts'

/** What a value that should name a directory object stands for. */
type Identity =
  /** A declared resource, by its key. */
  | { readonly kind: 'resource'; readonly key: string }
  /** Another computed property of a declared resource that is not known yet, such as a role's templateId. */
  | { readonly kind: 'property'; readonly key: string; readonly property: string }
  /** An id that no declared resource is known to have: lower case, without a path before it. */
  | { readonly kind: 'literal'; readonly id: string }
  /** A reserved word of conditional access, in its exact case. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'secret' }
  | { readonly kind: 'unknown'; readonly why: string }

/** What an entry of an exception or of a person's directory ids names. */
type ScopeEntry =
  | { readonly kind: 'resources'; readonly keys: readonly string[] }
  /** `type::name` of several resources, which have different parents: nobody can say which one is meant. */
  | { readonly kind: 'ambiguous'; readonly places: readonly (Source | undefined)[] }
  | { readonly kind: 'literal'; readonly id: string }
  /** `type::name` of a resource that the plan does not declare. */
  | { readonly kind: 'undeclared'; readonly type: string; readonly name: string }

/** The directory identities of one plan. */
export interface Identities {
  readonly resolve: (value: Value | undefined) => Identity
  readonly scopeEntry: (text: string) => ScopeEntry
}

/**
 * The words that Entra accepts in place of an id in users, groups, applications, locations and platforms (Microsoft
 * Graph, conditionalAccessUsers, conditionalAccessApplications, conditionalAccessLocations,
 * conditionalAccessClientApplications). They are case-sensitive for the provider.
 */
const WORDS: readonly string[] = [
  'All',
  'None',
  'GuestsOrExternalUsers',
  'AllTrusted',
  'Office365',
  'MicrosoftAdminPortals',
  'ServicePrincipalsInMyTenant',
  'AllAgentIdResources',
]
const WORD_SET: ReadonlySet<string> = new Set(WORDS)
const WORD_BY_LOWER: ReadonlyMap<string, string> = new Map(WORDS.map((word) => [word.toLowerCase(), word]))

/** Computed properties that name the object itself. */
const OWN_IDS: readonly string[] = ['objectId', 'id']

/** Further ones by type: the object that an invitation makes is the guest (azuread 6.9.1, invitation). */
const FURTHER_IDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['azuread:index/invitation:Invitation', ['userId']],
  ['azuread:index/applicationFromTemplate:ApplicationFromTemplate', ['servicePrincipalObjectId']],
])

/**
 * Makes the identities of a plan. Ids compare without case and without a path before them (controls.md, case 41); a
 * symbolic reference to `id` or `objectId` of a declared resource is that resource. An object that is only read is the
 * literal id by which it is read, and no name stands for it. Linear in the plan's size.
 */
export function identities(plan: Plan): Identities {
  const byKey = new Map(plan.resources.map((resource) => [resource.key, resource]))
  const declared = plan.resources.filter(isDeclared)
  const byId = indexIds(declared)
  const byName = new Map<string, Resource[]>()
  for (const resource of declared) {
    const name = `${resource.type}::${resource.name}`
    const same = byName.get(name)
    if (same) same.push(resource)
    else byName.set(name, [resource])
  }
  const literal = (text: string): Identity => {
    if (WORD_SET.has(text)) return { kind: 'word', word: text }
    const word = WORD_BY_LOWER.get(text.toLowerCase())
    if (word !== undefined) return { kind: 'unknown', why: `"${text}" is not the reserved word "${word}"` }
    const id = bareId(text)
    const keys = byId.get(id)
    if (keys === undefined) return { kind: 'literal', id }
    const [key, ...others] = keys
    if (key === undefined || others.length > 0) {
      return { kind: 'unknown', why: `${keys.length} declared resources have the id ${id}` }
    }
    return { kind: 'resource', key }
  }
  return {
    resolve: (value) => resolveValue(value, byKey, literal),
    scopeEntry: (text) => scopeEntry(text, byName, byId),
  }
}

function resolveValue(
  value: Value | undefined,
  byKey: ReadonlyMap<string, Resource>,
  literal: (text: string) => Identity,
): Identity {
  if (typeof value === 'string') {
    return value.trim() === '' ? { kind: 'unknown', why: 'the id is empty' } : literal(value)
  }
  if (!isTagged(value)) return { kind: 'unknown', why: 'the value is not a text' }
  const tagged: Tagged = value
  switch (tagged.$gatehouse) {
    case 'secret':
      return { kind: 'secret' }
    case 'unknown':
      return { kind: 'unknown', why: 'the value is computed during the deployment' }
    case 'ref':
      return resolveReference(tagged, byKey, literal)
    case 'text': {
      // A path built around an object id, `/groups/` + objectId.
      const [path, reference, ...rest] = tagged.parts
      const isPath = typeof path === 'string' && /^\/(?:[A-Za-z]+\/)+$/.test(path)
      if (isPath && isReference(reference) && reference.property === 'objectId' && rest.length === 0) {
        return resolveReference(reference, byKey, literal)
      }
      return { kind: 'unknown', why: 'the value is a text built from values that are not known yet' }
    }
  }
}

function resolveReference(
  { urn, property }: Reference,
  byKey: ReadonlyMap<string, Resource>,
  literal: (text: string) => Identity,
): Identity {
  const resource = byKey.get(urn)
  if (resource === undefined) return { kind: 'unknown', why: `it refers to ${urn}, which the plan does not contain` }
  if (!isDeclared(resource)) return ofUndeclared(resource, property, literal)
  if (ownIds(resource.type).includes(property)) return { kind: 'resource', key: urn }
  const known = resource.computed[property] ?? resource.inputs[property]
  return typeof known === 'string' ? literal(known) : { kind: 'property', key: urn, property }
}

/** What a reference to an object that is only read stands for: its id, or another property as the provider answered it. */
function ofUndeclared(
  { key, type, name, op, computed }: Resource,
  property: string,
  literal: (text: string) => Identity,
): Identity {
  if (op !== 'read') return { kind: 'unknown', why: `it refers to ${name}, which is a component` }
  if (!ownIds(type).includes(property)) {
    const known = computed[property]
    return typeof known === 'string' ? literal(known) : { kind: 'property', key, property }
  }
  const [id, ...others] = new Set(knownIds(type, computed))
  return id === undefined || others.length > 0
    ? { kind: 'unknown', why: `${name} is read by an id that is not known` }
    : literal(id)
}

function scopeEntry(
  text: string,
  byName: ReadonlyMap<string, readonly Resource[]>,
  byId: ReadonlyMap<string, readonly string[]>,
): ScopeEntry {
  const at = text.indexOf('::')
  if (at > 0 && !text.startsWith('urn:')) {
    const found = byName.get(text) ?? []
    const [first, ...others] = found
    if (first === undefined) return { kind: 'undeclared', type: text.slice(0, at), name: text.slice(at + 2) }
    return others.length > 0
      ? { kind: 'ambiguous', places: found.map(({ source }) => source) }
      : { kind: 'resources', keys: [first.key] }
  }
  const id = bareId(text)
  const keys = byId.get(id)
  return keys ? { kind: 'resources', keys } : { kind: 'literal', id }
}

function ownIds(type: string): readonly string[] {
  const further = FURTHER_IDS.get(type)
  return further === undefined ? OWN_IDS : [...OWN_IDS, ...further]
}

/** Known ids of declared objects, lower case and without their path, each with the keys that have it. */
function indexIds(resources: readonly Resource[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>()
  for (const { key, type, computed } of resources) {
    for (const id of new Set(knownIds(type, computed))) {
      const keys = index.get(id)
      if (keys) keys.push(key)
      else index.set(id, [key])
    }
  }
  return index
}

/** The literal ids of one object, bare. */
function knownIds(type: string, computed: Resource['computed']): readonly string[] {
  return ownIds(type)
    .map((name) => computed[name])
    .filter((id): id is string => typeof id === 'string')
    .map(bareId)
}

/**
 * An id in lower case, without the path that the provider writes before it (`/groups/<id>`). What is not such a path,
 * like `<group>/member/<user>` or a lone `/`, stays as it is.
 */
export function bareId(text: string): string {
  const match = /^\/(?:[A-Za-z]+\/)*([^/]+)$/.exec(text.trim())
  return (match?.[1] ?? text.trim()).toLowerCase()
}
