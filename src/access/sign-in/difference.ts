import { byCodeUnit } from '../../json.ts'
import type { Directory } from '../directory.ts'
import type { RoleGrantFact } from '../model.ts'
import type { Tenant } from '../tenants.ts'
import { makeCoverages, type Side } from './coverage.ts'
import { type Coverage, decide, type Part, type Prepared, prepare } from './decide.ts'
import { BudgetExceeded, EMPTY, type Node } from './diagram.ts'
import { type Extent, extentOf } from './extent.ts'
import { naming, resolved, type SignInQuestions } from './facts.ts'
import type { PersonClass } from './people.ts'
import { readPolicy } from './reading.ts'
import { describe } from './sentence.ts'
import type { SignIn } from './sign-in.ts'
import { simplest, toSignIn } from './simplest.ts'

/** Sign-ins that a change adds or takes away: one example, and how far they reach. */
export interface SignInSet {
  readonly sentence: string
  readonly example: SignIn
  readonly extent: Extent
}

/** What a change does to a requirement's gap. */
export type GapChange = 'opened' | 'closed' | 'grew' | 'shrank' | 'moved'

/** What a change does to the sign-ins of one tenant (access.md §6). */
export interface SignInDifference {
  readonly tenant: string
  readonly possible?: SignInSet
  readonly impossible?: SignInSet
  readonly requirements: readonly { readonly rule: string; readonly change: GapChange }[]
  /** Why it could not be computed. */
  readonly reason?: string
}

/** One state of the declared tenants. */
export interface TenantState {
  readonly directory: Directory
  readonly tenants: readonly Tenant[]
  readonly grants: readonly RoleGrantFact[]
}

/** Compares the sign-ins of every tenant before and after a change, exactly, over one space; tenants that stay equal are left out. */
export function signInDifferences(
  before: TenantState,
  after: TenantState,
  questions: SignInQuestions,
): readonly SignInDifference[] {
  const ids = new Set([...before.tenants, ...after.tenants].map(({ id }) => id))
  return [...ids].sort(byCodeUnit).flatMap((tenant) => {
    try {
      const found = tenantDifference(tenant, sideOf(before, tenant), sideOf(after, tenant), questions)
      const isSame = !found.possible && !found.impossible && found.requirements.length === 0
      return isSame ? [] : [found]
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error
      return [{ tenant, requirements: [], reason: error.message }]
    }
  })
}

function sideOf({ directory, tenants, grants }: TenantState, id: string): Side {
  const tenant = tenants.find((candidate) => candidate.id === id)
  const policies = (tenant?.policies ?? []).map(({ resource, doubt }) => readPolicy(directory, resource, doubt))
  return { directory, policies, grants }
}

function tenantDifference(tenant: string, old: Side, now: Side, questions: SignInQuestions): SignInDifference {
  const requirements = questions.requirements.map((requirement) => resolved(now.directory, requirement))
  const [before, after] = makeCoverages([old, now], {
    requirements,
    exempt: questions.exempt,
    privilegedRoles: questions.parameters.privilegedRoles,
    sessionHours: questions.parameters.session.administratorHours,
  })
  if (before === undefined || after === undefined) return { tenant, requirements: [] }
  const sides = { before, after, pairs: pairsOf(before, after) }
  const prepared = { before: prepare(before), after: prepare(after) }
  const possible: Part[] = []
  const impossible: Part[] = []
  for (const pair of sides.pairs) {
    const [old_, now_] = [refusedBy(before, prepared.before, pair.before), refusedBy(after, prepared.after, pair.after)]
    const opened = released(after, old_, now_)
    const closed = released(before, now_, old_)
    if (opened !== EMPTY) possible.push({ person: pair.person, set: opened })
    if (closed !== EMPTY) impossible.push({ person: pair.person, set: closed })
  }
  const people = sides.pairs.map(({ person }) => person)
  return {
    tenant,
    ...(possible.length > 0 ? { possible: setOf({ ...after, classes: people }, possible) } : {}),
    ...(impossible.length > 0 ? { impossible: setOf({ ...before, classes: people }, impossible) } : {}),
    requirements: requirements.flatMap((requirement) => {
      const exempt = questions.exempt.filter(({ rule }) => rule === requirement.rule)
      const gap = (coverage: Coverage, ready: Prepared): readonly Part[] =>
        decide(coverage, ready, requirement, exempt).possible
      const change = compare(sides, gap(before, prepared.before), gap(after, prepared.after))
      return change === undefined ? [] : [{ rule: requirement.rule, change }]
    }),
  }
}

