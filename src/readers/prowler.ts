import { AppError, type Place } from '../errors.ts'
import { countStatuses, SCAN_SCHEMA, type Scan, type ScanResult, type ScanStatus } from '../evidence/scanner.ts'
import { readInput, shownName, type Workplace } from '../files.ts'
import { byCodeUnit, isObject, own } from '../json.ts'
import { decodeText } from '../plan/document.ts'
import { validateValue } from '../schema.ts'
import { readJsonFile, unexpectedForm } from './json-file.ts'
import { withoutMarkup } from './markup.ts'
import { readTable, requireColumns } from './table.ts'

const SCHEMA = 'urn:gatehouse:prowler-ocsf/v1'
const EXPECTED = 'the results of Prowler: OCSF (.ocsf.json) or CSV'
const FIX = 'name the file that "prowler … --output-formats json-ocsf csv" wrote'

/** A finding of OCSF, class 2004, as Prowler writes it. */
interface Finding {
  readonly metadata: { readonly event_code: string; readonly product: { readonly version: string } }
  readonly severity: string
  readonly status: string
  readonly status_code: string
  readonly status_detail: string
  readonly finding_info: { readonly title: string }
  readonly resources: readonly { readonly uid: string }[]
  readonly cloud: { readonly account: { readonly uid: string }; readonly provider: string }
  readonly time: number
}

interface Found extends ScanResult {
  readonly account: string
  readonly provider: string
  readonly version: string
  readonly at: string
  readonly place: Place
}

const COLUMNS = [
  'TIMESTAMP',
  'ACCOUNT_UID',
  'PROVIDER',
  'CHECK_ID',
  'CHECK_TITLE',
  'STATUS',
  'STATUS_EXTENDED',
  'MUTED',
  'SEVERITY',
  'RESOURCE_UID',
  'PROWLER_VERSION',
]

const STATUSES: { readonly [said: string]: ScanStatus } = { PASS: 'pass', FAIL: 'fail', MANUAL: 'not-checked' }

/**
 * Reads the results of Prowler about one account or tenant, OCSF JSON or CSV. A muted finding is no pass.
 * @throws AppError `unknown-form`, `schema`, `malformed` for results of two accounts or of two versions in one file.
 */
export function readProwler(place: Workplace, path: string): Scan {
  const file = shownName(place, path)
  const bytes = readInput(place, path)
  const isJson = /^\s*[[{]/.test(decodeText(bytes, file))
  const { found, sha256 } = isJson ? fromOcsf(place, path) : fromCsv(place, path)
  const [first] = found
  if (first === undefined)
    throw new AppError('malformed', 'the file holds no result', { place: { file }, expected: EXPECTED, fix: FIX })
  for (const key of ['account', 'version', 'provider'] as const) {
    const other = found.find((result) => result[key] !== first[key])
    if (other === undefined) continue
    throw new AppError('malformed', `the file mixes results of the ${key}s ${first[key]} and ${other[key]}`, {
      place: other.place,
      expected: 'one run about one account',
      fix: 'import each run on its own',
    })
  }
  const results = found
    .map(({ account: _a, provider: _p, version: _v, at: _t, place: _w, ...result }) => result)
    .sort(
      (a, b) => byCodeUnit(a.check, b.check) || byCodeUnit(a.resource, b.resource) || byCodeUnit(a.detail, b.detail),
    )
  return {
    schema: SCAN_SCHEMA,
    tool: { name: 'Prowler', version: first.version },
    run: '',
    subject: { kind: first.provider === 'aws' ? 'account' : 'tenant', id: first.account.toLowerCase() },
    observedAt: found.map(({ at }) => at).reduce((latest, at) => (at > latest ? at : latest)),
    source: { file, sha256, form: isJson ? 'OCSF' : 'CSV' },
    counts: countStatuses(results),
    results,
  }
}

function fromOcsf(place: Workplace, path: string): { readonly found: readonly Found[]; readonly sha256: string } {
  const json = readJsonFile(place, path)
  const isProwler =
    Array.isArray(json.value) &&
    json.value.every((item) => isObject(item) && isObject(item['metadata']) && 'status_code' in item)
  if (!isProwler) throw unexpectedForm(json, EXPECTED, FIX)
  validateValue(SCHEMA, json.value, json.file, json.locate)
  const found = (json.value as readonly Finding[]).map((finding, index): Found => {
    const isMuted = finding.status === 'Suppressed'
    return {
      check: finding.metadata.event_code,
      title: withoutMarkup(finding.finding_info.title),
      status: isMuted ? 'muted' : (own(STATUSES, finding.status_code) ?? 'unknown'),
      said: isMuted ? `${finding.status_code} (muted)` : finding.status_code,
      severity: finding.severity.toLowerCase(),
      resource: finding.resources.map(({ uid }) => uid).join(', '),
      detail: withoutMarkup(finding.status_detail),
      account: finding.cloud.account.uid,
      provider: finding.cloud.provider,
      version: finding.metadata.product.version,
      at: `${new Date(finding.time * 1000).toISOString().slice(0, 19)}Z`,
      place: json.locate(`/${index}`),
    }
  })
  return { found, sha256: json.sha256 }
}

function fromCsv(place: Workplace, path: string): { readonly found: readonly Found[]; readonly sha256: string } {
  const table = readTable(place, path)
  requireColumns(table, COLUMNS, 'the CSV of Prowler')
  const found = table.rows.map((row): Found => {
    const said = row.text('STATUS')
    const isMuted = row.text('MUTED').toLowerCase() === 'true'
    const at = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(row.text('TIMESTAMP'))
    if (at === null) {
      throw new AppError('malformed', `${JSON.stringify(row.text('TIMESTAMP'))} is not a time`, {
        place: row.place('TIMESTAMP'),
        expected: 'a time such as 2026-11-23 06:00:00',
        fix: FIX,
      })
    }
    return {
      check: row.text('CHECK_ID'),
      title: withoutMarkup(row.text('CHECK_TITLE')),
      status: isMuted ? 'muted' : (own(STATUSES, said) ?? 'unknown'),
      said: isMuted ? `${said} (muted)` : said,
      severity: row.text('SEVERITY').toLowerCase(),
      resource: row.text('RESOURCE_UID'),
      detail: withoutMarkup(row.text('STATUS_EXTENDED')),
      account: row.text('ACCOUNT_UID'),
      provider: row.text('PROVIDER'),
      version: row.text('PROWLER_VERSION'),
      at: `${at[1]}T${at[2]}Z`,
      place: row.place('CHECK_ID'),
    }
  })
  return { found, sha256: table.sha256 }
}
