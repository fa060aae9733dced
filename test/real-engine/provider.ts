// Simulated providers `azuread` and `aws` for the real engine: raw ResourceProvider services over an emulated directory
// in one file. What a type takes, computes and replaces comes from the provider's own schema (azuread, cut down) or from
// the declarations of its SDK (aws). Started by the engine; the first line it prints is its port.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createSdkTypes } from '../../src/engine/sdk-types.ts'
import { AZUREAD_TYPES } from '../../src/plan/provider-types/azuread.ts'
import { openDirectory } from './directory.ts'

// biome-ignore lint/suspicious/noExplicitAny: generated protobuf code has no types for ES modules
type Any = any
type Values = Record<string, Any>

const load = createRequire(import.meta.url)
const grpc: Any = load('@grpc/grpc-js')
const provider: Any = load('@pulumi/pulumi/proto/provider_pb.js')
const plugin: Any = load('@pulumi/pulumi/proto/plugin_pb.js')
const { ResourceProviderService }: Any = load('@pulumi/pulumi/proto/provider_grpc_pb.js')
const { Struct }: Any = load('google-protobuf/google/protobuf/struct_pb.js')
const { Empty }: Any = load('google-protobuf/google/protobuf/empty_pb.js')

const [, , name = 'azuread'] = process.argv
const { version } = load(`@pulumi/${name}/package.json`) as { version: string }
const directory = openDirectory(process.env['DIRECTORY'] ?? 'directory.json')

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'
const OUTPUT = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

/** What the engine wraps: secrets stay secrets, outputs become their value. */
function unwrap(value: Any): Any {
  if (Array.isArray(value)) return value.map(unwrap)
  if (value === null || typeof value !== 'object') return value
  if (value[SIGNATURE] !== OUTPUT)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item)]))
  const inner = 'value' in value ? unwrap(value.value) : UNKNOWN
  return value.secret ? { [SIGNATURE]: SECRET, value: inner } : inner
}
/** As a service stores it: without the wrapping of secrets. */
function plain(value: Any): Any {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  if (value[SIGNATURE] === SECRET) return plain(value.value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
const read = (struct: Any): Values => {
  const { __defaults, ...values } = struct ? unwrap(struct.toJavaScript()) : {}
  return values
}
const write = (values: Values): Any => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)))
const typeOf = (urn: string): string => urn.split('::')[2]?.split('$').at(-1) ?? ''
const labelOf = (urn: string): string => urn.split('::').slice(3).join('::')

interface Type {
  readonly replacing: ReadonlySet<string>
  readonly secret: ReadonlySet<string>
  /** Texts that the service makes. */
  readonly computed: readonly string[]
}
const types = new Map<string, Type>()
const sdk = createSdkTypes(import.meta.dirname)
const schema =
  name === 'azuread'
    ? (JSON.parse(readFileSync(new URL('../fixtures/providers/azuread.json', import.meta.url), 'utf8')) as {
        types: Record<string, { inputs: Record<string, { replaces?: true; secret?: true }>; computed: string[] }>
      })
    : undefined

function typeNamed(token: string): Type {
  const known = types.get(token) ?? describe(token)
  types.set(token, known)
  return known
}
function describe(token: string): Type {
  const own = schema?.types[token]
  if (own !== undefined) {
    const named = (mark: 'replaces' | 'secret'): Set<string> =>
      new Set(Object.entries(own.inputs).flatMap(([input, marks]) => (marks[mark] ? [input] : [])))
    return { replacing: named('replaces'), secret: named('secret'), computed: own.computed }
  }
  if (schema !== undefined) throw new Error(`the cut-down schema has no ${token}`)
  const found = sdk.resource(token)
  if (found === undefined) throw new Error(`the SDK has no ${token}`)
  return { replacing: found.replacing, secret: new Set(), computed: [...found.strings] }
}

