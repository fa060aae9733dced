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

/** The statements of several documents that have an effect. */
export function statementsOf(documents: readonly Document[], effect: Statement['effect']): readonly Statement[] {
  return documents.flatMap((document) => document.statements.filter((statement) => statement.effect === effect))
}
