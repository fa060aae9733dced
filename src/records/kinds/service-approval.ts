import { defineKind, type RecordBody, type RecordKind } from '../kind.ts'

/** A decision about the use of a service. */
export interface ServiceApproval extends RecordBody {
  readonly record: 'service-approval'
  readonly service: string
  readonly requestedBy: string
  readonly approver: string
  readonly decidedAt: string
  readonly decision: 'approved' | 'rejected' | 'retired'
  readonly reason: string
  readonly conditions: readonly string[]
}

/** Whenever a service is to be used, or no longer. */
export const serviceApproval: RecordKind<'service-approval', ServiceApproval> = defineKind({
  kind: 'service-approval',
  title: 'Service approval',
  cadence: { every: 'event' },
  madeBy: 'management; not the person who asks',
  by: 'approver',
  at: 'decidedAt',
  moment: 'asked',
  about: 'service',
  follows: ({ service, decision, decidedAt, approver }, { services }) => {
    const status = services.get(service)?.status
    if (decision === 'approved' && status !== 'approved') {
      const day = decidedAt.slice(0, 10)
      return [`In services.yaml, at ${service}: status: approved, approvedOn: ${day}, approvedBy: ${approver}.`]
    }
    return decision === 'retired' && status !== 'retired' ? [`In services.yaml, at ${service}: status: retiring.`] : []
  },
  check: ({ requestedBy, approver }) =>
    requestedBy === approver
      ? [{ pointer: '/approver', message: `${approver} approves their own request`, fix: 'name somebody else' }]
      : [],
})
