import { describe, expect, test } from 'vitest'
import { desiredDigest } from '../../src/plan/digest.ts'
import type { Plan, Resource } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'
import { events, eventsOf, kindOf, numbered, readEvents, text } from './event-stream.ts'
import { bytes, document, type Loose, named, plan, readJson, step, urn } from './fixtures.ts'

const GROUP = 'azuread:index/group:Group'

/** A resource without what no event says. */
function bare({ source: _s, related: _r, dependencies: _d, propertyDependencies: _p, ...rest }: Resource): Loose {
  return rest
}

/** The same without how it is reached, and without the version of a provider, which no preview shows. */
function wanted(read: Plan): Loose {
  return read.resources.map((resource) => {
    const { op: _op, ...rest } = bare(resource)
    return resource.type.startsWith('pulumi:providers:') ? { ...rest, inputs: {}, computed: {} } : rest
  })
}

describe('events of the real engine', () => {
  test.each([
    ['create.events.jsonl', 'preview', 18],
    ['up.events.jsonl', 'update', 18],
    ['change.events.jsonl', 'update', 4],
  ])('%s is read as %s', (file, kind, changes) => {
    const read = plan(file)
    expect({ ...read, resources: read.resources.length, changes: read.changes.length, config: {} }).toEqual({
      schema: 'urn:gatehouse:plan/v1',
      project: 'identity-baseline',
      stack: 'dev',
      origin: { kind, version: '', sandbox: 'not-run' },
      completeness: { status: 'full', reasons: [] },
      lacks: ['dependencies', 'options', 'sources'],
      config: {},
      resources: 19,
      changes,
      invokes: [],
      diagnostics: [],
    })
  })

  test('the streaming preview says what its digest says, but for what it lacks', () => {
    const stream = plan('create.events.jsonl')
    const digest = plan('create.preview.json')
    expect(stream.resources).toEqual(
      digest.resources.map((resource) => ({ ...bare(resource), dependencies: [], propertyDependencies: {} })),
    )
    expect([stream.changes, stream.config]).toEqual([digest.changes, digest.config])
    expect(desiredDigest(stream)).toBe(desiredDigest(digest))
  })

  test('the log of a first update leaves what the export then shows', () => {
    const log = plan('up.events.jsonl')
    expect(wanted(log)).toEqual(wanted(plan('export.json')))
    expect(desiredDigest(log)).toBe(desiredDigest(plan('export.json')))
    expect(new Set(log.changes.map(({ op }) => op))).toEqual(new Set(['create']))
  })

  test('the log of the change does what its preview said', () => {
    const log = plan('change.events.jsonl')
    const preview = plan('change.preview.json')
    expect(log.changes).toEqual(preview.changes)
    expect(desiredDigest(log)).toBe(desiredDigest(preview))
    // The preview cannot know the id of what it creates.
    expect([named(preview, 'bob-admin').computed, named(log, 'bob-admin').computed]).toEqual([
      {},
      { id: '48508d98-a514-4f7e-82ac-0b4d8acaa113/member/3d6b984c-075e-48fd-8960-41523837b04c' },
    ])
  })

  test('a policy: unknown ids, no place, no dependencies, protect as far as the events say it', () => {
    const read = plan('create.events.jsonl')
    expect(named(read, 'mfa-all-users')).toEqual({
      key: 'urn:pulumi:dev::identity-baseline::acme:identity:ConditionalAccessBaseline$azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy::mfa-all-users',
      type: 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy',
      name: 'mfa-all-users',
      custom: true,
      op: 'create',
      inputs: {
        conditions: {
          applications: { includedApplications: ['All'] },
          clientAppTypes: ['all'],
          users: { excludedGroups: [{ $gatehouse: 'unknown' }], includedUsers: ['All'] },
        },
        displayName: 'CA001 Require MFA for all users',
        grantControls: { builtInControls: ['mfa'], operator: 'OR' },
        state: 'enabled',
      },
      computed: {},
      provider: 'urn:pulumi:dev::identity-baseline::pulumi:providers:azuread::default_6_9_1',
      parent: 'urn:pulumi:dev::identity-baseline::acme:identity:ConditionalAccessBaseline::baseline',
      dependencies: [],
      propertyDependencies: {},
      options: {
        protect: false,
        retainOnDelete: false,
        deleteBeforeReplace: false,
        ignoreChanges: [],
        replaceOnChanges: [],
        aliases: [],
      },
    })
    expect(named(read, 'break-glass').options.protect).toBe(true)
    expect([named(read, 'baseline').custom, named(read, 'identity-baseline-dev').custom]).toEqual([false, false])
  })

  test('default providers are there and never count as a change', () => {
    for (const file of ['up.events.jsonl', 'change.events.jsonl', 'create.events.jsonl']) {
      const read = plan(file)
      expect(named(read, 'default_6_9_1').op).toBe('same')
      expect(read.changes.map(({ name }) => name)).not.toContain('default_6_9_1')
    }
  })

  test('no secret, ciphertext, signature or internal key comes through', () => {
    for (const file of ['create.events.jsonl', 'up.events.jsonl', 'change.events.jsonl']) {
      expect(named(plan(file), 'alice').inputs['password']).toEqual({ $gatehouse: 'secret' })
      expect(JSON.stringify(plan(file))).not.toMatch(
        /ciphertext|__defaults|__meta|__internal|04da6b54|\[secret\]|4dabf181/,
      )
    }
  })

  test('the plan of events reads as itself', () => {
    for (const file of ['create.events.jsonl', 'up.events.jsonl', 'change.events.jsonl']) {
      expect(readJson(plan(file))).toEqual(plan(file))
    }
  })

  test('UTF-16, line ends of Windows and empty lines change nothing', () => {
    const file = bytes('create.events.jsonl').toString('utf8')
    expect(readPlan(Buffer.from(`\ufeff${file}`, 'utf16le'), 'x')).toEqual(plan('create.events.jsonl'))
    expect(readPlan(Buffer.from(`\n${file.replaceAll('\n', '\r\n\r\n')}`), 'x')).toEqual(plan('create.events.jsonl'))
    expect(readPlan(Buffer.from(file.trimEnd()), 'x')).toEqual(plan('create.events.jsonl'))
  })

  test('events that a newer engine may add are passed over', () => {
    const list = events('create.events.jsonl')
    list.splice(1, 0, { sequence: 1, timestamp: 1, policyLoadEvent: {} }, { sequence: 2, newEvent: { a: 1 } })
    expect(readEvents(numbered(list))).toEqual(plan('create.events.jsonl'))
  })
})

