import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { type Directory, type Entry, roleTemplate, subjectOf } from '../directory.ts'
import type { Subject } from '../model.ts'
import { readState } from '../policies.ts'
import { asList, asObject, asText, type ObjectView, unknownKeys } from '../shape.ts'
import {
  CLIENT_TYPES,
  FLOWS,
  GUEST_TYPES,
  INSIDER_RISKS,
  NAMED_PLATFORMS,
  PLATFORMS,
  RISK_LEVELS,
  USER_ACTIONS,
} from '../words.ts'
import { type Grant, readGrant } from './reading-grant.ts'

/** Something that a policy names: the key of a declared resource, a lower-case id, or a reserved word in its case. */
export interface Name {
  readonly id: string
  readonly label: string
}

/** A list of names; `open` says in words which parts of it cannot be read, so that the list may hold anything more. */
export interface Names {
  readonly names: readonly Name[]
  readonly open: readonly string[]
}

/** Values of a small fixed domain; `open` as for names. */
export interface Words {
  readonly words: readonly string[]
  readonly open: readonly string[]
}

/** Guest types with the tenants they come from; `tenants` is undefined for every tenant. */
export interface Guests extends Words {
  readonly tenants?: Words
}

/** Whom a policy includes or excludes; the parts unite. */
export interface People {
  readonly users: Names
  readonly groups: Names
  readonly roles: Names
  readonly guests: Guests
}

/** The conditions of a policy; all must match for it to apply. An absent condition is one that everything matches. */
export interface Conditions {
  readonly included: People
  readonly excluded: People
  readonly targets: { readonly included: Names; readonly excluded: Names; readonly actions: Words }
  readonly clients?: Words
  readonly platforms?: { readonly included: Words; readonly excluded: Words }
  readonly locations?: { readonly included: Names; readonly excluded: Names }
  readonly device?: { readonly mode: 'include' | 'exclude'; readonly rule: string }
  readonly signInRisk?: Words
  readonly userRisk?: Words
  readonly insiderRisk?: Words
  readonly flows?: Words
}

/** What a policy says about the session, where it says anything. `frequencyHours` is 0 for "every time". */
export interface Session {
  readonly frequencyHours?: number | 'open'
  readonly persistentBrowser?: 'always' | 'never' | 'open'
}

/**
 * A conditional-access policy as written, without an opinion: what it says, and in `doubts` what may keep it from
 * applying although everything readable matches (an unknown property, a computed condition, another tenant).
 */
export interface PolicyReading extends Subject {
  readonly state: 'enabled' | 'report-only' | 'disabled' | 'open'
  /** A policy for service principals never applies to people; `open` where that cannot be seen. */
  readonly workload: 'no' | 'yes' | 'open'
  readonly conditions: Conditions
  readonly grant: Grant
  readonly session: Session
  readonly doubts: readonly string[]
}

/** Properties of `azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy` 6.9.1 (provider schema). */
const TOP = ['conditions', 'displayName', 'grantControls', 'sessionControls', 'state']
const CONDITIONS = [
  'applications',
  'authenticationFlowTransferMethods',
  'clientAppTypes',
  'clientApplications',
  'devices',
  'insiderRiskLevels',
  'locations',
  'platforms',
  'servicePrincipalRiskLevels',
  'signInRiskLevels',
  'userRiskLevels',
  'users',
]
const USERS = ['Groups', 'GuestsOrExternalUsers', 'Roles', 'Users'].flatMap((name) => [
  `included${name}`,
  `excluded${name}`,
])
const APPLICATIONS = ['excludedApplications', 'filter', 'includedApplications', 'includedUserActions']

const APPLICATION = 'an application'
const APPLICATION_WORDS = ['All', 'None', 'Office365', 'MicrosoftAdminPortals']
const ALL_CLIENT_TYPES = { word: 'all', domain: CLIENT_TYPES }
const NOTHING: Names & Words = { names: [], words: [], open: [] }

