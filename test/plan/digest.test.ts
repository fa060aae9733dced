import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { desiredDigest, planBytes, planDigest } from '../../src/plan/digest.ts'
import type { Plan, Resource } from '../../src/plan/model.ts'
import type { Value } from '../../src/plan/value.ts'
import { named, plan } from './fixtures.ts'

const CREATE = plan('create.preview.json')
const SAME = plan('same.preview.json')

/** The plan with one resource changed. */
function changed(from: Plan, name: string, change: (resource: Resource) => Partial<Resource>): Plan {
  return {
    ...from,
    resources: from.resources.map((resource) =>
      resource.name === name ? { ...resource, ...change(resource) } : resource,
    ),
  }
}

/** Properties that the real program fills from other resources, as a planner without a provider writes them. */
const REFERENCES: readonly [string, (ref: (name: string, property?: string) => Value) => object][] = [
  ['break-glass', (ref) => ({ members: [ref('break-glass-1')] })],
  ['alice-admin', (ref) => ({ groupObjectId: ref('admins'), memberObjectId: ref('alice') })],
  ['bob-global-reader', (ref) => ({ principalObjectId: ref('bob'), roleId: ref('global-reader', 'templateId') })],
  [
    'break-glass-global-administrator',
    (ref) => ({ principalObjectId: ref('break-glass'), roleId: ref('global-administrator', 'templateId') }),
  ],
  [
    'admins-eligible-global-administrator',
    (ref) => ({ principalId: ref('admins'), roleDefinitionId: ref('global-administrator', 'templateId') }),
  ],
]

function withReferences(from: Plan): Plan {
  const ref = (name: string, property = 'objectId'): Value => ({
    $gatehouse: 'ref',
    urn: named(from, name).key,
    property,
  })
  const filled = REFERENCES.reduce(
    (result, [name, inputs]) =>
      changed(result, name, (resource) => ({ inputs: { ...resource.inputs, ...inputs(ref) } })),
    from,
  )
  const excluded = (resource: Resource, inner: object = {}) => {
    const conditions = resource.inputs['conditions'] as { readonly [name: string]: Value }
    const users = conditions['users'] as { readonly [name: string]: Value }
    return { ...conditions, users: { ...users, excludedGroups: [ref('break-glass')] }, ...inner }
  }
  const policies = ['mfa-all-users', 'block-legacy-authentication'].reduce(
    (result, name) =>
      changed(result, name, (resource) => ({ inputs: { ...resource.inputs, conditions: excluded(resource) } })),
    filled,
  )
  return changed(policies, 'admins-phishing-resistant', (resource) => ({
    inputs: {
      ...resource.inputs,
      conditions: excluded(resource, {
        users: { excludedGroups: [ref('break-glass')], includedGroups: [ref('admins')] },
        locations: { includedLocations: ['All'], excludedLocations: [ref('office')] },
      }),
      grantControls: { operator: 'OR', authenticationStrengthPolicyId: ref('phishing-resistant', 'id') },
    },
  }))
}

