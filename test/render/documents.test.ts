import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

test('docs/errors.md has exactly one row for every error code', () => {
  const union = /export type ErrorCode =([\s\S]*?)\n\n/.exec(read('src/errors.ts'))?.[1] ?? ''
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1])
  const rows = [...read('docs/errors.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1])
  expect(codes.length).toBeGreaterThan(10)
  expect(rows).toEqual(codes)
})

test('links between documents lead somewhere', () => {
  const decisions = readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`)
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
    'docs/errors.md',
    'docs/threat-model.md',
    ...decisions,
  ]
  const dead = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map((match) => join(dirname(document), match[1] ?? ''))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${document}: ${target}`),
  )
  expect(dead).toEqual([])
})

test('every decision has its five parts and fits on a page', () => {
  for (const name of readdirSync(join(ROOT, 'docs/decisions')).filter((file) => /^\d{4}-/.test(file))) {
    const text = read(`docs/decisions/${name}`)
    expect(text).toMatch(
      /^# \d+\. .+\n\nStatus: \w+\n\n## Context\n[\s\S]+## Decision\n[\s\S]+## Consequences\n[\s\S]+## Alternatives\n/,
    )
    expect(text.split(/\s+/).length, name).toBeLessThan(500)
  }
})
