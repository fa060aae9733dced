import { byCodeUnit } from '../json.ts'
import type { Resource } from '../plan/model.ts'
import { BUILT_IN_ROLES } from '../plan/provider-types/directory-roles.ts'
import { bareId } from '../plan/resolve.ts'
import { isReference, isTagged, type Value } from '../plan/value.ts'
import { type Directory, type Entry, labelOf, roleTemplate, subjectOf } from './directory.ts'
import { NO_MEMBERS_DECLARED } from './groups.ts'
import { customRolePower } from './holdings/custom-role.ts'
import { furtherGrants } from './holdings/further-grants.ts'
import { FOLLOWED } from './holdings/hidden.ts'
import type { GroupFact, Holder, RoleGrantFact, Subject } from './model.ts'

const ADMINISTRATIVE_UNIT_MEMBER = 'azuread:index/administrativeUnitRoleMember:AdministrativeUnitRoleMember'

/** How each resource type grants a role (azuread 6.9.1: an eligibility request never expires, an assignment is permanent). */
const GRANTS: readonly {
  readonly type: string
  readonly kind: RoleGrantFact['kind']
  readonly role: string
  readonly principal: string
}[] = [
  {
    type: 'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment',
    kind: 'active',
    role: 'roleId',
    principal: 'principalObjectId',
  },
  {
    type: 'azuread:index/directoryRoleMember:DirectoryRoleMember',
    kind: 'active',
    role: 'roleObjectId',
    principal: 'memberObjectId',
  },
  {
    type: ADMINISTRATIVE_UNIT_MEMBER,
    kind: 'active',
    role: 'roleObjectId',
    principal: 'memberObjectId',
  },
  {
    type: 'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest',
    kind: 'eligible',
    role: 'roleDefinitionId',
    principal: 'principalId',
  },
]
const CUSTOM_ROLE = 'azuread:index/customDirectoryRole:CustomDirectoryRole'

/** A resource that gives a directory role, as it is declared. */
export interface DeclaredGrant {
  readonly resource: Resource
  readonly kind: RoleGrantFact['kind']
  readonly role: RoleGrantFact['role']
  /** The person or group that gets it. */
  readonly principal: Value | undefined
  readonly scope: RoleGrantFact['scope']
}

/** Every resource that gives a directory role, sorted by type and key. */
export function declaredGrants(directory: Directory): readonly DeclaredGrant[] {
  const readRole = roleReader(directory)
  return GRANTS.flatMap(({ type, kind, role, principal }) =>
    directory.ofType(type).map((resource) => ({
      resource,
      kind,
      role: readRole(resource.inputs[role]),
      principal: resource.inputs[principal],
      scope: readScope(resource),
    })),
  )
}

/** Every grant of a directory role: the resources that give one, then the further ways into the groups that have one. */
export function roleGrants(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
): readonly RoleGrantFact[] {
  const declared = declaredGrants(directory)
  const { facts, membership } = furtherGrants(directory, declared)
  const base = declared.map(({ resource, kind, role, principal, scope }): RoleGrantFact => {
    const subject = subjectOf(resource)
    const id = principalOf(directory, principal)
    const found = holders(directory, groups, principal)
    return {
      ...subject,
      kind,
      role,
      principal: id,
      scope,
      holders: found.map((one) => placed(one, membership(id, one.id), subject)),
    }
  })
  return [...base, ...facts]
}

/** A holder with the place that makes them one; the grant is related to it. */
function placed(one: Holder, place: Subject | undefined, grant: Subject): Holder {
  if (place?.source === undefined) return one
  const related = [...(grant.source ? [grant.source] : []), ...(grant.related ?? [])]
  return { ...one, at: { source: place.source, ...(related.length > 0 ? { related } : {}) } }
}

function principalOf(directory: Directory, value: Value | undefined): string {
  const entry = directory.read(value, 'a principal')
  return entry.kind === 'open' || entry.kind === 'word' ? '' : entry.id
}

