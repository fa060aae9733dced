import { AppError } from '../errors.ts'
import { byCodeUnit, type Json } from '../json.ts'
import {
  flagOf,
  type Goal,
  propertiesOf,
  readAliases,
  readGoal,
  readRequestPlaces,
  STACK_TYPE,
  textOf,
  textsOf,
} from './goal.ts'
import type { CallbacksClient, GrpcServer, Handler, Protocol, Request } from './protocol.ts'
import type { Session } from './session.ts'
import { structToJson, unwrapOutputs } from './wire.ts'

/** Features of the protocol that the session understands; the SDK does without the others. */
const FEATURES: ReadonlySet<string> = new Set([
  'secrets',
  'outputValues',
  'aliasSpecs',
  'deletedWith',
  'replaceWith',
  'transforms',
  'resourceHooks',
  'errorHooks',
])

/** Messages are not limited: the program runs on the same machine and its time is. */
const MESSAGE_LIMIT = 400 * 1024 * 1024

/** The running server. */
export interface Monitor {
  readonly address: string
  /** True after the SDK said that the program ran to its end; an exit code alone proves nothing. */
  readonly signalled: () => boolean
  /** Calls that began and did not end. */
  readonly unfinished: () => number
  /** Errors that the program or the SDK reported. */
  readonly errors: () => readonly string[]
  readonly close: () => void
}

/** Where the server listens and where the program's callbacks do. */
export interface Addresses {
  readonly monitor: string
  readonly callbacks: string
}

/**
 * Serves the resource monitor and the engine to one program.
 * @param fail is told the first fault; the program is stopped then.
 */
export async function startMonitor(
  protocol: Protocol,
  session: Session,
  root: string,
  addresses: Addresses,
  fail: (error: unknown) => void,
): Promise<Monitor> {
  const { make } = protocol
  const errors: string[] = []
  const transforms: string[] = []
  let rootUrn = ''
  let signalled = false
  let running = 0
  let callbacks: CallbacksClient | undefined

  const serve =
    (answer: (request: Request) => unknown): Handler =>
    (call, done) => {
      running++
      Promise.resolve()
        .then(() => answer(call.request))
        .then(
          (message) => done(null, message),
          (error: unknown) => {
            fail(error)
            done({ code: protocol.grpc.status.UNKNOWN, details: String((error as Error).message) })
          },
        )
        .finally(() => running--)
    }
  const refuse = (what: string): Handler =>
    serve(() => {
      throw new AppError('program', `the program ${what}, which the planner cannot do without a provider's plugin`, {
        fix: 'give the output of "pulumi preview --json --show-sames" instead (--engine preview FILE)',
      })
    })

  const transform = async (goal: Goal, request: Request): Promise<Goal> => {
    const own = (request['getTransformsList']?.() ?? []) as readonly Request[]
    let result = goal
    for (const token of [...own.map((callback) => textOf(callback, 'getToken')), ...transforms]) {
      callbacks ??= new protocol.callbacks(addresses.callbacks, protocol.grpc.credentials.createInsecure())
      result = await applyTransform(protocol, callbacks, token, result, request)
    }
    return result
  }

  const monitor: Record<string, Handler> = {
    supportsFeature: serve((request) => make.supportsFeature(FEATURES.has(textOf(request, 'getId')))),
    registerResource: serve(async (request) => {
      const goal = await transform(readGoal(request, root, rootUrn), request)
      const { urn, id, properties } = session.register(goal)
      if (goal.type === STACK_TYPE) rootUrn = urn
      return make.registered(urn, id, properties)
    }),
    registerResourceOutputs: serve((request) => {
      session.setOutputs(textOf(request, 'getUrn'))
      return make.empty()
    }),
    readResource: serve((request) => {
      const { urn, properties } = session.read(readTarget(request, root, rootUrn), textOf(request, 'getId'))
      return make.read(urn, properties)
    }),
    invoke: serve((request) => {
      refuseForeignPlugin(request)
      return make.invoked(session.invoke(textOf(request, 'getTok'), propertiesOf(request, 'getArgs')))
    }),
    registerStackTransform: serve((request) => {
      transforms.push(textOf(request, 'getToken'))
      return make.empty()
    }),
    registerResourceHook: serve(() => make.empty()),
    registerErrorHook: serve(() => make.empty()),
    signalAndWaitForShutdown: serve(() => {
      signalled = true
      return make.empty()
    }),
    call: refuse('calls a method of a resource'),
    existsResource: refuse('asks whether an object exists'),
    registerPackage: refuse('uses a parameterized package'),
    registerStackInvokeTransform: refuse('transforms calls of data sources'),
  }
  const engine: Record<string, Handler> = {
    log: serve((request) => {
      const severity = Number(request['getSeverity']?.())
      const message = textOf(request, 'getMessage').trimEnd()
      if (severity === 3) errors.push(message)
      else if (severity > 0 && !flagOf(request, 'getEphemeral')) {
        const urn = textOf(request, 'getUrn')
        session.warn({ severity: severity === 2 ? 'warning' : 'info', message, ...(urn === '' ? {} : { key: urn }) })
      }
      return make.empty()
    }),
    getRootResource: serve(() => make.rootResource(rootUrn)),
    setRootResource: serve(() => make.rootResourceSet()),
    requirePulumiVersion: serve(() => make.versionAccepted()),
    startDebugging: serve(() => make.empty()),
  }

  const server = new protocol.grpc.Server({
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
    'grpc.max_send_message_length': MESSAGE_LIMIT,
  })
  server.addService(protocol.monitor, offered(protocol.monitor, monitor))
  server.addService(protocol.engine, offered(protocol.engine, engine))
  const address = await bind(server, protocol, addresses.monitor)
  return {
    address,
    signalled: () => signalled,
    unfinished: () => running,
    errors: () => errors,
    close: () => {
      callbacks?.close()
      server.forceShutdown()
    },
  }
}

