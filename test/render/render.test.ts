import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { sortFindings } from '../../src/render/findings.ts'
import { formatOfFile, isFormat, RENDERERS } from '../../src/render/index.ts'
import type { RenderOptions } from '../../src/render/options.ts'
import { denied, result } from './builders.ts'
import { CASES } from './cases.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/render')
const OPTIONS: RenderOptions = { color: false, exitCode: 0, version: '0.1.0' }
const EXTENSION = { text: 'txt', json: 'json', markdown: 'md', sarif: 'sarif', junit: 'xml', github: 'github' } as const

function compile(path: string, strict: boolean): ValidateFunction {
  const { $schema: _dialect, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8'))
  const ajv = new Ajv({ strict, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

/** Written for draft-04; without its `id` and `$schema` it reads the same under draft-07: it has no other keyword that changed. */
const sarif = compile(join(import.meta.dirname, '../fixtures/schemas/sarif-2.1.0.json'), false)
const schema = compile(join(import.meta.dirname, '../../src/schemas/decision.v1.json'), true)

describe.each(Object.entries(CASES))('%s', (name, { decision, exitCode }) => {
  test.each(['text', 'json', 'markdown', 'sarif', 'junit', 'github'] as const)('%s as a whole', async (format) => {
    const output = RENDERERS[format](decision, { ...OPTIONS, exitCode })
    await expect(output).toMatchFileSnapshot(join(FIXTURES, `${name}.${EXTENSION[format]}`))
  })

  test('the JSON is the decision and valid against its schema', () => {
    const value = JSON.parse(RENDERERS.json(decision, OPTIONS))
    expect(value).toEqual(decision)
    expect(schema(value), JSON.stringify(schema.errors)).toBe(true)
  })

  test('the SARIF is valid against the schema of OASIS', () => {
    const value = JSON.parse(RENDERERS.sarif(decision, { ...OPTIONS, exitCode }))
    expect(sarif(value), JSON.stringify(sarif.errors)).toBe(true)
  })

  test('colour changes nothing but colour', () => {
    const colored = RENDERERS.text(decision, { ...OPTIONS, exitCode, color: true })
    const esc = String.fromCharCode(27)
    expect(colored).toContain(`${esc}[`)
    expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(
      RENDERERS.text(decision, { ...OPTIONS, exitCode }),
    )
  })
})

describe('text', () => {
  const lines = RENDERERS.text(CASES['deny-several']?.decision as never, { ...OPTIONS, exitCode: 1 }).split('\n')

  test('the first lines say the verdict, what is worst, who is affected, where and the fix', () => {
    const top = lines.slice(0, 14).join('\n')
    expect(top).toContain('DENIED')
    expect(top).toContain('Fix this first: critical, fails  entra.mfa_all_users')
    expect(top).toContain('Anna Virtanen')
    expect(top).toContain('stacks/identity/conditional-access.ts:41')
    expect(top).toContain('Remove the group from excludedGroups')
  })

  test('nothing is wider than the terminal except what cannot be broken', () => {
    for (const width of [60, 80, 100]) {
      const wide = RENDERERS.text(CASES['deny-several']?.decision as never, { ...OPTIONS, width, exitCode: 1 }).split(
        '\n',
      )
      expect(wide.filter((line) => line.length > width && line.trim().includes('  ') === false)).toEqual([])
    }
  })

  test('a decision with nothing evaluated is never shown as allowed', () => {
    const text = RENDERERS.text(CASES['empty']?.decision as never, { ...OPTIONS, exitCode: 3 })
    expect(text).toMatch(/^NOTHING EVALUATED/)
    expect(text).not.toContain('ALLOWED')
  })
})

describe('sarif', () => {
  const log = (changed: (line: number) => number) => {
    const several = CASES['deny-several']?.decision
    const results = several?.results.map((found) =>
      found.source === undefined ? found : { ...found, source: { ...found.source, line: changed(found.source.line) } },
    )
    return JSON.parse(RENDERERS.sarif({ ...several, results } as never, { ...OPTIONS, exitCode: 1 })).runs[0]
  }

  test('fingerprints stay when lines move, and tell findings apart', () => {
    const prints = (run: { results: { partialFingerprints: unknown }[] }) =>
      run.results.map((found) => found.partialFingerprints)
    expect(prints(log((line) => line + 100))).toEqual(prints(log((line) => line)))
    expect(new Set(prints(log((line) => line)).map((print) => JSON.stringify(print))).size).toBe(4)
  })

  test('every finding has a level, a file below the checkout and a rule', () => {
    const run = log((line) => line)
    expect(run.results.map((found: { level: string }) => found.level)).toEqual(['error', 'error', 'error', 'warning'])
    for (const found of run.results) {
      expect(run.tool.driver.rules[found.ruleIndex].id).toBe(found.ruleId)
      expect(found.locations[0].physicalLocation.artifactLocation.uriBaseId).toBe('%SRCROOT%')
    }
  })
})

test('the SARIF links each rule to its page where the address of the files is known, and to its controls', () => {
  const { decision } = CASES['deny-several'] as (typeof CASES)[string]
  const text = RENDERERS.sarif(decision, { ...OPTIONS, exitCode: 1, sourceUrl: 'https://example.com/blob/1/' })
  const log = JSON.parse(text)
  expect(sarif(log), JSON.stringify(sarif.errors)).toBe(true)
  const [{ taxonomies, tool }] = log.runs
  const rule = tool.driver.rules.find(({ id }: { id: string }) => id === 'entra.mfa_all_users')
  expect(rule.helpUri).toBe('https://example.com/blob/1/docs/rules/entra/mfa_all_users.md')
  const titles = rule.relationships.map(({ target }: { target: { index: number } }) => taxonomies[0].taxa[target.index])
  expect(titles).toEqual([
    { id: 'A.5.17', shortDescription: { text: 'Handling passwords and keys' } },
    { id: 'A.8.5', shortDescription: { text: 'Signing in safely' } },
  ])
})

test('equal finding ids get different fingerprints', () => {
  const twice = denied([result(), result()])
  const { results } = JSON.parse(RENDERERS.sarif(twice, OPTIONS)).runs[0]
  const prints = results.map((found: { partialFingerprints: unknown }) => JSON.stringify(found.partialFingerprints))
  expect(new Set(prints).size).toBe(2)
})

test('a finding of a rule that the summary does not name blocks', () => {
  const { blocking, advisory } = sortFindings({ ...denied([result()]), rules: [] })
  expect([blocking.length, advisory.length]).toEqual([1, 0])
})

test('the text names who wrote the policies where the change could have changed them', () => {
  const own = RENDERERS.text(denied([result()], { policySource: { kind: 'working-tree' } }), OPTIONS)
  expect(own).toContain('from the working tree')
})

test('a format is chosen by name or by extension', () => {
  const files = ['a.json', 'b/c.MD', 'x.sarif', 'x.sarif.json', 'r.txt', 'r', 'r.xml', '.constructor']
  expect(files.map(formatOfFile)).toEqual(['json', 'markdown', 'sarif', 'sarif', 'text', undefined, 'junit', undefined])
  expect(['text', 'toString', 'xml'].map(isFormat)).toEqual([true, false, false])
})
