import { Ajv, type ValidateFunction } from 'ajv'
import type { Json } from '../json.ts'
import archivedDecision from '../schemas/archived-decision.v1.json' with { type: 'json' }
import archivedPlan from '../schemas/archived-plan.v1.json' with { type: 'json' }
import attachmentRecord from '../schemas/attachment-record.v1.json' with { type: 'json' }
import decisionRecord from '../schemas/decision-record.v1.json' with { type: 'json' }
import keys from '../schemas/keys.v1.json' with { type: 'json' }
import leaf from '../schemas/leaf.v1.json' with { type: 'json' }
import planRecord from '../schemas/plan-record.v1.json' with { type: 'json' }
import recordBundle from '../schemas/record-bundle.v1.json' with { type: 'json' }
import trust from '../schemas/trust.v1.json' with { type: 'json' }

export type SchemaName =
  | 'archived-decision'
  | 'archived-plan'
  | 'plan'
  | 'decision'
  | 'attachment'
  | 'bundle'
  | 'leaf'
  | 'trust'
  | 'keys'

const SCHEMAS: Readonly<Record<SchemaName, object>> = {
  'archived-decision': archivedDecision,
  'archived-plan': archivedPlan,
  plan: planRecord,
  decision: decisionRecord,
  attachment: attachmentRecord,
  bundle: recordBundle,
  leaf,
  trust,
  keys,
}
const compiled = new Map<SchemaName, ValidateFunction>()

/** The first problem of a value against one of our schemas, as `pointer: sentence`; undefined where it is valid. */
export function schemaProblem(name: SchemaName, value: Json): string | undefined {
  let validate = compiled.get(name)
  if (!validate) {
    // A test compares our schemas with the schema of schemas, so that no command has to compile that one.
    const options = { strict: true, strictRequired: false, meta: false, validateSchema: false } as const
    validate = new Ajv(options).compile(SCHEMAS[name])
    compiled.set(name, validate)
  }
  if (validate(value)) return undefined
  const error = validate.errors?.[0]
  const extra = error?.params['additionalProperty']
  return `${error?.instancePath || '/'}: ${error?.message ?? 'is not valid'}${extra === undefined ? '' : ` ("${String(extra)}")`}`
}
