import { prettyJson } from '../json.ts'
import { changesCsv, controlsCsv, deploymentsCsv, exceptionsCsv } from './csv.ts'
import { htmlPage } from './html.ts'
import { changePage, indexPage } from './markdown.ts'
import type { Report } from './model.ts'
import { operatingCsv } from './operating.ts'
import { pageName } from './summary.ts'

/** Name of the file that marks a folder as a report and says what it covers. */
export const REPORT_MARKER = 'report.json'

/**
 * A whole report as files: a pure function of the archive.
 * @param up path from the report's folder to the archive, `..` inside it
 */
export function renderReport(report: Report, up: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  files.set('README.md', indexPage(report, up))
  files.set('index.html', htmlPage(report, up))
  files.set('changes.csv', changesCsv(report))
  files.set('exceptions.csv', exceptionsCsv(report))
  files.set('controls.csv', controlsCsv(report))
  if (report.deployments.length > 0) files.set('deployments.csv', deploymentsCsv(report))
  if (report.operating.length > 0) files.set('operating.csv', operatingCsv(report.operating))
  for (const change of report.changes) files.set(pageName(change), changePage(report, change, `../${up}`))
  files.set(
    REPORT_MARKER,
    prettyJson({ schema: 'urn:gatehouse:report/v1', origin: report.origin, size: report.size, root: report.root }),
  )
  return new Map([...files].map(([name, text]) => [name, text.replace(STEERING, '\ufffd')]))
}

/** Characters that are obeyed and not seen, such as a change of writing direction: a name must not reorder a sentence. */
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
