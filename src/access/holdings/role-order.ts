import { byCodeUnit } from '../../json.ts'
import type { Certainty, RoleRef } from './model.ts'

/** Roles from which every other one is a step away, the shortest step first. */
const FIRST: readonly string[] = [
  '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814', // Privileged Role Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', // Privileged Authentication Administrator
]
const POWER: { readonly [privileged in Certainty]: number } = { yes: 0, open: 1, no: 2 }

/** The most powerful first: privileged ones, then those that may be, then the rest; each by name. */
export function byPower(a: RoleRef, b: RoleRef): number {
  return (
    POWER[a.privileged] - POWER[b.privileged] ||
    rank(a.id) - rank(b.id) ||
    byCodeUnit(a.label, b.label) ||
    byCodeUnit(a.id, b.id)
  )
}

function rank(id: string): number {
  const at = FIRST.indexOf(id)
  return at < 0 ? FIRST.length : at
}
