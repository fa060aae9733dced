import type { Location } from './locations.ts'
import { MODE_NAMES, MULTI_FACTOR } from './methods.ts'
import { MEMBER } from './people.ts'
import { readAddress } from './ranges.ts'
import type { Conditions, Names, People, PolicyReading, Words } from './reading.ts'
import type { Alternative } from './reading-grant.ts'
import type { SignIn } from './sign-in.ts'

/** Three-valued truth. */
export type Answer3 = 'yes' | 'no' | 'open'

/** A condition, or the state, that keeps a policy from applying to a sign-in. */
export interface Miss {
  readonly at:
    | 'state'
    | 'doubt'
    | 'workload'
    | 'included'
    | 'excluded'
    | 'target'
    | 'excludedTarget'
    | 'client'
    | 'flow'
    | 'platform'
    | 'location'
    | 'device'
    | 'signInRisk'
    | 'userRisk'
    | 'insiderRisk'
  /** `no`: it does not match; `open`: whether it matches is not known. */
  readonly answer: 'no' | 'open'
  /** Continues a sentence that begins with the policy's label. */
  readonly text: string
  /** What is excluded and matches: ids, and in words. */
  readonly ids?: readonly string[]
  readonly what?: string
}

/** What one policy does to one sign-in. */
export interface Effect {
  readonly policy: PolicyReading
  readonly applies: Answer3
  readonly misses: readonly Miss[]
  readonly granted: Answer3
  /** What it asks for, in words. */
  readonly asks: string
}

/** What the policies do to one sign-in. */
export interface Verdict {
  readonly allowed: Answer3
  readonly effects: readonly Effect[]
}

/**
 * Evaluates one sign-in policy by policy, as Microsoft's What-If tool does. Written apart from the diagrams, over
 * concrete values, so that each checks the other.
 */
export function whatIf(
  signIn: SignIn,
  policies: readonly PolicyReading[],
  locations: ReadonlyMap<string, Location>,
): Verdict {
  const effects = policies.map((policy): Effect => {
    const misses = missesOf(signIn, policy, locations)
    const granted = grantedOf(signIn, policy)
    const applies = misses.some((miss) => miss.answer === 'no') ? 'no' : misses.length > 0 ? 'open' : 'yes'
    return { policy, applies, misses, granted, asks: asksFor(policy) }
  })
  const answers = effects.map(({ applies, granted }) => or(not(applies), granted))
  return { allowed: answers.reduce(and, 'yes'), effects }
}

/** What a policy asks for, in words. */
function asksFor({ grant }: PolicyReading): string {
  const names = grant.alternatives.map((alternative) => nameOf(alternative))
  if (names.length === 0) return 'nothing'
  const joint = grant.operator === 'AND' ? ' and ' : grant.operator === 'OR' ? ' or ' : ' and/or '
  return names.join(joint)
}

function nameOf(alternative: Alternative): string {
  switch (alternative.kind) {
    case 'control':
      return CONTROL_NAMES[alternative.name] ?? alternative.name
    case 'strength':
      return `the strength ${alternative.candidates.map(({ label }) => label).join(' or ')}`
    case 'satisfiable':
      return alternative.name
    case 'open':
      return 'something that is not known'
    default:
      return alternative satisfies never
  }
}

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  block: 'a block',
  mfa: 'multi-factor authentication',
  compliantDevice: 'a compliant device',
  domainJoinedDevice: 'a hybrid joined device',
  approvedApplication: 'an approved application',
  compliantApplication: 'a protected application',
  passwordChange: 'a password change',
}

