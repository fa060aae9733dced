import { type Action, defineKind, hoursLater, inSequence, type RecordBody, type RecordKind } from '../kind.ts'

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
  moment: 'asked',
  about: 'service',
  follows: ({ personalData, detectedAt, closedAt }) => [
    // Regulation (EU) 2016/679, Article 33(1): notification without undue delay and, where feasible, within 72 hours.
    ...(personalData && closedAt === undefined
      ? [`Personal data is affected: decide until ${hoursLater(detectedAt, 72)} whether the authority is told.`]
      : []),
    ...(closedAt === undefined ? ['Write down the root cause and closedAt when it is over.'] : []),
  ],
  check: ({ detectedAt, loggedAt, recordedAt, closedAt }) => [
    ...inSequence(detectedAt, loggedAt, '/loggedAt', 'it was logged before it was detected'),
    ...inSequence(loggedAt, recordedAt, '/loggedAt', 'it was written down before it was logged'),
    ...inSequence(detectedAt, closedAt, '/closedAt', 'it was closed before it was detected'),
  ],
})
