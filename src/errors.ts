import { visible } from './render/escape.ts'

/** Where in a user's file a problem sits; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}

/**
 * Finds the place of a JSON pointer (RFC 6901) in the file that the value came from.
 * `part` says whether the value is meant, or the key it stands under. Where the pointer leads nowhere,
 * the innermost part that exists is the answer, so that a missing key is reported at its parent.
 */
export type Locate = (pointer: string, part?: 'value' | 'key') => Place

/**
 * Every way a command can stop. The set is closed: a new code needs a row in `docs/errors.md`.
 * All of them end the process with status 2; a denied change or a failed verification is a value, not an error.
 */
export type ErrorCode =
  | 'usage'
  | 'not-found'
  | 'unreadable'
  | 'too-large'
  | 'malformed'
  | 'unknown-form'
  | 'unsupported-version'
  | 'schema'
  | 'reference'
  | 'policy-bundle'
  | 'policy-runtime'
  | 'program'
  | 'git'
  | 'engine'
  | 'secret-found'
  | 'refused'
  | 'write'
  | 'interrupted'
  | 'internal'

/** What an `AppError` says besides its sentence. */
export interface ErrorDetails {
  readonly place?: Place | undefined
  /** What would have been right. */
  readonly expected?: string | undefined
  /** What the user can do now. */
  readonly fix?: string | undefined
  readonly cause?: unknown
}

/** A fault that the user can act on: what happened, where, what was expected, what to do. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly place: Place | undefined
  readonly expected: string | undefined
  readonly fix: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.place = details.place
    this.expected = details.expected
    this.fix = details.fix
  }
}

/** The same error with its file named in another way. */
export function renamePlace(error: AppError, name: (file: string) => string): AppError {
  const { code, message, place, expected, fix } = error
  if (place === undefined) return error
  return new AppError(code, message, { place: { ...place, file: name(place.file) }, expected, fix, cause: error })
}

/** `file:line:column`, leaving out what is not known. */
export function formatPlace(place: Place): string {
  const line = place.line === undefined ? '' : `:${place.line}`
  const column = place.line === undefined || place.column === undefined ? '' : `:${place.column}`
  return `${place.file}${line}${column}`
}

/**
 * The text a user sees: one sentence with its place, then what was expected and what to do, each on its own line. Names
 * of files and of resources come from others: what a terminal or a CI system would act on is written as an escape.
 */
export function formatError(error: AppError): string {
  const where = error.place ? `${formatPlace(error.place)}: ` : ''
  const lines = [`gatehouse: ${where}${error.message}`]
  if (error.expected) lines.push(`  expected: ${error.expected}`)
  if (error.fix) lines.push(`  fix: ${error.fix}`)
  return `${lines.map(visible).join('\n')}\n`
}
