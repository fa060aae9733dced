import { byCodeUnit } from '../../json.ts'
import { sameObjects } from './identities.ts'
import type { Access, Holding, PartyRef, Permission, RoleRef, Scope } from './model.ts'
import { byPower } from './role-order.ts'
import { changeSentence, gainSentence, keepSentence, lossSentence, permissionSentence } from './sentences.ts'
import { byLength } from './span.ts'

export type ChangeKind = 'gained' | 'lost' | 'changed' | 'kept'

/** What a change does to one principal and one role, in one scope. */
export interface HoldingChange {
  readonly change: ChangeKind
  readonly principal: PartyRef
  readonly role: RoleRef
  readonly scope: Scope
  /** Every way in which it was held, and is; the longest active one first. What is over is not held. */
  readonly before: readonly Holding[]
  readonly after: readonly Holding[]
  readonly sentence: string
}

/** One side of a comparison. Both must be derived at the same time, so that the clock changes nothing. */
export type HoldingSide = Pick<Access, 'principals' | 'objects' | 'holdings'>

/**
 * Who gains, loses and keeps which role between two plans: gained first, then lost, changed and kept, each with the most
 * powerful role first. Objects that were renamed, moved or recreated under another logical name are the same ones.
 * Pure; linear in the holdings, but for sorting.
 */
export function diffHoldings(before: HoldingSide, after: HoldingSide): readonly HoldingChange[] {
  const same = sameObjects(before, after)
  const tenants = new Set([...before.holdings, ...after.holdings].map(({ tenant }) => tenant ?? ''))
  const severalTenants = [...tenants].filter((tenant) => tenant !== '').length > 1
  const pairs = new Map<string, { readonly before: Holding[]; readonly after: Holding[] }>()
  const collect = (holdings: readonly Holding[], side: 'before' | 'after', idOf: (id: string) => string): void => {
    for (const holding of holdings) {
      if (holding.span.kind === 'ended') continue
      const key = keyOf(holding, idOf, severalTenants)
      const pair = pairs.get(key) ?? { before: [], after: [] }
      pair[side].push(holding)
      pairs.set(key, pair)
    }
  }
  collect(before.holdings, 'before', same)
  collect(after.holdings, 'after', (id) => id)
  return [...pairs.values()].map((pair) => changeOf(pair.before, pair.after, same)).sort(byChange)
}

function keyOf(
  { principal, role, scope, tenant }: Holding,
  idOf: (id: string) => string,
  severalTenants: boolean,
): string {
  const where = 'id' in scope ? [scope.kind, idOf(scope.id)] : [scope.kind]
  const what = role.id === '' ? ['unknown', role.label] : [idOf(role.id)]
  return JSON.stringify([idOfMembers(principal.id, idOf), what, where, severalTenants ? (tenant ?? '') : ''])
}

/** Whoever is in a group has the group's id with a word behind it. */
function idOfMembers(id: string, idOf: (id: string) => string): string {
  const match = /^(.*) members$/.exec(id)
  return match?.[1] === undefined ? idOf(id) : `${idOf(match[1])} members`
}

function changeOf(before: Holding[], after: Holding[], same: (id: string) => string): HoldingChange {
  before.sort(byStrength)
  after.sort(byStrength)
  const [was] = before
  const [is] = after
  const named = is ?? was
  if (named === undefined) throw new RangeError('a change has a holding on one side at least')
  const { principal, role, scope } = named
  const common = { principal, role, scope, before, after }
  if (was === undefined) return { change: 'gained', ...common, sentence: gainSentence(named) }
  if (is === undefined) return { change: 'lost', ...common, sentence: lossSentence(named) }
  const ways = (holdings: readonly Holding[], idOf: (id: string) => string): string =>
    JSON.stringify(holdings.map((holding) => wayId(holding, idOf)).sort(byCodeUnit))
  if (ways(before, same) === ways(after, (id) => id)) {
    return { change: 'kept', ...common, sentence: keepSentence(named) }
  }
  return { change: 'changed', ...common, sentence: changeSentence(before, after) }
}

/** The ways of a holding that make it another one: not the resources or the names, which only say it differently. */
function wayId({ kind, activates, span, through, approval }: Holding, idOf: (id: string) => string): string {
  const steps = through.map(({ group, as, eligible, by }) => [
    idOf(group.id),
    as,
    eligible,
    by === 'membership' ? 'list' : by,
  ])
  return JSON.stringify([kind, activates ?? false, span, steps, approval ?? ''])
}

const KINDS: readonly Holding['kind'][] = ['active', 'eligible', 'owner']

function byStrength(a: Holding, b: Holding): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    byLength(a.span, b.span) ||
    a.through.length - b.through.length ||
    byCodeUnit(JSON.stringify(a.through), JSON.stringify(b.through))
  )
}

const ORDER: readonly ChangeKind[] = ['gained', 'lost', 'changed', 'kept']

function byChange(a: HoldingChange, b: HoldingChange): number {
  return (
    ORDER.indexOf(a.change) - ORDER.indexOf(b.change) ||
    byPower(a.role, b.role) ||
    byCodeUnit(a.sentence, b.sentence) ||
    byCodeUnit(a.principal.id, b.principal.id)
  )
}

/** What a change does to one permission of one principal. */
export interface PermissionChange {
  readonly change: Exclude<ChangeKind, 'changed'>
  readonly permission: Permission
  readonly sentence: string
}

/** One side of a comparison of permissions. */
export type PermissionSide = Pick<Access, 'principals' | 'objects' | 'permissions'>

/** Who gains, loses and keeps which permission on which API; those of high risk first. Pure. */
export function diffPermissions(before: PermissionSide, after: PermissionSide): readonly PermissionChange[] {
  const same = sameObjects(before, after)
  const was = new Map(before.permissions.map((permission) => [permissionId(permission, same), permission]))
  const is = new Map(after.permissions.map((permission) => [permissionId(permission, (id) => id), permission]))
  const changes: PermissionChange[] = []
  for (const [id, permission] of is) {
    const kept = was.has(id)
    const sentence = permissionSentence(kept ? 'keeps' : 'gains', permission)
    changes.push({ change: kept ? 'kept' : 'gained', permission, sentence })
  }
  for (const [id, permission] of was) {
    if (!is.has(id)) changes.push({ change: 'lost', permission, sentence: permissionSentence('loses', permission) })
  }
  return changes.sort(
    (a, b) =>
      ORDER.indexOf(a.change) - ORDER.indexOf(b.change) ||
      RISKS.indexOf(a.permission.risk) - RISKS.indexOf(b.permission.risk) ||
      byCodeUnit(a.sentence, b.sentence),
  )
}

const RISKS: readonly Permission['risk'][] = ['yes', 'open', 'no']

function permissionId(
  { principal, api, permission, type, state, as }: Permission,
  idOf: (id: string) => string,
): string {
  const whom = as === undefined ? '' : as.kind === 'person' ? idOf(as.principal.id) : as.kind
  return JSON.stringify([idOf(principal.id), idOf(api.id), permission.id ?? permission.label, type, state, whom])
}