function missesOf(signIn: SignIn, policy: PolicyReading, locations: ReadonlyMap<string, Location>): readonly Miss[] {
  const { conditions } = policy
  const words = (at: Miss['at'], list: Words | undefined, value: string, what: string): readonly Miss[] =>
    list === undefined
      ? []
      : missing(at, listed(list, value), `applies only ${what} ${list.words.join(', ') || 'nothing'}`)
  return [
    ...stateMisses(policy),
    ...policy.doubts.map((text): Miss => ({ at: 'doubt', answer: 'open', text: `may not apply: ${text}` })),
    ...peopleMisses(signIn, conditions),
    ...targetMisses(signIn, conditions),
    ...words('client', conditions.clients, signIn.client, 'to the clients'),
    ...words('flow', conditions.flows, signIn.flow, 'to the flows'),
    ...words('signInRisk', conditions.signInRisk, signIn.risk.signIn, 'at sign-in risk'),
    ...words('userRisk', conditions.userRisk, signIn.risk.user, 'at user risk'),
    ...words('insiderRisk', conditions.insiderRisk, signIn.risk.insider, 'at insider risk'),
    ...platformMisses(signIn, conditions),
    ...locationMisses(signIn, conditions, locations),
    ...deviceMisses(signIn, conditions),
  ]
}

function stateMisses({ state, workload }: PolicyReading): readonly Miss[] {
  const states: Readonly<Record<PolicyReading['state'], readonly Miss[]>> = {
    enabled: [],
    disabled: [{ at: 'state', answer: 'no', text: 'is disabled' }],
    'report-only': [{ at: 'state', answer: 'no', text: 'is in report-only mode, which enforces nothing' }],
    open: [{ at: 'state', answer: 'open', text: 'has a state that is not known' }],
  }
  const forServices: Miss = {
    at: 'workload',
    answer: workload === 'yes' ? 'no' : 'open',
    text: workload === 'yes' ? 'is for service principals, not for people' : 'may be for service principals',
  }
  return [...states[state], ...(workload === 'no' ? [] : [forServices])]
}

function peopleMisses({ person }: SignIn, { included, excluded }: Conditions): readonly Miss[] {
  const inside = matching(included, person)
  const outside = matching(excluded, person)
  const only = describePeople(included)
  return [
    ...missing('included', inside.answer, only === '' ? 'includes nobody' : `is only for ${only}`),
    ...(outside.answer === 'no'
      ? []
      : [
          {
            at: 'excluded',
            answer: outside.answer === 'yes' ? 'no' : 'open',
            text:
              outside.labels.length > 0
                ? `excludes ${outside.labels.join(' and ')}`
                : 'may exclude them: what it excludes is not known',
            ids: outside.ids,
            what: outside.labels.join(' and '),
          } as const,
        ]),
  ]
}

/** Whom a list of people names, in words; empty for nobody. */
function describePeople({ users, groups, roles, guests }: People): string {
  const parts = [
    ...users.names.filter(({ id }) => id !== 'None').map(({ id, label }) => USER_WORDS[id] ?? label),
    ...groups.names.map(({ label }) => `the group ${label}`),
    ...shortened(
      roles.names.map(({ label }) => `the role ${label}`),
      'roles',
    ),
    ...guests.words.filter((word) => word !== 'none').map((word) => `guests of the type ${word}`),
    ...[users, groups, roles, guests].flatMap(({ open }) => (open.length > 0 ? ['somebody who is not known'] : [])),
  ]
  return shortened(parts, 'more').join(', ')
}

const USER_WORDS: Readonly<Record<string, string>> = {
  All: 'everyone',
  GuestsOrExternalUsers: 'every guest and external user',
}

function shortened(parts: readonly string[], noun: string): readonly string[] {
  return parts.length > 4
    ? [...parts.slice(0, 3), `and ${parts.length - 3} more${noun === 'more' ? '' : ` ${noun}`}`]
    : parts
}

