// How policies are read: each shape that a plan may have, as the provider sends it (access conditions of azuread 6.9.1).
import { describe, expect, test } from 'vitest'
import { directory } from '../../../src/access/directory.ts'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import { type Conditions, type PolicyReading, readPolicy } from '../../../src/access/sign-in/reading.ts'
import { NO_PLAN } from '../../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import {
  ADMIN,
  ANN,
  APP,
  DECLARED,
  ELSEWHERE,
  GUESTS,
  HQ,
  type Inputs,
  PARTNER,
  ref,
  resource,
  STAFF,
} from './tenant.ts'

const SECRET: Value = { $gatehouse: 'secret' }
const INDEX = directory({ ...NO_PLAN, resources: DECLARED }, [])

function read(inputs: Inputs): PolicyReading {
  return readPolicy(INDEX, resource(POLICY_TYPE, 'p', inputs))
}

const USERS: Value = { includedUsers: ['All'] }
const APPLICATIONS: Value = { includedApplications: ['All'] }

/** The conditions of a policy for everyone and everything, but for what is given. */
function conditions(given: Inputs): Inputs {
  return { state: 'enabled', conditions: { users: USERS, applications: APPLICATIONS, ...given } }
}

const NONE = { names: [], open: [] }
const NOTHING = { names: [], words: [], open: [] }
const ALL = { names: [{ id: 'All', label: 'All' }], open: [] }
const NOBODY = { users: NONE, groups: NONE, roles: NONE, guests: NOTHING }
const PLAIN: Conditions = {
  included: { ...NOBODY, users: ALL },
  excluded: NOBODY,
  targets: { included: ALL, excluded: NONE, actions: NOTHING },
}

function said(given: Inputs): { readonly conditions: Conditions; readonly doubts: readonly string[] } {
  const { conditions: found, doubts } = read(conditions(given))
  return { conditions: found, doubts }
}

describe('a condition', () => {
  test('that is absent or null is not there', () => {
    expect(read(conditions({ platforms: null, clientAppTypes: null, signInRiskLevels: null }))).toEqual({
      key: expect.stringContaining('::p'),
      label: expect.any(String),
      state: 'enabled',
      workload: 'no',
      conditions: PLAIN,
      grant: { operator: 'open', alternatives: [] },
      session: {},
      doubts: [],
    })
  })

  test('of risks that is empty is an absent one; another that is empty matches nothing', () => {
    const empty = { signInRiskLevels: [], userRiskLevels: [], insiderRiskLevels: '' }
    expect(said(empty)).toEqual({ conditions: PLAIN, doubts: [] })
    expect(said({ clientAppTypes: [], authenticationFlowTransferMethods: [] })).toEqual({
      conditions: { ...PLAIN, clients: { words: [], open: [] }, flows: { words: [], open: [] } },
      doubts: [],
    })
    expect(said({ users: { includedUsers: [] } })).toEqual({ conditions: { ...PLAIN, included: NOBODY }, doubts: [] })
    expect(said({ platforms: { includedPlatforms: [] } })).toEqual({
      conditions: { ...PLAIN, platforms: { included: { words: [], open: [] }, excluded: NOTHING } },
      doubts: [],
    })
  })

  test('that is computed or secret may hold anything', () => {
    expect(said({ clientAppTypes: UNKNOWN, userRiskLevels: SECRET, signInRiskLevels: ['high', UNKNOWN] })).toEqual({
      conditions: {
        ...PLAIN,
        clients: { words: [], open: ['clientAppTypes is computed or secret'] },
        signInRisk: { words: ['high'], open: ['signInRiskLevels is partly computed or secret'] },
        userRisk: { words: [], open: ['userRiskLevels is computed or secret'] },
      },
      doubts: [],
    })
    expect(said({ locations: UNKNOWN }).doubts).toEqual(['conditions.locations is computed or secret'])
    expect(said({ devices: { filter: UNKNOWN } }).doubts).toEqual(['conditions.devices.filter is not known'])
  })

  test('of which this version does not know the property, or that is missing, may keep the policy from applying', () => {
    const { doubts } = read({
      later: 1,
      conditions: { later: 1, users: { later: 1 }, applications: { later: 1 }, platforms: { later: 1 } },
    })
    expect(doubts).toEqual([
      'later is a property whose effect this version does not know',
      'conditions.later is a property whose effect this version does not know',
      'conditions.users.later is a property whose effect this version does not know',
      'conditions.applications.later is a property whose effect this version does not know',
      'conditions.platforms.later is a property whose effect this version does not know',
      'conditions.platforms.includedPlatforms is missing',
    ])
    expect(read({ state: 'enabled' }).doubts).toEqual([
      'conditions is missing',
      'conditions.users is missing',
      'conditions.applications is missing',
    ])
    expect(read({ conditions: UNKNOWN }).doubts).toEqual([
      'conditions is computed or secret',
      'conditions.users is computed or secret',
      'conditions.applications is computed or secret',
      'conditions.applications.filter chooses applications by attributes that the plan does not show',
      'conditions.platforms is computed or secret',
      'conditions.locations is computed or secret',
      'conditions.devices is computed or secret',
      'conditions.devices.filter is not known',
    ])
  })
})

