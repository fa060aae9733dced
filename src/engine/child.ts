import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { canonicalJson } from '../json.ts'
import { preloadOption } from './preload.ts'
import type { Configuration, Project } from './project.ts'
import type { Protocol } from './protocol.ts'
import type { Sandbox } from './sandbox.ts'

/** What a program printed is kept up to this size; the rest is dropped. */
const OUTPUT_LIMIT = 1024 * 1024

/** Registrations that the SDK may have open at once; Pulumi's own default. */
const PARALLEL = 16

/** How a program ended. */
export interface Ended {
  readonly code: number | undefined
  readonly signal: string | undefined
  readonly timedOut: boolean
  /** Everything it printed, both streams, in order of arrival. */
  readonly output: string
}

/** A program that runs. */
export interface Running {
  readonly ended: Promise<Ended>
  readonly stop: () => void
}

/** What a run needs. */
export interface RunInput {
  readonly project: Project
  readonly stack: string
  readonly configuration: Configuration
  readonly protocol: Protocol
  readonly sandbox: Sandbox
  readonly monitor: string
  readonly callbacks: string
  /** Temporary directory that the program sees as its home. */
  readonly home: string
  readonly timeoutMs: number
}

/**
 * Starts the program the way Pulumi's language host does (sdk/nodejs/cmd/pulumi-language-nodejs), with an environment
 * made from nothing: a pull request's code must find no credential.
 */
export function startProgram(input: RunInput): Running {
  const { project, protocol, sandbox } = input
  const environment: Record<string, string> = {
    HOME: input.home,
    TMPDIR: input.home,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NODE_OPTIONS: preloadOption(protocol.directory, input.callbacks),
    PULUMI_CONFIG: canonicalJson(input.configuration.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(input.configuration.secretKeys),
  }
  if (project.typescript) {
    environment['PULUMI_NODEJS_TYPESCRIPT'] = 'true'
    // Types are checked by the project's own checks, not by every plan.
    environment['PULUMI_NODEJS_TRANSPILE_ONLY'] = 'true'
  }
  const script = [
    join(protocol.directory, 'cmd', 'run'),
    ...['--monitor', input.monitor, '--engine', input.monitor, '--organization', 'organization'],
    ...['--project', project.name, '--root-directory', project.root, '--stack', input.stack],
    ...['--pwd', project.directory, '--dry-run', '--parallel', String(PARALLEL), project.entry],
  ]
  const child = spawn(sandbox.command, [...sandbox.arguments, ...script], {
    cwd: project.directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { ended: watch(child, input.timeoutMs), stop: () => void child.kill('SIGKILL') }
}

function watch(child: ChildProcess, timeoutMs: number): Promise<Ended> {
  const chunks: Buffer[] = []
  let size = 0
  let timedOut = false
  const keep = (chunk: Buffer): void => {
    if (size < OUTPUT_LIMIT) chunks.push(chunk)
    size += chunk.length
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const timer = setTimeout(() => {
    timedOut = true
    child.kill('SIGKILL')
  }, timeoutMs)
  return new Promise((resolve, reject) => {
    const end = (code: number | null, signal: string | null): void => {
      clearTimeout(timer)
      const output = Buffer.concat(chunks).toString('utf8')
      resolve({ code: code ?? undefined, signal: signal ?? undefined, timedOut, output })
    }
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    // "close" waits for the streams too; a process that the program left behind could hold them open for ever.
    child.once('exit', (code, signal) => {
      child.once('close', () => end(code, signal))
      setTimeout(() => end(code, signal), 250).unref()
    })
  })
}
