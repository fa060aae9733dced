import { AppError } from '../errors.ts'

/** A format: the ending of its files, and how a value is written in it. */
export interface Format<Value> {
  readonly extension: string
  readonly render: (value: Value) => string
}

/** The formats of a command, by name. */
export type Formats<Value> = { readonly [name: string]: Format<Value> }

/** The format with a name. @throws AppError `usage`. */
export function formatNamed<Value>(formats: Formats<Value>, name: string): Format<Value> {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (format !== undefined) return format
  throw new AppError('usage', `there is no format ${name}`, {
    expected: `one of ${Object.keys(formats).join(', ')}`,
    fix: 'choose one of them',
  })
}

/** What `--output` names: a file, its format by `FORMAT=` or by its ending. @throws AppError `usage`. */
export function outputTarget<Value>(
  formats: Formats<Value>,
  text: string,
): { readonly file: string; readonly format: Format<Value> } {
  const match = /^([a-z]+)=(.+)$/.exec(text)
  if (match?.[1] !== undefined && match[2] !== undefined)
    return { file: match[2], format: formatNamed(formats, match[1]) }
  const extension = /\.([a-z]+)$/.exec(text.toLowerCase())?.[1]
  const format = Object.values(formats).find((one) => one.extension === extension)
  if (format !== undefined) return { file: text, format }
  throw new AppError('usage', `the format of ${text} is not clear from its name`, {
    expected: `a name that ends in ${Object.values(formats)
      .map((one) => `.${one.extension}`)
      .join(', ')}`,
    fix: 'write --output FORMAT=FILE',
  })
}
