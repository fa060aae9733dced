import type { Kind } from './catalogue.ts'
import { textClasses } from './classes.ts'
import { conditionsHold } from './conditions.ts'
import { type Context, doubtOfNegation, fillIn, lacksVariable } from './context.ts'
import type { Document, Statement } from './document.ts'
import { certainly } from './match.ts'
import { statementsOf } from './statement.ts'
import {
  ABSENT,
  ANY,
  ANY_OTHER,
  arnParts,
  isOpaque,
  literal,
  ONE,
  opaque,
  SEGMENT,
  segmented,
  showTokens,
  type Token,
  UNKNOWN_TEXT,
  variableName,
} from './tokens.ts'
import { and, CONTEXT, NO, not, or, type Truth, truthOf, VALUE, YES } from './truth.ts'

/** What somebody's rights come from. */
export interface Rights {
  readonly identity: readonly Document[]
  /** Boundaries: each list must allow what the identity's policies allow. */
  readonly limits: readonly (readonly Document[])[]
  /** Policies of which only what they deny counts: service control policies whose allowing level cannot be seen. */
  readonly denials: readonly Document[]
  /** The user's own name, for which `${aws:username}` stands; undefined for roles, which have none. */
  readonly self: readonly Token[] | undefined
}

/** Oneself, where the name is not known. */
export const ONESELF: readonly Token[] = [opaque('oneself')]

/** On how much an action is allowed. */
export interface Reach {
  /** On some resource of the kind. */
  readonly some: Truth
  /** On a resource of the kind that no policy names, so on all but those that are named; or on oneself. */
  readonly others: Truth
}

/** All documents of somebody's rights. */
export function documentsOf(rights: Rights): readonly Document[] {
  return [...rights.identity, ...rights.limits.flat(), ...rights.denials]
}

/**
 * Names that no policy has: one of which only `*` takes in every character, as it may be short, and one that is as long
 * as names of IAM get, which `?*` matches too.
 */
const FRESH: readonly (readonly Token[])[] = [[opaque('another')], Array<Token>(64).fill(ANY_OTHER)]

/** An action of a service that no policy names; no `*` less than the widest covers it. */
const UNNAMED_ACTION: readonly Token[] = [opaque('service'), ':', opaque('action')]

/** The same, and one with names so long that `?*` covers them. */
export const UNNAMED_ACTIONS: readonly (readonly Token[])[] = [
  UNNAMED_ACTION,
  [...Array<Token>(32).fill(ANY_OTHER), ':', ...Array<Token>(64).fill(ANY_OTHER)],
]

/** Resources on which an action can act, and those of them that no policy names. */
interface Universe {
  readonly all: readonly Token[]
  readonly others: readonly (readonly Token[])[]
}

/** Services in the ARNs of an action's resources, where they are not the action's own. */
const ARN_SERVICES: { readonly [service: string]: readonly string[] } = {
  ssm: ['ssm', 'ec2'],
  'ec2-instance-connect': ['ec2'],
  sts: ['sts', 'iam'],
  'sso-directory': ['sso-directory', 'identitystore', 'sso'],
}

/** For actions without resources the request names `*`; others act on the ARNs of their service. */
function universes(kind: Kind | 'unnamed', action: readonly Token[]): readonly Universe[] {
  const same = ofAction.get(action)?.get(kind)
  if (same !== undefined) return same
  const key = kind === 'anything' ? `${kind} ${showTokens(action.slice(0, action.indexOf(':')))}` : kind
  const known = worlds.get(key) ?? newUniverses(kind, action)
  worlds.set(key, known)
  ofAction.set(action, (ofAction.get(action) ?? new Map<string, readonly Universe[]>()).set(kind, known))
  return known
}

const worlds = new Map<string, readonly Universe[]>()
const ofAction = new WeakMap<readonly Token[], Map<string, readonly Universe[]>>()

