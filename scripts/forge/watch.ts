// What is looked at every day:
//   watch.ts --head DIR --status                     what is due, overdue, open or expiring; needs no secret
//   watch.ts --head DIR --drift --stacks "NAMES"     what the cloud is otherwise than it was deployed; records it
import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lastDeployed, prepareHead, stackNames, toolAt } from './deployment.ts'
import { asCode, engineOf, keyOptions, show, summarize } from './engine.ts'
import { openEvidence, pushEvidence } from './evidence.ts'
import { type Job, notice, option, runStep } from './job.ts'
import { gatehouse, worst } from './tool.ts'

async function step(job: Job): Promise<number> {
  const head = realpathSync(resolve(option(job, 'head')))
  const clone = join(job.scratch, 'evidence')
  const archive = await openEvidence(job, clone)
  prepareHead(job, head)
  return job.arguments.includes('--status') ? status(job, head, archive) : drift(job, head, clone, archive)
}

/** 1 where something is overdue, so that the run is red. */
function status(job: Job, head: string, archive: string): number {
  const evidence = lastDeployed(archive, head).size === 0 ? [] : ['--evidence', archive]
  const answer = gatehouse(job, ['status', ...evidence, '--format', 'markdown'], head)
  show(answer)
  if (answer.status < 2) summarize(job, answer.stdout)
  return answer.status
}

/** Each stack that was deployed, by the program that deployed it. A stack that fails does not hide the others. */
async function drift(job: Job, head: string, clone: string, archive: string): Promise<number> {
  const last = lastDeployed(archive, head)
  const { environment, options } = await engineOf(job)
  const keys = keyOptions(job)
  const statuses: number[] = []
  for (const stack of stackNames(option(job, 'stacks'))) {
    const deployed = last.get(stack)
    if (deployed === undefined) {
      job.say(notice(`${stack} was not deployed yet`))
      continue
    }
    const tool = await toolAt(job, head, deployed)
    // The cloud is compared with the state: what was merged and not deployed yet is no drift.
    const args = ['drift', '--stack', stack, '--program', head, '--archive', archive, ...options, ...keys]
    const answer = gatehouse(job, args, head, environment, tool)
    show(answer)
    summarize(job, asCode(answer.stdout))
    statuses.push(answer.status)
    const pushed = await pushEvidence(job, clone, `drift: ${stack} ${deployed.slice(0, 12)}`)
    job.say(notice(pushed ? `evidence of ${stack} is pushed` : `${stack} left no new evidence`))
  }
  return statuses.length === 0 ? 0 : worst(statuses)
}

await runStep(step)
