import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { AppError } from '../errors.ts'

/** A checkout of the revision that the change is judged against. */
export interface Base {
  /** Root of the checkout. */
  readonly root: string
  /** Commit id, or undefined for a directory that the user named. */
  readonly revision?: string
  readonly dispose: () => void
}

/** A directory that somebody else checked out, as `--base-dir` names it; the caller has seen that it exists. */
export function baseDirectory(root: string): Base {
  return { root, dispose: () => undefined }
}

/**
 * Checks out the merge base of `reference` and HEAD into a temporary directory. node_modules is shared with the working
 * tree where both lock files are equal, for programs that are planned there.
 * @throws AppError `git`.
 */
export async function checkOutBase(repository: string, reference: string): Promise<Base> {
  const inside = await git(repository, ['rev-parse', '--is-inside-work-tree'])
  if (inside.code !== 0) {
    throw new AppError('git', '--base needs a git repository', {
      place: { file: repository },
      fix: 'run in the checkout, or give the base as a directory with --base-dir DIR',
    })
  }
  const shallow = await git(repository, ['rev-parse', '--is-shallow-repository'])
  const exists = await git(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${reference}^{commit}`,
  ])
  if (exists.code !== 0) throw missing(`there is no revision ${reference} in this clone`, reference, shallow.text)
  const found = await git(repository, ['merge-base', exists.text, 'HEAD'])
  if (found.code !== 0 || found.text === '')
    throw missing(`there is no common ancestor of ${reference} and HEAD`, reference, shallow.text)
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-base-'))
  const dispose = (): void => rmSync(root, { recursive: true, force: true })
  try {
    await unpack(repository, found.text, root)
    shareModules(repository, root)
    return { root, revision: found.text, dispose }
  } catch (error) {
    dispose()
    throw error
  }
}

async function unpack(repository: string, revision: string, root: string): Promise<void> {
  const archive = join(root, '.gatehouse-base.tar')
  const written = await git(repository, ['archive', '--format=tar', `--output=${archive}`, revision])
  if (written.code !== 0)
    throw new AppError('git', `the base ${revision} cannot be read: ${written.text}`, {
      fix: 'check the repository with "git fsck", or give the base as a directory with --base-dir DIR',
    })
  const unpacked = await x('tar', ['xf', archive, '-C', root])
  rmSync(archive, { force: true })
  if (unpacked.exitCode !== 0)
    throw new AppError('git', `the base ${revision} cannot be unpacked: ${unpacked.stderr.trim()}`, {
      fix: 'check the space for temporary files, or give the base as a directory with --base-dir DIR',
    })
}

function shareModules(repository: string, root: string): void {
  const lock = 'package-lock.json'
  const modules = join(repository, 'node_modules')
  if (!existsSync(modules) || !existsSync(join(repository, lock)) || !existsSync(join(root, lock))) return
  if (readFileSync(join(repository, lock)).equals(readFileSync(join(root, lock))))
    symlinkSync(modules, join(root, 'node_modules'), 'dir')
}

function missing(message: string, reference: string, shallow: string): AppError {
  return shallow === 'true'
    ? new AppError('git', `the base ${reference} is not in this clone, which is shallow`, {
        expected: 'a clone with the history since the base',
        fix: 'fetch the history: in GitHub Actions set "fetch-depth: 0" on actions/checkout',
      })
    : new AppError('git', message, {
        expected: 'a branch, a tag or a commit that HEAD comes from',
        fix: `check the name with "git rev-parse ${reference}", or fetch the branch`,
      })
}

async function git(repository: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  try {
    const result = await x('git', ['-C', repository, ...args], {
      nodeOptions: { env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } },
    })
    return { code: result.exitCode ?? 1, text: (result.exitCode === 0 ? result.stdout : result.stderr).trim() }
  } catch (cause) {
    throw new AppError('git', 'git cannot be run', { fix: 'install git, or use --base-dir DIR', cause })
  }
}
