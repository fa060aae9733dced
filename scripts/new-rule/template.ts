import type { ControlMapping } from '../../src/gate/controls.ts'
import type { RuleDescription } from '../../src/gate/rules.ts'
import { emptyTail, pageHead } from '../rule-docs/page.ts'

const ID = /^([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)$/
/** Folders of policies/ that hold no rules. */
const NO_AREAS: readonly string[] = ['lib', 'gate', 'bundle', 'controls']

const TITLE = 'TODO: what holds where the rule is met, in one sentence without a full stop'
const DESCRIPTION = 'TODO: what exactly is required, of what.'
const REMEDIATION = 'TODO: what to do about a finding.'

/** The files of a rule that nobody has written yet, by path from the root; or a sentence that says why not. */
export function newRuleFiles(id: string): ReadonlyMap<string, string> | string {
  const match = ID.exec(id)
  if (match === null) return `"${id}" is no id of a rule: <area>.<rule>, lower case, such as entra.some_rule`
  const [, area = '', name = ''] = match
  if (NO_AREAS.includes(area)) return `policies/${area}/ holds no rules; choose another area`
  if (name.endsWith('_test')) return `"${name}" would be taken for tests; choose another name`
  return new Map([
    [`policies/${area}/${name}/${name}.rego`, ruleSource(id)],
    [`policies/${area}/${name}/${name}_test.rego`, testSource(id)],
    [`docs/rules/${area}/${name}.md`, `${pageHead(described(id), [], NO_MAPPING)}${emptyTail()}`],
  ])
}

const NO_MAPPING: ControlMapping = { standard: '', controls: [], clauses: [] }

function described(id: string): RuleDescription {
  return {
    id,
    title: TITLE,
    description: DESCRIPTION,
    remediation: REMEDIATION,
    severity: 'high',
    mode: 'enforced',
    controls: ['A.5.36'],
    controlTitles: {},
    version: 1,
    page: '',
  }
}

/** It answers "unknown", which denies, until it is written. */
function ruleSource(id: string): string {
  return `# METADATA
# title: "${TITLE}"
# description: "${DESCRIPTION}"
# custom:
#   id: ${id}
#   version: 1
#   severity: high
#   controls: [A.5.36]
#   remediation: "${REMEDIATION}"
package rules.${id}

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many of what it looks at there are.
examined := 0

# METADATA
# description: Nothing is decided yet.
results contains result.unknown(about, {}, {"message": "This rule is not written yet."})
`
}

function testSource(id: string): string {
  const failing = ['pass', 'fail', 'not_applicable'].map(
    (status) => `
test_${status}_todo if {
	rule.results == {given.result(rule.about, "${status}", {}, {"message": "TODO"})} with input as given.input_with({})
}
`,
  )
  return `package rules.${id}_test

import data.lib.fixtures_test as given
import data.rules.${id} as rule

test_about if rule.about.id == "${id}"

test_examined_counts_todo if rule.examined == 1 with input as given.input_with({})
${failing.join('')}
test_unknown_todo if {
	rule.results == {given.result(rule.about, "unknown", {}, {"message": "TODO"})} with input as given.input_with({})
}
`
}

/** What to do next, for whoever made a rule. */
export function nextSteps(id: string): string {
  const [area = '', name = ''] = id.split('.')
  return [
    `1. write the tests: opa test policies --run rules.${id}_test`,
    `2. write the rule, and its METADATA: policies/${area}/${name}/${name}.rego`,
    '3. npm run bundle, npm run rule-docs',
    `4. write the page below the line: docs/rules/${area}/${name}.md`,
    `5. node scripts/check-policies.ts and npm run -s negate -- --only policies/${area}/${name}`,
    '',
  ].join('\n')
}
