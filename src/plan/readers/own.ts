import { AppError, type Locate } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { validateValue } from '../../schema.ts'
import { PLAN_SCHEMA, type Plan } from '../model.ts'
import { shortName } from '../urn.ts'

/**
 * Reads our own plan, `schema: urn:gatehouse:plan/v1`.
 * @param locate finds a place in the text of the file, for errors.
 * @throws AppError `unsupported-version` for another major, `schema` for a document that is not a plan of version 1,
 *   `malformed` for two resources with one key.
 */
export function readOwn(raw: JsonObject, file: string, locate: Locate): Plan {
  if (raw['schema'] !== PLAN_SCHEMA) {
    throw new AppError('unsupported-version', `this is a plan of the format ${JSON.stringify(raw['schema'])}`, {
      place: locate('/schema'),
      expected: PLAN_SCHEMA,
      fix: 'write the plan again with "gatehouse plan" of this version',
    })
  }
  validateValue(PLAN_SCHEMA, raw, file, locate)
  const plan = raw as unknown as Plan
  const seen = new Set<string>()
  for (const [index, { key }] of plan.resources.entries()) {
    if (seen.has(key)) {
      throw new AppError('malformed', `${shortName(key)} stands twice in the plan`, {
        place: locate(`/resources/${index}/key`),
        expected: 'each key once',
        fix: 'write the plan again with "gatehouse plan"',
      })
    }
    seen.add(key)
  }
  return plan
}
