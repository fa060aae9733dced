import { byCodeUnit } from '../../json.ts'
import { type Directory, subjectOf } from '../directory.ts'
import type { Direct } from '../groups.ts'
import type { Subject } from '../model.ts'
import { type DeclaredGrant, declaredGrants } from '../roles.ts'
import { type Activations, partyRef } from './activation.ts'
import { bySource, type Edge, type Edges } from './edges.ts'
import { hiddenReasons } from './hidden.ts'
import type { Certainty, Holding, PartyRef, RoleRef } from './model.ts'
import { asksForApproval } from './packages.ts'
import type { Parties, Party } from './parties.ts'
import { type Reach, reach } from './reach.ts'
import { byPower } from './role-order.ts'
import { scopeOf, tenantOf } from './scope.ts'
import { byLength, type Span, spanOf } from './span.ts'

/** What holdings are derived with. */
export interface HoldingContext {
  readonly directory: Directory
  readonly known: Parties
  readonly edges: Edges
  readonly direct: ReadonlyMap<string, Direct>
  readonly activations: Activations
  /** Template ids, lower case. */
  readonly privilegedRoles: ReadonlySet<string>
  /** Seconds since 1970. */
  readonly now: number
}

/** One way in which somebody has the role of a grant. */
interface Way {
  readonly party: Party
  readonly chain: readonly Edge[]
  readonly as: 'member' | 'owner'
  readonly eligible: boolean
  readonly span: Span
  /** The group that somebody who is not declared is in; nothing declared leads from it to them. */
  readonly within?: string
}

/**
 * Who holds each role that the plan grants: the principal of the grant, and everybody behind it if it is a group. Of
 * several ways that one grant gives somebody the same thing, the longest is named, the shortest chain of those.
 */
export function roleHoldings(context: HoldingContext): readonly Holding[] {
  const behind = new Map<string, Reach>()
  return declaredGrants(context.directory)
    .flatMap((grant) => holdingsOf(context, grant, behind))
    .sort(byRole)
}

function holdingsOf(context: HoldingContext, grant: DeclaredGrant, behind: Map<string, Reach>): readonly Holding[] {
  const { known, edges } = context
  const principal = known.read(grant.principal, 'a principal')
  const direct: Way = { party: principal, chain: [], as: 'member', eligible: false, span: { kind: 'permanent' } }
  const isGroup = principal.kind === 'group' || edges.has(principal.id)
  const party: Party = isGroup && principal.kind === 'undeclared' ? { ...principal, kind: 'group' } : principal
  const common = commonOf(context, grant)
  const holdings = [holding(context, grant, common, { ...direct, party })]
  if (!isGroup) return holdings
  const found = behind.get(party.id) ?? reach(party.id, edges)
  behind.set(party.id, found)
  for (const way of longest([...reachedWays(context, found), ...hiddenWays(context, found)])) {
    holdings.push(holding(context, grant, common, way))
  }
  return holdings
}

/** Members that cannot be read stand for themselves only where a schedule brings them; the others are among the hidden. */
function reachedWays({ now }: HoldingContext, { reached }: Reach): readonly Way[] {
  return reached
    .filter(({ party, as, terms }) => party.kind !== 'unknown' || as === 'owner' || terms.length > 0)
    .map(({ party, chain, as, eligible, terms }) => ({ party, chain, as, eligible, span: spanOf(terms, now) }))
}

/** Whoever is in a group without being declared. */
function hiddenWays({ directory, direct, known, now }: HoldingContext, { groups, truncated }: Reach): readonly Way[] {
  const ways: Way[] = []
  for (const [id, chain] of groups) {
    const reasons = [
      ...hiddenReasons(directory, direct, id),
      ...(truncated && chain.length === 0 ? ['there are too many combinations of schedules to look at'] : []),
    ]
    if (reasons.length === 0) continue
    const resource = directory.byKey.get(id)
    const label = `whoever else is in the group ${resource ? known.of(resource).label : id} (${reasons.join('; ')})`
    ways.push({
      party: { id: `${id} members`, kind: 'unknown', label },
      chain,
      as: chain.some(({ as }) => as === 'owner') ? 'owner' : 'member',
      eligible: chain.some(({ eligible }) => eligible),
      span: spanOf(
        chain.map(({ term }) => term).filter((term) => term !== undefined),
        now,
      ),
      within: id,
    })
  }
  return ways
}

