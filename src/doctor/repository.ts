import { AppError } from '../errors.ts'
import { commitOf, git, mergeBase } from '../gate/git.ts'
import { visible } from '../render/escape.ts'
import { bad, type Check, ok } from './model.ts'

/** Whether a change can be compared with its base here: a repository, with its history, and the base in it. */
export async function repositoryChecks(root: string, base: string | undefined): Promise<readonly Check[]> {
  const top = await git(root, ['rev-parse', '--show-toplevel'])
  if (top.code !== 0) {
    return [
      bad(
        'git',
        'fail',
        'this is no git checkout',
        'clone the repository; "gate" needs the base to judge by its policies',
      ),
    ]
  }
  const shallow = await git(root, ['rev-parse', '--is-shallow-repository'])
  const depth =
    shallow.text === 'true'
      ? bad(
          'git',
          'fail',
          'the clone is shallow',
          'fetch the history: "git fetch --unshallow", or "fetch-depth: 0" on actions/checkout',
        )
      : ok('git', 'a checkout with its history')
  if (base === undefined)
    return [depth, bad('base', 'skipped', 'no base was named', 'give --base REF, such as origin/main')]
  try {
    const tip = await commitOf(root, base)
    await mergeBase(root, tip, base)
    return [depth, ok('base', `${visible(base)} is ${tip.slice(0, 12)}`)]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [depth, bad('base', 'fail', error.message, error.fix ?? 'fetch the branch')]
  }
}
