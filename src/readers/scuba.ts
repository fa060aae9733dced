import { AppError } from '../errors.ts'
import { countStatuses, SCAN_SCHEMA, type Scan, type ScanResult, type ScanStatus } from '../evidence/scanner.ts'
import type { Workplace } from '../files.ts'
import { byCodeUnit, isObject, own } from '../json.ts'
import { validateValue } from '../schema.ts'
import { type JsonFile, readJsonFile, unexpectedForm } from './json-file.ts'
import { withoutMarkup } from './markup.ts'

const SCHEMA = 'urn:gatehouse:scuba-results/v1'

interface Control {
  readonly 'Control ID': string
  readonly Requirement: string
  readonly Result: string
  readonly Criticality: string
  readonly Details: string
}

interface Results {
  readonly MetaData: {
    readonly TenantId: string
    readonly ToolVersion: string
    readonly TimestampZulu: string
    readonly ReportUUID: string
  }
  readonly Results: { readonly [product: string]: readonly { readonly Controls: readonly Control[] }[] }
}

const STATUSES: { readonly [said: string]: ScanStatus } = {
  Pass: 'pass',
  Fail: 'fail',
  Warning: 'warning',
  'N/A': 'not-checked',
  Omitted: 'muted',
}

/**
 * Reads `ScubaResults_*.json`, the whole report of ScubaGear about one Microsoft 365 tenant. What the configuration
 * omits, and what somebody marked as an incorrect result, is no pass.
 * @throws AppError `unknown-form`, `schema`, `malformed` for a control twice, and what the file system says.
 */
export function readScuba(place: Workplace, path: string): Scan {
  const file = readJsonFile(place, path)
  if (!isObject(file.value) || !isObject(file.value['MetaData']) || !isObject(file.value['Results'])) {
    throw unexpectedForm(
      file,
      'the report of ScubaGear, with the keys MetaData, Summary and Results',
      'name the file ScubaResults_….json of the folder that Invoke-SCuBA wrote',
    )
  }
  validateValue(SCHEMA, file.value, file.file, file.locate)
  const report = file.value as unknown as Results
  const { MetaData: meta } = report
  const results = resultsOf(file, report)
  return {
    schema: SCAN_SCHEMA,
    tool: { name: 'ScubaGear', version: meta.ToolVersion },
    run: meta.ReportUUID,
    subject: { kind: 'tenant', id: meta.TenantId.toLowerCase() },
    observedAt: `${meta.TimestampZulu.slice(0, 19)}Z`,
    source: { file: file.file, sha256: file.sha256, form: 'ScubaResults' },
    counts: countStatuses(results),
    results,
  }
}

function resultsOf(file: JsonFile, { Results: products }: Results): readonly ScanResult[] {
  const results = new Map<string, ScanResult>()
  for (const [product, groups] of Object.entries(products)) {
    for (const [group, { Controls: controls }] of groups.entries()) {
      for (const [index, control] of controls.entries()) {
        const check = control['Control ID']
        if (results.has(check)) {
          throw new AppError('malformed', `the control ${check} stands twice`, {
            place: file.locate(`/Results/${product}/${group}/Controls/${index}/Control ID`),
            expected: 'each control once',
            fix: 'run ScubaGear again',
          })
        }
        results.set(check, {
          check,
          title: withoutMarkup(control.Requirement),
          status: own(STATUSES, control.Result) ?? 'unknown',
          said: control.Result,
          severity: control.Criticality,
          resource: '',
          detail: withoutMarkup(control.Details),
        })
      }
    }
  }
  return [...results.values()].sort((a, b) => byCodeUnit(a.check, b.check))
}
