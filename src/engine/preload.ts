import { pathToFileURL } from 'node:url'

/**
 * Node options that run our few lines before the SDK. They go through NODE_OPTIONS: with `--import` on the command line
 * the SDK's runner would take it for a loader and switch its own handling of ES modules off.
 *
 * The lines correct five things, without the program importing anything:
 * - The SDK reads positions out of V8's frames with an expression for CommonJS. In an ES module the frames are
 *   `at file:///x.ts:1:2`, so that no resource would have a line. (SDK 3.259 and 3.270, resource.js.)
 * - The SDK's callback server, which transforms need, listens on a TCP port, which a program without network has not.
 *   It is moved to a socket beside ours.
 * - The SDK opens an inspector session at start, only to serialize functions. Under Node's permissions it may not.
 * - The SDK loads the TypeScript compiler at start (0.3 s), only to serialize functions. It is loaded when it is used.
 * - The SDK writes down a stack for every promise, which takes most of the time of a program of 100 resources. They are
 *   only shown where promises are debugged.
 */
export function preloadOption(sdkDirectory: string, callbacksAddress: string): string {
  const source = `
import { createRequire } from 'node:module'
const load = createRequire(${JSON.stringify(pathToFileURL(`${sdkDirectory}/index.js`).href)})
const address = ${JSON.stringify(callbacksAddress)}
if (process.permission) {
  load('inspector').Session = class { connect() {} post(name, done) { done?.(null, {}) } addListener() {} }
}
if (address.startsWith('unix:')) {
  const grpc = load('@grpc/grpc-js')
  const bind = grpc.Server.prototype.bindAsync
  grpc.Server.prototype.bindAsync = function (where, credentials, done) {
    return bind.call(this, where === '127.0.0.1:0' ? address : where, credentials, done)
  }
  const protocol = load('./proto/callback_grpc_pb.js')
  const Client = protocol.CallbacksClient
  protocol.CallbacksClient = class extends Client { constructor(where, ...rest) { super(address, ...rest) } }
}
const shim = load.resolve('./typescript-shim.js')
let compiler
load.cache[shim] = { id: shim, filename: shim, loaded: true, exports: new Proxy({}, {
  get: (_, name) => {
    if (!compiler) { delete load.cache[shim]; compiler = load(shim) }
    return compiler[name]
  },
}) }
const debuggable = load('./runtime/debuggable.js')
const watch = debuggable.debuggablePromise
debuggable.debuggablePromise = (...given) => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try { return watch(...given) } finally { Error.stackTraceLimit = limit }
}
load('./resource.js').Resource.framePositionRegExp =
  /^\\s*at (?:async )?(?:.* \\()?(?:file:\\/\\/)?(?<file>\\/.*|[A-Za-z]:.*):(?<line>[0-9]+):(?<column>[0-9]+)\\)?$/
`
  return `--import=data:text/javascript,${encodeURIComponent(source)}`
}
