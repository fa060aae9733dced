import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { x } from 'tinyexec'
import { AppError, renamePlace } from '../errors.ts'
import { requireDirectory, type Workplace } from '../files.ts'
import { git } from '../gate/git.ts'

/** The register's directory as it was at a moment, in a place of its own. */
export interface PastRegister {
  /** Absolute path; it is gone after `dispose`. */
  readonly directory: string
  /** The policies beside it, where the repository has them as this program does. */
  readonly policies: string | undefined
  /** The last change of both until then: full id and time of the commit. */
  readonly commit: { readonly id: string; readonly time: string }
  readonly dispose: () => void
}

/**
 * Checks out the register as the history of HEAD had it at a moment: the last commit on its first-parent line that
 * touched the directory and is not later. What is in the working tree does not matter.
 * @returns undefined where the directory is in no git repository.
 * @throws AppError `git` where the history does not reach back so far, `not-found`.
 */
export async function checkOutRegister(place: Workplace, dir: string, asOf: string): Promise<PastRegister | undefined> {
  const head = realpathSync(requireDirectory(place, dir, 'the directory of the register, such as stacks/register'))
  const top = await git(head, ['rev-parse', '--show-toplevel'])
  if (top.code !== 0) return undefined
  const repository = realpathSync(top.text)
  const inside = relative(repository, head) || '.'
  const policies = inside.endsWith('stacks/register') ? join(inside, '../../policies') : undefined
  const commit = await lastCommit(repository, inside, policies, asOf)
  const withPolicies =
    policies !== undefined &&
    (await git(repository, ['cat-file', '-e', `${commit.id}:${policies}/bundle/lock.json`])).code === 0
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-register-'))
  try {
    await unpack(repository, commit.id, withPolicies ? [inside, policies] : [inside], root)
  } catch (error) {
    rmSync(root, { recursive: true, force: true })
    throw error
  }
  return {
    directory: join(root, inside),
    policies: withPolicies ? join(root, policies) : undefined,
    commit,
    dispose: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Reads from the past directory, removes it, and names files in errors by their commit. */
export async function inPast<Result>(
  past: PastRegister,
  read: (directory: string, policies: string | undefined) => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await read(past.directory, past.policies)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw renamePlace(error, (file) =>
      file.startsWith(`${past.directory}${sep}`)
        ? `commit ${past.commit.id.slice(0, 12)}: ${relative(past.directory, file)}`
        : file,
    )
  } finally {
    past.dispose()
  }
}

async function lastCommit(
  repository: string,
  inside: string,
  policies: string | undefined,
  asOf: string,
): Promise<{ readonly id: string; readonly time: string }> {
  const before = Math.floor(Date.parse(asOf) / 1000)
  const found = await git(repository, [
    'log',
    '-1',
    '--first-parent',
    `--before=${before}`,
    '--format=%H %ct',
    'HEAD',
    '--',
    inside,
    ...(policies === undefined ? [] : [policies]),
  ])
  const [id, seconds] = found.code === 0 ? found.text.split(' ') : []
  if (id && seconds) return { id, time: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') }
  const shallow = await git(repository, ['rev-parse', '--is-shallow-repository'])
  throw new AppError('git', `the history has no register at ${asOf}`, {
    place: { file: inside },
    expected: 'a commit with the register that is not later',
    fix:
      shallow.text === 'true'
        ? 'fetch the whole history: in GitHub Actions set "fetch-depth: 0" on actions/checkout'
        : 'name a later moment; leave --as-of out for the register as it is now',
  })
}

async function unpack(repository: string, revision: string, paths: readonly string[], root: string): Promise<void> {
  const archive = join(root, '.register.tar')
  const written = await git(repository, ['archive', '--format=tar', `--output=${archive}`, revision, '--', ...paths])
  const unpacked = written.code === 0 ? await x('tar', ['xf', archive, '-C', root]) : undefined
  rmSync(archive, { force: true })
  if (unpacked?.exitCode === 0) return
  throw new AppError(
    'git',
    `the register of ${revision} cannot be read: ${(unpacked?.stderr ?? written.text).trim()}`,
    {
      fix: 'check the repository with "git fsck", and the space for temporary files',
    },
  )
}
