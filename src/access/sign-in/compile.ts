import { USER_ACTIONS } from '../words.ts'
import { ALL, EMPTY, type Node } from './diagram.ts'
import type { Location } from './locations.ts'
import type { Membership } from './memberships.ts'
import { type Combination, MULTI_FACTOR } from './methods.ts'
import type { Conditions, Names, PolicyReading, Words } from './reading.ts'
import type { Alternative, Grant } from './reading-grant.ts'
import { NO_COUNTRY, type Space, type Variable, wordsOf, YES } from './space.ts'

/** The least and the most that a condition can match, over everything that is not known about it. */
export interface Interval {
  readonly least: Node
  readonly most: Node
}

/** What the compilation looks things up in. */
export interface Surroundings {
  readonly space: Space
  readonly locations: ReadonlyMap<string, Location>
  readonly membership: (group: string) => Membership
  /** What people call a group. */
  readonly label: (id: string) => string
}

/**
 * Sign-ins that a policy refuses to people of every class to whom it applies: its other conditions match and its grant
 * is not satisfied. `least` is its weakest reading, `most` its strongest.
 */
export function refusals(around: Surroundings, policy: PolicyReading): Interval {
  const { diagrams } = around.space
  const matched = matches(around, policy)
  const granted = compileGrant(around, policy.grant)
  return {
    least: diagrams.without(matched.least, granted.most),
    most: diagrams.without(matched.most, granted.least),
  }
}

/** Sign-ins that match the conditions of a policy, but for its people; nothing for a policy that is not enforced. */
export function matches(around: Surroundings, policy: PolicyReading): Interval {
  if (policy.state === 'disabled' || policy.state === 'report-only' || policy.workload === 'yes') {
    return { least: EMPTY, most: EMPTY }
  }
  const matched = allOf(around, conditionParts(around, policy.conditions))
  const isDoubtful = policy.state === 'open' || policy.workload === 'open' || policy.doubts.length > 0
  return { least: isDoubtful ? EMPTY : matched.least, most: matched.most }
}

/** Sign-ins of somebody in whom the role is active; conditional access reaches built-in roles only. */
export function hasRole({ space }: Surroundings, id: string): Node {
  return space.has('role', id) ? space.diagrams.values(space.at('role', id), [YES]) : EMPTY
}

/** Sign-ins of somebody who is in a group through one of the sources that may hold anybody. */
export function mayBeIn({ space, membership }: Surroundings, group: string): Node {
  return space.diagrams.anyOf(
    membership(group).sources.map((id) => space.diagrams.values(space.at('group', id), [YES])),
  )
}

/** Sign-ins whose modes contain one of the combinations. */
export function usesOneOf({ space }: Surroundings, combinations: readonly Combination[]): Node {
  return space.diagrams.values(space.at('method'), space.methods.meeting(combinations))
}

/** Sign-ins from a device that is compliant, or joined to the on-premises directory too. */
export function onDevice({ space }: Surroundings, kind: 'compliant' | 'hybridJoined'): Node {
  return space.diagrams.values(space.at(kind), [YES])
}

/** Sign-ins whose variable has one of the words. */
export function withWords({ space }: Surroundings, kind: Variable['kind'], words: readonly string[]): Node {
  const domain = wordsOf(space, kind)
  return space.diagrams.values(
    space.at(kind),
    words.map((word) => domain.indexOf(word)).filter((value) => value >= 0),
  )
}

/** Sign-ins to one of the applications; `All` is every application and no user action. */
export function toApplications({ space }: Surroundings, ids: readonly string[]): Node {
  const chosen = space.targets.flatMap((target, value) => {
    if (target.kind !== 'application') return []
    const isNamed = ids.includes('All') || (target.id !== '' && ids.includes(target.id))
    return isNamed || (target.office365 && ids.includes('Office365')) ? [value] : []
  })
  return space.diagrams.values(space.at('target'), chosen)
}

/** Sign-ins that are one of the user actions. */
export function toActions({ space }: Surroundings, ids: readonly string[]): Node {
  const chosen = space.targets.flatMap(({ kind, id }, value) => (kind === 'action' && ids.includes(id) ? [value] : []))
  return space.diagrams.values(space.at('target'), chosen)
}

function conditionParts(around: Surroundings, conditions: Conditions): readonly Interval[] {
  const words = (kind: Variable['kind'], list: Words | undefined): readonly Interval[] =>
    list === undefined ? [] : [openWords(around, kind, list)]
  const { diagrams } = around.space
  const { platforms, locations, device, targets } = conditions
  const filter = device === undefined ? [] : [diagrams.values(around.space.at('filter', device.rule), [YES])]
  return [
    matchTargets(around, targets),
    ...words('client', conditions.clients),
    ...words('flow', conditions.flows),
    ...words('signInRisk', conditions.signInRisk),
    ...words('userRisk', conditions.userRisk),
    ...words('insiderRisk', conditions.insiderRisk),
    ...(platforms === undefined
      ? []
      : [
          without(
            around,
            openWords(around, 'platform', platforms.included),
            openWords(around, 'platform', platforms.excluded),
          ),
        ]),
    ...(locations === undefined
      ? []
      : [without(around, matchLocations(around, locations.included), matchLocations(around, locations.excluded))]),
    ...filter.map((matching) => exactly(device?.mode === 'exclude' ? diagrams.not(matching) : matching)),
  ]
}

