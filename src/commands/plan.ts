import { type Command, Option } from 'commander'
import { readInvokes } from '../engine/invokes.ts'
import { DEFAULT_TIMEOUT_MS, type NamedDocument, planProgram } from '../engine/planner.ts'
import { AppError } from '../errors.ts'
import { readInput, readText, requireDirectory, shownName, showPath, type Workplace } from '../files.ts'
import { byCodeUnit, parseUniqueJson, prettyJson } from '../json.ts'
import type { Plan } from '../plan/model.ts'
import { readPlan } from '../plan/read.ts'
import { shortName } from '../plan/urn.ts'
import { writeOutputs } from '../write.ts'

interface Options {
  readonly stack?: string
  readonly program: string
  readonly state?: string
  readonly invokes?: string
  readonly stackReference: readonly string[]
  readonly timeout: string
  readonly engine: 'embedded' | 'preview' | 'export'
  readonly output?: string
  readonly format: 'json' | 'text'
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse plan`: runs a Pulumi program on our own engine, or reads what Pulumi wrote, and prints the plan.
 * Ends with 0, or 2 for a fault; then nothing is written.
 */
export function planCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('plan')
    .description('make a plan: run the program without network and credentials, or read what Pulumi wrote')
    .argument('[file]', 'document to read with --engine preview or export; "-" is standard input')
    .option('--stack <name>', 'stack to plan; may be left out where there is only one')
    .option('--program <dir>', 'directory of Pulumi.yaml', '.')
    .option('--state <file>', 'stack export to plan against; without it everything is new')
    .option('--invokes <file>', 'recorded answers of data sources')
    .option('--stack-reference <name=file>', 'export of a stack that the program reads; repeatable', collect, [])
    .option('--timeout <seconds>', 'how long the program may run', String(DEFAULT_TIMEOUT_MS / 1000))
    .addOption(
      new Option('--engine <name>', 'who plans').choices(['embedded', 'preview', 'export']).default('embedded'),
    )
    .option('--output <file>', 'write to a file instead of standard output')
    .addOption(new Option('--format <name>', 'the plan, or a summary').choices(['json', 'text']).default('json'))
    .action(async (file: string | undefined, options: Options) => {
      const plan =
        options.engine === 'embedded' ? await runEngine(place, file, options) : readDocument(place, file, options)
      const text = options.format === 'json' ? prettyJson(plan) : summary(plan)
      if (options.output === undefined || options.output === '-') place.stdout(text)
      else writeOutputs(place, [[options.output, text]])
      setExit(0)
    })
}

async function runEngine(place: Workplace, file: string | undefined, options: Options): Promise<Plan> {
  if (file !== undefined) {
    throw new AppError('usage', 'the embedded engine reads a program, not a file', {
      fix: 'name the program with --program DIR, or the reader with --engine preview or --engine export',
    })
  }
  const seconds = Number(options.timeout)
  if (!(seconds > 0) || seconds > 86_400) {
    throw new AppError('usage', `--timeout ${options.timeout} is not a number of seconds`, {
      expected: 'a number above 0, up to 86400',
      fix: `leave it out for ${DEFAULT_TIMEOUT_MS / 1000} seconds`,
    })
  }
  return planProgram({
    programDir: requireDirectory(place, options.program, 'the directory of Pulumi.yaml'),
    stack: options.stack,
    state: options.state === undefined ? undefined : readDocumentNamed(place, options.state),
    invokes: options.invokes === undefined ? undefined : readRecorded(place, options.invokes),
    stackReferences: new Map(options.stackReference.map((text) => readReference(place, text))),
    timeoutMs: seconds * 1000,
    node: process.execPath,
    show: (path) => showPath(place, path),
    stderr: place.stderr,
  })
}

function readDocument(place: Workplace, file: string | undefined, options: Options): Plan {
  if (file === undefined) {
    throw new AppError('usage', `--engine ${options.engine} reads a document`, {
      fix: `name the file: gatehouse plan --engine ${options.engine} FILE`,
    })
  }
  const shown = shownName(place, file)
  const state =
    options.state === undefined
      ? {}
      : { state: readPlan(readInput(place, options.state), shownName(place, options.state)) }
  const plan = readPlan(readInput(place, file), shown, state)
  const given =
    plan.origin.kind === 'export'
      ? 'export'
      : ['preview', 'refresh', 'update'].includes(plan.origin.kind)
        ? 'preview'
        : plan.origin.kind
  if (given === options.engine) return plan
  throw new AppError(
    'unknown-form',
    `this is not the document of --engine ${options.engine}: it is of the kind ${plan.origin.kind}`,
    {
      place: { file: shown },
      fix: 'name the engine that made it',
    },
  )
}

function readDocumentNamed(place: Workplace, file: string): NamedDocument {
  const shown = shownName(place, file)
  return { file: shown, document: parseUniqueJson(readText(place, file), shown) }
}

function readRecorded(place: Workplace, path: string): ReturnType<typeof readInvokes> {
  const { document, file } = readDocumentNamed(place, path)
  return readInvokes(document, file)
}

/** `NAME=FILE`; names of stacks contain `/`, never `=`. */
function readReference(place: Workplace, text: string): readonly [string, NamedDocument] {
  const [name, ...file] = text.split('=')
  if (name && file.length > 0 && file.join('=') !== '') return [name, readDocumentNamed(place, file.join('='))]
  throw new AppError('usage', `--stack-reference ${text} does not name a stack and a file`, {
    expected: '--stack-reference organization/project/stack=export.json',
    fix: 'name the stack as the program does, then the file of its export',
  })
}

/** What a person wants to know first: what changes, where it is written, what could not be known. */
function summary(plan: Plan): string {
  const sources = new Map(plan.resources.map((resource) => [resource.key, resource.source]))
  const counts = new Map<string, number>()
  for (const { op } of [...plan.resources, ...plan.changes.filter((change) => change.op === 'delete')]) {
    counts.set(op, (counts.get(op) ?? 0) + 1)
  }
  const totals = [...counts].sort(([a], [b]) => byCodeUnit(a, b)).map(([op, count]) => `${op} ${count}`)
  const lines = plan.changes.map(({ op, key, diff }) => {
    const source = sources.get(key)
    const where = source === undefined ? '' : `  ${source.file}:${source.line}`
    const paths = diff.length === 0 ? '' : `  (${diff.map((item) => item.path).join(', ')})`
    return `${op.padEnd(8)}${shortName(key)}${paths}${where}`
  })
  const unknown = plan.invokes
    .filter(({ answered }) => answered === 'unknown')
    .map(({ token }) => `unknown answer of ${token}`)
  const notes = plan.diagnostics.map(({ severity, message }) => `${severity}: ${message}`)
  const head = `${plan.project}/${plan.stack}: ${totals.join(', ') || 'no resources'}; isolation: ${plan.origin.sandbox}`
  return `${[head, ...lines, ...unknown, ...notes].join('\n')}\n`
}
