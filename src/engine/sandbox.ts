import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { AppError } from '../errors.ts'
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
  const all = [checkoutOf(root), ...packages, sdk].filter((path) => existsSync(path))
  return [...new Set(all.flatMap((path) => [path, realpathSync(path)]))]
}

/** What a program must not see: the repository's own data, where CI systems leave tokens, and sockets of services. */
export function hiddenPaths(root: string): readonly string[] {
  const git = join(checkoutOf(root), '.git')
  const sockets = existsSync(SOCKETS) && !`${realpathSync(tmpdir())}/`.startsWith(`${SOCKETS}/`) ? [SOCKETS] : []
  return existsSync(git) && statSync(git).isDirectory() ? [git, ...sockets] : sockets
}

/** The nearest directory at or above a path that is a Git checkout; the path itself where there is none. */
function checkoutOf(root: string): string {
  return ancestors(root).find((directory) => existsSync(join(directory, '.git'))) ?? root
}

function ancestors(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...ancestors(parent)]
}

/**
 * Node's permissions follow symbolic links out of what is allowed, and a pull request can add one.
 * @throws AppError `refused` for a link in the checkout, outside packages, that leads out of it.
 */
export function refuseEscapes(root: string, show: (path: string) => string): void {
  const checkout = checkoutOf(root)
  const walk = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue
      const path = join(directory, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (entry.isSymbolicLink() && !leadsInside(path, checkout)) {
        throw new AppError('refused', 'a symbolic link leads out of the checkout', {
          place: { file: show(path) },
          expected: 'links to files of the checkout',
          fix: 'remove the link; a program could read any file of this machine through it',
        })
      }
    }
  }
  walk(checkout)
}

/** A link that leads nowhere counts as leading out: what it names may appear while the program runs. */
function leadsInside(link: string, checkout: string): boolean {
  const target = resolve(dirname(link), readlinkSync(link))
  const real = existsSync(target) ? realpathSync(target) : target
  const top = realpathSync(checkout)
  return (real === top || real.startsWith(`${top}${sep}`)) && existsSync(target)
}
