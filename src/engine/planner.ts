import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError } from '../errors.ts'
import type { Json } from '../json.ts'
import { PLAN_SCHEMA, type Plan } from '../plan/model.ts'
import { normalizePlan } from '../plan/normalize.ts'
import type { Value } from '../plan/value.ts'
import { withoutCommands } from '../render/escape.ts'
import { type Ended, startProgram } from './child.ts'
import { programFault } from './faults.ts'
import { type RecordedInvoke, sortInvokes } from './invokes.ts'
import { refuseEscapes } from './links.ts'
import { maskSecrets, plainText, secretHider } from './masking.ts'
import { type Monitor, startMonitor } from './monitor.ts'
import { readOldState, stackOutputs } from './old-state.ts'
import { type Configuration, type Project, readConfiguration, readProject } from './project.ts'
import { stackNames } from './project-files.ts'
import { loadProtocol, type Protocol } from './protocol.ts'
import { chooseSandbox, hiddenPaths, readablePaths, type SandboxMode } from './sandbox.ts'
import { createSdkTypes } from './sdk-types.ts'
import { createSession, type Finished, type Session } from './session.ts'
import { createSymbols, type Symbols } from './symbols.ts'

/** How long a program may run unless the caller says otherwise: a minute. */
export const DEFAULT_TIMEOUT_MS = 60_000

/** Said on standard error where namespaces are not to be had. */
const PERMISSIONS_ONLY =
  "gatehouse: the program runs with Node's permissions alone, for this machine gives it no namespace: it can use the network and signal other processes, and archive refuses the plan unless it is told otherwise\n"

/** A JSON document and the name that errors show for it. */
export interface NamedDocument {
  readonly file: string
  readonly document: Json
}

/** What a plan is made from. */
export interface PlanOptions {
  /** Directory of `Pulumi.yaml`. */
  readonly programDir: string
  /** Name of the stack; may be left out where there is one `Pulumi.<stack>.yaml`. */
  readonly stack?: string | undefined
  /** A stack export: operations are computed against it. Without it, everything is new. */
  readonly state?: NamedDocument | undefined
  readonly invokes?: readonly RecordedInvoke[] | undefined
  /** Name of a stack as the program writes it → its export. */
  readonly stackReferences?: ReadonlyMap<string, NamedDocument> | undefined
  readonly timeoutMs?: number | undefined
  readonly sandbox?: SandboxMode | undefined
  /** Absolute path of the Node that runs the program. */
  readonly node: string
  /** How a path is shown to the user. */
  readonly show: (path: string) => string
  /** Gets what the program printed, secrets hidden, line by line. */
  readonly stderr: (text: string) => void
}

/**
 * Runs an unmodified Pulumi program against our own engine and returns what it declares. No Pulumi, no provider, no
 * login, no network; the program gets neither the environment nor the home of the caller.
 * @throws AppError `program` where the program did not run to its end, `refused` for a checkout with links out of it,
 *   and what reading the project, the configuration and the state throws.
 */
