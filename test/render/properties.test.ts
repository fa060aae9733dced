import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision, Result, RuleSummary } from '../../src/gate/decision.ts'
import { renderJson } from '../../src/render/json.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderSarif } from '../../src/render/sarif.ts'
import { renderText } from '../../src/render/text.ts'
import { decision as base, HOSTILE } from './builders.ts'

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...'<>[]()`*_|@#&!:/\\\n\r w.'), maxLength: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
)
const status = fc.constantFrom('fail', 'unknown', 'excepted', 'pass', 'not_applicable')
const severity = fc.constantFrom('critical', 'high', 'medium', 'low')
const ruleId = fc.oneof(fc.constantFrom('entra.a', 'entra.b', 'register.c'), text)
const source = fc.record(
  {
    file: fc.oneof(fc.constant('stacks/a b.ts'), text),
    line: fc.integer({ min: 1, max: 9999 }),
    column: fc.integer({ min: 1, max: 200 }),
  },
  { requiredKeys: ['file', 'line'] },
)
const rule: fc.Arbitrary<RuleSummary> = fc.record({
  id: ruleId,
  title: text,
  severity,
  controls: fc.array(text, { maxLength: 3 }),
  mode: fc.constantFrom('enforced', 'advisory'),
  status,
  examined: fc.nat(),
  results: fc.nat(),
}) as fc.Arbitrary<RuleSummary>
const result = fc.record(
  {
    rule: ruleId,
    status,
    severity,
    controls: fc.array(text, { maxLength: 3 }),
    resource: text,
    source,
    related: fc.array(source, { maxLength: 5 }),
    message: text,
    affected: fc.array(text, { maxLength: 30 }),
    nearest: text,
    remediation: text,
    exceptions: fc.array(text, { maxLength: 3 }),
    finding: text,
    baselineUntil: text,
  },
  {
    requiredKeys: [
      'rule',
      'status',
      'severity',
      'controls',
      'resource',
      'message',
      'affected',
      'remediation',
      'exceptions',
      'finding',
    ],
  },
) as fc.Arbitrary<Result>
const anyDecision = fc.record(
  {
    schema: fc.constant('urn:gatehouse:decision/v1'),
    decision: fc.constantFrom('allow', 'deny'),
    reason: text,
    project: text,
    stack: text,
    now: fc.constant('2026-11-23T10:00:00Z'),
    policySource: fc.record(
      { kind: fc.constantFrom('base', 'working-tree'), revision: text },
      { requiredKeys: ['kind'] },
    ),
    digests: fc.constant(base().digests),
    plan: fc.record({ origin: text, resources: fc.nat(), changes: fc.dictionary(text, fc.nat(), { maxKeys: 4 }) }),
    rules: fc.array(rule, { maxLength: 20 }),
    results: fc.array(result, { maxLength: 40 }),
    exceptions: fc.array(
      fc.record({
        id: text,
        rule: ruleId,
        owner: text,
        expiresOn: text,
        state: fc.constantFrom('live', 'pending', 'expired'),
        used: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
    head: fc.record({ changed: fc.array(text), decision: fc.constantFrom('allow', 'deny') }),
    baseline: fc.record({ tolerated: fc.nat(), obsolete: fc.array(text), expired: fc.array(text) }),
  },
  {
    requiredKeys: [
      'schema',
      'decision',
      'reason',
      'project',
      'stack',
      'now',
      'policySource',
      'digests',
      'plan',
      'rules',
      'results',
      'exceptions',
    ],
  },
) as fc.Arbitrary<Decision>
const exitCode = fc.constantFrom<(0 | 1 | 3)[]>(0, 1, 3)

/** Control, bidirectional, zero-width and other invisible characters, the line feed excepted. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const OWN_TAGS = /<\/?(?:details|summary)>/g

describe('for any decision', () => {
  test('text never throws and shows no hidden character', () => {
    fc.assert(
      fc.property(anyDecision, exitCode, fc.integer({ min: 20, max: 200 }), (decision, code, width) => {
        expect(renderText(decision, { color: false, exitCode: code, width })).not.toMatch(HIDDEN)
      }),
    )
  })

  test('Markdown keeps to its limit, and no HTML, link or mention comes from an input', () => {
    fc.assert(
      fc.property(anyDecision, exitCode, fc.integer({ min: 4000, max: 70_000 }), (decision, code, limit) => {
        const markdown = renderMarkdown(decision, { limit, exitCode: code })
        expect(markdown.length).toBeLessThanOrEqual(limit)
        expect(markdown).not.toMatch(HIDDEN)
        expect(markdown.replace(OWN_TAGS, '')).not.toMatch(/[<>]/)
        expect(markdown).not.toMatch(/@(?!&#8203;)|(?<!&#8203;):\/\/|www\./i)
        for (const [, target] of markdown.matchAll(/(?<!\\)\]\(([^)]*)\)/g))
          expect(target).toMatch(/^[A-Za-z0-9%._/-]+#L\d+$/)
        expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length)
      }),
    )
  })

  test('Markdown counts every finding, shown or left out', () => {
    fc.assert(
      fc.property(anyDecision, (decision) => {
        const markdown = renderMarkdown(decision, { exitCode: 1, limit: 1_000_000 })
        expect(markdown).not.toContain('Left out here')
      }),
    )
  })

  test('SARIF is valid', () => {
    const path = join(import.meta.dirname, '../fixtures/schemas/sarif-2.1.0.json')
    const { $schema: _dialect, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8'))
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(schema)
    fc.assert(
      fc.property(anyDecision, exitCode, (decision, code) => {
        const sarif = renderSarif(decision, { version: '0.1.0', exitCode: code })
        expect(validate(JSON.parse(sarif)), JSON.stringify(validate.errors)).toBe(true)
        expect(sarif).not.toMatch(HIDDEN)
      }),
    )
  })

  test('JSON is the decision and has no hidden character', () => {
    fc.assert(
      fc.property(anyDecision, (decision) => {
        const formed = JSON.parse(JSON.stringify(decision).replace(/\\ud[89a-f][0-9a-f]{2}/g, '?')) as Decision
        expect(JSON.parse(renderJson(formed))).toEqual(formed)
        expect(renderJson(formed)).not.toMatch(HIDDEN)
      }),
    )
  })

  test('the order of results and rules does not change what is written', () => {
    fc.assert(
      fc.property(anyDecision, (decision) => {
        const results = decision.results.map((found, at) => ({ ...found, rule: 'entra.a', message: `${at}` }))
        const turned = { ...decision, results: [...results].reverse() }
        const straight = { ...decision, results }
        const options = { color: false, exitCode: 1, version: '0.1.0' } as const
        expect(renderText(turned, options)).toBe(renderText(straight, options))
        expect(renderMarkdown(turned, options)).toBe(renderMarkdown(straight, options))
        const list = (value: Decision) => JSON.parse(renderSarif(value, options)).runs[0].results
        expect(list(turned)).toEqual(list(straight))
      }),
    )
  })
})
