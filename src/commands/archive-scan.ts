import { AppError } from '../errors.ts'
import type { Target } from '../evidence/append.ts'
import { archiveRecords } from '../evidence/archive.ts'
import { refuseSecrets } from '../evidence/prepare.ts'
import { scanJson } from '../evidence/scan.ts'
import { fileReference } from '../evidence/types/definition.ts'
import { scanDraft } from '../evidence/types/scan.ts'
import type { Workplace } from '../files.ts'
import { type Json, prettyJson } from '../json.ts'
import { readProwler } from '../readers/prowler.ts'
import { readScuba } from '../readers/scuba.ts'

interface Options {
  readonly scuba?: string
  readonly prowler?: string
  readonly plan?: string
  readonly decision?: string
  readonly demo?: boolean
}

/**
 * Archives what a scanner found, from the file that it wrote. Archiving the same file twice adds nothing.
 * @returns what was done, for standard output.
 * @throws AppError of the reader; `usage`, `refused`, `secret-found` and what `archiveRecords` throws.
 */
export async function archiveScan(place: Workplace, target: Target, options: Options, shown: string): Promise<string> {
  const { scuba, prowler } = options
  const path = scuba ?? prowler ?? ''
  if ((scuba !== undefined && prowler !== undefined) || options.plan !== undefined || options.decision !== undefined) {
    throw new AppError('usage', 'one run archives a change, or what one scanner found', {
      expected: '--plan and --decision, or --scuba, or --prowler',
      fix: 'run it once for each',
    })
  }
  const scan = scuba === undefined ? readProwler(place, path) : readScuba(place, path)
  if (scan.observedAt > target.now) {
    throw new AppError('refused', `the results are of ${scan.observedAt}, after ${target.now}`, {
      place: { file: path },
      fix: 'set the clock, or give a later --now',
    })
  }
  refuseSecrets(path, scanJson(scan as unknown as Json))
  const bytes = Buffer.from(prettyJson(scan))
  const file = fileReference('scan.json', bytes, 'application/json')
  const draft = scanDraft(scan, file, options.demo === true)
  const appended = await archiveRecords(target, [draft], new Map([[file.downloadLocation, bytes]]))
  const was = appended.known.includes(draft.id) ? ' (was there)' : ''
  return `${scan.tool.name} about the ${scan.subject.kind} ${scan.subject.id} is archived in ${shown}: ${appended.size} in the log\n  ${draft.path}${was}\n`
}
