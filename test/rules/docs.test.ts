import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ruleDocs, staleFiles } from '../../scripts/rule-docs/check.ts'
import { DIVIDER, emptyTail, handwritten, pageFaults, SECTIONS } from '../../scripts/rule-docs/page.ts'
import { edit, tree } from '../gate/trees.ts'
import { ROOT, workplace } from '../workplace.ts'

const docs = await ruleDocs(workplace(), ROOT)
const PAGE = 'docs/rules/entra/mfa_all_users.md'

test('every rule has a page that says all that it must, and nothing written by "npm run rule-docs" is stale', () => {
  expect(docs.faults).toEqual([])
  expect(staleFiles(ROOT, docs)).toEqual([])
})

test('links between pages lead somewhere', () => {
  const dead = globSync('docs/rules/**/*.md', { cwd: ROOT }).flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map((match) => join(dirname(page), match[1] ?? ''))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${page}: ${target}`),
  )
  expect(dead).toEqual([])
})

/** A checkout with policies, register and pages, changed. */
async function changed(change: (root: string) => void): Promise<readonly string[]> {
  const root = tree((copy) => {
    cpSync(join(ROOT, 'docs/rules'), join(copy, 'docs/rules'), { recursive: true })
    change(copy)
  })
  const found = await ruleDocs(workplace(root), root)
  return [...staleFiles(root, found).map((path) => `stale: ${path}`), ...found.faults]
}

test.each([
  ['a page is missing', (root: string) => rmSync(join(root, PAGE)), `stale: ${PAGE}`],
  ['the generated part is edited', edit(PAGE, '| severity | critical |', '| severity | low |'), `stale: ${PAGE}`],
  [
    'the divider is removed',
    edit(PAGE, DIVIDER, ''),
    `${PAGE}: the line between the generated and the written part is missing`,
  ],
  [
    'a parameter changes',
    edit('policies/parameters.yaml', 'longestDays: 365', 'longestDays: 90'),
    'stale: docs/rules/entra/access_package_expires.md',
  ],
  [
    'the mode of a rule changes',
    edit(
      'policies/parameters.yaml',
      'entra.managed_device_required: advisory\n',
      'entra.managed_device_required: enforced\n',
    ),
    'stale: docs/rules/README.md',
  ],
  [
    'a title changes',
    edit('policies/controls/iso27001-2022.yaml', 'Signing in safely', 'Signing in'),
    `stale: ${PAGE}`,
  ],
  [
    'a label is taken from the mapping',
    edit('policies/controls/iso27001-2022.yaml', /\n {6}entra\.mfa_all_users: own/, ''),
    'stale: policies/controls/iso27001-2022.yaml',
  ],
  [
    'a page is of no rule',
    (root: string) => writeFileSync(join(root, 'docs/rules/entra/mfa.md'), '# entra.mfa\n'),
    'docs/rules/entra/mfa.md: there is no rule of this name',
  ],
])('it is seen that %s', async (_, change, expected) => {
  expect(await changed(change)).toContain(expected)
})

describe('what is written by hand', () => {
  const whole = handwritten(readFileSync(join(ROOT, PAGE), 'utf8')) ?? ''

  test('a page that nobody has written does not pass', () => {
    expect(pageFaults(emptyTail())).toEqual([
      '"TODO" stands where text should be',
      '"How to fix it" shows no code',
      '"What it looks at" lists no status, as "- **pass**: …"',
    ])
  })

  test.each([
    [
      'a section is missing',
      whole.replace('## Why it matters', '## Why'),
      [`its sections must be: ${SECTIONS.join(', ')}`],
    ],
    [
      'a section is empty',
      whole.replace(/(## The same check elsewhere\n)[\s\S]*/, '$1\n'),
      ['"The same check elsewhere" is empty'],
    ],
    ['there is no code', whole.replace(/```ts[\s\S]*?```/, 'Do it.'), ['"How to fix it" shows no code']],
    ['a status is misspelt', whole.replace('- **pass**:', '- **passes**:'), ['passes is not a status']],
  ])('it is seen that %s', (_, tail, faults) => {
    expect(pageFaults(tail)).toEqual(faults)
  })
})
