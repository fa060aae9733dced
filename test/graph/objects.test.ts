import { describe, expect, test } from 'vitest'
import { failure } from '../plan/fixtures.ts'
import { ID, imported, policy, TENANT } from './exports.ts'

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
