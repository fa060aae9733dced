import { later } from '../metrics/time.ts'
import { deploymentDuties } from './duties/deployments.ts'
import { certificateDuties, contractDuties, exceptionDuties } from './duties/expiries.ts'
import { actionDuties, incidentDuties } from './duties/follow-ups.ts'
import { controlOwnerDuties, leaverDuties, ownerDuties } from './duties/people.ts'
import { accessReviewDuties, adminReviewDuties } from './duties/reviews.ts'
import { sealingDuties } from './duties/sealing.ts'
import { coverageDuties } from './duties/weekly.ts'
import { managementDuties, recoveryDuties, riskDuties, vendorDuties } from './duties/yearly.ts'
import {
  CONSEQUENCES,
  type Dated,
  type Duty,
  type DutyState,
  STATUS_SCHEMA,
  type Status,
  type StatusData,
} from './model.ts'

/** Everything from which duties follow; a new source is one function here. */
const SOURCES: readonly ((data: StatusData) => readonly Dated[])[] = [
  leaverDuties,
  ownerDuties,
  deploymentDuties,
  sealingDuties,
  exceptionDuties,
  adminReviewDuties,
  accessReviewDuties,
  recoveryDuties,
  vendorDuties,
  riskDuties,
  incidentDuties,
  actionDuties,
  certificateDuties,
  contractDuties,
  coverageDuties,
  managementDuties,
  controlOwnerDuties,
]

/** How many days before its day a duty is shown. */
const TASK_DAYS = 30
const EXPIRY_DAYS = 60

const STATES: readonly DutyState[] = ['overdue', 'due', 'open', 'expiring']

/** Every duty with its day, also of those that come later than what a status shows. */
export function datedDuties(data: StatusData): readonly Dated[] {
  return SOURCES.flatMap((source) => source(data))
}

/** What is overdue, due, open and expiring: overdue first, then by consequence, then by day. */
export function statusOf(data: StatusData, sources: readonly string[], owner?: string): Status {
  const names = new Map(data.register.people.map(({ id, name }) => [id, name]))
  const duties = datedDuties(data)
    .flatMap((dated) => dutyOf(dated, data.now))
    .filter((duty) => owner === undefined || duty.owner === owner)
    .sort(
      (a, b) =>
        Number(b.state === 'overdue') - Number(a.state === 'overdue') ||
        CONSEQUENCES.indexOf(a.consequence) - CONSEQUENCES.indexOf(b.consequence) ||
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        compare(a.dueOn, b.dueOn) ||
        compare(a.id, b.id),
    )
    .map((duty) => {
      const ownerName = names.get(duty.owner ?? '')
      return ownerName === undefined ? duty : { ...duty, ownerName }
    })
  return { schema: STATUS_SCHEMA, now: data.now, ...(owner === undefined ? {} : { owner }), sources, duties }
}

function dutyOf({ kind, ...duty }: Dated, now: string): readonly Duty[] {
  const today = now.slice(0, 10)
  if (kind === 'now' || duty.dueOn < today) return [{ ...duty, state: 'overdue' }]
  if (kind === 'open') return [{ ...duty, state: 'open' }]
  const soon = later(now, kind === 'task' ? TASK_DAYS : EXPIRY_DAYS).slice(0, 10)
  if (duty.dueOn > soon) return []
  return [{ ...duty, state: kind === 'task' ? 'due' : 'expiring' }]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
