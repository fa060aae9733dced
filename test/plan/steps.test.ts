import { describe, expect, test } from 'vitest'
import { readPlan } from '../../src/plan/read.ts'
import { document, failure, type Loose, named, plan, readJson, step, urn } from './fixtures.ts'

const GROUP = 'azuread:index/group:Group'
const same = (name: string, more: object = {}) => step('same', GROUP, name, { displayName: name }, more)

describe('operations', () => {
  test.each([
    ['same', 'same', undefined],
    ['create', 'create', 'create'],
    ['update', 'update', 'update'],
    ['replace', 'replace', 'replace'],
    ['create-replacement', 'replace', 'replace'],
    ['import', 'import', 'import'],
    ['import-replacement', 'replace', 'replace'],
    ['read', 'read', 'read'],
    ['read-replacement', 'read', 'read'],
  ])('%s leaves a resource', (op, result, change) => {
    const read = readJson({ steps: [step(op, GROUP, 'g', { displayName: 'g' }), same('other')] })
    expect(named(read, 'g')).toMatchObject({ op: result, inputs: result === 'read' ? {} : { displayName: 'g' } })
    expect(read.changes.map((entry) => entry.op)).toEqual(change ? [change] : [])
  })

  test.each(['delete', 'discard'])('%s takes it away', (op) => {
    const read = readJson({ steps: [step(op, GROUP, 'g'), same('other')] })
    expect(read.resources.map((resource) => resource.name)).toEqual(['other'])
    expect(read.changes.map((entry) => [entry.op, entry.name])).toEqual([['delete', 'g']])
  })

  test.each(['frobnicate', 'SAME', '', 'constructor', 'toString'])('%j is refused', (op) => {
    expect(failure(() => readJson({ steps: [{ ...step('same', GROUP, 'g'), op }] }))).toEqual({
      code: 'malformed',
      message: `steps[0].op is ${JSON.stringify(op)}, an operation that is not known`,
    })
  })

  test('the parts of a replacement are one change; the order tells whether there is a gap', () => {
    const parts = ['create-replacement', 'replace', 'delete-replaced'].map((op) => step(op, GROUP, 'g'))
    expect(readJson({ steps: parts }).changes.map((change) => [change.op, change.deletesFirst])).toEqual([
      ['replace', false],
    ])
    expect(readJson({ steps: parts.toReversed() }).changes.map((change) => change.deletesFirst)).toEqual([true])
  })

  test('a lone replace deletes first unless the old state is marked as replaced already', () => {
    const lone = step('replace', GROUP, 'g')
    expect(readJson({ steps: [lone] }).changes[0]?.deletesFirst).toBe(true)
    const marked = { ...lone, oldState: { ...lone['oldState'], delete: true } }
    expect(readJson({ steps: [marked] }).changes[0]?.deletesFirst).toBe(false)
  })

  test('an object left behind by an earlier replacement is not the resource', () => {
    const left = step('delete', GROUP, 'g')
    const steps = [{ ...left, oldState: { ...left['oldState'], delete: true } }, same('g')]
    expect(named(readJson({ steps }), 'g').op).toBe('same')
  })

  test.each([
    ['same twice', ['same', 'same']],
    ['create and delete', ['create', 'delete']],
    ['delete and create', ['delete', 'create']],
    ['update and replace', ['update', 'replace']],
    ['two refreshes', ['refresh', 'refresh']],
    ['a refresh afterwards', ['same', 'refresh']],
  ])('%s of one URN contradict each other', (_title, ops) => {
    const steps = ops.map((op) => step(op, GROUP, 'g'))
    expect(failure(() => readJson({ steps }))).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining(`${GROUP}::g has steps that contradict each other`),
    })
  })
})

