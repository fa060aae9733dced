import { isDeclared, type Resource } from '../plan/model.ts'
import { type Directory, subjectOf, USER_TYPE } from './directory.ts'
import type { GroupFact, Subject } from './model.ts'
import { POLICY_TYPE, readState } from './policies.ts'

/** A resource without which a requirement does not hold or nobody gets in: one edit must not be able to remove it. */
export interface RequiredFact extends Subject {
  readonly protect: boolean
  /** Where it stays when it is left behind. */
  readonly place: 'tenant' | 'account'
  /** A deletion would leave it there, outside of the program. */
  readonly retainOnDelete: boolean
  /** This change deletes it before its replacement exists. */
  readonly deletesFirst: boolean
}

/**
 * The enforced conditional-access policies, the emergency accounts, the groups that these are in, and what requirements
 * on AWS rest on.
 */
export function requiredFacts(
  directory: Directory,
  groups: { readonly [id: string]: GroupFact },
  emergency: readonly string[],
  inAws: ReadonlySet<string>,
): readonly RequiredFact[] {
  const accounts = new Set(emergency)
  const isRequired = (resource: Resource): boolean => {
    if (inAws.has(resource.key)) return true
    if (resource.type === POLICY_TYPE) return ['enabled', 'open'].includes(readState(resource.inputs['state']))
    if (resource.type === USER_TYPE) return accounts.has(resource.key)
    return Object.hasOwn(groups, resource.key) && groups[resource.key]?.members.some((id) => accounts.has(id)) === true
  }
  const deletedFirst = new Set(directory.plan.changes.filter((change) => change.deletesFirst).map(({ key }) => key))
  return directory.plan.resources
    .filter((resource) => isDeclared(resource) && isRequired(resource))
    .map((resource) => ({
      ...subjectOf(resource),
      place: inAws.has(resource.key) ? 'account' : 'tenant',
      protect: resource.options.protect,
      retainOnDelete: resource.options.retainOnDelete,
      deletesFirst: deletedFirst.has(resource.key),
    }))
}
