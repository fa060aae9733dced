import { AppError } from '../errors.ts'
import { byCodeUnit, canonicalJson, isObject, type Json } from '../json.ts'
import type { Invoke } from '../plan/model.ts'
import { policyDocument } from './policy-document.ts'
import type { SdkTypes } from './sdk-types.ts'
import type { Symbols } from './symbols.ts'
import { UNKNOWN_TEXT } from './wire.ts'

/** One recorded answer of a data source. */
export interface RecordedInvoke {
  readonly token: string
  readonly arguments: { readonly [name: string]: Json }
  readonly result: { readonly [name: string]: Json }
}

const POLICY_DOCUMENT = 'aws:iam/getPolicyDocument:getPolicyDocument'

/** What the program gets and what the plan says about it. */
export interface Answer {
  readonly result: { readonly [name: string]: Json }
  readonly record: Invoke
}

/**
 * Answers a data source: policy documents are computed, recorded answers are looked up by token and arguments, of the
 * rest the texts are placeholders for an unknown and everything else is the unknown sentinel.
 * @throws AppError `program` where the SDK does not say what the answer consists of: an empty answer would let the
 *   program leave a property out, which is a different plan.
 */
export function answerInvoke(
  token: string,
  args: { readonly [name: string]: Json },
  recorded: readonly RecordedInvoke[],
  types: SdkTypes,
  symbols: Symbols,
): Answer {
  const shown = symbols.value(args) as Invoke['arguments']
  const answer = (answered: Invoke['answered'], result: Answer['result']): Answer => ({
    result,
    record: { token, arguments: shown, answered },
  })
  const seed = canonicalJson([token, args])
  if (token === POLICY_DOCUMENT) {
    const document = policyDocument(args)
    if (document !== undefined) return answer('evaluated', { ...args, ...document, id: symbols.unknown(`${seed}.id`) })
  }
  const known = recorded.find((item) => item.token === token && canonicalJson(item.arguments) === canonicalJson(args))
  if (known !== undefined) return answer('recorded', known.result)
  const properties = types.result(token)
  if (properties === undefined || properties.size === 0) {
    throw new AppError('program', `nobody can answer the data source ${token} here, not even with unknown values`, {
      expected: 'a data source whose package is installed, or a recorded answer',
      fix: `record its answer and give it with --invokes FILE: [{"token": ${JSON.stringify(token)}, "arguments": {…}, "result": {…}}]`,
    })
  }
  const unknown = [...properties].map(([name, isText]): [string, Json] => [
    name,
    isText ? symbols.unknown(`${seed}.${name}`) : UNKNOWN_TEXT,
  ])
  return answer('unknown', { ...Object.fromEntries(unknown), ...args })
}

/** Invokes in the order of the plan: token, then arguments; equal calls are one entry. */
export function sortInvokes(invokes: readonly Invoke[]): readonly Invoke[] {
  const unique = new Map(
    invokes.map((invoke) => [canonicalJson([invoke.token, invoke.arguments, invoke.answered]), invoke]),
  )
  return [...unique].sort(([a], [b]) => byCodeUnit(a, b)).map(([, invoke]) => invoke)
}

/**
 * Reads the file of `--invokes`: a list of `{token, arguments, result}`.
 * @throws AppError `schema`.
 */
export function readInvokes(document: Json, file: string): readonly RecordedInvoke[] {
  const wrong = (where: string): AppError =>
    new AppError('schema', `${where} is not a recorded answer`, {
      place: { file },
      expected: '[{"token": "azuread:index/getUser:getUser", "arguments": {…}, "result": {…}}]',
      fix: 'write each answer as an object with these three keys',
    })
  if (!Array.isArray(document)) throw wrong('the document')
  return document.map((item: Json, index) => {
    if (
      !isObject(item) ||
      typeof item['token'] !== 'string' ||
      !isObject(item['arguments']) ||
      !isObject(item['result'])
    ) {
      throw wrong(`entry ${index + 1}`)
    }
    return item as unknown as RecordedInvoke
  })
}
