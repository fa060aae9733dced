import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../src/cli.ts'
import { edit, repository, temporary, tree } from '../gate/trees.ts'

/** Commits everything at a moment. */
function commitAt(root: string, time: string): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
  const env = { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time }
  execFileSync('git', ['add', '-A'], { cwd: root })
  execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', time], { cwd: root, env })
}

/** All files that the command writes. */
async function documents(root: string, ...args: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const output = temporary()
  const register = join(root, 'stacks/register')
  expect(await main(['documents', '--register', register, '--output', output, ...args])).toBe(0)
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
  const root = repository()
  const run = (directory: string, time: string): Promise<number> =>
    main(['documents', '--register', directory, '--output', temporary(), '--as-of', time])
  expect(await run(join(root, 'stacks/register'), '2001-01-01T00:00:00Z')).toBe(2)
  expect(await run(join(tree(), 'stacks/register'), '2026-01-01T00:00:00Z')).toBe(2)
})
