import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { AppError } from '../errors.ts'
import { isObject, parseJson, sha256 } from '../json.ts'
import { systemProblem } from '../system.ts'

/** The OPA that compiles the bundle; another version gives other bytes. */
export const OPA_VERSION = '1.22.2'

const LOCK_SCHEMA = 'urn:gatehouse:bundle-lock/v1'

/** What the committed bundle was built from. */
export interface BundleLock {
  readonly schema: typeof LOCK_SCHEMA
  readonly opa: string
  readonly capabilities: string
  /** Digest of every Rego file, tests left out, by path below `policies/`. */
  readonly rego: { readonly [path: string]: string }
  readonly wasm: string
}

/** Policies ready to evaluate. */
export interface Bundle {
  readonly wasm: Uint8Array<ArrayBuffer>
  /** SHA-256 of the Wasm module. */
  readonly digest: string
}

/** Paths of the Rego files below a `policies/` directory, tests left out, with `/`, sorted. */
export function policySources(policies: string): string[] {
  return globSync('**/*.rego', { cwd: policies })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => !file.endsWith('_test.rego'))
    .sort()
}

/** Reads the lock of a bundle; `show` names its file in errors. @throws AppError `policy-bundle`. */
export function readLock(policies: string, show: (path: string) => string = (path) => path): BundleLock {
  const path = join(policies, 'bundle/lock.json')
  const file = show(path)
  const lock = parseJson(readBundleFile(path, file).toString(), file)
  const schema = isObject(lock) ? lock['schema'] : undefined
  if (!isObject(lock) || schema !== LOCK_SCHEMA || typeof lock['wasm'] !== 'string') {
    const format = typeof schema === 'string' ? `: its format is ${JSON.stringify(schema)}, not ${LOCK_SCHEMA}` : ''
    throw broken(file, `this is not the lock of a policy bundle${format}`)
  }
  return lock as unknown as BundleLock
}

/**
 * Reads the compiled policies and compares them with their lock. The lock beside the module is not a defence against
 * somebody who can write both; it finds a module that was changed, truncated or not committed with its sources.
 * @throws AppError `policy-bundle`.
 */
export function readBundle(policies: string, show: (path: string) => string = (path) => path): Bundle {
  const path = join(policies, 'bundle/policy.wasm')
  const file = show(path)
  const bytes = readBundleFile(path, file)
  const digest = sha256(bytes)
  const lock = readLock(policies, show)
  if (lock.wasm !== digest) throw broken(file, `the module has the digest ${digest}, its lock says ${lock.wasm}`)
  return { wasm: new Uint8Array(bytes), digest }
}

function readBundleFile(path: string, file: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw broken(
      file,
      missing ? 'the compiled policies are missing' : `this cannot be read: ${systemProblem(cause)}`,
      cause,
    )
  }
}

function broken(file: string, message: string, cause?: unknown): AppError {
  return new AppError('policy-bundle', message, {
    place: { file },
    expected: 'policies/bundle/policy.wasm and lock.json as they were committed together',
    fix: 'restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
    cause,
  })
}
