import { byCodeUnit } from '../../json.ts'
import { GUEST_TYPES } from '../words.ts'
import type { Surroundings } from './compile.ts'
import type { Coverage, Part } from './decide.ts'
import type { Node } from './diagram.ts'
import { MEMBER } from './people.ts'
import type { Scope } from './requirement.ts'
import { type Variable, wordsOf, YES } from './space.ts'

/** Which classes of each dimension a set of sign-ins touches; a dimension that it touches whole is left out. */
export interface Extent {
  /** In words, each a noun phrase: "everyone", "members of the group Sales", "Anna Virtanen". */
  readonly people: readonly string[]
  readonly dimensions: Readonly<Partial<Record<Dimension, readonly string[]>>>
}

type Dimension =
  | 'applications'
  | 'clients'
  | 'flows'
  | 'platforms'
  | 'addresses'
  | 'countries'
  | 'signInRisk'
  | 'userRisk'
  | 'insiderRisk'
  | 'conditions'

const WORD_DIMENSIONS: readonly (readonly [Dimension, Variable['kind']])[] = [
  ['clients', 'client'],
  ['flows', 'flow'],
  ['platforms', 'platform'],
  ['countries', 'countryByIp'],
  ['signInRisk', 'signInRisk'],
  ['userRisk', 'userRisk'],
  ['insiderRisk', 'insiderRisk'],
]
const FLAGS: Readonly<Partial<Record<Variable['kind'], string>>> = {
  undeclaredLocation: 'location',
  otherTrusted: 'a trusted location that is not declared',
  compliant: 'compliant device',
  hybridJoined: 'hybrid joined device',
  filter: 'device filter',
}

/** Describes a set of sign-ins that is not empty. `scope` is what it was looked for in. */
export function extentOf(coverage: Coverage, parts: readonly Part[], scope: Scope): Extent {
  const { space } = coverage.around
  const { diagrams } = space
  const sets = [...new Set(parts.map(({ set }) => set))]
  const values = diagrams.extent(...sets)
  const at = (kind: Variable['kind']): ReadonlySet<number> => values[space.at(kind)] ?? new Set()
  const dimensions: Partial<Record<Dimension, readonly string[]>> = {}
  const applications = space.targets.flatMap(({ kind, label }, value) =>
    kind === 'application' ? [{ label, touched: at('target').has(value) }] : [],
  )
  if (applications.some(({ touched }) => !touched)) {
    const actions = space.targets.filter(({ kind }, value) => kind === 'action' && at('target').has(value))
    const named = applications.filter(({ touched }) => touched)
    // Sign-ins that reach no application are those of actions.
    dimensions.applications = unique((named.length > 0 ? named : actions).map(({ label }) => label))
  }
  if (scope.actions) dimensions.applications = scope.actions
  for (const [dimension, kind] of WORD_DIMENSIONS) {
    const words = wordsOf(space, kind)
    const touched = words.filter((_, value) => at(kind).has(value))
    if (touched.length < words.length) dimensions[dimension] = touched
  }
  const cells = space.cells.filter(({ ranges }) => ranges.length > 0)
  const inside = cells.filter((cell) => at('address').has(space.cells.indexOf(cell)))
  if (inside.length < cells.length) dimensions.addresses = inside.map((cell) => cellName(coverage, cell.locations))
  const conditions = space.variables.flatMap(({ kind, id }, place) => {
    const name = FLAGS[kind]
    if (name === undefined || values[place]?.size !== 1) return []
    return [`${values[place]?.has(YES) ? '' : 'no '}${id === '' ? name : `${name} ${id}`}`]
  })
  if (conditions.length > 0) dimensions.conditions = conditions
  return { people: peopleOf(coverage, parts, scope, sets), dimensions }
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort(byCodeUnit)
}

function cellName({ around }: Coverage, ids: readonly string[]): string {
  const labels = [...around.locations.values()].filter(({ cell }) => ids.includes(cell)).map(({ label }) => label)
  return labels.length === 0 ? 'outside every declared location' : `in ${labels.join(' and ')}`
}

function peopleOf(coverage: Coverage, parts: readonly Part[], scope: Scope, sets: readonly Node[]): readonly string[] {
  const members = coverage.classes.filter(({ kind }) => kind === MEMBER)
  const touched = parts.filter(({ person }) => person.kind === MEMBER)
  const guestKinds = GUEST_TYPES.filter((kind) => parts.some(({ person }) => person.kind === kind))
  const isAnybody = ({ person }: Part): boolean => person.people.length === 0 && person.named === undefined
  const strangers = parts.filter(isAnybody)
  const groups = groupsNeeded(
    coverage,
    strangers.map(({ set }) => set),
    scope.users === 'privilegedRoles' ? ['group'] : ['group', 'role'],
  )
  const roles = scope.users === 'privilegedRoles' ? rolesNeeded(coverage, sets) : []
  const isAllMembers = touched.length === members.length && groups.length === 0
  const guests =
    guestKinds.length === GUEST_TYPES.length
      ? ['every guest and external user']
      : guestKinds.map((kind) => `guests of the type ${kind}`)
  if (isAllMembers) {
    if (roles.length === coverage.privilegedRoles.length) return ['holders of any privileged role']
    if (roles.length > 0) return roles
    if (scope.users === 'everyone' && guestKinds.length === GUEST_TYPES.length) return ['everyone']
    return ['every member', ...guests]
  }
  const people = touched.flatMap(({ person }) =>
    person.people.length > 0 ? person.people : person.named ? [person.named] : [],
  )
  const names = unique(people.map(({ label }) => label))
  if (groups.length > 0) return [...names, ...groups]
  const others = strangers.some(({ person }) => person.kind === MEMBER) ? ['any user who is not declared'] : []
  return [...names, ...others, ...guests]
}

/** If nobody undeclared is touched without some group or role: those that are enough alone, in words. */
function groupsNeeded(
  { around, roleName }: Coverage,
  sets: readonly Node[],
  kinds: readonly Variable['kind'][],
): readonly string[] {
  const flags = around.space.variables.flatMap(({ kind }, place) => (kinds.includes(kind) ? [place] : []))
  return aloneEnough(around, flags, sets).map(({ kind, id }) =>
    kind === 'role' ? `holders of the role ${roleName(id)}` : `members of the group ${around.label(id)}`,
  )
}

/** The roles of which one is enough to be touched, in words. */
function rolesNeeded({ around, roleName }: Coverage, sets: readonly Node[]): readonly string[] {
  const roles = around.space.variables.flatMap(({ kind }, place) => (kind === 'role' ? [place] : []))
  return aloneEnough(around, roles, sets).map(({ id }) => `holders of the role ${roleName(id)}`)
}

/** Flags of which one at least is set wherever the sets are touched: those that are enough alone; else none. */
function aloneEnough({ space }: Surroundings, flags: readonly number[], sets: readonly Node[]): readonly Variable[] {
  if (sets.length === 0) return []
  const { none, alone } = space.diagrams.alone(sets, flags)
  return none ? [] : space.variables.filter((_, place) => alone.includes(place))
}
