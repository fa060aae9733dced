import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import { requireDirectory, resolvePath, showPath, type Workplace } from '../files.ts'
import { listFiles } from '../report/files.ts'
import { readReport } from '../report/model.ts'
import { REPORT_MARKER, renderReport } from '../report/render.ts'
import { writeOutputs } from '../write.ts'

/**
 * Registers `gatehouse report`: writes what an auditor reads. Exit 0, 2 for an archive that cannot be read, 3 for one
 * without a change.
 */
export function reportCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('report')
    .description('write Markdown, CSV and one HTML page about the changes of an archive')
    .argument('<dir>', 'archive')
    .option('--output <dir>', 'where to write; "reports" inside the archive by default')
    .action((directory: string, options: { readonly output?: string }) => {
      const root = requireDirectory(place, directory, 'the directory of an archive')
      const report = readReport(root)
      if (typeof report === 'string') {
        throw new AppError('malformed', `the archive cannot be reported on: ${report}`, {
          place: { file: directory },
          fix: 'run "gatehouse verify": it names every file that is wrong',
        })
      }
      if (report.changes.length === 0) {
        place.stderr('gatehouse: the archive holds no judged change; no report was written\n')
        setExit(3)
        return
      }
      const output = options.output === undefined ? join(root, 'reports') : resolvePath(place, options.output)
      write(place, output, renderReport(report, relative(output, root).split(sep).join('/') || '.'))
      place.stdout(`${showPath(place, join(output, 'index.html'))}\n${showPath(place, join(output, 'README.md'))}\n`)
      setExit(0)
    })
}

/**
 * Replaces an older report of ours, never anything else: all of it, or nothing where a file cannot be written. The marker is
 * put in its place first, so that a run that was killed after it is run again and not refused.
 */
function write(place: Workplace, output: string, files: ReadonlyMap<string, string>): void {
  const old = existsSync(output)
    ? listFiles(requireDirectory(place, output, 'a directory for the report, empty or new'))
    : []
  if (old.length > 0 && !old.includes(REPORT_MARKER)) {
    throw new AppError('refused', 'this directory holds something else than a report', {
      place: { file: showPath(place, output) },
      fix: 'give an empty or a new directory with --output',
    })
  }
  const marker = files.get(REPORT_MARKER) ?? ''
  const others = [...files].filter(([name]) => name !== REPORT_MARKER)
  writeOutputs(
    place,
    [[REPORT_MARKER, marker] as const, ...others].map(([name, text]) => [join(output, name), text]),
  )
  for (const name of old) {
    if (!files.has(name) && /^changes\/[^/]+\.md$/.test(name)) rmSync(join(output, name))
  }
  if (existsSync(join(output, 'changes')) && readdirSync(join(output, 'changes')).length === 0)
    rmSync(join(output, 'changes'), { recursive: true })
}
