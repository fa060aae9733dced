// Compiles the Rego of policies/ to policies/bundle/policy.wasm and writes its lock. With --check it compares instead of
// writing, and exits 1 on one different byte. Needs OPA 1.22.2: go install github.com/open-policy-agent/opa@v1.22.2
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OPA_VERSION, policySources, readLock } from '../src/gate/bundle.ts'
import { byCodeUnit, canonicalJson, prettyJson, sha256 } from '../src/json.ts'
import { writeAtomic } from '../src/write.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const policies = join(root, 'policies')
const opa = process.env['OPA'] ?? 'opa'

const version = /^Version: (\S+)/m.exec(execFileSync(opa, ['version'], { encoding: 'utf8' }))?.[1]
if (version !== OPA_VERSION) {
  process.stderr.write(`OPA ${OPA_VERSION} is needed, this is ${version ?? 'unknown'}\n`)
  process.exit(2)
}

const temporary = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'))
try {
  const archive = join(temporary, 'bundle.tar.gz')
  const arguments_ = [
    'build',
    '--target',
    'wasm',
    '--entrypoint',
    'gate/decision',
    '--capabilities',
    'capabilities.json',
  ]
  execFileSync(
    opa,
    [
      ...arguments_,
      '--ignore',
      '*_test.rego',
      '--ignore',
      'bundle',
      '--ignore',
      '*.yaml',
      '--ignore',
      '*.json',
      '--output',
      archive,
      '.',
    ],
    {
      cwd: policies,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  execFileSync('tar', ['xzPf', archive, '--transform', 's,^/,,', '-C', temporary, '/policy.wasm'])
  const wasm = readFileSync(join(temporary, 'policy.wasm'))
  const lock = {
    schema: 'urn:gatehouse:bundle-lock/v1',
    opa: OPA_VERSION,
    capabilities: sha256(readFileSync(join(policies, 'capabilities.json'))),
    rego: Object.fromEntries(
      policySources(policies)
        .sort(byCodeUnit)
        .map((file) => [file, sha256(readFileSync(join(policies, file)))]),
    ),
    wasm: sha256(wasm),
  }
  if (process.argv.includes('--check')) {
    const same = canonicalJson(readLock(policies)) === canonicalJson(lock)
    const bytes = readFileSync(join(policies, 'bundle/policy.wasm')).equals(wasm)
    process.stdout.write(
      same && bytes
        ? 'the bundle matches its sources\n'
        : 'the bundle does not match its sources: run npm run bundle and commit\n',
    )
    process.exitCode = same && bytes ? 0 : 1
  } else {
    writeAtomic(join(policies, 'bundle/policy.wasm'), wasm)
    writeAtomic(join(policies, 'bundle/lock.json'), prettyJson(lock))
    process.stdout.write(`policies/bundle/policy.wasm ${wasm.length} bytes, sha256 ${lock.wasm}\n`)
  }
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
