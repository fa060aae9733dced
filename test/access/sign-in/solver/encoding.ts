// A sign-in requirement as a formula, written from what a policy says and nothing else: shares no code with the
// diagrams. What is not known is a choice: a policy may restrict if some choice lets it, and certainly restricts if all do.

import type { People, PolicyReading } from '../../../../src/access/sign-in/reading.ts'
import type { Alternative } from '../../../../src/access/sign-in/reading-grant.ts'
import type { Exempt, Requirement } from '../../../../src/access/sign-in/requirement.ts'
import type { Resource } from '../../../../src/plan/model.ts'
import { and, FALSE, type Formula, implies, makeConstants, not, or, TRUE } from './smt.ts'
import {
  ACTIONS,
  APPLICATION_WORDS,
  GUESTS,
  MODES,
  MULTI_FACTOR,
  RESISTANT,
  RISKS,
  SUITE,
  USER_WORDS,
} from './words.ts'

/** What is asked, and about what. */
export interface Question {
  readonly declared: readonly Resource[]
  readonly policies: readonly PolicyReading[]
  readonly requirement: Requirement
  readonly exempt: readonly Exempt[]
  readonly privilegedRoles: readonly string[]
}

/** Says which of the two values something unknown has. */
type Choose = (name: string) => Formula

