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

/** What ends Gatehouse itself from outside; the program is in another process group and does not get it. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

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
  ignoreDebugSignal()
  const child = spawn(sandbox.command, [...sandbox.arguments, ...script], {
    cwd: project.directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: what the program sends to its group (`kill(0, …)`) does not reach us.
    detached: true,
  })
  const release = endTogether(child)
  return { ended: watch(child, input.timeoutMs).finally(release), stop: () => killGroup(child) }
}

/**
 * SIGUSR1 makes Node open its inspector on 127.0.0.1, where whoever connects runs code in this process; a program that
 * no namespace holds could send it. A listener of our own takes the place of Node's (process, signal events), like the
 * option --disable-sigusr1, which a script cannot set for itself. It stays: without any, the signal would end us.
 */
function ignoreDebugSignal(): void {
  if (process.platform !== 'win32' && !process.listeners('SIGUSR1').includes(ignore)) process.on('SIGUSR1', ignore)
}

function ignore(): void {
  // Nothing happens, which is the point.
}

/** Kills the program with everything in its process group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** Passes on what ends us (Ctrl-C), until the answer is called. */
function endTogether(child: ChildProcess): () => void {
  const release = (): void => {
    for (const signal of ENDING) process.removeListener(signal, end)
  }
  const end = (signal: NodeJS.Signals): void => {
    killGroup(child)
    release()
    process.kill(process.pid, signal)
  }
  for (const signal of ENDING) process.on(signal, end)
  return release
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
    killGroup(child)
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