/** Reads one policy; `tenantDoubt` says why it may belong to another tenant than the one that is judged. */
export function readPolicy(directory: Directory, resource: Resource, tenantDoubt?: string): PolicyReading {
  const conditions = asObject(resource.inputs['conditions'])
  const users = asObject(conditions.get('users'))
  const applications = asObject(conditions.get('applications'))
  const devices = asObject(conditions.get('devices'))
  return {
    ...subjectOf(resource),
    state: readState(resource.inputs['state']),
    workload: readWorkload(conditions),
    conditions: readConditions(directory, conditions, users, applications),
    grant: readGrant(directory, resource),
    session: readSession(resource.inputs['sessionControls']),
    doubts: [
      ...(tenantDoubt === undefined ? [] : [tenantDoubt]),
      ...computed('conditions', conditions),
      ...(conditions.absent ? ['conditions is missing'] : []),
      ...unknown('', asObject(resource.inputs), TOP),
      ...unknown('conditions.', conditions, CONDITIONS),
      ...(users.absent && !conditions.open ? ['conditions.users is missing'] : []),
      ...computed('conditions.users', users),
      ...unknown('conditions.users.', users, USERS),
      ...computed('conditions.applications', applications),
      ...(applications.absent && !conditions.open ? ['conditions.applications is missing'] : []),
      ...unknown('conditions.applications.', applications, APPLICATIONS),
      ...applicationDoubts(applications),
      ...['platforms', 'locations'].flatMap((name) => rangeDoubts(name, asObject(conditions.get(name)))),
      ...computed('conditions.devices', devices),
      ...unknown('conditions.devices.', devices, ['filter']),
      ...deviceDoubts(asObject(devices.get('filter'))),
    ],
  }
}

function readWorkload(conditions: ObjectView): PolicyReading['workload'] {
  const clients = asObject(conditions.get('clientApplications'))
  const risk = asList(conditions.get('servicePrincipalRiskLevels'))
  if (clients.open || risk.open) return 'open'
  return clients.keys.length > 0 || risk.items.length > 0 ? 'yes' : 'no'
}

function readConditions(
  directory: Directory,
  conditions: ObjectView,
  users: ObjectView,
  applications: ObjectView,
): Conditions {
  const platforms = asObject(conditions.get('platforms'))
  const locations = asObject(conditions.get('locations'))
  const filter = asObject(asObject(conditions.get('devices')).get('filter'))
  const mode = asText(filter.get('mode'))
  const rule = asText(filter.get('rule'))
  return {
    included: readPeople(directory, users, 'included'),
    excluded: readPeople(directory, users, 'excluded'),
    targets: {
      included: names(directory, applications, 'includedApplications', APPLICATION, APPLICATION_WORDS),
      excluded: names(directory, applications, 'excludedApplications', APPLICATION, APPLICATION_WORDS),
      actions: words('includedUserActions', applications.get('includedUserActions'), USER_ACTIONS) ?? NOTHING,
    },
    ...optional('clients', words('clientAppTypes', conditions.get('clientAppTypes'), CLIENT_TYPES, ALL_CLIENT_TYPES)),
    ...(platforms.absent
      ? {}
      : {
          platforms: {
            included: platformWords('includedPlatforms', platforms),
            excluded: platformWords('excludedPlatforms', platforms),
          },
        }),
    ...(locations.absent
      ? {}
      : {
          locations: {
            included: names(directory, locations, 'includedLocations', 'a location', ['All', 'AllTrusted']),
            excluded: names(directory, locations, 'excludedLocations', 'a location', ['All', 'AllTrusted']),
          },
        }),
    ...((mode === 'include' || mode === 'exclude') && rule !== undefined ? { device: { mode, rule } } : {}),
    ...optional('signInRisk', filled(words('signInRiskLevels', conditions.get('signInRiskLevels'), RISK_LEVELS))),
    ...optional('userRisk', filled(words('userRiskLevels', conditions.get('userRiskLevels'), RISK_LEVELS))),
    ...optional('insiderRisk', insiderRisk(conditions.get('insiderRiskLevels'))),
    ...optional(
      'flows',
      words('authenticationFlowTransferMethods', conditions.get('authenticationFlowTransferMethods'), FLOWS),
    ),
  }
}

