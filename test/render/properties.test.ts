import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { renderGithub } from '../../src/render/github.ts'
import { renderJson } from '../../src/render/json.ts'
import { renderJunit } from '../../src/render/junit.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderSarif } from '../../src/render/sarif.ts'
import { renderText } from '../../src/render/text.ts'
import { anyDecision, exitCode } from './arbitrary.ts'

/** Control, bidirectional, zero-width and other invisible characters, the line feed excepted. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
/** What a CI system would obey in the output of a job (see src/render/escape.ts). */
const OBEYED = /##(?:vso)?\[|^\s*::/im
const OWN_TAGS = /<\/?(?:details|summary)>/g

describe('for any decision', () => {
  test('text never throws and shows no hidden character', () => {
    fc.assert(
      fc.property(anyDecision, exitCode, fc.integer({ min: 20, max: 200 }), (decision, code, width) => {
        const output = renderText(decision, { color: false, exitCode: code, width })
        expect(output).not.toMatch(HIDDEN)
        expect(output).not.toMatch(OBEYED)
      }),
    )
  })

  test('Markdown keeps to its limit, and no HTML, link or mention comes from an input', () => {
    fc.assert(
      fc.property(anyDecision, exitCode, fc.integer({ min: 4000, max: 70_000 }), (decision, code, limit) => {
        const markdown = renderMarkdown(decision, { limit, exitCode: code })
        expect(markdown.length).toBeLessThanOrEqual(limit)
        expect(markdown).not.toMatch(HIDDEN)
        expect(markdown).not.toMatch(OBEYED)
        expect(markdown.replace(OWN_TAGS, '')).not.toMatch(/[<>]/)
        expect(markdown).not.toMatch(/@(?!&#8203;)|(?<!&#8203;):\/\/|www\./i)
        for (const [, target] of markdown.matchAll(/(?<!\\)\]\(([^)]*)\)/g))
          expect(target).toMatch(/^[A-Za-z0-9%._/-]+#L\d+$/)
        expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length)
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
        expect(sarif).not.toMatch(OBEYED)
      }),
    )
  })

  test('JSON is the decision and has no hidden character', () => {
    fc.assert(
      fc.property(anyDecision, (decision) => {
        const formed = JSON.parse(JSON.stringify(decision).replace(/\\ud[89a-f][0-9a-f]{2}/g, '?')) as Decision
        expect(JSON.parse(renderJson(formed))).toEqual(formed)
        expect(renderJson(formed)).not.toMatch(HIDDEN)
        expect(renderJson(formed)).not.toMatch(OBEYED)
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
        expect(renderJunit(turned, options)).toBe(renderJunit(straight, options))
        expect(renderGithub(turned, options)).toBe(renderGithub(straight, options))
      }),
    )
  })
})