describe('what is refused', () => {
  test.each([
    ['another URN in the state', (s: Loose) => (s.newState.urn = urn(GROUP, 'x')), 'steps[0].newState.urn'],
    [
      'another type in the state',
      (s: Loose) => (s.newState.type = 'azuread:index/user:User'),
      'steps[0].newState.type',
    ],
    ['inputs that are a list', (s: Loose) => (s.newState.inputs = []), 'steps[0].newState.inputs'],
    ['inputs that are a text', (s: Loose) => (s.newState.inputs = 'x'), 'steps[0].newState.inputs'],
    ['custom that is a text', (s: Loose) => (s.newState.custom = 'yes'), 'steps[0].newState.custom'],
    ['protect that is a text', (s: Loose) => (s.newState.protect = 'true'), 'steps[0].newState.protect'],
    ['ignoreChanges that is a text', (s: Loose) => (s.newState.ignoreChanges = 'x'), 'steps[0].newState.ignoreChanges'],
    ['dependencies of numbers', (s: Loose) => (s.newState.dependencies = [1]), 'steps[0].newState.dependencies'],
    ['no new state', (s: Loose) => delete s.newState, 'steps[0].newState'],
    ['a state that is null', (s: Loose) => (s.newState = null), 'steps[0].newState'],
    ['a URN that is none', (s: Loose) => (s.urn = 'g'), 'steps[0].urn'],
    ['a key that looks like a tag', (s: Loose) => (s.newState.inputs = { $gatehouse: 'ref' }), '$gatehouse'],
    ['such a key deep inside', (s: Loose) => (s.newState.inputs = { a: [{ $gatehousex: 1 }] }), '$gatehousex'],
    ['a difference of no known kind', (s: Loose) => (s.detailedDiff = { a: { kind: 'maybe' } }), 'detailedDiff.a.kind'],
  ])('%s', (_title, change, part) => {
    const entry = same('g')
    change(entry)
    expect(failure(() => readJson({ steps: [entry] }))).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining(part),
    })
  })

  test('two stacks in one document', () => {
    const other = JSON.parse(JSON.stringify(same('h')).replaceAll('pulumi:dev::', 'pulumi:prod::'))
    expect(failure(() => readJson({ steps: [same('g'), other] })).message).toBe(
      'the document mixes the stacks demo/dev and demo/prod',
    )
  })

  test.each([
    ['a summary that is a list', { changeSummary: [] }],
    ['a count that is a text', { changeSummary: { same: '3' } }],
    ['maybeCorrupt that is a text', { maybeCorrupt: 'no' }],
    ['diagnostics that are no list', { diagnostics: {} }],
    ['configuration that is a list', { config: [] }],
  ])('%s', (_title, more) => {
    expect(failure(() => readJson({ steps: [same('g')], ...more })).code).toBe('malformed')
  })

  test('keys that a newer engine may add are passed over', () => {
    const entry = { ...same('g', { resourceHooks: {}, refreshBeforeUpdate: true, viewOf: '' }), hint: 1 }
    expect(readJson({ steps: [entry], permalink: 'x' })).toEqual(readJson({ steps: [same('g')] }))
  })
})

describe('completeness', () => {
  const status = (value: unknown) => readJson(value).completeness

  test('hidden unchanged resources, by the summary', () => {
    const changed = document('change.preview.json')
    changed.steps = changed.steps.filter((entry: Loose) => entry.op !== 'same')
    const read = readJson(changed)
    expect(read.completeness).toEqual({
      status: 'unknown',
      reasons: ['the document shows 0 of 15 "same" steps; use --show-sames'],
    })
    expect(read.lacks).toEqual(['sames'])
  })

  test('hidden unchanged resources, without a summary', () => {
    expect(status({ steps: [step('update', GROUP, 'g')] }).status).toBe('unknown')
    expect(status({ steps: [step('update', GROUP, 'g'), same('h')] }).status).toBe('full')
    expect(status({ steps: [step('create', GROUP, 'g')] }).status).toBe('full')
  })

  test('a step that somebody took out', () => {
    const cut = document('change.preview.json')
    cut.steps = cut.steps.filter((entry: Loose) => entry.op !== 'delete')
    expect(readJson(cut).completeness).toEqual({
      status: 'unknown',
      reasons: ['the document shows 0 of 1 "delete" steps'],
    })
  })

  test('errors, and a result that may be corrupt', () => {
    const diagnostics = [
      { severity: 'error', message: 'boom\nat x', prefix: 'error: ' },
      { severity: 'debug', message: 'secretText: hunter2' },
      { severity: 'info#err', message: 'printed' },
    ]
    const read = readJson({ steps: [same('g')], diagnostics, maybeCorrupt: true })
    expect(read.completeness).toEqual({
      status: 'partial',
      reasons: ['the engine marks its own result as maybe corrupt', 'the preview reported an error: boom'],
    })
    expect(read.diagnostics).toEqual([
      { severity: 'error', message: 'boom\nat x' },
      { severity: 'info', message: 'printed' },
    ])
  })

  test.each([
    ['parent', { parent: urn('my:index:Component', 'c') }, 'my:index:Component::c'],
    ['dependency', { dependencies: [urn(GROUP, 'h')] }, `${GROUP}::h`],
    ['property dependency', { propertyDependencies: { members: [urn(GROUP, 'h')] } }, `${GROUP}::h`],
    ['provider', { provider: `${urn('pulumi:providers:azuread', 'test')}::id` }, 'pulumi:providers:azuread::test'],
  ])('a %s that is in no step: a preview of chosen targets', (_title, more, target) => {
    expect(status({ steps: [same('g', more)] })).toEqual({
      status: 'partial',
      reasons: [`${GROUP}::g refers to ${target}, which the document does not contain`],
    })
  })

  test('a deployed resource that no step is about', () => {
    const deployed = plan('export.json')
    const text = JSON.stringify(document('same.preview.json'))
    const cut = JSON.parse(text)
    cut.steps = cut.steps.filter((entry: Loose) => !entry.urn.endsWith('::bob-global-reader'))
    delete cut.changeSummary
    const read = (value: unknown) => readPlan(Buffer.from(JSON.stringify(value)), 'x', { state: deployed })
    expect(read(cut).completeness).toEqual({
      status: 'partial',
      reasons: [
        'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::bob-global-reader is deployed, but no step is about it',
      ],
    })
    expect(read(JSON.parse(text)).completeness.status).toBe('full')
    expect(readJson(cut).completeness.status).toBe('full')
  })
})

