import { expect, test } from 'vitest'
import type { ProviderFact } from '../../src/access/model.ts'
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

const UNKNOWN = { $gatehouse: 'unknown' } as const
const PUBLIC = { kind: 'public', inputs: [] } as const
const other = (...inputs: readonly string[]) => ({ kind: 'other', inputs }) as const
const unknown = (...inputs: readonly string[]) => ({ kind: 'unknown', inputs }) as const

test.each<[string, Resource['inputs'], ProviderFact['cloud']]>([
  ['azuread', {}, PUBLIC],
  ['azuread', { environment: 'global' }, PUBLIC],
  ['azuread', { environment: 'china' }, other('environment')],
  ['azuread', { environment: 'public', metadataHost: 'login.a.example' }, other('metadataHost')],
  ['azuread', { environment: UNKNOWN }, unknown('environment')],
  [
    'azuread',
    { environment: { $gatehouse: 'secret' }, metadataHost: 'login.a.example' },
    other('environment', 'metadataHost'),
  ],
  // What the SDK itself writes for a provider that the program declares.
  ['azuread', { environment: 'public', useMsi: 'false', tenantId: UNKNOWN }, PUBLIC],
  ['azuread', { useOidc: 'true', oidcRequestUrl: 'https://a.example', tenantId: 't' }, other('oidcRequestUrl')],
  ['azuread', { oidcTokenFilePath: '/proc/self/environ' }, other('oidcTokenFilePath')],
  ['azuread', { useMsi: true, msiEndpoint: 'http://a.example' }, other('msiEndpoint', 'useMsi')],
  ['azuread', { useMsi: UNKNOWN }, unknown('useMsi')],
  ['azuread', { msiEndpoint: '', oidcRequestUrl: null }, PUBLIC],
  ['azuread', { constructor: 'x' }, other('constructor')],
  ['azuread', { aNewInput: UNKNOWN }, other('aNewInput')],
  ['azuread', { pluginDownloadURL: 'https://a.example' }, other('pluginDownloadURL')],
  ['aws', { region: 'eu-central-1', skipRegionValidation: 'true', allowedAccountIds: '["111111111111"]' }, PUBLIC],
  ['aws', { region: 'a.example/', stsRegion: 'cn-north-1' }, other('region', 'stsRegion')],
  ['aws', { region: 'us-gov-west-1' }, other('region')],
  ['aws', { region: UNKNOWN }, unknown('region')],
  [
    'aws',
    { insecure: 'true', httpsProxy: 'http://a.example', httpProxy: 'http://a.example' },
    other('httpProxy', 'httpsProxy', 'insecure'),
  ],
  ['aws', { assumeRoles: '[{"roleArn":"arn:aws:iam::222222222222:role/deploy"}]' }, PUBLIC],
  ['aws', { assumeRoles: [{ roleArn: 'arn:aws:iam::222222222222:role/deploy' }] }, PUBLIC],
  ['aws', { assumeRoles: '[{"roleArn": "arn:aws:iam::222222222222:role/deploy"}]' }, other('assumeRoles')],
  ['aws', { assumeRoles: '[{"role\\u0041rn":"arn:aws:iam::222222222222:role/deploy"}]' }, other('assumeRoles')],
  ['aws', { assumeRoles: [{ roleArn: UNKNOWN }] }, other('assumeRoles')],
  ['aws', { assumeRoles: UNKNOWN }, unknown('assumeRoles')],
  ['aws', { endpoints: '[{"sts":"https://a.example"}]' }, other('endpoints')],
  ['aws', { accessKey: { $gatehouse: 'secret' } }, other('accessKey')],
  ['aws', { assumeRoleWithWebIdentity: UNKNOWN }, other('assumeRoleWithWebIdentity')],
  ['gitlab', { baseUrl: 'https://a.example' }, PUBLIC],
])('whom a provider of %s talks to: %j', (name, inputs, cloud) => {
  const provider: Resource = {
    ...{ key: 'k', name: 'n', custom: true, op: 'create', computed: {}, dependencies: [], propertyDependencies: {} },
    ...{ type: `pulumi:providers:${name}`, inputs, options: NO_OPTIONS },
  }
  expect(providerFact(provider)).toEqual({ provider: { package: name, cloud } })
  expect(providerFact({ ...provider, custom: false })).toEqual({})
})

test('the configuration of a stack counts as inputs of the default provider, those of the program as its own', async () => {
  const source = `import * as azuread from '@pulumi/azuread'
const own = new azuread.Provider('own', { tenantId: '11111111-2222-4333-8444-555555555555', oidcRequestUrl: 'https://a.example' })
new azuread.Group('far', { displayName: 'Far', securityEnabled: true }, { provider: own })
new azuread.Group('near', { displayName: 'Near', securityEnabled: true })
`
  const config = 'config:\n  azuread:msiEndpoint: http://a.example\n  azuread:useMsi: true\n'
  const { plan, error } = await run(makeProgram({ 'index.ts': source, 'Pulumi.dev.yaml': config }))
  expect(error).toBe('')
  expect(plan?.resources.flatMap((found) => providerFact(found).provider?.cloud ?? [])).toEqual([
    other('msiEndpoint', 'useMsi'),
    other('oidcRequestUrl'),
  ])
})