function optional<Key extends string, Item>(key: Key, item: Item | undefined): { readonly [key in Key]?: Item } {
  return item === undefined ? {} : ({ [key]: item } as { [key in Key]: Item })
}

function readPeople(directory: Directory, users: ObjectView, side: 'included' | 'excluded'): People {
  return {
    users: names(directory, users, `${side}Users`, 'a user', ['All', 'None', 'GuestsOrExternalUsers']),
    groups: names(directory, users, `${side}Groups`, 'a group', []),
    roles: names(directory, users, `${side}Roles`, 'a role', [], roleTemplate),
    guests: readGuests(`${side}GuestsOrExternalUsers`, users.get(`${side}GuestsOrExternalUsers`)),
  }
}

function names(
  directory: Directory,
  view: ObjectView,
  property: string,
  what: string,
  reserved: readonly string[],
  translate?: (resource: Resource | undefined) => Entry | undefined,
): Names {
  const list = asList(view.get(property))
  if (list.open) return { names: [], open: [`${property} is computed or secret`] }
  const entries = list.items.map((item) => {
    const entry = what === APPLICATION ? directory.readApplication(item) : directory.read(item, what)
    return translate?.(entry.resource) ?? entry
  })
  const isRead = ({ kind, id }: Entry): boolean => kind !== 'open' && (kind !== 'word' || reserved.includes(id))
  return {
    names: entries.filter(isRead).map(({ id, label }) => ({ id, label })),
    open: entries.filter((entry) => !isRead(entry)).map(({ label }) => `${property} names ${label}`),
  }
}

/** No word names an unknown platform; only `all` reaches it. */
function platformWords(property: string, platforms: ObjectView): Words {
  return words(property, platforms.get(property), NAMED_PLATFORMS, { word: 'all', domain: PLATFORMS }) ?? NOTHING
}

/**
 * Words of a domain. `every` is the word that stands for all of its domain. A word outside the domain is open: what the
 * service makes of it is not known, and case counts.
 */
function words(
  property: string,
  value: Value | undefined,
  domain: readonly string[],
  every?: { readonly word: string; readonly domain: readonly string[] },
): Words | undefined {
  const list = asList(value)
  if (list.absent) return undefined
  if (list.open) return { words: [], open: [`${property} is computed or secret`] }
  if (every !== undefined && list.items.includes(every.word)) return { words: every.domain, open: [] }
  return {
    words: domain.filter((word) => list.items.includes(word)),
    open: list.items
      .filter((item) => typeof item !== 'string' || !domain.includes(item))
      .map((item) =>
        typeof item === 'string'
          ? `${property} holds "${item}", which is not resolved`
          : `${property} is partly computed or secret`,
      ),
  }
}

/** An empty list of risk levels is an absent one: the provider sends it so (access.md §2, shapes). */
function filled(list: Words | undefined): Words | undefined {
  return list && list.words.length === 0 && list.open.length === 0 ? undefined : list
}

/** The provider has one text; Graph has several, joined by commas. */
function insiderRisk(value: Value | undefined): Words | undefined {
  const text = asText(value)
  if (text === '') return undefined
  return words(
    'insiderRiskLevels',
    text === undefined ? value : text.split(',').map((word) => word.trim()),
    INSIDER_RISKS,
  )
}

