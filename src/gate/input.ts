import { type Directory, requireUnambiguous } from '../access/directory.ts'
import { deriveFacts } from '../access/facts.ts'
import type { SignInQuestions } from '../access/sign-in/facts.ts'
import type { Requirement } from '../access/sign-in/requirement.ts'
import { own } from '../json.ts'
import { jsonBytes } from '../json-bytes.ts'
import type { Plan } from '../plan/model.ts'
import type { Exception, Register } from '../register/model.ts'
import { registerAt } from '../register/read.ts'
import type { Baseline } from './baseline.ts'
import { type ExceptionContext, exceptionViews, isName } from './exceptions.ts'
import { grantedPrivileges, type Parameters } from './parameters.ts'
import { registerView } from './register-view.ts'
import { endOfDay, epochSeconds } from './time.ts'

/** Everything that a decision is a function of, besides the policies themselves. */
export interface GateInput extends ExceptionContext {
  readonly plan: Plan
  /** RFC 3339 in UTC, whole seconds. */
  readonly now: string
  readonly register?: Register | undefined
  readonly parameters: Parameters
  /** The sign-in requirements that the rules state. */
  readonly requirements: readonly Requirement[]
  readonly exceptions: readonly Exception[]
  readonly baseline?: Baseline | undefined
  /** Ids of the rules to evaluate; all without it. */
  readonly selection?: readonly string[] | undefined
}

/**
 * UTF-8 JSON text of what the policies see (design: one buffer, so that its digest covers all of it).
 * @throws AppError `reference` where an exception or an emergency account is a name that the plan declares twice.
 */
export function inputBuffer(input: GateInput): Buffer {
  const register = input.register === undefined ? undefined : registerAt(input.register, input.now)
  const entries = input.exceptions.flatMap(({ scope }) => [...(scope.users ?? []), ...(scope.groups ?? [])])
  const view = {
    now: input.now,
    privilegedRoles: grantedPrivileges(input.parameters),
    regionless: input.parameters.aws.regionlessActions,
  }
  const { facts, directory } = deriveFacts(input.plan, register, entries, view, (index) =>
    signInQuestions(input, index),
  )
  requireUnambiguous(directory.ids, namesThatDecide(input))
  return jsonBytes({
    now: input.now,
    nowEpoch: epochSeconds(input.now),
    plan: input.plan,
    facts,
    register: register === undefined ? null : registerView(register, directory.ids, input.now),
    parameters: input.parameters,
    requirements: input.requirements,
    exceptions: exceptionViews(input, directory, input.exceptions),
    proposed: exceptionViews(input, directory, input.exceptionChanges?.coming ?? [], true),
    approvals: [],
    baseline: (input.baseline?.findings ?? []).map((entry) => ({ ...entry, expiresAt: endOfDay(entry.expiresOn) })),
    selection: input.selection ?? null,
  })
}

/** Entries whose meaning takes somebody out of a rule: the scopes of exceptions and the emergency accounts. */
function namesThatDecide({ exceptions, register }: GateInput): readonly string[] {
  const accounts = (register?.people ?? [])
    .filter((person) => person.emergency)
    .flatMap((person) => [person.account?.directory, person.adminAccount?.directory])
  const scopes = exceptions.flatMap(({ scope: { users, groups, roles, applications, resources } }) =>
    [users, groups, roles, applications, resources?.filter(isName)].flatMap((entries) => entries ?? []),
  )
  return [...scopes, ...accounts.filter((entry) => entry !== undefined)]
}

/** Rules that judge what the exclusions of policies let through. */
const RULES_ON_EXCLUSIONS: readonly string[] = ['entra.exclusions_registered', 'entra.exempt_group_controlled']

/** Whether the tenant may have the licence that a requirement names; what nobody requires, no exclusion opens. */
function isApplicable({ licence }: Requirement, { licences }: Parameters): boolean {
  const held: { readonly [name: string]: boolean | undefined } = licences
  return licence === undefined || own(held, licence) !== false
}

/** What the access analysis is asked; with a selection of rules, only for those. */
export function signInQuestions(input: GateInput, directory: Directory): SignInQuestions {
  const now = epochSeconds(input.now)
  const isAsked = ({ rule }: Requirement): boolean => input.selection?.includes(rule) ?? true
  const isOwnAsked = input.selection?.includes('own.requirements') ?? true
  return {
    requirements: [...input.requirements.filter(isAsked), ...(isOwnAsked ? input.parameters.ownRequirements : [])],
    openable: RULES_ON_EXCLUSIONS.some((rule) => input.selection?.includes(rule) ?? true)
      ? input.requirements.filter((requirement) => isApplicable(requirement, input.parameters))
      : [],
    exempt: exceptionViews(input, directory, input.exceptions)
      .filter(
        ({ approvedFrom, expiresAt, subjects }) => approvedFrom <= now && now <= expiresAt && subjects.length === 0,
      )
      .map(({ id, rule, scope }) => ({ id, rule, ...scope })),
    parameters: input.parameters,
  }
}
