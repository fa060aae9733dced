import {
  choiceQuestion,
  numberQuestion,
  type Question,
  type Reading,
  textQuestion,
  yesNoQuestion,
} from '../dialogue/questions.ts'
import type { Json } from '../json.ts'
import type { World } from './kind.ts'
import type { OpenPlace } from './open-places.ts'

/** What a question about a place needs besides the place. */
export interface Asking {
  readonly id: string
  /** What stands before the description of the field, such as the entry that it is about. */
  readonly context: string
  readonly suggested?: string | undefined
  readonly world: World
  /** What is wrong with a value at this place; undefined where nothing is. */
  readonly problem: (value: Json) => string | undefined
}

/** The question that the schema of a place asks. An answer of nothing leaves an optional field out. */
export function questionFor(place: OpenPlace, asking: Asking): Question<Json | undefined> {
  const plain = plainQuestion(place, asking)
  const read = (answer: string): Reading<Json | undefined> => {
    if (answer === '' && place.optional) return { value: undefined }
    const reading = plain.read(answer)
    if ('problem' in reading) return reading
    const problem = asking.problem(reading.value)
    return problem === undefined ? reading : { problem }
  }
  const form = place.optional
    ? [plain.form, 'empty for none'].filter((one) => one !== undefined).join(', ')
    : plain.form
  return { ...plain, ...(form === undefined ? {} : { form }), read }
}

function plainQuestion(
  { key, part, definition }: OpenPlace,
  { id, context, suggested, world }: Asking,
): Question<Json> {
  const description = String(part['description'] ?? '')
  const text = `${context}${key}: ${description}`
  const expected = typeof part['title'] === 'string' ? { help: sentence(part['title']) } : {}
  const details = { ...expected, ...(suggested === undefined ? {} : { suggested }) }
  if (Array.isArray(part['enum'])) return choiceQuestion(id, text, part['enum'] as readonly string[], details)
  if (part['type'] === 'boolean') return yesNoQuestion(id, text, details)
  if (part['type'] === 'integer') {
    const bounds = { least: Number(part['minimum'] ?? 0), most: Number(part['maximum'] ?? 999_999_999) }
    const question = numberQuestion(id, text, bounds, details)
    return part['maximum'] === undefined ? { ...question, form: 'a number' } : question
  }
  if (part['type'] === 'number') {
    const read = (answer: string): Reading<Json> =>
      /^\d{1,6}([.,]\d{1,3})?$/.test(answer)
        ? { value: Number(answer.replace(',', '.')) }
        : { problem: 'answer a number such as 3.5' }
    return { id, text, ...details, form: 'a number', read }
  }
  const question = textQuestion(id, text, details)
  const form = { time: 'UTC, YYYY-MM-DD HH:MM', date: 'YYYY-MM-DD' }[definition]
  const read = (answer: string): Reading<Json> => {
    const reading = question.read(answer)
    return 'value' in reading ? { value: meaning(reading.value, definition, world) } : reading
  }
  return { ...question, ...(form === undefined ? {} : { form }), read }
}

/** A time without its seconds, and a person by name, are understood too. */
function meaning(answer: string, definition: string, { people }: World): string {
  if (definition === 'time') {
    const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?Z?$/.exec(answer)
    return match === null ? answer : `${match[1]}T${match[2]}${match[3] ?? ':00'}Z`
  }
  if (definition !== 'person') return answer
  const named = [...people.values()].filter(({ name }) => name.toLowerCase() === answer.toLowerCase())
  return named.length === 1 ? (named[0]?.id ?? answer) : answer
}

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`
}
