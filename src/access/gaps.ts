import type { Value } from '../plan/value.ts'
import type { Directory } from './directory.ts'
import type { Gap, Values } from './model.ts'
import { asList, asObject, asText, type ObjectView, unknownKeys } from './shape.ts'
import { CLIENT_TYPES, FLOWS, RISK_LEVELS } from './words.ts'

/** Properties of `azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy` 6.9.1 (provider schema). */
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
const USERS = [
  'excludedGroups',
  'excludedGuestsOrExternalUsers',
  'excludedRoles',
  'excludedUsers',
  'includedGroups',
  'includedGuestsOrExternalUsers',
  'includedRoles',
  'includedUsers',
]
const APPLICATIONS = ['excludedApplications', 'filter', 'includedApplications', 'includedUserActions']

const broken = (dimension: string, text: string, fix: string): Gap => ({
  kind: 'broken',
  dimension,
  id: dimension,
  text,
  fix,
  affected: [],
})
const open = (dimension: string, text: string): Gap => ({
  kind: 'open',
  dimension,
  id: dimension,
  text,
  fix: `Write ${dimension} as literals or as references to declared resources.`,
  affected: [],
})

/** Where a policy does not apply, or may not, besides client types, flows and exclusions (access.md §2: shapes). */
export function conditionGaps(directory: Directory, conditions: ObjectView): readonly Gap[] {
  if (conditions.open) return [open('conditions', 'has conditions that are computed or secret')]
  const users = asObject(conditions.get('users'))
  const applications = asObject(conditions.get('applications'))
  return [
    ...unknownProperties('conditions', conditions, CONDITIONS),
    ...unknownProperties('conditions.users', users, USERS),
    ...unknownProperties('conditions.applications', applications, APPLICATIONS),
    ...userGaps(directory, users),
    ...applicationGaps(directory, applications),
    ...platformGaps(asObject(conditions.get('platforms'))),
    ...locationGaps(directory, asObject(conditions.get('locations'))),
    ...deviceGaps(asObject(conditions.get('devices'))),
    ...riskGaps('signInRiskLevels', 'sign-in risk', conditions.get('signInRiskLevels')),
    ...riskGaps('userRiskLevels', 'user risk', conditions.get('userRiskLevels')),
    ...insiderRiskGaps(conditions.get('insiderRiskLevels')),
    ...workloadGaps(conditions),
  ]
}

/** A property that this version does not know could narrow the policy: its weakest and strongest reading differ. */
export function unknownProperties(where: string, view: ObjectView, known: readonly string[]): readonly Gap[] {
  return unknownKeys(view, known).map((key) => ({
    kind: 'open',
    dimension: 'unknown property',
    id: `${where}.${key}`,
    text: `has the property ${where}.${key}, whose effect this version does not know`,
    fix: `Remove ${where}.${key}, or use a version of Gatehouse that knows it.`,
    affected: [],
  }))
}

function userGaps(directory: Directory, users: ObjectView): readonly Gap[] {
  const included = asList(users.get('includedUsers'))
  const entries = included.items.map((item) => directory.read(item, 'a user'))
  if (entries.some((entry) => entry.kind === 'word' && entry.id === 'All')) return []
  if (users.open || included.open || entries.some((entry) => entry.kind === 'open')) {
    return [open('users', 'includes users that are not known')]
  }
  const fix = 'Set conditions.users.includedUsers to ["All"].'
  const names = [
    ...entries.filter((entry) => entry.id !== 'None').map((entry) => entry.label),
    ...asList(users.get('includedGroups')).items.map((item) => directory.read(item, 'a group').label),
    ...asList(users.get('includedRoles')).items.map((item) => directory.read(item, 'a role').label),
    ...(asList(users.get('includedGuestsOrExternalUsers')).items.length > 0 ? ['guests'] : []),
  ]
  if (names.length === 0) return [broken('users', 'includes nobody', fix)]
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
  return [broken('users', `includes only ${shown}`, fix)]
}

function applicationGaps(directory: Directory, applications: ObjectView): readonly Gap[] {
  if (applications.open) return [open('applications', 'targets applications that are not known')]
  const fix = 'Set conditions.applications.includedApplications to ["All"].'
  const actions = asList(applications.get('includedUserActions'))
  if (actions.open || actions.items.length > 0)
    return [broken('applications', 'targets user actions, not applications', fix)]
  const included = asList(applications.get('includedApplications'))
  const entries = included.items.map((item) => directory.read(item, 'an application'))
  const filter = asObject(applications.get('filter'))
  if (!filter.absent) {
    return [
      {
        ...open('applications', 'filters applications by attributes that the plan does not show'),
        fix: 'Remove conditions.applications.filter.',
      },
    ]
  }
  if (entries.some((entry) => entry.kind === 'word' && entry.id === 'All')) return []
  if (included.open || entries.some((entry) => entry.kind === 'open'))
    return [open('applications', 'targets applications that are not known')]
  const names = entries.filter((entry) => entry.id !== 'None').map((entry) => entry.label)
  return [
    broken('applications', names.length === 0 ? 'targets no application' : `targets only ${names.join(', ')}`, fix),
  ]
}

