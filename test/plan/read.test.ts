import { describe, expect, test } from 'vitest'
import { readPlan } from '../../src/plan/read.ts'
import { bytes, document, failure, type Loose, named, plan, readJson } from './fixtures.ts'

const GROUP = 'urn:pulumi:dev::identity-baseline::azuread:index/group:Group::'
const POLICY =
  'urn:pulumi:dev::identity-baseline::acme:identity:ConditionalAccessBaseline$azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy::'

describe('documents of the real engine', () => {
  test.each([
    ['create.preview.json', 'preview', 19, 18],
    ['same.preview.json', 'preview', 19, 0],
    ['change.preview.json', 'preview', 19, 4],
    ['replace.preview.json', 'preview', 19, 5],
    ['drift.preview.json', 'preview', 19, 3],
    ['drift.refresh.json', 'refresh', 18, 3],
    ['export.json', 'export', 19, 0],
  ])('%s is read as %s', (file, kind, resources, changes) => {
    const read = plan(file)
    expect({
      kind: read.origin.kind,
      project: read.project,
      stack: read.stack,
      completeness: read.completeness,
      lacks: read.lacks,
      resources: read.resources.length,
      changes: read.changes.length,
    }).toEqual({
      kind,
      project: 'identity-baseline',
      stack: 'dev',
      completeness: { status: 'full', reasons: [] },
      lacks: kind === 'export' ? ['changes'] : [],
      resources,
      changes,
    })
  })

  test.each([
    ['change.plan.json', 'an update plan (pulumi preview --save-plan)'],
    ['requests.jsonl', 'a log of HTTP requests (NDJSON)'],
    ['tenant.after-change.json', 'a snapshot of a whole tenant'],
  ])('%s is refused as %s', (file, form) => {
    const error = failure(() => readPlan(bytes(file), file))
    expect(error.code).toBe('unknown-form')
    expect(error.message).toContain(`this is ${form}`)
  })

  test('a policy of a first preview: unknown ids, no computed values, the place of the policy', () => {
    expect(named(plan('create.preview.json'), 'mfa-all-users')).toEqual({
      key: `${POLICY}mfa-all-users`,
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
      dependencies: [`${GROUP}break-glass`],
      propertyDependencies: { conditions: [`${GROUP}break-glass`], displayName: [], grantControls: [], state: [] },
      options: {
        protect: false,
        retainOnDelete: false,
        deleteBeforeReplace: false,
        ignoreChanges: [],
        replaceOnChanges: [],
        aliases: [],
      },
      source: { file: 'index.ts', line: 60, column: 25 },
    })
  })

  test('a user of an unchanged stack: secret password, default values, ids from the old state', () => {
    const user = named(plan('same.preview.json'), 'alice')
    expect({ inputs: user.inputs, computed: user.computed }).toEqual({
      inputs: {
        accountEnabled: true,
        displayName: 'Alice Admin',
        forcePasswordChange: true,
        givenName: 'Alice',
        password: { $gatehouse: 'secret' },
        showInAddressList: true,
        surname: 'Admin',
        userPrincipalName: 'alice.admin@example.test',
      },
      computed: {
        id: '/users/16751ca5-930c-4e42-8df4-c6d45330bbeb',
        objectId: '16751ca5-930c-4e42-8df4-c6d45330bbeb',
      },
    })
  })

  test('every resource but the stack and the default provider has a place', () => {
    for (const file of ['create.preview.json', 'same.preview.json', 'drift.refresh.json', 'export.json']) {
      const without = plan(file).resources.filter((resource) => !resource.source)
      expect(without.map((resource) => resource.type).filter((type) => !type.startsWith('pulumi:'))).toEqual([])
    }
  })

  test('a replaced object loses its ids, one that is updated keeps them', () => {
    const replaced = plan('replace.preview.json')
    expect(named(replaced, 'admins').computed).toEqual({})
    expect(named(replaced, 'admins-phishing-resistant').computed).toMatchObject({
      objectId: 'b7e649a4-fbbc-49ee-886e-5cdce1e3580e',
    })
    expect(replaced.changes.find((change) => change.name === 'admins')).toEqual({
      op: 'replace',
      key: `${GROUP}admins`,
      type: 'azuread:index/group:Group',
      name: 'admins',
      before: { assignableToRole: true, displayName: 'sec-admins', securityEnabled: true },
      diff: [{ path: 'assignableToRole', kind: 'update', replaces: true }],
      replaceReasons: ['assignableToRole'],
      deletesFirst: false,
    })
  })

  test('drift: the refresh document says how the tenant is, the preview how the program wants it', () => {
    const found = plan('drift.refresh.json')
    const wanted = plan('drift.preview.json')
    expect(named(found, 'mfa-all-users').inputs['state']).toBe('disabled')
    expect(named(wanted, 'mfa-all-users').inputs['state']).toBe('enabled')
    expect(found.resources.some((resource) => resource.name === 'block-legacy-authentication')).toBe(false)
    expect(named(wanted, 'block-legacy-authentication').op).toBe('create')
    expect(named(found, 'break-glass').inputs['members']).toEqual(['3d6b984c-075e-48fd-8960-41523837b04c'])
    expect(wanted.changes.map((change) => `${change.op} ${change.name}`)).toEqual([
      'create block-legacy-authentication',
      'update mfa-all-users',
      'update break-glass',
    ])
  })

  test('no secret, ciphertext, salt or internal key comes through', () => {
    for (const file of ['create.preview.json', 'same.preview.json', 'export.json', 'drift.refresh.json']) {
      const text = JSON.stringify(plan(file))
      expect(text).not.toMatch(/ciphertext|v1:|__defaults|__meta|__internal|04da6b54|\[secret\]|4dabf181/)
    }
  })

  test('the configuration is kept, its secrets tagged', () => {
    expect(plan('create.preview.json').config).toEqual({
      'identity-baseline:domain': 'example.test',
      'identity-baseline:initialPassword': { $gatehouse: 'secret' },
    })
  })

  test('the order of steps and of dependencies does not matter', () => {
    const mixed = document('change.preview.json')
    mixed.steps.reverse()
    for (const entry of mixed.steps) entry.newState?.dependencies?.reverse()
    expect(readJson(mixed)).toEqual(plan('change.preview.json'))
  })

  test('every top-level key but steps may be missing', () => {
    const { steps } = document('same.preview.json')
    expect(readJson({ steps }).resources).toEqual(plan('same.preview.json').resources)
  })

  test('a UTF-16 file, as a shell on Windows writes it, is read', () => {
    const text = bytes('same.preview.json').toString('utf8')
    expect(readPlan(Buffer.from(`\ufeff${text}`, 'utf16le'), 'x')).toEqual(plan('same.preview.json'))
    expect(readPlan(Buffer.from(`\ufeff${text}`, 'utf8'), 'x')).toEqual(plan('same.preview.json'))
  })

  test('no step: a plan without resources', () => {
    const read = readJson({ steps: [] })
    expect({ resources: read.resources, changes: read.changes, status: read.completeness.status }).toEqual({
      resources: [],
      changes: [],
      status: 'full',
    })
  })
})

