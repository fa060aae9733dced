import { type Directory, subjectOf } from '../directory.ts'
import { directMemberships } from '../groups.ts'
import type { Holder, RoleGrantFact, Subject, TermFact } from '../model.ts'
import type { DeclaredGrant } from '../roles.ts'
import { type Activations, activationsByGroup } from './activation.ts'
import { type Edge, membershipEdges } from './edges.ts'
import { hiddenReasons } from './hidden.ts'
import type { Activation } from './model.ts'
import { type Parties, type Party, parties } from './parties.ts'
import { type Reach, type Reached, reach } from './reach.ts'
import type { Term } from './time.ts'

/** What the declared ways into groups add to the declared grants of roles. */
export interface FurtherGrants {
  readonly facts: readonly RoleGrantFact[]
  /** The resource that puts a member into a group for as long as it is declared, by the ids of both. */
  readonly membership: (group: string, member: string) => Subject | undefined
}

/**
 * The ways to a role that no grant of a role shows: schedules of Privileged Identity Management and access packages that
 * put somebody into a group that has the role, owners of such a group, and settings that let assignments last for ever.
 * Each fact stands at the resource that opens the way, and is related to the grant.
 */
export function furtherGrants(directory: Directory, declared: readonly DeclaredGrant[]): FurtherGrants {
  const known = parties(directory)
  const candidates = declared
    .map((grant) => ({ grant, party: known.read(grant.principal, 'a principal') }))
    .filter(({ party }) => party.kind === 'group' || party.kind === 'undeclared')
  if (candidates.length === 0) return { facts: [], membership: () => undefined }
  const edges = membershipEdges(directory, known)
  const toGroups = candidates.filter(({ party }) => party.kind === 'group' || edges.has(party.id))
  const activations = activationsByGroup(directory, known, edges)
  const direct = directMemberships(directory)
  const behind = new Map<string, Reach>()
  for (const { party } of toGroups) if (!behind.has(party.id)) behind.set(party.id, reach(party.id, edges))
  const facts = toGroups.flatMap(({ grant, party }) => {
    const found = behind.get(party.id)
    const base = { grant, party, direct, directory, known }
    if (found === undefined) return []
    return [
      ...scheduledAndOwned(base, found),
      ...hiddenInScheduled(base, found),
      ...allowedBySettings(base, found, activations),
    ]
  })
  return { facts, membership: placesOf(behind) }
}

/** Looks up who put a member into a group, directly or into a group in it. */
function placesOf(behind: ReadonlyMap<string, Reach>): FurtherGrants['membership'] {
  const places = new Map<string, ReadonlyMap<string, Subject>>()
  for (const [group, { reached }] of behind) {
    const own = new Map<string, Subject>()
    for (const { party, chain, as, terms } of reached) {
      const giver = chain.at(-1)?.giver
      if (as === 'member' && terms.length === 0 && giver !== undefined) own.set(party.id, subjectOf(giver))
    }
    places.set(group, own)
  }
  return (group, member) => places.get(group)?.get(member)
}

interface Base {
  readonly grant: DeclaredGrant
  /** The group that has the role. */
  readonly party: Party
  readonly directory: Directory
  readonly known: Parties
  readonly direct: ReturnType<typeof directMemberships>
}

function fact(
  { grant, party }: Base,
  subject: Subject,
  chain: readonly Edge[],
  change: Pick<RoleGrantFact, 'kind' | 'holders'> & Partial<RoleGrantFact>,
): RoleGrantFact {
  const places = [subjectOf(grant.resource), ...chain.map(({ giver }) => subjectOf(giver))]
    .flatMap(({ source }) => (source === undefined ? [] : [source]))
    .filter((source) => source !== subject.source)
  const related = [...(subject.related ?? []), ...places]
  return {
    ...subject,
    ...(related.length > 0 ? { related } : {}),
    role: grant.role,
    principal: party.id,
    scope: grant.scope,
    grant: grant.resource.key,
    ...change,
  }
}

/** One fact for each resource that opens a way, with everybody whom it lets in. */
function scheduledAndOwned(base: Base, { reached }: Reach): readonly RoleGrantFact[] {
  const groups = new Map<string, { readonly first: Reached; readonly all: Reached[] }>()
  for (const entry of reached) {
    if (entry.terms.length === 0 && entry.as === 'member') continue
    const id = JSON.stringify([
      entry.as,
      entry.eligible,
      ...limits(entry.chain).map(({ giver, as }) => [giver.key, as]),
    ])
    const found = groups.get(id)
    if (found) found.all.push(entry)
    else groups.set(id, { first: entry, all: [entry] })
  }
  return [...groups.values()].map(({ first, all }) => {
    const opener = limits(first.chain).at(-1) ?? first.chain.at(-1)
    const owned = groupOf(base, first.chain.findLast(({ as }) => as === 'owner')?.group)
    const owner = first.as === 'owner'
    return fact(base, subjectOf((opener ?? { giver: base.grant.resource }).giver), first.chain, {
      kind: owner ? base.grant.kind : first.eligible ? 'eligible' : base.grant.kind,
      holders: all.map((entry) => holderOf(base, entry)),
      ...(first.terms.length > 0 ? { terms: first.terms.map(termFact) } : {}),
      ...(owner ? { means: 'owner', group: owned } : {}),
    })
  })
}

