import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, sep } from 'node:path'
import { x } from 'tinyexec'
import { AppError } from '../errors.ts'
import { commitOf, git, mergeBase } from './git.ts'

/** One revision of the head's repository in a directory of its own. */
export interface Checkout {
  /** The program's directory in it. */
  readonly root: string
  /** The path in it of a path in the head's repository; a path elsewhere is the user's own choice and stays. */
  readonly relocate: (path: string) => string
  /** How an error names a file in it; undefined for every other file. */
  readonly nameOf: (file: string) => string | undefined
}

/** The revision that a change is judged against. */
export interface Base {
  /** The base as it is now: its policies, parameters, exceptions and approvals bind. */
  readonly tip: Checkout
  /** Where the change began: what the change does differently is compared with it. */
  readonly origin: Checkout
  /** Commit id of the tip, or undefined for a directory that the user named. */
  readonly revision?: string
  readonly dispose: () => void
}

/** A directory that somebody else checked out, as `--base-dir` names it; the caller has seen that it exists. */
export function baseDirectory(root: string, head: string): Base {
  const tip: Checkout = {
    root,
    relocate: (path) => moved(path, root, root) ?? moved(path, head, root) ?? path,
    nameOf: () => undefined,
  }
  return { tip, origin: tip, dispose: () => undefined }
}

/**
 * Checks out the tip of `reference`, and its merge base with HEAD where that is another commit, into temporary
 * directories. Only the tip decides: where a change begins is its author's choice, so old policies cannot be had by an
 * old beginning. node_modules is shared with the working tree where both lock files are equal, for programs that are
 * planned there.
 * @param head directory of the program, in the repository or below it.
 * @throws AppError `git`.
 */
export async function checkOutBase(head: string, reference: string): Promise<Base> {
  const top = await git(head, ['rev-parse', '--show-toplevel'])
  if (top.code !== 0) {
    throw new AppError('git', '--base needs a git repository', {
      place: { file: head },
      fix: 'run in the checkout, or give the base as a directory with --base-dir DIR',
    })
  }
  const repository = realpathSync(top.text)
  const inside = relative(repository, realpathSync(head))
  const tip = await commitOf(head, reference)
  const start = await mergeBase(head, tip, reference)
  const made: string[] = []
  const dispose = (): void => {
    for (const directory of made) rmSync(directory, { recursive: true, force: true })
  }
  const checkOut = async (revision: string): Promise<Checkout> => {
    const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-base-'))
    made.push(directory)
    await unpack(repository, revision, directory)
    for (const shared of new Set(['', inside])) shareModules(join(repository, shared), join(directory, shared))
    return {
      root: join(directory, inside),
      relocate: (path) => moved(join(realpathSync(head), relative(head, path)), repository, directory) ?? path,
      nameOf: (file) =>
        file.startsWith(`${directory}${sep}`)
          ? `base ${revision.slice(0, 12)}: ${relative(directory, file)}`
          : undefined,
    }
  }
  try {
    const now = await checkOut(tip)
    return { tip: now, origin: start === tip ? now : await checkOut(start), revision: tip, dispose }
  } catch (error) {
    dispose()
    throw error
  }
}

/** A path below `from`, below `to` instead; a link to below `from` counts as that. Undefined for every other path. */
function moved(path: string, from: string, to: string): string | undefined {
  for (const candidate of [path, real(path)]) {
    const inside = relative(from, candidate)
    if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) return join(to, inside)
  }
  return undefined
}

function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
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
  if (existsSync(join(root, 'node_modules'))) return
  if (readFileSync(join(repository, lock)).equals(readFileSync(join(root, lock))))
    // One link, not one to another: what may be read is named by its own path and by the last.
    symlinkSync(realpathSync(modules), join(root, 'node_modules'), 'dir')
}
