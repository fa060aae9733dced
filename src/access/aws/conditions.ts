import type { Condition } from './condition-block.ts'
import { type Context, doubtOfNegation, fillIn, valuesOf } from './context.ts'
import { operatorNamed, satisfies } from './operators.ts'
import { and, CONTEXT, NO, or, type Truth, truthOf, VALUE, YES } from './truth.ts'

/** All conditions of a statement hold (IAM user guide, reference_policies_condition-logic-multiple-context-keys-or-values). */
export function conditionsHold(conditions: readonly Condition[], context: Context): Truth {
  let truth: Truth = YES
  for (const condition of conditions) {
    truth &= conditionHolds(condition, context)
    if (truth === NO) return NO
  }
  return truth
}

function conditionHolds(condition: Condition, context: Context): Truth {
  const name = condition.operator
  const operator = name === undefined ? undefined : operatorNamed(name)
  if (name === undefined || operator === undefined) return VALUE
  const request = valuesOf(context, condition.key)
  if (name === 'Null') return nullHolds(condition, request)
  if (request === undefined) return CONTEXT
  if (request === null || request.length === 0) return withoutKey(condition, operator.negated, request)
  const values = condition.values.map((value) => fillIn(value, context))
  const doubt = operator.negated ? doubtOfNegation(values) : YES
  const each = request.map((one) => and(satisfies(name, values, one), doubt))
  if (condition.qualifier === 'ForAnyValue') return or(...each)
  if (condition.qualifier === 'ForAllValues') return and(...each)
  // Several values without a set operator have no documented meaning.
  return each.length === 1 ? (each[0] as Truth) : VALUE
}

/**
 * A key that the request does not have. `IfExists` and negated operators hold then, all others do not; `ForAllValues`
 * holds for the empty set and `ForAnyValue` does not. `ForAnyValue:…IfExists` is documented both ways.
 */
function withoutKey(condition: Condition, negated: boolean, request: readonly string[] | null): Truth {
  if (condition.qualifier === 'ForAllValues') return YES
  if (condition.qualifier === 'ForAnyValue') return condition.ifExists ? VALUE : NO
  if (request !== null) return VALUE
  return truthOf(condition.ifExists || negated)
}

/** `"Null": {"key": "true"}` holds where the request lacks the key, `"false"` where it has it. */
function nullHolds(condition: Condition, request: readonly string[] | null | undefined): Truth {
  const texts = condition.values.map((value) => (value.every((token) => token.length === 1) ? value.join('') : '?'))
  const wanted = texts.map((text) => text.toLowerCase())
  if (wanted.length === 0 || wanted.some((text) => text !== 'true' && text !== 'false')) return VALUE
  if (wanted.includes('true') && wanted.includes('false')) return YES
  if (request === undefined) return CONTEXT
  return truthOf(wanted.includes('true') === (request === null || request.length === 0))
}
