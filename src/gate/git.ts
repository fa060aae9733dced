import { x } from 'tinyexec'
import { AppError } from '../errors.ts'

/** What a git command gave: its exit code, and its output or, where it failed, what it complained about. */
export interface GitAnswer {
  readonly code: number
  readonly text: string
}

/** Runs git on a repository. Replaced objects (`refs/replace`) are not followed. @throws AppError `git` where there is no git. */
export async function git(repository: string, args: readonly string[]): Promise<GitAnswer> {
  try {
    const result = await x('git', ['-C', repository, ...args], {
      nodeOptions: { env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_REPLACE_OBJECTS: '1' } },
    })
    return { code: result.exitCode ?? 1, text: (result.exitCode === 0 ? result.stdout : result.stderr).trim() }
  } catch (cause) {
    throw new AppError('git', 'git cannot be run', { fix: 'install git, or use --base-dir DIR', cause })
  }
}

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i
const EXPECTED = 'a branch such as origin/main, or the full id of a commit'

/**
 * The commit that the name of a base stands for: a branch of this clone or of a remote, or a full commit id. Tags are
 * not followed, because whoever may push one can give it the name of a branch and git would prefer it; nor are
 * abbreviations and expressions.
 * @throws AppError `git` for a name of nothing, of two branches, or of something else.
 */
export async function commitOf(repository: string, reference: string): Promise<string> {
  const refs = FULL_ID.test(reference) ? [] : await branches(repository, reference)
  const [ref, other] = refs
  if (ref !== undefined && other !== undefined) {
    throw new AppError('git', `${reference} is the name of two branches: ${ref} and ${other}`, {
      expected: EXPECTED,
      fix: `write the whole name, such as --base ${other}, or remove the branch that is not meant`,
    })
  }
  const name = ref ?? (FULL_ID.test(reference) ? reference : undefined)
  const found = name === undefined ? undefined : await parse(repository, name)
  if (found?.code === 0) return found.text
  throw await unusable(repository, reference)
}

/** The commit that two commits have in common. @throws AppError `git` where there is none. */
export async function mergeBase(repository: string, tip: string, reference: string): Promise<string> {
  const found = await git(repository, ['merge-base', tip, 'HEAD'])
  if (found.code === 0 && found.text !== '') return found.text
  throw await missing(repository, reference, `there is no common ancestor of ${reference} and HEAD`)
}

/** Branches with this name, here and at remotes. `show-ref --verify` takes whole names only, and no expressions. */
async function branches(repository: string, reference: string): Promise<readonly string[]> {
  const isWhole = reference.startsWith('refs/')
  const names = isWhole ? [reference] : [`refs/heads/${reference}`, `refs/remotes/${reference}`]
  const found: string[] = []
  for (const name of names.filter((one) => /^refs\/(?:heads|remotes)\//.test(one) && !one.includes('..'))) {
    if ((await git(repository, ['show-ref', '--verify', '--quiet', name])).code === 0) found.push(name)
  }
  return found
}

function parse(repository: string, name: string): Promise<GitAnswer> {
  return git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
}

async function unusable(repository: string, reference: string): Promise<AppError> {
  const other = await parse(repository, reference)
  if (other.code !== 0) return missing(repository, reference, `there is no revision ${reference} in this clone`)
  const isTag = (await git(repository, ['show-ref', '--verify', '--quiet', `refs/tags/${reference}`])).code === 0
  return new AppError('git', `${reference} is ${isTag ? 'a tag' : 'neither a branch nor a full commit id'}`, {
    expected: EXPECTED,
    fix: `name the branch, or give the commit itself: --base ${other.text}`,
  })
}

async function missing(repository: string, reference: string, message: string): Promise<AppError> {
  const shallow = await git(repository, ['rev-parse', '--is-shallow-repository'])
  return shallow.text === 'true'
    ? new AppError('git', `the base ${reference} is not in this clone, which is shallow`, {
        expected: 'a clone with the history since the base',
        fix: 'fetch the history: in GitHub Actions set "fetch-depth: 0" on actions/checkout',
      })
    : new AppError('git', message, {
        expected: EXPECTED,
        fix: `check the name with "git rev-parse ${reference}", or fetch the branch`,
      })
}
