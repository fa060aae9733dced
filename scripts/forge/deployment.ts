import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { reviewedEmergencies } from '../../src/deploy/reviewed.ts'
import { AppError } from '../../src/errors.ts'
import { parseBundle } from '../../src/evidence/dsse.ts'
import { readRecord } from '../../src/evidence/records.ts'
import { APPLY } from '../../src/evidence/types/apply.ts'
import { isOf, type ReadRecord } from '../../src/evidence/types/definition.ts'
import { INTENT } from '../../src/evidence/types/intent.ts'
import type { Workplace } from '../../src/files.ts'
import { git } from '../../src/gate/git.ts'
import { byCodeUnit } from '../../src/json.ts'
import { visible } from '../../src/render/escape.ts'
import { isStackName } from './handed-over.ts'
import { commitId, type Job, TOOL } from './job.ts'
import { installPackages } from './packages.ts'

const MODULES = 'node_modules'
const LOCK = 'package-lock.json'

/** The stacks that the workflow names, separated by spaces. @throws AppError `usage`. */
export function stackNames(text: string): readonly string[] {
  const names = text.split(/\s+/).filter((name) => name !== '')
  if (names.length > 0 && names.every(isStackName) && new Set(names).size === names.length) return names
  throw new AppError('usage', `these are no names of stacks: ${visible(text)}`, {
    expected: 'names of stacks, each once, separated by spaces',
    fix: 'correct STACKS in the workflow',
  })
}

/**
 * The commit that was deployed last and that somebody stands for, stack by stack, as the archive and the register of the
 * head say: what an emergency brought counts after its review. It only chooses the checkout that is the tool: `deploy`
 * reads the archive itself, with its log, and refuses a tool that is not the one of the last deployment.
 */
export function lastDeployed(archive: string, head: string): ReadonlyMap<string, string> {
  const records = recordsIn(archive)
  const deployed = new Set(
    records.flatMap((record) =>
      isOf(APPLY, record) && record.field.outcome === 'deployed' ? [record.field.intent.uri] : [],
    ),
  )
  const isEmergency = (record: ReadRecord): boolean => isOf(INTENT, record) && record.field.emergency !== undefined
  const reviewed = records.some(isEmergency) ? reviewedEmergencies(readOnly(head), head, undefined) : new Set<string>()
  const intents = records.flatMap((record) =>
    isOf(INTENT, record) && deployed.has(record.path) && (!isEmergency(record) || reviewed.has(record.id))
      ? [record.field]
      : [],
  )
  return new Map([...intents].sort((a, b) => byCodeUnit(a.time, b.time)).map(({ stack, commit }) => [stack, commit]))
}

/** For readers of the head's register, which print nothing. */
function readOnly(cwd: string): Workplace {
  const nothing = (): void => undefined
  const stdin = (): Buffer => Buffer.alloc(0)
  return { cwd, env: {}, stdin, stdout: nothing, stderr: nothing, isTerminal: false, clock: () => new Date() }
}

function recordsIn(archive: string): readonly ReadRecord[] {
  const folder = join(archive, 'records')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /-(?:intent|apply)\.sigstore\.json$/.test(entry.name),
  )
  return files.flatMap((entry) => {
    const bundle = parseBundle(readFileSync(join(entry.parentPath, entry.name)))
    const record = typeof bundle === 'string' ? bundle : readRecord(bundle.payload)
    return typeof record === 'string' ? [] : [record]
  })
}

/**
 * The program of a commit, in a checkout of its own, with the packages of its lock: what was deployed last judges what
 * comes next. Called again for the same commit it gives the same checkout.
 * @throws AppError `git`, `program`.
 */
export async function toolAt(job: Job, repository: string, commit: string): Promise<string> {
  const target = join(job.scratch, `tool-${commitId(commit, 'what was deployed last')}`)
  if (existsSync(target)) return target
  const made = await git(repository, ['worktree', 'add', '--quiet', '--detach', target, commit])
  if (made.code !== 0) {
    throw new AppError(
      'git',
      `what was deployed last, ${commit.slice(0, 12)}, cannot be checked out: ${visible(made.text)}`,
      {
        fix: 'fetch the whole history: fetch-depth: 0',
      },
    )
  }
  if (!existsSync(join(target, 'bin/gatehouse.js'))) {
    throw new AppError('refused', `the commit ${commit.slice(0, 12)} holds no program that could judge`, {
      fix: 'name a later one in GATEHOUSE_FIRST_BASE',
    })
  }
  shareOrInstall(job, target)
  return target
}

/** Gives a checkout of the main branch its packages, without a trace in its git status. */
export function prepareHead(job: Job, head: string): void {
  appendFileSync(join(head, '.git/info/exclude'), `\n/${MODULES}\n`)
  shareOrInstall(job, head)
}

function shareOrInstall(job: Job, directory: string): void {
  const target = join(directory, MODULES)
  if (existsSync(target)) return
  const same = readFileSync(join(directory, LOCK)).equals(readFileSync(join(TOOL, LOCK)))
  if (same) symlinkSync(realpathSync(join(TOOL, MODULES)), target, 'dir')
  else installPackages(job, directory)
}

/** A new directory below the scratch space. */
export function scratchDirectory(job: Job, name: string): string {
  const directory = join(job.scratch, name)
  mkdirSync(directory, { recursive: true })
  return directory
}
