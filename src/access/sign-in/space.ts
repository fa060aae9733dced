import { byCodeUnit } from '../../json.ts'
import { CLIENT_TYPES, FLOWS, INSIDER_RISKS, PLATFORMS, RISK_LEVELS, USER_ACTIONS } from '../words.ts'
import { applicationName, inOffice365 } from './applications.ts'
import { Diagrams, type Node } from './diagram.ts'
import type { Location } from './locations.ts'
import { type MethodClasses, methodClasses } from './method-classes.ts'
import { type Combination, MULTI_FACTOR, PHISHING_RESISTANT } from './methods.ts'
import { type Cell, cells } from './ranges.ts'

/** What somebody signs in to. */
export interface Target {
  readonly kind: 'application' | 'action'
  /** Application id or key, a user action, `MicrosoftAdminPortals`, or empty for an application that nothing names. */
  readonly id: string
  readonly label: string
  readonly office365: boolean
}

/** The values that policies, requirements and exceptions of all sides name; together they induce the classes. */
export interface Vocabulary {
  /** Groups that may hold anybody. */
  readonly groups: readonly string[]
  /** Role template ids. */
  readonly roles: readonly string[]
  /** Application ids with their labels; declared ones are marked, since they belong to no suite. */
  readonly applications: ReadonlyMap<string, { readonly label: string; readonly declared: boolean }>
  readonly locations: readonly Location[]
  /** Location ids that nothing declares. */
  readonly undeclaredLocations: readonly string[]
  readonly filters: readonly string[]
  /** The combinations of each strength that is named. */
  readonly strengths: readonly (readonly Combination[])[]
  /** Restricts the modes; for tests over small spaces. */
  readonly modes?: readonly string[]
}

/** One dimension of the space, besides the person: `kind` and `id` name it, `values` are its classes in order. */
export interface Variable {
  readonly kind:
    | 'group'
    | 'role'
    | 'target'
    | 'client'
    | 'flow'
    | 'platform'
    | 'countryByIp'
    | 'countryByGps'
    | 'address'
    | 'undeclaredLocation'
    | 'otherTrusted'
    | 'compliant'
    | 'hybridJoined'
    | 'filter'
    | 'signInRisk'
    | 'userRisk'
    | 'insiderRisk'
    | 'method'
  readonly id: string
  readonly size: number
}

/** The space of sign-ins of one person class: its variables, their classes and the diagrams over them. */
export interface Space {
  readonly diagrams: Diagrams
  readonly variables: readonly Variable[]
  readonly targets: readonly Target[]
  readonly cells: readonly Cell[]
  readonly methods: MethodClasses
  /** Country codes; the first value is a country that nothing names, the last one "no country is known". */
  readonly countries: readonly string[]
  /** Place of a variable in the order. @throws Error if the vocabulary lacks it, which is a defect of the caller. */
  readonly at: (kind: Variable['kind'], id?: string) => number
  readonly has: (kind: Variable['kind'], id: string) => boolean
  /** The points that can happen (access.md §2, device and method). */
  readonly possible: Node
}

export const OTHER_COUNTRY = 'other'
export const NO_COUNTRY = 'unknown'
const NO = 0
export const YES = 1

/** The values of a variable whose classes are words, in order. */
export function wordsOf(space: Space, kind: Variable['kind']): readonly string[] {
  switch (kind) {
    case 'client':
      return CLIENT_TYPES
    case 'flow':
      return FLOWS
    case 'platform':
      return PLATFORMS
    case 'signInRisk':
    case 'userRisk':
      return RISK_LEVELS
    case 'insiderRisk':
      return INSIDER_RISKS
    case 'countryByIp':
    case 'countryByGps':
      return space.countries
    default:
      return []
  }
}

