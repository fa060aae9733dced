import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { x } from 'tinyexec'
import { chooseSandbox } from '../engine/sandbox.ts'
import { isObject, parseJson } from '../json.ts'
import { visible } from '../render/escape.ts'
import { bad, type Check, ok } from './model.ts'

/** What the machine is asked by. */
export interface Machine {
  /** `process.versions.node`. */
  readonly node: string
  readonly execPath: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const NEEDED: readonly [number, number] = [24, 15]
const PROVIDERS = ['azuread', 'aws'] as const

/** Node, the sandbox of the planner, the Pulumi command line and the plugins of the providers. */
export async function machineChecks(machine: Machine, root: string): Promise<readonly Check[]> {
  return [
    nodeCheck(machine.node),
    sandboxCheck(machine.execPath),
    await pulumiCheck(machine),
    ...pluginChecks(machine, root),
  ]
}

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [least, leastMinor] = NEEDED
  if (major > least || (major === least && minor >= leastMinor)) return ok('node', `Node ${version}`)
  return bad(
    'node',
    'fail',
    `Node ${version} is too old`,
    'run "npm ci", which brings Node 24, or install 24.15 or newer',
  )
}

function sandboxCheck(node: string): Check {
  const { holds } = chooseSandbox('auto', node, [], [])
  if (holds === 'network+permissions')
    return ok('sandbox', 'a program is planned without network and with limited rights')
  return bad(
    'sandbox',
    'fail',
    `a program that is planned can use the network: this machine gives no namespace (${holds})`,
    'install util-linux (unshare); on Ubuntu 24.04 "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"; in a container allow user namespaces',
  )
}

async function pulumiCheck({ env }: Machine): Promise<Check> {
  const missing = (found: string): Check =>
    bad('pulumi', 'warn', found, 'install the Pulumi command line 3.259 or newer; only "deploy" and "drift" need it')
  const program = (env['PATH'] ?? '')
    .split(delimiter)
    .map((part) => join(part, 'pulumi'))
    .find((path) => existsSync(path))
  if (program === undefined) return missing('there is no pulumi on PATH')
  try {
    const nodeOptions = { env: { PATH: env['PATH'], HOME: env['HOME'], PULUMI_SKIP_UPDATE_CHECK: 'true' } }
    const { exitCode, stdout } = await x(program, ['version'], { timeout: 20_000, nodeOptions })
    const version = visible(stdout.trim()).slice(0, 40)
    return exitCode === 0 && /^v\d+\.\d+\.\d+/.test(version)
      ? ok('pulumi', `pulumi ${version}`)
      : missing('pulumi does not say its version')
  } catch {
    return missing('pulumi cannot be run')
  }
}

/** The engine fetches a plugin that is missing; whoever wants none fetched by a deployment installs them first. */
function pluginChecks({ env }: Machine, root: string): readonly Check[] {
  const home = env['PULUMI_HOME'] ?? join(env['HOME'] ?? '/', '.pulumi')
  const folder = join(home, 'plugins')
  const installed = existsSync(folder) ? readdirSync(folder) : []
  return PROVIDERS.flatMap((name) => {
    const version = dependency(root, `@pulumi/${name}`)
    if (version === undefined) return []
    const id = `plugin-${name}`
    if (installed.includes(`resource-${name}-v${version}`))
      return [ok(id, `the plugin ${name} ${version} is installed`)]
    const fix = `run "pulumi plugin install resource ${name} ${version}"; without it a deployment fetches it`
    return [bad(id, 'warn', `the plugin ${name} ${version} is not installed`, fix)]
  })
}

function dependency(root: string, name: string): string | undefined {
  const file = join(root, 'package.json')
  if (!existsSync(file)) return undefined
  const manifest = parseJson(readFileSync(file, 'utf8'), file)
  const dependencies = isObject(manifest) ? manifest['dependencies'] : undefined
  const version = isObject(dependencies) ? dependencies[name] : undefined
  return typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version) ? version : undefined
}