/** The edges that limit a way in time; for an owner without a term, the ownership. */
function limits(chain: readonly Edge[]): readonly Edge[] {
  const limited = chain.filter(({ term }) => term !== undefined)
  return limited.length > 0 ? limited : chain.filter(({ as }) => as === 'owner')
}

function holderOf(base: Base, { party, as, chain }: Reached): Holder {
  const open = party.kind === 'unknown'
  const group = base.party.id
  const covers = as === 'owner' || party.kind === 'package' ? [] : [group]
  return {
    id: party.id,
    label: party.label,
    // An exception for a group is for its members; who owns it, or asks for it, needs a name of their own.
    covers: open ? [] : [party.id, ...covers],
    affected: [party.label],
    open,
    through: as === 'owner' ? '' : throughText(base, chain),
  }
}

/** Continues a sentence: ` through the group "A", which contains the group "B"`. */
function throughText(base: Base, chain: readonly Edge[]): string {
  const [first, ...nested] = chain.map(({ group }) => groupOf(base, group))
  return ` through the group ${[first, ...nested.map((label) => `which contains the group ${label}`)].join(', ')}`
}

function groupOf({ directory, known }: Base, id: string | undefined): string {
  const resource = id === undefined ? undefined : directory.byKey.get(id)
  return resource === undefined ? (id ?? '') : known.of(resource).label
}

/** Groups that a schedule puts into the group, and whose members cannot all be seen. */
function hiddenInScheduled(base: Base, { groups, truncated }: Reach): readonly RoleGrantFact[] {
  const facts: RoleGrantFact[] = []
  for (const [id, chain] of groups) {
    const opener = chain.findLast(({ term }) => term !== undefined)
    if (opener === undefined) continue
    const reasons = hiddenReasons(base.directory, base.direct, id)
    if (reasons.length > 0) facts.push(hiddenFact(base, id, chain, opener, reasons))
  }
  const first = base.grant.resource
  if (!truncated) return facts
  const holder: Holder = {
    id: `${base.party.id} schedules`,
    label: `whoever reaches the group ${base.party.label}`,
    covers: [base.party.id],
    affected: [`members of the group ${base.party.label}`],
    open: true,
    through: ' (too many combinations of schedules to look at)',
  }
  return [...facts, fact(base, subjectOf(first), [], { kind: base.grant.kind, holders: [holder] })]
}

function hiddenFact(
  base: Base,
  id: string,
  chain: readonly Edge[],
  opener: Edge,
  reasons: readonly string[],
): RoleGrantFact {
  const label = groupOf(base, id)
  const holder: Holder = {
    id: `${id} members`,
    label: `whoever is in the group ${label}`,
    covers: [id, base.party.id],
    affected: [`members of the group ${label}`],
    open: true,
    through: `${throughText(base, chain)} (${reasons.join('; ')})`,
  }
  return fact(base, subjectOf(opener.giver), chain, {
    kind: chain.some(({ eligible }) => eligible) ? 'eligible' : base.grant.kind,
    holders: [holder],
    terms: chain
      .map(({ term }) => term)
      .filter((term) => term !== undefined)
      .map(termFact),
  })
}

/** Settings that do not ask for an end, of the group itself and of the groups in it. */
function allowedBySettings(base: Base, { groups }: Reach, activations: Activations): readonly RoleGrantFact[] {
  const facts: RoleGrantFact[] = []
  for (const [id, chain] of groups) {
    if (chain.some(({ term, as }) => term !== undefined || as === 'owner')) continue
    for (const settings of activations.get(id) ?? []) {
      if (settings.as !== 'member') continue
      const eligible = base.grant.kind === 'eligible'
      if (settings.activeExpires === 'no') facts.push(settingsFact(base, id, chain, settings, base.grant.kind))
      if (settings.eligibleExpires === 'no' && !eligible)
        facts.push(settingsFact(base, id, chain, settings, 'eligible'))
    }
  }
  return facts
}

function settingsFact(
  base: Base,
  id: string,
  chain: readonly Edge[],
  settings: Activation,
  kind: RoleGrantFact['kind'],
): RoleGrantFact {
  const label = groupOf(base, id)
  const { key, source, related } = settings
  const subject: Subject = {
    key,
    label: settings.label,
    ...(source === undefined ? {} : { source }),
    ...(related === undefined ? {} : { related }),
  }
  return fact(base, subject, chain, {
    kind,
    holders: [
      {
        id: `${id} ${kind} assignments`,
        label: `whoever is assigned to the group ${label}`,
        covers: [id, base.party.id],
        affected: [`members of the group ${label}`],
        open: false,
        through: '',
      },
    ],
    terms: [{ kind: 'permanent' }],
    means: 'settings',
    group: label,
  })
}

function termFact(term: Term): TermFact {
  return term.kind === 'lasts' ? { kind: 'lasts', seconds: term.seconds } : term
}