/** People whom neither side can tell apart, with the class they belong to on each. */
interface Pair {
  readonly person: PersonClass
  readonly before: PersonClass
  readonly after: PersonClass
}

/** A person who is declared on one side only is compared with anybody else of the same kind on the other. */
function pairsOf(before: Coverage, after: Coverage): readonly Pair[] {
  const [old, now] = [indexOf(before), indexOf(after)]
  const pairs = new Map<string, { pair: Pair; people: { id: string; label: string }[] }>()
  for (const person of after.classes) {
    const members = person.people.length > 0 ? person.people : [undefined]
    for (const someone of members) {
      const then = old.find(person, someone?.id)
      if (then === undefined) continue
      const key = `${now.place(person)} ${old.place(then)}`
      const known = pairs.get(key)
      if (known) {
        if (someone) known.people.push(someone)
        continue
      }
      const people = someone ? [someone] : []
      pairs.set(key, { people, pair: { person: { ...person, people }, before: then, after: person } })
    }
  }
  return [...pairs.values()].map(({ pair }) => pair)
}

function indexOf({ classes }: Coverage): {
  readonly place: (person: PersonClass) => number
  readonly find: (like: PersonClass, id: string | undefined) => PersonClass | undefined
} {
  const places = new Map(classes.map((person, place) => [person, place]))
  const key = (id: string, { kind, tenant }: PersonClass): string => `${id} ${kind} ${tenant}`
  const byPerson = new Map<string, PersonClass>()
  const byKind = new Map<string, PersonClass>()
  for (const person of classes) {
    for (const { id } of person.people) byPerson.set(key(id, person), person)
    if (person.people.length === 0 && person.named) byPerson.set(key(person.named.id, person), person)
    if (person.people.length === 0 && !person.named) byKind.set(key('', person), person)
  }
  return {
    place: (person) => places.get(person) ?? -1,
    find: (like, id) => byPerson.get(key(id ?? like.named?.id ?? '', like)) ?? byKind.get(key('', like)),
  }
}

/** What each policy refuses people of a class. */
function refusedBy({ around }: Coverage, { refusal, people }: Prepared, person: PersonClass): readonly Node[] {
  return people(person).map((who, index) => around.space.diagrams.and(who.least, refusal[index]?.least ?? EMPTY))
}

/**
 * Sign-ins that some policy of one side refuses and none of the other does. What both sides refuse in the same way need
 * not be looked at, so a small change is a small question.
 */
function released({ around }: Coverage, refused: readonly Node[], others: readonly Node[]): Node {
  const { diagrams, possible } = around.space
  const same = new Set(others)
  let left = diagrams.and(diagrams.anyOf(refused.filter((set) => !same.has(set))), possible)
  for (const other of others) {
    if (left === EMPTY) return EMPTY
    left = diagrams.without(left, other)
  }
  return left
}

function setOf(coverage: Coverage, parts: readonly Part[]): SignInSet {
  const { part, point } = simplest(coverage, parts)
  const example = toSignIn(coverage, part.person, point)
  return {
    sentence: describe(example, example.person.groups, naming(coverage)),
    example,
    extent: extentOf(coverage, parts, { users: 'everyone' }),
  }
}

function compare(
  { before, pairs }: { readonly before: Coverage; readonly pairs: readonly Pair[] },
  old: readonly Part[],
  now: readonly Part[],
): GapChange | undefined {
  if (old.length === 0 && now.length === 0) return undefined
  const { diagrams } = before.around.space
  const sets = (parts: readonly Part[]): ReadonlyMap<PersonClass, Node> =>
    new Map(parts.map(({ person, set }) => [person, set]))
  const [then, later] = [sets(old), sets(now)]
  let [more, less] = [false, false]
  for (const pair of pairs) {
    const [a, b] = [then.get(pair.before) ?? EMPTY, later.get(pair.after) ?? EMPTY]
    more ||= diagrams.without(b, a) !== EMPTY
    less ||= diagrams.without(a, b) !== EMPTY
  }
  if (old.length === 0) return 'opened'
  if (now.length === 0) return 'closed'
  if (more) return less ? 'moved' : 'grew'
  return less ? 'shrank' : undefined
}
