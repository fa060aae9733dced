import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { AppError, formatError } from './errors.ts'
import type { Workplace } from './files.ts'

type Register = (program: Command, place: Workplace, setExit: (code: number) => void) => void

/** Every command; only the one that is called is loaded, so that each starts fast. */
const COMMANDS: { readonly [name: string]: () => Promise<Register> } = {
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  gate: async () => (await import('./commands/gate.ts')).gateCommand,
  archive: async () => (await import('./commands/archive.ts')).archiveCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
}

/** Runs one command line and gives the exit status: 0, 1, 2 or 3 (docs/command-line.md). Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const place = realWorkplace()
  let code = 0
  try {
    const program = new Command('gatehouse')
      .description('Access and cloud services as code, gated and evidenced')
      .version(packageVersion())
      .exitOverride()
      .configureOutput({ writeOut: place.stdout, writeErr: place.stderr })
      .configureHelp({ showGlobalOptions: true })
    const name = argv.find((argument) => !argument.startsWith('-'))
    const only = name !== undefined && Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS)
    for (const command of only)
      (await COMMANDS[command]?.())?.(program, place, (status) => {
        code = status
      })
    for (const command of program.commands) inherit(command)
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    return report(error, place)
  }
  return code
}

/** Sub-commands end by throwing as well, not by `process.exit`. */
function inherit(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) })
  for (const child of command.commands) inherit(child)
}

function report(error: unknown, place: Workplace): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof AppError) {
    place.stderr(formatError(error))
    return 2
  }
  const fault = new AppError(
    'internal',
    `an unexpected fault: ${error instanceof Error ? error.message : String(error)}`,
    {
      fix: 'report it with the command line; GATEHOUSE_DEBUG=1 shows where it happened',
    },
  )
  place.stderr(formatError(fault))
  if (place.env['GATEHOUSE_DEBUG'] && error instanceof Error) place.stderr(`${error.stack}\n`)
  return 2
}

/** The version in package.json. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function realWorkplace(): Workplace {
  return {
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    env: process.env,
    stdin: () => readFileSync(0),
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    clock: () => new Date(),
  }
}
