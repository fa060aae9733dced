import type { Plan } from '../../plan/model.ts'
import type { OwnedAccounts } from './accounts.ts'
import { type IdentityAnalysis, identityAnalysis } from './principals.ts'
import { awsIndex } from './resources.ts'

const found = new WeakMap<Plan, Map<string, IdentityAnalysis>>()

/** What a plan says about who can do what in AWS. A plan is analysed once, though the gate asks for it several times. */
export function analysisOf(plan: Plan, { accounts }: Pick<OwnedAccounts, 'accounts'>): IdentityAnalysis {
  const [account, ...others] = accounts
  const only = others.length === 0 ? account : undefined
  const ofPlan = found.get(plan) ?? new Map<string, IdentityAnalysis>()
  found.set(plan, ofPlan)
  const known = ofPlan.get(only ?? '') ?? identityAnalysis(awsIndex(plan, { account: only }))
  ofPlan.set(only ?? '', known)
  return known
}
