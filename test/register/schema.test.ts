import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isObject, type JsonObject } from '../../src/json.ts'
import { nearest, readSchema, validate, validateValue } from '../../src/schema.ts'
import { parseYaml } from '../../src/yaml.ts'
import { shown } from './files.ts'

const NAMES = ['services', 'vendors', 'people', 'classification', 'controls', 'exceptions', 'stacks', 'parameters']

describe.each(NAMES)('the schema of %s', (name) => {
  const schema = readSchema(`urn:gatehouse:${name}/v1`)

  test('has an id, a title, and a description for everything that can be written', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `urn:gatehouse:${name}/v1`,
      title: expect.any(String),
      description: expect.any(String),
    })
    expect(undescribed(schema, name)).toEqual([])
  })

  test('compiles in strict mode', () => {
    expect(shown(() => validateValue(`urn:gatehouse:${name}/v1`, { nonsense: 1 }, 'x'))).toMatch(/nonsense|missing/)
  })
})

/** Properties without a description; branches of `if` only narrow what is described elsewhere. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (!isObject(schema)) return []
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const definitions = isObject(schema['definitions']) ? schema['definitions'] : {}
  return [
    ...Object.entries({ ...properties, ...definitions }).flatMap(([key, value]) => [
      ...(isObject(value) && typeof value['description'] === 'string' ? [] : [`${path}.${key}`]).filter(
        () => !key.match(/^(id|name)$/),
      ),
      ...undescribed(value, `${path}.${key}`),
    ]),
    ...undescribed(schema['items'], `${path}[]`),
    ...undescribed(schema['additionalProperties'], `${path}.*`),
  ]
}

test('each file of the example begins with the path of its schema', () => {
  for (const file of readdirSync('stacks/register', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.yaml')) continue
    const path = join('stacks/register', file)
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(path, 'utf8')) ?? []
    const [folder, kind] = file.split('/')
    const expected =
      folder === 'records' ? `../../src/schemas/records/${kind}` : `src/schemas/${file.replace('.yaml', '')}`
    expect(schema, path).toBe(`../../${expected}.v1.json`)
    expect(existsSync(join(dirname(path), schema ?? ''))).toBe(true)
  }
})

describe('sentences', () => {
  const service = (lines: string): string =>
    `services:\n  - id: crm\n    name: CRM\n    purpose: Customers\n    status: proposed\n    criticality: { stopsBusinessInOneDay: true, breachDoesSignificantHarm: false }\n${lines}`
  const person = (lines: string): string => `people:\n  - id: ana\n    name: Ana\n    startedOn: 2024-01-01\n${lines}`

  test.each<[string, string, string, string]>([
    [
      'an unknown key',
      'services',
      service('    ownr: ana\n'),
      'f.yaml:7:5: services[0]: unknown key `ownr`; did you mean `owner`?\n  expected: the keys id, name, purpose, owner,',
    ],
    [
      'a value that is not on the list',
      'services',
      service('').replace('proposed', 'aproved'),
      'f.yaml:5:13: services[0].status: "aproved" is not a value of this field; did you mean "approved"?\n  expected: one of proposed, approved, retiring, retired\n',
    ],
    [
      'a missing key, at its parent',
      'services',
      service('').replace('    purpose: Customers\n', ''),
      'f.yaml:2:5: services[0]: the key `purpose` is missing\n',
    ],
    [
      'a misspelt key instead of the one that is missing',
      'services',
      service('').replace('    purpose:', '    purpos:'),
      'f.yaml:4:5: services[0]: unknown key `purpos`; did you mean `purpose`?\n',
    ],
    [
      'what a status asks for',
      'services',
      service('    approvedBy: ana\n').replace('proposed', 'approved'),
      'f.yaml:2:5: services[0]: the key `approvedOn` is missing\n',
    ],
    [
      'a number where a text belongs',
      'stacks',
      'stacks:\n  aws:\n    accounts: [111122223333]\n    types: []\n',
      'f.yaml:3:16: stacks.aws.accounts[0]: the number 111122223333 stands here\n  expected: an AWS account number: 12 digits in quotes\n',
    ],
    [
      'a day that does not exist',
      'people',
      person('    kind: employee\n    leftOn: 2026-02-30\n'),
      'f.yaml:6:13: people[0].leftOn: "2026-02-30" has the wrong form\n  expected: a calendar date, YYYY-MM-DD\n',
    ],
    [
      'a key that does not belong to an emergency account',
      'people',
      person('    kind: employee\n    emergency: true\n'),
      'people[0]: the key `account` is missing (and 2 more in this file)',
    ],
    [
      'a type that is no type',
      'stacks',
      'stacks:\n  aws: { types: ["aws:s3/*"] }\n',
      'stacks.aws.types[0]: "aws:s3/*" has the wrong form\n  expected: a resource type such as azuread:index/group:Group\n',
    ],
    [
      'a stack name with a slash',
      'stacks',
      'stacks:\n  a/b: { types: [] }\n',
      'f.yaml:2:3: stacks: the key "a/b" has the wrong form\n  expected: a stack name: letters, digits, hyphens, dots, underscores\n',
    ],
    ['nothing at all', 'services', 'services:\n', 'f.yaml:1:10: services: nothing stands here\n  expected: a list\n'],
    [
      'an entry twice',
      'stacks',
      'stacks:\n  x: { tenants: [], types: ["a:b:C", "a:b:C"] }\n',
      'stacks.x.types: entries 0 and 1 are the same (counted from 0)',
    ],
    [
      'an empty scope',
      'exceptions',
      `exceptions: [{scope: {}, ${['id', 'rule', 'reason', 'risk', 'compensating', 'owner', 'approvedBy', 'approvedOn', 'expiresOn'].map((key) => `${key}: ''`).join(', ')}}]`,
      'f.yaml:1:22: exceptions[0].scope: too little stands here (and 9 more in this file)\n  expected: at least 1 key\n',
    ],
    [
      'an empty list of privileged roles',
      'parameters',
      'privilegedRoles: []\n',
      'privilegedRoles: too little stands here\n  expected: at least 1 entry\n',
    ],
    [
      'a control that does not exist',
      'controls',
      'controls:\n  - { id: A.5.38, title: x, applicable: false, justification: x, status: not-applicable }\n',
      'controls[0].id: "A.5.38" has the wrong form\n  expected: a control id such as A.5.15\n',
    ],
    [
      'the first in the file, not the first found',
      'services',
      service('    zzz: 1\n').replace('crm', 'C R M'),
      'f.yaml:2:9: services[0].id: "C R M"',
    ],
  ])('%s', (_title, schema, text, sentence) => {
    const document = parseYaml(text, 'f.yaml')
    const error = shown(() => validate(`urn:gatehouse:${schema}/v1`, document.value, document.locate))
    expect(error).toMatch(/^schema gatehouse: /)
    expect(error).toContain(sentence)
  })

  test('a value without lines is pointed at by its JSON pointer', () => {
    const value: JsonObject = { stacks: { aws: { types: [], accounts: [12] } } }
    expect(shown(() => validateValue('urn:gatehouse:stacks/v1', value, 'plan.json'))).toBe(
      'schema gatehouse: plan.json: at /stacks/aws/accounts/0: stacks.aws.accounts[0]: the number 12 stands here\n  expected: an AWS account number: 12 digits in quotes\n  fix: correct it; the format is described in src/schemas/stacks.v1.json\n',
    )
  })

  test.each([
    ['ownr', 'owner'],
    ['onwer', 'owner'],
    ['Status', 'status'],
    ['colour', undefined],
  ])('nearest to %s', (word, answer) => {
    expect(nearest(word, ['id', 'name', 'owner', 'status'])).toBe(answer)
  })

  test('an id that is not published', () => {
    expect(shown(() => readSchema('urn:gatehouse:../../package/v1'))).toMatch(/^internal /)
  })
})