describe('the events of what a digest shows', () => {
  test.each(['create', 'same', 'change', 'replace', 'drift'])('%s.preview.json', (name) => {
    const { lacks: _lacks, ...digest } = plan(`${name}.preview.json`)
    const { lacks, ...stream } = readEvents(eventsOf(document(`${name}.preview.json`)))
    expect(lacks).toEqual(['dependencies', 'options', 'sources'])
    expect({ ...stream, resources: stream.resources.map(bare) }).toEqual({
      ...digest,
      resources: digest.resources.map(bare),
    })
  })

  test('the parts of a replacement are one change; their order tells whether there is a gap', () => {
    const parts = ['create-replacement', 'replace', 'delete-replaced'].map((op) => step(op, GROUP, 'g'))
    const gap = (steps: Loose[]) =>
      readEvents(eventsOf({ steps })).changes.map(({ op, deletesFirst }) => [op, deletesFirst])
    expect([gap(parts), gap(parts.toReversed())]).toEqual([[['replace', false]], [['replace', true]]])
  })

  test('an explicit provider keeps its inputs; one that the events hide gets the configuration of its package', () => {
    const provider = step('same', 'pulumi:providers:azuread', 'lab', { tenantId: 't-2', clientSecret: '[secret]' })
    const group = step('same', GROUP, 'g', {}, { provider: `${urn('pulumi:providers:azuread', 'lab')}::id` })
    const other = step('same', GROUP, 'h', {}, { provider: `${urn('pulumi:providers:azuread', 'default')}::id` })
    const read = readEvents(eventsOf({ config: { 'azuread:tenantId': 't-1' }, steps: [provider, group, other] }))
    expect([named(read, 'lab').inputs, named(read, 'default').inputs, read.completeness.status]).toEqual([
      { tenantId: 't-2', clientSecret: { $gatehouse: 'secret' } },
      { tenantId: 't-1' },
      'full',
    ])
  })

  test('keys that a state in an event does not have are passed over', () => {
    const list = events('create.events.jsonl')
    for (const event of list) {
      const { metadata } = event[kindOf(event)]
      if (metadata) Object.assign(metadata.new, { ignoreChanges: ['x'], dependencies: ['y'], sourcePosition: 'z' })
    }
    expect(readEvents(list)).toEqual(plan('create.events.jsonl'))
  })

  test('after a refresh in the same run, what has no other step is gone', () => {
    const refreshed = [step('refresh', GROUP, 'g'), step('refresh', GROUP, 'h'), step('same', GROUP, 'h')]
    expect(readEvents(eventsOf({ steps: refreshed })).resources.map(({ name }) => name)).toEqual(['h'])
  })
})

test('a file of events is told by its first line, whatever its name', () => {
  expect(readPlan(Buffer.from(text(events('up.events.jsonl'))), 'plan.txt').origin.kind).toBe('update')
})
