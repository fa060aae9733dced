import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { mappingWith } from '../../scripts/rule-docs/mapping.ts'
import { readControlMapping } from '../../src/gate/controls.ts'
import { KINDS } from '../../src/records/kinds.ts'
import { readRegister } from '../../src/register/read.ts'
import { ROOT, workplace } from '../workplace.ts'

const FILE = 'policies/controls/iso27001-2022.yaml'
const mapping = readControlMapping(workplace(), FILE)

test('all 93 controls of Annex A are there, once, in order, and the register of the example has the same titles', () => {
  const register = readRegister(workplace(), 'stacks/register').controls
  const inOrder = parse(readFileSync(join(ROOT, 'stacks/register/controls.yaml'), 'utf8')).controls
  expect(mapping.controls).toHaveLength(93)
  expect(mapping.controls.map(({ id }) => id)).toEqual(inOrder.map(({ id }: { id: string }) => id))
  expect(Object.fromEntries(mapping.controls.map(({ id, title }) => [id, title]))).toEqual(
    Object.fromEntries(register.map(({ id, title }) => [id, title])),
  )
})

test('the kinds of records are those that people make, and decisions; each evidences something', () => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'src/schemas/control-mapping.v1.json'), 'utf8'))
  const used = new Set([...mapping.controls, ...mapping.clauses].flatMap(({ records }) => records ?? []))
  const kinds = [...Object.keys(KINDS), 'decision'].sort()
  expect([...schema.definitions.records.items.enum].sort()).toEqual(kinds)
  expect([...used].sort()).toEqual(kinds)
})

describe('the rules of the mapping are those of METADATA', () => {
  const text = [
    '# comment',
    'controls:',
    '  - id: A.5.1',
    '    title: One',
    '    records: [incident]',
    '  - id: A.5.2',
    '    title: Two',
    '    rules:',
    '      a.kept: prowler',
    '      a.gone: prowler',
    '',
  ].join('\n')

  test('a label that is known keeps its source, a new one is our own, and one that no rule claims goes', () => {
    const rules = [
      { id: 'a.new', controls: ['A.5.2', 'A.5.1'] },
      { id: 'a.kept', controls: ['A.5.2'] },
    ]
    expect(mappingWith(text, rules)).toBe(
      [
        '# comment',
        'controls:',
        '  - id: A.5.1',
        '    title: One',
        '    records: [incident]',
        '    rules:',
        '      a.new: own',
        '  - id: A.5.2',
        '    title: Two',
        '    rules:',
        '      a.kept: prowler',
        '      a.new: own',
        '',
      ].join('\n'),
    )
  })

  test('a control that no rule claims has none', () => {
    expect(mappingWith(text, [])).toBe(text.slice(0, text.indexOf('    rules:')))
  })

  test('writing it again changes nothing', () => {
    const file = readFileSync(join(ROOT, FILE), 'utf8')
    const rules = mapping.controls.flatMap(({ id, rules }) =>
      Object.keys(rules ?? {}).map((rule) => ({ id: rule, controls: [id] })),
    )
    expect(mappingWith(file, rules)).toBe(file)
  })
})
