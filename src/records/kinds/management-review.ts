import { type Action, defineKind, type RecordBody, type RecordKind } from '../kind.ts'

/** Top management has looked at the management system. */
export interface ManagementReview extends RecordBody {
  readonly record: 'management-review'
  readonly heldAt: string
  readonly chair: string
  readonly participants: readonly string[]
  readonly inputs: readonly { readonly topic: string; readonly summary: string }[]
  readonly decisions: readonly Action[]
}

/** Once a year. */
export const managementReview: RecordKind<'management-review', ManagementReview> = defineKind({
  kind: 'management-review',
  title: 'Management review',
  cadence: { every: 'year', per: 'organisation' },
  madeBy: 'top management',
  by: 'chair',
  at: 'heldAt',
  moment: 'asked',
})
