import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { regoFile, testOf, withImports } from '../../scripts/negate/files.ts'
import { mutants } from '../../scripts/negate/mutants.ts'

/** The fixture and what OPA 1.22.2 says about it (`opa parse --format json --json-include locations`). */
const source = readFileSync('test/fixtures/negate/sample.rego', 'utf8')
const tree: unknown = JSON.parse(readFileSync('test/fixtures/negate/sample.json', 'utf8'))

/** The only line in which a changed source differs, without its indent. */
function changedLine(changed: string): string {
  const lines = changed.split('\n').filter((line, index) => line !== source.split('\n')[index])
  expect(lines).toHaveLength(1)
  return lines[0]?.trim() ?? ''
}

test('every expression that somebody wrote is changed, and nothing else', () => {
  const found = mutants('sample.rego', source, tree).map(({ line, kind, nth, sources }) => [
    `${line} ${kind} ${nth}`,
    ...sources.map(changedLine),
  ])
  const inBraces = (body: string): string => `denied contains result.fail(id, "é") if { ${body} }`
  expect(found).toEqual([
    ['8 negate 1', 'allow if denied', 'allow if { not denied; false }'],
    ['8 drop 1', 'allow if true'],
    [
      '10 negate 1',
      inBraces('not some id, group in input.groups; count(group.members) >= 2'),
      inBraces('some id, group in input.groups; false; count(group.members) >= 2'),
    ],
    ['10 drop 1', inBraces('true; count(group.members) >= 2')],
    [
      '10 negate 1',
      inBraces('some id, group in input.groups; not count(group.members) >= 2'),
      inBraces('some id, group in input.groups; count(group.members) >= 2; false'),
    ],
    ['10 drop 1', inBraces('some id, group in input.groups; true')],
    ['10 boundary 1', inBraces('some id, group in input.groups; count(group.members) > 2')],
    [
      '13 negate 1',
      'not every entry in input.list { entry.id < id }',
      'every entry in input.list { entry.id < id }; false',
    ],
    ['13 drop 1', 'true'],
    [
      '13 negate 1',
      'every entry in input.list { not entry.id < id }',
      'every entry in input.list { entry.id < id; false }',
    ],
    ['13 drop 1', 'every entry in input.list { true }'],
    ['13 boundary 1', 'every entry in input.list { entry.id <= id }'],
  ])
})

test('expressions with the same text are told apart', () => {
  const twice = { rules: [{ body: [expressionAt(1), expressionAt(2)] }] }
  const found = mutants('twice.rego', 'allow\nallow\n', twice)
  expect(found.map(({ line, text, nth, kind }) => [line, text, nth, kind])).toEqual([
    [1, 'allow', 1, 'negate'],
    [1, 'allow', 1, 'drop'],
    [2, 'allow', 2, 'negate'],
    [2, 'allow', 2, 'drop'],
  ])
})

test('a place that is not in the text stops the work, and so does an else without braces', () => {
  expect(() => mutants('a.rego', 'deny\n', { rules: [expressionAt(1)] })).toThrow('a.rego:1: what OPA says is here')
  const other = expressionAt(1, 'else := 1 if x')
  expect(() => mutants('a.rego', 'else := 1 if x\n', { rules: [other] })).toThrow('a.rego:1: put the body of this else')
})

function expressionAt(row: number, text = 'allow'): unknown {
  return { terms: {}, location: { row, col: 1, text: Buffer.from(text).toString('base64') } }
}

test('a file is compiled with what it imports, its test beside it', () => {
  const sample = regoFile('policies/sample.rego', tree)
  expect([sample.package, sample.imports]).toEqual(['sample', ['lib.result']])
  const files = [
    sample,
    { path: 'result.rego', tree: null, package: 'lib.result', imports: ['lib.text.join'] },
    { path: 'text.rego', tree: null, package: 'lib.text', imports: [] },
    { path: 'texts.rego', tree: null, package: 'lib.texts', imports: [] },
  ]
  expect(withImports(files, ['policies/sample.rego'])).toEqual(['policies/sample.rego', 'result.rego', 'text.rego'])
  expect(testOf('policies/sample.rego')).toBe('policies/sample_test.rego')
})
