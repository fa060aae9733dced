// Judges the policies by the policy about them (scripts/policy-checks/): METADATA, ids, controls, pages, tests, defaults.
// Exits 1 where something is wrong. Needs OPA, on the path or in $OPA.
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse as parseYaml } from 'yaml'
import { parse } from './negate/opa.ts'
import { fileFact } from './policy-checks/facts.ts'
import { statusesOf } from './rule-docs/page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const opa = process.env['OPA'] ?? 'opa'

const run = (input: string, ...args: readonly string[]): string =>
  execFileSync(opa, args, { cwd: root, encoding: 'utf8', input, maxBuffer: 256 * 1024 * 1024 })
const files = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: root })
    .map((path) => path.split(sep).join('/'))
    .sort()

try {
  const mapping = parseYaml(readFileSync(join(root, 'policies/controls/iso27001-2022.yaml'), 'utf8'))
  const input = {
    inspect: JSON.parse(run('', 'inspect', '-a', '--format', 'json', 'policies')),
    files: files('policies/**/*.rego').map((path) => fileFact(path, parse(root, path))),
    controls: mapping.controls.map(({ id }: { readonly id: string }) => id),
    pages: Object.fromEntries(
      files('docs/rules/*/*.md').map((path) => [
        path.slice('docs/rules/'.length, -'.md'.length).replace('/', '.'),
        statusesOf(readFileSync(join(root, path), 'utf8')),
      ]),
    ),
  }
  const query = 'data.policy_checks.findings'
  const args = [
    'eval',
    '--format',
    'values',
    '--stdin-input',
    '--data',
    'scripts/policy-checks/policy_checks.rego',
    query,
  ]
  const [findings] = JSON.parse(run(JSON.stringify(input), ...args)) as [
    readonly { readonly file: string; readonly message: string }[],
  ]
  for (const { file, message } of findings) process.stdout.write(`${file}: ${message}\n`)
  const rules = input.files.filter(({ package: name }) => name.startsWith('rules.') && !name.endsWith('_test')).length
  process.stdout.write(`${rules} rules and ${input.files.length} files looked at, ${findings.length} findings\n`)
  process.exitCode = findings.length === 0 && rules > 0 ? 0 : 1
} catch (fault) {
  process.stderr.write(`the policies could not be judged: ${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 2
}
