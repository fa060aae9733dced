import { own } from '../../json.ts'
import type { Plan } from '../../plan/model.ts'
import type { RegisterAt } from '../../register/model.ts'
import { accountSettings, type InAccount, inAccount, type Setting } from './account-settings.ts'
import { ownedAccounts } from './accounts.ts'
import { analysisOf } from './analysis.ts'
import { declaredBucket } from './log-bucket.ts'

/**
 * Keys of what the requirements on AWS rest on, in the accounts that the register gives to the plan's stack: trails that
 * record management events with their buckets and the policies of these, service control policies with their attachments,
 * and the password policy. An account that
 * cannot be seen counts as one of the stack's.
 */
export function requiredInAws(plan: Plan, register: RegisterAt | undefined): ReadonlySet<string> {
  const accounts = (register && own(register.stacks, plan.stack)?.accounts) ?? []
  if (accounts.length === 0) return new Set()
  const owned = ownedAccounts(plan, register)
  const { index, controls } = analysisOf(plan, owned)
  const isOurs = ({ account }: InAccount): boolean => account === '' || accounts.includes(account)
  const { trails, passwordPolicies } = accountSettings(index, owned.known)
  const attached = controls.attached.map((resource) => inAccount(index, resource))
  const recording = trails.filter(records).filter(isOurs)
  const files = recording.flatMap(({ key }) => {
    const { buckets, policies } = declaredBucket(index, index.byKey.get(key)?.inputs['s3BucketName'])
    return [...buckets, ...policies].map((resource) => resource.key)
  })
  const others = [...passwordPolicies, ...attached].filter(isOurs)
  return new Set([...[...recording, ...others].map(({ key }) => key), ...files])
}

/** Trails of data events alone, and those that are switched off, may come and go. */
function records({ values }: Setting): boolean {
  return values['enableLogging'] !== false && values['managementEvents'] !== false
}
