import { byCodeUnit } from '../../json.ts'
import { GUEST_TYPES } from '../words.ts'
import type { Coverage, Part } from './decide.ts'
import { EMPTY, type Node } from './diagram.ts'
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
  const whole = diagrams.anyOf(new Set(parts.map(({ set }) => set)))
  const values = diagrams.extent(whole)
  const at = (kind: Variable['kind']): ReadonlySet<number> => values[space.at(kind)] ?? new Set()
  const dimensions: Partial<Record<Dimension, readonly string[]>> = {}
  const applications = space.targets.flatMap(({ kind, label }, value) =>
    kind === 'application' ? [{ label, touched: at('target').has(value) }] : [],
  )
  if (applications.some(({ touched }) => !touched)) {
    dimensions.applications = unique(applications.filter(({ touched }) => touched).map(({ label }) => label))
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
  return { people: peopleOf(coverage, parts, scope, whole), dimensions }
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort(byCodeUnit)
}

function cellName({ around }: Coverage, ids: readonly string[]): string {
  const labels = [...around.locations.values()].filter(({ cell }) => ids.includes(cell)).map(({ label }) => label)
  return labels.length === 0 ? 'outside every declared location' : `in ${labels.join(' and ')}`
}

function peopleOf(coverage: Coverage, parts: readonly Part[], scope: Scope, whole: Node): readonly string[] {
  const isMember = ({ person }: Part): boolean => person.kind === MEMBER
  const members = coverage.classes.filter(({ kind }) => kind === MEMBER)
  const guestKinds = GUEST_TYPES.filter((kind) => parts.some(({ person }) => person.kind === kind))
  const touched = parts.filter(isMember)
  const strangers = touched.filter(({ person }) => person.people.length === 0 && person.named === undefined)
  const conditions = groupsNeeded(
    coverage,
    strangers.map(({ set }) => set),
  )
  const isAllMembers = touched.length === members.length && conditions.length === 0
  if (isAllMembers && scope.users === 'everyone' && guestKinds.length === GUEST_TYPES.length) return ['everyone']
  const byRole = scope.users === 'privilegedRoles' ? rolesNeeded(coverage, whole) : []
  const guests =
    guestKinds.length === GUEST_TYPES.length
      ? ['every guest and external user']
      : guestKinds.map((kind) => `guests of the type ${kind}`)
  if (byRole.length > 0 && isAllMembers) return [...byRole, ...(scope.users === 'privilegedRoles' ? [] : guests)]
  if (isAllMembers) return ['every member', ...guests]
  const people = touched.flatMap(({ person }) =>
    person.people.length > 0 ? person.people : person.named ? [person.named] : [],
  )
  const names = unique(people.map(({ label }) => label))
  const others = strangers.length === 0 ? [] : conditions.length > 0 ? conditions : ['any user who is not declared']
  return [...names, ...others, ...guests]
}

/** Groups without whose membership nobody undeclared is touched, in words. */
function groupsNeeded({ around }: Coverage, sets: readonly Node[]): readonly string[] {
  const { diagrams, variables } = around.space
  const whole = diagrams.anyOf(sets)
  if (whole === EMPTY) return []
  return variables.flatMap(({ kind, id }, place) => {
    if (kind !== 'group') return []
    return diagrams.without(whole, diagrams.values(place, [YES])) === EMPTY ? [`whoever is in the group ${id}`] : []
  })
}

/** The roles of which one at least is active wherever the set is touched. */
function rolesNeeded({ around, roleName }: Coverage, whole: Node): readonly string[] {
  const { diagrams, variables } = around.space
  return variables.flatMap(({ kind, id }, place) => {
    if (kind !== 'role') return []
    const others = variables.flatMap((other, index) =>
      other.kind === 'role' && index !== place ? [diagrams.values(index, [YES])] : [],
    )
    const alone = diagrams.without(diagrams.and(whole, diagrams.values(place, [YES])), diagrams.anyOf(others))
    return alone === EMPTY ? [] : [`holders of the role ${roleName(id)}`]
  })
}
