import type { Holder } from './attachments.ts'
import type { Link, PrincipalFact } from './model.ts'
import { type AppliedPolicy, applied, type Powers } from './rights.ts'

/**
 * From somebody who has a way to more rights to the policy that gives the first of them; to all policies that allow
 * anything where none gives it alone.
 */
export function wayOf(
  { id, key, escalations, assignment }: PrincipalFact,
  byId: ReadonlyMap<string, Holder>,
  known: Powers,
): readonly Link[] {
  const holder = byId.get(assignment?.permissionSet ?? id)
  const [first] = escalations
  if (holder === undefined || first === undefined) return []
  const allowing = applied(holder, byId, []).policies.filter(({ document }) =>
    document.statements.some(({ effect }) => effect === 'Allow'),
  )
  const gives = ({ document }: AppliedPolicy): boolean =>
    known.alone(document).escalations.some((one) => one.id === first.id)
  const single = allowing.find(gives)
  const step: readonly Link[] = assignment ? [{ kind: 'permission-set', label: holder.label, key }] : []
  return [...step, ...(single === undefined ? allowing.flatMap(({ path }) => path) : single.path)]
}
