import { byCodeUnit } from '../../json.ts'
import { ESCALATION_PATHS, type EscalationPath, kindOf, type Way } from './catalogue.ts'
import { textClasses } from './classes.ts'
import { conditionsHold } from './conditions.ts'
import { type Context, contextOf, NO_CONTEXT } from './context.ts'
import {
  actionCovers,
  documentsOf,
  everywhere,
  type Reach,
  type Rights,
  reach,
  reachRole,
  UNNAMED_ACTIONS,
} from './reach.ts'
import { ANY_OTHER, foldCase, literal, opaque, showTokens, type Token, variableName, wildcards } from './tokens.ts'
import { type Answer, and, answerOf, CONTEXT, NO, or, type Truth, VALUE, YES } from './truth.ts'

/** Whether something holds; `unknown` where a value that the plan does not show decides it. */
export type Known = 'yes' | 'no' | 'unknown'

/**
 * How far somebody's rights go: every action on every resource; every action but named ones; all of IAM; something.
 * `all-but` and `identity` come close to an administrator.
 */
export type Extent = 'everything' | 'all-but' | 'identity' | 'some' | 'nothing' | 'unknown'

/** A known way to more rights that somebody has. */
export interface Escalation {
  readonly id: string
  readonly way: Way
  readonly actions: readonly string[]
  readonly answer: 'yes' | 'unknown'
  /** `any`: on all resources but named ones; `named`: only on resources that the policies name. */
  readonly extent: 'any' | 'named'
  /** Condition keys on which it depends. */
  readonly conditions: readonly string[]
  readonly source: string
}

/** What somebody can do with the policies that apply to them, in some circumstances that can occur. */
export interface Power {
  /**
   * Every action on every resource, or every service that no policy names together with a way to grant oneself the rest
   * (`all-but`).
   */
  readonly administrator: Known
  readonly extent: Extent
  /** Action patterns whose actions are not allowed everywhere, not more than five. */
  readonly exceptions: readonly string[]
  /** Condition keys on which `administrator` depends, such as `aws:multifactorauthpresent`. */
  readonly conditions: readonly string[]
  /** Whether there is a way to more rights. An administrator has nothing to gain: `no`. */
  readonly escalation: Known
  readonly escalations: readonly Escalation[]
}

const ADMINISTRATOR_POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess'
const EXCEPTIONS_SHOWN = 5
/** The task of `sts:AssumeRoot` that gives the root user a password; the others read or take away. */
const ROOT_PASSWORD = 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword'
/** Services whose delegated administrator gives rights in other accounts; those of others look at findings. */
const DELEGATED = ['sso.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com', 'iam.amazonaws.com']
const IAM_ACTIONS: readonly (readonly Token[])[] = [[opaque('action')], Array<Token>(64).fill(ANY_OTHER)].map(
  (name) => [...literal('iam:'), ...name],
)

/**
 * What a set of policies gives: whether its holder is an administrator, and which of the known escalation paths are
 * open. A condition counts as fulfilled where it allows and as avoided where it denies, because its holder can look for
 * the circumstances; the answer names its keys. Nothing that is not known is taken as harmless.
 */
export function powerOf(rights: Rights, hasBoundary: boolean, context: Context = NO_CONTEXT): Power {
  const look = remembered(rights, context)
  const tested = testedKeys(rights)
  const generic = or(...UNNAMED_ACTIONS.map((action) => look(action, 'unnamed', context).others))
  const paths = ESCALATION_PATHS.filter((path) => path.onlyWithBoundary !== true || hasBoundary)
  const taken = paths.map((path) => ({ path, ...openness(rights, look, path, context, tested) }))
  const grants = taken.filter(({ path }) => path.way === 'own-permissions' && path.actions.every(isOfIam))
  const almost = and(generic, or(...grants.map(({ others }) => others)))
  const all = generic === NO ? { truth: NO, exceptions: [] } : everyAction(rights, context)
  const answer = answerOf(or(almost, all.truth))
  const isOpen = documentsOf(rights).some((document) => document.open)
  const administrator = known(answer)
  const escalations =
    administrator === 'yes'
      ? []
      : taken.map((one) => escalation(rights, one, context)).filter((one) => one !== undefined)
  const certain = escalations.filter((one) => one.answer === 'yes')
  return {
    administrator,
    extent: extentOf(answer, all.truth, generic, look, rights, context),
    exceptions: administrator === 'yes' ? all.exceptions : [],
    conditions: answer === 'conditional' ? keysOf(rights, UNNAMED_ACTIONS, context) : [],
    escalation: certain.length > 0 ? 'yes' : escalations.length > 0 ? 'unknown' : 'no',
    // A policy of which nothing is known would list every path.
    escalations: isOpen ? certain : escalations,
  }
}

/** True for actions of IAM itself; those of Identity Center work in one account of an organisation only. */
function isOfIam(action: string): boolean {
  return action.startsWith('iam:')
}

type Look = (action: readonly Token[], kind: Parameters<typeof reach>[2], context: Context) => Reach

function remembered(rights: Rights, usual: Context): Look {
  const found = new Map<readonly Token[], Map<string, Reach>>()
  return (action, kind, context) => {
    const ofAction = found.get(action) ?? new Map<string, Reach>()
    found.set(action, ofAction)
    const key = context === usual ? kind : `${kind} ${JSON.stringify(context)}`
    const known = ofAction.get(key) ?? reach(rights, action, kind, context)
    ofAction.set(key, known)
    return known
  }
}

const ACTIONS: ReadonlyMap<string, readonly Token[]> = new Map(
  ESCALATION_PATHS.flatMap(({ actions }) => actions).map((action) => [action, foldCase(literal(action))]),
)

