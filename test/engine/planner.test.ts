import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { planBytes } from '../../src/plan/digest.ts'
import { PLAN_SCHEMA } from '../../src/plan/model.ts'
import { validateValue } from '../../src/schema.ts'
import { changeList, makeProgram, resource, run } from './programs.ts'

const SECRET_VALUE = { $gatehouse: 'secret' }
const UNKNOWN_VALUE = { $gatehouse: 'unknown' }
const ref = (urn: string, property: string) => ({ $gatehouse: 'ref', urn, property })

describe('symbolic values', () => {
  const PROGRAM = `import * as aws from '@pulumi/aws'
import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'
const group = new azuread.Group('staff', { displayName: 'Staff', securityEnabled: true })
const role = new aws.iam.Role('admin', { assumeRolePolicy: '{}' })
new azuread.GroupMember('whole', { groupObjectId: group.objectId, memberObjectId: group.id.apply((id) => id.split('/').pop()!) })
new azuread.GroupMember('pieces', {
  groupObjectId: pulumi.interpolate\`https://graph/groups/\${group.objectId}/members\`,
  memberObjectId: group.objectId.apply((id) => id.slice(0, 8).toUpperCase()),
})
new aws.iam.RolePolicy('policy', {
  role: role,
  policy: role.arn.apply((arn) => JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: [arn, arn + '/*'] }] })),
})
new aws.iam.User('account', { name: role.arn.apply((arn) => arn.split(':')[4]!), tags: { [await new Promise<string>((done) => group.objectId.apply(done))]: 'x' } })
new azuread.User('user', { displayName: group.mailNickname, userPrincipalName: 'a@b', accountEnabled: group.mailEnabled.apply((on) => on === true) })
`

  test('come back whole, in a text, in JSON, and never as a literal when they are cut', async () => {
    const { plan, error, printed } = await run(makeProgram(PROGRAM))
    expect([error, printed]).toEqual(['', ''])
    const group = resource(plan, 'staff').key
    const role = resource(plan, 'admin').key
    expect(resource(plan, 'whole').inputs).toEqual({
      groupObjectId: ref(group, 'objectId'),
      memberObjectId: ref(group, 'objectId'),
    })
    expect(resource(plan, 'pieces').inputs).toEqual({
      groupObjectId: { $gatehouse: 'text', parts: ['https://graph', ref(group, 'id'), '/members'] },
      memberObjectId: UNKNOWN_VALUE,
    })
    expect(resource(plan, 'policy').inputs).toEqual({
      role: ref(role, 'id'),
      policy: {
        $gatehouse: 'text',
        parts: [
          '{"Statement":[{"Effect":"Allow","Action":"*","Resource":["',
          ref(role, 'arn'),
          '","',
          ref(role, 'arn'),
          '/*"]}]}',
        ],
      },
    })
    expect(resource(plan, 'account').inputs).toEqual({ name: UNKNOWN_VALUE, tags: UNKNOWN_VALUE })
    expect(resource(plan, 'user').inputs['displayName']).toEqual(ref(group, 'mailNickname'))
    // Only texts are symbolic: an apply on anything else that is computed does not run.
    expect(resource(plan, 'user').inputs['accountEnabled']).toEqual(UNKNOWN_VALUE)
    expect(JSON.stringify(plan)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/)
  })

  test('the same program gives the same bytes, and a plan of the published format', async () => {
    const root = makeProgram(PROGRAM)
    const [first, second] = [await run(root), await run(root)]
    expect(planBytes(first.plan).equals(planBytes(second.plan))).toBe(true)
    expect(() => validateValue(PLAN_SCHEMA, JSON.parse(planBytes(first.plan).toString()), 'plan')).not.toThrow()
  })
})

