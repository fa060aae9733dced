import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { OPERATING_KINDS } from '../../src/evidence/types/operating-kinds.ts'
import { isObject } from '../../src/json.ts'
import { recordSchema } from '../../src/records/kind.ts'
import { KIND_NAMES, KINDS, kindOf } from '../../src/records/kinds.ts'
import { definitionOf } from '../../src/records/references.ts'
import { readSchema, validateValue } from '../../src/schema.ts'
import { shown } from '../register/files.ts'

test('every kind has a schema and a definition, and there is no other of either', () => {
  const schemas = readdirSync('src/schemas/records').map((file) => file.replace('.v1.json', ''))
  const definitions = readdirSync('src/records/kinds').map((file) => file.replace('.ts', ''))
  expect(schemas.sort()).toEqual([...KIND_NAMES])
  expect(definitions.sort()).toEqual([...KIND_NAMES])
})

describe.each(KIND_NAMES)('the kind %s', (name) => {
  const kind = KINDS[name]
  const schema = readSchema(recordSchema(name))
  const properties = schema['properties'] as { readonly [field: string]: { readonly [key: string]: never } }

  test('has its name in the schema, and the fields that it names are required there', () => {
    expect(schema['title']).toBe(kind.title)
    expect(properties['record']).toMatchObject({ const: name })
    const fields = [kind.by, kind.at, 'recordedAt', ...('about' in kind ? [kind.about] : [])]
    expect(schema['required']).toEqual(expect.arrayContaining(fields))
    expect(definitionOf(properties[kind.by] ?? {})).toBe('person')
    expect(definitionOf(properties[kind.at] ?? {})).toBe('time')
  })

  test('is described in every field', () => {
    expect(undescribed(schema, name)).toEqual([])
  })

  test('compiles in strict mode', () => {
    expect(shown(() => validateValue(recordSchema(name), { nonsense: 1 }, 'x'))).toMatch(
      new RegExp(`missing[^]*src/schemas/records/${name}.v1.json`),
    )
  })
})

test('who reads evidence knows the same kinds', () => {
  const known = KIND_NAMES.map((name) => {
    const { at, by, about, period } = kindOf(name)
    const facts = { at, by, ...(about === undefined ? {} : { about }), ...(period === undefined ? {} : { period }) }
    return [name, { schema: readSchema(recordSchema(name)), ...facts }]
  })
  expect(OPERATING_KINDS).toEqual(Object.fromEntries(known))
})

test('the ids of schemas lead to files', () => {
  expect(existsSync('src/schemas/records/incident.v1.json')).toBe(true)
  expect(shown(() => readSchema('urn:gatehouse:record:../v1'))).toMatch(/^internal /)
})

function undescribed(schema: unknown, path: string): readonly string[] {
  if (!isObject(schema)) return []
  const of = (key: string): object => (isObject(schema[key]) ? schema[key] : {})
  return [
    ...Object.entries({ ...of('properties'), ...of('definitions') }).flatMap(([key, value]) => [
      ...(isObject(value) && typeof value['description'] === 'string' ? [] : [`${path}.${key}`]),
      ...undescribed(value, `${path}.${key}`),
    ]),
    ...undescribed(schema['items'], `${path}[]`),
  ]
}
