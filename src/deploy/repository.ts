import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { AppError } from '../errors.ts'
import { git } from '../gate/git.ts'

/** What a deployment takes from the repository of its program. */
export interface Repository {
  readonly head: string
  /** Commits since the base on the first line of the history, oldest first. */
  readonly commits: readonly string[]
}

/**
 * The commit that is checked out, and what it brings since `base`. What is deployed must be that commit and nothing else.
 * @param archive a directory that may lie in the checkout and change.
 * @throws AppError `git`; `refused` for a working tree that is not the commit, or a base that is not before it.
 */
export async function readRepository(root: string, base: string, archive: string): Promise<Repository> {
  const head = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head.code !== 0) {
    throw new AppError('git', 'a deployment needs a git repository with a commit', {
      place: { file: root },
      fix: 'run in the checkout of the commit to deploy',
    })
  }
  await refuseUncommitted(root, archive)
  const isBefore = await git(root, ['merge-base', '--is-ancestor', base, 'HEAD'])
  if (isBefore.code !== 0) {
    throw new AppError('git', `the base ${base} is not before the commit that is checked out`, {
      expected: 'a history that goes on from what was deployed last',
      fix: 'fetch the history (fetch-depth: 0), and deploy the tip of the base branch',
    })
  }
  const line = await git(root, ['rev-list', '--first-parent', '--reverse', `${base}..HEAD`])
  return { head: head.text, commits: line.text === '' ? [] : line.text.split('\n') }
}

/** @throws AppError `refused`. */
export async function refuseUncommitted(root: string, archive: string): Promise<void> {
  const inside = relative(realpathSync(root), archive)
  const isInside = inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`)
  const status = await git(root, [
    'status',
    '--porcelain',
    '--untracked-files=all',
    '--',
    '.',
    ...(isInside ? [`:(exclude)${inside.split(sep).join('/')}`] : []),
  ])
  if (status.code === 0 && status.text === '') return
  const [first = '', ...others] = status.text.split('\n')
  throw new AppError(
    'refused',
    `the working tree is not the commit: ${first.trim()}${others.length > 0 ? `, and ${others.length} more` : ''}`,
    {
      place: { file: root },
      expected: 'a clean checkout',
      fix: 'check out the commit in an empty directory',
    },
  )
}
