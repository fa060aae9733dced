import type { Command } from 'commander'
import type { Workplace } from '../files.ts'
import { ruleList } from '../gate/rules.ts'
import { prettyJson } from '../json.ts'

/** Registers `gatehouse rules`: every rule of the bundle with severity, mode and title, on standard output. */
export function rulesCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('rules')
    .description('list the rules that the gate evaluates')
    .option('--json', 'as JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const rules = await ruleList(place)
      const width = Math.max(...rules.map((rule) => rule.id.length))
      const line = (rule: (typeof rules)[number]): string =>
        `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.mode.padEnd(8)}  ${rule.title}\n`
      place.stdout(options.json ? prettyJson(rules) : rules.map(line).join(''))
      setExit(0)
    })
}
