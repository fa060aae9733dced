import type { Resource } from '../../plan/model.ts'
import { isReference, type Value } from '../../plan/value.ts'
import { type Directory, type Entry, labelOf, USER_TYPE } from '../directory.ts'
import { asText } from '../shape.ts'
import { APPLICATION_FROM_TEMPLATE, APPLICATIONS, GROUPS, INVITATION, SERVICE_PRINCIPAL } from './types.ts'

export type PartyKind =
  | 'user'
  | 'guest'
  | 'group'
  | 'servicePrincipal'
  | 'application'
  /** Whoever is given an access package. */
  | 'package'
  /** An id that nothing declares: a person, a group or an application. */
  | 'undeclared'
  /** A value that cannot be read. */
  | 'unknown'

/** Somebody or something that can hold a right. */
export interface Party {
  /** Key of the declared resource, lower-case id, or a text that is unique for what cannot be read. */
  readonly id: string
  readonly kind: PartyKind
  readonly label: string
  readonly resource?: Resource
}

/** Reads values that name a principal. */
export interface Parties {
  readonly read: (value: Value | undefined, what: string) => Party
  readonly of: (resource: Resource) => Party
  /** The application of a service principal, where the plan declares it. */
  readonly applicationOf: (servicePrincipal: Resource) => Resource | undefined
}

/** Parties of a plan, each resource made once. */
export function parties(directory: Directory): Parties {
  const byClientId = new Map<string, Resource>()
  for (const type of APPLICATIONS) {
    for (const resource of directory.ofType(type)) {
      const id = asText(resource.computed['clientId'])
      if (id !== undefined) byClientId.set(id.toLowerCase(), resource)
    }
  }
  const applicationOf = (resource: Resource): Resource | undefined => {
    const value = resource.inputs['clientId']
    if (isReference(value)) {
      const target = directory.byKey.get(value.urn)
      return target !== undefined && APPLICATIONS.includes(target.type) ? target : undefined
    }
    const id = asText(value)
    return id === undefined ? undefined : byClientId.get(id.toLowerCase())
  }
  const known = new Map<string, Party>()
  const of = (resource: Resource): Party => {
    const found = known.get(resource.key)
    if (found !== undefined) return found
    const made = {
      id: resource.key,
      kind: kindOf(resource),
      label: label(directory, resource, applicationOf),
      resource,
    }
    known.set(resource.key, made)
    return made
  }
  const read = (value: Value | undefined, what: string): Party => fromEntry(directory.read(value, what), of)
  return { read, of, applicationOf }
}

function fromEntry(entry: Entry, of: (resource: Resource) => Party): Party {
  if (entry.resource !== undefined) return of(entry.resource)
  const { id, label } = entry
  return { id, kind: entry.kind === 'literal' ? 'undeclared' : 'unknown', label }
}

function kindOf(resource: Resource): PartyKind {
  if (resource.type === USER_TYPE) return isExternal(resource) ? 'guest' : 'user'
  if (resource.type === INVITATION) return 'guest'
  if (GROUPS.includes(resource.type)) return 'group'
  if (resource.type === SERVICE_PRINCIPAL || resource.type === APPLICATION_FROM_TEMPLATE) return 'servicePrincipal'
  return APPLICATIONS.includes(resource.type) ? 'application' : 'unknown'
}

/** A guest that was taken over from the tenant: its name carries the mark of an external account, or its type says so. */
function isExternal({ inputs, computed }: Resource): boolean {
  return /#EXT#@/i.test(asText(inputs['userPrincipalName']) ?? '') || computed['userType'] === 'Guest'
}

function label(
  directory: Directory,
  resource: Resource,
  applicationOf: (resource: Resource) => Resource | undefined,
): string {
  const name = directory.personNames.get(resource.key)
  if (name !== undefined) return name
  if (resource.type === SERVICE_PRINCIPAL) return labelOf(applicationOf(resource) ?? resource)
  if (resource.type === INVITATION) {
    const invited = asText(resource.inputs['userDisplayName']) ?? asText(resource.inputs['userEmailAddress'])
    return invited ?? labelOf(resource)
  }
  return labelOf(resource)
}
