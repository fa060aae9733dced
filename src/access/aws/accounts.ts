import { byCodeUnit, own } from '../../json.ts'
import { isDeclared, type Plan } from '../../plan/model.ts'
import { providerPackage } from '../../plan/urn.ts'
import type { RegisterAt } from '../../register/model.ts'
import { providerAccount } from './resources.ts'

/** For which accounts a stack answers. */
export interface OwnedAccounts {
  /** The accounts of the stack, sorted; without a register those that the plan shows. */
  readonly accounts: readonly string[]
  /** Every account that the register gives to some stack: all of them are the organisation's own. */
  readonly known: readonly string[]
  /** The stack that declares what holds for the whole organisation; empty where this one does. */
  readonly organization: string
}

/** What stands for the account of a plan that names none. */
const UNKNOWN_ACCOUNT = 'unknown'

/** The accounts that the register gives to a plan's stack, or without a register those that the plan shows. */
export function ownedAccounts(plan: Plan, register: RegisterAt | undefined): OwnedAccounts {
  if (register === undefined) {
    const seen = seenAccounts(plan)
    return { accounts: seen, known: seen, organization: '' }
  }
  const stack = own(register.stacks, plan.stack)
  const known = Object.values(register.stacks).flatMap(({ accounts }) => accounts)
  return {
    accounts: sorted(stack?.accounts ?? []),
    known: sorted(known),
    organization: stack?.organization ?? '',
  }
}

function seenAccounts(plan: Plan): readonly string[] {
  const isUsed =
    plan.resources.some((resource) => resource.type.startsWith('aws:')) ||
    plan.changes.some((change) => change.type.startsWith('aws:'))
  if (!isUsed) return []
  const numbers = plan.resources
    .filter((resource) => isDeclared(resource) && providerPackage(resource.type) === 'aws')
    .map(providerAccount)
    .filter((number) => number !== undefined)
  return numbers.length > 0 ? sorted(numbers) : [UNKNOWN_ACCOUNT]
}

function sorted(accounts: readonly string[]): readonly string[] {
  return [...new Set(accounts)].sort(byCodeUnit)
}
