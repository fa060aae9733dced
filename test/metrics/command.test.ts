import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { metricsCommand } from '../../src/commands/metrics.ts'
import { validateValue } from '../../src/schema.ts'
import { commitAt } from '../documents/history.ts'
import { edit, git, temporary, tree } from '../gate/trees.ts'
import { runCommand } from '../run-command.ts'
import { ROOT } from '../workplace.ts'

const run = (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> =>
  runCommand(metricsCommand, ['metrics', ...args])

test('the answer follows its schema, in every format, with its tables', async () => {
  const tables = temporary()
  const asked = ['--now', '2026-11-27T12:00:00Z', '--evidence', join(ROOT, 'evidence/example')]
  const { code, out } = await run(...asked, '--json', '--tables', tables)
  expect(code).toBe(0)
  validateValue('urn:gatehouse:metrics/v1', JSON.parse(out), 'metrics.json')
  expect(readdirSync(tables)).toHaveLength(26)
  for (const format of ['text', 'markdown', 'html', 'csv'])
    expect((await run(...asked, '--format', format)).out).toContain('Expired exceptions in use')
  expect((await run(...asked, '--explain')).out).toContain("FROM 'judgedStacks.parquet'")
})

test('a report of a past quarter, made later, is the one made then', async () => {
  const root = tree()
  git(root, 'init', '-q', '-b', 'main')
  commitAt(root, '2026-09-29T08:00:00Z')
  const register = join(root, 'stacks/register')
  const report = async (): Promise<readonly string[]> => {
    const tables = temporary()
    const { out } = await run('--register', register, '--as-of', '2026-09-30T23:59:59Z', '--json', '--tables', tables)
    return [out, ...readdirSync(tables).map((name) => readFileSync(join(tables, name), 'latin1'))]
  }
  const then = await report()
  edit('stacks/register/people.yaml', 'leftOn: 2026-08-31', 'leftOn: 2026-08-30')(root)
  edit(
    'stacks/register/records/offboarding/2026-08-31-malte-jessen.yaml',
    'leftAt: 2026-08-31',
    'leftAt: 2026-08-30',
  )(root)
  git(
    root,
    'mv',
    'stacks/register/records/offboarding/2026-08-31-malte-jessen.yaml',
    'stacks/register/records/offboarding/2026-08-30-malte-jessen.yaml',
  )
  commitAt(root, '2026-10-20T08:00:00Z')
  expect(await report()).toEqual(then)
})

test('a window that ends before it begins, and an archive that is none, are errors', async () => {
  await expect(run('--now', '2026-01-01T00:00:00Z', '--from', '2026-01-02T00:00:00Z')).rejects.toThrow('is not before')
  await expect(run('--evidence', temporary())).rejects.toThrow('there is no log here')
})
