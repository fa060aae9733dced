import { isObject } from '../../src/json.ts'

/** One rule of a Rego file as far as the policy about the policies reads it; several rules may have one name. */
export interface RuleFact {
  /** Package and name, such as `lib.result.pass`. */
  readonly id: string
  readonly file: string
  /** What it refers to: rules of its own package, and members of the packages that it imports. */
  readonly uses: readonly string[]
  /** Texts that stand in it, but for those that something is compared with. */
  readonly texts: readonly string[]
  /** The value of a `default` rule, as JSON text. */
  readonly default?: string
  /** Calls of `object.get`: what is looked into, and the JSON text of what is taken where nothing is found. */
  readonly fallbacks: readonly { readonly of: string; readonly value: string }[]
}

/** One Rego file. */
export interface FileFact {
  readonly path: string
  /** Without `data`. */
  readonly package: string
  readonly rules: readonly RuleFact[]
}

const COMPARISONS: readonly string[] = ['equal', 'neq', 'internal.member_2']

/** Reads the facts off a syntax tree of `opa parse --format json`. */
export function fileFact(path: string, tree: unknown): FileFact {
  const {
    package: own,
    imports,
    rules,
  } = tree as {
    readonly package: { readonly path: unknown }
    readonly imports?: readonly { readonly alias?: string; readonly path: { readonly value: unknown } }[]
    readonly rules?: readonly { readonly head: { readonly name: string; readonly value?: unknown } }[]
  }
  const name = dotted(own.path).replace(/^data\./, '')
  const known = new Map(
    (imports ?? []).map((entry) => {
      const target = dotted(entry.path.value)
      return [entry.alias ?? target.split('.').at(-1) ?? '', target.replace(/^data\./, '')]
    }),
  )
  const names = new Set((rules ?? []).map((rule) => rule.head.name))
  return {
    path,
    package: name,
    rules: (rules ?? []).map((rule) => {
      const found: Found = { uses: new Set(), texts: new Set(), fallbacks: [] }
      const resolve = (reference: string): string | undefined => {
        const [first = '', second, ...rest] = reference.split('.')
        const target = known.get(first)
        if (first === 'data') return [second, ...rest].join('.')
        if (target !== undefined && second !== undefined) return `${target}.${second}`
        return names.has(first) ? `${name}.${first}` : undefined
      }
      look(rule, resolve, found)
      return {
        id: `${name}.${rule.head.name}`,
        file: path,
        uses: [...found.uses].sort(),
        texts: [...found.texts].sort(),
        ...('default' in rule ? { default: JSON.stringify(plain(rule.head.value)) } : {}),
        fallbacks: found.fallbacks,
      }
    }),
  }
}

interface Found {
  readonly uses: Set<string>
  readonly texts: Set<string>
  readonly fallbacks: { of: string; value: string }[]
}

function look(node: unknown, resolve: (reference: string) => string | undefined, found: Found): void {
  if (Array.isArray(node)) {
    const operator = isObject(node[0]) && node[0]['type'] === 'ref' ? dotted(node[0]['value']) : ''
    if (operator === 'object.get') found.fallbacks.push({ of: text(node[1]), value: JSON.stringify(plain(node[3])) })
    const isComparison = COMPARISONS.includes(operator)
    for (const part of node) if (!(isComparison && isText(part))) look(part, resolve, found)
    return
  }
  if (!isObject(node)) return
  const { type, value } = node
  if (type === 'string') found.texts.add(String(value))
  else if (type === 'var') add(found, resolve(String(value)))
  else if (type === 'ref' && Array.isArray(value)) {
    add(found, resolve(dotted(value)))
    for (const part of value) if (!isText(part)) look(part, resolve, found)
  } else for (const part of Object.values(node)) look(part, resolve, found)
}

function add(found: Found, id: string | undefined): void {
  if (id !== undefined) found.uses.add(id)
}

function isText(node: unknown): boolean {
  return isObject(node) && node['type'] === 'string'
}

/** The beginning of a reference, up to its first part that is no name. */
function dotted(terms: unknown): string {
  const names: string[] = []
  for (const [index, term] of (Array.isArray(terms) ? terms : []).entries()) {
    if (!isObject(term) || (index > 0 && term['type'] !== 'string')) break
    names.push(String(term['value']))
  }
  return names.join('.')
}

function text(term: unknown): string {
  return isObject(term) && term['type'] === 'ref' ? dotted(term['value']) : ''
}

/** A literal as its value; anything that is computed as null. */
function plain(term: unknown): unknown {
  if (!isObject(term)) return null
  const { type, value } = term
  if (type === 'string' || type === 'boolean' || type === 'number') return value
  if ((type === 'array' || type === 'set') && Array.isArray(value)) return value.map(plain)
  if (type === 'object' && Array.isArray(value)) return value.length === 0 ? {} : null
  const [operator] = Array.isArray(value) ? value : []
  return type === 'call' && text(operator) === 'set' ? [] : null
}
