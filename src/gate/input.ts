import { requireUnambiguous, scopeIds } from '../access/directory.ts'
import { deriveFacts } from '../access/facts.ts'
import { applicationIds } from '../access/sign-in/coverage.ts'
import type { SignInQuestions } from '../access/sign-in/facts.ts'
import type { Exempt, Requirement } from '../access/sign-in/requirement.ts'
import { jsonBytes } from '../json-bytes.ts'
import type { Plan } from '../plan/model.ts'
import type { Identities } from '../plan/resolve.ts'
import type { Exception, Register } from '../register/model.ts'
import { registerAt } from '../register/read.ts'
import type { Baseline } from './baseline.ts'
import type { Parameters } from './parameters.ts'
import { registerView } from './register-view.ts'
import { endOfDay, epochSeconds, startOfDay } from './time.ts'

/** Everything that a decision is a function of, besides the policies themselves. */
export interface GateInput {
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
  const { privilegedRoles, aws } = input.parameters
  const view = { now: input.now, privilegedRoles, regionless: aws.regionlessActions }
  const { facts, directory } = deriveFacts(input.plan, register, entries, view, (index) =>
    signInQuestions(input, index.ids),
  )
  requireUnambiguous(directory.ids, namesThatDecide(input))
  return jsonBytes({
    now: input.now,
    nowEpoch: epochSeconds(input.now),
    plan: input.plan,
    facts,
    register: register === undefined ? null : registerView(register, directory.ids),
    parameters: input.parameters,
    requirements: input.requirements,
    exceptions: input.exceptions.map((exception) => exceptionView(directory.ids, exception)),
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

/** What the access analysis is asked; with a selection of rules, only for those. */
export function signInQuestions(input: GateInput, ids: Identities): SignInQuestions {
  const now = epochSeconds(input.now)
  const isAsked = ({ rule }: Requirement): boolean => input.selection?.includes(rule) ?? true
  const own = input.selection?.includes('own.requirements') ?? true
  return {
    requirements: [...input.requirements.filter(isAsked), ...(own ? input.parameters.ownRequirements : [])],
    exempt: input.exceptions
      .map((exception) => exceptionView(ids, exception))
      .filter(({ approvedFrom, expiresAt }) => approvedFrom <= now && now <= expiresAt)
      .map(({ id, rule, scope }) => ({ id, rule, ...scope })),
    parameters: input.parameters,
  }
}

/** Whether a resource is written `type::name`, and not by its key, which facts have as it is. */
function isName(entry: string): boolean {
  return !/^(?:urn|graph):/.test(entry)
}

interface ExceptionView {
  readonly id: string
  readonly rule: string
  readonly owner: string
  readonly approvedFrom: number
  readonly expiresAt: number
  readonly scope: Omit<Exempt, 'id' | 'rule'> & {
    readonly resources: readonly string[]
    readonly services: readonly string[]
  }
}

/** An exception with its scope resolved to the ids that facts use, and its two instants. */
function exceptionView(ids: Identities, exception: Exception): ExceptionView {
  const { scope } = exception
  const resolve = (entries: readonly string[] | undefined): readonly string[] =>
    (entries ?? []).flatMap((entry) => scopeIds(ids, entry))
  return {
    id: exception.id,
    rule: exception.rule,
    owner: exception.owner,
    approvedFrom: startOfDay(exception.approvedOn),
    expiresAt: endOfDay(exception.expiresOn),
    scope: {
      users: resolve(scope.users),
      groups: resolve(scope.groups),
      roles: resolve(scope.roles),
      guestTypes: scope.guestTypes ?? [],
      applications: (scope.applications ?? []).flatMap((entry) => applicationIds(ids, entry)),
      services: scope.services ?? [],
      resources: (scope.resources ?? []).flatMap((entry) => (isName(entry) ? scopeIds(ids, entry) : [entry])),
    },
  }
}
