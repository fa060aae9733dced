import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documentsCommand } from '../../src/commands/documents.ts'
import { edit, repository, temporary, tree } from '../gate/trees.ts'
import { runCommand } from '../run-command.ts'
import { commitAt } from './history.ts'

/** All files that the command writes. */
async function documents(root: string, ...args: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const output = temporary()
  const register = join(root, 'stacks/register')
  const { code } = await runCommand(documentsCommand, [
    'documents',
    '--register',
    register,
    '--output',
    output,
    ...args,
  ])
  expect(code).toBe(0)
  return readdirSync(output)
    .toSorted()
    .map((name) => [name, readFileSync(join(output, name), 'latin1')] as const)
}

test('documents of a past quarter, made later, are those made then', async () => {
  const root = tree()
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root })
  commitAt(root, '2026-09-20T08:00:00Z')
  const then = await documents(root, '--as-of', '2026-09-30T23:59:59Z')
  edit('stacks/register/services.yaml', 'name: Fjordline CRM', 'name: Fjordline CRM 2')(root)
  commitAt(root, '2026-10-02T08:00:00Z')
  edit('stacks/register/services.yaml', 'name: GitHub', 'name: not committed')(root)
  expect(await documents(root, '--as-of', '2026-09-30T23:59:59Z')).toEqual(then)
  const later = new Map(await documents(root, '--as-of', '2026-11-01T00:00:00Z', '--format', 'csv'))
  expect(later.get('service-register.services.csv')).toContain('Fjordline CRM 2')
  expect(later.get('service-register.services.csv')).not.toContain('not committed')
})

test('a moment before the register, and a place without history, are errors', async () => {
  const run = (root: string, time: string): Promise<unknown> =>
    runCommand(documentsCommand, [
      'documents',
      '--register',
      join(root, 'stacks/register'),
      '--output',
      temporary(),
      '--as-of',
      time,
    ])
  await expect(run(repository(), '2001-01-01T00:00:00Z')).rejects.toThrow('the history has no register')
  await expect(run(tree(), '2026-01-01T00:00:00Z')).rejects.toThrow('--as-of needs the history')
})
