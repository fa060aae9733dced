// The step "Judge" of a pull request: judge.ts --head DIR --sha COMMIT --out DIR
//
// This checkout is the base, which is the tool; the head is data. The step has no secret and no token, and the gate gets
// nothing of its environment. What is left in OUT is read by the workflow that comments, which trusts none of it.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stackNames } from '../../src/engine/project-files.ts'
import { AppError } from '../../src/errors.ts'
import { git } from '../../src/gate/git.ts'
import { byCodeUnit, isObject } from '../../src/json.ts'
import { visible } from '../../src/render/escape.ts'
import { writeAtomic } from '../../src/write.ts'
import { parseYaml } from '../../src/yaml.ts'
import { summarize } from './engine.ts'
import { decisionFile, errorFile, isStackName, MAX_ERROR_BYTES, MAX_STACKS } from './handed-over.ts'
import { commitId, type Job, option, runStep, TOOL } from './job.ts'
import { givePackages } from './packages.ts'
import { gatehouse, worst } from './tool.ts'

/** What the program printed, in the log of the run. */
const MAX_LOG = 100_000

async function step(job: Job): Promise<number> {
  const head = realpathSync(resolve(option(job, 'head')))
  const out = resolve(option(job, 'out'))
  const expected = commitId(option(job, 'sha'), '--sha')
  await refuseOther(head, expected)
  const base = await revisionOf(TOOL)
  givePackages(job, head)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const statuses = stacksOf(head).map((stack) => judgeStack(job, { head, out, base, stack }))
  return worst(statuses)
}

interface Judged {
  readonly head: string
  readonly out: string
  readonly base: string
  readonly stack: string
}

function judgeStack(job: Job, { head, out, base, stack }: Judged): number {
  const decision = join(out, decisionFile(stack))
  const plan = join(job.scratch, `${stack}.plan.json`)
  const comment = join(job.scratch, `${stack}.md`)
  job.say(`::group::${stack}`)
  const answer = gatehouse(
    job,
    [
      ...['gate', '--program', head, '--stack', stack, '--base', base, '--format', 'github'],
      ...['--output', decision, '--plan-output', plan, '--output', comment],
    ],
    head,
  )
  process.stderr.write(inert(answer.stderr, MAX_LOG))
  const held = answer.status === 2 ? '' : sandboxOf(plan)
  if (answer.status !== 2 && held !== 'network+permissions') {
    rmSync(decision, { force: true })
    const fault = `gatehouse: the program of the stack ${stack} ran with the sandbox "${held}" only, so its answer counts for nothing\n  fix: give the runner namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0)\n`
    process.stderr.write(fault)
    return failed(job, join(out, errorFile(stack)), fault)
  }
  if (answer.status === 2) return failed(job, join(out, errorFile(stack)), answer.stderr)
  if (answer.status === 3) {
    rmSync(decision, { force: true })
    failed(job, join(out, errorFile(stack)), 'gatehouse: nothing was evaluated\n')
    return 3
  }
  process.stdout.write(answer.stdout)
  job.say('::endgroup::')
  summarize(job, readFileSync(comment, 'utf8'))
  return answer.status
}

function failed(job: Job, file: string, text: string): 2 {
  // The last lines are Gatehouse's own; before them is what the program printed.
  writeAtomic(file, inert(text.slice(-MAX_ERROR_BYTES / 4), MAX_ERROR_BYTES))
  job.say('::endgroup::')
  return 2
}

/** Lines of others in which the runner finds nothing to obey. */
function inert(text: string, max: number): string {
  const lines = text.split('\n').map(visible).join('\n')
  return lines.length <= max ? lines : `${lines.slice(0, max)}\n… ${lines.length - max} more characters\n`
}

function sandboxOf(plan: string): string {
  const document: unknown = JSON.parse(readFileSync(plan, 'utf8'))
  const origin = isObject(document) ? document['origin'] : undefined
  return isObject(origin) ? String(origin['sandbox']) : 'none'
}

/** The stacks of the base, and those that the change adds. @throws AppError `refused`. */
function stacksOf(head: string): readonly string[] {
  const file = join(TOOL, 'stacks/register/stacks.yaml')
  const listed = existsSync(file) ? parseYaml(readFileSync(file, 'utf8'), file).value : undefined
  const registered = isObject(listed) && isObject(listed['stacks']) ? Object.keys(listed['stacks']) : []
  const names = [...new Set([...registered, ...stackNames(TOOL), ...stackNames(head)])].sort(byCodeUnit)
  const odd = names.find((name) => !isStackName(name))
  if (odd === undefined && names.length > 0 && names.length <= MAX_STACKS) return names
  throw new AppError('refused', odd === undefined ? `there are ${names.length} stacks` : 'a stack has an odd name', {
    place: odd === undefined ? undefined : { file: `Pulumi.${odd}.yaml` },
    expected: `1 to ${MAX_STACKS} stacks, named with letters, digits, "-" and "_"`,
    fix: 'rename the stack, or judge fewer in one run',
  })
}

/** Between the event and the checkout, somebody may have pushed again: then another run judges that. */
async function refuseOther(head: string, expected: string): Promise<void> {
  const found = await revisionOf(head)
  if (found === expected) return
  throw new AppError('refused', `the head is ${found}, not ${expected}`, {
    fix: 'wait for the run of the newer commit, or run this one again',
  })
}

async function revisionOf(directory: string): Promise<string> {
  const { code, text } = await git(directory, ['rev-parse', 'HEAD'])
  if (code === 0) return commitId(text, 'HEAD')
  throw new AppError('git', `there is no checkout: ${text}`, { place: { file: directory }, fix: 'check it out first' })
}

await runStep(step)
