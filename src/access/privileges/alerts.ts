import type { Resource } from '../../plan/model.ts'
import { asList, asObject } from '../shape.ts'

/** Events of Privileged Identity Management, by the input that says who is told (azuread 6.9.1), in words. */
const EVENTS: readonly (readonly [input: string, words: string])[] = [
  ['activeAssignments', 'an active assignment'],
  ['eligibleActivations', 'an activation'],
  ['eligibleAssignments', 'an eligible assignment'],
]

/** Of which events somebody is told. */
export interface Alerts {
  /** Events of which nobody is told, in words. */
  readonly silent: readonly string[]
  /** Events of which it cannot be seen, in words. */
  readonly unseen: readonly string[]
}

/** Nothing says what is sent: the settings are those that the tenant has. */
export const UNDECLARED_ALERTS: Alerts = { silent: [], unseen: EVENTS.map(([, words]) => words) }

/** Reads the notifications to administrators from the settings of a group. */
export function alertsOf({ inputs }: Resource): Alerts {
  const rules = asObject(inputs['notificationRules'])
  const answers = EVENTS.map(([input, words]) => ({
    words,
    told: isTold(asObject(rules.get(input)).get('adminNotifications')),
  }))
  return {
    silent: answers.filter(({ told }) => told === 'no').map(({ words }) => words),
    unseen: answers.filter(({ told }) => told === 'open').map(({ words }) => words),
  }
}

/** Only the level `All` reports each event; `Critical` leaves most of them out. */
function isTold(value: Parameters<typeof asObject>[0]): 'yes' | 'no' | 'open' {
  const target = asObject(value)
  if (target.absent || target.open) return 'open'
  const level = target.get('notificationLevel')
  const byDefault = target.get('defaultRecipients')
  const further = asList(target.get('additionalRecipients'))
  if (level === 'Critical') return 'no'
  if (level !== 'All') return 'open'
  if (byDefault === true || further.items.length > 0) return 'yes'
  return byDefault === false && !further.open ? 'no' : 'open'
}