function newUniverses(kind: Kind | 'unnamed', action: readonly Token[]): readonly Universe[] {
  if (kind === 'unnamed') return [serviceArns([opaque('service')])]
  if (kind === 'anything') {
    const service = showTokens(action.slice(0, action.indexOf(':')))
    const services = ARN_SERVICES[service] ?? [service]
    return [{ all: literal('*'), others: [literal('*')] }, ...services.map((name) => serviceArns(literal(name)))]
  }
  const prefix = iamArn(kind === 'other-user' ? 'user' : kind)
  return [{ all: [...prefix, ANY], others: FRESH.map((name) => [...prefix, ...name]) }]
}

/** Whether a role of this name can be assumed in some account. */
export function reachRole(rights: Rights, action: readonly Token[], name: string, context: Context): Truth {
  const decide = decision(rights, action, context)
  if (decide === undefined) return NO
  const classes = textClasses(decide.patterns, [[...iamArn('role'), ...literal(name)]])
  return classes === undefined ? VALUE : or(...classes.map(({ matched }) => decide.allowed(matched.map(truthOf))))
}

/** ARNs of a service; one that no policy names has an unnamed id, alone or after its type. */
function serviceArns(service: readonly Token[]): Universe {
  const prefix = [...literal('arn:'), SEGMENT, ':', ...service, ':', SEGMENT, ':', SEGMENT, ':']
  return {
    all: [...prefix, ANY],
    others: FRESH.flatMap((name) => [
      [...prefix, ...name],
      ...[':', '/'].map((separator) => [...prefix, SEGMENT, separator, ...name]),
    ]),
  }
}

/** The ARN of a user, role, group or policy in any partition and account, up to its path and name. */
function iamArn(type: string): readonly Token[] {
  return [...literal('arn:'), SEGMENT, ...literal(':iam::'), SEGMENT, ...literal(`:${type}/`)]
}

/**
 * On which resources of a kind an action is allowed, exactly: the patterns of all statements that name the action cut
 * the resources into classes, and each class is decided. An unknown circumstance makes it conditional.
 * @param action in lower case.
 */
export function reach(rights: Rights, action: readonly Token[], kind: Kind | 'unnamed', context: Context): Reach {
  const decide = decision(rights, action, context)
  if (decide === undefined) return { some: NO, others: NO }
  const own = (kind === 'other-user' || kind === 'user') && rights.self !== undefined ? ownNames(rights.self) : []
  if (decide.patterns.every((pattern) => pattern.length === 1 && pattern[0] === ANY)) {
    const truth = decide.allowed(decide.patterns.map(() => YES))
    return { some: truth, others: truth }
  }
  let [some, beyond]: [Truth, Truth] = [NO, NO]
  for (const { all, others } of universes(kind, action)) {
    const extra = [...others, ...own]
    const classes = textClasses([...extra, ...decide.patterns], [all])
    if (classes === undefined) return { some: or(some, VALUE), others: or(beyond, VALUE) }
    for (const { matched } of classes) {
      const isOneself = matched.slice(others.length, extra.length).includes(true)
      if (isOneself && kind === 'other-user') continue
      const truth = decide.allowed(matched.slice(extra.length).map(truthOf))
      some |= truth
      if (isOneself || matched.slice(0, others.length).includes(true)) beyond |= truth
    }
  }
  return { some, others: beyond }
}

/** Whether an action is allowed on every resource there can be. */
export function everywhere(rights: Rights, action: readonly Token[], context: Context): Truth {
  const decide = decision(rights, action, context)
  if (decide === undefined) return NO
  // A resource has a name.
  const classes = textClasses(decide.patterns, [[ONE, ANY]])
  if (classes === undefined) return VALUE
  return and(...classes.map(({ matched }) => decide.allowed(matched.map(truthOf))))
}

/** Whether an action is allowed on some resource there can be. */
export function somewhere(rights: Rights, action: readonly Token[], context: Context): Truth {
  const decide = decision(rights, action, context)
  if (decide === undefined) return NO
  const classes = textClasses(decide.patterns, [[ANY]])
  if (classes === undefined) return VALUE
  return or(...classes.map(({ matched }) => decide.allowed(matched.map(truthOf))))
}

