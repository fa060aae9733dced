import { conditionsHold } from './conditions.ts'
import { type Context, doubtOfNegation, fillIn } from './context.ts'
import type { Document, Statement } from './document.ts'
import { matchAny, matchAnyResource } from './match.ts'
import type { Token } from './tokens.ts'
import { and, NO, not, type Truth, YES } from './truth.ts'

/** Whether an action, given in lower case, is one of a statement's. */
function actionMatches(statement: Statement, action: readonly Token[]): Truth {
  const truth = matchAny(statement.actions.patterns, action)
  return statement.actions.not ? not(truth) : truth
}

/** Whether a resource is one of a statement's; without a resource element it is. */
function resourceMatches(statement: Statement, resource: readonly Token[], context: Context): Truth {
  const list = statement.resources
  if (list === undefined) return YES
  const patterns = list.patterns.map((pattern) => fillIn(pattern, context))
  const matched = matchAnyResource(patterns, resource)
  return list.not ? and(not(matched), doubtOfNegation(patterns)) : matched
}

/** Whether a statement applies to a request, its principal aside. */
export function applies(
  statement: Statement,
  action: readonly Token[],
  resource: readonly Token[],
  context: Context,
): Truth {
  const first = and(statement.certainty, actionMatches(statement, action))
  if (first === NO) return NO
  const second = and(first, resourceMatches(statement, resource, context))
  return second === NO ? NO : and(second, conditionsHold(statement.conditions, context))
}

const byEffect = new WeakMap<readonly Document[], { readonly [effect in Statement['effect']]: readonly Statement[] }>()

/** The statements of several documents that have an effect; found once for each list, which is asked for many actions. */
export function statementsOf(documents: readonly Document[], effect: Statement['effect']): readonly Statement[] {
  const known = byEffect.get(documents)
  if (known !== undefined) return known[effect]
  const all = documents.flatMap(({ statements }) => statements)
  const found = {
    Allow: all.filter((statement) => statement.effect === 'Allow'),
    Deny: all.filter((statement) => statement.effect === 'Deny'),
  }
  byEffect.set(documents, found)
  return found[effect]
}
