import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileFact } from '../../scripts/policy-checks/facts.ts'

/** What OPA 1.22.2 says about sample.rego (`opa parse --format json`). */
const tree = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/policy-checks/sample.json'), 'utf8'))

test('what a rule refers to, the texts that it may give, its default and its fallbacks are read off the syntax', () => {
  const { package: name, rules } = fileFact('sample.rego', tree)
  expect(name).toBe('rules.a.b')
  const found = rules.map(({ id, uses, texts, fallbacks, ...rest }) => [
    id.replace('rules.a.b.', ''),
    uses,
    texts,
    fallbacks,
    rest.default ?? null,
  ])
  expect(found).toEqual([
    ['_open', ['rules.a.b._open'], [], [], 'true'],
    ['about', ['lib.result.about', 'rules.a.b.about'], [], [], null],
    ['_limit', ['rules.a.b._limit'], ['limit'], [{ of: 'input.parameters', value: '[]' }], null],
    [
      'results',
      [
        'lib.holders.all',
        'lib.result.new',
        'rules.a.b._fine',
        'rules.a.b._status',
        'rules.a.b.about',
        'rules.a.b.results',
      ],
      [],
      [],
      null,
    ],
    // "no" is compared with, so that it is nothing that the rule gives.
    ['_status', ['rules.a.b._status'], ['fail', 'unknown'], [], null],
    ['_fine', ['rules.a.b._fine', 'rules.a.b._open'], ['pass'], [], null],
  ])
})
