import { defineKind, type RecordKind } from '../kind.ts'
import { type Review, type ReviewEntry, reviewFlaws } from '../review.ts'

/** Who is an administrator, decided entry by entry. */
export interface AdminReview extends Review<ReviewEntry & { readonly service: string; readonly why: string }> {
  readonly record: 'admin-review'
}

/** Once a month. */
export const adminReview: RecordKind<'admin-review', AdminReview> = defineKind({
  kind: 'admin-review',
  title: 'Administrator review',
  cadence: { every: 'month', per: 'organisation' },
  madeBy: 'somebody who is no administrator, such as the information security manager',
  by: 'reviewer',
  at: 'reviewedAt',
  moment: 'now',
  period: 'period',
  check: reviewFlaws,
})
