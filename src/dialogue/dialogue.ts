import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { visible } from '../render/escape.ts'
import type { Journal } from './journal.ts'
import type { Question } from './questions.ts'
import type { Terminal } from './terminal.ts'

/** What a script of questions may do. */
export interface Dialogue {
  /** Asks until the answer can be taken. */
  readonly ask: <Value>(question: Question<Value>) => Promise<Value>
  /** A paragraph that stands before the next question. */
  readonly say: (text: string) => void
}

/** A longer suggestion stands on a line of its own: a line that is edited should not wrap. */
const LONGEST_SUGGESTION = 40

/** Asked for by `<`: the script runs again with one answer less. */
const BACK = Symbol('back')

/**
 * Leads a dialogue: the script asks its questions in the order that the answers ask for, each answer is kept in the
 * journal at once, and a script that runs again takes kept answers without asking. So it can be interrupted, and so
 * `<` goes back. The script must depend on its answers alone.
 *
 * @throws AppError `interrupted` for Ctrl-C, Ctrl-D or a terminal that has gone; the answers so far are kept.
 */
export async function converse<Result>(
  terminal: Terminal,
  journal: Journal,
  script: (dialogue: Dialogue) => Promise<Result>,
): Promise<Result> {
  if (journal.answers.size > 0)
    terminal.say(`Going on after ${journal.answers.size} answers kept in ${visible(journal.shown)}.\n`)
  for (;;) {
    const pending: string[] = []
    const flush = (): void => {
      for (const text of pending.splice(0)) terminal.say(text)
    }
    try {
      const result = await script({
        say: (text) => void pending.push(`${text}\n`),
        ask: async (question) => {
          const kept = journal.answers.get(question.id)
          if (kept !== undefined) {
            const reading = question.read(kept)
            // What was said before a question that is not asked again need not be said again.
            pending.length = 0
            if ('value' in reading) return reading.value
          }
          flush()
          return await askOne(terminal, journal, question)
        },
      })
      flush()
      return result
    } catch (fault) {
      if (fault !== BACK) throw fault
      if (!journal.back()) terminal.say('This is the first question.\n')
    }
  }
}

/**
 * The terminal, for a command that has to ask.
 * @param instead what to do without one, for the error.
 * @throws AppError `usage` where nobody can answer.
 */
export function requireTerminal(place: Workplace, instead: string): Terminal {
  const terminal = place.terminal?.()
  if (terminal !== undefined) return terminal
  throw new AppError('usage', 'this command asks questions, and there is no terminal to ask them in', {
    expected: 'standard input and standard error that are a terminal',
    fix: instead,
  })
}

async function askOne<Value>(terminal: Terminal, journal: Journal, question: Question<Value>): Promise<Value> {
  const { text, form, suggested } = question
  const isLong = (suggested?.length ?? 0) > LONGEST_SUGGESTION
  const short = suggested === undefined ? '' : isLong ? ' [Enter takes it]' : ` [${visible(suggested)}]`
  const marks = [form === undefined ? '' : ` (${form})`, short]
  if (suggested !== undefined && isLong) terminal.say(`  ${visible(suggested)}\n`)
  for (;;) {
    const answer = await terminal.ask(`${visible(text)}${marks.join('')} `)
    if (answer === 'interrupted') throw interrupted(journal)
    const line = answer.line.trim()
    if (line === '<') throw BACK
    if (line === '?') {
      terminal.say(`  ${question.help ?? 'There is nothing more to say about this question.'} "<" goes back.\n`)
      continue
    }
    const given = line === '' && suggested !== undefined ? suggested : line
    const reading = question.read(given)
    if ('value' in reading) {
      journal.keep(question.id, given)
      return reading.value
    }
    terminal.say(`  ${visible(reading.problem)}\n`)
  }
}

function interrupted(journal: Journal): AppError {
  const kept = journal.answers.size
  return new AppError('interrupted', 'the dialogue was interrupted, and nothing was written', {
    fix:
      kept === 0
        ? 'run the same command again'
        : `run the same command again: it goes on after the ${kept} answers kept in ${journal.shown}`,
  })
}
