import { type Action, defineKind, inSequence, type RecordBody, type RecordKind } from '../kind.ts'

/** Something happened. */
export interface Incident extends RecordBody {
  readonly record: 'incident'
  readonly title: string
  readonly service: string
  readonly services?: readonly string[]
  readonly severity: 'low' | 'medium' | 'high' | 'critical'
  readonly vendorIncident: boolean
  readonly personalData: boolean
  readonly detectedAt: string
  readonly loggedAt: string
  readonly reportedBy: string
  readonly handledBy: string
  readonly description: string
  readonly rootCause?: string
  readonly actions: readonly Action[]
  /** Absent while it is open. */
  readonly closedAt?: string
}

/** Whenever something happens; logged within 24 hours. */
export const incident: RecordKind<'incident', Incident> = defineKind({
  kind: 'incident',
  title: 'Incident',
  cadence: { every: 'event' },
  madeBy: 'whoever answers for handling it',
  by: 'handledBy',
  at: 'detectedAt',
  about: 'service',
  check: ({ detectedAt, loggedAt, recordedAt, closedAt }) => [
    ...inSequence(detectedAt, loggedAt, '/loggedAt', 'it was logged before it was detected'),
    ...inSequence(loggedAt, recordedAt, '/loggedAt', 'it was written down before it was logged'),
    ...inSequence(detectedAt, closedAt, '/closedAt', 'it was closed before it was detected'),
  ],
})