function matching(
  people: People,
  person: SignIn['person'],
): { readonly answer: Answer3; readonly labels: readonly string[]; readonly ids: readonly string[] } {
  const isGuest = person.kind !== MEMBER
  const users = people.users.names.filter(
    ({ id }) => id === 'All' || (id === 'GuestsOrExternalUsers' && isGuest) || id === person.id,
  )
  const groups = people.groups.names.filter(({ id }) => person.groups.includes(id))
  const roles = people.roles.names.filter(({ id }) => person.roles.includes(id))
  const { guests } = people
  const kind = listed(guests, person.kind)
  const home = guests.tenants === undefined ? 'yes' : listed(guests.tenants, person.tenant)
  const guest = isGuest ? and(kind, home) : 'no'
  const isOpen = [people.users, people.groups, people.roles].some(({ open }) => open.length > 0)
  const isCertain = users.length + groups.length + roles.length > 0 || guest === 'yes'
  return {
    answer: isCertain ? 'yes' : isOpen || guest === 'open' ? 'open' : 'no',
    labels: [
      ...users.map(({ id, label }) => USER_WORDS[id] ?? label),
      ...groups.map(({ label }) => `the group ${label}`),
      ...roles.map(({ label }) => `the role ${label}`),
      ...(guest === 'yes' ? [`guests of the type ${person.kind}`] : []),
    ],
    ids: [...users, ...groups, ...roles].map(({ id }) => id).concat(guest === 'yes' ? [person.kind] : []),
  }
}

function targetMisses({ target }: SignIn, { targets }: Conditions): readonly Miss[] {
  const names = [
    ...targets.included.names.filter(({ id }) => id !== 'None').map(({ label }) => label),
    ...targets.actions.words,
  ]
  const only = `targets only ${names.join(', ') || 'nothing'}`
  if (target.kind === 'action') return missing('target', listed(targets.actions, target.id), only)
  const isNamed = ({ id }: { readonly id: string }): boolean =>
    id === 'All' || (id === 'Office365' && target.office365) || (target.id !== '' && id === target.id)
  const answer = (list: Names): Answer3 => (list.names.some(isNamed) ? 'yes' : list.open.length > 0 ? 'open' : 'no')
  const excluded = answer(targets.excluded)
  const named = targets.excluded.names.filter(isNamed)
  const what = named.map(({ label }) => label).join(' and ')
  return [
    ...missing('target', answer(targets.included), only),
    ...(excluded === 'no'
      ? []
      : [
          {
            at: 'excludedTarget',
            answer: excluded === 'yes' ? 'no' : 'open',
            text: `excludes ${what === '' ? 'an application that is not known' : what}`,
            ids: named.map(({ id }) => id),
            what,
          } as const,
        ]),
  ]
}

function platformMisses({ platform }: SignIn, { platforms }: Conditions): readonly Miss[] {
  if (!platforms) return []
  const excluded = listed(platforms.excluded, platform)
  const shown = platforms.included.words.join(', ') || 'none'
  return [
    ...missing('platform', listed(platforms.included, platform), `applies only on the platforms ${shown}`),
    ...missing('platform', not(excluded), `excludes the platforms ${platforms.excluded.words.join(', ')}`),
  ]
}

function locationMisses(
  { location }: SignIn,
  { locations: condition }: Conditions,
  locations: ReadonlyMap<string, Location>,
): readonly Miss[] {
  if (!condition) return []
  const inside = (id: string): Answer3 => isIn(location, id, locations)
  const any = (list: Names): Answer3 =>
    list.names.map(({ id }) => inside(id)).reduce(or, list.open.length > 0 ? 'open' : 'no')
  const shown = ({ names }: Names): string => names.map(({ label }) => LOCATION_WORDS[label] ?? label).join(', ')
  return [
    ...missing('location', any(condition.included), `applies only in ${shown(condition.included) || 'no location'}`),
    ...missing('location', not(any(condition.excluded)), `does not apply in ${shown(condition.excluded)}`),
  ]
}

const LOCATION_WORDS: Readonly<Record<string, string>> = { AllTrusted: 'trusted locations', All: 'any location' }

