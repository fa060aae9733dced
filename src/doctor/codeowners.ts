import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bad, type Check, ok } from './model.ts'

/** Where GitHub looks, in this order (docs.github.com, "About code owners"). */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const

/** What nobody may change without a second group: by these a change is judged. */
const GUARDED = {
  'owners-policies': ['policies/parameters.yaml', 'policies/bundle/policy.wasm', 'policies/lib/x.rego'],
  'owners-exceptions': [
    'stacks/register/exceptions.yaml',
    'stacks/register/people.yaml',
    'stacks/register/stacks.yaml',
  ],
  'owners-pipeline': ['.github/workflows/x.yml', '.github/scripts/x.sh', 'scripts/forge/x.ts'],
  'owners-tool': ['src/cli.ts', 'bin/gatehouse.js', 'package-lock.json', 'package.json'],
} as const

/** Whether the files by which a change is judged have owners who must review them. */
export function ownerChecks(root: string): readonly Check[] {
  const place = PLACES.find((path) => existsSync(join(root, path)))
  if (place === undefined) {
    return [
      bad(
        'owners',
        'fail',
        'there is no CODEOWNERS file',
        `write ${PLACES[0]} with owners for policies/, stacks/register/, .github/, scripts/, src/, bin/ and the lock`,
      ),
    ]
  }
  const rules = parseOwners(readFileSync(join(root, place), 'utf8'))
  return Object.entries(GUARDED).map(([id, paths]) => {
    const loose = [...paths, place].find((path) => ownersOf(rules, path).length === 0)
    if (loose === undefined) return ok(id, `${place} names owners for ${paths[0]} and the like`)
    return bad(
      id,
      'fail',
      `${place} names no owner for ${loose}`,
      `add a line with a team for it, below every line that would take it back`,
    )
  })
}

interface OwnerRule {
  readonly pattern: RegExp
  readonly owners: readonly string[]
}

/** The lines of a file; GitHub leaves out those that it does not understand, and so must whoever asks for protection. */
function parseOwners(text: string): readonly OwnerRule[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [pattern = '', ...owners] = line.split(/(?<!\\)\s+/)
      const expression = expressionOf(pattern)
      return expression === undefined ? [] : [{ pattern: expression, owners: owners.filter(isOwner) }]
    })
}

function isOwner(text: string): boolean {
  return /^@[\w-]+(?:\/[\w.-]+)?$/.test(text) || /^[^\s@]+@[^\s@]+$/.test(text)
}

/** The owners of a path: of the last line that matches, also where that line names nobody. */
function ownersOf(rules: readonly OwnerRule[], path: string): readonly string[] {
  return rules.findLast(({ pattern }) => pattern.test(path))?.owners ?? []
}

/** A pattern as in .gitignore, without `!` and `[ ]`, which CODEOWNERS does not have. */
function expressionOf(pattern: string): RegExp | undefined {
  if (pattern.startsWith('!') || /[[\]]/.test(pattern)) return undefined
  const isAnchored = pattern.replace(/\/$/, '').includes('/')
  const body = pattern
    .replace(/^\//, '')
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((part) => WILD[part] ?? part.replace(/\\(.)/g, '$1').replace(/[.+^${}()|\\]/g, '\\$&'))
    .join('')
  // `docs/*` is the files of that directory only; every other pattern may name a directory with all below it.
  const tail = pattern.endsWith('/') ? '.+' : /\/\*$/.test(pattern) ? '' : '(?:/.*)?'
  return new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${body}${tail}$`)
}

const WILD: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '/**': '/.*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
}
