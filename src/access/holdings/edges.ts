import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import { type Directory, labelOf } from '../directory.ts'
import type { Subject } from '../model.ts'
import { asList } from '../shape.ts'
import { type AssignmentKind, assignmentKinds } from './assignment-kind.ts'
import { packageEdges } from './packages.ts'
import type { Parties, Party } from './parties.ts'
import { readTerm, type Term } from './time.ts'
import { ASSIGNMENT_SCHEDULE, ELIGIBILITY_SCHEDULE, GROUP_MEMBER, GROUPS } from './types.ts'

/** One declared way into a group: who gets in, as what, for how long, and which resource says so. */
export interface Edge {
  /** Key of the group, or the id of one that is not declared. */
  readonly group: string
  /** The same group, with what it is called. */
  readonly of: Party
  readonly member: Party
  readonly as: AssignmentKind
  /** The right has to be activated first. */
  readonly eligible: boolean
  /** Absent for a membership that lasts as long as it is declared. */
  readonly term?: Term
  readonly by: 'list' | 'membership' | 'schedule' | 'package'
  readonly giver: Resource
  /** A further resource that it follows from: the assignment policy of an access package. */
  readonly condition?: Resource
}

/** The ways into each group, in an order that no logical name decides. */
export type Edges = ReadonlyMap<string, readonly Edge[]>

/** Every declared way into a group, by group. Sorted, so n log n in the memberships. */
export function membershipEdges(directory: Directory, known: Parties): Edges {
  const index = new Map<string, Edge[]>()
  const add = (edge: Edge): void => {
    const list = index.get(edge.group)
    if (list) list.push(edge)
    else index.set(edge.group, [edge])
  }
  for (const edge of listed(directory, known)) add(edge)
  for (const edge of memberships(directory, known)) add(edge)
  for (const edge of scheduled(directory, known)) add(edge)
  for (const edge of packageEdges(directory, known)) add(edge)
  for (const list of index.values()) list.sort(byName)
  return index
}

function byName(a: Edge, b: Edge): number {
  return (
    byCodeUnit(a.member.label, b.member.label) ||
    byCodeUnit(a.as, b.as) ||
    Number(a.eligible) - Number(b.eligible) ||
    bySource(a.giver, b.giver) ||
    byCodeUnit(a.member.id, b.member.id) ||
    byCodeUnit(a.giver.key, b.giver.key)
  )
}

/** Orders things by where they are declared. */
export function bySource(a: Pick<Subject, 'source'> | undefined, b: Pick<Subject, 'source'> | undefined): number {
  return (
    byCodeUnit(a?.source?.file ?? '', b?.source?.file ?? '') ||
    (a?.source?.line ?? 0) - (b?.source?.line ?? 0) ||
    (a?.source?.column ?? 0) - (b?.source?.column ?? 0)
  )
}

/** Members and owners that a group lists itself. */
function* listed(directory: Directory, known: Parties): Generator<Edge> {
  for (const group of GROUPS.flatMap((type) => directory.ofType(type))) {
    const common = { group: group.key, of: known.of(group), eligible: false, by: 'list', giver: group } as const
    for (const value of asList(group.inputs['members']).items) {
      yield { ...common, member: known.read(value, `a member of the group ${labelOf(group)}`), as: 'member' }
    }
    for (const value of asList(group.inputs['owners']).items) {
      yield { ...common, member: known.read(value, `an owner of the group ${labelOf(group)}`), as: 'owner' }
    }
  }
}

function* memberships(directory: Directory, known: Parties): Generator<Edge> {
  for (const giver of directory.ofType(GROUP_MEMBER)) {
    const group = known.read(giver.inputs['groupObjectId'], 'a group')
    const member = known.read(giver.inputs['memberObjectId'], `a member of the group ${group.label}`)
    yield { group: group.id, of: group, member, as: 'member', eligible: false, by: 'membership', giver }
  }
}

/** Privileged Identity Management for groups; a type of assignment that cannot be read may be either. */
function* scheduled(directory: Directory, known: Parties): Generator<Edge> {
  for (const type of [ASSIGNMENT_SCHEDULE, ELIGIBILITY_SCHEDULE]) {
    for (const giver of directory.ofType(type)) {
      const { inputs } = giver
      const group = known.read(inputs['groupId'], 'a group')
      const common = {
        group: group.id,
        of: group,
        member: known.read(inputs['principalId'], `somebody whom a schedule puts into the group ${group.label}`),
        eligible: type === ELIGIBILITY_SCHEDULE,
        term: readTerm({
          start: inputs['startDate'],
          expiration: inputs['expirationDate'],
          duration: inputs['duration'],
          permanent: inputs['permanentAssignment'],
        }),
        by: 'schedule',
        giver,
      } as const
      for (const as of assignmentKinds(inputs['assignmentType'])) yield { ...common, as }
    }
  }
}