describe('secrets', () => {
  test('never appear: from configuration, literals, provider declarations, or in what the program prints', async () => {
    const root = makeProgram({
      'Pulumi.dev.yaml': 'config:\n  lab:password:\n    secure: v1:AAAA:BBBB\n  lab:plain: open\n',
      'index.ts': `import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'
const config = new pulumi.Config()
console.log('before hunter2-literal and', config.require('password').length > 0)
new azuread.User('a', { displayName: 'A', userPrincipalName: 'a@b', password: config.requireSecret('password') })
new azuread.User('b', { displayName: pulumi.secret('hunter2-literal'), userPrincipalName: 'b@b', password: 'in-the-clear' })
new azuread.User('c', { displayName: 'C ' + config.require('password'), userPrincipalName: 'c@b', jobTitle: config.require('plain') })
new azuread.Group('g', { displayName: 'G', description: 'x', securityEnabled: true }, { additionalSecretOutputs: ['description'] })
new azuread.Group('h', { displayName: 'see hunter2-literal', securityEnabled: true })
pulumi.log.warn('careful with hunter2-literal')
export const shown = config.requireSecret('password')
`,
    })
    const { plan, printed, error } = await run(root)
    expect(error).toBe('')
    expect(plan.config).toEqual({ 'lab:password': SECRET_VALUE, 'lab:plain': 'open' })
    expect(resource(plan, 'a').inputs['password']).toEqual(SECRET_VALUE)
    expect(resource(plan, 'b').inputs).toMatchObject({ displayName: SECRET_VALUE, password: SECRET_VALUE })
    expect(resource(plan, 'c').inputs).toMatchObject({ displayName: SECRET_VALUE, jobTitle: 'open' })
    expect(resource(plan, 'g').inputs['description']).toEqual(SECRET_VALUE)
    expect(resource(plan, 'h').inputs['displayName']).toEqual(SECRET_VALUE)
    expect(plan.diagnostics).toEqual([{ severity: 'warning', message: 'careful with [secret]' }])
    expect(printed).toBe('program: before [secret] and true\n')
    expect(JSON.stringify(plan)).not.toMatch(/hunter2|in-the-clear|AAAA/)
  })
})

describe('providers', () => {
  test('the default ones carry the configuration, explicit ones their inputs', async () => {
    const root = makeProgram({
      'Pulumi.dev.yaml':
        'config:\n  azuread:tenantId: 11111111-2222-4333-8444-555555555555\n  azuread:clientSecret:\n    secure: v1:A:B\n  aws:region: eu-central-1\n  aws:allowedAccountIds: ["111122223333"]\n',
      'index.ts': `import * as aws from '@pulumi/aws'
import * as azuread from '@pulumi/azuread'
new azuread.Group('first', { displayName: 'x', securityEnabled: true })
const other = new azuread.Provider('other', { tenantId: '99999999-2222-4333-8444-555555555555' })
new azuread.Group('second', { displayName: 'y', securityEnabled: true }, { provider: other })
new aws.s3.Bucket('bucket', {})
`,
    })
    const { plan, error } = await run(root)
    expect(error).toBe('')
    const providers = plan.resources.filter((item) => item.type.startsWith('pulumi:providers:'))
    expect(providers.map(({ name, op, inputs }) => ({ name, op, inputs }))).toEqual([
      { name: 'default_7_48_0', op: 'same', inputs: { region: 'eu-central-1', allowedAccountIds: '["111122223333"]' } },
      {
        name: 'default_6_9_1',
        op: 'same',
        inputs: { tenantId: '11111111-2222-4333-8444-555555555555', clientSecret: SECRET_VALUE },
      },
      {
        name: 'other',
        op: 'create',
        // The provider's SDK adds the last two by itself; a provider's inputs travel as texts.
        inputs: { tenantId: '99999999-2222-4333-8444-555555555555', environment: 'public', useMsi: 'false' },
      },
    ])
    const prefix = 'urn:pulumi:dev::lab::pulumi:providers:'
    expect(resource(plan, 'first').provider).toBe(`${prefix}azuread::default_6_9_1`)
    expect(resource(plan, 'second').provider).toBe(`${prefix}azuread::other`)
    expect(resource(plan, 'bucket').provider).toBe(`${prefix}aws::default_7_48_0`)
  })
})

