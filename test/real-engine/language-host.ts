// A language host for Pulumi programs in TypeScript: what the engine starts as `pulumi-language-nodejs`. It runs the
// program with the SDK's own runner on the Node that runs this file, as the host of the Pulumi distribution does.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// biome-ignore lint/suspicious/noExplicitAny: generated protobuf code has no types for ES modules
type Any = any
const load = createRequire(import.meta.url)
const grpc: Any = load('@grpc/grpc-js')
const language: Any = load('@pulumi/pulumi/proto/language_pb.js')
const plugin: Any = load('@pulumi/pulumi/proto/plugin_pb.js')
const { LanguageRuntimeService }: Any = load('@pulumi/pulumi/proto/language_grpc_pb.js')
const { Empty }: Any = load('google-protobuf/google/protobuf/empty_pb.js')

const engine = process.argv.findLast((argument) => /^[\w.[\]:]+:\d+$/.test(argument)) ?? ''

/** The packages that the program has installed, as far as the example needs providers. */
function requiredPlugins(directory: string): Any[] {
  const resolve = createRequire(join(directory, 'resolve.js'))
  return ['aws', 'azuread'].flatMap((name) => {
    try {
      const { version } = resolve(`@pulumi/${name}/package.json`) as { version: string }
      return [new plugin.PluginDependency().setName(name).setKind('resource').setVersion(`v${version}`)]
    } catch {
      return []
    }
  })
}

function run(request: Any): Promise<Any> {
  const config = Object.fromEntries(request.getConfigMap().entries() as Iterable<[string, string]>)
  const info = request.getInfo()
  const runner = createRequire(join(info.getProgramDirectory(), 'resolve.js')).resolve('@pulumi/pulumi/cmd/run')
  const child = spawn(
    process.execPath,
    [
      runner,
      ...['--monitor', request.getMonitorAddress(), '--engine', engine],
      ...[
        '--organization',
        request.getOrganization(),
        '--project',
        request.getProject(),
        '--stack',
        request.getStack(),
      ],
      ...['--root-directory', info.getRootDirectory(), '--pwd', info.getProgramDirectory()],
      ...(request.getDryrun() ? ['--dry-run'] : []),
      ...['--parallel', String(request.getParallel())],
      entryOf(info.getProgramDirectory(), info.getEntryPoint()),
    ],
    {
      cwd: info.getProgramDirectory(),
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  return new Promise((done) =>
    child.once('close', (code) => {
      const answer = new language.RunResponse()
      // 32: the program has said itself what is wrong (SDK, cmd/run).
      if (code === 32) answer.setBail(true)
      else if (code !== 0) answer.setError(`the program ended with status ${code}`)
      done(answer)
    }),
  )
}

function entryOf(directory: string, entry: string): string {
  if (entry !== '.' && entry !== '') return entry
  const manifest = join(directory, 'package.json')
  if (!existsSync(manifest)) return 'index.ts'
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { main?: string }).main ?? 'index.ts'
}

const answers: Record<string, (request: Any) => unknown> = {
  handshake: () => new language.LanguageHandshakeResponse(),
  getRequiredPlugins: (request) =>
    new language.GetRequiredPluginsResponse().setPluginsList(requiredPlugins(request.getInfo().getProgramDirectory())),
  getRequiredPackages: () => new language.GetRequiredPackagesResponse(),
  getPluginInfo: () => new plugin.PluginInfo().setVersion('3.259.0'),
  getProgramDependencies: () => new language.GetProgramDependenciesResponse(),
  about: () => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
  cancel: () => new Empty(),
  run,
}

const server = new grpc.Server()
server.addService(
  LanguageRuntimeService,
  Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (call: Any, done: (error: unknown, answer?: unknown) => void) => {
        Promise.resolve(call.request)
          .then(answer)
          .then(
            (value) => done(null, value),
            (error: Error) => done({ code: grpc.status.UNKNOWN, details: error.message }),
          )
      },
    ]),
  ),
)
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error: Error | null, port: number) => {
  if (error) throw error
  process.stdout.write(`${port}\n`)
})
