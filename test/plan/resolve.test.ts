import { describe, expect, test } from 'vitest'
import type { Plan, Resource } from '../../src/plan/model.ts'
import { bareId, identities } from '../../src/plan/resolve.ts'
import type { Value } from '../../src/plan/value.ts'
import { named, plan } from './fixtures.ts'

const SAME = plan('same.preview.json')
const GROUP = named(SAME, 'break-glass')
const ID = '51b814fe-ad0f-4493-8426-17d42db153fe'
const OTHER = '00000000-1111-2222-3333-444444444444'
const ref = (key: string, property: string): Value => ({ $gatehouse: 'ref', urn: key, property })

describe('identities of a plan', () => {
  const { resolve, scopeEntry } = identities(SAME)
  const resource = { kind: 'resource', key: GROUP.key }

  test.each([
    ['a known id', ID, resource],
    ['upper case', ID.toUpperCase(), resource],
    ['a path', `/groups/${ID}`, resource],
    ['blanks', ` ${ID} `, resource],
    ['a symbolic object id', ref(GROUP.key, 'objectId'), resource],
    ['a symbolic id', ref(GROUP.key, 'id'), resource],
    ['a path around a symbolic id', { $gatehouse: 'text', parts: ['/groups/', ref(GROUP.key, 'objectId')] }, resource],
    ['an id that nobody declares', OTHER, { kind: 'literal', id: OTHER }],
    ['a path of one', `/administrativeUnits/${OTHER.toUpperCase()}`, { kind: 'literal', id: OTHER }],
    ['the whole directory', '/', { kind: 'literal', id: '/' }],
    ['All', 'All', { kind: 'word', word: 'All' }],
    ['Office365', 'Office365', { kind: 'word', word: 'Office365' }],
    ['all', 'all', { kind: 'unknown', why: '"all" is not the reserved word "All"' }],
    ['ALLTRUSTED', 'ALLTRUSTED', { kind: 'unknown', why: '"ALLTRUSTED" is not the reserved word "AllTrusted"' }],
    ['an unknown', { $gatehouse: 'unknown' }, { kind: 'unknown', why: 'the value is computed during the deployment' }],
    ['a secret', { $gatehouse: 'secret' }, { kind: 'secret' }],
    ['nothing', undefined, { kind: 'unknown', why: 'the value is not a text' }],
    ['an empty text', '', { kind: 'unknown', why: 'the id is empty' }],
    [
      'a reference to nowhere',
      ref('urn:pulumi:a::b::c::d', 'id'),
      { kind: 'unknown', why: 'it refers to urn:pulumi:a::b::c::d, which the plan does not contain' },
    ],
    [
      'another known property',
      ref(named(SAME, 'global-reader').key, 'templateId'),
      { kind: 'literal', id: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451' },
    ],
    [
      'another text with a reference',
      { $gatehouse: 'text', parts: ['x-', ref(GROUP.key, 'objectId')] },
      { kind: 'unknown', why: 'the value is a text built from values that are not known yet' },
    ],
  ] as [string, Value | undefined, unknown][])('%s', (_title, value, identity) => {
    expect(resolve(value)).toEqual(identity)
  })

  test('a property that is not known yet keeps its resource', () => {
    const create = plan('create.preview.json')
    const { key } = named(create, 'global-reader')
    expect(identities(create).resolve(ref(key, 'templateId'))).toEqual({
      kind: 'property',
      key,
      property: 'templateId',
    })
  })

  test('a membership is not its member', () => {
    const { key } = named(SAME, 'alice')
    expect(resolve('16751ca5-930c-4e42-8df4-c6d45330bbeb')).toEqual({ kind: 'resource', key })
    expect(bareId('g/member/u')).toBe('g/member/u')
  })

  test('scope entries', () => {
    expect(scopeEntry('azuread:index/group:Group::break-glass')).toEqual({ kind: 'resources', keys: [GROUP.key] })
    expect(scopeEntry(ID.toUpperCase())).toEqual({ kind: 'resources', keys: [GROUP.key] })
    expect(scopeEntry(OTHER)).toEqual({ kind: 'literal', id: OTHER })
    expect(scopeEntry('azuread:index/group:Group::none')).toEqual({
      kind: 'undeclared',
      type: 'azuread:index/group:Group',
      name: 'none',
    })
  })
})

describe('what is not declared', () => {
  const read = (computed: Resource['computed'], inputs: Resource['inputs'] = {}): Resource => ({
    ...GROUP,
    op: 'read',
    inputs,
    computed,
  })
  const identity = (resource: Resource, property: string): unknown =>
    identities({ ...SAME, resources: [resource] }).resolve(ref(GROUP.key, property))
  const nobody = { kind: 'unknown', why: 'break-glass is read by an id that is not known' }

  test('an object that is read is the id by which it is read', () => {
    for (const property of ['id', 'objectId']) {
      expect(identity(read({ id: `/groups/${ID}` }), property)).toEqual({ kind: 'literal', id: ID })
    }
    expect(identity(read({ id: `/groups/${ID}`, objectId: ID }), 'objectId')).toEqual({ kind: 'literal', id: ID })
  })

  test('it is nobody where the id is not known, or two are', () => {
    expect(identity(read({}, { objectId: ID }), 'objectId')).toEqual(nobody)
    expect(identity(read({ id: ID, objectId: OTHER }), 'objectId')).toEqual(nobody)
  })

  test('its other properties are the provider’s answer, never the program’s words', () => {
    expect(identity(read({ id: ID, templateId: OTHER }), 'templateId')).toEqual({ kind: 'literal', id: OTHER })
    expect(identity(read({ id: ID }, { templateId: OTHER }), 'templateId')).toEqual({
      kind: 'property',
      key: GROUP.key,
      property: 'templateId',
    })
  })

  test('neither its name nor its id stands for it, and a component is nothing at all', () => {
    for (const resource of [read({ id: ID, objectId: ID }), { ...GROUP, custom: false }]) {
      const { scopeEntry, resolve } = identities({ ...SAME, resources: [resource] })
      expect(scopeEntry(`${GROUP.type}::break-glass`)).toMatchObject({ kind: 'undeclared' })
      expect(scopeEntry(ID)).toEqual({ kind: 'literal', id: ID })
      expect(resolve(ID)).toEqual({ kind: 'literal', id: ID })
    }
    expect(identity({ ...GROUP, custom: false }, 'objectId')).toEqual({
      kind: 'unknown',
      why: 'it refers to break-glass, which is a component',
    })
  })
})

describe('ambiguity', () => {
  const group = (key: string, name: string, objectId: string): Resource => ({
    ...GROUP,
    key,
    name,
    computed: { objectId },
  })
  const of = (...resources: Resource[]): Plan => ({ ...SAME, resources })

  test('one name under two parents is nobody, and says where both are', () => {
    const both = of(group('k1', 'g', '1'), { ...group('k2', 'g', '2'), source: { file: 'other.ts', line: 7 } })
    expect(identities(both).scopeEntry(`${GROUP.type}::g`)).toEqual({
      kind: 'ambiguous',
      places: [GROUP.source, { file: 'other.ts', line: 7 }],
    })
  })

  test('one id of two resources is nobody', () => {
    expect(identities(of(group('k1', 'a', ID), group('k2', 'b', ID))).resolve(ID)).toEqual({
      kind: 'unknown',
      why: `2 declared resources have the id ${ID}`,
    })
  })

  test('10,000 resources are indexed and resolved in linear time', () => {
    const many = of(...Array.from({ length: 10_000 }, (_, at) => group(`k${at}`, `g${at}`, `id-${at}`)))
    const started = performance.now()
    const { resolve } = identities(many)
    for (let at = 0; at < 10_000; at++) expect(resolve(`ID-${at}`).kind).toBe('resource')
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
