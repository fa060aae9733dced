import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import type { JsonObject } from '../src/json.ts'
import { ROOT } from './workplace.ts'

const FOLDER = join(ROOT, 'src/schemas')

test('every schema is one by the schema of schemas, which the program does not compare them with', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  expect(files).toContain('plan.v1.json')
  const ajv = new Ajv()
  const faults = files.filter((file) => {
    const schema = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as JsonObject
    return schema['$schema'] !== 'http://json-schema.org/draft-07/schema#' || ajv.validateSchema(schema) !== true
  })
  expect(faults).toEqual([])
})
