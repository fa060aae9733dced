import { posix } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../errors.ts'
import { resolvePath, showPath, type Workplace } from '../../files.ts'
import { readFolder } from '../../graph/files.ts'
import { importGraph } from '../../graph/import.ts'
import { prettyJson } from '../../json.ts'
import { writeOutputs } from '../../write.ts'

/**
 * Registers `gatehouse import graph DIR`: a folder of objects exported from Microsoft Graph becomes a plan, on
 * standard output or in `--output FILE`. What was skipped or kept under Graph's names goes to standard error.
 */
export function graphImport(parent: Command, place: Workplace, setExit: (code: number) => void): void {
  parent
    .command('graph')
    .description('read a folder of objects exported from Microsoft Graph')
    .argument('<dir>', 'the folder; folders in it are read too')
    .option('--tenant <id>', 'id of the tenant that the export is from; by default the one that its groups name')
    .option('--output <file>', 'write the plan to a file instead of standard output')
    .action((dir: string, options: { readonly tenant?: string; readonly output?: string }) => {
      importFolder(place, dir, options)
      setExit(0)
    })
}

function importFolder(
  place: Workplace,
  dir: string,
  options: { readonly tenant?: string; readonly output?: string },
): void {
  const { plan, notes } = importGraph(readFolder(place, dir, shownFolder(place, dir)), options.tenant)
  for (const { file, message } of notes) place.stderr(`gatehouse: ${file}: ${message}\n`)
  if (plan.resources.length === 0) {
    throw new AppError('unknown-form', 'the folder holds no policy, group, named location or strength', {
      place: { file: dir },
      expected: 'objects as Microsoft Graph answers them, one in each file',
      fix: 'name the folder that the export was written to',
    })
  }
  const counts = new Map<string, number>()
  for (const { type } of plan.resources) counts.set(type, (counts.get(type) ?? 0) + 1)
  const lines = [...counts].map(([type, count]) => `${count} ${type.split(':').at(-1)}`)
  place.stderr(`gatehouse: imported ${lines.join(', ')}\n`)
  const text = prettyJson(plan)
  if (options.output === undefined || options.output === '-') place.stdout(text)
  else writeOutputs(place, [[options.output, text]])
}

/** The folder as it stands before the paths of sources: relative where it lies below the working directory. */
function shownFolder(place: Workplace, dir: string): string {
  const shown = showPath(place, resolvePath(place, dir))
  return shown.startsWith('/') || /^[A-Za-z]:/.test(shown) ? '' : posix.normalize(shown.replaceAll('\\', '/'))
}
