import { isDay } from '../gate/time.ts'
import { nearest } from '../schema.ts'

/** What an answer means, or why it cannot be taken. */
export type Reading<Value> = { readonly value: Value } | { readonly problem: string }

/** Something that only a person can say. */
export interface Question<Value> {
  /** Under this id the answer is kept until the dialogue is over; each question has its own. */
  readonly id: string
  /** The question without its mark for the answer. */
  readonly text: string
  /** Shown for "?" : why it is asked, or how to find out. */
  readonly help?: string
  /** What an empty line means; without it an empty line is read like any other. */
  readonly suggested?: string
  /** What may be answered, in a few characters, such as `y/n`. */
  readonly form?: string
  readonly read: (answer: string) => Reading<Value>
}

/** What every question can have. */
export interface Details {
  readonly help?: string
  readonly suggested?: string
}

/** A text that is not empty; `check` says what is wrong with one. */
export function textQuestion(
  id: string,
  text: string,
  details: Details & { readonly check?: (answer: string) => string | undefined } = {},
): Question<string> {
  const { check, ...rest } = details
  const read = (answer: string): Reading<string> => {
    if (answer === '') return { problem: 'an answer is needed' }
    const problem = check?.(answer)
    return problem === undefined ? { value: answer } : { problem }
  }
  return { id, text, ...rest, read }
}

/** A text, or nothing: an empty line is the answer "there is none". */
export function optionalQuestion(
  id: string,
  text: string,
  details: Pick<Details, 'help'> & { readonly check?: (answer: string) => string | undefined } = {},
): Question<string | undefined> {
  const { check, ...rest } = details
  const read = (answer: string): Reading<string | undefined> => {
    if (answer === '') return { value: undefined }
    const problem = check?.(answer)
    return problem === undefined ? { value: answer } : { problem }
  }
  return { id, text, ...rest, form: 'empty for none', read }
}

/** Yes or no. */
export function yesNoQuestion(id: string, text: string, details: Details = {}): Question<boolean> {
  const read = (answer: string): Reading<boolean> => {
    if (/^(y|yes)$/i.test(answer)) return { value: true }
    if (/^(n|no)$/i.test(answer)) return { value: false }
    return { problem: 'answer y for yes or n for no' }
  }
  return { id, text, ...details, form: 'y/n', read }
}

/** One of several words; the beginning of a word is enough where it is clear. */
export function choiceQuestion<Choice extends string>(
  id: string,
  text: string,
  choices: readonly Choice[],
  details: Details = {},
): Question<Choice> {
  const read = (answer: string): Reading<Choice> => {
    const word = answer.toLowerCase()
    const exact = choices.find((choice) => choice.toLowerCase() === word)
    if (exact !== undefined) return { value: exact }
    const begun = word === '' ? [] : choices.filter((choice) => choice.toLowerCase().startsWith(word))
    const [only, second] = begun
    if (only !== undefined && second === undefined) return { value: only }
    const near = nearest(answer, choices)
    const meant = near === undefined ? '' : `; did you mean ${near}?`
    return { problem: `answer one of ${choices.join(', ')}${meant}` }
  }
  return { id, text, ...details, form: choices.join('/'), read }
}

/** A calendar day that exists. */
export function dayQuestion(
  id: string,
  text: string,
  details: Details & { readonly check?: (day: string) => string | undefined } = {},
): Question<string> {
  const check = (answer: string): string | undefined =>
    isDay(answer) ? details.check?.(answer) : 'write a day that exists as YYYY-MM-DD'
  return { ...textQuestion(id, text, { ...details, check }), form: 'YYYY-MM-DD' }
}

/** A whole number within bounds. */
export function numberQuestion(
  id: string,
  text: string,
  bounds: { readonly least: number; readonly most: number },
  details: Details = {},
): Question<number> {
  const read = (answer: string): Reading<number> => {
    const value = /^\d{1,9}$/.test(answer) ? Number(answer) : Number.NaN
    if (value >= bounds.least && value <= bounds.most) return { value }
    return { problem: `answer a whole number from ${bounds.least} to ${bounds.most}` }
  }
  return { id, text, ...details, form: `${bounds.least}–${bounds.most}`, read }
}
