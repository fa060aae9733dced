import { basename, dirname, join } from 'node:path'
import { approvalsOf, authorsOf, type Change } from '../deploy/change.ts'
import { readChange } from '../deploy/open.ts'
import { AppError } from '../errors.ts'
import type { Target } from '../evidence/append.ts'
import { archiveRecords } from '../evidence/archive.ts'
import { mediaTypeOf } from '../evidence/format.ts'
import { refuseSecrets, scanAttachment } from '../evidence/prepare.ts'
import { scanJson } from '../evidence/scan.ts'
import { type Draft, fileReference } from '../evidence/types/definition.ts'
import type { DeployedChange } from '../evidence/types/intent.ts'
import { operatingDraft } from '../evidence/types/operating.ts'
import { readInput, resolvePath, shownName, type Workplace } from '../files.ts'
import { git } from '../gate/git.ts'
import { type Json, prettyJson } from '../json.ts'
import { parseRecord } from '../records/check.ts'
import { readRecordFile, recordPathOf } from '../records/read.ts'
import { checkRecords } from './record-check.ts'

interface Options {
  readonly record: readonly string[]
  readonly change?: string
  readonly plan?: string
  readonly decision?: string
  readonly demo?: boolean
  readonly allowWorkingTree?: boolean
}

/**
 * Archives records of the register: each must be complete, and be what the change merged that somebody else approved.
 * Archiving the same file twice adds nothing; a record that was changed is one more, beside the earlier one.
 * @returns what was done, for standard output.
 * @throws AppError of the readers; `usage`, `refused`, `git`, `secret-found` and what `archiveRecords` throws.
 */
export async function archiveOperating(
  place: Workplace,
  target: Target,
  options: Options,
  shown: string,
): Promise<string> {
  if (options.plan !== undefined || options.decision !== undefined) {
    throw new AppError('usage', 'one run archives a judged change, or records', {
      expected: '--plan and --decision, or --record',
      fix: 'run it once for each',
    })
  }
  await refuseFaults(place, options.record, target.now)
  const change = await approvedChange(place, options)
  const objects = new Map<string, Buffer>()
  const drafts = options.record.map((path) => draftOfFile(place, path, objects, options.demo === true, change))
  const appended = await archiveRecords(target, drafts, objects)
  const known = new Set(appended.known)
  const lines = drafts.map((draft) => `  ${draft.path}${known.has(draft.id) ? ' (was there)' : ''}`)
  return `${appended.added.length} records are archived in ${shown}: ${appended.size} in the log\n${lines.join('\n')}\n`
}

/** What is open or wrong in the register is no evidence. */
async function refuseFaults(place: Workplace, files: readonly string[], now: string): Promise<void> {
  for (const path of files) {
    const register = dirname(dirname(dirname(path)))
    const [checked] = await checkRecords(place, register, [path], now)
    const [fault] = checked?.faults ?? []
    if (fault !== undefined) throw fault
    const [open] = checked?.open ?? []
    if (open === undefined) continue
    throw new AppError('refused', `the record is not complete: ${open}`, {
      place: { file: shownName(place, path) },
      expected: 'a record without TODO',
      fix: `fill it in: gatehouse record ${shownName(place, path)}`,
    })
  }
}

/** The change that brought the records, which somebody else approved and which holds exactly these files. */
async function approvedChange(place: Workplace, options: Options): Promise<DeployedChange | undefined> {
  if (options.change === undefined) {
    if (options.allowWorkingTree === true) return undefined
    throw new AppError('refused', 'nobody shows that these records were approved', {
      expected: '--change FILE, the change as the forge knows it',
      fix: 'give the change, or accept it with --allow-working-tree (the record will name no approval)',
    })
  }
  const { change, sha256 } = readChange(place, options.change)
  const { counted, objections, discounted } = approvalsOf(change)
  if (counted.length === 0 || objections.length > 0) {
    const why = objections.length > 0 ? `${objections.join(', ')} ask for changes` : discounted.join('; ')
    throw new AppError('refused', `the change is not approved by somebody else${why === '' ? '' : `: ${why}`}`, {
      place: { file: shownName(place, options.change) },
      expected: 'an approval of the last commit by somebody who wrote no part of it',
      fix: 'have the change approved, and write the file again',
    })
  }
  for (const path of options.record) await refuseOther(place, path, change)
  return {
    url: change.url,
    head: change.headCommit,
    merge: change.mergeCommit,
    document: { sha256 },
    authors: authorsOf(change),
    approvals: counted,
  }
}

/** Approved was what the change merged, not what a file says since. */
async function refuseOther(place: Workplace, path: string, { mergeCommit }: Change): Promise<void> {
  const absolute = resolvePath(place, path)
  const folder = dirname(absolute)
  const merged = await git(folder, ['rev-parse', '--verify', '--quiet', `${mergeCommit}:./${basename(absolute)}`])
  const here = await git(folder, ['hash-object', '--', absolute])
  if (merged.code === 0 && here.code === 0 && merged.text === here.text) return
  const message =
    merged.code === 0
      ? 'the file is another one than the change merged'
      : `the commit ${mergeCommit.slice(0, 12)} of the change has no such file, or is not in this clone`
  throw new AppError('refused', message, {
    place: { file: shownName(place, path) },
    expected: 'the file as the change merged it',
    fix: 'check out what was merged, fetch its history, or give the change that brought this file',
  })
}

function draftOfFile(
  place: Workplace,
  path: string,
  objects: Map<string, Buffer>,
  demo: boolean,
  change: DeployedChange | undefined,
): Draft {
  const shown = shownName(place, path)
  const file = readRecordFile(place, recordPathOf(place, path))
  const record = parseRecord(file)
  const keep = (name: string, bytes: Buffer, mediaType: string) => {
    const reference = fileReference(name, bytes, mediaType)
    objects.set(reference.downloadLocation, bytes)
    return reference
  }
  const bytes = readInput(place, path)
  refuseSecrets(shown, scanAttachment({ path: shown, bytes }))
  refuseSecrets(shown, scanJson(file.document.value as Json))
  const body = record.body as unknown as { readonly evidence?: readonly { readonly file: string }[] }
  const evidence = (body.evidence ?? []).map(({ file: name }) => {
    const from = join(path.replace(/\.yaml$/, ''), name)
    const content = readInput(place, from)
    refuseSecrets(shownName(place, from), scanAttachment({ path: shownName(place, from), bytes: content }))
    return keep(name, content, mediaTypeOf(name))
  })
  const said = keep('record.json', Buffer.from(prettyJson(file.document.value)), 'application/json')
  return operatingDraft(record, [said, keep(basename(path), bytes, 'text/plain'), ...evidence], { demo, change })
}