describe('sources', () => {
  test('the innermost line that is not a component; the component’s is related', async () => {
    const root = makeProgram({
      'Pulumi.yaml': 'name: lab\nmain: stacks/\nruntime: {name: nodejs, options: {typescript: false}}\n',
      'stacks/index.ts': `import { Wrapped } from './components/wrapped.ts'
import './späte namen.ts'

new Wrapped('one')
`,
      'stacks/components/wrapped.ts': `import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'
export class Wrapped extends pulumi.ComponentResource {
  constructor(name: string) {
    super('lab:index:Wrapped', name)
    new azuread.Group('inside', { displayName: 'x', securityEnabled: true }, { parent: this })
  }
}
`,
      'stacks/späte namen.ts': `import * as azuread from '@pulumi/azuread'
await Promise.resolve()
new azuread.Group('late', { displayName: 'x', securityEnabled: true }).objectId.apply(async () => {
  new azuread.Group('later', { displayName: 'y', securityEnabled: true })
})
`,
    })
    const { plan, error } = await run(root)
    expect(error).toBe('')
    expect(resource(plan, 'one').source).toEqual({ file: 'stacks/index.ts', line: 4, column: 1 })
    expect(resource(plan, 'inside').source).toEqual({ file: 'stacks/index.ts', line: 4, column: 1 })
    expect(resource(plan, 'inside').related).toEqual([{ file: 'stacks/components/wrapped.ts', line: 6, column: 5 }])
    expect(resource(plan, 'late').source).toEqual({ file: 'stacks/späte namen.ts', line: 3, column: 1 })
    expect(resource(plan, 'later').source).toEqual({ file: 'stacks/späte namen.ts', line: 4, column: 3 })
  })
})

describe('options', () => {
  test('protection, ignored changes, aliases, transforms', async () => {
    const { plan, error } = await run(
      makeProgram(`import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'
pulumi.runtime.registerResourceTransform((args) =>
  args.type === 'azuread:index/group:Group'
    ? { props: { ...args.props, description: 'stamped' }, opts: pulumi.mergeOptions(args.opts, { ignoreChanges: ['owners'] }) }
    : undefined)
const first = new azuread.Group('first', { displayName: 'x', securityEnabled: true }, {
  protect: true, retainOnDelete: true, ignoreChanges: ['members'], replaceOnChanges: ['displayName'],
  deleteBeforeReplace: true, aliases: [{ name: 'old-name' }],
})
new azuread.Group('second', { displayName: 'y', securityEnabled: true }, { deletedWith: first, dependsOn: [first] })
`),
    )
    expect(error).toBe('')
    const first = resource(plan, 'first')
    expect(first.inputs).toEqual({ displayName: 'x', securityEnabled: true, description: 'stamped' })
    expect(first.options).toEqual({
      protect: true,
      retainOnDelete: true,
      deleteBeforeReplace: true,
      ignoreChanges: ['members', 'owners'],
      replaceOnChanges: ['displayName'],
      aliases: ['urn:pulumi:dev::lab::azuread:index/group:Group::old-name'],
    })
    expect(resource(plan, 'second').options.deletedWith).toBe(first.key)
    expect(resource(plan, 'second').dependencies).toEqual([first.key])
  })
})

describe('data sources and other stacks', () => {
  const PROGRAM = `import * as aws from '@pulumi/aws'
import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'
const known = await azuread.getUser({ userPrincipalName: 'known@example.test' })
const unknown = azuread.getUserOutput({ userPrincipalName: 'nobody@example.test' })
const document = aws.iam.getPolicyDocumentOutput({ statements: [{ actions: ['s3:GetObject'], resources: ['*'] }] })
new azuread.Group('g', { displayName: 'x', securityEnabled: true, members: [known.objectId, unknown.objectId], description: pulumi.interpolate\`for \${unknown.displayName}\`, owners: unknown.businessPhones })
new aws.iam.Policy('p', { policy: document.json })
const base = new pulumi.StackReference('acme/base/prod')
new azuread.Group('h', { displayName: base.requireOutput('name'), description: base.requireOutput('token'), securityEnabled: true })
`
  const EXPORT: JsonObject = {
    version: 3,
    deployment: {
      resources: [
        {
          urn: 'urn:pulumi:prod::base::pulumi:pulumi:Stack::base-prod',
          type: 'pulumi:pulumi:Stack',
          custom: false,
          outputs: {
            name: 'Base',
            token: {
              '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
              plaintext: '"leaked-in-an-export"',
            },
          },
        },
      ],
    },
  }

  test('are evaluated, recorded or unknown, and listed', async () => {
    const { plan, error } = await run(makeProgram(PROGRAM), {
      invokes: [
        {
          token: 'azuread:index/getUser:getUser',
          arguments: { userPrincipalName: 'known@example.test' },
          result: { objectId: '00000000-aaaa-4bbb-8ccc-000000000001' },
        },
      ],
      stackReferences: new Map([['acme/base/prod', { file: 'base.json', document: EXPORT }]]),
    })
    expect(error).toBe('')
    expect(resource(plan, 'g').inputs).toEqual({
      displayName: 'x',
      securityEnabled: true,
      members: ['00000000-aaaa-4bbb-8ccc-000000000001', UNKNOWN_VALUE],
      description: { $gatehouse: 'text', parts: ['for ', UNKNOWN_VALUE] },
      owners: UNKNOWN_VALUE,
    })
    expect(JSON.parse(String(resource(plan, 'p').inputs['policy']))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    })
    expect(resource(plan, 'h').inputs).toEqual({
      displayName: 'Base',
      description: SECRET_VALUE,
      securityEnabled: true,
    })
    expect(plan.invokes.map(({ token, answered }) => `${answered} ${token}`)).toEqual([
      'evaluated aws:iam/getPolicyDocument:getPolicyDocument',
      'recorded azuread:index/getUser:getUser',
      'unknown azuread:index/getUser:getUser',
    ])
    expect(JSON.stringify(plan)).not.toContain('leaked')
  })
})

