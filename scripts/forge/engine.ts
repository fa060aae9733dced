import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withoutCommands } from '../../src/render/escape.ts'
import { awsCredentials } from './cloud.ts'
import { type Job, variable } from './job.ts'
import type { Answer } from './tool.ts'

/** What the engine and the providers need to reach their clouds; nothing else of the runner's environment is passed on. */
const PASSED = /^(?:ARM|AWS|AZURE|PULUMI)_[A-Z0-9_]+$|^ACTIONS_ID_TOKEN_REQUEST_(?:TOKEN|URL)$/
const NAME = /^[A-Z][A-Z0-9_]*$/

/** GitHub keeps 1 MiB of a step's summary. */
const MAX_SUMMARY = 900_000

/** The environment of a command that runs the engine, and its options: `GATEHOUSE_ENGINE_ENV` names further variables. */
export async function engineOf(
  job: Job,
): Promise<{ readonly environment: Readonly<Record<string, string>>; readonly options: readonly string[] }> {
  const named = (job.env['GATEHOUSE_ENGINE_ENV'] ?? '').split(/\s+/).filter((name) => NAME.test(name))
  const isPassed = ([name, value]: readonly [string, string | undefined]): boolean =>
    value !== undefined && value !== '' && (PASSED.test(name) || named.includes(name))
  const passed = Object.fromEntries(Object.entries(job.env).filter(isPassed)) as Record<string, string>
  return {
    environment: { ...passed, ...(await awsCredentials(job)) },
    options: named.flatMap((name) => ['--env', name]),
  }
}

/** The keys of the archive as files that only this job reads, and the name of its log. */
export function keyOptions(job: Job): readonly string[] {
  const write = (name: string, text: string): string => {
    const file = join(job.scratch, name)
    writeFileSync(file, `${text.trim()}\n`, { mode: 0o600 })
    return file
  }
  return [
    ...['--key', write('signing.pem', variable(job, 'GATEHOUSE_SIGNING_KEY'))],
    ...['--log-key', write('log.pem', variable(job, 'GATEHOUSE_LOG_KEY'))],
    ...['--origin', variable(job, 'GATEHOUSE_ORIGIN')],
  ]
}

const HOOK = fileURLToPath(new URL('./push-evidence.ts', import.meta.url))
const FOR_HOOK = ['GITHUB_TOKEN', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'] as const

/** The intent is pushed before the update: a runner that is lost in between leaves it behind. */
export function writeHook(job: Job, clone: string, stack: string): string {
  const file = join(job.scratch, `push-${stack}.sh`)
  const words = [process.execPath, HOOK, '--clone', clone, '--message', `deploy: ${stack} begins`]
  writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')}\n`, { mode: 0o700 })
  return file
}

/** The program of the hook needs them; the engine gets a list of names in which they are not. */
export function forHook(job: Job): Readonly<Record<string, string>> {
  return Object.fromEntries(FOR_HOOK.map((name) => [name, variable(job, name)]))
}

/** What a command said, in the log of the run. */
export function show({ stdout, stderr }: Answer): void {
  process.stderr.write(stderr.split('\n').map(withoutCommands).join('\n'))
  process.stdout.write(stdout)
}

/** Adds Markdown to the page of the run. */
export function summarize(job: Job, markdown: string): void {
  const file = job.env['GITHUB_STEP_SUMMARY']
  if (file !== undefined && file !== '' && markdown.length < MAX_SUMMARY) appendFileSync(file, `${markdown}\n\n`)
}

/** Text as a block of code that no line of it can end. */
export function asCode(text: string): string {
  return `\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\``
}
