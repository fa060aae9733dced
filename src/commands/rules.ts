import { join } from 'node:path'
import type { Command } from 'commander'
import type { Workplace } from '../files.ts'
import { controlText } from '../gate/control-titles.ts'
import { type ControlMapping, MAPPING_FILE, readControlMapping, titlesOf } from '../gate/controls.ts'
import { type RuleDescription, ruleList } from '../gate/rules.ts'
import { OWN_POLICIES } from '../gate/sources.ts'
import { prettyJson } from '../json.ts'

/**
 * Registers `gatehouse rules`: every rule of the bundle with severity, mode, title and controls, or every control with
 * the rules and the records that evidence it, on standard output. Offline.
 */
export function rulesCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('rules')
    .description('list the rules that the gate evaluates')
    .option('--controls', 'list the controls instead, with the rules and records that evidence each')
    .option('--json', 'as JSON')
    .action(async (options: { readonly controls?: boolean; readonly json?: boolean }) => {
      if (options.controls) {
        const mapping = readControlMapping(place, join(OWN_POLICIES, MAPPING_FILE))
        place.stdout(options.json ? prettyJson(mapping) : byControl(mapping))
      } else {
        const rules = await ruleList(place)
        place.stdout(options.json ? prettyJson(rules) : byId(rules))
      }
      setExit(0)
    })
}

function byId(rules: readonly RuleDescription[]): string {
  const width = Math.max(...rules.map((rule) => rule.id.length))
  return rules
    .map(({ id, severity, mode, title, controls }) =>
      `${id.padEnd(width)}  ${severity.padEnd(8)}  ${mode.padEnd(8)}  ${title}  ${controls.join(', ')}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** Every control and clause that something evidences; what nothing evidences is counted at the end. */
function byControl(mapping: ControlMapping): string {
  const entries = [...mapping.controls, ...mapping.clauses.map((clause) => ({ ...clause, rules: {} }))]
  const titles = titlesOf({ ...mapping, controls: entries })
  const covered = entries.filter(({ rules, records }) => rules !== undefined || records !== undefined)
  const lines = covered.flatMap(({ id, rules, records }) => [
    controlText(titles, id),
    ...Object.entries(rules ?? {}).map(
      ([rule, source]) => `  ${rule}${source === 'prowler' ? '  (label of Prowler)' : ''}`,
    ),
    ...(records ?? []).map((record) => `  records: ${record}`),
  ])
  const rest = entries.length - covered.length
  return `${[`${mapping.standard}, with titles in our own words`, '', ...lines, '', `${rest} controls have neither a rule nor a record`].join('\n')}\n`
}
