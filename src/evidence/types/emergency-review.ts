import schema from '../../schemas/emergency-review-record.v1.json' with { type: 'json' }
import { type StackScope, stackFolder } from '../format.ts'
import { allOf, type Draft, draftOf, type RecordType } from './definition.ts'
import { INTENT, type IntentField, isSameStack, type RecordReference, referenceProblem } from './intent.ts'

/** The part of a record of a review that is ours. */
export interface EmergencyReviewField extends StackScope {
  readonly intent: RecordReference
  /** Who reviewed: somebody else than the one who answers for the emergency. */
  readonly by: string
  readonly finding: string
}

/** A review of an emergency deployment. Its subject is the intent's statement. */
export const EMERGENCY_REVIEW: RecordType<EmergencyReviewField> = {
  name: 'emergency-review',
  predicateType: 'urn:gatehouse:emergency-review/v1',
  field: 'urn:gatehouse:emergency-review-record/v1',
  schema,
  folder: stackFolder,
  files: () => [],
  check: {
    id: 'emergency-review',
    proves: 'each review is about one archived emergency, by somebody else than the one who answers for it',
    run: (records, archive) => {
      const intents = new Map(allOf(INTENT, archive.records).map((one) => [one.path, one]))
      return allOf(EMERGENCY_REVIEW, records).flatMap(({ path, record }) => {
        const intent = intents.get(record.field.intent.uri)
        const problem =
          referenceProblem('intent', record.field.intent, intent) ??
          (record.subject === record.field.intent.sha256 ? undefined : 'it names two different intents') ??
          (intent === undefined ? undefined : reviewProblem(record.field, intent.record.field))
        return problem === undefined ? [] : [{ file: path, message: problem }]
      })
    },
  },
}

/** Drafts the record of a review. */
export function emergencyReviewDraft(field: EmergencyReviewField): Draft {
  return draftOf(EMERGENCY_REVIEW, [{ name: 'intent', digest: { sha256: field.intent.sha256 } }], {}, field)
}

/** Why somebody cannot have reviewed a deployment. */
export function reviewProblem(review: EmergencyReviewField, intent: IntentField): string | undefined {
  if (!isSameStack(review, intent)) return 'its stack or its demo mark is not that of its intent'
  if (intent.emergency === undefined) return 'the deployment that it reviews was no emergency'
  if (review.time < intent.time) return 'it is older than the deployment'
  return plainName(review.by) === plainName(intent.emergency.by)
    ? `${review.by} answers for the emergency and cannot review it`
    : undefined
}

/** Names are typed by hand: spaces and case do not make two people. */
function plainName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
