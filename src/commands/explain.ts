import { join } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { controlText } from '../gate/control-titles.ts'
import { readParameters, readRequirements } from '../gate/parameters.ts'
import { type RuleParameter, ruleParameters } from '../gate/rule-parameters.ts'
import { type RuleDescription, ruleList } from '../gate/rules.ts'
import { OWN_POLICIES } from '../gate/sources.ts'
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
      const parameters = ruleParameters(
        OWN_POLICIES,
        id,
        readParameters(place, join(OWN_POLICIES, 'parameters.yaml'), undefined),
        readRequirements(place, join(OWN_POLICIES, 'requirements.yaml')),
      )
      place.stdout(
        options.json
          ? prettyJson({
              ...rule,
              parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value ?? null])),
            })
          : describe(rule, parameters),
      )
      setExit(0)
    })
}

function describe(rule: RuleDescription, parameters: readonly RuleParameter[]): string {
  return [
    `${rule.id}: ${rule.title}`,
    `${rule.severity}, ${rule.mode}`,
    '',
    rule.description,
    '',
    `How to meet it: ${rule.remediation}`,
    '',
    'ISO/IEC 27001:2022, with titles in our own words:',
    ...rule.controls.map((id) => `  ${controlText(rule.controlTitles, id)}`),
    ...(parameters.length === 0 ? [] : ['', 'Parameters (policies/parameters.yaml):']),
    ...parameters.map(({ name, value }) => `  ${name}: ${shown(value)}`),
    '',
    `Why it matters, with examples: ${rule.page}`,
    `The rule itself: policies/${rule.id.replace('.', '/')}`,
    '',
  ].join('\n')
}

/** A value of the parameters on one line; a long list is counted. */
function shown(value: unknown): string {
  if (Array.isArray(value) && value.length > 3) return `${value.length} entries`
  return value === undefined ? 'not set' : JSON.stringify(value)
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