export async function planProgram(options: PlanOptions): Promise<Plan> {
  const root = programDirectory(options)
  const mode = options.sandbox ?? 'auto'
  const limited = mode === 'auto' || mode === 'permissions'
  if (limited) refuseEscapes(root, options.show)
  const project = readProject(root, options.show)
  const stack = chooseStack(project, options)
  const symbols = createSymbols(project.name, stack)
  const configuration = readConfiguration(project, stack, (key) => symbols.secret(`config:${key}`), options.show)
  const protocol = loadProtocol(project.directory, options.show)
  const session = openSession(project, stack, configuration, symbols, options)
  const readable = limited ? readablePaths(project.root, protocol.directory) : []
  const sandbox = chooseSandbox(mode, options.node, readable, hiddenPaths(project.root))
  if (sandbox.holds === 'permissions') options.stderr(PERMISSIONS_ONLY)
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-'))
  try {
    await run({ project, stack, configuration, protocol, sandbox, symbols, session, home, options })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  return normalizePlan({
    schema: PLAN_SCHEMA,
    project: project.name,
    stack,
    origin: { kind: 'embedded', version: protocol.version, sandbox: sandbox.holds },
    completeness: { status: 'full', reasons: [] },
    lacks: [],
    config: configuration.shown,
    ...withoutPlaintexts(session.finish(), symbols.plaintexts()),
  })
}

/** The lists of a plan after the last look for secrets: one may have been marked after it was used without a mark. */
function withoutPlaintexts(lists: Finished, plaintexts: readonly string[]): Finished {
  const hider = secretHider(plaintexts)
  const hide = <T extends { readonly [name: string]: Value }>(values: T): T => hider(values) as T
  return {
    resources: lists.resources.map((item) => ({ ...item, inputs: hide(item.inputs) })),
    changes: lists.changes.map((item) => (item.before === undefined ? item : { ...item, before: hide(item.before) })),
    invokes: sortInvokes(lists.invokes.map((item) => ({ ...item, arguments: hide(item.arguments) }))),
    diagnostics: lists.diagnostics.map((item) => ({
      ...item,
      message: maskSecrets(plainText(item.message), plaintexts),
    })),
  }
}

/** @throws AppError `not-found`. */
function programDirectory({ programDir, show }: PlanOptions): string {
  try {
    return realpathSync(resolve(programDir))
  } catch (cause) {
    throw new AppError('not-found', 'there is no such directory', {
      place: { file: show(programDir) },
      fix: 'name the directory of Pulumi.yaml with --program DIR',
      cause,
    })
  }
}

/** The stack's last name; Pulumi also accepts `organization/project/stack`. @throws AppError `usage`, `not-found`. */
function chooseStack(project: Project, options: PlanOptions): string {
  const known = stackNames(project.root)
  const wanted = options.stack?.split('/').at(-1)
  const fix = known.length > 0 ? `use one of: ${known.join(', ')}` : 'add Pulumi.<stack>.yaml beside Pulumi.yaml'
  if (wanted !== undefined && wanted !== '') {
    if (known.length === 0 || known.includes(wanted)) return wanted
    throw new AppError('not-found', `there is no stack ${wanted}: Pulumi.${wanted}.yaml does not exist`, {
      place: { file: options.show(project.root) },
      fix,
    })
  }
  const [only, ...others] = known
  if (only !== undefined && others.length === 0) return only
  throw new AppError('usage', known.length === 0 ? 'the project has no stack' : 'the project has several stacks', {
    place: { file: options.show(project.root) },
    expected: '--stack NAME',
    fix,
  })
}

function openSession(
  project: Project,
  stack: string,
  configuration: Configuration,
  symbols: Symbols,
  options: PlanOptions,
): Session {
  const { state } = options
  const references = [...(options.stackReferences ?? new Map<string, NamedDocument>())]
  return createSession({
    project: project.name,
    stack,
    config: configuration.values,
    secretKeys: configuration.secretKeys,
    old: state && readOldState(state.document, state.file, (seed) => symbols.secret(`state:${seed}`)),
    invokes: options.invokes ?? [],
    stackReferences: Object.fromEntries(
      references.map(([name, { document, file }]) => [
        name,
        stackOutputs(document, file, (seed) => symbols.secret(`stack:${name}:${seed}`)),
      ]),
    ),
    symbols,
    types: createSdkTypes(project.directory),
  })
}

interface Run {
  readonly project: Project
  readonly stack: string
  readonly configuration: Configuration
  readonly protocol: Protocol
  readonly sandbox: ReturnType<typeof chooseSandbox>
  readonly symbols: Symbols
  readonly session: Session
  readonly home: string
  readonly options: PlanOptions
}

/** Runs the program to its end. @throws AppError `program` where it did not come to a good one. */
async function run(input: Run): Promise<void> {
  const { project, protocol, session, home, options, symbols } = input
  let fault: unknown
  let stop: (() => void) | undefined
  const fail = (error: unknown): void => {
    fault ??= error
    stop?.()
  }
  const addresses = { monitor: `unix:${join(home, 'm.sock')}`, callbacks: `unix:${join(home, 'c.sock')}` }
  const monitor: Monitor = await startMonitor(protocol, session, project.root, addresses, fail)
  try {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
    const running = startProgram({ ...input, monitor: monitor.address, callbacks: addresses.callbacks, timeoutMs })
    stop = running.stop
    const ended: Ended = await running.ended
    const mask = (text: string): string => maskSecrets(text, symbols.plaintexts())
    printLines(mask(plainText(ended.output)), options.stderr)
    if (fault !== undefined) throw maskFault(fault, mask)
    const stackEnded = session.stackEnded()
    const problem = programFault({ ended, monitor, stackEnded, project, timeoutMs, mask, show: options.show })
    if (problem !== undefined) throw problem
  } finally {
    monitor.close()
  }
}

function printLines(output: string, stderr: (text: string) => void): void {
  for (const line of output.split('\n')) if (line !== '') stderr(`program: ${withoutCommands(line)}\n`)
}

function maskFault(fault: unknown, mask: (text: string) => string): unknown {
  if (!(fault instanceof AppError)) return fault
  const { code, message, place, expected, fix } = fault
  return new AppError(code, mask(message), { place, expected, fix })
}