describe('secrets that the program holds itself', () => {
  test('are named, never shown; those of encrypted configuration and of other resources are not', async () => {
    const { plan, error } = await run(
      makeProgram({
        'Pulumi.dev.yaml':
          'config:\n  lab:closed:\n    secure: v1:bm90:dXNlZA==\n  lab:plain: in-the-plain-configuration\n',
        'index.ts': `import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'
const config = new pulumi.Config()
const user = (name: string, password: pulumi.Input<string> | undefined) =>
  new azuread.User(name, { displayName: name, userPrincipalName: name + '@example.test', password })
const first = user('none', undefined)
user('literal', 'written-in-the-program')
user('plain', config.requireSecret('plain'))
user('closed', config.requireSecret('closed'))
user('built', pulumi.interpolate\`x-\${config.requireSecret('closed')}\`)
user('computed', pulumi.secret(first.objectId))
user('asked', azuread.getClientConfigOutput().tenantId.apply((id) => id + '-Aa1'))
`,
      }),
    )
    expect(error).toBe('')
    const users = plan.resources.filter(({ type }) => type === 'azuread:index/user:User')
    expect(Object.fromEntries(users.map(({ name, inputs, written }) => [name, [inputs['password'], written]]))).toEqual(
      {
        none: [undefined, undefined],
        literal: [SECRET_VALUE, ['password']],
        plain: [SECRET_VALUE, ['password']],
        closed: [SECRET_VALUE, undefined],
        built: [SECRET_VALUE, undefined],
        computed: [SECRET_VALUE, undefined],
        // Everybody who may ask the provider gets the same answer.
        asked: [SECRET_VALUE, ['password']],
      },
    )
    expect(JSON.stringify(plan)).not.toContain('written-in-the-program')
    expect(() => validateValue(PLAN_SCHEMA, JSON.parse(String(planBytes(plan))), 'plan')).not.toThrow()
  })
})

describe('objects that are only read', () => {
  const REAL = '00000000-aaaa-4bbb-8ccc-000000000007'
  const CLAIM = '00000000-aaaa-4bbb-8ccc-000000000008'
  const PROGRAM = `import * as azuread from '@pulumi/azuread'
const read = azuread.Group.get('read', '/groups/${REAL}', { objectId: '${CLAIM}', displayName: 'claimed', members: ['${CLAIM}'], mailEnabled: true })
const twin = azuread.Group.get('twin', new azuread.Group('made', { displayName: 'made', securityEnabled: true }).id, { objectId: '${CLAIM}' })
new azuread.Group('uses', {
  displayName: read.displayName,
  securityEnabled: true,
  owners: [read.objectId, read.id.apply((id) => id.split('/').pop()!), twin.objectId],
  members: read.members.apply((list) => list ?? ['nobody']),
  mailEnabled: read.mailEnabled,
})
`
  const key = (name: string): string => `urn:pulumi:dev::lab::azuread:index/group:Group::${name}`

  test('are the id by which they are read; what the program says about them is in no property', async () => {
    const { plan, error } = await run(makeProgram(PROGRAM))
    expect(error).toBe('')
    expect(resource(plan, 'read')).toMatchObject({
      op: 'read',
      inputs: {},
      computed: { id: `/groups/${REAL}`, objectId: REAL },
    })
    expect(resource(plan, 'uses').inputs).toEqual({
      displayName: ref(key('read'), 'displayName'),
      securityEnabled: true,
      owners: [REAL, ref(key('made'), 'objectId')],
      members: UNKNOWN_VALUE,
      mailEnabled: UNKNOWN_VALUE,
    })
    expect(JSON.stringify(plan)).not.toContain(CLAIM)
  })

  test('are what the state knows of the same object, and of no other', async () => {
    const state = (id: string): JsonObject => ({
      version: 3,
      deployment: {
        resources: [
          {
            urn: key('read'),
            type: 'azuread:index/group:Group',
            custom: true,
            external: true,
            id: `/groups/${id}`,
            inputs: {},
            outputs: { objectId: id, displayName: 'real', mailEnabled: false, members: [id] },
          },
        ],
      },
    })
    const uses = async (id: string): Promise<unknown> => {
      const { plan, error } = await run(makeProgram(PROGRAM), { state: { file: 'state.json', document: state(id) } })
      expect(error).toBe('')
      return resource(plan, 'uses').inputs
    }
    expect(await uses(REAL)).toMatchObject({ displayName: 'real', members: [REAL], mailEnabled: false })
    expect(await uses(CLAIM)).toMatchObject({
      displayName: ref(key('read'), 'displayName'),
      members: UNKNOWN_VALUE,
      mailEnabled: UNKNOWN_VALUE,
    })
  })
})

