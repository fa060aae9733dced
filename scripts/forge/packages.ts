import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../src/errors.ts'
import { isObject, parseUniqueJson } from '../../src/json.ts'
import { visible } from '../../src/render/escape.ts'
import { type Job, TOOL } from './job.ts'

const LOCK = 'package-lock.json'
const MANIFESTS = ['package.json', LOCK]
const MODULES = 'node_modules'

/**
 * Gives the head its packages: those of the base where both ask for the same, else those of its own lock file,
 * installed without running anything of theirs.
 *
 * npm obeys a `.npmrc` beside the lock, which could name a program for it to run; and a lock may name a repository or a
 * directory in place of a package, which npm would build. So npm sees the two manifests only, in a directory of their
 * own, and the lock may name packages with a digest and from hosts that the base's lock names too.
 * @throws AppError `refused`, `program`.
 */
export function givePackages(job: Job, head: string): void {
  const target = join(head, MODULES)
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
    throw new AppError('refused', 'the change brings packages of its own', {
      place: { file: MODULES },
      expected: 'packages that npm installs by package-lock.json',
      fix: `remove ${MODULES} from the commit`,
    })
  }
  if (MANIFESTS.every((name) => isSame(join(head, name), join(TOOL, name)))) {
    symlinkSync(realpathSync(join(TOOL, MODULES)), target, 'dir')
    return
  }
  const lock = join(head, LOCK)
  if (!isPlainFile(lock) || !isPlainFile(join(head, 'package.json'))) {
    throw new AppError('refused', 'the change has no lock of its packages', {
      place: { file: LOCK },
      fix: 'commit package.json and package-lock.json',
    })
  }
  refuseForeign(readFileSync(lock, 'utf8'), readFileSync(join(TOOL, LOCK), 'utf8'))
  const alone = join(job.scratch, 'packages')
  mkdirSync(alone)
  for (const name of MANIFESTS) copyFileSync(join(head, name), join(alone, name))
  installPackages(job, alone)
  renameOrCopy(join(alone, MODULES), target)
}

function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function isSame(one: string, other: string): boolean {
  if (!isPlainFile(one) || !isPlainFile(other)) return false
  return readFileSync(one).equals(readFileSync(other))
}

/** @throws AppError `refused` for a package that is not from a registry of the base, with a digest. */
function refuseForeign(headLock: string, baseLock: string): void {
  const hosts = new Set(packagesOf(baseLock).map(([, entry]) => hostOf(entry['resolved'])))
  for (const [name, entry] of packagesOf(headLock)) {
    if (name === '' || entry['inBundle'] === true) continue
    const hasDigest = typeof entry['integrity'] === 'string' && /^sha(?:256|384|512)-/.test(entry['integrity'])
    if (entry['link'] !== true && hasDigest && isFromRegistry(entry, hosts)) continue
    throw new AppError('refused', `the lock takes ${JSON.stringify(name)} from elsewhere, or without a digest`, {
      place: { file: LOCK },
      expected: 'packages with a digest, from the registries that the lock of the base uses',
      fix: 'install the package from the registry; a new registry is a change of its own, which the base has to have first',
    })
  }
}

/** A lock may leave the address out; then the package is the one of that version in the registry that the machine uses. */
function isFromRegistry(entry: { readonly [key: string]: unknown }, hosts: ReadonlySet<string | undefined>): boolean {
  if (entry['resolved'] === undefined)
    return typeof entry['version'] === 'string' && /^\d+\.\d+\.\d+/.test(entry['version'])
  const host = hostOf(entry['resolved'])
  return host !== undefined && hosts.has(host)
}

function packagesOf(text: string): readonly (readonly [string, { readonly [key: string]: unknown }])[] {
  const lock = parseUniqueJson(text, LOCK)
  const packages = isObject(lock) ? lock['packages'] : undefined
  if (isObject(packages) && Object.values(packages).every(isObject))
    return Object.entries(packages as { readonly [name: string]: { readonly [key: string]: unknown } })
  throw new AppError('malformed', 'the lock lists no packages', {
    place: { file: LOCK },
    expected: 'lockfileVersion 2 or 3',
    fix: 'make it anew with "npm install"',
  })
}

function hostOf(address: unknown): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined
  const { protocol, origin } = new URL(address)
  return protocol === 'https:' ? origin : undefined
}

/** Installs what the lock in a directory names, without running any of it. @throws AppError `program`. */
export function installPackages(job: Job, directory: string): void {
  const home = join(job.scratch, 'npm')
  mkdirSync(home, { recursive: true })
  const env: Record<string, string | undefined> = { PATH: job.env['PATH'], HOME: home, LANG: 'C.UTF-8' }
  // The machine's own registry and cache, which the pull request cannot set.
  for (const name of ['npm_config_registry', 'npm_config_cache', 'NODE_EXTRA_CA_CERTS', 'HTTPS_PROXY', 'NO_PROXY'])
    if (job.env[name] !== undefined) env[name] = job.env[name]
  const run = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  if (run.status === 0 && existsSync(join(directory, MODULES))) return
  const said = (run.stderr ?? '').trim().split('\n')
  throw new AppError(
    'program',
    `npm cannot install the packages of the change: ${visible(said.slice(0, 5).join(' ')).slice(0, 500)}`,
    {
      place: { file: LOCK },
      fix: 'run "npm ci --ignore-scripts" in the change and commit the lock that works',
    },
  )
}

function renameOrCopy(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Another file system.
    const copied = spawnSync('cp', ['-a', from, `${dirname(to)}/`])
    if (copied.status !== 0) {
      throw new AppError('write', 'the packages of the change cannot be copied', {
        place: { file: MODULES },
        fix: 'check the space for files',
      })
    }
  }
}