/** The ARNs of the user itself, with or without a path. */
function ownNames(self: readonly Token[]): readonly (readonly Token[])[] {
  return [
    [...iamArn('user'), ...self],
    [...iamArn('user'), ANY, '/', ...self],
  ]
}

interface DecisionByPattern {
  readonly patterns: readonly (readonly Token[])[]
  /** Whether the action is allowed on a resource that the patterns match as given. */
  readonly allowed: (matched: readonly Truth[]) => Truth
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
  type Rule = (matched: readonly Truth[], isNarrow: boolean) => Truth
  const rule = (statement: Statement): Rule | undefined => {
    const named = actionCovers(statement, action)
    if (named === NO) return undefined
    const base = and(statement.certainty, named, conditionsHold(statement.conditions, context))
    if (base === NO) return undefined
    const list = statement.resources
    if (list === undefined) return () => base
    const filled = list.patterns.map((pattern) => fillIn(withSelf(pattern, rights.self), context))
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
    const doubtful = list.not ? doubtOfNegation(filled) : YES
    return (matched, isNarrow) => {
      const each = tests.map(({ wide, narrow, doubt }) =>
        and(matched[isNarrow && narrow !== undefined ? narrow : wide] ?? NO, doubt),
      )
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
  const denying = [rights.identity, ...rights.limits, rights.denials].flatMap((documents) => rules(documents, 'Deny'))
  return {
    patterns,
    allowed: (matched) => {
      const [wide, narrow] = [false, true].map((isNarrow) => {
        const denied = or(...denying.map((one) => one(matched, isNarrow)))
        return and(...allowing.map((level) => or(...level.map((one) => one(matched, isNarrow)))), not(denied))
      }) as [Truth, Truth]
      // Which of the two AWS means is the same everywhere; where it makes a difference, the answer is not known.
      return and(or(wide, narrow), or(and(wide, narrow), VALUE))
    },
  }
}

/** Puts the user's own name in place of its variable; a role has none. */
function withSelf(pattern: readonly Token[], self: readonly Token[] | undefined): readonly Token[] {
  if (!pattern.some((token) => variableName(token) === 'aws:username')) return pattern
  return pattern.flatMap((token) => (variableName(token) === 'aws:username' ? (self ?? [ABSENT]) : [token]))
}

/** Whether a statement covers an action; a reference in the action is a name of its own. */
export function actionCovers(statement: Statement, action: readonly Token[]): Truth {
  const { not: negated, patterns } = statement.actions
  let truth: Truth = NO
  for (const pattern of patterns) {
    truth = or(truth, covers(pattern, action))
    if (truth === YES) break
  }
  return negated ? not(truth) : truth
}

function covers(pattern: readonly Token[], subject: readonly Token[]): Truth {
  const [first, one] = [pattern[0], subject[0]]
  // Two characters that differ stay different, whatever is not known behind them.
  if (first !== one && first?.length === 1 && one?.length === 1) return NO
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

/**
 * Whether an action is allowed on single resources. A resource's name is its own; a partition or an account that is not
 * known may be the one that a pattern names.
 */
export function allowedOn(
  rights: Rights,
  action: readonly Token[],
  context: Context,
): (arn: readonly Token[]) => Truth {
  const decide = decision(rights, action, context)
  if (decide === undefined) return () => NO
  const { patterns, allowed } = decide
  return (arn) =>
    allowed(
      patterns.map((pattern) => {
        if (covers(pattern, arn) !== NO) return YES
        return covers(pattern, settled(arn, pattern)) === NO ? NO : VALUE
      }),
    )
}

/** An ARN with its unknown partition and account as a pattern has them. */
function settled(arn: readonly Token[], pattern: readonly Token[]): readonly Token[] {
  const [own, named] = [arnParts(arn), arnParts(pattern)]
  if (own === undefined || named === undefined) return arn
  const parts = own.map((part, index) => {
    const isOpen = (index === 1 || index === 4) && part.length === 1 && isOpaque(part[0] as Token)
    return isOpen ? (named[index] ?? part) : part
  })
  return parts.flatMap((part, index) => (index === 0 ? part : [':', ...part]))
}