/** One way for each party, as what it is there and whether that must be activated. */
function longest(ways: readonly Way[]): readonly Way[] {
  const best = new Map<string, Way>()
  for (const way of ways) {
    const id = JSON.stringify([way.party.id, way.as, way.eligible])
    const other = best.get(id)
    if (other === undefined || byLength(way.span, other.span) < 0) best.set(id, way)
  }
  return [...best.values()]
}

type Common = Pick<Holding, 'role' | 'scope' | 'tenant'> & { readonly subject: Subject }

function commonOf({ directory, privilegedRoles }: HoldingContext, { resource, role }: DeclaredGrant): Common {
  const tenant = tenantOf(directory, resource)
  return {
    role: { id: role.id, label: role.label, privileged: privilegedRole(role, privilegedRoles) },
    scope: scopeOf(directory, resource),
    ...(tenant === undefined ? {} : { tenant }),
    subject: subjectOf(resource),
  }
}

/** By its template id, or a custom role by its actions; a role that cannot be read may be any. */
function privilegedRole(
  { id, custom }: { readonly id: string; readonly custom?: Certainty },
  privilegedRoles: ReadonlySet<string>,
): Certainty {
  if (privilegedRoles.has(id)) return 'yes'
  return custom ?? (id === '' ? 'open' : 'no')
}

function holding(context: HoldingContext, grant: DeclaredGrant, common: Common, way: Way): Holding {
  const { subject, ...rest } = common
  const isEligible = way.eligible || grant.kind === 'eligible'
  const approval = approvalOf(context, way.chain)
  return {
    principal: partyRef(way.party),
    ...rest,
    kind: way.as === 'owner' ? 'owner' : isEligible ? 'eligible' : 'active',
    ...(way.as === 'owner' && isEligible ? { activates: true } : {}),
    span: way.span,
    through: [
      ...way.chain.map(({ group, as, eligible, by }) => ({ group: groupRef(context, group), as, eligible, by })),
      ...(way.within === undefined
        ? []
        : [{ group: groupRef(context, way.within), as: 'member', eligible: false, by: 'list' } as const]),
    ],
    ...(approval === undefined ? {} : { approval }),
    resources: [subject, ...resourcesOf(way.chain)],
  }
}

/** The resources that a chain follows from, each once. */
export function resourcesOf(chain: readonly Edge[]): readonly Subject[] {
  const resources = chain.flatMap(({ giver, condition }) => [...(condition ? [condition] : []), giver])
  return [...new Set(resources)].map(subjectOf)
}

function groupRef({ directory, known }: HoldingContext, id: string): PartyRef {
  const resource = directory.byKey.get(id)
  return { id, kind: 'group', label: resource ? known.of(resource).label : id }
}

/** What the way asks for: the settings of the group whose assignment is activated, or of the access package. */
function approvalOf({ activations }: HoldingContext, chain: readonly Edge[]): Certainty | undefined {
  const answers = chain.flatMap(({ group, as, eligible, condition }): Certainty[] => {
    const asked = condition === undefined ? [] : [asksForApproval(condition)]
    const settings = eligible ? (activations.get(group) ?? []).filter((found) => found.as === as) : []
    return [...asked, ...settings.map(({ approval }) => approval)]
  })
  if (answers.length === 0) return undefined
  return answers.includes('yes') ? 'yes' : answers.includes('open') ? 'open' : 'no'
}

const KINDS: readonly Holding['kind'][] = ['active', 'eligible', 'owner']
const PARTIES: readonly PartyRef['kind'][] = [
  'user',
  'guest',
  'servicePrincipal',
  'application',
  'undeclared',
  'package',
  'group',
  'unknown',
]

/** By role, then the strongest first; people before groups; what is left, by names and places, never by logical names. */
function byRole(a: Holding, b: Holding): number {
  return (
    byPower(a.role, b.role) ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    byLength(a.span, b.span) ||
    PARTIES.indexOf(a.principal.kind) - PARTIES.indexOf(b.principal.kind) ||
    byCodeUnit(a.principal.label, b.principal.label) ||
    a.through.length - b.through.length ||
    bySource(a.resources[0], b.resources[0]) ||
    byCodeUnit(a.principal.id, b.principal.id) ||
    byCodeUnit(a.resources[0]?.key ?? '', b.resources[0]?.key ?? '')
  )
}

/** The roles that somebody holds, the most powerful first. */
export function rolesOf(holdings: readonly Holding[]): readonly RoleRef[] {
  return [...new Map(holdings.map(({ role }) => [role.id, role])).values()].sort(byPower)
}