/** An action of a path, one list for each, so that it is found again as it is. */
function tokensOf(action: string): readonly Token[] {
  return ACTIONS.get(action) ?? foldCase(literal(action))
}

/** Whether all actions of a path are allowed. */
function openness(
  rights: Rights,
  look: Look,
  path: EscalationPath,
  context: Context,
  tested: ReadonlySet<string>,
): Reach {
  const each = path.actions.map((action): Reach => {
    const tokens = tokensOf(action)
    const alternatives = contextsFor(action, path, context, tested).map((one) => look(tokens, kindOf(action), one))
    return { some: or(...alternatives.map((one) => one.some)), others: or(...alternatives.map((one) => one.others)) }
  })
  const others = and(...each.map((one) => one.others))
  if (path.onlyEverywhere !== true) return { some: and(...each.map((one) => one.some)), others }
  const named = (path.roles ?? []).map((name) => {
    return and(...path.actions.map((action) => reachRole(rights, tokensOf(action), name, context)))
  })
  return { some: or(others, ...named), others }
}

/** Condition keys that some statement tests. */
function testedKeys(rights: Rights): ReadonlySet<string> {
  const conditions = documentsOf(rights).flatMap((document) => document.statements.flatMap((one) => one.conditions))
  return new Set(conditions.map((condition) => condition.key))
}

/**
 * What is known about a request that takes a path: to whom a role is passed, and that the worst policy is attached. A
 * key that nothing tests is left out, so that requests that do not differ are decided once.
 */
function contextsFor(
  action: string,
  path: EscalationPath,
  context: Context,
  tested: ReadonlySet<string>,
): readonly Context[] {
  const withKey = (key: string, value: string): Context => {
    return { ...context, keys: { ...context.keys, ...contextOf({ [key]: value }, false).keys } }
  }
  if (action === 'iam:PassRole' && tested.has('iam:passedtoservice')) {
    return path.passedTo.map((service) => withKey('iam:PassedToService', service))
  }
  if (action === 'sts:AssumeRoot' && tested.has('sts:taskpolicyarn'))
    return [withKey('sts:TaskPolicyArn', ROOT_PASSWORD)]
  if (action === 'organizations:RegisterDelegatedAdministrator' && tested.has('organizations:serviceprincipal')) {
    return DELEGATED.map((service) => withKey('organizations:ServicePrincipal', service))
  }
  if (/^iam:Attach\w+Policy$/.test(action) && tested.has('iam:policyarn')) {
    return [withKey('iam:PolicyARN', ADMINISTRATOR_POLICY)]
  }
  return [context]
}

function escalation(
  rights: Rights,
  { path, some, others }: Reach & { readonly path: EscalationPath },
  context: Context,
): Escalation | undefined {
  const answer = answerOf(some)
  if (answer === 'no') return undefined
  const actions = path.actions.map(tokensOf)
  return {
    id: path.id,
    way: path.way,
    actions: path.actions,
    answer: answer === 'unknown' ? 'unknown' : 'yes',
    extent: answerOf(others) === 'no' ? 'named' : 'any',
    conditions: answer === 'conditional' ? keysOf(rights, actions, context) : [],
    source: path.source,
  }
}

/** Whether every action is allowed on every resource, over the classes into which the policies cut the actions. */
function everyAction(rights: Rights, context: Context): { truth: Truth; exceptions: readonly string[] } {
  const patterns = documentsOf(rights).flatMap((document) => document.statements.flatMap((one) => one.actions.patterns))
  const distinct = [...new Map(patterns.map((pattern) => [pattern.join('\0'), pattern])).values()]
  const classes = textClasses(distinct, [wildcards('?*:?*')])
  if (classes === undefined) return { truth: VALUE, exceptions: [] }
  const found = classes.map((one) => ({ ...one, truth: everywhere(rights, one.witness, context) }))
  const exceptions = found
    .filter(({ truth }) => truth !== YES)
    .flatMap(({ matched }) => distinct.filter((pattern, index) => matched[index] === true && pattern.length > 1))
    .map(showTokens)
  return {
    truth: and(...found.map(({ truth }) => truth)),
    exceptions: [...new Set(exceptions)].sort(byCodeUnit).slice(0, EXCEPTIONS_SHOWN),
  }
}

function extentOf(answer: Answer, every: Truth, generic: Truth, look: Look, rights: Rights, context: Context): Extent {
  const holds = (truth: Truth): boolean => ['yes', 'conditional'].includes(answerOf(truth))
  if (holds(every)) return 'everything'
  if (answer === 'unknown') return 'unknown'
  if (holds(generic)) return 'all-but'
  if (holds(or(...IAM_ACTIONS.map((action) => look(action, 'anything', context).others)))) return 'identity'
  const allows = rights.identity.some((document) => document.statements.some((one) => one.effect === 'Allow'))
  return allows ? 'some' : 'nothing'
}

function known(answer: Answer): Known {
  return answer === 'conditional' ? 'yes' : answer
}

/** Condition keys and variables of the statements that cover one of the actions and depend on circumstances. */
function keysOf(rights: Rights, actions: readonly (readonly Token[])[], context: Context): readonly string[] {
  const keys = new Set<string>()
  for (const document of documentsOf(rights)) {
    for (const statement of document.statements) {
      if (!actions.some((action) => actionCovers(statement, action) !== NO)) continue
      for (const condition of statement.conditions) {
        if ((conditionsHold([condition], context) & CONTEXT) === CONTEXT) keys.add(condition.key)
      }
      const variables = statement.resources?.patterns.flat().map(variableName) ?? []
      for (const name of variables) if (name !== undefined) keys.add(name)
    }
  }
  return [...keys].sort(byCodeUnit)
}
