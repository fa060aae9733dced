import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { policySources, readBundle, readLock } from '../../src/gate/bundle.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { sha256 } from '../../src/json.ts'

let policies = ''
const made: string[] = []
beforeEach(() => {
  policies = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  made.push(policies)
  cpSync(join(OWN_POLICIES, 'bundle'), join(policies, 'bundle'), { recursive: true })
})
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

function fault(): string {
  try {
    readBundle(policies)
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message.replaceAll(/[0-9a-f]{64}/g, '<digest>')}`
  }
  return 'none'
}

test('the committed lock names every Rego file with its digest, and the module', () => {
  const lock = readLock(OWN_POLICIES)
  const digests = Object.fromEntries(
    policySources(OWN_POLICIES).map((file) => [file, sha256(readFileSync(join(OWN_POLICIES, file)))]),
  )
  expect(lock.rego).toEqual(digests)
  expect(lock.capabilities).toBe(sha256(readFileSync(join(OWN_POLICIES, 'capabilities.json'))))
  expect(readBundle(OWN_POLICIES).digest).toBe(lock.wasm)
})

test('a module that is missing, changed by one byte or cut off is refused', () => {
  const wasm = join(policies, 'bundle/policy.wasm')
  const bytes = readFileSync(wasm)
  const changed = Buffer.from(bytes)
  changed[1000] = (changed[1000] ?? 0) ^ 1
  writeFileSync(wasm, changed)
  expect(fault()).toBe('policy-bundle: the module has the digest <digest>, its lock says <digest>')
  writeFileSync(wasm, bytes.subarray(0, 5000))
  expect(fault()).toBe('policy-bundle: the module has the digest <digest>, its lock says <digest>')
  rmSync(wasm)
  expect(fault()).toBe('policy-bundle: the compiled policies are missing')
})

test('a lock that is missing or of another kind is refused', () => {
  const lock = join(policies, 'bundle/lock.json')
  writeFileSync(lock, '{"schema":"urn:gatehouse:other/v1","wasm":"x"}')
  expect(fault()).toBe(
    'policy-bundle: this is not the lock of a policy bundle: its format is "urn:gatehouse:other/v1", not urn:gatehouse:bundle-lock/v1',
  )
  rmSync(lock)
  expect(fault()).toBe('policy-bundle: the compiled policies are missing')
})