function openWords(around: Surroundings, kind: Variable['kind'], list: Words): Interval {
  const least = withWords(around, kind, list.words)
  return { least, most: list.open.length > 0 ? ALL : least }
}

function matchTargets(around: Surroundings, targets: Conditions['targets']): Interval {
  const { diagrams } = around.space
  const actions = toActions(around, targets.actions.words)
  const included = matchApplications(around, targets.included)
  const excluded = matchApplications(around, targets.excluded)
  const applications = without(around, included, excluded)
  const anyAction = targets.actions.open.length > 0 ? toActions(around, USER_ACTIONS) : actions
  return {
    least: diagrams.or(applications.least, actions),
    most: diagrams.or(applications.most, anyAction),
  }
}

function matchApplications(around: Surroundings, list: Names): Interval {
  const ids = list.names.map(({ id }) => id)
  const least = toApplications(around, ids)
  return { least, most: list.open.length > 0 ? toApplications(around, ['All']) : least }
}

function matchLocations(around: Surroundings, list: Names): Interval {
  const { diagrams } = around.space
  const parts = list.names.map(({ id }) => inLocation(around, id))
  const least = diagrams.anyOf(parts.map((part) => part.least))
  return { least, most: list.open.length > 0 ? ALL : diagrams.anyOf(parts.map((part) => part.most)) }
}

function inLocation(around: Surroundings, id: string): Interval {
  const { space, locations } = around
  const { diagrams } = space
  if (id === 'All') return exactly(ALL)
  if (id === 'AllTrusted') {
    const trusted = [...locations.values()].filter((location) => location.trusted !== 'no')
    const parts = trusted.map((location) => ({ location, inside: inDeclared(around, location) }))
    const other = diagrams.values(space.at('otherTrusted'), [YES])
    return {
      least: diagrams.anyOf([
        other,
        ...parts.filter(({ location }) => location.trusted === 'yes').map(({ inside }) => inside.least),
      ]),
      most: diagrams.anyOf([other, ...parts.map(({ inside }) => inside.most)]),
    }
  }
  const location = locations.get(id)
  return location ? inDeclared(around, location) : exactly(diagrams.values(space.at('undeclaredLocation', id), [YES]))
}

function inDeclared(around: Surroundings, location: Location): Interval {
  const { space } = around
  const { diagrams } = space
  const kind = location.lookup === 'gps' ? 'countryByGps' : 'countryByIp'
  const countries = [...location.countries, ...(location.unknownCountry ? [NO_COUNTRY] : [])]
  const inside = space.cells.flatMap((cell, value) => (cell.locations.includes(location.cell) ? [value] : []))
  const least = diagrams.or(withWords(around, kind, countries), diagrams.values(space.at('address'), inside))
  return { least, most: location.open.length > 0 ? ALL : least }
}

function compileGrant(around: Surroundings, grant: Grant): Interval {
  const parts = grant.alternatives.map((alternative) => compileAlternative(around, alternative))
  if (parts.length === 0) return exactly(ALL)
  const { diagrams } = around.space
  const every = allOf(around, parts)
  const some = {
    least: diagrams.anyOf(parts.map((part) => part.least)),
    most: diagrams.anyOf(parts.map((part) => part.most)),
  }
  if (grant.operator === 'AND' || parts.length === 1) return every
  if (grant.operator === 'OR') return some
  return { least: every.least, most: some.most }
}

function compileAlternative(around: Surroundings, alternative: Alternative): Interval {
  switch (alternative.kind) {
    case 'satisfiable':
      return exactly(ALL)
    case 'open':
      return { least: EMPTY, most: ALL }
    case 'control':
      return exactly(compileControl(around, alternative.name))
    case 'strength': {
      const { diagrams } = around.space
      const met = alternative.candidates.map(({ combinations, open }) => {
        const least = usesOneOf(around, combinations)
        return { least, most: open.length > 0 ? ALL : least }
      })
      return {
        least: diagrams.allOf(met.map((candidate) => candidate.least)),
        most: diagrams.anyOf(met.map((candidate) => candidate.most)),
      }
    }
    default:
      return alternative satisfies never
  }
}

/** What the other controls ask for proves nothing about method or device and counts as satisfiable (access.md §2). */
function compileControl(around: Surroundings, name: string): Node {
  switch (name) {
    case 'block':
      return EMPTY
    case 'mfa':
      return usesOneOf(around, MULTI_FACTOR)
    case 'compliantDevice':
      return onDevice(around, 'compliant')
    case 'domainJoinedDevice':
      return onDevice(around, 'hybridJoined')
    default:
      return ALL
  }
}

function exactly(node: Node): Interval {
  return { least: node, most: node }
}

function without({ space }: Surroundings, included: Interval, excluded: Interval): Interval {
  return {
    least: space.diagrams.without(included.least, excluded.most),
    most: space.diagrams.without(included.most, excluded.least),
  }
}

function allOf({ space }: Surroundings, parts: readonly Interval[]): Interval {
  return {
    least: space.diagrams.allOf(parts.map((part) => part.least)),
    most: space.diagrams.allOf(parts.map((part) => part.most)),
  }
}
