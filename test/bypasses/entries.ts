// The entries of bypasses.yaml, and the rules that exist.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ruleList } from '../../src/gate/rules.ts'
import { parseYaml } from '../../src/yaml.ts'
import { workplace } from '../workplace.ts'

/** One entry of bypasses.yaml. */
export interface Entry {
  readonly row: string
  readonly title: string
  readonly change: string
  readonly rules: { readonly [rule: string]: string }
  readonly decision: 'allow' | 'deny'
  readonly issue: 'judge' | 'access' | 'baseline' | 'deploy'
}

const FILE = fileURLToPath(new URL('../fixtures/bypasses/bypasses.yaml', import.meta.url))
const RAW = parseYaml(readFileSync(FILE, 'utf8'), 'bypasses.yaml').value as unknown as readonly Entry[]
export const ENTRIES: readonly Entry[] = RAW.map((entry) => ({ ...entry, row: String(entry.row) }))

/** Ids of the rules in the bundle. */
export const RULES: ReadonlySet<string> = new Set((await ruleList(workplace())).map(({ id }) => id))

/** Enforced is every rule that the file names; all others are advisory. */
export function advisoryRules(): { readonly [rule: string]: 'advisory' } {
  const named = new Set(ENTRIES.flatMap((entry) => Object.keys(entry.rules)))
  return Object.fromEntries([...RULES].filter((rule) => !named.has(rule)).map((rule) => [rule, 'advisory']))
}
