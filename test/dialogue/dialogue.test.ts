import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { converse, type Dialogue, requireTerminal } from '../../src/dialogue/dialogue.ts'
import { openJournal } from '../../src/dialogue/journal.ts'
import {
  choiceQuestion,
  dayQuestion,
  numberQuestion,
  optionalQuestion,
  textQuestion,
  yesNoQuestion,
} from '../../src/dialogue/questions.ts'
import type { Terminal } from '../../src/dialogue/terminal.ts'
import { workplace } from '../workplace.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-dialogue-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Answers in order, then Ctrl-C; what was shown is kept. */
function answering(...lines: readonly string[]): Terminal & { readonly shown: string[] } {
  const left = [...lines]
  const shown: string[] = []
  return {
    shown,
    say: (text) => void shown.push(text),
    ask: (prompt) => {
      const line = left.shift()
      shown.push(line === undefined ? prompt : `${prompt}${line}\n`)
      return Promise.resolve(line === undefined ? 'interrupted' : { line })
    },
    close: () => undefined,
  }
}

async function script({ ask, say }: Dialogue) {
  say('People.')
  const name = await ask(textQuestion('name', 'Who?', { help: 'The name in the passport.' }))
  const admin = await ask(yesNoQuestion('admin', 'Administrator?', { suggested: 'n' }))
  say('Work.')
  const kind = await ask(choiceQuestion('kind', 'How?', ['employee', 'contractor']))
  const since = await ask(dayQuestion('since', 'Since when?'))
  const age = await ask(numberQuestion('age', 'Impact?', { least: 1, most: 5 }))
  const note = await ask(optionalQuestion('note', 'Note?'))
  return { name, admin, kind, since, age, note }
}

const open = () => openJournal(workplace(directory), 'kept.json', 'test')

test('wrong answers are asked again, help and suggestions are given, and going back asks again', async () => {
  const terminal = answering(
    '',
    '?',
    'Ana',
    'perhaps',
    '',
    '<',
    'y',
    'empl',
    '30 February',
    '2026-02-30',
    '2026-02-28',
    '6',
    '5',
    '',
  )
  const journal = open()
  expect(await converse(terminal, journal, script)).toEqual({
    name: 'Ana',
    admin: true,
    kind: 'employee',
    since: '2026-02-28',
    age: 5,
    note: undefined,
  })
  expect(terminal.shown.join('')).toBe(`People.
Who? 
  an answer is needed
Who? ?
  The name in the passport. "<" goes back.
Who? Ana
Administrator? (y/n) [n] perhaps
  answer y for yes or n for no
Administrator? (y/n) [n] 
Work.
How? (employee/contractor) <
Administrator? (y/n) [n] y
Work.
How? (employee/contractor) empl
Since when? (YYYY-MM-DD) 30 February
  write a day that exists as YYYY-MM-DD
Since when? (YYYY-MM-DD) 2026-02-30
  write a day that exists as YYYY-MM-DD
Since when? (YYYY-MM-DD) 2026-02-28
Impact? (1–5) 6
  answer a whole number from 1 to 5
Impact? (1–5) 5
Note? (empty for none) 
`)
  journal.finish()
  expect(existsSync(join(directory, 'kept.json'))).toBe(false)
})

test('an interrupted dialogue goes on where it stopped', async () => {
  await expect(converse(answering('Ana', 'n'), open(), script)).rejects.toMatchObject({
    code: 'interrupted',
    fix: 'run the same command again: it goes on after the 2 answers kept in kept.json',
  })
  const terminal = answering('contractor', '2026-01-01', '1', 'none')
  expect(await converse(terminal, open(), script)).toMatchObject({ name: 'Ana', admin: false, kind: 'contractor' })
  expect(terminal.shown.slice(0, 3)).toEqual([
    'Going on after 2 answers kept in kept.json.\n',
    'Work.\n',
    'How? (employee/contractor) contractor\n',
  ])
})

test('a kept answer that can no longer be taken is asked again', async () => {
  const kept = { schema: 'urn:gatehouse:answers/v1', subject: 'test', answers: [{ id: 'name', answer: '' }] }
  writeFileSync(join(directory, 'kept.json'), JSON.stringify(kept))
  await expect(converse(answering('Ana'), open(), script)).rejects.toMatchObject({ code: 'interrupted' })
  expect(JSON.parse(readFileSync(join(directory, 'kept.json'), 'utf8'))).toMatchObject({
    answers: [{ id: 'name', answer: 'Ana' }],
  })
})

test('answers to other questions, and files that hold none, are refused', () => {
  const file = join(directory, 'kept.json')
  writeFileSync(file, JSON.stringify({ schema: 'urn:gatehouse:answers/v1', subject: 'init', answers: [] }))
  expect(open).toThrow(expect.objectContaining({ code: 'refused', place: { file: 'kept.json' } }))
  writeFileSync(file, '{"schema": "urn:gatehouse:answers/v1"}')
  expect(open).toThrow(expect.objectContaining({ code: 'schema' }))
  writeFileSync(file, '{')
  expect(open).toThrow(expect.objectContaining({ code: 'malformed' }))
})

test('what others wrote cannot move the cursor', async () => {
  const terminal = answering()
  const hostile = textQuestion('name', 'Who is \u001b[2J?', { suggested: '\u202ename' })
  await expect(converse(terminal, open(), ({ ask }) => ask(hostile))).rejects.toMatchObject({ code: 'interrupted' })
  expect(terminal.shown).toEqual(['Who is \\u001B[2J? [\\u202Ename] '])
})

test('without a terminal the command says what to do instead', () => {
  expect(() => requireTerminal(workplace(directory), 'give --answers FILE')).toThrow(
    expect.objectContaining({ code: 'usage', fix: 'give --answers FILE' }),
  )
})
