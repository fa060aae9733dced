import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AppError } from '../errors.ts'
import { isObject, type Json, parseJson } from '../json.ts'
import type { ProtoStruct } from './wire.ts'

/**
 * The gRPC library and the message classes of our own SDK. The messages mean the same in every version of it, and code
 * that comes with a pull request must not be loaded into this process: it runs in the sandbox only.
 */
export interface Protocol {
  /** Directory of the program's own `@pulumi/pulumi`, which runs it. */
  readonly directory: string
  readonly version: string
  readonly grpc: Grpc
  readonly monitor: ServiceDefinition
  readonly engine: ServiceDefinition
  readonly callbacks: new (address: string, credentials: unknown) => CallbacksClient
  readonly make: Messages
  readonly struct: (value: { readonly [key: string]: Json }) => unknown
  /** Reads the answer of a transform. */
  readonly readTransformResponse: (bytes: Uint8Array) => TransformAnswer
}

type ServiceDefinition = Readonly<Record<string, unknown>>

interface Grpc {
  readonly Server: new (options: object) => GrpcServer
  readonly ServerCredentials: { createInsecure(): unknown }
  readonly credentials: { createInsecure(): unknown }
  readonly status: { readonly UNKNOWN: number }
}

export interface GrpcServer {
  addService(definition: ServiceDefinition, handlers: Readonly<Record<string, Handler>>): void
  bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void
  forceShutdown(): void
}

/** A unary handler: a request in, a message or an error out. */
export type Handler = (call: { readonly request: Request }, done: (error: unknown, answer?: unknown) => void) => void

/** Getters of a protobuf request; which exist depends on the message and on the version of the SDK. */
export type Request = Readonly<Record<string, (() => unknown) | undefined>>

export interface CallbacksClient {
  invoke(request: unknown, done: (error: Error | null, answer: { getResponse_asU8(): Uint8Array }) => void): void
  close(): void
}

interface TransformAnswer {
  readonly properties: ProtoStruct | undefined
  readonly options: Request | undefined
}

/** Makes messages; the fields are set by the names of the setters. */
interface Messages {
  readonly empty: () => unknown
  readonly supportsFeature: (supported: boolean) => unknown
  readonly registered: (urn: string, id: string, properties: { readonly [key: string]: Json }) => unknown
  readonly read: (urn: string, properties: { readonly [key: string]: Json }) => unknown
  readonly invoked: (result: { readonly [key: string]: Json }) => unknown
  readonly rootResource: (urn: string) => unknown
  readonly rootResourceSet: () => unknown
  readonly versionAccepted: () => unknown
  readonly transformRequest: (
    fields: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>>,
  ) => Uint8Array
  readonly callback: (token: string, request: Uint8Array) => unknown
}

type MessageClass = new () => Record<string, (value: unknown) => unknown> & { serializeBinary(): Uint8Array }
type MessageModule = Readonly<Record<string, MessageClass>>

/**
 * Loads the protocol, and finds the SDK that the program resolves.
 * @throws AppError `program` where the program has no SDK installed.
 */
export function loadProtocol(programDirectory: string, show: (path: string) => string): Protocol {
  const fromProgram = createRequire(join(programDirectory, 'resolve.js'))
  let directory: string
  try {
    directory = dirname(fromProgram.resolve('@pulumi/pulumi/package.json'))
  } catch (cause) {
    throw new AppError('program', 'the program has no Pulumi SDK: @pulumi/pulumi is not installed', {
      place: { file: show(programDirectory) },
      fix: 'run "npm ci" in the program\'s directory',
      cause,
    })
  }
  const own = createRequire(import.meta.url)
  const load = createRequire(own.resolve('@pulumi/pulumi/package.json'))
  const resource = load('./proto/resource_pb.js') as MessageModule
  const engine = load('./proto/engine_pb.js') as MessageModule
  const callback = load('./proto/callback_pb.js') as MessageModule
  const provider = load('./proto/provider_pb.js') as MessageModule
  const empty = (load('google-protobuf/google/protobuf/empty_pb.js') as MessageModule)['Empty'] as MessageClass
  const structs = load('google-protobuf/google/protobuf/struct_pb.js') as {
    Struct: { fromJavaScript(value: unknown): unknown }
  }
  const struct = (value: { readonly [key: string]: Json }): unknown => structs.Struct.fromJavaScript(value)
  const message = (module: MessageModule, name: string, fields: Readonly<Record<string, unknown>>) => {
    const made = new (module[name] ?? empty)()
    for (const [field, value] of Object.entries(fields)) made[`set${field}`]?.(value)
    return made
  }
  const result = resource['ResourceInvokeResponse'] ? resource : provider
  const resultName = resource['ResourceInvokeResponse'] ? 'ResourceInvokeResponse' : 'InvokeResponse'
  return {
    directory,
    version: sdkVersion(directory),
    grpc: load('@grpc/grpc-js') as Grpc,
    monitor: (load('./proto/resource_grpc_pb.js') as Record<string, ServiceDefinition>)['ResourceMonitorService'] ?? {},
    engine: (load('./proto/engine_grpc_pb.js') as Record<string, ServiceDefinition>)['EngineService'] ?? {},
    callbacks: (load('./proto/callback_grpc_pb.js') as { CallbacksClient: Protocol['callbacks'] }).CallbacksClient,
    struct,
    readTransformResponse: (bytes) => {
      const read = resource['TransformResponse'] as unknown as { deserializeBinary(bytes: Uint8Array): Request }
      const answer = read.deserializeBinary(bytes)
      return {
        properties: answer['getProperties']?.() as ProtoStruct | undefined,
        options: answer['getOptions']?.() as Request | undefined,
      }
    },
    make: {
      empty: () => new empty(),
      supportsFeature: (supported) => message(resource, 'SupportsFeatureResponse', { Hassupport: supported }),
      registered: (urn, id, properties) =>
        message(resource, 'RegisterResourceResponse', { Urn: urn, Id: id, Object: struct(properties) }),
      read: (urn, properties) =>
        message(resource, 'ReadResourceResponse', { Urn: urn, Properties: struct(properties) }),
      invoked: (value) => message(result, resultName, { Return: struct(value) }),
      rootResource: (urn) => message(engine, 'GetRootResourceResponse', { Urn: urn }),
      rootResourceSet: () => message(engine, 'SetRootResourceResponse', {}),
      versionAccepted: () => message(engine, 'RequirePulumiVersionResponse', {}),
      transformRequest: (fields, options) => {
        const request = message(resource, 'TransformRequest', fields)
        request['setOptions']?.(message(resource, 'TransformResourceOptions', options))
        return request.serializeBinary()
      },
      callback: (token, request) => message(callback, 'CallbackInvokeRequest', { Token: token, Request: request }),
    },
  }
}

function sdkVersion(directory: string): string {
  const file = join(directory, 'package.json')
  const manifest = parseJson(readFileSync(file, 'utf8'), file)
  return isObject(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : ''
}
