import { defineKind, type RecordKind } from '../kind.ts'
import { type Review, reviewFlaws } from '../review.ts'

/** Who has access to one service, decided entry by entry. */
export interface AccessReview extends Review {
  readonly record: 'access-review'
  readonly service: string
}

/** Once a quarter for every service. */
export const accessReview: RecordKind<'access-review', AccessReview> = defineKind<'access-review', AccessReview>({
  kind: 'access-review',
  title: 'Access review',
  cadence: { every: 'quarter', per: 'service' },
  madeBy: 'the owner of the service, or somebody who knows its users; never about their own access',
  by: 'reviewer',
  at: 'reviewedAt',
  moment: 'now',
  about: 'service',
  period: 'period',
  check: reviewFlaws,
})
