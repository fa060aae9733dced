// The step "Post" of the workflow that follows a pull request's run: it has a token that writes, so it runs nothing of
// the pull request. Which pull request and which commit it is about, the event and the forge say; the artefact holds
// decisions, as data that anybody may have written.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { packageVersion } from '../../src/cli.ts'
import { AppError } from '../../src/errors.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { isObject, type Json, parseUniqueJson } from '../../src/json.ts'
import { visible } from '../../src/render/escape.ts'
import { renderSarif } from '../../src/render/sarif.ts'
import { type Forge, ForgeError, openForge } from './api.ts'
import { commentOn, MARK } from './comment.ts'
import { ARTEFACT, MAX_ARTEFACT_BYTES, readHandedOver, type StackAnswer } from './handed-over.ts'
import { commitId, type Job, notice, runStep, variable } from './job.ts'

/** The file that may hand something over. A pull request can add a workflow with the same name. */
const WORKFLOW = '.github/workflows/pull-request.yml'
/** Who writes the comments of a workflow's own token. */
const BOT = 'github-actions[bot]'
/** GitHub refuses more, packed. */
const MAX_SARIF_BYTES = 10 * 1024 * 1024

/** Posts what a finished run of a pull request left. Exit 0 also where there is nothing to post. */
export async function post(job: Job): Promise<0> {
  const run = readEvent(job)
  if (run === undefined) return nothing(job, 'the run was not one of a pull request')
  const forge = openForge(job)
  const pull = await pullOf(forge, run)
  if (pull === undefined) return nothing(job, `no open pull request has ${run.commit} as its head now`)
  const answers = await handedOver(forge, run)
  if (answers === undefined) return nothing(job, 'the run left nothing: it ended before it judged')
  const repository = `${variable(job, 'GITHUB_SERVER_URL')}/${forge.repository}`
  const body = commentOn(answers, { ...run, sourceUrl: `${repository}/blob/${run.commit}/` })
  await comment(forge, pull, body)
  job.say(notice(`the comment on #${pull} is written`))
  for (const { stack, decision } of answers)
    if (decision !== undefined) await uploadSarif(job, forge, { pull, commit: run.commit, stack, decision })
  return 0
}

interface Run {
  readonly id: number
  readonly commit: string
  readonly url: string
  /** `owner:branch`, as the forge looks heads up, and the repository that it must be in. */
  readonly owner: string
  readonly branch: string
  readonly source: string
  /** The branch into which pull requests of this kind go. */
  readonly base: string
}

function nothing(job: Job, why: string): 0 {
  job.say(notice(`no comment: ${why}`))
  return 0
}

/** What the event says. @throws AppError `malformed` for an event of another kind. */
function readEvent(job: Job): Run | undefined {
  const file = variable(job, 'GITHUB_EVENT_PATH')
  const event = parseUniqueJson(readFileSync(file, 'utf8'), file)
  const run = at(event, 'workflow_run')
  if (at(run, 'event') !== 'pull_request' || !isWorkflow(at(run, 'path'))) return undefined
  const id = at(run, 'id')
  const values = {
    url: at(run, 'html_url'),
    owner: at(run, 'head_repository', 'owner', 'login'),
    branch: at(run, 'head_branch'),
    source: at(run, 'head_repository', 'full_name'),
    base: at(event, 'repository', 'default_branch'),
  }
  const missing = Object.entries(values).find(([, value]) => typeof value !== 'string' || value === '')
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || missing !== undefined) {
    throw new AppError('malformed', `the event has no ${missing?.[0] ?? 'id'} of the run`, {
      fix: 'start this step by workflow_run only',
    })
  }
  return {
    id,
    commit: commitId(at(run, 'head_sha'), 'the head of the run'),
    ...(values as Record<keyof typeof values, string>),
  }
}

/** The API gives the path alone, or with the reference after an `@`. */
function isWorkflow(path: unknown): boolean {
  return typeof path === 'string' && (path === WORKFLOW || path.startsWith(`${WORKFLOW}@`))
}

/**
 * The open pull request whose head is the judged commit. The event lists none for forks, so the forge is asked by the
 * branch, and repository and commit must agree. One whose head has moved on gets its comment from the newer run.
 */
async function pullOf(forge: Forge, run: Run): Promise<number | undefined> {
  const head = encodeURIComponent(`${run.owner}:${run.branch}`)
  const pulls = await forge.list(`/pulls?state=open&head=${head}`)
  const found = pulls.filter(
    (pull) =>
      at(pull, 'head', 'sha') === run.commit &&
      at(pull, 'head', 'repo', 'full_name') === run.source &&
      at(pull, 'base', 'repo', 'full_name') === forge.repository &&
      at(pull, 'base', 'ref') === run.base,
  )
  const number = at(found[0], 'number')
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** What the run left, as far as it has the right form; undefined where it left nothing. */
async function handedOver(forge: Forge, run: Run): Promise<readonly StackAnswer[] | undefined> {
  const listed = await forge.list(`/actions/runs/${run.id}/artifacts?name=${ARTEFACT}`, 'artifacts')
  const ours = listed.filter((artefact) => at(artefact, 'name') === ARTEFACT && at(artefact, 'expired') !== true)
  const ids = ours.map((artefact) => at(artefact, 'id')).filter((id): id is number => Number.isSafeInteger(id))
  if (ids.length === 0) return undefined
  // A run that was started again leaves another one.
  const newest = Math.max(...ids)
  return readHandedOver(await forge.download(`/actions/artifacts/${newest}/zip`, MAX_ARTEFACT_BYTES))
}

/** Writes the comment, or writes it anew in place: one comment for a pull request, and only one of the bot's own. */
async function comment(forge: Forge, pull: number, body: string): Promise<void> {
  const all = await forge.list(`/issues/${pull}/comments`)
  const own = all.find(
    (entry) =>
      at(entry, 'user', 'login') === BOT &&
      at(entry, 'user', 'type') === 'Bot' &&
      String(at(entry, 'body') ?? '').startsWith(MARK),
  )
  const id = at(own, 'id')
  if (typeof id === 'number') await forge.send('PATCH', `/issues/comments/${id}`, { body })
  else await forge.send('POST', `/issues/${pull}/comments`, { body })
}

interface Analysis {
  readonly pull: number
  readonly commit: string
  readonly stack: string
  readonly decision: Decision
}

/** Hands the findings to code scanning; where a repository has none, that is said and no fault. */
async function uploadSarif(job: Job, forge: Forge, { pull, commit, stack, decision }: Analysis): Promise<void> {
  const exitCode = decision.decision === 'allow' ? 0 : 1
  const packed = gzipSync(renderSarif(decision, { version: packageVersion(), exitCode }))
  if (packed.length > MAX_SARIF_BYTES) return job.say(notice(`the findings of ${stack} are too many for code scanning`))
  try {
    await forge.send('POST', '/code-scanning/sarifs', {
      commit_sha: commit,
      ref: `refs/pull/${pull}/head`,
      sarif: packed.toString('base64'),
      tool_name: 'Gatehouse',
    })
  } catch (error) {
    if (!(error instanceof ForgeError) || (error.status !== 403 && error.status !== 404)) throw error
    job.say(notice(visible(`code scanning took no findings of ${stack}: the forge answered ${error.status}`)))
  }
}

function at(value: unknown, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value) as Json | undefined
}

if (import.meta.main) await runStep(post)
