import { expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderText } from '../../src/render/text.ts'
import { decision, HOSTILE } from './builders.ts'

const CHANGES: NonNullable<Decision['fileChanges']> = [
  { file: 'people.yaml', entries: ['katrin-aldenhoff'] },
  { file: 'services.yaml', entries: ['payroll'] },
  { file: 'Pulumi.identity.yaml', entries: ['encryptionsalt'] },
]
const SENTENCE =
  'Beside resources, this change touches people.yaml (katrin-aldenhoff), services.yaml (payroll), Pulumi.identity.yaml (encryptionsalt).'

const text = (more: Partial<Decision>): string =>
  renderText({ ...decision(), ...more }, { color: false, exitCode: 0, width: 200 })
const markdown = (more: Partial<Decision>): string =>
  renderMarkdown({ ...decision(), ...more }, { exitCode: 0, limit: 65_536 })

test.each<[string, Partial<Decision>, readonly string[]]>([
  ['nothing', { difference: [] }, ['This change declares nothing differently.']],
  [
    'files only',
    { difference: [], fileChanges: CHANGES },
    ['No resource of the stack is declared differently.', SENTENCE],
  ],
  ['files, where the base was not planned', { fileChanges: CHANGES }, [SENTENCE]],
  [
    'both',
    {
      difference: [{ op: 'adds', resource: 'a::b', kind: 'Group', label: 'Workshop', details: [] }],
      fileChanges: CHANGES,
    },
    ['This change declares differently (1)', '  adds Group Workshop', SENTENCE],
  ],
])('what a change says otherwise, in text: %s', (_, more, expected) => {
  expect(text(more).split('\n\n')[1]).toBe(expected.join('\n'))
})

test('it stands in one line of Markdown, where there is any', () => {
  const has = (line: string): boolean => line.startsWith('Beside resources')
  const lines = markdown({ difference: [], fileChanges: CHANGES }).split('\n').filter(has)
  expect(lines).toEqual([SENTENCE.replaceAll('(', '\\(').replaceAll(')', '\\)')])
  expect(markdown({ difference: [] }).split('\n').filter(has)).toEqual([])
})

test('names that somebody chose are inert', () => {
  const entries = HOSTILE.map((name) => name.toWellFormed())
  const fileChanges = entries.map((file) => ({ file, entries }))
  const inMarkdown = markdown({ fileChanges }).split('\n')
  const [line = '', ...others] = inMarkdown.filter((one) => one.startsWith('Beside resources'))
  expect(others).toEqual([])
  expect(line.length).toBeLessThan(2000)
  expect(line).not.toMatch(/<[a-z!/]|\]\(|(?<!\\)@[a-z]/i)
  expect(inMarkdown.length).toBe(markdown({ fileChanges: CHANGES }).split('\n').length)
  expect(text({ fileChanges })).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e]/u)
})
