import { isObject } from '../../src/json.ts'

/**
 * How an expression of a body is broken: `negate` turns it round (or makes it fail, where it binds variables), `drop`
 * takes it away, `boundary` moves a comparison by the case of equality.
 */
export type Kind = 'negate' | 'drop' | 'boundary'

/** One change of one expression. */
export interface Mutant {
  /** 1-based line of the expression. */
  readonly line: number
  /** The expression as it stands, on one line. */
  readonly text: string
  /** Which expression with this text it is in the file, from 1. */
  readonly nth: number
  readonly kind: Kind
  /** Whole sources with the change, best first; the first that compiles counts. */
  readonly sources: readonly string[]
}

interface Expression {
  readonly start: number
  readonly text: string
  readonly line: number
  readonly negated: boolean
  readonly operator: { readonly name: string; readonly start: number } | undefined
}

/** The order comparisons and what each becomes at its boundary. */
const BOUNDARIES: { readonly [name: string]: { readonly from: string; readonly to: string } } = {
  lt: { from: '<', to: '<=' },
  lte: { from: '<=', to: '<' },
  gt: { from: '>', to: '>=' },
  gte: { from: '>=', to: '>' },
}

/**
 * Every way to break one expression in the bodies of a Rego file: of rules, functions, `else`, comprehensions, `every`.
 * @param file its name, for errors.
 * @param source its text.
 * @param tree what `opa parse --format json --json-include locations` says about it.
 * @throws Error where OPA does not give an expression's place: the body of an `else` without braces (OPA 1.22.2).
 */
export function mutants(file: string, source: string, tree: unknown): Mutant[] {
  const seen = new Map<string, number>()
  return expressions(file, source, tree).flatMap((expression) => {
    const text = expression.text.replace(/\s+/g, ' ')
    const nth = (seen.get(text) ?? 0) + 1
    seen.set(text, nth)
    return changes(source, expression).map(([kind, replacements]) => ({
      line: expression.line,
      text,
      nth,
      kind,
      sources: replacements.map((replacement) => replace(source, expression, replacement)),
    }))
  })
}

function changes(source: string, expression: Expression): readonly (readonly [Kind, readonly string[]])[] {
  const { text, negated, operator } = expression
  const opposite = negated ? text.replace(/^not\s+/, '') : `not ${text}`
  const inline = /\bif[ \t]+$/.test(source.slice(0, expression.start))
  const failing = inline ? `{ ${text}; false }` : `${text}; false`
  const boundary = operator === undefined ? undefined : BOUNDARIES[operator.name]
  return [
    ['negate', [opposite, failing]],
    ['drop', ['true']],
    ...(operator === undefined || boundary === undefined
      ? []
      : ([['boundary', [moved(expression, operator.start, boundary)]]] as const)),
  ]
}

function moved(
  { text, start }: Expression,
  operator: number,
  boundary: { readonly from: string; readonly to: string },
): string {
  const at = operator - start
  return text.slice(0, at) + boundary.to + text.slice(at + boundary.from.length)
}

function replace(source: string, { start, text }: Expression, replacement: string): string {
  return source.slice(0, start) + replacement + source.slice(start + text.length)
}

/** The expressions that somebody wrote, in the order of the file; OPA adds `true` to a rule without a body. */
function expressions(file: string, source: string, tree: unknown): Expression[] {
  const found: Expression[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit)
    if (!isObject(node)) return
    if ('terms' in node && node['generated'] !== true) found.push(expression(file, source, node))
    Object.values(node).forEach(visit)
  }
  visit(isObject(tree) ? tree['rules'] : undefined)
  return found.sort((a, b) => a.start - b.start)
}

function expression(file: string, source: string, node: Readonly<Record<string, unknown>>): Expression {
  const { start, text, line } = place(file, source, node['location'])
  if (/^else\b/.test(text)) throw new Error(`${file}:${line}: put the body of this else in braces`)
  const [operator] = Array.isArray(node['terms']) ? node['terms'] : []
  const reference = isObject(operator) && Array.isArray(operator['value']) ? operator['value'][0] : undefined
  return {
    start,
    text,
    line,
    negated: node['negated'] === true,
    operator:
      isObject(reference) && isObject(operator) && typeof reference['value'] === 'string'
        ? { name: reference['value'], start: place(file, source, operator['location']).start }
        : undefined,
  }
}

/** A location of OPA (row and column from 1, in characters; text in base64) as an offset into the source. */
function place(
  file: string,
  source: string,
  location: unknown,
): { readonly start: number; readonly text: string; readonly line: number } {
  const { row, col, text } = location as { readonly row: number; readonly col: number; readonly text: string }
  const lines = source.split('\n')
  const before = lines.slice(0, row - 1).reduce((sum, line) => sum + line.length + 1, 0)
  const start = before + [...(lines[row - 1] ?? '')].slice(0, col - 1).join('').length
  const found = Buffer.from(text, 'base64').toString()
  if (!source.startsWith(found, start)) throw new Error(`${file}:${row}: what OPA says is here is not here`)
  return { start, text: found, line: row }
}
