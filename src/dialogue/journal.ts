import { rmSync } from 'node:fs'
import { AppError } from '../errors.ts'
import { readText, resolvePath, shownName, type Workplace } from '../files.ts'
import { parseJson } from '../json.ts'
import { validate } from '../schema.ts'
import { writeAtomic } from '../write.ts'

/** Format id of answers that are kept while a dialogue is not over. */
const JOURNAL_SCHEMA = 'urn:gatehouse:answers/v1'

/** The answers so far, as they were typed, in the order of the questions. They outlive an interruption. */
export interface Journal {
  /** The file as the user sees it. */
  readonly shown: string
  readonly answers: ReadonlyMap<string, string>
  readonly keep: (id: string, answer: string) => void
  /** Forgets the last answer; false where there is none. */
  readonly back: () => boolean
  /** Removes the file: everything that was asked for has been written. */
  readonly finish: () => void
}

/**
 * Opens the answers of an interrupted dialogue, or begins new ones. Nothing is written before the first answer.
 * @param subject what the dialogue is about, such as `init`: a file about something else is refused.
 * @throws AppError `malformed`, `schema`, `refused`.
 */
export function openJournal(place: Workplace, file: string, subject: string): Journal {
  const path = resolvePath(place, file)
  const shown = shownName(place, file)
  const answers = readAnswers(place, file, subject)
  const save = (): void => {
    const kept = [...answers].map(([id, answer]) => ({ id, answer }))
    writeAtomic(path, `${JSON.stringify({ schema: JOURNAL_SCHEMA, subject, answers: kept }, null, 2)}\n`)
  }
  return {
    shown,
    answers,
    keep: (id, answer) => {
      answers.set(id, answer)
      save()
    },
    back: () => {
      const last = [...answers.keys()].at(-1)
      if (last === undefined) return false
      answers.delete(last)
      save()
      return true
    },
    finish: () => rmSync(path, { force: true }),
  }
}

function readAnswers(place: Workplace, file: string, subject: string): Map<string, string> {
  const text = readIfPresent(place, file)
  if (text === undefined) return new Map()
  const value = parseJson(text, shownName(place, file))
  validate(JOURNAL_SCHEMA, value, () => ({ file: shownName(place, file) }))
  const kept = value as unknown as {
    readonly subject: string
    readonly answers: readonly { readonly id: string; readonly answer: string }[]
  }
  if (kept.subject !== subject) {
    throw new AppError('refused', `these are the answers to other questions: ${kept.subject}`, {
      place: { file: shownName(place, file) },
      expected: `answers about ${subject}`,
      fix: 'finish that dialogue first, or delete the file',
    })
  }
  return new Map(kept.answers.map(({ id, answer }) => [id, answer]))
}

function readIfPresent(place: Workplace, file: string): string | undefined {
  try {
    return readText(place, file)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined
    throw error
  }
}
