import type { Directory } from '../directory.ts'
import {
  hasRole,
  type Interval,
  onDevice,
  refusals,
  type Surroundings,
  toActions,
  toApplications,
  usesOneOf,
  withWords,
} from './compile.ts'
import { ALL, BudgetExceeded, EMPTY, type Node } from './diagram.ts'
import { inGroup, isGuest, makeMatcher } from './matching.ts'
import { MULTI_FACTOR, PHISHING_RESISTANT } from './methods.ts'
import type { PersonClass } from './people.ts'
import type { PolicyReading } from './reading.ts'
import type { Exempt, Requirement, Scope } from './requirement.ts'
import { withoutLimited } from './sessions.ts'

/** Sign-ins of one class of people. */
export interface Part {
  readonly person: PersonClass
  readonly set: Node
}

/**
 * What the policies make of one requirement. `parts` are the sign-ins that break it: certainly for `fail`, possibly for
 * `unknown`; `exempted` those that only exceptions take out.
 */
export interface Answer {
  readonly status: 'pass' | 'excepted' | 'fail' | 'unknown'
  readonly parts: readonly Part[]
  /** Everything that may break it, certain or not. */
  readonly possible: readonly Part[]
  readonly exempted: readonly Part[]
  /** Ids of the exceptions that take something out. */
  readonly exceptions: readonly string[]
  /** Why the question could not be decided at all. */
  readonly reason?: string
}

/** A role grant that no policy for roles reaches: a custom role, or one scoped to an administrative unit. */
export interface UnreachableHolder {
  readonly principal: string
  /** The principal is a group, or may be one. */
  readonly group: boolean
  /** The principal, or whether the role is privileged, cannot be seen. */
  readonly open: boolean
}

/** A tenant made ready for questions about its sign-ins. */
export interface Coverage {
  readonly around: Surroundings
  readonly directory: Directory
  readonly classes: readonly PersonClass[]
  readonly policies: readonly PolicyReading[]
  /** Ids of every group that something names, sorted. */
  readonly groups: readonly string[]
  readonly privilegedRoles: readonly string[]
  readonly unreachable: readonly UnreachableHolder[]
  /** People and groups that an exception of any rule names. */
  readonly exceptional: ReadonlySet<string>
  /** What people call a role. */
  readonly roleName: (id: string) => string
  /** Hours after which an administrator must sign in again at the latest. */
  readonly sessionHours: number
}

/** Per policy and class: whom it is for and what it refuses them. */
export interface Prepared {
  readonly refusal: readonly Interval[]
  readonly people: (person: PersonClass) => readonly Interval[]
  /** What the policies together refuse somebody of a class, the widest refusals first. */
  readonly refused: (person: PersonClass, reading: keyof Interval) => readonly Node[]
}

/** Compiles the policies once for all questions. */
export function prepare({ around, policies }: Coverage): Prepared {
  const { diagrams } = around.space
  const refusal = policies.map((policy) => refusals(around, policy))
  const order = refusal
    .map(({ most }, index) => ({ index, size: diagrams.count(most) }))
    .sort((a, b) => (a.size > b.size ? -1 : a.size < b.size ? 1 : a.index - b.index))
    .map(({ index }) => index)
  const people = remembered(peopleOf(around, policies))
  const refusedBy = (person: PersonClass, reading: keyof Interval): readonly Node[] => {
    const intervals = people(person)
    const sets = order.map((index) => {
      const who = intervals[index]?.[reading] ?? EMPTY
      return who === EMPTY ? EMPTY : diagrams.and(who, refusal[index]?.[reading] ?? EMPTY)
    })
    return [...new Set(sets)].filter((set) => set !== EMPTY)
  }
  const least = remembered((person) => refusedBy(person, 'least'))
  const most = remembered((person) => refusedBy(person, 'most'))
  return { refusal, people, refused: (person, reading) => (reading === 'least' ? least(person) : most(person)) }
}

/** Lists of values that are kept, over all classes: each question asks for them again. */
const MOST_KEPT = 4_000_000

function remembered<Value>(of: (person: PersonClass) => readonly Value[]): (person: PersonClass) => readonly Value[] {
  const known = new Map<PersonClass, readonly Value[]>()
  let kept = 0
  return (person) => {
    const found = known.get(person)
    if (found) return found
    const made = of(person)
    kept += made.length
    if (kept <= MOST_KEPT) known.set(person, made)
    return made
  }
}

/** For each policy: the condition, on groups and roles that are open, under which it is for somebody of a class. */
export function peopleOf(around: Surroundings, policies: readonly PolicyReading[]): Prepared['people'] {
  const conditions = policies.map((policy) => policy.conditions)
  const included = makeMatcher(
    around,
    conditions.map((condition) => condition.included),
  )
  const excluded = makeMatcher(
    around,
    conditions.map((condition) => condition.excluded),
  )
  const { diagrams } = around.space
  return (person) => {
    const outside = excluded.match(person)
    return included.match(person).map((inside, index) => {
      const out = outside[index] ?? { least: EMPTY, most: EMPTY }
      return {
        least: inside.least === EMPTY ? EMPTY : diagrams.without(inside.least, out.most),
        most: inside.most === EMPTY ? EMPTY : diagrams.without(inside.most, out.least),
      }
    })
  }
}

/**
 * Decides one requirement exactly (access.md §1, §3, §4): over the weakest reading of the policies nothing may break it
 * for a pass; over the strongest something must for a fail.
 */
export function decide(
  coverage: Coverage,
  prepared: Prepared,
  requirement: Requirement,
  exempt: readonly Exempt[],
): Answer {
  try {
    return decideWithin(coverage, prepared, requirement, exempt)
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    return { status: 'unknown', parts: [], possible: [], exempted: [], exceptions: [], reason: error.message }
  }
}

