import type { Kind } from './catalogue.ts'
import { textClasses } from './classes.ts'
import { conditionsHold } from './conditions.ts'
import { type Context, fillIn, lacksVariable } from './context.ts'
import type { Document, Statement } from './document.ts'
import { certainly } from './match.ts'
import { statementsOf } from './statement.ts'
import {
  ANY,
  isOpaque,
  literal,
  opaque,
  segmented,
  type Token,
  UNKNOWN_TEXT,
  variableName,
  wildcards,
} from './tokens.ts'
import { and, CONTEXT, NO, not, or, type Truth, VALUE, YES } from './truth.ts'

/** What somebody's rights come from. */
export interface Rights {
  readonly identity: readonly Document[]
  /** Boundary and service control policies: each list must allow what the identity's policies allow. */
  readonly limits: readonly (readonly Document[])[]
  /** The user's own name, where it is known; the resources of `other-user` are those without it. */
  readonly self?: readonly Token[] | undefined
}

/** On how much an action is allowed. */
export interface Reach {
  /** On some resource of the kind. */
  readonly some: Truth
  /** On a resource of the kind that no policy names, so on all but those that are named. */
  readonly others: Truth
}

/** A name that no policy has. */
const FRESH = opaque('another')

/** An action of a service that no policy names; no `*` less than the widest covers it. */
export const UNNAMED_ACTION: readonly Token[] = [opaque('service'), ':', opaque('action')]

/** All resources of a kind, and those of them that no policy names. */
function resourcesOf(kind: Kind | 'unnamed'): { readonly all: readonly Token[]; readonly others: readonly Token[] } {
  if (kind === 'anything') return { all: [ANY], others: [ANY, FRESH] }
  if (kind === 'unnamed') {
    const all = [...literal('arn:'), ANY, ':', opaque('service'), ':', ANY, ':', ANY, ':', ANY]
    return { all, others: [...all, FRESH] }
  }
  const type = kind === 'other-user' ? 'user' : kind
  const prefix = wildcards(`arn:*:iam::*:${type}/`)
  return { all: [...prefix, ANY], others: [...prefix, FRESH] }
}

/**
 * On which resources of a kind an action is allowed, exactly: the patterns of all statements that name the action cut
 * the resources into classes, and each class is decided. An unknown circumstance makes it conditional.
 * @param action in lower case.
 */
export function reach(rights: Rights, action: readonly Token[], kind: Kind | 'unnamed', context: Context): Reach {
  const decide = decision(rights, action, context)
  if (decide === undefined) return { some: NO, others: NO }
  const { all, others } = resourcesOf(kind)
  const own = kind === 'other-user' && rights.self !== undefined ? ownNames(rights.self) : []
  const extra = [others, ...own]
  const classes = textClasses([...extra, ...decide.patterns], [all])
  if (classes === undefined) return { some: VALUE, others: VALUE }
  let [some, beyond]: [Truth, Truth] = [NO, NO]
  for (const { matched } of classes) {
    if (matched.slice(1, extra.length).includes(true)) continue
    const truth = decide.allowed(matched.slice(extra.length))
    some |= truth
    if (matched[0] === true) beyond |= truth
  }
  return { some, others: beyond }
}

/** Whether an action is allowed on every resource there can be. */
export function everywhere(rights: Rights, action: readonly Token[], context: Context): Truth {
  const decide = decision(rights, action, context)
  if (decide === undefined) return NO
  const classes = textClasses(decide.patterns, [[ANY]])
  if (classes === undefined) return VALUE
  return and(...classes.map(({ matched }) => decide.allowed(matched)))
}

/** The ARNs of the user itself, with or without a path. */
function ownNames(self: readonly Token[]): readonly (readonly Token[])[] {
  return ['arn:*:iam::*:user/', 'arn:*:iam::*:user/*/'].map((prefix) => [...wildcards(prefix), ...self])
}

interface DecisionByPattern {
  readonly patterns: readonly (readonly Token[])[]
  /** Whether the action is allowed on a resource that the patterns match as given. */
  readonly allowed: (matched: readonly boolean[]) => Truth
}

/** The resource patterns that matter for an action; undefined where no statement allows it anywhere. */
function decision(rights: Rights, action: readonly Token[], context: Context): DecisionByPattern | undefined {
  const patterns: (readonly Token[])[] = []
  const known = new Map<string, number>()
  const indexOf = (pattern: readonly Token[]): number => {
    const key = pattern.join('\0')
    const index = known.get(key) ?? patterns.push(pattern) - 1
    known.set(key, index)
    return index
  }
  type Rule = (matched: readonly boolean[]) => Truth
  const rule = (statement: Statement): Rule | undefined => {
    const base = and(
      statement.certainty,
      actionCovers(statement, action),
      conditionsHold(statement.conditions, context),
    )
    if (base === NO) return undefined
    const list = statement.resources
    if (list === undefined) return () => base
    const filled = list.patterns.map((pattern) => fillIn(pattern, context))
    const tests = filled
      .filter((pattern) => !lacksVariable(pattern))
      .map((pattern) => {
        const narrow = segmented(pattern)
        return {
          wide: indexOf(pattern),
          narrow: narrow === undefined ? undefined : indexOf(narrow),
          doubt: doubtOf(pattern),
        }
      })
    const doubtful = list.not && filled.some(lacksVariable) ? VALUE : YES
    return (matched) => {
      const each = tests.map(({ wide, narrow, doubt }) => {
        if (matched[wide] !== true) return NO
        return narrow === undefined || matched[narrow] === true ? doubt : and(doubt, VALUE)
      })
      const covered = or(...each)
      return and(base, list.not ? and(not(covered), doubtful) : covered)
    }
  }
  const rules = (documents: readonly Document[], effect: Statement['effect']): readonly Rule[] =>
    statementsOf(documents, effect)
      .map(rule)
      .filter((one) => one !== undefined)
  const allowing = [rights.identity, ...rights.limits].map((documents) => rules(documents, 'Allow'))
  if (allowing.some((level) => level.length === 0)) return undefined
  const denying = [rights.identity, ...rights.limits].flatMap((documents) => rules(documents, 'Deny'))
  return {
    patterns,
    allowed: (matched) => {
      const denied = or(...denying.map((one) => one(matched)))
      return and(...allowing.map((level) => or(...level.map((one) => one(matched)))), not(denied))
    },
  }
}

/** Whether a statement covers an action; a reference in the action is a name of its own. */
export function actionCovers(statement: Statement, action: readonly Token[]): Truth {
  const { not: negated, patterns } = statement.actions
  const truth = or(...patterns.map((pattern) => covers(pattern, action)))
  return negated ? not(truth) : truth
}

function covers(pattern: readonly Token[], subject: readonly Token[]): Truth {
  if (certainly(pattern, subject)) return YES
  const doubt = doubtOf(pattern)
  const wide = pattern.map((token) => (token === UNKNOWN_TEXT || variableName(token) !== undefined ? ANY : token))
  return doubt !== YES && certainly(wide, subject) ? doubt : NO
}

/** `YES`, or what a match of the pattern depends on. */
function doubtOf(pattern: readonly Token[]): Truth {
  const hidden = pattern.includes(UNKNOWN_TEXT) ? VALUE : YES
  return pattern.some((token) => variableName(token) !== undefined) ? and(hidden, CONTEXT) : hidden
}

/** True if a pattern depends on a name that is known by reference only. */
export function namesReference(pattern: readonly Token[]): boolean {
  return pattern.some(isOpaque)
}
