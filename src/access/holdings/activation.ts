import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { type Directory, subjectOf } from '../directory.ts'
import { asList, asObject, asText, type ObjectView } from '../shape.ts'
import { assignmentKinds } from './assignment-kind.ts'
import type { Edges } from './edges.ts'
import type { Activation, Certainty, PartyRef } from './model.ts'
import type { Parties, Party } from './parties.ts'
import { reach } from './reach.ts'
import { GROUP_POLICY } from './types.ts'

/** The settings of Privileged Identity Management by the group that they are for. */
export type Activations = ReadonlyMap<string, readonly Activation[]>

/** Reads every group's settings; those of directory roles cannot be declared (azuread 6.9.1). */
export function activationsByGroup(directory: Directory, known: Parties, edges: Edges): Activations {
  const found = new Map<string, Activation[]>()
  for (const policy of directory.ofType(GROUP_POLICY)) {
    const group = known.read(policy.inputs['groupId'], 'a group')
    const list = found.get(group.id) ?? []
    for (const as of assignmentKinds(policy.inputs['roleId'])) list.push(activation(policy, as, group, known, edges))
    found.set(group.id, list)
  }
  return found
}

function activation(policy: Resource, as: Activation['as'], group: Party, known: Parties, edges: Edges): Activation {
  const rules = asObject(policy.inputs['activationRules'])
  const approvers = approversOf(rules, known)
  const longest = asText(rules.get('maximumDuration'))
  return {
    ...subjectOf(policy),
    as,
    approval: truth(rules, 'requireApproval', 'no'),
    approvers: approvers.map(partyRef),
    selfApproval: selfApproval(approvers, as, group, edges),
    ...(longest === undefined ? {} : { longest }),
    activeExpires: truth(asObject(policy.inputs['activeAssignmentRules']), 'expirationRequired', 'open'),
    eligibleExpires: truth(asObject(policy.inputs['eligibleAssignmentRules']), 'expirationRequired', 'open'),
  }
}

/** A property that is true or false; where it is absent the service decides, which is `absent`. */
function truth(view: ObjectView, name: string, absent: Certainty): Certainty {
  if (view.open) return 'open'
  const value: Value = view.get(name) ?? null
  if (value === null) return absent
  return value === true ? 'yes' : value === false ? 'no' : 'open'
}

function approversOf(rules: ObjectView, known: Parties): readonly Party[] {
  const stage = asObject(rules.get('approvalStage'))
  const list = asList(stage.get('primaryApprovers'))
  const hidden: Party = { id: 'unknown approvers', kind: 'unknown', label: 'approvers that are not known' }
  return [
    ...list.items.map((item) => known.read(asObject(item).get('objectId'), 'an approver')),
    ...(stage.open || list.open ? [hidden] : []),
  ]
}

/** Whether somebody who may ask is among those who approve: by person, or by a group that both are in. */
function selfApproval(approvers: readonly Party[], as: Activation['as'], group: Party, edges: Edges): Certainty {
  const requesters = peopleOf(group, edges, (reached) => reached.as === as && reached.eligible)
  const names = new Set<string>([group.id, ...requesters])
  const judged = approvers.map((party): Certainty => {
    if (party.kind === 'unknown') return 'open'
    if (names.has(party.id)) return 'yes'
    if (!edges.has(party.id)) return 'no'
    return [...peopleOf(party, edges, () => true)].some((id) => requesters.has(id)) ? 'yes' : 'no'
  })
  return judged.includes('yes') ? 'yes' : judged.includes('open') ? 'open' : 'no'
}

function peopleOf(
  group: Party,
  edges: Edges,
  counts: (reached: { readonly as: Activation['as']; readonly eligible: boolean }) => boolean,
): ReadonlySet<string> {
  return new Set(
    reach(group.id, edges)
      .reached.filter(counts)
      .map(({ party }) => party.id),
  )
}

/** A party as a fact names it. */
export function partyRef({ id, kind, label }: Party): PartyRef {
  return { id, kind, label }
}

/** By name, then by id. */
export function byLabel(a: PartyRef, b: PartyRef): number {
  return byCodeUnit(a.label, b.label) || byCodeUnit(a.id, b.id)
}
