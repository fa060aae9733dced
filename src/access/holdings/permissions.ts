import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import { isReference, type Value } from '../../plan/value.ts'
import { type Directory, labelOf, subjectOf } from '../directory.ts'
import { asList, asObject, asText } from '../shape.ts'
import { byLabel, partyRef } from './activation.ts'
import { apiName, appRole, type KnownPermission, scopeById, scopeByName } from './api-risk.ts'
import type { Permission } from './model.ts'
import type { Parties } from './parties.ts'
import { APPLICATIONS, SERVICE_PRINCIPAL } from './types.ts'

const APP_ROLE_ASSIGNMENT = 'azuread:index/appRoleAssignment:AppRoleAssignment'
const DELEGATED_GRANT =
  'azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant'
const APPLICATION = 'azuread:index/application:Application'
const API_ACCESS = 'azuread:index/applicationApiAccess:ApplicationApiAccess'

/** An API that permissions are for. */
interface Api {
  readonly id: string
  readonly label: string
  /** The organisation declares it itself: its permissions say nothing about Microsoft's services. */
  readonly own: boolean
}

/** Every permission on an API, or role in an application, that the plan grants or that an application asks for. */
export function permissionFacts(directory: Directory, known: Parties): readonly Permission[] {
  return [
    ...appRoleAssignments(directory, known),
    ...delegatedGrants(directory, known),
    ...requiredAccess(directory, known),
    ...apiAccess(directory, known),
  ].sort(
    (a, b) =>
      byLabel(a.principal, b.principal) ||
      byCodeUnit(a.api.label, b.api.label) ||
      byCodeUnit(a.permission.label, b.permission.label) ||
      byCodeUnit(a.type, b.type) ||
      byCodeUnit(a.state, b.state),
  )
}

function fact(found: KnownPermission): Pick<Permission, 'permission' | 'risk' | 'power'> {
  const { id, label, risk, power } = found
  return {
    permission: { ...(id === undefined ? {} : { id }), label },
    risk,
    ...(power === undefined ? {} : { power }),
  }
}

function appRoleAssignments(directory: Directory, known: Parties): readonly Permission[] {
  return directory.ofType(APP_ROLE_ASSIGNMENT).map((resource) => {
    const api = apiOf(directory, known, resource.inputs['resourceObjectId'])
    const id = asText(resource.inputs['appRoleId'])?.toLowerCase()
    const found: KnownPermission =
      id === undefined
        ? { label: 'a permission that is not known', risk: api.own ? 'no' : 'open' }
        : appRole(id, api.own)
    return {
      principal: partyRef(known.read(resource.inputs['principalObjectId'], 'a principal')),
      api: { id: api.id, label: api.label },
      ...fact(found),
      type: 'application',
      state: 'granted',
      resources: [subjectOf(resource)],
    }
  })
}

function delegatedGrants(directory: Directory, known: Parties): readonly Permission[] {
  return directory.ofType(DELEGATED_GRANT).flatMap((resource) => {
    const { inputs } = resource
    const api = apiOf(directory, known, inputs['resourceServicePrincipalObjectId'])
    const claims = asList(inputs['claimValues'])
    const hidden: KnownPermission = { label: 'a permission that is not known', risk: 'open' }
    const found = claims.items.flatMap((value) =>
      typeof value === 'string'
        ? value
            .split(/\s+/)
            .filter(Boolean)
            .map((name) => scopeByName(name, api.own))
        : [hidden],
    )
    return [...found, ...(claims.open ? [hidden] : [])].map(
      (permission): Permission => ({
        principal: partyRef(known.read(inputs['servicePrincipalObjectId'], 'a service principal')),
        api: { id: api.id, label: api.label },
        ...fact(permission),
        type: 'delegated',
        state: 'granted',
        as: signedIn(known, inputs['userObjectId']),
        resources: [subjectOf(resource)],
      }),
    )
  })
}

