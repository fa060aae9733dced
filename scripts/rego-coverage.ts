// Runs the Rego tests of policies/ and names every line that they do not reach; exits 1 if there is one, or if a test
// fails. Needs OPA, on the path or in $OPA. Usage: node scripts/rego-coverage.ts
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What `opa test --coverage --format json` says about one file (OPA v1/cover, FileReport). */
interface FileReport {
  readonly not_covered?: readonly { readonly start: { readonly row: number }; readonly end: { readonly row: number } }[]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const opa = process.env['OPA'] ?? 'opa'
const run = spawnSync(opa, ['test', 'policies', '--fail-on-empty', '--coverage', '--format', 'json'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
if (run.error !== undefined) {
  process.stderr.write(`${opa} could not be run: ${run.error.message}; put OPA on the path or its name into $OPA\n`)
  process.exitCode = 2
} else if (run.status === 0) {
  const { files } = JSON.parse(run.stdout) as { readonly files: { readonly [file: string]: FileReport } }
  const gaps = Object.entries(files).filter(([, { not_covered }]) => not_covered !== undefined)
  for (const [file, report] of gaps) process.stdout.write(`${file}: no test reaches ${lines(report)}\n`)
  const covered = Object.keys(files).length - gaps.length
  process.stdout.write(`${covered} of ${Object.keys(files).length} Rego files are covered in full\n`)
  process.exitCode = gaps.length === 0 ? 0 : 1
} else {
  process.stdout.write(`${run.stdout}${run.stderr}`)
  process.exitCode = 1
}

/** The lines of the gaps, such as `line 4, 7-9`. */
function lines(report: FileReport): string {
  const rows = (report.not_covered ?? []).flatMap(({ start, end }) =>
    Array.from({ length: end.row - start.row + 1 }, (_, index) => start.row + index),
  )
  const sorted = [...new Set(rows)].sort((a, b) => a - b)
  const first = sorted.filter((row) => !sorted.includes(row - 1))
  const last = sorted.filter((row) => !sorted.includes(row + 1))
  return `line ${first.map((row, index) => (row === last[index] ? `${row}` : `${row}-${last[index]}`)).join(', ')}`
}
