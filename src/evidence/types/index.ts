import { APPLY } from './apply.ts'
import { ATTACHMENT } from './attachment.ts'
import { DECISION } from './decision.ts'
import type { RecordType } from './definition.ts'
import { INTENT } from './intent.ts'
import { OPERATING } from './operating.ts'
import { PLAN } from './plan.ts'
import { SCAN } from './scan.ts'

/** Every type of record, in the order in which those of one time are logged. */
// biome-ignore lint/suspicious/noExplicitAny: each type knows its own fields; readers narrow with `isOf`
export const RECORD_TYPES: readonly RecordType<any>[] = [PLAN, DECISION, ATTACHMENT, INTENT, APPLY, SCAN, OPERATING]