/** The provider sends the first block only (access.md §2, shapes), so only it counts. */
function readGuests(property: string, value: Value | undefined): Guests {
  const blocks = asList(value)
  const unreadable = { words: [], open: [`${property} is computed or secret`] }
  if (blocks.open) return unreadable
  if (blocks.items.length === 0) return NOTHING
  const block = asObject(blocks.items[0])
  if (block.open) return unreadable
  const types = words(`${property}.guestOrExternalUserTypes`, block.get('guestOrExternalUserTypes'), [
    ...GUEST_TYPES,
    'none',
  ]) ?? { words: [], open: [`${property} names no guest types`] }
  const tenants = asList(block.get('externalTenants'))
  if (tenants.absent || (!tenants.open && tenants.items.length === 0)) return types
  const tenant = asObject(tenants.items[0])
  const kind = asText(tenant.get('membershipKind'))
  const members = asList(tenant.get('members'))
  if (kind === 'all') return types
  const ids = members.items.filter((item) => typeof item === 'string').map((id) => id.toLowerCase())
  const isOpen = tenants.open || kind !== 'enumerated' || members.open || ids.length < members.items.length
  return {
    ...types,
    tenants: { words: ids, open: isOpen ? [`${property}.externalTenants is computed or secret`] : [] },
  }
}

/** A frequency that is for the second factor alone leaves the first one unasked, so it does not count. */
function readSession(value: Value | undefined): Session {
  const controls = asObject(value)
  if (controls.open) return { frequencyHours: 'open', persistentBrowser: 'open' }
  const mode = controls.get('persistentBrowserMode') ?? ''
  const frequency = readFrequency(controls)
  return {
    ...optional('frequencyHours', frequency),
    ...(mode === '' ? {} : { persistentBrowser: mode === 'always' || mode === 'never' ? mode : 'open' }),
  }
}

function readFrequency(controls: ObjectView): number | 'open' | undefined {
  const [frequency, period] = [controls.get('signInFrequency') ?? 0, controls.get('signInFrequencyPeriod') ?? '']
  const interval = controls.get('signInFrequencyInterval') ?? 'timeBased'
  const kind = controls.get('signInFrequencyAuthenticationType') ?? 'primaryAndSecondaryAuthentication'
  if (kind === 'secondaryAuthentication') return undefined
  if (kind !== 'primaryAndSecondaryAuthentication') return 'open'
  if (interval === 'everyTime') return 0
  if (frequency === 0 && period === '') return undefined
  if (interval !== 'timeBased' || typeof frequency !== 'number') return 'open'
  if (period === 'hours') return frequency
  return period === 'days' ? frequency * 24 : 'open'
}

function computed(where: string, view: ObjectView): readonly string[] {
  return view.open ? [`${where} is computed or secret`] : []
}

/** A property that this version does not know may narrow the policy: a later provider must not widen a hole silently. */
function unknown(where: string, view: ObjectView, known: readonly string[]): readonly string[] {
  return unknownKeys(view, known).map((key) => `${where}${key} is a property whose effect this version does not know`)
}

function applicationDoubts(applications: ObjectView): readonly string[] {
  const hasFilter = !asObject(applications.get('filter')).absent
  const actions = asList(applications.get('includedUserActions'))
  const excluded = asList(applications.get('excludedApplications'))
  const mayBeFilled = ({ items, open }: ReturnType<typeof asList>): boolean => items.length > 0 || open
  const besideActions = !applications.open && mayBeFilled(actions) && mayBeFilled(excluded)
  return [
    ...(hasFilter
      ? ['conditions.applications.filter chooses applications by attributes that the plan does not show']
      : []),
    ...(besideActions ? ['conditions.applications.excludedApplications beside user actions is not resolved'] : []),
  ]
}

function rangeDoubts(name: string, view: ObjectView): readonly string[] {
  const noun = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  if (view.absent) return []
  return [
    ...computed(`conditions.${name}`, view),
    ...unknown(`conditions.${name}.`, view, [`included${noun}`, `excluded${noun}`]),
    ...(!view.open && asList(view.get(`included${noun}`)).absent
      ? [`conditions.${name}.included${noun} is missing`]
      : []),
  ]
}

function deviceDoubts(filter: ObjectView): readonly string[] {
  if (filter.absent) return []
  const mode = asText(filter.get('mode'))
  const isRead = (mode === 'include' || mode === 'exclude') && asText(filter.get('rule')) !== undefined
  return isRead && !filter.open ? [] : ['conditions.devices.filter is not known']
}
