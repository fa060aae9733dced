import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import type { RegisterAt } from '../../register/model.ts'
import { asList, asObject, asText } from '../shape.ts'
import { type InAccount, inAccount } from './account-settings.ts'
import { longestPauseHours } from './duration.ts'
import type { Known } from './power.ts'
import type { AwsIndex } from './resources.ts'

/** One rule of a plan of AWS Backup, or of a backup policy of the organisation. */
export interface BackupFact extends InAccount {
  /** Hours that pass between two backups at most; absent where it cannot be seen. */
  readonly everyHours?: number
  /** Days after which a backup is deleted; 0 is never, absent where it cannot be seen. */
  readonly keptDays?: number
  /** Whether the plan selects resources. */
  readonly selects: Known
}

/** A service that the register calls critical and whose resources are of AWS. */
export interface CriticalFact {
  readonly id: string
  readonly name: string
  /** Hours of work that may be lost, by the register; absent where it does not say. */
  readonly lossHours?: number
}

const PLAN = 'aws:backup/plan:Plan'
const SELECTION = 'aws:backup/selection:Selection'
const POLICY = 'aws:organizations/policy:Policy'
const ATTACHMENT = 'aws:organizations/policyAttachment:PolicyAttachment'

/** The critical services on AWS that are in use. */
export function criticalServices(register: RegisterAt | undefined): readonly CriticalFact[] {
  return (register?.services ?? [])
    .filter(({ critical, status }) => critical && (status === 'approved' || status === 'retiring'))
    .filter(({ manages }) => manages.types.some((type) => type.startsWith('aws:')) || manages.awsServices.length > 0)
    .map(({ id, name, backup }) => ({ id, name, ...(backup === undefined ? {} : { lossHours: backup.rpoHours }) }))
}

/** Every rule that makes backups, by plans of the stack and by backup policies of the organisation. */
export function backupFacts(index: AwsIndex): readonly BackupFact[] {
  const plans = index.ofType(PLAN).flatMap((plan) => {
    const rules = asList(plan.inputs['rules'])
    const selects = selectionOf(index, plan)
    return (rules.open ? [null] : rules.items).map((rule): BackupFact => {
      const view = asObject(rule)
      const schedule = rules.open ? undefined : view.get('schedule')
      const lifecycle = asObject(view.get('lifecycle'))
      return { ...inAccount(index, plan), ...timing(schedule, lifecycle.get('deleteAfter'), rules.open), selects }
    })
  })
  const policies = index
    .ofType(POLICY)
    .filter((policy) => policy.inputs['type'] === 'BACKUP_POLICY')
    .flatMap((policy) => policyRules(index, policy))
  return [...plans, ...policies]
}

function timing(
  schedule: Value | undefined,
  kept: Value | undefined,
  open = false,
): Pick<BackupFact, 'everyHours' | 'keptDays'> {
  const text = asText(schedule)
  const every = text === undefined ? undefined : longestPauseHours(text)
  const days = open ? undefined : (kept ?? 0)
  return {
    ...(every === undefined ? {} : { everyHours: every }),
    ...(typeof days === 'number' ? { keptDays: days } : {}),
  }
}

function selectionOf(index: AwsIndex, plan: Resource): Known {
  const each = index.ofType(SELECTION).flatMap(({ inputs }): Known[] => {
    const named = index.named(PLAN, inputs['planId'])
    if (named.kind === 'open') return ['unknown']
    if (named.kind === 'other' || named.resource.key !== plan.key) return []
    const lists = [asList(inputs['resources']), asList(inputs['selectionTags'])]
    if (lists.some((list) => list.items.length > 0)) return ['yes']
    return [lists.some((list) => list.open) ? 'unknown' : 'no']
  })
  return each.includes('yes') ? 'yes' : each.includes('unknown') ? 'unknown' : 'no'
}

/** Rules of a backup policy (Organizations user guide, "Backup policy syntax"); it selects once it is attached. */
function policyRules(index: AwsIndex, policy: Resource): readonly BackupFact[] {
  const isAttached = index.ofType(ATTACHMENT).some(({ inputs }) => {
    const named = index.named(POLICY, inputs['policyId'])
    return named.kind === 'resource' && named.resource.key === policy.key
  })
  const content = parsed(policy.inputs['content'])
  if (content === undefined) return [{ ...inAccount(index, policy), selects: isAttached ? 'unknown' : 'no' }]
  const plans = Object.values(objectOf(content['plans']))
  return plans.flatMap((plan) => {
    const { rules, selections } = objectOf(plan)
    const isSelecting = Object.values(objectOf(selections)).some((one) => Object.keys(objectOf(one)).length > 0)
    return Object.values(objectOf(rules)).map((rule): BackupFact => {
      const { schedule_expression: schedule, lifecycle } = objectOf(rule)
      const kept = assigned(objectOf(lifecycle)['delete_after_days'])
      const days = typeof kept === 'string' && /^\d+$/.test(kept) ? Number(kept) : kept
      const selects = isAttached && isSelecting ? 'yes' : 'no'
      return { ...inAccount(index, policy), ...timing(assigned(schedule), days), selects }
    })
  })
}

type Loose = { readonly [name: string]: Value }

function parsed(content: Value | undefined): Loose | undefined {
  try {
    const value: unknown = JSON.parse(asText(content) ?? '')
    return value !== null && typeof value === 'object' ? (value as Loose) : undefined
  } catch {
    return undefined
  }
}

function objectOf(value: Value | undefined): Loose {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Loose) : {}
}

/** The value under the operator that sets one. */
function assigned(value: Value | undefined): Value | undefined {
  const view = objectOf(value)
  return Object.keys(view).length === 0 ? value : view['@@assign']
}
