import { controlText } from '../../src/gate/control-titles.ts'
import type { ControlMapping } from '../../src/gate/controls.ts'
import type { RuleParameter } from '../../src/gate/rule-parameters.ts'
import type { RuleDescription } from '../../src/gate/rules.ts'

/** What stands between the two parts of a page: above it is generated, below it is kept as it is. */
export const DIVIDER =
  '<!-- Above: "npm run rule-docs" writes it from the METADATA of the rule. Below: written by hand. -->'

/** The parts that are written by hand, in this order. */
export const SECTIONS: readonly string[] = [
  'Why it matters',
  'What it looks at',
  'How to fix it',
  'Exceptions and parameters',
  'The same check elsewhere',
]

const STATUSES: readonly string[] = ['pass', 'fail', 'unknown', 'excepted', 'not_applicable']
const PLACEHOLDER = 'TODO'

/** The generated part of a page, up to the divider. */
export function pageHead(rule: RuleDescription, parameters: readonly RuleParameter[], mapping: ControlMapping): string {
  const [area = '', name = ''] = rule.id.split('.')
  const source = `../../../policies/${area}/${name}/${name}`
  const controls = rule.controls.map((id) => {
    const label = mapping.controls.find((control) => control.id === id)?.rules?.[rule.id]
    return `${controlText(rule.controlTitles, id)}${label === 'prowler' ? ' (label of Prowler)' : ''}`
  })
  const rows: readonly (readonly [string, string])[] = [
    ['severity', rule.severity],
    ['mode', rule.mode === 'enforced' ? 'enforced' : 'advisory unless the parameters say otherwise'],
    ['controls', controls.join('<br>')],
    ...(parameters.length === 0
      ? []
      : [
          ['parameters', parameters.map(({ name: key, value }) => `\`${key}\`: ${shown(value)}`).join('<br>')] as const,
        ]),
    ['version', String(rule.version)],
    ['source', `[rule](${source}.rego), [tests](${source}_test.rego)`],
  ]
  return [
    `# ${rule.id}`,
    '',
    `${rule.title}.`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([key, value]) => `| ${key} | ${value.replaceAll('|', '\\|')} |`),
    '',
    '## What it requires',
    '',
    rule.description,
    '',
    `To meet it: ${rule.remediation}`,
    '',
    DIVIDER,
    '',
  ].join('\n')
}

function shown(value: unknown): string {
  if (Array.isArray(value) && value.length > 3) return `${value.length} entries`
  return value === undefined ? 'not set' : `\`${JSON.stringify(value)}\``
}

/** The part below the divider, with the empty line that follows it; undefined where there is no divider. */
export function handwritten(page: string): string | undefined {
  const at = page.indexOf(`${DIVIDER}\n`)
  return at === -1 ? undefined : page.slice(at + DIVIDER.length + 1)
}

/** The part below the divider of a page that nobody has written yet. It does not pass `pageFaults`. */
export function emptyTail(): string {
  return SECTIONS.map((section) => `\n## ${section}\n\n${PLACEHOLDER}\n`).join('')
}

/** What is wrong with the part that is written by hand. */
export function pageFaults(tail: string): readonly string[] {
  const headings = [...tail.matchAll(/^## (.+)$/gm)].map((match) => match[1])
  if (headings.join('|') !== SECTIONS.join('|')) return [`its sections must be: ${SECTIONS.join(', ')}`]
  const parts = tail.split(/^## .+$/m).slice(1)
  const empty = SECTIONS.filter((_, index) => (parts[index] ?? '').trim() === '')
  const odd = statusesOf(tail).filter((status) => !STATUSES.includes(status))
  return [
    ...empty.map((section) => `"${section}" is empty`),
    ...(tail.includes(PLACEHOLDER) ? [`"${PLACEHOLDER}" stands where text should be`] : []),
    ...(/^```[a-z]+\n/m.test(parts[2] ?? '') ? [] : ['"How to fix it" shows no code']),
    ...(statusesOf(tail).length === 0 ? ['"What it looks at" lists no status, as "- **pass**: …"'] : []),
    ...odd.map((status) => `${status} is not a status`),
  ]
}

/** The statuses that a page explains, each on a line `- **pass**: when`. */
export function statusesOf(page: string): readonly string[] {
  return [...page.matchAll(/^- \*\*([a-z_]+)\*\*: \S/gm)].map((match) => match[1] ?? '')
}

/** The page that lists all rules. */
export function indexPage(rules: readonly RuleDescription[]): string {
  const row = ({ id, title, severity, mode, controls }: RuleDescription): string => {
    const [area = '', name = ''] = id.split('.')
    return `| [${id}](${area}/${name}.md) | ${title.replaceAll('|', '\\|')} | ${severity} | ${mode} | ${controls.join(', ')} |`
  }
  return [
    '# Rules',
    '',
    `${rules.length} rules. Each page says what the rule requires, why, what it looks at and how to meet it. \`gatehouse explain RULE\` says the same in short. This table is written by \`npm run rule-docs\`.`,
    '',
    '| rule | title | severity | mode | controls |',
    '|---|---|---|---|---|',
    ...rules.map(row),
    '',
  ].join('\n')
}
