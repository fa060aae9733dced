import { type Action, defineKind, type RecordBody, type RecordKind } from '../kind.ts'

/** An emergency deployment was looked at afterwards. */
export interface EmergencyReview extends RecordBody {
  readonly record: 'emergency-review'
  /** Id of the intent record in the archive. */
  readonly deployment: string
  readonly deployedBy: string
  readonly reviewer: string
  readonly reviewedAt: string
  /** It could not have waited. */
  readonly necessary: boolean
  readonly findings: string
  readonly actions: readonly Action[]
}

/** After every emergency deployment, within the days of the parameters. */
export const emergencyReview: RecordKind<'emergency-review', EmergencyReview> = defineKind({
  kind: 'emergency-review',
  title: 'Emergency review',
  cadence: { every: 'event' },
  madeBy: 'somebody who may approve changes; not the person who deployed',
  by: 'reviewer',
  at: 'reviewedAt',
  moment: 'now',
  check: ({ reviewer, deployedBy, necessary, actions }) => [
    ...(reviewer === deployedBy
      ? [{ pointer: '/reviewer', message: `${reviewer} reviews their own deployment`, fix: 'name somebody else' }]
      : []),
    ...(!necessary && actions.length === 0
      ? [
          {
            pointer: '/actions',
            message: 'it could have waited, and nothing follows',
            expected: 'an action with an owner and a day',
            fix: 'write down what is done so that it does not happen again',
          },
        ]
      : []),
  ],
})
