import { later, seconds } from '../../metrics/time.ts'
import type { Action } from '../../records/kind.ts'
import { type OperatingRecord, recordsOf } from '../../records/model.ts'
import type { ReviewEntry } from '../../records/review.ts'
import type { Consequence, Dated, StatusData } from '../model.ts'
import { firstActive } from '../people.ts'

/** An incident that is open for longer has been forgotten. */
const INCIDENT_DAYS: Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>> = {
  critical: 7,
  high: 14,
  medium: 30,
  low: 60,
}

/** Incidents without an end. */
export function incidentDuties({ now, register, folder }: StatusData): readonly Dated[] {
  return recordsOf(register.records, 'incident')
    .filter(({ recordedAt, body }) => recordedAt <= now && (body.closedAt === undefined || body.closedAt > now))
    .map(({ id, by, body }): Dated => {
      const hours = Math.round((seconds(body.loggedAt) - seconds(body.detectedAt)) / 3600)
      const late = hours > 24 ? ` It was logged ${hours} hours after it was detected, not within 24.` : ''
      return {
        kind: 'open',
        id: `incident:${id}`,
        title: `Close the incident: ${body.title}`,
        consequence: body.severity,
        dueOn: later(body.detectedAt, INCIDENT_DAYS[body.severity]).slice(0, 10),
        ...firstActive(register, [by, body.reportedBy]),
        why: `It is open since ${body.detectedAt.slice(0, 10)}${body.rootCause === undefined ? ', without a root cause' : ''}.${late}`,
        run: `gatehouse record ${folder}/records/${id}.yaml`,
        controls: ['A.5.24', 'A.5.26', 'A.5.27'],
      }
    })
}

/** What records promised: actions, decisions, and access to be changed or removed. */
export function actionDuties({ now, register, folder }: StatusData): readonly Dated[] {
  return register.records
    .filter(({ recordedAt }) => recordedAt <= now)
    .flatMap((record) => {
      const body = record.body as unknown as {
        readonly actions?: readonly Action[]
        readonly decisions?: readonly Action[]
        readonly entries?: readonly ReviewEntry[]
      }
      const actions = [...(body.actions ?? []), ...(body.decisions ?? [])]
      return [
        ...actions.flatMap((action, index) => actionDuty(record, action, index, { now, register, folder })),
        ...(body.entries ?? []).flatMap((entry, index) => entryDuty(record, entry, index, { register, folder })),
      ]
    })
}

function actionDuty(
  { id, about }: OperatingRecord,
  { what, owner, dueOn, doneOn }: Action,
  index: number,
  { now, register, folder }: Pick<StatusData, 'now' | 'register' | 'folder'>,
): readonly Dated[] {
  if (doneOn !== undefined && doneOn <= now.slice(0, 10)) return []
  return [
    {
      kind: 'task',
      id: `action:${id}:${index}`,
      title: what.replace(/\.$/, ''),
      consequence: 'medium',
      dueOn,
      ...firstActive(register, [owner]),
      why: `Promised in ${id}${about === undefined ? '' : ` about ${about}`}.`,
      run: `do it, then write doneOn into ${folder}/records/${id}.yaml`,
      controls: [],
    },
  ]
}

function entryDuty(
  record: OperatingRecord,
  entry: ReviewEntry,
  index: number,
  { register, folder }: Pick<StatusData, 'register' | 'folder'>,
): readonly Dated[] {
  if (entry.decision === 'keep' || entry.change !== undefined || entry.dueOn === undefined) return []
  const consequence: Consequence = record.kind === 'admin-review' ? 'critical' : 'high'
  return [
    {
      kind: 'task',
      id: `access:${record.id}:${index}`,
      title: `${entry.decision === 'remove' ? 'Remove' : 'Change'} the access of ${entry.who}: ${entry.what}`,
      consequence,
      dueOn: entry.dueOn,
      ...firstActive(register, [entry.decidedBy, record.by]),
      why: `Decided in ${record.id}, and no change has done it.`,
      run:
        entry.declared === undefined
          ? `do it in the service, then write the change into ${folder}/records/${record.id}.yaml`
          : `edit ${entry.declared}, then write the commit into ${folder}/records/${record.id}.yaml`,
      controls: ['A.5.18'],
    },
  ]
}
