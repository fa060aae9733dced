// How policies are read: each shape that a plan may have, as the provider sends it (azuread 6.9.1).
import { describe, expect, test } from 'vitest'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import { ALL, conditions, NOBODY, NONE, NOTHING, PLAIN, read, SECRET, said } from './read-policy.ts'
import { HQ, type Inputs, ref } from './tenant.ts'

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
