import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv, ErrorObject, Options } from 'ajv'
import type { JsonObject } from './json.ts'

/** What Ajv makes of a schema, compiled here or read back. */
export type Validator = ((value: unknown) => boolean) & { errors?: ErrorObject[] | null }

const require = createRequire(import.meta.url)

/** Beside the code that V8 compiled (bin/gatehouse.js): whoever can write there can change the program itself. */
const FOLDER = join(import.meta.dirname, '../node_modules/.cache/gatehouse/validators')

/** strictRequired would forbid a branch to require a key that only its parent declares. */
const OPTIONS: Options = {
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
  verbose: true,
  meta: false,
  validateSchema: false,
  code: { optimize: false, source: true },
}

/**
 * The validator of a schema. Compiling the schemas of one register takes longer than judging a small plan, so the code
 * that Ajv writes is kept, under the digest of everything that it depends on; where it cannot be kept, it is made anew.
 * @param others the schemas that the first one refers to
 */
export function validatorOf(schema: JsonObject, others: readonly JsonObject[]): Validator {
  const digest = createHash('sha256')
    .update(JSON.stringify([...versions(), OPTIONS, schema, others]))
    .digest('hex')
  const path = join(FOLDER, `${digest}.cjs`)
  try {
    return require(path) as Validator
  } catch {
    // It was never kept, or not whole.
  }
  const { Ajv } = require('ajv') as typeof import('ajv')
  const ajv = new Ajv(OPTIONS)
  const addFormats = require('ajv-formats') as (ajv: Ajv) => void
  addFormats(ajv)
  for (const other of others) ajv.addSchema(other)
  const validate = ajv.compile(schema)
  const toCode = (require('ajv/dist/standalone') as { default: (ajv: Ajv, validate: unknown) => string }).default
  keep(path, toCode(ajv, validate))
  return validate
}

let known: readonly string[] | undefined

/** Asked for with every schema, read once. */
function versions(): readonly string[] {
  known ??= [versionOf('ajv'), versionOf('ajv-formats')]
  return known
}

function versionOf(name: string): string {
  const text = readFileSync(join(import.meta.dirname, `../node_modules/${name}/package.json`), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** Written whole or not at all: two commands may run at once. */
function keep(path: string, code: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(temporary, code)
    renameSync(temporary, path)
  } catch {
    // The next command compiles again.
  }
}
