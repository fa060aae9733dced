import { AppError } from '../errors.ts'
import { byCodeUnit } from '../json.ts'
import { isDeclared, type Plan, type Resource } from '../plan/model.ts'
import { BUILT_IN_ROLES } from '../plan/provider-types/directory-roles.ts'
import { type Identities, identities } from '../plan/resolve.ts'
import { shortName } from '../plan/urn.ts'
import { isReference, type Value } from '../plan/value.ts'
import type { RegisterAt } from '../register/model.ts'
import type { Subject } from './model.ts'
import { asText } from './shape.ts'

export const USER_TYPE = 'azuread:index/user:User'

/** One value that names somebody or something in the directory. */
export interface Entry {
  readonly kind: 'resource' | 'literal' | 'word' | 'open'
  /** Key of the declared resource, lower-case id, reserved word, or a text that is unique for an open value. */
  readonly id: string
  readonly label: string
  /** The declared resource, where there is one. */
  readonly resource?: Resource
}

/** The plan's resources by key and type, with the ids that they are known by. */
export interface Directory {
  readonly plan: Plan
  readonly ids: Identities
  readonly byKey: ReadonlyMap<string, Resource>
  /** What the plan declares of a type; neither components nor what is only read. */
  readonly ofType: (type: string) => readonly Resource[]
  /** Names of people by directory id, from the register; empty without one. */
  readonly personNames: ReadonlyMap<string, string>
  readonly read: (value: Value | undefined, what: string) => Entry
  /** As `read`, for the client id of an application; of a declared one, before and after it is known. */
  readonly readApplication: (value: Value | undefined) => Entry
}

/** The people of a register with the directory entries of their accounts; a contractor's name says so. */
export function directoryPeople(
  register: RegisterAt | undefined,
): readonly { readonly name: string; readonly entries: readonly string[] }[] {
  return (register?.people ?? []).map((person) => ({
    name: person.kind === 'contractor' ? `${person.name} (contractor)` : person.name,
    entries: [person.account?.directory, person.adminAccount?.directory].filter((entry) => entry !== undefined),
  }))
}

/** Indexes a plan. `people` gives names to directory entries (`type::name` or an object id). */
export function directory(
  plan: Plan,
  people: readonly { readonly name: string; readonly entries: readonly string[] }[],
): Directory {
  const ids = identities(plan)
  const byKey = new Map(plan.resources.map((resource) => [resource.key, resource]))
  const types = new Map<string, Resource[]>()
  for (const resource of plan.resources) {
    if (!isDeclared(resource)) continue
    const list = types.get(resource.type)
    if (list) list.push(resource)
    else types.set(resource.type, [resource])
  }
  const personNames = new Map<string, string>()
  for (const person of people) {
    for (const entry of person.entries) for (const id of scopeIds(ids, entry)) personNames.set(id, person.name)
  }
  const read = (value: Value | undefined, what: string): Entry => readEntry(ids, byKey, personNames, value, what)
  const ofType = (type: string): readonly Resource[] => types.get(type) ?? []
  const readApplication = applicationReader(byKey, APPLICATION_TYPES.flatMap(ofType), read)
  return { plan, ids, byKey, ofType, personNames, read, readApplication }
}

const APPLICATION_TYPES = [
  'azuread:index/application:Application',
  'azuread:index/applicationRegistration:ApplicationRegistration',
]
const SERVICE_PRINCIPAL_TYPE = 'azuread:index/servicePrincipal:ServicePrincipal'

/**
 * Conditional access names applications by client id, which is no identity of the object. The client id of a declared
 * application, or of the service principal that is made from it, is that application.
 */
function applicationReader(
  byKey: ReadonlyMap<string, Resource>,
  applications: readonly Resource[],
  read: Directory['read'],
): Directory['readApplication'] {
  const byClientId = Map.groupBy(applications, ({ computed }) => asText(computed['clientId'])?.toLowerCase())
  const declared = (resource: Resource): Entry => ({
    kind: 'resource',
    id: resource.key,
    label: labelOf(resource),
    resource,
  })
  const readApplication = (value: Value | undefined): Entry => {
    if (isReference(value) && value.property === 'clientId') {
      const resource = byKey.get(value.urn)
      if (resource !== undefined && isDeclared(resource)) {
        if (APPLICATION_TYPES.includes(resource.type)) return declared(resource)
        if (resource.type === SERVICE_PRINCIPAL_TYPE) return readApplication(resource.inputs['clientId'])
      }
    }
    const entry = read(value, 'an application')
    const [resource, ...others] = (entry.kind === 'literal' && byClientId.get(entry.id)) || []
    return resource === undefined || others.length > 0 ? entry : declared(resource)
  }
  return readApplication
}

