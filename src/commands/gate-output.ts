import { AppError } from '../errors.ts'
import { type Format, formatOfFile, isFormat, RENDERERS } from '../render/index.ts'
import { SMALLEST_LIMIT } from '../render/markdown.ts'

/** The number of characters that a user typed for a comment. @throws AppError `usage`. */
export function parseCommentLimit(text: string): number {
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit >= SMALLEST_LIMIT) return limit
  throw new AppError('usage', `--comment-limit ${text} is not a number of characters`, {
    expected: `a whole number, at least ${SMALLEST_LIMIT}`,
    fix: 'leave the option out for the limit of GitHub, 65536',
  })
}

/** The address that stands before the path of a file of the checkout. @throws AppError `usage`. */
export function parseSourceUrl(text: string): string {
  if (/^https:\/\/[^\s<>"'()\\?#]+\/$/.test(text) && URL.canParse(text)) return text
  throw new AppError('usage', `--source-url ${JSON.stringify(text)} is not the beginning of an address`, {
    expected: 'https://… up to and with the / before the path of a file',
    fix: 'in GitHub: https://github.com/OWNER/REPOSITORY/blob/COMMIT/',
  })
}

/** The format of a name. @throws AppError `usage`. */
export function formatNamed(name: string): Format {
  if (isFormat(name)) return name
  throw new AppError('usage', `there is no format ${name}`, {
    expected: `one of ${Object.keys(RENDERERS).join(', ')}`,
    fix: 'choose one of them',
  })
}

/** The file and the format of an `--output`, `FORMAT=FILE` or a file whose name says it. @throws AppError `usage`. */
export function outputTarget(text: string): { readonly file: string; readonly format: Format } {
  const match = /^([a-z]+)=(.+)$/.exec(text)
  if (match?.[1] !== undefined && match[2] !== undefined) return { file: match[2], format: formatNamed(match[1]) }
  const format = formatOfFile(text)
  if (format) return { file: text, format }
  throw new AppError('usage', `the format of ${text} is not clear from its name`, {
    expected: 'a name that ends in .json, .md, .sarif, .txt or .xml',
    fix: 'write --output FORMAT=FILE',
  })
}
