import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sortFindings } from '../../src/render/findings.ts'
import { renderMarkdown, SMALLEST_LIMIT } from '../../src/render/markdown.ts'
import { anyDecision, exitCode } from './arbitrary.ts'
import { denied, HOSTILE, result, roleResult } from './builders.ts'
import { CASES } from './cases.ts'

const many = (number: number, length = 10) =>
  denied(
    Array.from({ length: number }, (_, index) =>
      roleResult({
        message: `Person ${index} ${'x'.repeat(length)}.`,
        finding: `role-${String(index).padStart(5, '0')}`,
      }),
    ),
  )

/** The numbers of the findings that are in a comment, in their order. */
function shown(markdown: string): readonly number[] {
  return [...markdown.matchAll(/^\*\*(\d+)\. /gm)].map(([, number]) => Number(number))
}

/** How many of a noun are left out. */
function leftOut(markdown: string, noun: string): number {
  const sentence = /^\*\*Left out, because a comment has a limit:\*\* (.*)$/m.exec(markdown)?.[1] ?? ''
  return Number(new RegExp(`(\\d+) ${noun}s?[,.]`).exec(sentence)?.[1] ?? 0)
}

describe('a comment that would be too long', () => {
  test('has at most the 65,536 characters that GitHub takes, unless told otherwise', () => {
    const value = many(400)
    const options = { exitCode: 1 } as const
    const comment = renderMarkdown(value, options)
    expect(renderMarkdown(value, { ...options, limit: 1_000_000 }).length).toBeGreaterThan(65_536)
    expect(comment.length).toBeLessThanOrEqual(65_536)
    expect(comment).toBe(renderMarkdown(value, { ...options, limit: 65_536 }))
    expect(comment.length).toBeGreaterThan(60_000)
    expect(renderMarkdown(value, { ...options, limit: 20_000 }).length).toBeLessThanOrEqual(20_000)
  })

  test('ends with a whole finding and counts the others', () => {
    const comment = renderMarkdown(many(400), { exitCode: 1 })
    const numbers = shown(comment)
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    expect(comment.match(/^- \*\*Fix:\*\* /gm)?.length).toBe(numbers.length)
    expect(numbers.length + leftOut(comment, 'blocking finding')).toBe(400)
    expect(comment).toMatch(/<summary>More findings that block: [a-z_., ]+ \(397, the first /)
    expect(comment).toContain(`(397, the first ${numbers.length - 3} here)`)
    expect(comment).toMatch(
      /^\*\*Left out, because a comment has a limit:\*\* \d+ blocking findings, .*The JSON output has everything\.$/m,
    )
  })

  test('says nothing of the kind where everything fits', () => {
    for (const { decision, exitCode: code } of Object.values(CASES)) {
      expect(renderMarkdown(decision, { exitCode: code, limit: 1_000_000 })).not.toContain('Left out')
    }
  })

  test('keeps the verdict and the first finding, shortened where it must be', () => {
    const long = result({
      message: `What ${'<'.repeat(3000)}`,
      nearest: 'n'.repeat(3000),
      remediation: 'f'.repeat(3000),
      affected: Array.from({ length: 50 }, () => '&'.repeat(200)),
      source: { file: `a/${'b'.repeat(600)}.ts`, line: 1 },
      controls: Array.from({ length: 30 }, (_, index) => `A.${index}`),
    })
    const comment = renderMarkdown(denied([long, long, roleResult()]), { exitCode: 1, limit: 0 })
    expect(comment.length).toBeLessThanOrEqual(SMALLEST_LIMIT)
    expect(comment).toMatch(/^### Gatehouse: change denied\n\nStack \*\*nordlicht\/prod\*\*: \*\*3 findings to fix\*\*/)
    expect(shown(comment)).toEqual([1])
    expect(comment).toContain('**1. critical: Multi-factor authentication is required for all users** fails')
    expect(comment).toMatch(/\n- \*\*What:\*\* What &lt;(&lt;)*…\n- \*\*Where:\*\* .*\n- \*\*Fix:\*\* f+…\n/)
    expect(leftOut(comment, 'blocking finding')).toBe(2)
  })
})

test('the longest verdict leaves room for the first finding', () => {
  const value = denied([result({ message: '<'.repeat(2000) })], {
    reason: '<'.repeat(5000),
    project: '&'.repeat(500),
    head: { changed: Array.from({ length: 9 }, () => '<'.repeat(300)), decision: 'allow' },
  })
  const comment = renderMarkdown(value, { exitCode: 1, limit: 0, rest: `https://ci.example/${'x'.repeat(400)}` })
  expect(comment.length).toBeLessThanOrEqual(SMALLEST_LIMIT)
  expect([shown(comment), comment.match(/^- \*\*Fix:\*\* /gm)?.length]).toEqual([[1], 1])
})

describe('the place of the rest', () => {
  const comment = (rest: string) => renderMarkdown(many(400), { exitCode: 1, rest })

  test('is a link where it is the address of a page, else a text', () => {
    expect(comment('https://ci.example/jobs/12?a=1#x')).toContain(
      'Everything is in [the whole decision](https://ci.example/jobs/12?a=1#x).',
    )
    expect(comment('out/decision.json')).toContain('Everything is in out/decision.json.')
  })

  test.each([
    'javascript:alert(1)',
    'http://plain.example/x',
    'https://user:pass@evil.example/',
    `https://long.example/${'x'.repeat(600)}`,
    ...HOSTILE,
  ])('%j is text', (rest) => {
    expect(comment(rest)).not.toMatch(/\[the whole decision\]/)
    expect(comment(rest).length).toBeLessThanOrEqual(65_536)
  })

  test('cannot end its own link', () => {
    expect(comment('https://x.example/a)b](c)<d>@e')).toContain('](https://x.example/a%29b%5D%28c%29%3Cd%3E%40e).')
  })
})

test('for any decision and limit, every finding is there or counted, and the first is there', () => {
  const limit = fc.integer({ min: 0, max: 70_000 })
  fc.assert(
    fc.property(anyDecision, exitCode, limit, (value, code, characters) => {
      const comment = renderMarkdown(value, { exitCode: code, limit: characters, rest: 'https://ci.example/1' })
      const { blocking, advisory } = sortFindings(value)
      expect(comment.length).toBeLessThanOrEqual(Math.max(characters, SMALLEST_LIMIT))
      expect(comment.startsWith('### Gatehouse: ')).toBe(true)
      const left = leftOut(comment, 'blocking finding') + leftOut(comment, 'advisory finding')
      expect(shown(comment).length + left).toBe(blocking.length + advisory.length)
      if (blocking.length > 0) expect(shown(comment)[0]).toBe(1)
      expect(comment.match(/^- \*\*Fix:\*\* |: the same people, place and fix as \d+\.$/gm)?.length ?? 0).toBe(
        shown(comment).length,
      )
    }),
    { numRuns: 300 },
  )
})
