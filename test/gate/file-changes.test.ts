import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { registerChanges, secretsChanges } from '../../src/gate/file-changes.ts'
import { readRegister } from '../../src/register/read.ts'
import { fileChangesText } from '../../src/render/findings.ts'
import { workplace } from '../workplace.ts'
import { edit, temporary, tree } from './trees.ts'

const register = (change?: (root: string) => void) => {
  const root = tree(change)
  return readRegister(workplace(root), join(root, 'stacks/register'))
}

describe('the register', () => {
  test('files and entries that say something else are named', () => {
    const after = register((root) => {
      edit('stacks/register/services.yaml', 'regions: [eu-central-1', 'regions: [us-east-1, eu-central-1')(root)
      edit('stacks/register/people.yaml', /(id: katrin-aldenhoff\n)/, '$1    forge: katrin-a\n')(root)
      edit(
        'stacks/register/classification.yaml',
        'id: bank-details, name: Bank',
        'id: bank-details, name: A Bank',
      )(root)
      edit('stacks/register/exceptions.yaml', 'id: EX-009', 'id: EX-099')(root)
    })
    expect(registerChanges(register(), after)).toEqual([
      { file: 'classification.yaml', entries: ['bank-details'] },
      { file: 'exceptions.yaml', entries: ['EX-009', 'EX-099'] },
      { file: 'people.yaml', entries: ['katrin-aldenhoff'] },
      { file: 'services.yaml', entries: ['aws'] },
    ])
  })

  test('a comment is no change, and a register that comes has all its entries', () => {
    const same = register(edit('stacks/register/services.yaml', /^services:/m, '# a comment\nservices:'))
    expect(registerChanges(register(), same)).toEqual([])
    expect(registerChanges(undefined, undefined)).toEqual([])
    expect(registerChanges(undefined, register()).map(({ file }) => file)).toEqual([
      'classification.yaml',
      'controls.yaml',
      'exceptions.yaml',
      'people.yaml',
      'records',
      'services.yaml',
      'stacks.yaml',
      'vendors.yaml',
    ])
  })
})

describe('the secrets of a stack', () => {
  const root = (text?: string): string => {
    const directory = temporary()
    mkdirSync(directory, { recursive: true })
    if (text !== undefined) writeFileSync(join(directory, 'Pulumi.dev.yaml'), text)
    return directory
  }
  const BEFORE = 'encryptionsalt: v1:a\nconfig:\n  lab:a: one\n  lab:b:\n    secure: v1:one\n'

  test.each<[string, string | undefined, string | undefined, readonly string[]]>([
    ['nothing', BEFORE, BEFORE, []],
    ['what the plan shows', BEFORE, BEFORE.replace('a: one', 'a: two'), []],
    ['a secret', BEFORE, BEFORE.replace('v1:one', 'v1:two'), ['config lab:b']],
    ['a secret in a list', BEFORE, `${BEFORE}  lab:c:\n    - secure: v1:two\n`, ['config lab:c']],
    ['the salt', BEFORE, BEFORE.replace('v1:a', 'v1:b'), ['encryptionsalt']],
    [
      'who encrypts',
      BEFORE,
      `${BEFORE}secretsprovider: awskms://a\nencryptedkey: AAAA\n`,
      ['encryptedkey', 'secretsprovider'],
    ],
    ['all of it', BEFORE, undefined, ['config lab:b', 'encryptionsalt']],
    ['a file that nobody can read', BEFORE, '{', ['config lab:b', 'encryptionsalt']],
    ['no file', undefined, undefined, []],
  ])('%s', (_, before, after, entries) => {
    expect(secretsChanges(root(before), root(after), 'dev')).toEqual(
      entries.length === 0 ? [] : [{ file: 'Pulumi.dev.yaml', entries }],
    )
  })
})

test('the sentence names five entries of a file and counts the rest', () => {
  const said = (fileChanges?: Decision['fileChanges']) =>
    fileChangesText(fileChanges === undefined ? {} : { fileChanges })
  expect([
    said(),
    said([]),
    said([
      { file: 'people.yaml', entries: ['a'] },
      { file: 'services.yaml', entries: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    ]),
  ]).toEqual([
    undefined,
    undefined,
    'Beside resources, this change touches people.yaml (a), services.yaml (a, b, c, d, e and 2 more).',
  ])
})
