import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { AppError } from '../../src/errors.ts'
import { visible } from '../../src/render/escape.ts'
import { type Job, variable } from './job.ts'

/** The branch that holds the archive and nothing else; it has no history in common with the program. */
const BRANCH = 'evidence'
/** Where in the branch the archive is. */
const FOLDER = 'evidence'

const BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' }

/**
 * Clones the evidence branch, or begins it where the repository has none.
 * @returns the directory of the archive.
 * @throws AppError `git`.
 */
export async function openEvidence(job: Job, clone: string): Promise<string> {
  const remote = remoteOf(job)
  const listed = await git(job, '.', ['ls-remote', '--heads', remote, `refs/heads/${BRANCH}`])
  if (listed === '') {
    mkdirSync(clone, { recursive: true })
    await git(job, clone, ['init', '-q', '-b', BRANCH])
    await git(job, clone, ['remote', 'add', 'origin', remote])
    // Every byte is under a signature or a hash: no checkout may change one.
    writeFileSync(join(clone, '.gitattributes'), '* -text\n')
  } else {
    await git(job, '.', ['clone', '-q', '--single-branch', '--no-tags', '--branch', BRANCH, remote, clone])
  }
  // What a run that writes to the archive holds is no part of it.
  appendFileSync(join(clone, '.git/info/exclude'), `\n/${FOLDER}/.lock\n`)
  const archive = join(clone, FOLDER)
  mkdirSync(archive, { recursive: true })
  return archive
}

/**
 * Commits what the archive has now and pushes it. Never by force: where somebody else pushed, this is an error, and the
 * records stay in the job's log and on its disk. An archive whose files changed otherwise than by growing is not pushed.
 * @returns whether there was something to push.
 * @throws AppError `git`, `refused`.
 */
export async function pushEvidence(job: Job, clone: string, message: string): Promise<boolean> {
  await git(job, clone, ['add', '--all'])
  const status = await git(job, clone, ['diff', '--cached', '--name-status', '--no-renames'])
  if (status === '') return false
  // The log's checkpoint and its last tiles are written anew with every record.
  const lost = status.split('\n').find((line) => /^[^A]\t[^/]+\/(?:records|objects)\//.test(line))
  if (lost !== undefined) {
    throw new AppError('refused', `a record would be changed or removed: ${visible(lost)}`, {
      fix: `look at the branch ${BRANCH}: records are only ever added`,
    })
  }
  await git(job, clone, ['commit', '-q', '-m', message])
  await git(job, clone, ['push', '-q', 'origin', `HEAD:refs/heads/${BRANCH}`])
  return true
}

function remoteOf(job: Job): string {
  return `${variable(job, 'GITHUB_SERVER_URL')}/${variable(job, 'GITHUB_REPOSITORY')}.git`
}

/** The token stands in the environment of git alone, in no file and on no command line. */
async function git(job: Job, cwd: string, args: readonly string[]): Promise<string> {
  const token = variable(job, 'GITHUB_TOKEN')
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const env: Record<string, string | undefined> = {
    PATH: job.env['PATH'],
    HOME: job.scratch,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${variable(job, 'GITHUB_SERVER_URL')}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
    GIT_AUTHOR_NAME: BOT.name,
    GIT_AUTHOR_EMAIL: BOT.email,
    GIT_COMMITTER_NAME: BOT.name,
    GIT_COMMITTER_EMAIL: BOT.email,
  }
  const { exitCode, stdout, stderr } = await x('git', [...args], { nodeOptions: { cwd, env } })
  if (exitCode === 0) return stdout.trim()
  throw new AppError('git', `git ${args[0]} failed: ${visible(stderr.trim()).slice(0, 500)}`, {
    fix: `check the job's permission to write contents, and the rules of the branch ${BRANCH}`,
  })
}
