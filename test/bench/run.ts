// npm run bench: prints the tables of docs/benchmarks.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { benchCommands } from './commands-bench.ts'
import { benchEvidence } from './evidence-bench.ts'
import { benchGate } from './gate-bench.ts'
import { table } from './measure.ts'
import { benchMetrics } from './metrics-bench.ts'

const HELP = `npm run bench -- [--runs 5] [--only gate,commands,evidence,metrics] [--resources 1000,10000] [--records 1000,10000]
`
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: 'gate,commands,evidence,metrics' },
    resources: { type: 'string', default: '1000,10000' },
    records: { type: 'string', default: '1000,10000' },
    help: { type: 'boolean', default: false },
  },
})

const numbers = (text: string): readonly number[] =>
  text.split(',').map((word) => {
    const number = Number(word)
    if (!Number.isSafeInteger(number) || number < 1) throw new Error(`"${word}" is not a whole number\n${HELP}`)
    return number
  })

const load = (): string =>
  loadavg()
    .map((average) => average.toFixed(2))
    .join(', ')

function machine(): string {
  const output = (command: string, ...args: string[]): string =>
    spawnSync(command, args, { encoding: 'utf8' }).stdout ?? ''
  // `go install` leaves the version of a tool in the binary, not in what the tool says about itself.
  const conftest = output('sh', '-c', 'go version -m "$(command -v conftest)"; conftest --version')
  return table(
    ['', ''],
    [
      ['processor', `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`],
      ['memory', `${(totalmem() / 1e9).toFixed(0)} GB`],
      ['system', `${type()} ${release()}`],
      ['Node', process.version],
      ['OPA', /\d+\.\d+\.\d+/.exec(output('opa', 'version'))?.[0] ?? 'missing'],
      ['conftest', /conftest\s+v?(\d+\.\d+\.\d+)/i.exec(conftest)?.[1] ?? 'missing'],
    ],
  )
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)
if (values.help) print(HELP)
else {
  const runs = Number(values.runs)
  const sections: Readonly<Record<string, readonly [string, (folder: string) => string]>> = {
    gate: ['The gate, conftest and OPA', (folder) => benchGate(folder, numbers(values.resources), runs)],
    commands: ['Commands on the example', (folder) => benchCommands(folder, runs)],
    metrics: ['Metrics and status', (folder) => benchMetrics(folder, numbers(values.records), runs)],
    evidence: ['Archives', (folder) => benchEvidence(folder, numbers(values.records), runs)],
  }
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  try {
    print(`### Machine\n\n${machine()}`)
    for (const name of values.only.split(',')) {
      const section = sections[name]
      if (section === undefined) throw new Error(`there is no section "${name}"\n${HELP}`)
      const [title, bench] = section
      const before = load()
      print(`### ${title}\n\n${bench(folder)}`)
      print(`Median of ${runs} runs. Load average before: ${before}; after: ${load()}.\n`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