function isIn(place: SignIn['location'], id: string, locations: ReadonlyMap<string, Location>): Answer3 {
  if (id === 'All') return 'yes'
  if (id === 'AllTrusted') {
    return [...locations.values()]
      .map((location) => and(location.trusted, contains(place, location)))
      .reduce(or, place.otherTrusted ? 'yes' : 'no')
  }
  const location = locations.get(id)
  if (location) return contains(place, location)
  return place.undeclared.includes(id) ? 'yes' : 'no'
}

function contains(place: SignIn['location'], location: Location): Answer3 {
  const address = place.address === undefined ? undefined : readAddress(place.address)
  const inRange =
    address !== undefined && location.ranges.some(({ first, last }) => address >= first && address <= last)
  const country = location.lookup === 'gps' ? place.countryByGps : place.countryByIp
  const inCountry = country === 'unknown' ? location.unknownCountry : location.countries.includes(country)
  if (inRange || inCountry) return 'yes'
  return location.open.length > 0 ? 'open' : 'no'
}

function deviceMisses({ device }: SignIn, { device: filter }: Conditions): readonly Miss[] {
  if (!filter) return []
  const satisfies = device.filters.includes(filter.rule)
  if (satisfies === (filter.mode === 'include')) return []
  const verb = filter.mode === 'include' ? 'applies only to devices where' : 'excludes devices where'
  return [{ at: 'device', answer: 'no', text: `${verb} ${filter.rule}` }]
}

function missing(at: Miss['at'], answer: Answer3, text: string): readonly Miss[] {
  return answer === 'yes' ? [] : [{ at, answer, text }]
}

function listed({ words, open }: Words, word: string): Answer3 {
  return words.includes(word) ? 'yes' : open.length > 0 ? 'open' : 'no'
}

function grantedOf(signIn: SignIn, { grant }: PolicyReading): Answer3 {
  const answers = grant.alternatives.map((alternative) => satisfied(signIn, alternative))
  if (answers.length === 0) return 'yes'
  const every = answers.reduce(and, 'yes')
  const some = answers.reduce(or, 'no')
  if (grant.operator === 'AND' || answers.length === 1) return every
  if (grant.operator === 'OR') return some
  return every === some ? every : 'open'
}

function satisfied({ device, modes }: SignIn, alternative: Alternative): Answer3 {
  const uses = (combination: readonly string[]): boolean => combination.every((mode) => modes.includes(mode))
  switch (alternative.kind) {
    case 'satisfiable':
      return 'yes'
    case 'open':
      return 'open'
    case 'strength': {
      const met = alternative.candidates.map(({ combinations, open }) =>
        combinations.some(uses) ? 'yes' : open.length > 0 ? 'open' : 'no',
      )
      return met.every((answer) => answer === met[0]) ? (met[0] ?? 'open') : 'open'
    }
    case 'control':
      switch (alternative.name) {
        case 'block':
          return 'no'
        case 'mfa':
          return MULTI_FACTOR.some(uses) ? 'yes' : 'no'
        case 'compliantDevice':
          return device.compliant ? 'yes' : 'no'
        case 'domainJoinedDevice':
          return device.hybridJoined ? 'yes' : 'no'
        default:
          return 'yes'
      }
    default:
      return alternative satisfies never
  }
}

/** The modes of a sign-in, in words. */
export function showModes(modes: readonly string[]): string {
  const names = modes.map((mode) => MODE_NAMES[mode] ?? mode)
  if (names.length === 0) return 'nothing at all'
  if (names.length === 1) return `${names[0]} only`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function and(a: Answer3, b: Answer3): Answer3 {
  return a === 'no' || b === 'no' ? 'no' : a === 'yes' && b === 'yes' ? 'yes' : 'open'
}

function or(a: Answer3, b: Answer3): Answer3 {
  return not(and(not(a), not(b)))
}

function not(a: Answer3): Answer3 {
  return a === 'yes' ? 'no' : a === 'no' ? 'yes' : 'open'
}
