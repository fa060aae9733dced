import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'
import { AppError } from '../errors.ts'
import { visible } from '../render/escape.ts'

/** The largest document that the engine may print: that of any other input. */
const MAX_BYTES = 256 * 1024 * 1024

/** Variables that the engine, its backends and the providers of the example need; others are named with `--env`. */
const PASSED: ReadonlySet<string> = new Set([
  'HOME',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'LANG',
  'NO_PROXY',
  'PATH',
  'PULUMI_ACCESS_TOKEN',
  'PULUMI_BACKEND_URL',
  'PULUMI_CONFIG_PASSPHRASE',
  'PULUMI_CONFIG_PASSPHRASE_FILE',
  'PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION',
  'PULUMI_HOME',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'TMPDIR',
  'USER',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
])
const PASSED_PREFIX = /^(?:ARM|AWS|AZURE)_[A-Z0-9_]+$/

/** A Pulumi command line that was looked at: what runs, and with which variables. */
export interface Pulumi {
  /** Absolute path. */
  readonly program: string
  readonly version: string
  /** SHA-256 of the program file. */
  readonly sha256: string
  readonly environment: Readonly<Record<string, string>>
  /** Names of the variables that the caller's environment gave. */
  readonly passed: readonly string[]
  /** Directory of the Pulumi program. */
  readonly directory: string
  readonly stderr: (text: string) => void
}

/** How a command of the engine ended. */
export interface Ended {
  readonly status: number
  readonly stdout: Buffer
  /** The last lines of standard error. */
  readonly complaint: string
}

/**
 * Finds the engine and asks for its version. The environment is made once, from a list of names, so that every command
 * of a deployment runs with the same one.
 * @param extra further variables that the user named.
 * @throws AppError `engine`.
 */
export async function findPulumi(
  given: string | undefined,
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
  extra: readonly string[],
  stderr: (text: string) => void,
): Promise<Pulumi> {
  const found =
    given ??
    (env['PATH'] ?? '')
      .split(delimiter)
      // The engine runs in the directory that is deployed, where a relative entry would be another program.
      .filter(isAbsolute)
      .map((part) => join(part, 'pulumi'))
      .find((path) => existsSync(path))
  if (found === undefined || !existsSync(found)) {
    throw new AppError('engine', 'there is no Pulumi command line', {
      expected: given === undefined ? 'pulumi on PATH' : given,
      fix: 'install Pulumi, or name it with --pulumi FILE',
    })
  }
  const passed = Object.keys(env).filter(
    (name) => env[name] !== undefined && (PASSED.has(name) || PASSED_PREFIX.test(name) || extra.includes(name)),
  )
  const program = realpathSync(found)
  const pulumi: Pulumi = {
    program: found,
    version: '',
    sha256: await digestOf(program),
    environment: {
      ...Object.fromEntries(passed.map((name) => [name, env[name] ?? ''])),
      PULUMI_EXPERIMENTAL: 'true',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
    },
    passed: passed.sort(),
    directory,
    stderr,
  }
  const answer = await runPulumi(pulumi, ['version'])
  const version = answer.stdout.toString('utf8').trim()
  if (answer.status === 0 && /^v\d+\.\d+\.\d+/.test(version)) return { ...pulumi, version }
  throw new AppError('engine', `this is no Pulumi command line: ${visible(answer.complaint || version)}`, {
    place: { file: found },
    fix: 'name another one with --pulumi FILE',
  })
}

function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  return new Promise((resolve, reject) => {
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(hash.digest('hex')))
  })
}

/**
 * Runs a command of the engine to its end. What would end us is passed on to it once, and waited for: an update that
 * is told to stop finishes what it has begun, and its outcome is still recorded.
 * @param lines gets each line of standard output instead of `stdout`.
 * @throws AppError `engine` where it cannot be started, `too-large`.
 */
export function runPulumi(pulumi: Pulumi, args: readonly string[], lines?: (line: Buffer) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(pulumi.program, args, {
      cwd: pulumi.directory,
      env: pulumi.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C reaches the engine through us, once.
      detached: true,
    })
    const forward = (): void => void child.kill('SIGINT')
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.on(signal, forward)
    const chunks: Buffer[] = []
    const splitter = lines === undefined ? undefined : splitLines(lines)
    let size = 0
    let complaint = ''
    let fault: unknown
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_BYTES && splitter === undefined) {
        fault ??= new AppError('too-large', `the engine printed more than ${MAX_BYTES} bytes`, {
          fix: 'split the stack',
        })
        child.kill('SIGKILL')
      } else if (splitter === undefined) chunks.push(chunk)
      else splitter.add(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString('utf8')}`.slice(-4096)
    })
    const end = (status: number): void => {
      for (const signal of signals) process.removeListener(signal, forward)
      splitter?.end()
      if (fault === undefined) resolve({ status, stdout: Buffer.concat(chunks), complaint: complaint.trim() })
      else reject(fault)
    }
    child.once('error', (cause) => {
      fault ??= new AppError('engine', `the Pulumi command line cannot be started: ${String(cause.message)}`, {
        place: { file: pulumi.program },
        fix: 'check the file and its permissions',
        cause,
      })
      end(-1)
    })
    // A signal has no status: 128 and more says so, as a shell does.
    child.once('close', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

function splitLines(each: (line: Buffer) => void): { add: (chunk: Buffer) => void; end: () => void } {
  let rest: Buffer[] = []
  return {
    add: (chunk) => {
      let start = 0
      for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, start)) {
        each(Buffer.concat([...rest, chunk.subarray(start, at)]))
        rest = []
        start = at + 1
      }
      if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)))
    },
    end: () => {
      if (rest.length > 0) each(Buffer.concat(rest))
      rest = []
    },
  }
}
