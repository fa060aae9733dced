import type { Parameters } from '../../gate/parameters.ts'
import type { Directory } from '../directory.ts'
import type { RoleGrantFact } from '../model.ts'
import type { Tenant } from '../tenants.ts'
import { applicationIds, makeCoverages } from './coverage.ts'
import { type Answer, type Coverage, decide, prepare } from './decide.ts'
import { type ExclusionEffect, exclusionEffects } from './exclusion-effects.ts'
import { type Explanation, explain } from './explain.ts'
import { readPolicy } from './reading.ts'
import type { Exempt, Requirement } from './requirement.ts'
import type { Naming } from './sentence.ts'

/** The exact answer to one sign-in requirement in one tenant. */
export interface SignInFact {
  readonly rule: string
  readonly tenant: string
  readonly status: Answer['status']
  /** Ids of the exceptions that take sign-ins out which would break the requirement. */
  readonly exceptions: readonly string[]
  /** Whom those exceptions take out, in words. */
  readonly exempted: readonly string[]
  /** Why the question could not be decided at all. */
  readonly reason?: string
  /** For `fail` and `unknown`: the gap, certain or possible. */
  readonly gap?: Explanation
  /** For `unknown`: the values that decide it, each beginning with the policy's label. */
  readonly undecided: readonly string[]
}

/** What the sign-in questions are asked with. */
export interface SignInQuestions {
  readonly requirements: readonly Requirement[]
  /** Every requirement that an exclusion may open, also those that are not asked; none where effects are not asked. */
  readonly openable: readonly Requirement[]
  readonly exempt: readonly Exempt[]
  readonly parameters: Pick<Parameters, 'privilegedRoles' | 'session'>
}

/** The answers, and what the exclusions of the policies let through, by `exclusionKey`. */
export interface SignInView {
  readonly answers: readonly SignInFact[]
  readonly exclusions: ReadonlyMap<string, ExclusionEffect>
}

/** Answers every requirement for every tenant, exactly. Pure; linear in the people. */
export function signInView(
  directory: Directory,
  tenants: readonly Tenant[],
  grants: readonly RoleGrantFact[],
  questions: SignInQuestions,
): SignInView {
  const requirements = questions.requirements.map((requirement) => resolved(directory, requirement))
  const openable = questions.openable.map((requirement) => resolved(directory, requirement))
  const exclusions = new Map<string, ExclusionEffect>()
  const answers = tenants.flatMap((tenant) => {
    const policies = tenant.policies.map(({ resource, doubt }) => readPolicy(directory, resource, doubt))
    const [coverage] = makeCoverages([{ directory, policies, grants }], {
      requirements: [...requirements, ...openable],
      exempt: questions.exempt,
      privilegedRoles: questions.parameters.privilegedRoles,
      sessionHours: questions.parameters.session.administratorHours,
    })
    if (coverage === undefined) return []
    const prepared = prepare(coverage)
    const facts = requirements.map((requirement): SignInFact => {
      const exempt = questions.exempt.filter(({ rule }) => rule === requirement.rule)
      const answer = decide(coverage, prepared, requirement, exempt)
      const common = {
        rule: requirement.rule,
        tenant: tenant.id,
        status: answer.status,
        exceptions: answer.exceptions,
        exempted: exemptedPeople(answer),
        undecided: answer.status === 'unknown' ? undecided(coverage) : [],
      }
      if (answer.reason !== undefined) return { ...common, reason: answer.reason }
      if (answer.parts.length === 0) return common
      return { ...common, gap: explain(coverage, requirement, answer, naming(coverage)) }
    })
    // After the answers: what they need of the budget comes first.
    if (openable.length > 0) {
      for (const [key, effect] of exclusionEffects(coverage, prepared, openable, questions.exempt))
        exclusions.set(key, effect)
    }
    return facts
  })
  return { answers, exclusions }
}

/** A requirement with its applications as the ids that the facts use. */
export function resolved(directory: Directory, requirement: Requirement): Requirement {
  const { applications } = requirement.scope
  if (applications === undefined) return requirement
  return {
    ...requirement,
    scope: {
      ...requirement.scope,
      applications: applications.flatMap((entry) => applicationIds(directory.ids, entry)),
    },
  }
}

/** What ids are shown as. */
export function naming({ directory, roleName }: Coverage): Naming {
  const label = (id: string): string =>
    directory.read({ $gatehouse: 'ref', urn: id, property: 'id' }, 'an object').label
  const known = (id: string): string => (directory.byKey.has(id) ? label(id) : id)
  return { group: known, role: roleName, location: known }
}

function exemptedPeople({ exempted }: Answer): readonly string[] {
  const names = exempted.flatMap(({ person }) =>
    person.people.length > 0
      ? person.people.map(({ label }) => label)
      : [person.named?.label ?? 'people who are not declared'],
  )
  return [...new Set(names)]
}

/** Every value of an enforced policy that is not known; one of them at least decides. */
function undecided({ policies }: Coverage): readonly string[] {
  return policies
    .filter(({ state }) => state === 'enabled' || state === 'open')
    .flatMap(({ label, state, workload, doubts, conditions, grant }) => {
      const lists = [
        ...[conditions.included, conditions.excluded].flatMap(({ users, groups, roles, guests }) => [
          users,
          groups,
          roles,
          guests,
          ...(guests.tenants ? [guests.tenants] : []),
        ]),
        conditions.targets.included,
        conditions.targets.excluded,
        conditions.targets.actions,
        ...[conditions.clients, conditions.flows, conditions.signInRisk, conditions.userRisk, conditions.insiderRisk],
        ...(conditions.platforms ? [conditions.platforms.included, conditions.platforms.excluded] : []),
        ...(conditions.locations ? [conditions.locations.included, conditions.locations.excluded] : []),
      ].filter((list) => list !== undefined)
      const grants = grant.alternatives.flatMap((alternative) => {
        if (alternative.kind === 'open') return [alternative.why]
        if (alternative.kind !== 'strength') return []
        const several = alternative.candidates.length > 1 ? ['which strength it asks for is not known'] : []
        return [...several, ...alternative.candidates.flatMap(({ open }) => open)]
      })
      const reasons = [
        ...(state === 'open' ? ['state is not known'] : []),
        ...(workload === 'open' ? ['clientApplications is computed or secret'] : []),
        ...doubts,
        ...lists.flatMap(({ open }) => open),
        ...grants,
        ...(grant.operator === 'open' && grant.alternatives.length > 1 ? ['grantControls.operator is not known'] : []),
      ]
      return [...new Set(reasons)].map((reason) => `${label}: ${reason}`)
    })
}
