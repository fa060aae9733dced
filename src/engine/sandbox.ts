import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import type { Origin } from '../plan/model.ts'

/** What to keep a program from: everything this machine allows, or less for finding a fault. */
export type SandboxMode = 'auto' | 'network' | 'permissions' | 'none'

/** How a program is started. */
export interface Sandbox {
  /** What really holds; it goes into the plan. */
  readonly holds: Exclude<Origin['sandbox'], 'not-run'>
  readonly command: string
  /** Arguments before the script. */
  readonly arguments: readonly string[]
}

/**
 * Ways to run a command without network, the strongest first. With its own process namespace, no process of the
 * program outlives it and none of the machine's can be seen. Containers often refuse the mounts of the first.
 */
const ISOLATED: readonly string[] = ['--map-root-user', '--net', '--pid', '--fork', '--kill-child']
const UNSHARE: readonly (readonly string[])[] = [[...ISOLATED, '--mount-proc'], ISOLATED, ['--map-root-user', '--net']]

/** Covers the directories named before `--` with empty ones, then becomes the command after it. */
const COVER = 'while [ "$1" != -- ]; do /bin/mount -t tmpfs -o ro tmpfs "$1" || exit 1; shift; done; shift; exec "$@"'

/** Where services of the machine listen: a socket is a file, and no network is needed to talk to it. */
const SOCKETS = '/run'

/** Node's permissions; its database module does not ask for them (24.21: it writes any file), so it is left out. */
const RESTRICTED: readonly string[] = ['--permission', '--no-experimental-sqlite']

/**
 * Chooses the isolation that this machine really gives: each way is tried before it is claimed.
 * @param node absolute path of the Node that runs the program.
 * @param readable files and directories that the program may read.
 * @param hidden directories that it must not see although they lie among those.
 */
export function chooseSandbox(
  mode: SandboxMode,
  node: string,
  readable: readonly string[],
  hidden: readonly string[],
): Sandbox {
  const network = mode === 'auto' || mode === 'network' ? networkArguments(hidden) : undefined
  const restricted = mode === 'auto' || mode === 'permissions'
  const permissions = restricted ? [...RESTRICTED, ...readable.map((path) => `--allow-fs-read=${path}`)] : []
  const holds = network ? (restricted ? 'network+permissions' : 'network') : restricted ? 'permissions' : 'none'
  if (network === undefined) return { holds, command: node, arguments: permissions }
  return { holds, command: network.command, arguments: [...network.arguments, node, ...permissions] }
}

function networkArguments(hidden: readonly string[]): { command: string; arguments: readonly string[] } | undefined {
  const command = ['/usr/bin/unshare', '/bin/unshare'].find((path) => existsSync(path))
  if (command === undefined) return undefined
  const ways = UNSHARE.map((options) =>
    options.includes('--mount-proc')
      ? [...options, '--', '/bin/sh', '-c', COVER, 'sh', ...hidden, '--']
      : [...options, '--'],
  )
  const works = (way: readonly string[]): boolean =>
    spawnSync(command, [...way, '/bin/sh', '-c', ':'], { env: {}, stdio: 'ignore' }).status === 0
  const found = ways.find(works)
  return found === undefined ? undefined : { command, arguments: found }
}

/**
 * What a program may read: its checkout, the packages it resolves, and the manifests above it.
 */
export function readablePaths(root: string, sdkDirectory: string): readonly string[] {
  const packages = ancestors(root).flatMap((directory) => [
    join(directory, 'node_modules'),
    join(directory, 'package.json'),
  ])
  const sdk = sdkDirectory.slice(0, sdkDirectory.lastIndexOf(`${sep}node_modules${sep}`) + `${sep}node_modules`.length)
  const all = [checkoutOf(root), ...packages, sdk].filter((path) => existsSync(path) && !isForeignLink(path))
  return [...new Set(all.flatMap((path) => [path, realpathSync(path)]))]
}

/** What a program must not see: the repository's own data, where CI systems leave tokens, and sockets of services. */
export function hiddenPaths(root: string): readonly string[] {
  const git = join(checkoutOf(root), '.git')
  const sockets = existsSync(SOCKETS) && !`${realpathSync(tmpdir())}/`.startsWith(`${SOCKETS}/`) ? [SOCKETS] : []
  return existsSync(git) && statSync(git).isDirectory() ? [git, ...sockets] : sockets
}

/**
 * Whether a path is a link to something of another name. Packages may be installed as a link to a `node_modules`
 * elsewhere; a link of that name to `/` would open the machine.
 */
function isForeignLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink() && basename(realpathSync(path)) !== basename(path)
}

/** The nearest directory at or above a path that is a Git checkout; the path itself where there is none. */
export function checkoutOf(root: string): string {
  return ancestors(root).find((directory) => existsSync(join(directory, '.git'))) ?? root
}

/** A path and every directory above it. */
export function ancestors(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...ancestors(parent)]
}
