// The steps of the deployment of a main branch:
//   deploy.ts --head DIR --stacks "NAMES" --judge     judges what would be deployed; needs no secret
//   deploy.ts --head DIR --stacks "NAMES"             judges again, deploys, and pushes the evidence
//
// What was deployed last is the tool; this file only finds it, fetches what it needs, and carries its evidence away.
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../../src/errors.ts'
import { git } from '../../src/gate/git.ts'
import { openForge } from './api.ts'
import { changeOf } from './changes.ts'
import { lastDeployed, prepareHead, scratchDirectory, stackNames, toolAt } from './deployment.ts'
import { asCode, engineOf, forHook, keyOptions, show, summarize, writeHook } from './engine.ts'
import { openEvidence, pushEvidence } from './evidence.ts'
import { commitId, type Job, notice, option, runStep } from './job.ts'
import { gatehouse, worst } from './tool.ts'

async function step(job: Job): Promise<number> {
  const head = realpathSync(resolve(option(job, 'head')))
  const isJudging = job.arguments.includes('--judge')
  const clone = join(job.scratch, 'evidence')
  const archive = await openEvidence(job, clone)
  const last = lastDeployed(archive, head)
  prepareHead(job, head)
  const statuses: number[] = []
  for (const stack of stackNames(option(job, 'stacks'))) {
    const deployed = last.get(stack)
    const base = deployed ?? commitId(job.env['GATEHOUSE_FIRST_BASE'], 'GATEHOUSE_FIRST_BASE')
    const target: Target = {
      head,
      clone,
      archive,
      stack,
      base,
      isFirst: deployed === undefined,
      tool: await toolAt(job, head, base),
    }
    job.say(`::group::${stack}`)
    const judged = judge(job, target)
    const status = isJudging || judged.status !== 0 ? judged.status : await deploy(job, target, judged.decision)
    job.say('::endgroup::')
    statuses.push(status)
    if (status !== 0) break
  }
  return worst(statuses)
}

interface Target {
  readonly head: string
  readonly clone: string
  readonly archive: string
  readonly stack: string
  /** What was deployed last: its rules decide, and its program is the tool. */
  readonly base: string
  readonly isFirst: boolean
  readonly tool: string
}

function judge(job: Job, { head, stack, base, tool }: Target): { status: number; decision: string } {
  const decision = join(job.scratch, `${stack}.decision.json`)
  const summary = join(job.scratch, `${stack}.md`)
  const files = ['--output', decision, '--output', `markdown=${summary}`]
  const answer = gatehouse(
    job,
    ['gate', '--program', head, '--stack', stack, '--base', base, ...files, '--format', 'github'],
    head,
    {},
    tool,
  )
  show(answer)
  if (existsSync(summary)) summarize(job, readFileSync(summary, 'utf8'))
  return { status: answer.status, decision }
}

async function deploy(job: Job, target: Target, decision: string): Promise<number> {
  const { head, clone, archive, stack, base, tool } = target
  const changes = await writeChanges(job, head, base)
  const commit = (await git(head, ['rev-parse', 'HEAD'])).text
  const { environment, options } = await engineOf(job)
  const args = [
    ...['deploy', archive, '--program', head, '--stack', stack, '--decision', decision],
    ...changes.flatMap((file) => ['--change', file]),
    ...(target.isFirst ? ['--base', base] : []),
    ...['--before-update', writeHook(job, clone, stack)],
    ...options,
    ...keyOptions(job),
  ]
  try {
    const answer = gatehouse(job, args, head, { ...environment, ...forHook(job) }, tool)
    show(answer)
    summarize(job, asCode(answer.stdout))
    return answer.status
  } finally {
    // Whatever came of it, the records that were made must not be lost with the runner.
    const pushed = await pushEvidence(job, clone, `deploy: ${stack} ${commit.slice(0, 12)}`)
    job.say(notice(pushed ? `evidence of ${stack} is pushed` : `${stack} left no new evidence`))
  }
}

/** One file for each commit since the last deployment that a pull request became; `deploy` refuses the others. */
async function writeChanges(job: Job, head: string, base: string): Promise<readonly string[]> {
  const forge = openForge(job)
  const line = await git(head, ['rev-list', '--first-parent', '--reverse', `${base}..HEAD`])
  if (line.code !== 0) throw new AppError('git', `the history since ${base} is not here`, { fix: 'set fetch-depth: 0' })
  const files: string[] = []
  const directory = scratchDirectory(job, 'changes')
  for (const commit of line.text.split('\n').filter((text) => text !== '')) {
    const change = await changeOf(forge, commit)
    if (change === undefined) continue
    const file = join(directory, `${commit}.json`)
    writeFileSync(file, `${JSON.stringify(change, null, 2)}\n`)
    files.push(file)
  }
  return files
}

await runStep(step)