describe('providers that the engine hides', () => {
  const reference = `${urn('pulumi:providers:azuread', 'default_6_9_1')}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`

  test('a default provider has the configuration of its package as inputs', () => {
    const config = { 'azuread:tenantId': 't-1', 'azuread:clientSecret': '[secret]', 'demo:tenantId': 'no' }
    const read = readJson({ config, steps: [same('g', { provider: reference })] })
    expect(named(read, 'default_6_9_1')).toMatchObject({
      key: urn('pulumi:providers:azuread', 'default_6_9_1'),
      type: 'pulumi:providers:azuread',
      op: 'same',
      inputs: { tenantId: 't-1', clientSecret: { $gatehouse: 'secret' } },
    })
    expect(read.completeness.status).toBe('full')
  })

  test('without such configuration it has no inputs', () => {
    expect(named(readJson({ steps: [same('g', { provider: reference })] }), 'default_6_9_1').inputs).toEqual({})
  })
})

describe('exports', () => {
  const exported = (change: (deployment: Loose) => void, version: unknown = 3) => {
    const value = document('export.json')
    value.version = version
    change(value.deployment)
    return () => readJson(value)
  }

  test('another version is refused', () => {
    expect(failure(exported(() => {}, 9)).code).toBe('unsupported-version')
    expect(failure(exported(() => {}, '3')).code).toBe('unsupported-version')
  })

  test('an empty stack has no resources', () => {
    expect(readJson({ version: 3, deployment: null }).resources).toEqual([])
    expect(readJson({ version: 3, deployment: { manifest: {} } }).resources).toEqual([])
  })

  test('what an interrupted update left makes it partial', () => {
    const read = exported((deployment) => {
      deployment.resources.push({ ...deployment.resources[5], delete: true })
      deployment.resources[6].pendingReplacement = true
      deployment.pending_operations = [{ type: 'creating', resource: { urn: urn(GROUP, 'half') } }]
    })()
    expect(read.completeness).toEqual({
      status: 'partial',
      reasons: [
        `an object that azuread:index/user:User::bob replaced is still waiting for its deletion`,
        `an update was interrupted while it was creating ${GROUP}::half`,
        'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy::phishing-resistant is deleted and waiting for its replacement',
        'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy::admins-phishing-resistant refers to azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy::phishing-resistant, which the document does not contain',
      ].sort(),
    })
    expect(read.resources).toHaveLength(18)
  })

  test('a resource that stands twice is refused', () => {
    expect(failure(exported((deployment) => deployment.resources.push(deployment.resources[5]))).message).toBe(
      'azuread:index/user:User::bob stands twice in the export',
    )
  })

  test('an external resource was read', () => {
    expect(named(exported((deployment) => (deployment.resources[5].external = true))(), 'bob').op).toBe('read')
  })
})
