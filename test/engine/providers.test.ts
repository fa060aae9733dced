import { expect, test } from 'vitest'
import { providerFact } from '../../src/access/providers.ts'
import { desiredDigest } from '../../src/plan/digest.ts'
import { NO_OPTIONS, type Resource } from '../../src/plan/model.ts'
import { makeProgram, resource, run } from './programs.ts'

const program = (provider: string, group = '{}'): string => `import * as azuread from '@pulumi/azuread'
const own = new azuread.Provider('own', { tenantId: '11111111-2222-4333-8444-555555555555' }, ${provider})
new azuread.Group('far', { displayName: 'Far', securityEnabled: true }, { provider: own })
new azuread.Group('near', { displayName: 'Near', securityEnabled: true }, ${group})
`

test('where a plugin comes from and which one it is stands in the plan and in its digest', async () => {
  const { plan, error } = await run(
    makeProgram(program("{ version: '6.6.6', pluginDownloadURL: 'https://a.example' }")),
  )
  expect(error).toBe('')
  expect(resource(plan, 'own').options).toEqual({
    ...NO_OPTIONS,
    version: '6.6.6',
    pluginDownloadURL: 'https://a.example',
  })
  const digests = [
    desiredDigest(plan),
    ...(await Promise.all(
      ['{}', "{ version: '6.6.6' }", "{ version: '6.6.6', pluginDownloadURL: 'https://b.example' }"].map(
        async (options) => desiredDigest((await run(makeProgram(program(options)))).plan),
      ),
    )),
  ]
  expect(new Set(digests).size).toBe(4)
})

test('a resource without a provider has a default provider of its own for each address', async () => {
  const { plan } = await run(makeProgram(program('{}', "{ pluginDownloadURL: 'https://a.example/x' }")))
  const { key, name, options } = resource(plan, 'default_6_9_1_https___a_example_x')
  expect(resource(plan, 'near').provider).toBe(key)
  expect([name, options]).toEqual([name, { ...NO_OPTIONS, pluginDownloadURL: 'https://a.example/x' }])
})

test('a data source whose plugin comes from elsewhere is refused: no resource would show it', async () => {
  const root = makeProgram(`import * as azuread from '@pulumi/azuread'
await azuread.getClientConfig({ pluginDownloadURL: 'https://a.example' })
`)
  expect((await run(root)).error).toContain(
    'the data source azuread:index/getClientConfig:getClientConfig fetches its plugin from https://a.example',
  )
})

test.each([
  [{}, { kind: 'public', inputs: [] }],
  [{ environment: 'global' }, { kind: 'public', inputs: [] }],
  [{ environment: 'china' }, { kind: 'other', inputs: ['environment'] }],
  [
    { environment: 'public', metadataHost: 'login.a.example' },
    { kind: 'other', inputs: ['metadataHost'] },
  ],
  [{ environment: { $gatehouse: 'unknown' } }, { kind: 'unknown', inputs: ['environment'] }],
  [
    { environment: { $gatehouse: 'secret' }, metadataHost: 'login.a.example' },
    { kind: 'other', inputs: ['environment', 'metadataHost'] },
  ],
] as const)('the cloud of a provider: %j', (inputs, cloud) => {
  const provider: Resource = {
    ...{ key: 'k', name: 'n', custom: true, op: 'create', computed: {}, dependencies: [], propertyDependencies: {} },
    ...{ type: 'pulumi:providers:azuread', inputs, options: NO_OPTIONS },
  }
  expect(providerFact(provider)).toEqual({ provider: { package: 'azuread', cloud } })
  expect(providerFact({ ...provider, custom: false })).toEqual({})
})
