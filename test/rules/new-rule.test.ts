import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newRuleFiles } from '../../scripts/new-rule/template.ts'
import { handwritten, pageFaults } from '../../scripts/rule-docs/page.ts'
import { policySources } from '../../src/gate/bundle.ts'
import { tree } from '../gate/trees.ts'
import { ROOT } from '../workplace.ts'

const run = (root: string, ...ids: readonly string[]) =>
  execFileSync(process.execPath, ['scripts/new-rule.ts', ...ids, '--root', root], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
const fault = (root: string, ...ids: readonly string[]): string => {
  try {
    return run(root, ...ids)
  } catch (error) {
    return String((error as { readonly stderr: string }).stderr)
  }
}

test('a new rule is a folder with a rule that denies, failing tests for each status, and a page to write', () => {
  const root = tree()
  const before = policySources(join(root, 'policies'))
  const output = run(root, 'entra.some_rule')
  const added = policySources(join(root, 'policies')).filter((path) => !before.includes(path))
  expect(added).toEqual(['entra/some_rule/some_rule.rego'])
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const rule = read('policies/entra/some_rule/some_rule.rego')
  expect(rule).toContain('\n#   id: entra.some_rule\n')
  expect(rule).toContain('\npackage rules.entra.some_rule\n')
  expect(rule.match(/result\.[a-z_]+\(/g)).toEqual(['result.about(', 'result.unknown('])
  const tests = read('policies/entra/some_rule/some_rule_test.rego').match(/^test_[a-z_]+/gm)
  expect(tests).toEqual([
    'test_about',
    'test_examined_counts_todo',
    'test_pass_todo',
    'test_fail_todo',
    'test_not_applicable_todo',
    'test_unknown_todo',
  ])
  const page = read('docs/rules/entra/some_rule.md')
  expect(page).toMatch(/^# entra\.some_rule\n/)
  expect(pageFaults(handwritten(page) ?? '')).toContain('"TODO" stands where text should be')
  expect(output).toContain('opa test policies --run rules.entra.some_rule_test')

  expect(fault(root, 'entra.some_rule')).toBe(
    'policies/entra/some_rule/some_rule.rego is there already; choose another id\n',
  )
  expect(globSync('**/*some_rule*', { cwd: root })).toHaveLength(4)
})

test.each([
  ['entra', '"entra" is no id of a rule: <area>.<rule>, lower case, such as entra.some_rule'],
  ['entra.Rule', '"entra.Rule" is no id of a rule: <area>.<rule>, lower case, such as entra.some_rule'],
  ['entra.../x', '"entra.../x" is no id of a rule: <area>.<rule>, lower case, such as entra.some_rule'],
  ['lib.doors', 'policies/lib/ holds no rules; choose another area'],
  ['entra.doors_test', '"doors_test" would be taken for tests; choose another name'],
])('%s is refused', (id, sentence) => {
  expect(newRuleFiles(id)).toBe(sentence)
})
