import { byCodeUnit } from '../json.ts'
import type { Resource } from '../plan/model.ts'
import { BUILT_IN_ROLES } from '../plan/provider-types/directory-roles.ts'
import { isTagged, type Value } from '../plan/value.ts'
import { type Directory, type Entry, roleTemplate, subjectOf } from './directory.ts'
import { NO_MEMBERS_DECLARED } from './groups.ts'
import type { GroupFact, Holder, RoleGrantFact } from './model.ts'
import { asList, asObject } from './shape.ts'

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

/** Every grant of a directory role that the plan declares. */
export function roleGrants(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
): readonly RoleGrantFact[] {
  return GRANTS.flatMap(({ type, kind, role, principal }) =>
    directory.ofType(type).map((resource) => ({
      ...subjectOf(resource),
      kind,
      role: readRole(directory, resource.inputs[role]),
      principal: principalOf(directory, resource.inputs[principal]),
      scope: readScope(resource),
      holders: holders(directory, groups, resource.inputs[principal]),
    })),
  )
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

function readRole(directory: Directory, value: Value | undefined): RoleGrantFact['role'] {
  const entry = directory.read(value, 'a role')
  const template = roleTemplate(entry.resource) ?? entry
  if (template.kind === 'open' || entry.kind === 'word') return { id: '', label: entry.label }
  if (entry.resource?.type === CUSTOM_ROLE) {
    return { id: entry.id, label: entry.label, custom: customRole(entry.resource) }
  }
  const name = BUILT_IN_ROLES.get(template.id)
  if (name !== undefined) return { id: template.id, label: name }
  return { id: template.id, label: template.label, custom: 'open' }
}

/** A custom role is harmless if every action is literal and only reads; otherwise a person has to look. */
function customRole(resource: Resource): 'no' | 'open' {
  const permissions = asList(resource.inputs['permissions'])
  const lists = permissions.items.map((item) => asList(asObject(item).get('allowedResourceActions')))
  const actions = lists.flatMap((list) => list.items)
  const isOpen = permissions.open || permissions.absent || lists.some((list) => list.open || list.absent)
  const reads = actions.every((action) => typeof action === 'string' && action.endsWith('/read'))
  return !isOpen && reads ? 'no' : 'open'
}

/** Who holds the role: the principal, or the members of a group; a group that nobody is in gives it to nobody. */
function holders(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
  value: Value | undefined,
): readonly Holder[] {
  const entry = directory.read(value, 'a principal')
  const group = groups[entry.id]
  if (!group) return [holder(entry, [entry.id], '')]
  const through = ` through the group ${group.label}`
  const members = group.members.map((id) =>
    holder(
      { kind: 'resource', id, label: directory.personNames.get(id) ?? directory.read(refTo(id), 'a member').label },
      [id, entry.id],
      through,
    ),
  )
  const reasons = group.open.filter((reason) => reason !== NO_MEMBERS_DECLARED && !reason.startsWith('a schedule'))
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
