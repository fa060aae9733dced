import { AppError, type Place } from '../errors.ts'
import { readInput, shownName, type Workplace } from '../files.ts'
import { isObject, sha256 } from '../json.ts'
import { decodeText, parseDocument } from '../plan/document.ts'
import { parseTable, type Row, requireColumns, type Table } from './table.ts'

/** The row of the account itself. */
export const ROOT_USER = '<root_account>'

/** An access key of a user. */
export interface AccessKey {
  readonly number: 1 | 2
  readonly isActive: boolean
  readonly rotatedAt: string | undefined
  readonly usedAt: string | undefined
}

/** One row: a user of IAM, or the root user. */
export interface CredentialUser {
  readonly user: string
  readonly arn: string
  readonly account: string
  readonly createdAt: string | undefined
  /** `unknown` for what AWS answers `not_supported`. */
  readonly hasPassword: boolean | 'unknown'
  readonly passwordUsedAt: string | undefined
  readonly passwordChangedAt: string | undefined
  readonly hasMfa: boolean
  readonly keys: readonly AccessKey[]
  readonly certificates: number
  readonly place: Place
}

/** A whole report. */
export interface CredentialReport {
  readonly file: string
  readonly sha256: string
  readonly account: string
  /** When AWS made it; the CSV itself does not say so. */
  readonly generatedAt: string | undefined
  readonly users: readonly CredentialUser[]
}

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'cert_1_active',
  'cert_2_active',
]

/**
 * Reads `aws iam get-credential-report`: its JSON answer, in which the report is base64, or the CSV that was in it.
 * @throws AppError `unknown-form`, `malformed`: a value that the report cannot have, a user twice, two accounts, no root.
 */
export function readCredentialReport(place: Workplace, path: string): CredentialReport {
  const file = shownName(place, path)
  const bytes = readInput(place, path)
  const { table, generatedAt } = tableOf(bytes, file)
  requireColumns(table, COLUMNS, 'a credential report of IAM')
  const users = table.rows.map(userOf)
  const names = users.map(({ user }) => user)
  const twice = users.find(({ user }, index) => names.indexOf(user) < index)
  if (twice !== undefined) throw wrong(`the user ${twice.user} stands twice`, twice.place, 'each user once')
  const accounts = [...new Set(users.map(({ account }) => account))]
  const [account, second] = accounts
  if (second !== undefined) {
    const stranger = users.find((user) => user.account === second)
    throw wrong(`the report mixes the accounts ${accounts.join(', ')}`, stranger?.place ?? { file }, 'one account')
  }
  if (account === undefined || !names.includes(ROOT_USER))
    throw wrong(`the report lacks the row ${ROOT_USER}`, { file }, 'a row for the account itself: every report has one')
  return { file, sha256: sha256(bytes), account, generatedAt, users }
}

function tableOf(bytes: Buffer, file: string): { readonly table: Table; readonly generatedAt: string | undefined } {
  const text = decodeText(bytes, file)
  const digest = sha256(bytes)
  if (!/^\s*\{/.test(text)) return { table: parseTable(text, file, digest), generatedAt: undefined }
  const document = parseDocument(bytes, file)
  const value = document.kind === 'json' && isObject(document.value) ? document.value : {}
  const { Content: content, GeneratedTime: time, ReportFormat: format } = value
  if (typeof content !== 'string' || format !== 'text/csv') {
    throw new AppError('unknown-form', 'this is JSON, and no answer of get-credential-report', {
      place: { file },
      expected: 'the keys Content, GeneratedTime and ReportFormat "text/csv", or the CSV itself',
      fix: 'run "aws iam generate-credential-report", then "aws iam get-credential-report > report.json"',
    })
  }
  const inner = Buffer.from(content, 'base64').toString('utf8')
  return {
    table: parseTable(inner, `${file} (Content)`, digest),
    generatedAt: typeof time === 'string' ? instant(time) : undefined,
  }
}

function userOf(row: Row): CredentialUser {
  const arn = row.text('arn')
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):(root|user\/.+)$/.exec(arn)?.[1]
  if (account === undefined)
    throw wrong(`${JSON.stringify(arn)} is not the name of a user`, row.place('arn'), 'arn:aws:iam::ACCOUNT:user/NAME')
  return {
    user: row.text('user'),
    arn,
    account,
    createdAt: timeOf(row, 'user_creation_time'),
    hasPassword: row.text('password_enabled') === 'not_supported' ? 'unknown' : flagOf(row, 'password_enabled'),
    passwordUsedAt: timeOf(row, 'password_last_used'),
    passwordChangedAt: timeOf(row, 'password_last_changed'),
    hasMfa: flagOf(row, 'mfa_active'),
    keys: ([1, 2] as const).map((number) => ({
      number,
      isActive: flagOf(row, `access_key_${number}_active`),
      rotatedAt: timeOf(row, `access_key_${number}_last_rotated`),
      usedAt: timeOf(row, `access_key_${number}_last_used_date`),
    })),
    certificates: [1, 2].filter((number) => flagOf(row, `cert_${number}_active`)).length,
    place: row.place('user'),
  }
}

/** AWS writes `true` and `TRUE`; what is not supported is not there. */
function flagOf(row: Row, column: string): boolean {
  const text = row.text(column).toLowerCase()
  if (text === 'true') return true
  if (text === 'false' || text === 'not_supported') return false
  throw wrong(`${JSON.stringify(row.text(column))} is no answer`, row.place(column), 'true, false or not_supported')
}

const NO_TIME = ['N/A', 'no_information', 'not_supported', '']

function timeOf(row: Row, column: string): string | undefined {
  const text = row.text(column)
  if (NO_TIME.includes(text)) return undefined
  const time = instant(text)
  if (time !== undefined) return time
  throw wrong(
    `${JSON.stringify(text)} is not a time`,
    row.place(column),
    'a time such as 2026-11-23T06:00:00+00:00, N/A or no_information',
  )
}

function instant(text: string): string | undefined {
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const time = isTime ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`
}

function wrong(message: string, place: Place, expected: string): AppError {
  return new AppError('malformed', message, {
    place,
    expected,
    fix: 'take the report again with "aws iam get-credential-report"',
  })
}