describe('against a state', () => {
  const urn = (name: string) => `urn:pulumi:dev::lab::azuread:index/group:Group::${name}`
  const old = (name: string, inputs: JsonObject, more: JsonObject = {}): JsonObject => ({
    urn: urn(name),
    type: 'azuread:index/group:Group',
    custom: true,
    id: `/groups/00000000-0000-4000-8000-00000000000${name.length}`,
    inputs: { __defaults: [], securityEnabled: true, ...inputs },
    outputs: { objectId: `00000000-0000-4000-8000-00000000000${name.length}`, ...inputs },
    ...more,
  })

  test('ids are real, sets have no order, ignored and aliased resources stay, protected ones are reported', async () => {
    const document = {
      version: 3,
      deployment: {
        resources: [
          old('same', { displayName: 'same', owners: ['a', 'b'] }),
          old('ignored', { displayName: 'before' }),
          old('old-name', { displayName: 'moved' }),
          old('replaced', { displayName: 'replaced', assignableToRole: true }, { protect: true }),
          old('gone', { displayName: 'gone' }, { protect: true }),
        ],
      },
    }
    const { plan, error } = await run(
      makeProgram(`import * as azuread from '@pulumi/azuread'
const group = (name: string, args: object, opts: object = {}) =>
  new azuread.Group(name, { displayName: name, securityEnabled: true, ...args }, opts)
const same = group('same', { owners: ['b', 'a'] })
group('ignored', { displayName: 'after' }, { ignoreChanges: ['displayName'] })
group('moved', {}, { aliases: [{ name: 'old-name' }] })
const replaced = group('replaced', { assignableToRole: false }, { protect: true })
group('fresh', { members: [same.objectId, replaced.objectId] })
`),
      { state: { file: 'state.json', document: document as unknown as JsonObject } },
    )
    expect(error).toBe('')
    expect(changeList(plan)).toEqual(['create fresh', 'create lab-dev', 'delete gone', 'replace replaced'])
    expect(resource(plan, 'fresh').inputs['members']).toEqual([
      '00000000-0000-4000-8000-000000000004',
      ref(urn('replaced'), 'objectId'),
    ])
    expect(resource(plan, 'same').computed).toEqual({
      id: '/groups/00000000-0000-4000-8000-000000000004',
      objectId: '00000000-0000-4000-8000-000000000004',
    })
    expect(resource(plan, 'ignored').inputs['displayName']).toBe('before')
    expect(plan.diagnostics).toEqual([
      { severity: 'error', key: urn('gone'), message: 'the resource is protected and cannot be deleted' },
      { severity: 'error', key: urn('replaced'), message: 'the resource is protected and cannot be replaced' },
    ])
  })

  test.each<[string, JsonObject, string]>([
    ['no export', { resources: [] }, 'schema: gatehouse: state.json: this is not a stack export'],
    [
      'another version',
      { version: 9, deployment: {} },
      'unsupported-version: gatehouse: state.json: the export has version 9',
    ],
    [
      'an interrupted update',
      { version: 3, deployment: { pending_operations: [{}] } },
      'refused: gatehouse: state.json: the export has pending operations: nobody knows whether they happened',
    ],
  ])('%s is refused', async (_, document, sentence) => {
    const { error } = await run(makeProgram(''), { state: { file: 'state.json', document } })
    expect(error.split('\n')[0]).toBe(sentence)
  })
})