/** Object ids are functions of the URN and of how often there was such an object, so that runs can be compared. */
function objectId(urn: string, generation: number): string {
  const hex = createHash('sha256').update(`${urn} ${generation}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function computedOf(token: string, inputs: Values, id: string): Values {
  const own = id.split('/').at(-1) ?? id
  return Object.fromEntries(
    typeNamed(token)
      .computed.filter((property) => !(property in inputs))
      .map((property) => {
        if (property === 'userType') return [property, 'Member']
        if (property === 'templateId') return [property, directory.templateOf(String(inputs['displayName'])) ?? own]
        if (property.toLowerCase().endsWith('arn') || property === 'arn')
          return [property, `arn:aws:simulated::111122223333:${labelToken(token)}/${own}`]
        return [property, own]
      }),
  )
}
const labelToken = (token: string): string => token.split(':').at(-1)?.toLowerCase() ?? ''

/** Structural difference with property paths. */
function difference(a: Any, b: Any, path = '', found: Record<string, number> = {}): Record<string, number> {
  const { PropertyDiff } = provider
  if (JSON.stringify(a) === JSON.stringify(b)) return found
  if (a === undefined) found[path] = PropertyDiff.Kind.ADD
  else if (b === undefined) found[path] = PropertyDiff.Kind.DELETE
  else if (isPlainObject(a) && isPlainObject(b))
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      difference(a[key], b[key], path === '' ? key : `${path}.${key}`, found)
  else found[path] = PropertyDiff.Kind.UPDATE
  return found
}
const isPlainObject = (value: Any): boolean =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(SIGNATURE in value)

/** Sets of a bridged provider have no order: they are compared sorted. */
function sorted(token: string, values: Values): Values {
  const sets = AZUREAD_TYPES[token]?.sets ?? []
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      sets.includes(key) && Array.isArray(value) ? [...value].sort() : value,
    ]),
  )
}

const answers: Record<string, (request: Any) => unknown> = {
  handshake: () =>
    new provider.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true).setAcceptOutputs(true),
  getPluginInfo: () => new plugin.PluginInfo().setVersion(version),
  getSchema: () => new provider.GetSchemaResponse().setSchema(JSON.stringify({ name, version })),
  getMapping: () => new provider.GetMappingResponse(),
  getMappings: () => new provider.GetMappingsResponse(),
  checkConfig: (request) => new provider.CheckResponse().setInputs(request.getNews()),
  diffConfig: () => new provider.DiffResponse().setChanges(provider.DiffResponse.DiffChanges.DIFF_NONE),
  configure: () =>
    new provider.ConfigureResponse()
      .setAcceptsecrets(true)
      .setSupportspreview(true)
      .setAcceptresources(true)
      .setAcceptoutputs(true),
  check: (request) => {
    const token = typeOf(request.getUrn())
    const values = read(request.getNews())
    const defaults = Object.entries(AZUREAD_TYPES[token]?.defaults ?? {}).filter(([key]) => values[key] === undefined)
    const { secret } = typeNamed(token)
    const wrapped = Object.fromEntries(
      Object.entries({ ...values, ...Object.fromEntries(defaults) }).map(([key, value]) => [
        key,
        secret.has(key) && isPlainObject({ value }) && !(value?.[SIGNATURE] === SECRET)
          ? { [SIGNATURE]: SECRET, value }
          : value,
      ]),
    )
    return new provider.CheckResponse().setInputs(
      write({ ...wrapped, __defaults: defaults.map(([key]) => key).sort() }),
    )
  },
  diff: (request) => {
    const token = typeOf(request.getUrn())
    const ignored: string[] = request.getIgnorechangesList()
    const { replacing } = typeNamed(token)
    const response = new provider.DiffResponse().setHasdetaileddiff(true)
    const changed = new Set<string>()
    for (const [path, kind] of Object.entries(
      difference(sorted(token, read(request.getOldInputs())), sorted(token, read(request.getNews()))),
    )) {
      const top = path.split('.')[0] ?? path
      if (ignored.includes(top)) continue
      changed.add(top)
      response.getDetaileddiffMap().set(path, new provider.PropertyDiff().setKind(kind + (replacing.has(top) ? 1 : 0)))
    }
    const { DIFF_SOME, DIFF_NONE } = provider.DiffResponse.DiffChanges
    return response
      .setChanges(changed.size > 0 ? DIFF_SOME : DIFF_NONE)
      .setDiffsList([...changed])
      .setReplacesList([...changed].filter((key) => replacing.has(key)))
  },
  create: (request) => {
    const urn: string = request.getUrn()
    const token = typeOf(urn)
    const inputs = read(request.getProperties())
    if (request.getPreview()) {
      const unknown = typeNamed(token).computed.filter((property) => !(property in inputs))
      const state = { ...Object.fromEntries(unknown.map((property) => [property, UNKNOWN])), ...inputs }
      return new provider.CreateResponse().setId('').setProperties(write(state))
    }
    const own = objectId(urn, directory.count(urn))
    const id = name === 'azuread' ? `${AZUREAD_TYPES[token]?.idPrefix ?? ''}${own}` : own
    const state = { ...inputs, ...computedOf(token, inputs, id) }
    directory.create(id, { type: token, label: labelOf(urn), urn, inputs: plain(inputs), state: plain(state) })
    return new provider.CreateResponse().setId(id).setProperties(write(state))
  },
  read: (request) => {
    const id: string = request.getId()
    const found = directory.read(id)
    if (found === undefined) return new provider.ReadResponse().setId('')
    const { secret } = typeNamed(found.type)
    // A service does not give a password back: what the engine knew of it stays.
    const kept = (known: Values, values: Values): Values =>
      Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, secret.has(key) ? (known[key] ?? value) : value]),
      )
    return new provider.ReadResponse()
      .setId(id)
      .setProperties(write(kept(read(request.getProperties()), found.state)))
      .setInputs(write({ ...kept(read(request.getInputs()), found.inputs), __defaults: [] }))
  },
  update: (request) => {
    const urn: string = request.getUrn()
    const id: string = request.getId()
    const inputs = read(request.getNews())
    const state = { ...inputs, ...computedOf(typeOf(urn), inputs, id) }
    if (!request.getPreview()) directory.update(id, plain(inputs), plain(state))
    return new provider.UpdateResponse().setProperties(write(state))
  },
  delete: (request) => {
    directory.remove(request.getId())
    return new Empty()
  },
  invoke: (request) => {
    throw new Error(`no answer for ${request.getTok()}`)
  },
  attach: () => new Empty(),
  cancel: () => new Empty(),
}

const server = new grpc.Server({ 'grpc.max_receive_message_length': 400 << 20 })
server.addService(
  ResourceProviderService,
  Object.fromEntries(
    Object.entries(answers).map(([method, answer]) => [
      method,
      (call: Any, done: (error: unknown, answer?: unknown) => void) => {
        try {
          done(null, answer(call.request))
        } catch (error) {
          done({ code: grpc.status.UNKNOWN, details: (error as Error).message })
        }
      },
    ]),
  ),
)
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error: Error | null, port: number) => {
  if (error) throw error
  process.stdout.write(`${port}\n`)
})