function platformGaps(platforms: ObjectView): readonly Gap[] {
  if (platforms.absent) return []
  const fix = 'Remove conditions.platforms: the platform is taken from the user agent, which an attacker chooses.'
  const included = asList(platforms.get('includedPlatforms'))
  const excluded = asList(platforms.get('excludedPlatforms'))
  const shown = (items: readonly Value[]): string =>
    items.map((item) => asText(item) ?? 'an unknown platform').join(', ')
  if (excluded.items.length > 0) return [broken('platforms', `does not apply on ${shown(excluded.items)}`, fix)]
  if (!included.open && !included.items.includes('all') && included.items.every((item) => typeof item === 'string')) {
    return [broken('platforms', `applies only on ${shown(included.items) || 'no platform'}`, fix)]
  }
  if (platforms.open || included.open || excluded.open || !included.items.includes('all')) {
    return [open('platforms', 'applies on platforms that are not known')]
  }
  return unknownProperties('conditions.platforms', platforms, ['includedPlatforms', 'excludedPlatforms'])
}

function locationGaps(directory: Directory, locations: ObjectView): readonly Gap[] {
  if (locations.absent) return []
  const fix = 'Remove conditions.locations, or cover the other locations in the same policy.'
  const included = asList(locations.get('includedLocations'))
  const excluded = asList(locations.get('excludedLocations'))
  const names = (items: readonly Value[]): readonly string[] =>
    items.map((item) => directory.read(item, 'a location').label)
  const isOpen = (items: readonly Value[]): boolean =>
    items.some((item) => directory.read(item, 'a location').kind === 'open')
  if (locations.open || included.open || excluded.open || isOpen(excluded.items)) {
    return [open('locations', 'applies in locations that are not known')]
  }
  if (excluded.items.length > 0)
    return [broken('locations', `does not apply in ${names(excluded.items).join(', ')}`, fix)]
  if (included.items.includes('All')) {
    return unknownProperties('conditions.locations', locations, ['includedLocations', 'excludedLocations'])
  }
  if (isOpen(included.items)) return [open('locations', 'applies in locations that are not known')]
  return [broken('locations', `applies only in ${names(included.items).join(', ') || 'no location'}`, fix)]
}

function deviceGaps(devices: ObjectView): readonly Gap[] {
  if (devices.absent) return []
  if (devices.open) return [open('devices', 'has a device condition that is not known')]
  const filter = asObject(devices.get('filter'))
  const unknown = unknownProperties('conditions.devices', devices, ['filter'])
  if (filter.absent) return unknown
  if (filter.open) return [open('devices', 'has a device filter that is not known')]
  const mode = asText(filter.get('mode')) ?? 'unknown'
  const rule = asText(filter.get('rule')) ?? 'not known'
  return [broken('devices', `filters devices (${mode}: ${rule})`, 'Remove conditions.devices.filter.'), ...unknown]
}

function riskGaps(property: string, name: string, value: Value | undefined): readonly Gap[] {
  const levels = asList(value)
  if (levels.absent || (!levels.open && levels.items.length === 0)) return []
  if (RISK_LEVELS.every((level) => levels.items.includes(level))) return []
  if (levels.open || levels.items.some((item) => typeof item !== 'string'))
    return [open(property, `applies at a ${name} that is not known`)]
  return [broken(property, `applies only at ${name} ${levels.items.join(', ')}`, `Remove conditions.${property}.`)]
}

function insiderRiskGaps(value: Value | undefined): readonly Gap[] {
  if (value === undefined || value === null) return []
  const text = asText(value)
  if (text === undefined || text === '')
    return [open('insiderRiskLevels', 'applies at an insider risk that is not known')]
  return [broken('insiderRiskLevels', `applies only at insider risk ${text}`, 'Remove conditions.insiderRiskLevels.')]
}

/** A policy for service principals never applies to a user. */
function workloadGaps(conditions: ObjectView): readonly Gap[] {
  const workload = asObject(conditions.get('clientApplications'))
  const risk = asList(conditions.get('servicePrincipalRiskLevels'))
  if (workload.open || risk.open) return [open('clientApplications', 'may be a policy for service principals')]
  if (workload.keys.length === 0 && risk.items.length === 0) return []
  return [
    broken(
      'clientApplications',
      'is a policy for service principals, not for people',
      'Use a policy without conditions.clientApplications.',
    ),
  ]
}

/** The client types that a policy applies to: `all` and an absent condition mean every type. */
export function clientTypes(value: Value | undefined): Values {
  const list = asList(value)
  if (list.absent || list.items.includes('all')) return { kind: 'broken', values: CLIENT_TYPES }
  const values = CLIENT_TYPES.filter((type) => list.items.includes(type))
  const resolved = !list.open && list.items.every((item) => typeof item === 'string' && CLIENT_TYPES.includes(item))
  return { kind: resolved ? 'broken' : 'open', values }
}

/** The authentication flows that a policy applies to; without the condition every one, no flow included. */
export function flows(value: Value | undefined): Values {
  const list = asList(value)
  if (list.absent) return { kind: 'broken', values: FLOWS }
  const values = FLOWS.filter((flow) => flow !== 'none' && list.items.includes(flow))
  const resolved = !list.open && list.items.every((item) => typeof item === 'string' && FLOWS.includes(item))
  return { kind: resolved ? 'broken' : 'open', values }
}