/**
 * The ids that a scope entry of an exception or a person's account stands for, sorted; the text itself, which is the id
 * of nothing, where no declared resource has the name or several have it.
 */
export function scopeIds(ids: Identities, text: string): readonly string[] {
  const entry = ids.scopeEntry(text)
  switch (entry.kind) {
    case 'resources':
      return [...entry.keys].sort(byCodeUnit)
    case 'literal':
      return [entry.id]
    case 'ambiguous':
    case 'undeclared':
      return [text]
    default:
      return entry satisfies never
  }
}

/**
 * Refuses entries that name several declared resources: which one was approved, nobody can say.
 * @throws AppError `reference` naming where both are declared.
 */
export function requireUnambiguous(ids: Identities, entries: readonly string[]): void {
  for (const text of entries) {
    const entry = ids.scopeEntry(text)
    if (entry.kind !== 'ambiguous') continue
    const places = entry.places.map((place) => (place ? `${place.file}:${place.line}` : 'an unknown place'))
    const last = entry.places.findLast((place) => place !== undefined)
    throw new AppError('reference', `${text} is declared ${places.length} times, at ${places.join(' and at ')}`, {
      ...(last ? { place: last } : {}),
      expected: 'one resource for each name that an exception or an emergency account of the register uses',
      fix: 'give the others another name, or name the object by its directory id',
    })
  }
}

/** What people call a resource: its literal display name, in quotes unless it is a person's, else `type::name`. */
export function labelOf(resource: Resource): string {
  const name = asText(resource.inputs['displayName']) ?? asText(resource.inputs['name'])
  if (name === undefined || name === '') return shortName(resource.key)
  return resource.type === USER_TYPE ? name : `"${name}"`
}

/** A resource as the subject of a finding. */
export function subjectOf(resource: Resource): Subject {
  return {
    key: resource.key,
    label: labelOf(resource),
    ...(resource.source ? { source: resource.source } : {}),
    ...(resource.related && resource.related.length > 0 ? { related: resource.related } : {}),
  }
}

function readEntry(
  ids: Identities,
  byKey: ReadonlyMap<string, Resource>,
  personNames: ReadonlyMap<string, string>,
  value: Value | undefined,
  what: string,
): Entry {
  const found = ids.resolve(value ?? null)
  switch (found.kind) {
    case 'resource': {
      const resource = byKey.get(found.key)
      const label = personNames.get(found.key) ?? (resource ? labelOf(resource) : shortName(found.key))
      return { kind: 'resource', id: found.key, label, ...(resource ? { resource } : {}) }
    }
    case 'literal':
      return {
        kind: 'literal',
        id: found.id,
        label: personNames.get(found.id) ?? BUILT_IN_ROLES.get(found.id) ?? found.id,
      }
    case 'property':
      return (
        roleTemplate(byKey.get(found.key)) ?? {
          kind: 'open',
          id: `${found.key} ${found.property}`,
          label: `${what} that is not known yet`,
        }
      )
    case 'word':
      return { kind: 'word', id: found.word, label: found.word }
    case 'secret':
      return { kind: 'open', id: `secret ${what}`, label: `${what} that is secret` }
    case 'unknown':
      return { kind: 'open', id: `unknown ${what}`, label: `${what} that is not known (${found.why})` }
    default:
      return found satisfies never
  }
}

/**
 * The template id of an activated directory role before its deployment: the provider activates by template id or by the
 * built-in role's name (azuread 6.9.1, directoryRole).
 */
export function roleTemplate(resource: Resource | undefined): Entry | undefined {
  if (resource?.type !== 'azuread:index/directoryRole:DirectoryRole') return undefined
  const template = asText(resource.computed['templateId']) ?? asText(resource.inputs['templateId'])
  const name = asText(resource.inputs['displayName'])
  const id = template?.toLowerCase() ?? [...BUILT_IN_ROLES].find(([, known]) => known === name)?.[0]
  return id === undefined ? undefined : { kind: 'literal', id, label: BUILT_IN_ROLES.get(id) ?? id }
}
