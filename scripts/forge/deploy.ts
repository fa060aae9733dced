// The steps of the deployment of a main branch:
//   deploy.ts --head DIR --stacks "NAMES" --judge     judges what would be deployed; needs no secret
//   deploy.ts --head DIR --stacks "NAMES"             judges again, deploys, and pushes the evidence
//
// What was deployed last is the tool; this file only finds it, fetches what it needs, and carries its evidence away.
import { appendFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../src/errors.ts'
import { git } from '../../src/gate/git.ts'
import { withoutCommands } from '../../src/render/escape.ts'
import { openForge } from './api.ts'
import { changeOf } from './changes.ts'
import { awsCredentials } from './cloud.ts'
import { lastDeployed, prepareHead, scratchDirectory, stackNames, toolAt } from './deployment.ts'
import { openEvidence, pushEvidence } from './evidence.ts'
import { commitId, type Job, notice, option, runStep, variable } from './job.ts'
import { type Answer, gatehouse, worst } from './tool.ts'

/** What the engine and the providers need to reach their clouds; nothing else of the runner's environment is passed on. */
const PASSED = /^(?:ARM|AWS|AZURE|PULUMI)_[A-Z0-9_]+$|^ACTIONS_ID_TOKEN_REQUEST_(?:TOKEN|URL)$/

async function step(job: Job): Promise<number> {
  const head = realpathSync(resolve(option(job, 'head')))
  const isJudging = job.arguments.includes('--judge')
  const clone = join(job.scratch, 'evidence')
  const archive = await openEvidence(job, clone)
  const last = lastDeployed(archive)
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
  return { status: answer.status, decision }
}

async function deploy(job: Job, target: Target, decision: string): Promise<number> {
  const { head, clone, archive, stack, base, tool } = target
  const keys = writeKeys(job)
  const changes = await writeChanges(job, head, base)
  const commit = (await git(head, ['rev-parse', 'HEAD'])).text
  const named = (job.env['GATEHOUSE_ENGINE_ENV'] ?? '').split(/\s+/).filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name))
  const environment = { ...passed(job, named), ...(await awsCredentials(job)), ...forHook(job) }
  const args = [
    ...['deploy', archive, '--program', head, '--stack', stack, '--decision', decision],
    ...changes.flatMap((file) => ['--change', file]),
    ...(target.isFirst ? ['--base', base] : []),
    ...named.flatMap((name) => ['--env', name]),
    ...['--before-update', writeHook(job, clone, stack)],
    ...['--key', keys.signing, '--log-key', keys.log, '--origin', variable(job, 'GATEHOUSE_ORIGIN')],
  ]
  try {
    const answer = gatehouse(job, args, head, environment, tool)
    show(answer)
    summarize(job, answer.stdout)
    return answer.status
  } finally {
    // Whatever came of it, the records that were made must not be lost with the runner.
    const pushed = await pushEvidence(job, clone, `deploy: ${stack} ${commit.slice(0, 12)}`)
    job.say(notice(pushed ? `evidence of ${stack} is pushed` : `${stack} left no new evidence`))
  }
}

const HOOK = fileURLToPath(new URL('./push-evidence.ts', import.meta.url))
const FOR_HOOK = ['GITHUB_TOKEN', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'] as const

/** The intent is pushed before the update: a runner that is lost in between leaves it behind. */
function writeHook(job: Job, clone: string, stack: string): string {
  const file = join(job.scratch, `push-${stack}.sh`)
  const words = [process.execPath, HOOK, '--clone', clone, '--message', `deploy: ${stack} begins`]
  writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')}\n`, { mode: 0o700 })
  return file
}

/** The program of the hook needs them; the engine gets a list of names in which they are not. */
function forHook(job: Job): Readonly<Record<string, string>> {
  return Object.fromEntries(FOR_HOOK.map((name) => [name, variable(job, name)]))
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

function writeKeys(job: Job): { readonly signing: string; readonly log: string } {
  const write = (name: string, text: string): string => {
    const file = join(job.scratch, name)
    writeFileSync(file, `${text.trim()}\n`, { mode: 0o600 })
    return file
  }
  return {
    signing: write('signing.pem', variable(job, 'GATEHOUSE_SIGNING_KEY')),
    log: write('log.pem', variable(job, 'GATEHOUSE_LOG_KEY')),
  }
}

function passed(job: Job, named: readonly string[]): Readonly<Record<string, string>> {
  const isPassed = (name: string): boolean => PASSED.test(name) || named.includes(name)
  return Object.fromEntries(
    Object.entries(job.env).filter((entry): entry is [string, string] => isPassed(entry[0]) && entry[1] !== undefined),
  )
}

function show({ stdout, stderr }: Answer): void {
  process.stderr.write(stderr.split('\n').map(withoutCommands).join('\n'))
  process.stdout.write(stdout)
}

function summarize(job: Job, text: string): void {
  const file = job.env['GITHUB_STEP_SUMMARY']
  if (file !== undefined && file !== '') appendFileSync(file, `\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\`\n`)
}

await runStep(step)
