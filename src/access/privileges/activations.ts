import { type Directory, subjectOf } from '../directory.ts'
import type { AssignmentKind } from '../holdings/assignment-kind.ts'
import type { Activation, Certainty, Holding } from '../holdings/model.ts'
import { asksForApproval, packageEdges, unclearPackages } from '../holdings/packages.ts'
import type { HoldingContext } from '../holdings/role-holdings.ts'
import { PACKAGE_POLICY } from '../holdings/types.ts'
import type { Subject } from '../model.ts'
import { type Alerts, alertsOf, UNDECLARED_ALERTS } from './alerts.ts'
import { placed } from './role-holders.ts'

/** One declared way in which somebody gets into a group by asking. */
export interface ActivationFact extends Subject {
  /**
   * `settings`: those of Privileged Identity Management for the group. `schedule`: an eligibility for a group whose
   * settings are not declared. `package`: an access package that hands the group out.
   */
  readonly by: 'settings' | 'schedule' | 'package'
  /** Whether the group has a privileged role. */
  readonly privileged: Certainty
  /** What is reached, for a sentence: the group and, where it has some, its roles. */
  readonly reaches: string
  /** Somebody has to approve. */
  readonly approval: Certainty
  /** Whoever asks can be among those who approve. */
  readonly selfApproval: Certainty
  /** Who is told; absent for a package, which has no such settings. */
  readonly alerts?: Alerts
}

interface Reached {
  readonly label: string
  privileged: Certainty
  readonly roles: Set<string>
}

/** The ways by asking into each group that has a privileged role or may have one, and every access package. */
export function activationFacts(context: HoldingContext, holdings: readonly Holding[]): readonly ActivationFact[] {
  const groups = groupsWithRoles(holdings)
  return [...settings(context, groups), ...schedules(context, groups), ...packages(context, groups)]
}

/** The groups from which a role that is privileged, or may be, is reached; those of which it is certain say so. */
function groupsWithRoles(holdings: readonly Holding[]): ReadonlyMap<string, Reached> {
  const groups = new Map<string, Reached>()
  for (const { principal, role, through, span } of holdings) {
    if (role.privileged === 'no' || span.kind === 'ended') continue
    const own = principal.kind === 'group' ? [principal] : []
    for (const { id, label } of [...own, ...through.map(({ group }) => group)]) {
      const found = groups.get(id) ?? { label, privileged: 'open', roles: new Set<string>() }
      groups.set(id, found)
      if (role.privileged === 'yes') found.privileged = 'yes'
      found.roles.add(role.label)
    }
  }
  return groups
}

function reaches({ label, roles }: Reached): string {
  return `the group ${label}, which leads to ${[...roles].join(', ')}`
}

function* settings(
  { activations, directory }: HoldingContext,
  groups: ReadonlyMap<string, Reached>,
): Generator<ActivationFact> {
  for (const [id, group] of groups) {
    for (const found of activations.get(id) ?? []) {
      const { key, label, source, related, approval, selfApproval } = found
      const policy = directory.byKey.get(key)
      yield {
        key,
        label,
        ...(source === undefined ? {} : { source }),
        ...(related === undefined ? {} : { related }),
        by: 'settings',
        privileged: group.privileged,
        reaches: reaches(group),
        approval,
        selfApproval: approval === 'no' ? 'no' : selfApproval,
        alerts: policy === undefined ? UNDECLARED_ALERTS : alertsOf(policy),
      }
    }
  }
}

/** Eligible ways into groups of which nothing says what an activation asks for. */
function* schedules(
  { activations, edges }: HoldingContext,
  groups: ReadonlyMap<string, Reached>,
): Generator<ActivationFact> {
  for (const [id, group] of groups) {
    for (const { eligible, as, giver } of edges.get(id) ?? []) {
      if (!eligible || declares(activations.get(id), as)) continue
      yield {
        ...subjectOf(giver),
        by: 'schedule',
        privileged: group.privileged,
        reaches: reaches(group),
        approval: 'open',
        selfApproval: 'no',
        alerts: UNDECLARED_ALERTS,
      }
    }
  }
}

function declares(settings: readonly Activation[] | undefined, as: AssignmentKind): boolean {
  return (settings ?? []).some((found) => found.as === as)
}

function* packages(
  { directory, known }: HoldingContext,
  groups: ReadonlyMap<string, Reached>,
): Generator<ActivationFact> {
  for (const { group, of, giver, condition } of packageEdges(directory, known)) {
    const found = groups.get(group)
    const declared = directory.byKey.has(group)
    yield {
      ...placed([subjectOf(giver), ...(condition === undefined ? [] : [subjectOf(condition)])]),
      by: 'package',
      // A group that nothing declares may have any role.
      privileged: found?.privileged ?? (declared ? 'no' : 'open'),
      reaches: found === undefined ? `the group ${of.label}` : reaches(found),
      approval: condition === undefined ? 'open' : asksForApproval(condition),
      selfApproval: 'no',
    }
  }
  for (const resource of unclearPackages(directory, known)) {
    yield {
      ...subjectOf(resource),
      by: 'package',
      privileged: 'open',
      reaches: 'something that is not known',
      approval: approvalOfPackage(directory, resource.inputs['accessPackageId']),
      selfApproval: 'no',
    }
  }
}

/** What every assignment policy of a package asks for; open where none is declared. */
function approvalOfPackage(directory: Directory, value: Parameters<Directory['read']>[0]): Certainty {
  const { id } = directory.read(value, 'an access package')
  const answers = directory
    .ofType(PACKAGE_POLICY)
    .filter(({ inputs }) => directory.read(inputs['accessPackageId'], 'an access package').id === id)
    .map(asksForApproval)
  if (answers.length === 0) return 'open'
  return answers.includes('no') ? 'no' : answers.includes('open') ? 'open' : 'yes'
}