describe('our own plan', () => {
  test.each(['create.preview.json', 'same.preview.json', 'drift.refresh.json', 'export.json', 'replace.preview.json'])(
    'the plan of %s reads as itself',
    (file) => {
      expect(readJson(plan(file))).toEqual(plan(file))
    },
  )

  test.each([
    ['another major', (own: Loose) => (own.schema = 'urn:gatehouse:plan/v2'), 'unsupported-version', 'plan/v2'],
    ['an unknown key', (own: Loose) => (own.resources[0].inputz = {}), 'schema', 'inputz'],
    ['an unknown tag', (own: Loose) => (own.resources[0].inputs = { a: { $gatehouse: 'yes' } }), 'schema', 'inputs'],
    ['a tag with more keys', (own: Loose) => (own.config = { a: { $gatehouse: 'unknown', b: 1 } }), 'schema', 'config'],
    ['a key like a tag', (own: Loose) => (own.config = { a: { $gatehouse2: 'unknown' } }), 'schema', 'config'],
    ['an operation that deletes', (own: Loose) => (own.resources[0].op = 'delete'), 'schema', 'delete'],
    ['a missing list', (own: Loose) => delete own.changes, 'schema', 'changes'],
    ['two resources of one key', (own: Loose) => own.resources.push(own.resources[0]), 'malformed', 'stands twice'],
  ])('%s is refused', (_title, change, code, part) => {
    const own = structuredClone(plan('same.preview.json'))
    change(own)
    const error = failure(() => readJson(own))
    expect(error.code).toBe(code)
    expect(error.message).toContain(part)
  })
})
