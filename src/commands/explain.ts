import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { type RuleDescription, ruleList } from '../gate/rules.ts'
import { prettyJson } from '../json.ts'
import { nearest } from '../schema.ts'

/** Registers `gatehouse explain RULE`: what a rule requires, why it counts and how to meet it. Offline. */
export function explainCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('explain')
    .description('say what a rule requires and how to meet it')
    .argument('<rule>', 'id of the rule, such as entra.mfa_all_users')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { readonly json?: boolean }) => {
      const rules = await ruleList(place)
      const rule = rules.find((candidate) => candidate.id === id)
      if (rule === undefined) throw unknownRule(id, rules)
      place.stdout(options.json ? prettyJson(rule) : describe(rule))
      setExit(0)
    })
}

function describe(rule: RuleDescription): string {
  return [
    `${rule.id}: ${rule.title}`,
    `${rule.severity}, ${rule.mode}, ISO/IEC 27001:2022 ${rule.controls.join(', ')}`,
    '',
    rule.description,
    '',
    `How to meet it: ${rule.remediation}`,
    `The rule itself: policies/${rule.id.replace('.', '/')}`,
    '',
  ].join('\n')
}

function unknownRule(id: string, rules: readonly RuleDescription[]): AppError {
  const near = nearest(
    id,
    rules.map((rule) => rule.id),
  )
  return new AppError('usage', `there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}`, {
    expected: 'the id of a rule, such as entra.mfa_all_users',
    fix: 'list the rules with "gatehouse rules"',
  })
}
