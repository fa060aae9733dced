import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Workplace } from '../../src/files.ts'
import { MAPPING_FILE, readControlMapping } from '../../src/gate/controls.ts'
import { readParameters, readRequirements } from '../../src/gate/parameters.ts'
import { ruleParameters } from '../../src/gate/rule-parameters.ts'
import { ruleList } from '../../src/gate/rules.ts'
import { mappingWith } from './mapping.ts'
import { emptyTail, handwritten, indexPage, pageFaults, pageHead } from './page.ts'

/** What the documents of the rules should be, and what only a person can mend. */
export interface RuleDocs {
  /** Whole texts by path from the root of the repository. */
  readonly files: ReadonlyMap<string, string>
  /** One sentence each, beginning with the path. */
  readonly faults: readonly string[]
}

const INDEX = 'docs/rules/README.md'

/** Makes the page of each rule, their index and the rules of the control mapping, from the METADATA in the bundle. */
export async function ruleDocs(place: Workplace, root: string): Promise<RuleDocs> {
  const policies = join(root, 'policies')
  const rules = await ruleList(place, policies)
  const mappingPath = join('policies', MAPPING_FILE)
  const before = readFileSync(join(root, mappingPath), 'utf8')
  const mapping = readControlMapping(place, join(root, mappingPath))
  const files = new Map([
    [mappingPath.split(sep).join('/'), mappingWith(before, rules)],
    [INDEX, indexPage(rules)],
  ])
  const parameters = readParameters(place, join(policies, 'parameters.yaml'), undefined)
  const requirements = readRequirements(place, join(policies, 'requirements.yaml'))
  const faults: string[] = []
  for (const rule of rules) {
    const old = existsSync(join(root, rule.page)) ? readFileSync(join(root, rule.page), 'utf8') : undefined
    const tail = old === undefined ? emptyTail() : handwritten(old)
    if (tail === undefined) {
      faults.push(`${rule.page}: the line between the generated and the written part is missing`)
      continue
    }
    files.set(
      rule.page,
      `${pageHead(rule, ruleParameters(policies, rule.id, parameters, requirements), mapping)}${tail}`,
    )
    faults.push(...pageFaults(tail).map((fault) => `${rule.page}: ${fault}`))
  }
  const pages = globSync('docs/rules/**/*.md', { cwd: root }).map((path) => path.split(sep).join('/'))
  faults.push(...pages.filter((path) => !files.has(path)).map((path) => `${path}: there is no rule of this name`))
  return { files, faults: faults.sort() }
}

/** Paths of the files whose text on disk is another one. */
export function staleFiles(root: string, { files }: RuleDocs): readonly string[] {
  return [...files]
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text)
    .map(([path]) => path)
    .sort()
}
