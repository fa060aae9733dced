import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { beforeEach, describe, expect, test } from 'vitest'
import { importCommand } from '../../src/commands/import.ts'
import type { Workplace } from '../../src/files.ts'
import { readFolder } from '../../src/graph/files.ts'
import { type Imported, importGraph } from '../../src/graph/import.ts'
import { prettyJson } from '../../src/json.ts'
import { readPlan } from '../../src/plan/read.ts'
import { failure } from '../plan/fixtures.ts'

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname
const TENANT = '11111111-2222-4333-8444-555555555555'

function workplace(cwd: string, output: string[] = [], errors: string[] = []): Workplace {
  return {
    cwd,
    env: {},
    stdin: () => Buffer.alloc(0),
    stdout: (text) => output.push(text),
    stderr: (text) => errors.push(text),
    isTerminal: false,
    clock: () => new Date(0),
  }
}

/** Imports a folder made of the given files. */
function imported(files: Readonly<Record<string, unknown>>, tenant?: string): Imported {
  const folder = mkdtempSync(join(tmpdir(), 'graph-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    const bytes = Buffer.isBuffer(content) || typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, name), bytes)
  }
  return importGraph(readFolder(workplace(folder), '.', ''), tenant)
}

const ID = 'aaaaaaaa-0000-4000-8000-000000000001'
const policy = (more: object) => ({
  '@odata.type': '#microsoft.graph.conditionalAccessPolicy',
  id: ID,
  displayName: 'P',
  state: 'enabled',
  conditions: {
    users: { includeUsers: ['All'] },
    applications: { includeApplications: ['All'] },
    clientAppTypes: ['all'],
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  sessionControls: null,
  ...more,
})

/** Inputs of the one policy, and what was said. */
function mapped(more: object) {
  const { plan, notes } = imported({ 'p.json': policy(more) })
  const found = plan.resources.find((resource) => resource.type.endsWith(':ConditionalAccessPolicy'))
  return { inputs: found?.inputs, notes: notes.map((note) => note.message) }
}

const kept = (path: string) => `${path} is kept under its name in Microsoft Graph: azuread cannot express it`

describe('a real export', () => {
  const { plan, notes } = importGraph(readFolder(workplace(FIXTURES), 'graph-j0eyv', 'graph-j0eyv'), undefined)

  test('every policy, group and location comes through', () => {
    const counts = Object.groupBy(plan.resources, (resource) => resource.type)
    expect(Object.fromEntries(Object.entries(counts).map(([type, list]) => [type, list?.length]))).toEqual({
      'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy': 36,
      // 36 files, of which two pairs have one id.
      'azuread:index/group:Group': 34,
      'azuread:index/namedLocation:NamedLocation': 3,
      'pulumi:providers:azuread': 1,
    })
  })

  test('the whole plan', async () => {
    await expect(prettyJson(plan)).toMatchFileSnapshot('../fixtures/graph-j0eyv.plan.json')
  })

  test('all that is said about it', async () => {
    const lines = notes.map(({ file, message }) => `${file}: ${message}\n`).join('')
    await expect(lines).toMatchFileSnapshot('../fixtures/graph-j0eyv.notes.txt')
  })

  test('it is a plan that can be read', () => {
    expect(readPlan(Buffer.from(prettyJson(plan)), 'x')).toEqual(plan)
  })

  test('the tenant is not named in this export', () => {
    expect({ stack: plan.stack, lacks: plan.lacks }).toEqual({
      stack: 'unknown-tenant',
      lacks: ['changes', 'directory'],
    })
    expect(plan.resources.find((resource) => resource.type.startsWith('pulumi:'))).toMatchObject({
      key: 'graph:unknown-tenant/provider',
      inputs: {},
    })
  })
})

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

describe('other objects', () => {
  test.each([
    [
      'an address location',
      {
        '@odata.type': '#microsoft.graph.ipNamedLocation',
        ipRanges: [{ '@odata.type': 'x', cidrAddress: '203.0.113.0/24' }],
        isTrusted: true,
      },
      { ip: { ipRanges: ['203.0.113.0/24'], trusted: true } },
    ],
    [
      'a range that is no text',
      { ipRanges: [{}], isTrusted: null },
      { ip: { ipRanges: [{ $gatehouse: 'unknown' }], trusted: false } },
    ],
    [
      'a country location by its shape',
      { countriesAndRegions: ['AT'], includeUnknownCountriesAndRegions: true, countryLookupMethod: 'clientIpAddress' },
      {
        country: {
          countriesAndRegions: ['AT'],
          includeUnknownCountriesAndRegions: true,
          countryLookupMethod: 'clientIpAddress',
        },
      },
    ],
    [
      'a dynamic group',
      {
        groupTypes: ['DynamicMembership'],
        securityEnabled: true,
        membershipRule: 'user.x',
        membershipRuleProcessingState: 'On',
      },
      { types: ['DynamicMembership'], securityEnabled: true, dynamicMembership: { enabled: true, rule: 'user.x' } },
    ],
    [
      'a group with members',
      {
        groupTypes: [],
        securityEnabled: true,
        isAssignableToRole: true,
        members: [{ id: 'b' }, { id: 'a' }],
        owners: [],
      },
      { securityEnabled: true, assignableToRole: true, members: ['a', 'b'] },
    ],
    [
      'a group whose members have no ids',
      { groupTypes: [], securityEnabled: true, members: [{ id: 'b' }, {}] },
      { securityEnabled: true, members: { $gatehouse: 'unknown' } },
    ],
  ])('%s', (_title, object, inputs) => {
    const { plan } = imported({ 'any name.txt': { id: ID, ...object } })
    expect(plan.resources.find((resource) => resource.name === ID)?.inputs).toEqual(inputs)
  })

  test('an answer with a list gives its items', () => {
    const { plan } = imported({ 'all.json': { '@odata.context': 'x', value: [policy({}), policy({ id: TENANT })] } })
    expect(plan.resources).toHaveLength(3)
  })

  test('deleted objects, other JSON and other files are named', () => {
    const { notes } = imported({
      'a/deleted.json': policy({ deletedDateTime: '2026-01-01T00:00:00Z' }),
      'b.json': { TenantId: TENANT },
      'c.md': 'text',
      'd.json': { '@odata.type': '#microsoft.graph.user', id: ID },
    })
    expect(notes).toEqual([
      { file: 'c.md', message: 'skipped: no JSON' },
      { file: 'a/deleted.json', message: 'skipped: the object is deleted' },
      { file: 'b.json', message: 'skipped: a JSON object of no known form (its keys are "TenantId")' },
      { file: 'd.json', message: 'skipped: an object of Microsoft Graph' },
    ])
  })

  test('two copies that differ leave the difference unknown', () => {
    const { plan, notes } = imported({ 'a.json': policy({}), 'b.json': policy({ state: 'disabled' }) })
    expect(plan.resources.find((resource) => resource.name === ID)?.inputs['state']).toEqual({ $gatehouse: 'unknown' })
    expect(notes).toEqual([{ file: 'b.json', message: 'has the id of a.json but other values: state is now unknown' }])
  })

  test('a file that is cut is refused, and so is a key that looks like a tag', () => {
    expect(failure(() => imported({ 'a.json': '{"id": "x", "sta' })).code).toBe('malformed')
    expect(failure(() => imported({ 'a.json': Buffer.from('\ufeff{"id"', 'utf16le') })).code).toBe('malformed')
    expect(failure(() => imported({ 'a.json': policy({ $gatehouse: 'ref' }) })).code).toBe('malformed')
    expect(failure(() => imported({ 'a.json': policy({ conditions: { x: [{ $gatehouse: 'ref' }] } }) })).code).toBe(
      'malformed',
    )
  })
})

describe('the tenant', () => {
  const group = (organizationId: string, id: string) => ({ id, groupTypes: [], securityEnabled: true, organizationId })

  test('is the given one, else the one that the groups name', () => {
    expect(imported({ 'a.json': group(TENANT, ID) }).plan.stack).toBe(TENANT)
    expect(imported({ 'a.json': group(TENANT, ID) }, ID.toUpperCase()).plan.stack).toBe(ID)
    expect(imported({ 'a.json': group('%OrganizationId%', ID) }).plan.stack).toBe('unknown-tenant')
  })

  test('two of them, or one that is no id, are refused', () => {
    expect(failure(() => imported({ 'a.json': group(TENANT, ID), 'b.json': group(ID, TENANT) })).code).toBe('malformed')
    expect(failure(() => imported({ 'a.json': group(TENANT, ID) }, 'contoso')).code).toBe('usage')
  })
})

describe('the command', () => {
  let output: string[]
  let errors: string[]
  const run = (...args: string[]) => {
    const program = new Command('gatehouse').exitOverride()
    const codes: number[] = []
    importCommand(program, workplace(FIXTURES, output, errors), (code) => codes.push(code))
    program.parse(['import', 'graph', ...args], { from: 'user' })
    return codes
  }

  beforeEach(() => {
    output = []
    errors = []
  })

  test('writes the plan to standard output and the rest to standard error', () => {
    expect(run('graph-j0eyv', '--tenant', TENANT)).toEqual([0])
    expect(readPlan(Buffer.from(output.join('')), 'x').stack).toBe(TENANT)
    expect(errors.at(-1)).toBe('gatehouse: imported 36 ConditionalAccessPolicy, 34 Group, 3 NamedLocation, 1 azuread\n')
  })

  test('refuses a folder that is not there, and one without objects', () => {
    expect(failure(() => run('nowhere')).code).toBe('not-found')
    expect(failure(() => run('plans')).code).toBe('unknown-form')
    expect(output).toEqual([])
  })
})
