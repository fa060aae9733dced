// Directories, trees of the example and repositories for the tests of the base.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { ROOT } from '../workplace.ts'

const made: string[] = []
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

/** A directory that is removed after the test. */
export function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  made.push(directory)
  return directory
}

/** A tree with the example's register and policies. */
export function tree(change: (root: string) => void = () => undefined): string {
  const root = temporary()
  cpSync(join(ROOT, 'policies'), join(root, 'policies'), { recursive: true })
  cpSync(join(ROOT, 'stacks/register'), join(root, 'stacks/register'), { recursive: true })
  change(root)
  return root
}

/** Changes a text in a file of a tree. */
export function edit(file: string, from: string | RegExp, to: string): (root: string) => void {
  return (root) => {
    const path = join(root, file)
    const text = readFileSync(path, 'utf8')
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`${file} has no ${from}`)
    writeFileSync(path, changed)
  }
}

/** Runs git, with nobody's configuration. */
export function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...identity, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

/** Commits everything and gives the id of the commit. */
export function commit(root: string, message: string): string {
  git(root, 'add', '-A')
  git(root, 'commit', '-q', '--allow-empty', '-m', message)
  return git(root, 'rev-parse', 'HEAD')
}

/** A repository with a tree as its first commit, on the branch main. */
export function repository(root: string = tree()): string {
  git(root, 'init', '-q', '-b', 'main')
  commit(root, 'base')
  return root
}
