import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Json } from '../json.ts'
import archivedDecision from '../schemas/archived-decision.v1.json' with { type: 'json' }
import archivedPlan from '../schemas/archived-plan.v1.json' with { type: 'json' }
import keys from '../schemas/keys.v1.json' with { type: 'json' }
import leaf from '../schemas/leaf.v1.json' with { type: 'json' }
import recordBundle from '../schemas/record-bundle.v1.json' with { type: 'json' }
import trust from '../schemas/trust.v1.json' with { type: 'json' }

export type SchemaName = 'archived-decision' | 'archived-plan' | 'bundle' | 'leaf' | 'trust' | 'keys'

const SCHEMAS: Readonly<Record<SchemaName, object>> = {
  'archived-decision': archivedDecision,
  'archived-plan': archivedPlan,
  bundle: recordBundle,
  leaf,
  trust,
  keys,
}
const compiled = new WeakMap<object, ValidateFunction>()

/** The first problem of a value against one of our schemas, as `pointer: sentence`; undefined where it is valid. */
export function schemaProblem(name: SchemaName, value: Json): string | undefined {
  return problemIn(SCHEMAS[name], value)
}

/** The same against the schema of a record type. */
export function problemIn(schema: object, value: Json): string | undefined {
  let validate = compiled.get(schema)
  if (!validate) {
    // A test compares our schemas with the schema of schemas, so that no command has to compile that one.
    const options = { strict: true, strictRequired: false, meta: false, validateSchema: false } as const
    const ajv = new Ajv(options)
    addFormats.default(ajv)
    validate = ajv.compile(schema)
    compiled.set(schema, validate)
  }
  if (validate(value)) return undefined
  const error = validate.errors?.[0]
  const extra = error?.params['additionalProperty']
  return `${error?.instancePath || '/'}: ${error?.message ?? 'is not valid'}${extra === undefined ? '' : ` ("${String(extra)}")`}`
}
