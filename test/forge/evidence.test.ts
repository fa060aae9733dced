// The branch that holds the evidence: begun once, only ever added to, never pushed by force.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEvidence, pushEvidence } from '../../scripts/forge/evidence.ts'
import type { Job } from '../../scripts/forge/job.ts'
import { git } from '../gate/trees.ts'
import { TOKEN } from './forge-server.ts'

const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-evidence-'))
const remote = join(directory, 'acme/access.git')
afterAll(() => rmSync(directory, { recursive: true, force: true }))
beforeAll(() => {
  mkdirSync(remote, { recursive: true })
  git(remote, 'init', '-q', '--bare', '-b', 'main')
})

const job: Job = {
  arguments: [],
  env: {
    PATH: process.env['PATH'],
    GITHUB_SERVER_URL: `file://${directory}`,
    GITHUB_REPOSITORY: 'acme/access',
    GITHUB_TOKEN: TOKEN,
  },
  scratch: directory,
  say: () => undefined,
}

const put = (archive: string, name: string, text: string): void => {
  mkdirSync(join(archive, name, '..'), { recursive: true })
  writeFileSync(join(archive, name), text)
}

test('is begun as an orphan, grows, and refuses to lose or to change a record', async () => {
  const first = join(directory, 'first')
  const archive = await openEvidence(job, first)
  expect([archive, readdirSync(archive)]).toEqual([join(first, 'evidence'), []])
  put(archive, 'records/2026/a.json', '1')
  put(archive, 'log/checkpoint', '1')
  expect([await pushEvidence(job, first, 'one'), await pushEvidence(job, first, 'none')]).toEqual([true, false])
  expect(git(remote, 'rev-list', '--count', 'evidence')).toBe('1')
  expect(git(remote, 'show', 'evidence:.gitattributes')).toBe('* -text')

  const second = join(directory, 'second')
  const again = await openEvidence(job, second)
  expect(readdirSync(again)).toEqual(['log', 'records'])
  put(again, '.lock', 'held by a run')
  put(again, 'records/2026/b.json', '2')
  put(again, 'log/checkpoint', '2')
  expect(await pushEvidence(job, second, 'two')).toBe(true)

  expect(git(remote, 'ls-tree', '-r', '--name-only', 'evidence').split('\n')).toEqual([
    '.gitattributes',
    'evidence/log/checkpoint',
    'evidence/records/2026/a.json',
    'evidence/records/2026/b.json',
  ])

  // The first clone does not know the second record: no force, so nothing is lost.
  put(archive, 'records/2026/c.json', '3')
  await expect(pushEvidence(job, first, 'fork')).rejects.toThrow(/git push failed/)
  expect(git(remote, 'log', '--format=%s', 'evidence').split('\n')).toEqual(['two', 'one'])

  put(again, 'records/2026/a.json', 'forged')
  await expect(pushEvidence(job, second, 'forged')).rejects.toThrow(/a record would be changed or removed: M/)
  put(again, 'records/2026/a.json', '1')
  rmSync(join(again, 'records/2026/b.json'))
  await expect(pushEvidence(job, second, 'removed')).rejects.toThrow(/a record would be changed or removed: D/)
})

test('keeps the token out of every file', () => {
  const config = readFileSync(join(directory, 'second/.git/config'), 'utf8')
  expect(config).not.toContain(TOKEN)
  expect(config).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString('base64'))
})
