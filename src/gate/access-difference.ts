import { awsSide, diffAws } from '../access/aws/standing/diff.ts'
import { directory, directoryPeople } from '../access/directory.ts'
import { groupFacts } from '../access/groups.ts'
import { deriveAccess } from '../access/holdings/derive.ts'
import { diffHoldings, diffPermissions } from '../access/holdings/diff.ts'
import { placeOf } from '../access/holdings/model.ts'
import { roleGrants } from '../access/roles.ts'
import { type SignInDifference, signInDifferences, type TenantState } from '../access/sign-in/difference.ts'
import { tenants } from '../access/tenants.ts'
import type { Plan, Source } from '../plan/model.ts'
import { registerAt } from '../register/read.ts'
import { type GateInput, signInQuestions } from './input.ts'
import { grantedPrivileges } from './parameters.ts'

/** One thing that somebody gains, loses or holds in another way. */
export interface AccessChange {
  readonly change: 'gained' | 'lost' | 'changed'
  readonly sentence: string
  /** A privileged role, a permission of high risk, or what makes an administrator of AWS. */
  readonly privileged: boolean
  readonly source?: Source
}

/** What a change does to access, exactly (access.md §6); lists are empty where it does nothing. */
export interface AccessDifference {
  readonly signIn: readonly SignInDifference[]
  readonly roles: readonly AccessChange[]
  readonly permissions: readonly AccessChange[]
  /** Administrators, ways to more rights and trust across accounts in AWS; only where a plan has to do with AWS. */
  readonly aws?: readonly AccessChange[]
}

/** Compares the access that two plans of one stack declare. Both must be made by the same engine. */
export function accessDifference(base: Plan, input: GateInput): AccessDifference {
  const register = input.register === undefined ? undefined : registerAt(input.register, input.now)
  const people = directoryPeople(register)
  const owned =
    register !== undefined && Object.hasOwn(register.stacks, input.plan.stack)
      ? register.stacks[input.plan.stack]?.tenants
      : undefined
  const state = (plan: Plan): TenantState => {
    const index = directory(plan, people)
    return { directory: index, tenants: tenants(index, owned), grants: roleGrants(index, groupFacts(index)) }
  }
  const [before, after] = [state(base), state(input.plan)]
  const context = { now: input.now, privilegedRoles: grantedPrivileges(input.parameters), register }
  const [had, has] = [deriveAccess(base, context), deriveAccess(input.plan, context)]
  return {
    signIn: signInDifferences(before, after, signInQuestions(input, after.directory)),
    roles: diffHoldings(had, has).flatMap(({ change, sentence, role, before: was, after: is }) =>
      change === 'kept'
        ? []
        : [
            {
              change,
              sentence,
              privileged: role.privileged !== 'no',
              ...located([...(is.length > 0 ? is : was)].flatMap(({ resources }) => resources)),
            },
          ],
    ),
    permissions: diffPermissions(had, has).flatMap(({ change, sentence, permission }) =>
      change === 'kept'
        ? []
        : [{ change, sentence, privileged: permission.risk !== 'no', ...located(permission.resources) }],
    ),
    ...(had.aws === undefined && has.aws === undefined
      ? {}
      : {
          aws: diffAws(awsSide(base, had.aws, register), awsSide(input.plan, has.aws, register)).flatMap(
            ({ change, sentence, privileged, resources }) =>
              change === 'kept' ? [] : [{ change, sentence, privileged, ...located(resources) }],
          ),
        }),
  }
}

function located(resources: Parameters<typeof placeOf>[0]): { readonly source?: Source } {
  const source = placeOf(resources)
  return source === undefined ? {} : { source }
}
