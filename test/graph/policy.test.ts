import { describe, expect, test } from 'vitest'
import { ID, imported, policy, TENANT } from './exports.ts'

/** Inputs of the one policy, and what was said. */
function mapped(more: object) {
  const { plan, notes } = imported({ 'p.json': policy(more) })
  const found = plan.resources.find((resource) => resource.type.endsWith(':ConditionalAccessPolicy'))
  return { inputs: found?.inputs, notes: notes.map((note) => note.message) }
}

const kept = (path: string) => `${path} is kept under its name in Microsoft Graph: azuread cannot express it`

describe('a policy', () => {
  test.each([
    [
      'guests',
      {
        conditions: {
          users: {
            excludeGuestsOrExternalUsers: {
              guestOrExternalUserTypes: 'internalGuest,serviceProvider',
              externalTenants: { '@odata.type': 'x', membershipKind: 'enumerated', members: [TENANT] },
            },
          },
        },
      },
      {
        conditions: {
          users: {
            excludedGuestsOrExternalUsers: [
              {
                guestOrExternalUserTypes: ['internalGuest', 'serviceProvider'],
                externalTenants: [{ membershipKind: 'enumerated', members: [TENANT] }],
              },
            ],
          },
        },
      },
      [],
    ],
    [
      'filters',
      {
        conditions: {
          applications: { applicationFilter: { mode: 'exclude', rule: 'a' } },
          devices: { includeDevices: [], deviceFilter: { mode: 'include', rule: 'b' } },
          clientApplications: { servicePrincipalFilter: { mode: 'include', rule: 'c' } },
        },
      },
      {
        conditions: {
          applications: { filter: { mode: 'exclude', rule: 'a' } },
          devices: { filter: { mode: 'include', rule: 'b' } },
          clientApplications: { filter: { mode: 'include', rule: 'c' } },
        },
      },
      [],
    ],
    [
      'risk levels and flows',
      {
        conditions: {
          userRiskLevels: ['high'],
          signInRiskLevels: [],
          insiderRiskLevels: 'elevated',
          authenticationFlows: { transferMethods: 'deviceCodeFlow' },
        },
      },
      {
        conditions: {
          userRiskLevels: ['high'],
          insiderRiskLevels: 'elevated',
          authenticationFlowTransferMethods: ['deviceCodeFlow'],
        },
      },
      [],
    ],
    [
      'selections that are there but empty',
      {
        conditions: {
          users: { includeUsers: [] },
          applications: {},
          platforms: { includePlatforms: [], excludePlatforms: ['iOS'] },
          locations: { includeLocations: [], excludeLocations: [] },
        },
      },
      {
        conditions: {
          users: {},
          applications: {},
          platforms: { includedPlatforms: [], excludedPlatforms: ['iOS'] },
          locations: { includedLocations: [] },
        },
      },
      [],
    ],
    [
      'terms of use and a built-in strength',
      {
        grantControls: {
          operator: 'AND',
          builtInControls: [],
          termsOfUse: ['t'],
          authenticationStrength: {
            id: '00000000-0000-0000-0000-000000000004',
            allowedCombinations: ['fido2'],
            combinationConfigurations: [],
          },
        },
      },
      {
        grantControls: {
          operator: 'AND',
          termsOfUses: ['t'],
          authenticationStrengthPolicyId:
            '/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004',
        },
      },
      [],
    ],
    [
      'grant controls with nothing in them',
      { grantControls: { operator: 'OR', builtInControls: [] } },
      { grantControls: { operator: 'OR' } },
      [],
    ],
    ['no grant controls', { grantControls: null }, { grantControls: undefined }, []],
    [
      'session controls',
      {
        sessionControls: {
          applicationEnforcedRestrictions: { isEnabled: true },
          cloudAppSecurity: { isEnabled: true, cloudAppSecurityType: 'monitorOnly' },
          persistentBrowser: { isEnabled: false, mode: 'always' },
          signInFrequency: {
            isEnabled: true,
            value: 4,
            type: 'hours',
            authenticationType: 'primaryAndSecondaryAuthentication',
            frequencyInterval: 'timeBased',
          },
          disableResilienceDefaults: false,
        },
      },
      {
        sessionControls: {
          applicationEnforcedRestrictionsEnabled: true,
          cloudAppSecurityPolicy: 'monitorOnly',
          signInFrequency: 4,
          signInFrequencyPeriod: 'hours',
          signInFrequencyAuthenticationType: 'primaryAndSecondaryAuthentication',
          signInFrequencyInterval: 'timeBased',
          disableResilienceDefaults: false,
        },
      },
      [],
    ],
    [
      'a session control that is neither on nor off',
      { sessionControls: { persistentBrowser: { mode: 'never' }, secureSignInSession: { isEnabled: true } } },
      { sessionControls: { persistentBrowser: { mode: 'never' }, secureSignInSession: { isEnabled: true } } },
      [kept('sessionControls.persistentBrowser'), kept('sessionControls.secureSignInSession')],
    ],
    [
      'conditions that only Graph knows',
      {
        conditions: {
          times: { all: true },
          agents: { includeAgentUsers: ['All'], excludeAgentUsers: [] },
          deviceStates: null,
          applications: { includeAuthenticationContextClassReferences: ['c1'] },
        },
      },
      {
        conditions: {
          times: { all: true },
          agents: { includeAgentUsers: ['All'] },
          applications: { includeAuthenticationContextClassReferences: ['c1'] },
        },
      },
      [
        kept('conditions.times'),
        kept('conditions.agents'),
        kept('conditions.applications.includeAuthenticationContextClassReferences'),
      ],
    ],
    [
      'a property beside them that may weaken it',
      { partialEnablementStrategy: { percentage: 10 } },
      { partialEnablementStrategy: { percentage: 10 } },
      [kept('partialEnablementStrategy')],
    ],
  ])('%s', (_title, graph, inputs, said) => {
    const found = mapped(graph)
    expect(found.notes).toEqual(said)
    for (const [name, value] of Object.entries(inputs)) expect(found.inputs?.[name]).toEqual(value)
  })

  test('what only describes it goes beside the plan', () => {
    const { plan, notes } = imported({ 'p.json': policy({ templateId: 't' }) })
    expect(plan.extra).toEqual({ [`graph:unknown-tenant/conditionalAccessPolicies/${ID}`]: { templateId: 't' } })
    expect(notes.map((note) => note.message)).toEqual([kept('templateId')])
  })

  test("a strength of the tenant's own is declared, once", () => {
    const authenticationStrength = {
      id: TENANT,
      displayName: 'Own',
      policyType: 'custom',
      allowedCombinations: ['sms,password', 'fido2'],
    }
    const one = policy({ grantControls: { operator: 'OR', authenticationStrength } })
    const { plan } = imported({ 'a.json': one, 'b.json': { ...one, id: ID.replace('1', '2') } })
    expect(plan.resources.filter((resource) => resource.type.endsWith(':AuthenticationStrengthPolicy'))).toMatchObject([
      {
        key: `graph:unknown-tenant/authenticationStrengthPolicies/${TENANT}`,
        inputs: { displayName: 'Own', allowedCombinations: ['fido2', 'sms,password'] },
        computed: { id: `/policies/authenticationStrengthPolicies/${TENANT}` },
      },
    ])
  })
})
