import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { prettyJson, sha256 } from '../../src/json.ts'
import { all, copyOf, edit, NOW, PLAN } from './fixtures.ts'
import { type Row, table } from './table.ts'

const GATE = ['gate', '--plan', 'plan.json', ...NOW] as const

/** A row with a copy of the policies that was broken. */
function bundle(name: string, change: (root: string) => void, err: readonly string[]): Row {
  return { name, files: { 'plan.json': PLAN }, make: all(copyOf('policies'), change), args: GATE, err }
}

const WASM = 'policies/bundle/policy.wasm'
const LOCK = 'policies/bundle/lock.json'

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  changed[1000] = (changed[1000] ?? 0) ^ 1
  return changed
}

/** The lock of a module of these bytes. */
function lockFor(wasm: Uint8Array): (root: string) => void {
  return edit(LOCK, (bytes) => {
    const lock = JSON.parse(bytes.toString()) as object
    return Buffer.from(prettyJson({ ...lock, wasm: sha256(wasm) }))
  })
}

const MAGIC = Buffer.from([0x00, 0x61, 0x73, 0x6d])

table('policies that cannot be used', [
  bundle(
    'have parameters that do not say which roles are privileged',
    edit('policies/parameters.yaml', () => Buffer.from('rules: {}\n')),
    [
      'gatehouse: policies/parameters.yaml: the key `privilegedRoles` is missing',
      '  expected: a list of role template ids',
      '  fix: say which roles are privileged: no default is right for everybody',
    ],
  ),
  bundle('have no module', (root) => rmSync(join(root, WASM)), [
    'gatehouse: policies/bundle/policy.wasm: the compiled policies are missing',
    '  expected: policies/bundle/policy.wasm and lock.json as they were committed together',
    '  fix: restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
  ]),
  bundle('have no lock', (root) => rmSync(join(root, LOCK)), [
    'gatehouse: policies/bundle/lock.json: the compiled policies are missing',
    '  expected: policies/bundle/policy.wasm and lock.json as they were committed together',
    '  fix: restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
  ]),
  bundle('have a module with one bit changed', edit(WASM, flipped), [
    'gatehouse: policies/bundle/policy.wasm: the module has the digest <sha256>, its lock says <sha256>',
    '  expected: policies/bundle/policy.wasm and lock.json as they were committed together',
    '  fix: restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
  ]),
  bundle(
    'have a truncated module',
    edit(WASM, (bytes) => bytes.subarray(0, 5000)),
    [
      'gatehouse: policies/bundle/policy.wasm: the module has the digest <sha256>, its lock says <sha256>',
      '  expected: policies/bundle/policy.wasm and lock.json as they were committed together',
      '  fix: restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
    ],
  ),
  bundle(
    'have a truncated module and a lock to it',
    all(
      edit(WASM, () => MAGIC),
      lockFor(MAGIC),
    ),
    [
      'gatehouse: the policies could not be evaluated: WebAssembly.Module(): expected 4 bytes, fell off end @+4',
      '  expected: a decision of the entrypoint gate/decision',
      '  fix: report this with the plan, or remove the rule that was added last; nothing was allowed',
    ],
  ),
  bundle(
    'have an empty module',
    edit(WASM, () => Buffer.alloc(0)),
    [
      'gatehouse: policies/bundle/policy.wasm: the module has the digest <sha256>, its lock says <sha256>',
      '  expected: policies/bundle/policy.wasm and lock.json as they were committed together',
      '  fix: restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
    ],
  ),
  bundle(
    'have a lock of another version',
    edit(LOCK, (bytes) => Buffer.from(bytes.toString().replace('bundle-lock/v1', 'bundle-lock/v2'))),
    [
      'gatehouse: policies/bundle/lock.json: this is not the lock of a policy bundle: its format is "urn:gatehouse:bundle-lock/v2", not urn:gatehouse:bundle-lock/v1',
      '  expected: policies/bundle/policy.wasm and lock.json as they were committed together',
      '  fix: restore both files with "git checkout policies/bundle", or build them with "npm run bundle" (needs OPA)',
    ],
  ),
  bundle(
    'have a truncated lock',
    edit(LOCK, (bytes) => bytes.subarray(0, 30)),
    [
      'gatehouse: policies/bundle/lock.json:2:29: this is not valid JSON: Unterminated string',
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
  ),
  bundle('have no parameters', (root) => rmSync(join(root, 'policies/parameters.yaml')), [
    'gatehouse: policies/parameters.yaml: there is no such file',
    '  fix: check the path; relative paths start at <dir>',
  ]),
  bundle(
    'have parameters with a key twice',
    edit('policies/parameters.yaml', () => Buffer.from('rules: {}\nrules: {}\n')),
    [
      'gatehouse: policies/parameters.yaml:2:1: this key is written twice in one mapping',
      '  fix: keep one of the two; neither is taken silently',
    ],
  ),
])

table('a baseline that cannot be taken', [
  {
    name: 'has no end',
    files: {
      'plan.json': PLAN,
      'baseline.json': '{"schema": "urn:gatehouse:baseline/v1", "findings": [\n {"finding": "a", "message": "b"}]}',
    },
    args: [...GATE, '--baseline', 'baseline.json'],
    err: [
      'gatehouse: baseline.json:2:2: findings[0]: the key `expiresOn` is missing',
      '  expected: the keys finding, message, expiresOn',
      '  fix: correct it; the format is described in src/schemas/baseline.v1.json',
    ],
  },
  {
    name: 'is a plan',
    files: { 'plan.json': PLAN },
    args: [...GATE, '--baseline', 'plan.json'],
    err: [
      'gatehouse: plan.json:1:1: the key `findings` is missing (and 11 more in this file)',
      '  expected: the keys schema, findings',
      '  fix: correct it; the format is described in src/schemas/baseline.v1.json',
    ],
  },
])