/** A grant that names no user is consent for everybody (azuread 6.9.1, servicePrincipalDelegatedPermissionGrant). */
function signedIn(known: Parties, user: Value | undefined): NonNullable<Permission['as']> {
  if (user === undefined || user === null || user === '') return { kind: 'everyone' }
  const party = known.read(user, 'a user')
  return party.kind === 'unknown' ? { kind: 'open' } : { kind: 'person', principal: partyRef(party) }
}

/** What applications ask for; it becomes a right when somebody consents. */
function requiredAccess(directory: Directory, known: Parties): readonly Permission[] {
  return directory.ofType(APPLICATION).flatMap((resource) => {
    const list = asList(resource.inputs['requiredResourceAccesses'])
    const unread = list.open ? [requested(known, resource, resource, UNKNOWN_API, undefined, 'open')] : []
    const read = list.items.flatMap((item) => {
      const view = asObject(item)
      const api = apiByClientId(directory, view.get('resourceAppId'))
      const accesses = asList(view.get('resourceAccesses'))
      if (view.open || accesses.open) return [requested(known, resource, resource, api, undefined, 'open')]
      return accesses.items.map((access) => {
        const entry = asObject(access)
        return requested(known, resource, resource, api, entry.get('id'), typeOf(entry.get('type')))
      })
    })
    return [...unread, ...read]
  })
}

function apiAccess(directory: Directory, known: Parties): readonly Permission[] {
  return directory.ofType(API_ACCESS).flatMap((resource) => {
    const { resource: application } = directory.read(resource.inputs['applicationId'], 'an application')
    const api = apiByClientId(directory, resource.inputs['apiClientId'])
    return (['roleIds', 'scopeIds'] as const).flatMap((name) => {
      const ids = asList(resource.inputs[name])
      const type = name === 'roleIds' ? 'application' : 'delegated'
      return [...ids.items, ...(ids.open ? [undefined] : [])].map((id) =>
        requested(known, application, resource, api, id, type),
      )
    })
  })
}

function typeOf(value: Value | undefined): Permission['type'] | 'open' {
  return value === 'Role' ? 'application' : value === 'Scope' ? 'delegated' : 'open'
}

function requested(
  known: Parties,
  application: Resource | undefined,
  resource: Resource,
  api: Api,
  value: Value | undefined,
  type: Permission['type'] | 'open',
): Permission {
  const id = asText(value)?.toLowerCase()
  const unknown: KnownPermission = { label: 'a permission that is not known', risk: api.own ? 'no' : 'open' }
  const found = id === undefined ? unknown : type === 'delegated' ? scopeById(id, api.own) : appRole(id, api.own)
  const principal =
    application === undefined
      ? {
          id: `unknown application of ${resource.key}`,
          kind: 'unknown' as const,
          label: 'an application that is not known',
        }
      : partyRef(known.of(application))
  return {
    principal,
    api: { id: api.id, label: api.label },
    ...fact(found),
    type: type === 'open' ? 'application' : type,
    state: 'requested',
    resources: [subjectOf(resource)],
  }
}

const UNKNOWN_API: Api = { id: '', label: 'an API that is not known', own: false }

/** The API behind a service principal's object id. */
function apiOf(directory: Directory, known: Parties, value: Value | undefined): Api {
  const { resource, label } = directory.read(value, 'an API')
  if (resource === undefined) return { ...UNKNOWN_API, label: typeof value === 'string' ? label : UNKNOWN_API.label }
  if (resource.type !== SERVICE_PRINCIPAL) return UNKNOWN_API
  const application = known.applicationOf(resource)
  if (application !== undefined) return { id: application.key, label: labelOf(application), own: true }
  return apiByClientId(directory, resource.inputs['clientId'])
}

/** The API by its application id. */
function apiByClientId(directory: Directory, value: Value | undefined): Api {
  if (isReference(value)) {
    const resource = directory.byKey.get(value.urn)
    if (resource !== undefined && APPLICATIONS.includes(resource.type)) {
      return { id: resource.key, label: labelOf(resource), own: true }
    }
    return UNKNOWN_API
  }
  const id = asText(value)?.toLowerCase()
  return id === undefined ? UNKNOWN_API : { id, label: apiName(id) ?? id, own: false }
}
