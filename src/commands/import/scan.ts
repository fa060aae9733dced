import type { Command } from 'commander'
import type { Scan } from '../../evidence/scanner.ts'
import type { Workplace } from '../../files.ts'
import { DECISION_SCHEMA, type Decision } from '../../gate/decision.ts'
import { prettyJson } from '../../json.ts'
import { readJsonFile } from '../../readers/json-file.ts'
import { readProwler } from '../../readers/prowler.ts'
import { type Beside, besideDecision } from '../../readers/scanner-rules.ts'
import { readScuba } from '../../readers/scuba.ts'
import { validateValue } from '../../schema.ts'
import { aligned, answer, nowOf, refuseFuture, textOrJson } from './common.ts'

interface Options {
  readonly decision?: string
  readonly now?: string
  readonly format?: string
  readonly json?: boolean
  readonly output?: string
}

interface Scanner {
  readonly read: (place: Workplace, path: string) => Scan
  readonly about: string
}

const SCANNERS: { readonly [name in 'scuba' | 'prowler']: Scanner } = {
  scuba: { read: readScuba, about: 'read the report of ScubaGear (ScubaResults….json)' },
  prowler: { read: readProwler, about: 'read the results of Prowler (OCSF JSON or CSV)' },
}

/**
 * Registers `gatehouse import scuba|prowler FILE`: what the scanner found, in one form with its origin, and beside the
 * rules of a decision. Exit 0; 1 where a check that one of our rules asks for as well has another answer.
 */
export function scanImport(
  parent: Command,
  place: Workplace,
  setExit: (code: number) => void,
  name: keyof typeof SCANNERS,
): void {
  const { read, about } = SCANNERS[name]
  parent
    .command(name)
    .description(about)
    .argument('<file>', 'the results, as the scanner wrote them')
    .option('--decision <file>', 'show them beside the rules of this decision (gate --format json)')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', 'text or json', 'text')
    .option('--json', 'the same as --format json')
    .option('--output <file>', 'write the results as JSON to a file')
    .action((file: string, options: Options) => {
      const format = textOrJson(options)
      const scan = read(place, file)
      refuseFuture(scan.observedAt, nowOf(place, options.now), file)
      const beside =
        options.decision === undefined ? undefined : besideDecision(scan, readDecision(place, options.decision))
      if (options.output !== undefined) answer(place, prettyJson(scan), options.output)
      place.stdout(
        format === 'json' ? prettyJson(beside === undefined ? scan : { ...scan, beside }) : asText(scan, beside),
      )
      setExit(beside?.some(({ agreement }) => agreement === 'differs') === true ? 1 : 0)
    })
}

function readDecision(place: Workplace, path: string): Decision {
  const { file, value, locate } = readJsonFile(place, path)
  validateValue(DECISION_SCHEMA, value, file, locate)
  return value as Decision
}

function asText(scan: Scan, beside: readonly Beside[] | undefined): string {
  const counts = Object.entries(scan.counts).filter(([, count]) => count > 0)
  const head = [
    `${scan.tool.name} ${scan.tool.version} about the ${scan.subject.kind} ${scan.subject.id}, ${scan.observedAt}`,
    `${scan.results.length} results: ${counts.map(([status, count]) => `${count} ${status}`).join(', ')}`,
    `from ${scan.source.file}, SHA-256 ${scan.source.sha256}`,
    '',
  ].join('\n')
  if (beside === undefined) {
    const failed = scan.results.filter(({ status }) => status === 'fail' || status === 'unknown')
    return `${head}${aligned(failed.map(({ check, status, severity, title, resource }) => [status, check, severity, title, resource]))}`
  }
  const rows = beside.map(({ check, rule, said, ours, agreement }) => [agreement, rule, ours, check, said])
  return `${head}Beside our rules:\n${aligned([['', 'rule', 'ours', 'check', scan.tool.name], ...rows])}`
}