/** Makes the space of a vocabulary. `budget`: the most diagram nodes. */
export function makeSpace(vocabulary: Vocabulary, budget?: number): Space {
  const targets = makeTargets(vocabulary)
  const addresses = cells(new Map(vocabulary.locations.map(({ cell, ranges }) => [cell, ranges])))
  const codes = new Set(vocabulary.locations.flatMap(({ countries }) => countries))
  const countries = [OTHER_COUNTRY, ...[...codes].sort(byCodeUnit), NO_COUNTRY]
  const methods = methodClasses([MULTI_FACTOR, PHISHING_RESISTANT, ...vocabulary.strengths], vocabulary.modes)
  const variables: readonly Variable[] = [
    choice('target', targets.length),
    choice('client', CLIENT_TYPES.length),
    choice('flow', FLOWS.length),
    choice('platform', PLATFORMS.length),
    choice('countryByIp', countries.length),
    choice('countryByGps', countries.length),
    choice('address', addresses.length),
    ...sorted(vocabulary.undeclaredLocations).map((id) => flag('undeclaredLocation', id)),
    flag('otherTrusted', ''),
    flag('compliant', ''),
    flag('hybridJoined', ''),
    ...sorted(vocabulary.filters).map((id) => flag('filter', id)),
    choice('signInRisk', RISK_LEVELS.length),
    choice('userRisk', RISK_LEVELS.length),
    choice('insiderRisk', INSIDER_RISKS.length),
    choice('method', methods.classes.length),
    // Last: which policies somebody escapes is one condition for each place, but another place for each set of escapes.
    ...sorted(vocabulary.roles).map((id) => flag('role', id)),
    ...sorted(vocabulary.groups).map((id) => flag('group', id)),
  ]
  const places = new Map(variables.map(({ kind, id }, place) => [`${kind} ${id}`, place]))
  const at = (kind: Variable['kind'], id = ''): number => {
    const place = places.get(`${kind} ${id}`)
    if (place === undefined) throw new Error(`the space has no dimension ${kind} ${id}`)
    return place
  }
  const diagrams = new Diagrams(
    variables.map(({ size }) => size),
    budget,
  )
  const has: Space['has'] = (kind, id) => places.has(`${kind} ${id}`)
  return {
    diagrams,
    variables,
    targets,
    cells: addresses,
    methods,
    countries,
    at,
    has,
    possible: possible(diagrams, at, methods, addresses),
  }
}

function sorted(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort(byCodeUnit)
}

function flag(kind: Variable['kind'], id: string): Variable {
  return { kind, id, size: 2 }
}

function choice(kind: Variable['kind'], size: number): Variable {
  return { kind, id: '', size }
}

function makeTargets(vocabulary: Vocabulary): readonly Target[] {
  const application = (id: string, label: string, office365: boolean): Target => ({
    kind: 'application',
    id,
    label,
    office365,
  })
  const named = [...vocabulary.applications].sort(([a], [b]) => byCodeUnit(a, b))
  return [
    application('', 'an application of Office 365', true),
    application('', 'an application that no policy names', false),
    application('MicrosoftAdminPortals', 'the Microsoft admin portals', false),
    ...named.flatMap(([id, { label, declared }]) => {
      const name = applicationName(id) ?? label
      const suite = declared ? 'no' : inOffice365(id)
      if (suite !== 'open') return [application(id, name, suite === 'yes')]
      return [application(id, name, false), application(id, name, true)]
    }),
    ...USER_ACTIONS.map((id): Target => ({ kind: 'action', id, label: ACTION_LABELS[id] ?? id, office365: false })),
  ]
}

const ACTION_LABELS: Readonly<Record<string, string>> = {
  'urn:user:registersecurityinfo': 'the registration of security information',
  'urn:user:registerdevice': 'the registration of a device',
}

/**
 * There is an address. Legacy clients have a password alone; they and the device code flow pass no device state; a flow implies a browser or
 * a modern app (access.md §2).
 */
function possible(diagrams: Diagrams, at: Space['at'], methods: MethodClasses, addresses: readonly Cell[]): Node {
  const words = (kind: Variable['kind'], domain: readonly string[], chosen: readonly string[]): Node =>
    diagrams.values(
      at(kind),
      chosen.map((word) => domain.indexOf(word)),
    )
  const passwordAlone = diagrams.values(at('method'), [methods.passwordAlone])
  const noDevice = diagrams.and(diagrams.values(at('compliant'), [NO]), diagrams.values(at('hybridJoined'), [NO]))
  const modern = words('client', CLIENT_TYPES, ['browser', 'mobileAppsAndDesktopClients'])
  const noFlow = words('flow', FLOWS, ['none'])
  const notDeviceCode = words('flow', FLOWS, ['none', 'authenticationTransfer'])
  const someAddress = addresses.flatMap(({ ranges }, value) => (ranges.length > 0 ? [value] : []))
  return diagrams.allOf([
    diagrams.values(at('address'), someAddress),
    diagrams.or(modern, diagrams.allOf([passwordAlone, noDevice, noFlow])),
    diagrams.or(notDeviceCode, noDevice),
  ])
}