/** A script whose solutions are the sign-ins that may break the requirement; with `certain` those that certainly do. */
export function encode({ declared, policies, requirement, exempt, privilegedRoles }: Question): string {
  const constants = makeConstants()
  const { among, flag } = constants
  const of = (type: string): readonly Resource[] => declared.filter((one) => one.type.endsWith(`:${type}`))
  const both = policies.flatMap(({ conditions }) => [conditions.included, conditions.excluded])
  const applications = policies.flatMap(({ conditions: { targets } }) => [targets.included, targets.excluded])
  const named = <Item>(list: readonly { readonly names: readonly Item[] }[]): readonly Item[] =>
    list.flatMap(({ names }) => names)

  const kind = among(['member', ...GUESTS])
  const home = among(['other', ...both.flatMap(({ guests }) => guests.tenants?.words ?? [])])
  const ids = [...of('User'), ...of('Invitation')].map(({ key }) => key)
  const someone = [...new Set([...ids, ...named(both.map(({ users }) => users)).map(({ id }) => id)])]
  const who = among(['anybody else', ...someone.filter((id) => !USER_WORDS.includes(id))])
  const role = (id: string): Formula => flag(`role ${id}`)
  const isAction = flag('action')
  const action = among(ACTIONS)
  const names = [...named(applications).map(({ id }) => id), ...(requirement.scope.applications ?? [])]
  const apps = [...new Set(names)].filter((id) => !APPLICATION_WORDS.includes(id))
  const app = among(['any other', 'MicrosoftAdminPortals', ...apps.filter((id) => id !== 'MicrosoftAdminPortals')])
  const isSuite = flag('suite')
  const client = among(['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other'])
  const platform = among(['android', 'iOS', 'linux', 'macOS', 'windows', 'windowsPhone', 'unknown'])
  const codes = of('NamedLocation').flatMap(
    ({ inputs }) => (object(inputs['country'])['countriesAndRegions'] ?? []) as readonly string[],
  )
  const countries = ['any other', 'not known', ...new Set(codes)]
  const byAddress = among(countries)
  const byGps = among(countries)
  const isV6 = flag('v6')
  const address = constants.address()
  const risks = { signInRisk: among(RISKS), userRisk: among(RISKS) }
  const insider = among(['none', 'minor', 'moderate', 'elevated'])
  const flow = among(['none', 'deviceCodeFlow', 'authenticationTransfer'])
  const [compliant, joined] = [flag('compliant'), flag('hybrid joined')]
  const mode = (name: string): Formula => flag(`mode ${name}`)
  const uses = (combinations: readonly (readonly string[])[]): Formula =>
    or(...combinations.map((combination) => and(...combination.map(mode))))

  const isLegacy = client('exchangeActiveSync', 'other')
  const passwordAlone = and(...MODES.map((name) => (name === 'password' ? mode(name) : not(mode(name)))))
  const world = [
    ...of('User').map(({ key }) => implies(who(key), kind('member'))),
    ...of('Invitation').map(({ key }) => implies(who(key), kind('b2bCollaborationGuest'))),
    ...apps.filter((id) => SUITE.includes(id)).map((id) => implies(app(id), isSuite)),
    implies(app('MicrosoftAdminPortals'), not(isSuite)),
    implies(isLegacy, and(passwordAlone, not(compliant), not(joined), flow('none'))),
    implies(flow('deviceCodeFlow'), and(not(compliant), not(joined))),
  ]

  const inGroup = (id: string): Formula => {
    const group = declared.find(({ key }) => key === id)
    const members = group?.inputs['members']
    if (!group || !Array.isArray(members)) return flag(`group ${id}`)
    return or(
      ...members.map((member) => {
        const { urn } = member as { urn: string }
        return ids.includes(urn) ? who(urn) : inGroup(urn)
      }),
    )
  }

  const within = (cidr: string): Formula => {
    const [text = '', length = '0'] = cidr.split('/')
    const bits = bitsOf(text)
    const prefix = bits.slice(0, Number(length))
    const same = prefix === '' ? TRUE : `(= ((_ extract 127 ${128 - prefix.length}) ${address}) #b${prefix})`
    return and(text.includes(':') ? isV6 : not(isV6), same)
  }
  const inDeclared = ({ inputs }: Resource): Formula => {
    const [ip, country] = [object(inputs['ip']), object(inputs['country'])]
    const from = country['countryLookupMethod'] === 'authenticatorAppGps' ? byGps : byAddress
    return or(
      ...((ip['ipRanges'] ?? []) as readonly string[]).map(within),
      from(...((country['countriesAndRegions'] ?? []) as readonly string[])),
      country['includeUnknownCountriesAndRegions'] === true ? from('not known') : FALSE,
    )
  }
  const inLocation = (id: string): Formula => {
    if (id === 'All') return TRUE
    if (id === 'AllTrusted') {
      const trusted = of('NamedLocation').filter(({ inputs }) => object(inputs['ip'])['trusted'] === true)
      return or(flag('trusted elsewhere'), ...trusted.map(inDeclared))
    }
    const location = declared.find(({ key }) => key === id)
    return location ? inDeclared(location) : flag(`location ${id}`)
  }

  const allows = ({ state, workload, doubts, conditions, grant }: PolicyReading, choose: Choose): Formula => {
    const maybe = (open: readonly unknown[], name: string): Formula => (open.length > 0 ? choose(name) : FALSE)
    const people = ({ users, groups, roles, guests }: People, side: string): Formula =>
      or(
        ...users.names.map(({ id }) => {
          if (id === 'All') return TRUE
          return id === 'GuestsOrExternalUsers' ? not(kind('member')) : who(id)
        }),
        ...groups.names.map(({ id }) => inGroup(id)),
        ...roles.names.map(({ id }) => role(id)),
        maybe([...users.open, ...groups.open, ...roles.open], `${side} people`),
        and(
          not(kind('member')),
          or(kind(...guests.words), maybe(guests.open, `${side} guests`)),
          guests.tenants ? or(home(...guests.tenants.words), maybe(guests.tenants.open, `${side} tenants`)) : TRUE,
        ),
      )
    const toApplication = (side: 'included' | 'excluded'): Formula => {
      const { names: list, open } = conditions.targets[side]
      return or(
        ...list.map(({ id }) => (id === 'All' ? TRUE : id === 'Office365' ? isSuite : app(id))),
        maybe(open, `${side} applications`),
      )
    }
    const words = (
      is: (...accepted: readonly string[]) => Formula,
      list: { readonly words: readonly string[]; readonly open: readonly string[] } | undefined,
      name: string,
    ): Formula => (list === undefined ? TRUE : or(is(...list.words), maybe(list.open, name)))
    const places = (side: 'included' | 'excluded'): Formula => {
      const list = conditions.locations?.[side]
      return or(...(list?.names ?? []).map(({ id }) => inLocation(id)), maybe(list?.open ?? [], `${side} locations`))
    }
    const { targets, platforms, device } = conditions
    const filter = device === undefined ? TRUE : flag(`filter ${device.rule}`)
    const applies = and(
      state === 'enabled' ? TRUE : state === 'open' ? choose('state') : FALSE,
      workload === 'no' ? TRUE : workload === 'open' ? choose('workload') : FALSE,
      doubts.length > 0 ? choose('doubts') : TRUE,
      people(conditions.included, 'included'),
      not(people(conditions.excluded, 'excluded')),
      or(
        and(not(isAction), toApplication('included'), not(toApplication('excluded'))),
        and(isAction, words(action, targets.actions, 'actions')),
      ),
      words(client, conditions.clients, 'clients'),
      words(flow, conditions.flows, 'flows'),
      words(risks.signInRisk, conditions.signInRisk, 'sign-in risk'),
      words(risks.userRisk, conditions.userRisk, 'user risk'),
      words(insider, conditions.insiderRisk, 'insider risk'),
      words(platform, platforms?.included, 'included platforms'),
      platforms ? not(words(platform, platforms.excluded, 'excluded platforms')) : TRUE,
      conditions.locations ? and(places('included'), not(places('excluded'))) : TRUE,
      device?.mode === 'exclude' ? not(filter) : filter,
    )
    const satisfied = (alternative: Alternative, index: number): Formula => {
      if (alternative.kind === 'satisfiable') return TRUE
      if (alternative.kind === 'open') return choose(`alternative ${index}`)
      if (alternative.kind === 'strength') {
        const [strength, ...others] = alternative.candidates
        if (strength === undefined || others.length > 0) throw new Error('one strength is encoded')
        return or(uses(strength.combinations), maybe(strength.open, `alternative ${index}`))
      }
      const proofs: Readonly<Record<string, Formula>> = {
        block: FALSE,
        mfa: uses(MULTI_FACTOR),
        compliantDevice: compliant,
        domainJoinedDevice: joined,
      }
      return proofs[alternative.name] ?? TRUE
    }
    const parts = grant.alternatives.map(satisfied)
    if (parts.length === 0) return TRUE
    const joint = grant.operator === 'open' && parts.length > 1 ? choose('operator') : FALSE
    const isJoint = grant.operator === 'AND' || parts.length === 1 || joint === TRUE
    return implies(applies, isJoint ? and(...parts) : or(...parts))
  }

  const { scope, outcome } = requirement
  const outcomes: Readonly<Record<string, Formula>> = {
    mfa: uses(MULTI_FACTOR),
    phishingResistant: uses(RESISTANT),
    managedDevice: or(compliant, joined),
    block: FALSE,
  }
  const speaks = and(
    scope.users === 'guests' ? not(kind('member')) : TRUE,
    scope.users === 'privilegedRoles' ? or(...privilegedRoles.map(role)) : TRUE,
    scope.actions ? and(isAction, action(...scope.actions)) : not(isAction),
    scope.applications ? app(...scope.applications) : TRUE,
    scope.clients ? client(...scope.clients) : TRUE,
    scope.platforms ? platform(...scope.platforms) : TRUE,
    scope.flows ? flow(...scope.flows) : TRUE,
    scope.signInRisk ? risks.signInRisk(...scope.signInRisk) : TRUE,
    scope.userRisk ? risks.userRisk(...scope.userRisk) : TRUE,
  )
  const taken = or(...exempt.flatMap(({ groups }) => groups.map(inGroup)))
  const readings = policies.map((policy) => choices((choose) => allows(policy, choose)))
  const asked = [...world, speaks, not(outcomes[outcome] ?? FALSE), not(taken)]
  const weakest = readings.map((list) => or(...list))
  const strongest = readings.map((list) => and(...list))
  const assert = (formula: Formula): string => `(assert ${formula})`
  return [
    ...constants.declarations(),
    '(declare-const certain Bool)',
    ...[...asked, ...weakest].map(assert),
    ...strongest.flatMap((formula, index) => (formula === weakest[index] ? [] : [assert(`(=> certain ${formula})`)])),
  ].join('\n')
}

/** A formula for every combination of the choices that it makes. */
function choices(make: (choose: Choose) => Formula): readonly Formula[] {
  const names = new Set<string>()
  // A choice behind a choice shows only when the first is made either way.
  for (const answer of [TRUE, FALSE]) {
    make((name) => {
      names.add(name)
      return answer
    })
  }
  const list = [...names]
  if (list.length > 6) throw new Error('too much is unknown')
  return Array.from({ length: 1 << list.length }, (_, bits) =>
    make((name) => (bits & (1 << list.indexOf(name)) ? TRUE : FALSE)),
  )
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return (value ?? {}) as Readonly<Record<string, unknown>>
}

/** The bits of an address that is written without a dotted tail; an IPv4 address has 32. */
function bitsOf(text: string): string {
  if (!text.includes(':')) {
    return text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  }
  const [left = '', right = ''] = text.split('::')
  const split = (side: string): readonly string[] => (side === '' ? [] : side.split(':'))
  const [head, tail] = [split(left), split(right)]
  const parts = [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return parts.map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0')).join('')
}