describe('the digest of what is wanted', () => {
  test('an unchanged stack, its export and its repaired drift want the same', () => {
    const digests = ['same.preview.json', 'export.json', 'drift.preview.json'].map((file) => desiredDigest(plan(file)))
    expect(new Set(digests).size).toBe(1)
  })

  test('other wishes have other digests', () => {
    const files = ['same', 'change', 'replace', 'create'].map((name) => `${name}.preview.json`)
    const digests = [...files, 'drift.refresh.json'].map((file) => desiredDigest(plan(file)))
    expect(new Set(digests).size).toBe(5)
  })

  test('a first preview differs only where the engine hides an id', () => {
    const differing = CREATE.resources
      .filter(({ key, inputs }) => {
        const other = SAME.resources.find((resource) => resource.key === key)
        return JSON.stringify(inputs) !== JSON.stringify(other?.inputs)
      })
      .map((resource) => [resource.name, JSON.stringify(resource.inputs).includes('"unknown"')])
    expect(differing).toEqual([
      ['admins-phishing-resistant', true],
      ['block-legacy-authentication', true],
      ['mfa-all-users', true],
      ['bob-global-reader', true],
      ['break-glass-global-administrator', true],
      ['admins-eligible-global-administrator', true],
      ['break-glass', true],
      ['alice-admin', true],
    ])
  })

  test('a plan without state, with references for the ids, wants the same as one with state', () => {
    expect(desiredDigest(withReferences(CREATE))).toBe(desiredDigest(SAME))
  })

  test('upper case and a path in front of an id make no other wish', () => {
    const upper = changed(SAME, 'alice-admin', ({ inputs }) => ({
      inputs: { ...inputs, groupObjectId: String(inputs['groupObjectId']).toUpperCase() },
    }))
    expect(desiredDigest(upper)).toBe(desiredDigest(SAME))
  })

  test.each([
    ['operation', { op: 'update' }, true],
    ['computed values', { computed: { objectId: 'x' } }, true],
    ['place', { source: { file: 'a.ts', line: 1 } }, true],
    ['dependencies', { dependencies: [] }, true],
    ['aliases', { options: { ...NAMED().options, aliases: ['a'] } }, true],
    ['protection', { options: { ...NAMED().options, protect: true } }, false],
    ['ignored changes', { options: { ...NAMED().options, ignoreChanges: ['x'] } }, false],
    ['name', { name: 'x' }, false],
    ['provider instance', { provider: 'x' }, false],
    ['inputs', { inputs: {} }, false],
  ] as const)('the %s of a resource', (_title, change, equal) => {
    const other = changed(SAME, 'bob-global-reader', () => change as unknown as Partial<Resource>)
    expect(desiredDigest(other) === desiredDigest(SAME)).toBe(equal)
  })

  test('reading another object is another wish, what the program says about it is none', () => {
    const reading = (id: string, inputs: Resource['inputs'] = {}): string =>
      desiredDigest(changed(SAME, 'break-glass', () => ({ op: 'read', computed: { id, objectId: id }, inputs })))
    const [first, second] = [named(SAME, 'alice'), named(SAME, 'bob')].map(({ computed }) => String(computed['id']))
    expect(reading(first ?? '')).not.toBe(reading(second ?? ''))
    expect(reading(first ?? '', { displayName: 'claimed' })).toBe(reading(first ?? ''))
  })

  test('an id that is read stays the literal that it is, whether the provider’s answer is known or not', () => {
    const id = '11111111-aaaa-4bbb-8ccc-000000000001'
    const using = (computed: Resource['computed']): string =>
      desiredDigest(
        changed(
          changed(SAME, 'admins', () => ({ inputs: { members: [id] } })),
          'break-glass',
          () => ({ op: 'read', computed }),
        ),
      )
    expect(using({ id: `/groups/${id}`, objectId: id })).toBe(using({ id: `/groups/${id}` }))
  })

  test('a built-in role is its template id, declared or written', () => {
    const literal = withReferences(CREATE)
    const written = changed(literal, 'bob-global-reader', ({ inputs }) => ({
      inputs: { ...inputs, roleId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451' },
    }))
    expect(desiredDigest(written)).toBe(desiredDigest(literal))
  })

  test('the order of a set makes no other wish, the order of a list does', () => {
    const order = (name: string, property: string, values: readonly string[]) =>
      desiredDigest(changed(SAME, name, ({ inputs }) => ({ inputs: { ...inputs, [property]: values } })))
    const strength = ['x509CertificateMultiFactor', 'fido2', 'windowsHelloForBusiness']
    expect(order('phishing-resistant', 'allowedCombinations', strength)).toBe(desiredDigest(SAME))
    expect(order('office', 'list', ['a', 'b'])).not.toBe(order('office', 'list', ['b', 'a']))
  })
})

describe('the digest of the bytes', () => {
  test('is the SHA-256 of canonical JSON', () => {
    const bytes = planBytes(SAME)
    expect(planDigest(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(JSON.parse(bytes.toString())).toEqual(SAME)
    expect(bytes.toString().startsWith('{"changes":[],"completeness":')).toBe(true)
  })
})

function NAMED(): Resource {
  return named(SAME, 'bob-global-reader')
}
