import { canonicalJson } from '../../json.ts'
import schema from '../../schemas/attachment-record.v1.json' with { type: 'json' }
import { ATTESTER, type FileReference, REFERENCE_TYPE, type StackScope, stackFolder } from '../format.ts'
import { allOf, type Draft, draftOf, type RecordType, references } from './definition.ts'
import { PLAN } from './plan.ts'

/** The part of an attachment record that is ours. */
export interface AttachmentField extends StackScope {
  readonly name: string
}

/** An attachment record: in-toto reference/v0.1, the judged plan as its subject and the file as the reference. */
export const ATTACHMENT: RecordType<AttachmentField> = {
  name: 'attachment',
  predicateType: REFERENCE_TYPE,
  field: 'urn:gatehouse:attachment-record/v1',
  schema,
  folder: stackFolder,
  files: references,
  check: {
    id: 'attachment',
    proves: 'each attached file belongs to an archived plan of its own stack and time',
    run: (records, archive) => {
      const plans = allOf(PLAN, archive.records).map(({ record }) => record.field)
      const known = new Set(plans.map(({ judged }) => judged.sha256))
      const placed = new Set(plans.map((plan) => placeOf(plan.judged.sha256, plan)))
      return allOf(ATTACHMENT, records).flatMap(({ path, record }) => {
        const { subject, field, files } = record
        const problem = !known.has(subject)
          ? 'the plan that it belongs to is not archived'
          : !placed.has(placeOf(subject, field))
            ? 'its stack, its time or its demo mark is not that of its plan'
            : files[0]?.name !== field.name
              ? 'it gives its file two names'
              : undefined
        return problem === undefined ? [] : [{ file: path, message: problem }]
      })
    },
  },
}

function placeOf(plan: string, { project, stack, time, demo }: StackScope): string {
  return canonicalJson([plan, project, stack, time, demo ?? false])
}

/** Drafts an attachment record. */
export function attachmentDraft(
  file: FileReference,
  plan: { readonly name: string; readonly judged: string },
  scope: StackScope,
): Draft {
  return draftOf(
    ATTACHMENT,
    [{ name: plan.name, digest: { sha256: plan.judged } }],
    { attester: { id: ATTESTER }, references: [file] },
    { ...scope, name: file.name },
  )
}
