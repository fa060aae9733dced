import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { append } from '../../src/evidence/append.ts'
import type { Disk } from '../../src/evidence/disk.ts'
import { prepare } from '../../src/evidence/prepare.ts'
import { readReport } from '../../src/report/model.ts'
import { renderReport } from '../../src/report/render.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { buildChange, buildKeys, OPTIONS, target } from '../evidence/builders.ts'

/** Time and memory of verify and report: node test/bench/verify-bench.ts [RECORDS]; 10,000 records by default. */
const count = Number(process.argv[2] ?? 10_000)
const root = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
const keys = buildKeys()
const disk: Disk = {
  write: (path, bytes) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  },
  remove: (path) => rmSync(join(root, path), { force: true }),
}
const timed = <T>(what: string, work: () => T): T => {
  const start = performance.now()
  const result = work()
  process.stdout.write(`${what.padEnd(24)}${((performance.now() - start) / 1000).toFixed(2)} s\n`)
  return result
}
timed('make the archive', () => {
  const all = Array.from({ length: count / 2 }, (_, n) => prepare(buildChange(n + 1), OPTIONS))
  append(
    target(root, keys, undefined, { disk }),
    all.flatMap((one) => one.drafts),
    new Map(all.flatMap((one) => [...one.objects])),
  )
})
const result = timed(`verify ${count} records`, () => verifyArchive(root, keys.trust, undefined))
const report = timed('read the report', () => readReport(root))
if (typeof report === 'string') throw new Error(report)
const files = timed('render the report', () => renderReport(report, '..'))
const next = prepare(buildChange(count + 1), OPTIONS)
timed('append one change', () => append(target(root, keys, undefined, { disk }), next.drafts, next.objects))
process.stdout.write(
  `report ${((files.get('index.html')?.length ?? 0) / 1e6).toFixed(1)} MB, ${files.size} files; memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`,
)
process.stdout.write(
  `${result.verdict}: ${result.checks.flatMap((check) => check.findings.map((one) => `${check.id} ${one.file} ${one.message}`)).join('; ')}\n`,
)