/** @throws AppError `program` for a data source whose plugin comes from elsewhere: no resource of the plan would show it. */
function refuseForeignPlugin(request: Request): void {
  const url = textOf(request, 'getPlugindownloadurl')
  if (url === '') return
  throw new AppError('program', `the data source ${textOf(request, 'getTok')} fetches its plugin from ${url}`, {
    expected: "the plugin of the package's publisher",
    fix: 'remove the option pluginDownloadURL, or declare a provider with it, so that it is judged, and name that one',
  })
}

/** Only the methods that this version of the SDK defines. */
function offered(
  service: Readonly<Record<string, unknown>>,
  handlers: Record<string, Handler>,
): Record<string, Handler> {
  return Object.fromEntries(Object.entries(handlers).filter(([name]) => name in service))
}

async function bind(server: GrpcServer, protocol: Protocol, address: string): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, protocol.grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return address.startsWith('unix:') ? address : address.replace(/:0$/, `:${port}`)
}

function readTarget(request: Request, root: string, rootUrn: string): Goal {
  return {
    type: textOf(request, 'getType'),
    name: textOf(request, 'getName'),
    custom: true,
    parent: textOf(request, 'getParent') || rootUrn,
    provider: textOf(request, 'getProvider'),
    version: textOf(request, 'getVersion'),
    pluginDownloadURL: textOf(request, 'getPlugindownloadurl'),
    inputs: propertiesOf(request, 'getProperties'),
    dependencies: [...textsOf(request, 'getDependenciesList')].sort(byCodeUnit),
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    ignoreChanges: [],
    replaceOnChanges: [],
    replaceWith: [],
    deletedWith: '',
    secretOutputs: textsOf(request, 'getAdditionalsecretoutputsList'),
    aliases: [],
    importId: '',
    places: readRequestPlaces(request, root),
  }
}

/** Asks the program's own transform; every option that a plan holds follows its answer. */
async function applyTransform(
  protocol: Protocol,
  client: CallbacksClient,
  token: string,
  goal: Goal,
  request: Request,
): Promise<Goal> {
  const options = {
    DependsOnList: goal.dependencies,
    Protect: goal.protect,
    IgnoreChangesList: goal.ignoreChanges,
    ReplaceOnChangesList: goal.replaceOnChanges,
    Version: goal.version,
    PluginDownloadUrl: goal.pluginDownloadURL,
    AliasesList: request['getAliasesList']?.() ?? [],
    Provider: goal.provider,
    CustomTimeouts: request['getCustomtimeouts']?.(),
    RetainOnDelete: goal.retainOnDelete,
    DeletedWith: goal.deletedWith,
    DeleteBeforeReplace: goal.deleteBeforeReplace,
    AdditionalSecretOutputsList: goal.secretOutputs,
    Import: goal.importId,
    ReplaceWithList: goal.replaceWith,
  }
  const bytes = protocol.make.transformRequest(
    {
      Type: goal.type,
      Name: goal.name,
      Custom: goal.custom,
      Parent: goal.parent,
      Properties: protocol.struct(goal.inputs),
    },
    options,
  )
  const answer = await new Promise<Uint8Array>((resolve, reject) => {
    client.invoke(protocol.make.callback(token, bytes), (error, response) =>
      error === null ? resolve(response.getResponse_asU8()) : reject(callbackError(error, goal)),
    )
  })
  const changed = protocol.readTransformResponse(answer)
  const inputs = unwrapOutputs(structToJson(changed.properties)) as { [name: string]: Json }
  if (changed.options === undefined) return { ...goal, inputs }
  const { options: to } = changed
  return {
    ...goal,
    inputs,
    provider: textOf(to, 'getProvider') || goal.provider,
    version: textOf(to, 'getVersion') || goal.version,
    pluginDownloadURL: textOf(to, 'getPluginDownloadUrl') || goal.pluginDownloadURL,
    dependencies: [...textsOf(to, 'getDependsOnList')].sort(byCodeUnit),
    protect: flagOf(to, 'getProtect'),
    retainOnDelete: flagOf(to, 'getRetainOnDelete'),
    deleteBeforeReplace: flagOf(to, 'getDeleteBeforeReplace'),
    ignoreChanges: textsOf(to, 'getIgnoreChangesList'),
    replaceOnChanges: textsOf(to, 'getReplaceOnChangesList'),
    replaceWith: textsOf(to, 'getReplaceWithList'),
    deletedWith: textOf(to, 'getDeletedWith'),
    secretOutputs: textsOf(to, 'getAdditionalSecretOutputsList'),
    aliases: readAliases(to, 'getAliasesList'),
    importId: textOf(to, 'getImport') || goal.importId,
  }
}

function callbackError(cause: Error, goal: Goal): AppError {
  return new AppError(
    'program',
    `a transform of the program failed for ${goal.name} (${goal.type}): ${cause.message}`,
    {
      place: goal.places.source,
      fix: 'correct the transform',
      cause,
    },
  )
}
