import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { type Directory, labelOf } from '../directory.ts'
import { asObject } from '../shape.ts'
import { assignmentKinds } from './assignment-kind.ts'
import type { Edge } from './edges.ts'
import type { Parties, Party } from './parties.ts'
import { readTerm, type Term } from './time.ts'
import { PACKAGE_ASSOCIATION, PACKAGE_POLICY } from './types.ts'

/** One way to get an access package. */
interface Route {
  readonly term: Term
  readonly resource?: Resource
}

/**
 * The groups that access packages hand out: one edge for each package and each of its assignment policies. Who asks for
 * the package is not declared, so the member stands for whoever gets it.
 */
export function packageEdges(directory: Directory, known: Parties): readonly Edge[] {
  const routes = routesByPackage(directory)
  return directory.ofType(PACKAGE_ASSOCIATION).flatMap((giver): Edge[] => {
    const group = groupOf(directory, known, giver)
    if (group === undefined) return []
    const entry = directory.read(giver.inputs['accessPackageId'], 'an access package')
    const label = `whoever gets the access package ${entry.resource ? labelOf(entry.resource) : entry.label}`
    const ways = routes.get(entry.id) ?? [{ term: { kind: 'open', why: 'no assignment policy of it is declared' } }]
    return ways.flatMap(({ term, resource }) => {
      const member: Party = { id: resource?.key ?? entry.id, kind: 'package', label }
      const condition = resource === undefined ? {} : { condition: resource }
      return assignmentKinds(giver.inputs['accessType'] ?? 'Member').map(
        (as): Edge => ({
          group: group.id,
          of: group,
          member,
          as,
          eligible: false,
          term,
          by: 'package',
          giver,
          ...condition,
        }),
      )
    })
  })
}

/** The associations of a package with something that cannot be told: it may be any group. */
export function unclearPackages(directory: Directory, known: Parties): readonly Resource[] {
  return directory.ofType(PACKAGE_ASSOCIATION).filter((resource) => groupOf(directory, known, resource) === undefined)
}

/** Ids of the groups that an access package hands out. */
export function packagedGroups(directory: Directory): ReadonlySet<string> {
  return new Set(
    directory
      .ofType(PACKAGE_ASSOCIATION)
      .map((association) => originOf(directory, association))
      .filter((origin) => origin !== undefined)
      .map((origin) => directory.read(origin, 'a resource').id),
  )
}

function groupOf(directory: Directory, known: Parties, association: Resource): Party | undefined {
  const origin = originOf(directory, association)
  if (origin === undefined) return undefined
  const party = known.read(origin, 'a resource')
  return party.kind === 'unknown' ? undefined : party
}

/** What the package hands out: an entry of a catalog, which names the group by its id (azuread 6.9.1, `resourceOriginId`). */
function originOf(directory: Directory, association: Resource): Value | undefined {
  const entry = directory.read(association.inputs['catalogResourceAssociationId'], 'a resource of a catalog')
  return entry.resource?.inputs['resourceOriginId']
}

function routesByPackage(directory: Directory): ReadonlyMap<string, readonly Route[]> {
  const routes = new Map<string, Route[]>()
  for (const resource of directory.ofType(PACKAGE_POLICY)) {
    const { id } = directory.read(resource.inputs['accessPackageId'], 'an access package')
    const list = routes.get(id) ?? []
    list.push({ term: packageTerm(resource.inputs), resource })
    routes.set(id, list)
  }
  return routes
}

/** An end, a number of days, or neither: then an assignment never ends (azuread 6.9.1, accessPackageAssignmentPolicy). */
export function packageTerm(inputs: Resource['inputs']): Term {
  const days = inputs['durationInDays'] ?? null
  const expiration = inputs['expirationDate'] ?? null
  if (expiration !== null && expiration !== '') return readTerm({ expiration })
  if (days === null || days === 0) return { kind: 'permanent' }
  if (typeof days === 'number' && Number.isSafeInteger(days) && days > 0) {
    return { kind: 'lasts', seconds: days * 86_400, text: `P${days}D` }
  }
  return { kind: 'open', why: 'the number of days is not known' }
}

/** Whether an assignment policy asks somebody before it gives the package. */
export function asksForApproval(policy: Resource): 'yes' | 'no' | 'open' {
  const settings = asObject(policy.inputs['approvalSettings'])
  const required: Value | undefined = settings.get('approvalRequired')
  if (settings.open || (typeof required === 'object' && required !== null)) return 'open'
  return required === true ? 'yes' : 'no'
}