describe('a word', () => {
  test('that stands for all of its domain; no word names an unknown platform', () => {
    expect(
      said({ clientAppTypes: ['all'], platforms: { includedPlatforms: ['all'], excludedPlatforms: ['iOS'] } }),
    ).toEqual({
      conditions: {
        ...PLAIN,
        clients: { words: ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other'], open: [] },
        platforms: {
          included: { words: ['windows', 'macOS', 'iOS', 'android', 'linux', 'windowsPhone', 'unknown'], open: [] },
          excluded: { words: ['iOS'], open: [] },
        },
      },
      doubts: [],
    })
  })

  test('in the wrong case, or out of its domain, is not resolved', () => {
    expect(
      said({
        users: { includedUsers: ['all'] },
        applications: { includedApplications: ['office365'] },
        clientAppTypes: ['ALL', 'easSupported', 'browser'],
        platforms: { includedPlatforms: ['ios', 'unknown'] },
      }).conditions,
    ).toEqual({
      included: { ...NOBODY, users: { names: [], open: [expect.stringContaining('includedUsers names')] } },
      excluded: NOBODY,
      targets: {
        included: { names: [], open: [expect.stringContaining('includedApplications names')] },
        excluded: NONE,
        actions: NOTHING,
      },
      clients: {
        words: ['browser'],
        open: [
          'clientAppTypes holds "ALL", which is not resolved',
          'clientAppTypes holds "easSupported", which is not resolved',
        ],
      },
      platforms: {
        included: {
          words: [],
          open: [
            'includedPlatforms holds "ios", which is not resolved',
            'includedPlatforms holds "unknown", which is not resolved',
          ],
        },
        excluded: NOTHING,
      },
    })
  })

  test('of insider risk: one text, or several joined by commas', () => {
    expect(said({ insiderRiskLevels: 'elevated, minor' }).conditions.insiderRisk).toEqual({
      words: ['minor', 'elevated'],
      open: [],
    })
    expect(said({ insiderRiskLevels: 'Elevated' }).conditions.insiderRisk).toEqual({
      words: [],
      open: ['insiderRiskLevels holds "Elevated", which is not resolved'],
    })
    expect(said({ insiderRiskLevels: UNKNOWN }).conditions.insiderRisk).toEqual({
      words: [],
      open: ['insiderRiskLevels is computed or secret'],
    })
  })
})

describe('people', () => {
  test('are references, ids in any case, roles by template id', () => {
    const users = {
      includedUsers: [ref(ANN), ELSEWHERE.toUpperCase(), 'None', 'GuestsOrExternalUsers'],
      includedGroups: [ref(STAFF)],
      excludedRoles: [ADMIN],
      excludedGroups: [UNKNOWN],
      excludedUsers: SECRET,
    }
    const { included, excluded } = said({ users }).conditions
    expect({ included, excluded }).toEqual({
      included: {
        ...NOBODY,
        users: {
          names: [
            { id: ANN.key, label: expect.any(String) },
            { id: ELSEWHERE, label: expect.any(String) },
            { id: 'None', label: 'None' },
            { id: 'GuestsOrExternalUsers', label: 'GuestsOrExternalUsers' },
          ],
          open: [],
        },
        groups: { names: [{ id: STAFF.key, label: expect.any(String) }], open: [] },
      },
      excluded: {
        users: { names: [], open: ['excludedUsers is computed or secret'] },
        groups: { names: [], open: [expect.stringContaining('excludedGroups names')] },
        roles: { names: [{ id: ADMIN, label: expect.any(String) }], open: [] },
        guests: NOTHING,
      },
    })
  })

  const guests = (blocks: Value): unknown =>
    said({ users: { includedGuestsOrExternalUsers: blocks } }).conditions.included.guests
  const types = { guestOrExternalUserTypes: ['internalGuest', 'serviceProvider'] }

  test('who are guests: the first block counts, a second one does not', () => {
    const words = { words: ['internalGuest', 'serviceProvider'], open: [] }
    expect(guests([types, { guestOrExternalUserTypes: GUESTS }])).toEqual(words)
    expect(guests([])).toEqual(NOTHING)
    expect(guests([UNKNOWN])).toEqual({ words: [], open: ['includedGuestsOrExternalUsers is computed or secret'] })
    expect(guests([{}])).toEqual({ words: [], open: ['includedGuestsOrExternalUsers names no guest types'] })
  })

  test('who are guests of certain tenants, by the first block too', () => {
    const words = ['internalGuest', 'serviceProvider']
    const of = (...externalTenants: readonly Value[]): unknown => guests([{ ...types, externalTenants }])
    const members = [PARTNER.toUpperCase()]
    expect(of({ membershipKind: 'enumerated', members }, { membershipKind: 'all' })).toEqual({
      words,
      open: [],
      tenants: { words: [PARTNER], open: [] },
    })
    expect(of({ membershipKind: 'all' })).toEqual({ words, open: [] })
    expect(of()).toEqual({ words, open: [] })
    const open = ['includedGuestsOrExternalUsers.externalTenants is computed or secret']
    expect(of({ membershipKind: 'enumerated', members: [UNKNOWN] })).toEqual({
      words,
      open: [],
      tenants: { words: [], open },
    })
    expect(of({ membershipKind: UNKNOWN })).toEqual({ words, open: [], tenants: { words: [], open } })
  })
})

describe('applications', () => {
  test('with a filter, or excluded beside user actions, are not resolved', () => {
    const doubts = (applications: Inputs): readonly string[] => said({ applications }).doubts
    const filter = ['conditions.applications.filter chooses applications by attributes that the plan does not show']
    const beside = ['conditions.applications.excludedApplications beside user actions is not resolved']
    expect(doubts({ includedApplications: ['All'], filter: { mode: 'exclude', rule: 'x' } })).toEqual(filter)
    expect(doubts({ includedUserActions: ['urn:user:registerdevice'], excludedApplications: [APP] })).toEqual(beside)
    expect(doubts({ includedUserActions: ['urn:user:registerdevice'], excludedApplications: UNKNOWN })).toEqual(beside)
    expect(doubts({ includedUserActions: UNKNOWN, excludedApplications: [APP] })).toEqual(beside)
    expect(doubts({ includedUserActions: ['urn:user:registerdevice'], excludedApplications: [] })).toEqual([])
    expect(doubts({ includedUserActions: [], excludedApplications: [APP] })).toEqual([])
  })
})

describe('places and devices', () => {
  test('are read side by side', () => {
    expect(
      said({
        locations: { includedLocations: ['All'], excludedLocations: [ref(HQ), 'AllTrusted', 'alltrusted'] },
        devices: { filter: { mode: 'exclude', rule: 'device.isCompliant -eq True' } },
      }),
    ).toEqual({
      conditions: {
        ...PLAIN,
        locations: {
          included: ALL,
          excluded: {
            names: [
              { id: HQ.key, label: expect.any(String) },
              { id: 'AllTrusted', label: 'AllTrusted' },
            ],
            open: [expect.stringContaining('excludedLocations names')],
          },
        },
        device: { mode: 'exclude', rule: 'device.isCompliant -eq True' },
      },
      doubts: [],
    })
  })

  test('a filter of another mode is not known', () => {
    expect(said({ devices: { filter: { mode: 'Include', rule: 'x' } } })).toEqual({
      conditions: PLAIN,
      doubts: ['conditions.devices.filter is not known'],
    })
  })
})

test('state and workload: only what is enabled counts, only what is for people', () => {
  const states = ['enabled', 'disabled', 'enabledForReportingButNotEnforced', 'Enabled', UNKNOWN, null]
  expect(states.map((state) => read({ ...conditions({}), state }).state)).toEqual([
    'enabled',
    'disabled',
    'report-only',
    'open',
    'open',
    'open',
  ])
  const workloads: readonly Inputs[] = [
    { clientApplications: { includedServicePrincipals: ['ServicePrincipalsInMyTenant'] } },
    { servicePrincipalRiskLevels: ['high'] },
    { clientApplications: UNKNOWN },
    { clientApplications: {}, servicePrincipalRiskLevels: [] },
  ]
  expect(workloads.map((given) => read(conditions(given)).workload)).toEqual(['yes', 'yes', 'open', 'no'])
})

test('session controls: hours, every time, and what is not known', () => {
  const session = (sessionControls: Value): unknown => read({ ...conditions({}), sessionControls }).session
  expect(session({ signInFrequency: 4, signInFrequencyPeriod: 'hours', persistentBrowserMode: 'never' })).toEqual({
    frequencyHours: 4,
    persistentBrowser: 'never',
  })
  expect(session({ signInFrequency: 2, signInFrequencyPeriod: 'days' })).toEqual({ frequencyHours: 48 })
  expect(session({ signInFrequencyInterval: 'everyTime' })).toEqual({ frequencyHours: 0 })
  const secondOnly = {
    signInFrequencyAuthenticationType: 'secondaryAuthentication',
    signInFrequencyInterval: 'everyTime',
  }
  expect(session(secondOnly)).toEqual({})
  expect(session({ signInFrequency: UNKNOWN, signInFrequencyPeriod: 'hours', persistentBrowserMode: SECRET })).toEqual({
    frequencyHours: 'open',
    persistentBrowser: 'open',
  })
  expect(session(UNKNOWN)).toEqual({ frequencyHours: 'open', persistentBrowser: 'open' })
  expect(session({ later: true })).toEqual({})
})
