import { AppError, type Place } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { isObject } from '../json.ts'
import { validateValue } from '../schema.ts'
import { type JsonFile, readJsonFile, unexpectedForm } from './json-file.ts'

const SCHEMA = 'urn:gatehouse:registration-details/v1'

/** What Microsoft Graph knows about one account. */
export interface RegisteredAccount {
  readonly id: string
  readonly userPrincipalName: string
  readonly isAdmin: boolean
  readonly isGuest: boolean
  readonly isMfaRegistered: boolean
  /** False for a registered method that the methods policy does not allow; undefined where the export does not say it. */
  readonly isMfaCapable: boolean | undefined
  readonly place: Place
}

/** The whole report: all of its pages. */
export interface Registration {
  readonly sources: readonly { readonly file: string; readonly sha256: string }[]
  /** The latest time at which an entry was brought up to date: the report is not newer than that. */
  readonly observedAt: string
  /** Sorted by sign-in name. */
  readonly accounts: readonly RegisteredAccount[]
}

interface Entry {
  readonly id: string
  readonly userPrincipalName: string
  readonly isAdmin: boolean
  readonly isMfaRegistered: boolean
  readonly isMfaCapable?: boolean
  readonly lastUpdatedDateTime: string
  readonly userType: string
}

/**
 * Reads the export of `reports/authenticationMethods/userRegistrationDetails`, one file for each page.
 * @throws AppError `malformed` for a page that is missing or an account that stands twice: either would change the
 *   denominator; `unknown-form`, `schema` and what the file system says.
 */
export function readRegistration(place: Workplace, paths: readonly string[]): Registration {
  const pages = paths.map((path) => readJsonFile(place, path))
  const accounts: RegisteredAccount[] = []
  const seen = new Map<string, Place>()
  let observedAt = ''
  for (const page of pages) {
    for (const [index, entry] of entriesOf(page).entries()) {
      const where = page.locate(`/value/${index}`)
      const before = seen.get(entry.id.toLowerCase())
      if (before !== undefined) {
        throw new AppError('malformed', `the account ${entry.userPrincipalName} stands twice`, {
          place: where,
          expected: `each account once; the first is in ${before.file}, line ${before.line}`,
          fix: 'name each page once, all of one export',
        })
      }
      seen.set(entry.id.toLowerCase(), where)
      if (entry.lastUpdatedDateTime > observedAt) observedAt = entry.lastUpdatedDateTime
      accounts.push({
        id: entry.id.toLowerCase(),
        userPrincipalName: entry.userPrincipalName,
        isAdmin: entry.isAdmin,
        isGuest: entry.userType === 'guest',
        isMfaRegistered: entry.isMfaRegistered,
        isMfaCapable: entry.isMfaCapable,
        place: where,
      })
    }
  }
  refuseMissingPage(pages)
  if (observedAt === '') {
    throw new AppError('malformed', 'the export lists no account', {
      place: { file: pages[0]?.file ?? '' },
      expected: 'an entry for each account of the tenant',
      fix: 'export it again: GET /reports/authenticationMethods/userRegistrationDetails',
    })
  }
  const byName = accounts.sort((a, b) => (a.userPrincipalName < b.userPrincipalName ? -1 : 1))
  const sources = pages.map(({ file, sha256 }) => ({ file, sha256 }))
  return { sources, observedAt: `${observedAt.slice(0, 19)}Z`, accounts: byName }
}

function entriesOf(page: JsonFile): readonly Entry[] {
  if (!isObject(page.value) || !Array.isArray(page.value['value'])) {
    throw unexpectedForm(
      page,
      'a list answered by Microsoft Graph, with the key value',
      'export it again: GET /reports/authenticationMethods/userRegistrationDetails',
    )
  }
  validateValue(SCHEMA, page.value, page.file, page.locate)
  return page.value['value'] as readonly Entry[]
}

/** Of n pages, n - 1 name a next one; otherwise accounts are missing, and with them a part of the denominator. */
function refuseMissingPage(pages: readonly JsonFile[]): void {
  const open = pages.filter((page) => isObject(page.value) && page.value['@odata.nextLink'] !== undefined)
  const [first] = open
  if (first === undefined || open.length === pages.length - 1) return
  throw new AppError('malformed', 'a page of the export is missing: this one names a next page', {
    place: first.locate('/@odata.nextLink', 'key'),
    expected: 'all pages, one file for each',
    fix: 'follow @odata.nextLink until there is none, and name every file',
  })
}