function decideWithin(
  coverage: Coverage,
  prepared: Prepared,
  requirement: Requirement,
  exempt: readonly Exempt[],
): Answer {
  const { around, classes } = coverage
  const { diagrams } = around.space
  const places = placesOf(around, requirement.scope)
  const fulfilled = fulfils(around, requirement)
  const isSession = requirement.outcome === 'limitedSession'
  const possible: Part[] = []
  const certain: Part[] = []
  const exempted: Part[] = []
  const used = new Set<string>()
  for (const person of classes) {
    const scope = peopleInScope(coverage, requirement.scope, person)
    if (scope.most === EMPTY) continue
    const brokenBy = (of: Node, reading: keyof Interval): Node => {
      const asked = diagrams.without(diagrams.and(of, places), fulfilled)
      const left = allowedIn(coverage, asked, prepared.refused(person, reading))
      return isSession ? withoutLimited(coverage, left, prepared.people(person), reading) : left
    }
    const broken = brokenBy(scope.most, 'least')
    if (broken === EMPTY) continue
    const taken = exempt.map((entry) => ({ id: entry.id, set: takenOut(around, entry, person) }))
    for (const { id, set } of taken) if (diagrams.meets(broken, set)) used.add(id)
    const out = diagrams.anyOf(taken.map(({ set }) => set))
    const left = diagrams.without(broken, out)
    if (left !== broken) exempted.push({ person, set: diagrams.and(broken, out) })
    if (left === EMPTY) continue
    possible.push({ person, set: left })
    const sure = diagrams.without(brokenBy(scope.least, 'most'), out)
    if (sure !== EMPTY) certain.push({ person, set: sure })
  }
  const exceptions = exempt.map(({ id }) => id).filter((id) => used.has(id))
  if (certain.length > 0) return { status: 'fail', parts: certain, possible, exempted, exceptions }
  if (possible.length > 0) return { status: 'unknown', parts: possible, possible, exempted, exceptions }
  return { status: exempted.length > 0 ? 'excepted' : 'pass', parts: [], possible: [], exempted, exceptions }
}

/** What is left of a set when everything that is refused is taken out. */
function allowedIn({ around }: Coverage, set: Node, refused: readonly Node[]): Node {
  const { diagrams, possible } = around.space
  let left = diagrams.and(set, possible)
  for (const what of refused) {
    if (left === EMPTY) return EMPTY
    left = diagrams.without(left, what)
  }
  return left
}

/** The scope of a requirement, but for its people. */
export function placesOf(around: Surroundings, scope: Scope): Node {
  return around.space.diagrams.allOf([
    scope.actions ? toActions(around, scope.actions) : toApplications(around, scope.applications ?? ['All']),
    ...(scope.clients ? [withWords(around, 'client', scope.clients)] : []),
    ...(scope.platforms ? [withWords(around, 'platform', scope.platforms)] : []),
    ...(scope.flows ? [withWords(around, 'flow', scope.flows)] : []),
    ...(scope.signInRisk ? [withWords(around, 'signInRisk', scope.signInRisk)] : []),
    ...(scope.userRisk ? [withWords(around, 'userRisk', scope.userRisk)] : []),
  ])
}

/** Sign-ins that are as the requirement wants them, whoever it is. */
export function fulfils(around: Surroundings, { outcome }: Requirement): Node {
  switch (outcome) {
    case 'mfa':
      return usesOneOf(around, MULTI_FACTOR)
    case 'phishingResistant':
      return usesOneOf(around, PHISHING_RESISTANT)
    case 'managedDevice':
      return around.space.diagrams.or(onDevice(around, 'compliant'), onDevice(around, 'hybridJoined'))
    case 'block':
    case 'limitedSession':
      return EMPTY
    default:
      return outcome satisfies never
  }
}

/** Whether a requirement speaks about people of a class, as a condition on groups and roles that are open. */
export function peopleInScope(coverage: Coverage, { users }: Scope, person: PersonClass): Interval {
  const { around } = coverage
  if (users === 'everyone') return { least: ALL, most: ALL }
  if (users === 'guests') return isGuest(person) ? { least: ALL, most: ALL } : { least: EMPTY, most: EMPTY }
  const { diagrams } = around.space
  const active = diagrams.anyOf(coverage.privilegedRoles.map((id) => hasRole(around, id)))
  const holds = (holders: readonly UnreachableHolder[]): Node =>
    diagrams.anyOf([
      active,
      ...holders.map(({ principal, group }) => {
        if (person.named?.id === principal) return ALL
        return group ? inGroup(around, principal, person) : EMPTY
      }),
    ])
  const isAnybody = coverage.unreachable.some(({ principal }) => principal === '')
  return {
    least: holds(coverage.unreachable.filter(({ open }) => !open)),
    most: isAnybody ? ALL : holds(coverage.unreachable),
  }
}

/** What an exception takes out for people of a class: its people unite; with applications, only those at these. */
export function takenOut(around: Surroundings, exempt: Exempt, person: PersonClass): Node {
  const { diagrams } = around.space
  const isNamed = person.named !== undefined && exempt.users.includes(person.named.id)
  const people =
    isNamed || exempt.guestTypes.includes(person.kind)
      ? ALL
      : diagrams.anyOf([
          ...exempt.groups.map((group) => inGroup(around, group, person)),
          ...exempt.roles.map((role) => hasRole(around, role)),
        ])
  const hasPeople = [exempt.users, exempt.groups, exempt.roles, exempt.guestTypes].some((list) => list.length > 0)
  if (exempt.applications.length === 0) return people
  const applications = toApplications(around, exempt.applications)
  return hasPeople ? diagrams.and(people, applications) : applications
}
