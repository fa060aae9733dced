import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Command, CommanderError } from 'commander'
import { openTerminal } from './dialogue/terminal.ts'
import { AppError, formatError, renamePlace } from './errors.ts'
import { showPath, type Workplace } from './files.ts'
import { readDescriptor, systemProblem } from './system.ts'

type Register = (program: Command, place: Workplace, setExit: (code: number) => void) => void

/** Every command; only the one that is called is loaded, so that each starts fast. */
const COMMANDS: { readonly [name: string]: () => Promise<Register> } = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  gate: async () => (await import('./commands/gate.ts')).gateCommand,
  access: async () => (await import('./commands/access.ts')).accessCommand,
  deploy: async () => (await import('./commands/deploy.ts')).deployCommand,
  drift: async () => (await import('./commands/drift.ts')).driftCommand,
  archive: async () => (await import('./commands/archive.ts')).archiveCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  'policy-diff': async () => (await import('./commands/policy-diff.ts')).policyDiffCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  record: async () => (await import('./commands/record.ts')).recordCommand,
  documents: async () => (await import('./commands/documents.ts')).documentsCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  metrics: async () => (await import('./commands/metrics.ts')).metricsCommand,
  import: async () => (await import('./commands/import/index.ts')).importCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
}

/** Runs one command line and gives the exit status: 0, 1, 2 or 3 (docs/errors.md). Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const place = realWorkplace()
  const output = watchOutput()
  const name = argv.find((argument) => !argument.startsWith('-'))
  const known = name !== undefined && Object.hasOwn(COMMANDS, name) ? name : undefined
  let code = 0
  try {
    const program = new Command('gatehouse')
      .description('Access and cloud services as code, gated and evidenced')
      .version(packageVersion())
      .configureHelp({ showGlobalOptions: true })
    for (const command of commandsFor(argv, known))
      (await COMMANDS[command]?.())?.(program, place, (status) => {
        code = status
      })
    configure(program, place)
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    code = report(error, place, known)
  }
  const fault = await output.fault()
  return fault === undefined ? code : report(fault, place, known)
}

/** The commands to load: the one that is called, all of them for the help, none for the version. */
function commandsFor(argv: readonly string[], known: string | undefined): readonly string[] {
  if (known !== undefined) return [known]
  return argv.length === 1 && ['-V', '--version'].includes(argv[0] ?? '') ? [] : Object.keys(COMMANDS)
}

/** Commands and sub-commands end by throwing, not by `process.exit`; what is wrong with a line is said by `report`. */
function configure(command: Command, place: Workplace): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: place.stdout, writeErr: place.stderr, outputError: () => undefined })
  for (const child of command.commands) configure(child, place)
}

function report(error: unknown, place: Workplace, command: string | undefined): number {
  const fault = error instanceof CommanderError ? usageFault(error, command) : toAppError(error, place)
  if (fault === undefined) return (error as CommanderError).exitCode === 0 ? 0 : 2
  place.stderr(formatError(fault))
  if (fault.code === 'internal' && place.env['GATEHOUSE_DEBUG'] && error instanceof Error)
    place.stderr(`${error.stack}\n`)
  return 2
}

/** A wrong command line as a fault; undefined where help or the version was printed instead. */
function usageFault(error: CommanderError, command: string | undefined): AppError | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?')
    .replace(/\.$/, '')
  return new AppError('usage', message, {
    fix: `run "gatehouse ${command === undefined ? '' : `${command} `}--help"`,
    cause: error,
  })
}

function toAppError(error: unknown, place: Workplace): AppError {
  if (error instanceof AppError) return renamePlace(error, (file) => (isAbsolute(file) ? showPath(place, file) : file))
  return new AppError('internal', `an unexpected fault: ${error instanceof Error ? error.message : String(error)}`, {
    fix: 'report it with the command line; GATEHOUSE_DEBUG=1 shows where it happened',
    cause: error,
  })
}

/** The version in package.json. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

let outputFault: NodeJS.ErrnoException | undefined
let isWatching = false

/**
 * Keeps a failing write from ending the process. A reader that has seen enough (`| head`) is no fault, and the exit
 * status stays that of the answer; a full disk is one. Nobody can be told that standard error is gone.
 */
function watchOutput(): { readonly fault: () => Promise<AppError | undefined> } {
  if (!isWatching) {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') outputFault ??= error
    })
    process.stderr.on('error', () => undefined)
    isWatching = true
  }
  const fault = async (): Promise<AppError | undefined> => {
    if (process.stdout.writable) await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
    // A stream that failed while it was written says so after the writes, on the next turn.
    await new Promise<void>((resolve) => void setImmediate(resolve))
    if (outputFault === undefined) return undefined
    return new AppError('write', `standard output cannot be written: ${systemProblem(outputFault)}`, {
      fix: 'write to another place',
      cause: outputFault,
    })
  }
  return { fault }
}

function realWorkplace(): Workplace {
  let isRead = false
  return {
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    env: process.env,
    stdin: (maxBytes) => {
      if (isRead)
        throw new AppError('usage', 'standard input ("-") is named twice', { fix: 'give one of them as a file' })
      isRead = true
      return readDescriptor(0, maxBytes)
    },
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    terminal: () =>
      process.stdin.isTTY === true && process.stderr.isTTY === true
        ? openTerminal(process.stdin, process.stderr)
        : undefined,
    clock: () => new Date(),
  }
}