/** The provider's default scope is the tenant, written `/` (azuread 6.9.1, directoryRoleAssignment). */
function readScope(resource: Resource): RoleGrantFact['scope'] {
  if (resource.type === ADMINISTRATIVE_UNIT_MEMBER) return 'unit'
  const application = resource.inputs['appScopeId'] ?? ''
  const scope = resource.inputs['directoryScopeId'] ?? '/'
  if (application !== '') return isUnknown(application) ? 'open' : 'unit'
  if (scope === '/' || scope === '') return 'tenant'
  return isUnknown(scope) ? 'open' : 'unit'
}

function isUnknown(value: Value): boolean {
  return isTagged(value) && (value.$gatehouse === 'unknown' || value.$gatehouse === 'secret')
}

/** Reads what names a role: a template id, an activated role, or a custom role by its object or its template id. */
function roleReader(directory: Directory): (value: Value | undefined) => RoleGrantFact['role'] {
  const customs = new Map<string, Resource>()
  for (const resource of directory.ofType(CUSTOM_ROLE)) {
    for (const id of [resource.inputs['templateId'], resource.computed['templateId']]) {
      if (typeof id === 'string' && id !== '') customs.set(bareId(id), resource)
    }
  }
  return (value) => readRole(directory, customs, value)
}

function readRole(
  directory: Directory,
  customs: ReadonlyMap<string, Resource>,
  value: Value | undefined,
): RoleGrantFact['role'] {
  const entry = directory.read(value, 'a role')
  const target = isReference(value) ? directory.byKey.get(value.urn) : undefined
  const custom = [entry.resource, target, customs.get(entry.id)].find((resource) => resource?.type === CUSTOM_ROLE)
  if (custom) return { id: custom.key, label: labelOf(custom), custom: customRolePower(custom) }
  const template = roleTemplate(entry.resource) ?? entry
  if (template.kind === 'open' || entry.kind === 'word') return { id: '', label: entry.label }
  const name = BUILT_IN_ROLES.get(template.id)
  if (name !== undefined) return { id: template.id, label: name }
  return { id: template.id, label: template.label, custom: 'open' }
}

/** Who holds the role: the principal, or the members of a group; a group that nobody is in gives it to nobody. */
function holders(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
  value: Value | undefined,
): readonly Holder[] {
  const entry = directory.read(value, 'a principal')
  const group = Object.hasOwn(groups, entry.id) ? groups[entry.id] : undefined
  if (!group) return [holder(entry, [entry.id], '')]
  const through = ` through the group ${group.label}`
  const members = group.members.map((id) =>
    holder(
      { kind: 'resource', id, label: directory.personNames.get(id) ?? directory.read(refTo(id), 'a member').label },
      [id, entry.id],
      through,
    ),
  )
  const reasons = group.open.filter((reason) => reason !== NO_MEMBERS_DECLARED && !FOLLOWED.test(reason))
  const controlled = directory.byKey.get(entry.id)?.inputs['assignableToRole'] === true
  const unseen: Holder = {
    id: `${entry.id} members`,
    label: `whoever is in the group ${group.label}`,
    covers: [entry.id],
    affected: [`members of the group ${group.label}`],
    open: true,
    through: ` (${[...reasons, ...(controlled ? [] : [NO_MEMBERS_DECLARED])].join('; ')})`,
  }
  const hidden = reasons.length > 0 || (!controlled && members.length === 0)
  return [...members, ...(hidden ? [unseen] : [])].sort((a, b) => byCodeUnit(a.id, b.id))
}

function holder(entry: Pick<Entry, 'kind' | 'id' | 'label'>, covers: readonly string[], through: string): Holder {
  const isOpen = entry.kind === 'open' || entry.kind === 'word'
  return {
    id: entry.id,
    label: entry.label,
    covers: isOpen ? [] : covers,
    affected: [entry.label],
    open: isOpen,
    through,
  }
}

function refTo(urn: string): Value {
  return { $gatehouse: 'ref', urn, property: 'objectId' }
}
