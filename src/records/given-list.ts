import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { readTable, requireColumns } from '../readers/table.ts'
import type { GivenList } from './drafts/draft.ts'
import type { World } from './kind.ts'

/**
 * Reads a list of who has access to a service: a table with the columns `who` and `what`, and, where they are known,
 * `through`, `account`, `since`, `why` and `service`. `who` is an id or the name of a person, or a sign-in name of the
 * register; others are kept as they are written.
 * @throws AppError of the table; `malformed` for a row that names nobody or nothing.
 */
export function readGivenList(place: Workplace, path: string, world: World): GivenList {
  const table = readTable(place, path)
  requireColumns(table, ['who', 'what'], 'a list of who has access')
  const entries = table.rows.map((row) => {
    const cell = (name: string): string => (table.columns.includes(name) ? row.text(name) : '')
    const empty = ['who', 'what'].find((name) => cell(name) === '')
    if (empty !== undefined) {
      throw new AppError('malformed', `the column ${empty} is empty`, {
        place: row.place(empty),
        expected: 'who has the access, and what it is',
        fix: 'export the list again, or fill the cell in',
      })
    }
    const optional = ['account', 'since', 'why', 'service'] as const
    return {
      who: personOf(cell('who'), world),
      what: cell('what'),
      through: cell('through') || 'assigned in the service',
      ...Object.fromEntries(optional.flatMap((name) => (cell(name) === '' ? [] : [[name, cell(name)]]))),
    }
  })
  return { basis: { source: `the list ${table.file}`, digest: table.sha256, entries: entries.length }, entries }
}

function personOf(who: string, { people }: World): string {
  const text = who.toLowerCase()
  const found = [...people.values()].filter(
    ({ id, name, account, adminAccount }) =>
      id === text ||
      name.toLowerCase() === text ||
      [account, adminAccount].some((one) => one?.userPrincipalName.toLowerCase() === text),
  )
  return found.length === 1 ? (found[0]?.id ?? who) : who
}
