import { isObject } from '../../json.ts'
import { isTagged, type Value } from '../../plan/value.ts'
import { type OperatorName, operatorNamed } from './operators.ts'
import { type ResolveReference, readTokens } from './policy-text.ts'
import { literal, type Token, UNKNOWN_TEXT } from './tokens.ts'

/** One key of one operator of a `Condition` element. */
export interface Condition {
  /** The operator as it is written, for messages. */
  readonly written: string
  /** Undefined for an operator that is not known; the condition may then hold or not. */
  readonly operator: OperatorName | undefined
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly ifExists: boolean
  /** In lower case: condition keys compare without case (IAM user guide, reference_policies_elements_condition). */
  readonly key: string
  readonly values: readonly (readonly Token[])[]
}

/** Reads a `Condition` element; what cannot be read becomes a condition that may hold or not, and a fault. */
export function readConditions(
  value: Value | undefined,
  options: { readonly variables: boolean; readonly resolve: ResolveReference },
  faults: string[],
): readonly Condition[] {
  if (value === undefined || value === null) return []
  const unreadable = (text: string): readonly Condition[] => {
    faults.push(text)
    return [
      { written: '?', operator: undefined, qualifier: undefined, ifExists: false, key: '?', values: [[UNKNOWN_TEXT]] },
    ]
  }
  if (!isObject(value) || isTagged(value)) return unreadable('has a Condition that cannot be read')
  return Object.entries(value as { readonly [name: string]: Value }).flatMap(([written, block]) => {
    if (!isObject(block) || isTagged(block)) return unreadable(`has a condition ${written} that cannot be read`)
    const parsed = parseOperator(written)
    const operator = parsed.operator
    if (operator === undefined) faults.push(`has the condition operator "${written}", whose effect is not known`)
    return Object.entries(block as { readonly [name: string]: Value }).map(([key, item]): Condition => {
      const items = Array.isArray(item) ? (item as readonly Value[]) : [item]
      const reading = {
        wildcards: operator?.wildcards ?? false,
        variables: options.variables && (operator?.variables ?? true),
        resolve: options.resolve,
      }
      const values = items.map((one) => {
        if (typeof one === 'boolean' || typeof one === 'number') return literal(String(one))
        return readTokens(one, reading) ?? [UNKNOWN_TEXT]
      })
      return { written, ...parsed, operator: operator?.name, key: key.toLowerCase(), values }
    })
  })
}

function parseOperator(written: string): {
  readonly operator: ReturnType<typeof operatorNamed>
  readonly qualifier: Condition['qualifier']
  readonly ifExists: boolean
} {
  const [, set, rest = written] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(written) ?? []
  const ifExists = rest.endsWith('IfExists')
  const operator = operatorNamed(ifExists ? rest.slice(0, -'IfExists'.length) : rest)
  const qualifier = set as Condition['qualifier']
  // IAM knows no `NullIfExists`, and a set of values has no defined meaning for `Null`.
  const isUndefined = operator?.name === 'Null' && (ifExists || qualifier !== undefined)
  return { operator: isUndefined ? undefined : operator, qualifier, ifExists }
}
