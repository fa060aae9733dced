import { AppError, type Place } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { isDay } from '../gate/time.ts'
import { type Row, readTable, type Table } from './table.ts'

/** One person as human resources know them. */
export interface ListedPerson {
  readonly name: string
  /** In lower case; empty where the list has none. */
  readonly mail: string
  readonly id: string
  readonly startedOn: string | undefined
  readonly leftOn: string | undefined
  readonly place: Place
}

/** How the list is written. */
export interface ListOptions {
  /** Which column means what, such as `{ mail: 'Dienstliche E-Mail' }`; known names need not be given. */
  readonly columns: { readonly [field: string]: string }
  /** How days with slashes are meant: nobody can tell 03/04/2026 from the text. */
  readonly dates: 'dmy' | 'mdy' | undefined
}

/** Names of columns in exports of common HR programs, in lower case without spaces, points, hyphens and underscores. */
const KNOWN: Readonly<Record<Field, readonly string[]>> = {
  id: ['id', 'personid', 'employeeid', 'employeenumber', 'personnelnumber', 'personalnummer', 'persnr', 'matricule'],
  name: ['name', 'fullname', 'displayname', 'employee', 'employeename', 'mitarbeiter'],
  firstName: ['firstname', 'givenname', 'vorname', 'prenom', 'prénom'],
  lastName: ['lastname', 'surname', 'familyname', 'nachname', 'familienname', 'nom'],
  mail: ['mail', 'email', 'workemail', 'businessemail', 'emailaddress', 'userprincipalname', 'emailgeschäftlich'],
  startedOn: ['startedon', 'startdate', 'hiredate', 'entrydate', 'joined', 'eintritt', 'eintrittsdatum', 'dateentree'],
  leftOn: [
    'lefton',
    'enddate',
    'terminationdate',
    'exitdate',
    'leavedate',
    'leavingdate',
    'left',
    'austritt',
    'austrittsdatum',
  ],
}
type Field = 'id' | 'name' | 'firstName' | 'lastName' | 'mail' | 'startedOn' | 'leftOn'
const FIELDS = Object.keys(KNOWN) as readonly Field[]

/**
 * Reads a list of joiners and leavers, or of everybody.
 * @throws AppError `unknown-form` where a column cannot be found, `usage` for a field that does not exist, `malformed`
 *   for a day that is none or that can be read in two ways, and a person without a name or twice in the list.
 */
export function readPeopleList(place: Workplace, path: string, options: ListOptions): readonly ListedPerson[] {
  const table = readTable(place, path)
  const columns = columnsOf(table, options)
  const people = table.rows.map((row) => personOf(row, columns, options))
  const seen = new Map<string, ListedPerson>()
  for (const person of people) {
    for (const key of [person.mail, person.id === '' ? '' : `id ${person.id}`].filter((text) => text !== '')) {
      const before = seen.get(key)
      if (before !== undefined && before !== person) {
        throw new AppError('malformed', `${person.mail || person.id} stands twice in the list`, {
          place: person.place,
          expected: `one row for each person; the first is in line ${before.place.line}`,
          fix: 'export the list again, or take one of the two rows out',
        })
      }
      seen.set(key, person)
    }
  }
  return people
}

function columnsOf(table: Table, options: ListOptions): { readonly [field in Field]?: string } {
  const found: { [field in Field]?: string } = {}
  for (const [field, column] of Object.entries(options.columns)) {
    const known = FIELDS.find((name) => name === field)
    if (known === undefined) {
      throw new AppError('usage', `--column names a field that does not exist: ${field}`, {
        expected: `one of ${FIELDS.join(', ')}`,
        fix: 'write --column FIELD=COLUMN',
      })
    }
    if (!table.columns.includes(column)) throw noColumn(table, `there is no column ${JSON.stringify(column)}`)
    found[known] = column
  }
  for (const field of FIELDS) {
    const column = table.columns.find((name) => KNOWN[field].includes(name.toLowerCase().replaceAll(/[\s._-]/g, '')))
    if (column !== undefined) found[field] ??= column
  }
  const isNamed = found.name !== undefined || (found.firstName !== undefined && found.lastName !== undefined)
  if (!isNamed) throw noColumn(table, 'no column holds the name')
  if (found.mail === undefined && found.id === undefined)
    throw noColumn(table, 'no column holds the mail address or the id')
  if (found.startedOn === undefined && found.leftOn === undefined)
    throw noColumn(table, 'no column holds the first or the last day')
  return found
}

function noColumn(table: Table, message: string): AppError {
  return new AppError('unknown-form', message, {
    place: { file: table.file, line: 1, column: 1 },
    expected: `a header; this one has ${table.columns.map((name) => JSON.stringify(name)).join(', ')}`,
    fix: `say which column it is with --column FIELD=COLUMN; fields are ${FIELDS.join(', ')}`,
  })
}

function personOf(row: Row, columns: { readonly [field in Field]?: string }, options: ListOptions): ListedPerson {
  const text = (field: Field): string => (columns[field] === undefined ? '' : row.text(columns[field]))
  const name = text('name') || [text('firstName'), text('lastName')].filter((part) => part !== '').join(' ')
  if (name === '') {
    throw new AppError('malformed', 'the row names nobody', {
      place: row.place(columns.name ?? columns.lastName),
      expected: 'a name in each row',
      fix: 'correct the row in the list',
    })
  }
  return {
    name,
    mail: text('mail').toLowerCase(),
    id: text('id'),
    startedOn: dayOf(row, columns.startedOn, options),
    leftOn: dayOf(row, columns.leftOn, options),
    place: row.place(columns.name ?? columns.lastName),
  }
}

/** A day in one of the forms `2026-08-31`, `31.08.2026`, and with `--dates` `31/08/2026` or `08/31/2026`. */
function dayOf(row: Row, column: string | undefined, options: ListOptions): string | undefined {
  const text = column === undefined ? '' : row.text(column)
  if (text === '' || column === undefined) return undefined
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?$/.exec(text)?.[1]
  const [, dotDay, dotMonth, dotYear] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? []
  const [, first, second, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []
  const build = (y = '', m = '', d = ''): string => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  if (first !== undefined && options.dates === undefined) {
    throw new AppError('malformed', `the day ${text} can be read in two ways`, {
      place: row.place(column),
      expected: 'YYYY-MM-DD or DD.MM.YYYY',
      fix: 'add --dates dmy or --dates mdy',
    })
  }
  const day =
    iso ??
    (dotDay !== undefined
      ? build(dotYear, dotMonth, dotDay)
      : options.dates === 'mdy'
        ? build(year, first, second)
        : build(year, second, first))
  if (isDay(day)) return day
  throw new AppError('malformed', `${JSON.stringify(text)} is not a day`, {
    place: row.place(column),
    expected: 'a day that exists, YYYY-MM-DD or DD.MM.YYYY',
    fix: 'correct it in the list; an empty cell means that there is none',
  })
}
