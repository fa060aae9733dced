import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { packageVersion } from '../cli.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_MAX_BYTES, readInput, resolvePath, showPath, type Workplace, writeAtomic } from '../files.ts'
import type { Base } from '../gate/base.ts'
import { type Baseline, baselineOf, readBaseline } from '../gate/baseline.ts'
import type { Decision } from '../gate/decision.ts'
import type { GateInput } from '../gate/input.ts'
import { isVacuous, type JudgeContext, judge } from '../gate/judge.ts'
import { openBase, type ResolvedSources, readSources } from '../gate/sources.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { parseJson, prettyJson } from '../json.ts'
import { planBytes, planDigest } from '../plan/digest.ts'
import { PLAN_SCHEMA, type Plan } from '../plan/model.ts'
import { readPlan } from '../plan/read.ts'
import { type Format, formatOfFile, isFormat, RENDERERS } from '../render/index.ts'

interface Options {
  readonly plan?: string
  readonly program: string
  readonly stack?: string
  readonly state?: string
  readonly register?: string
  readonly parameters?: string
  readonly exceptions?: string
  readonly base?: string
  readonly baseDir?: string
  readonly rule: readonly string[]
  readonly now?: string
  readonly format: string
  readonly json?: boolean
  readonly output: readonly string[]
  readonly planOutput?: string
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly baselineExpires?: string
  readonly maxBytes: string
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse gate`: plans the program, or reads a plan, judges it and says allow (0) or deny (1); 2 is a fault,
 * 3 that nothing was evaluated.
 */
export function gateCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('gate')
    .description('judge a change: exit 0 allow, 1 deny, 2 fault, 3 nothing evaluated')
    .option('--plan <file>', 'a plan, a "pulumi preview --json" or a "pulumi stack export"; "-" is standard input')
    .option('--program <dir>', 'directory of Pulumi.yaml; planned where --plan is not given', '.')
    .option('--stack <name>', 'stack to plan')
    .option('--state <file>', 'stack export to plan against, or to compare a preview with')
    .option('--register <dir>', 'register; by default stacks/register of the program where it is planned')
    .option('--parameters <file>', 'overrides policies/parameters.yaml key by key')
    .option('--exceptions <file>', 'exceptions instead of those of the register')
    .option('--base <ref>', 'judge by the policies, exceptions and approvals of the merge base with this revision')
    .option('--base-dir <dir>', 'as --base, with the base checked out in a directory')
    .option('--rule <id>', 'evaluate this rule only; repeatable', collect, [])
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', 'text, json, markdown or sarif on standard output', 'text')
    .option('--json', 'the same as --format json')
    .option('--output <[format=]file>', 'write a rendering to a file; the format by extension; repeatable', collect, [])
    .option('--plan-output <file>', 'write the plan that was judged')
    .option('--baseline <file>', 'known findings that do not block until they expire')
    .option('--write-baseline <file>', 'write the blocking findings as a baseline; needs --baseline-expires')
    .option('--baseline-expires <date>', 'the last day of the baseline that is written, YYYY-MM-DD')
    .option('--max-bytes <number>', 'largest plan to read', String(DEFAULT_MAX_BYTES))
    .action(async (options: Options) => setExit(await runGate(place, options)))
}

async function runGate(place: Workplace, options: Options): Promise<0 | 1 | 3> {
  const format = formatNamed(options.json ? 'json' : options.format)
  const outputs = options.output.map(outputTarget)
  const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
  const root = resolvePath(place, options.program)
  const base = await openBase(place, root, options.base, options.baseDir)
  let judged: { decision: Decision; input: GateInput; bytes: Uint8Array }
  try {
    judged = await judgeChange(place, options, root, base, now)
  } finally {
    base?.dispose()
  }
  const { decision, input, bytes } = judged
  const exitCode = isVacuous(decision, input) ? 3 : decision.decision === 'allow' ? 0 : 1
  const version = packageVersion()
  const color =
    format === 'text' &&
    place.env['NO_COLOR'] === undefined &&
    (place.isTerminal || place.env['FORCE_COLOR'] !== undefined)
  for (const { file, format: target } of outputs) {
    writeAtomic(resolvePath(place, file), RENDERERS[target](decision, { color: false, exitCode, version }))
  }
  if (options.planOutput !== undefined) writeAtomic(resolvePath(place, options.planOutput), bytes)
  writeBaseline(place, options, decision)
  place.stdout(RENDERERS[format](decision, { color, exitCode, version }))
  return exitCode
}

async function judgeChange(
  place: Workplace,
  options: Options,
  root: string,
  base: Base | undefined,
  now: string,
): Promise<{ decision: Decision; input: GateInput; bytes: Uint8Array }> {
  const [{ plan, bytes }, basePlan] = await Promise.all([
    obtainPlan(place, options, root),
    planBase(place, options, base),
  ])
  const sources = readSources(place, {
    root,
    register: absolute(place, options.register),
    useDefaultRegister: options.plan === undefined,
    parameters: absolute(place, options.parameters),
    exceptions: absolute(place, options.exceptions),
    base,
  })
  const baseline = options.baseline === undefined ? undefined : readBaseline(place, options.baseline)
  const judged = await decide({ plan, bytes, basePlan, sources, now, rules: options.rule, baseline })
  return { ...judged, bytes }
}

/** The base's plan, to compare with. Without one the change is judged all the same, and the reason is said. */
async function planBase(place: Workplace, options: Options, base: Base | undefined): Promise<Plan | undefined> {
  if (options.plan !== undefined || base === undefined || !existsSync(join(base.root, 'Pulumi.yaml'))) return undefined
  try {
    return await planDirectory(place, options, base.root)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    place.stderr(`gatehouse: the base cannot be planned, so what changes is not shown: ${error.message}\n`)
    return undefined
  }
}

async function obtainPlan(
  place: Workplace,
  options: Options,
  root: string,
): Promise<{ plan: Plan; bytes: Uint8Array }> {
  if (options.plan !== undefined) {
    const file = options.plan === '-' ? 'standard input' : options.plan
    const limit = sizeLimit(options)
    const bytes = readInput(place, options.plan, limit)
    const { state } = options
    const plan = readPlan(
      bytes,
      file,
      state === undefined ? {} : { state: readPlan(readInput(place, state, limit), state) },
    )
    return { plan, bytes: isOwnPlan(bytes) ? bytes : planBytes(plan) }
  }
  if (!existsSync(join(root, 'Pulumi.yaml'))) {
    throw new AppError('not-found', 'there is no Pulumi.yaml to plan', {
      place: { file: showPath(place, root) },
      fix: 'run in the directory of the program, or give --program DIR or --plan FILE',
    })
  }
  const plan = await planDirectory(place, options, root)
  return { plan, bytes: planBytes(plan) }
}

async function planDirectory(place: Workplace, options: Options, root: string): Promise<Plan> {
  const { planProgram } = await import('../engine/planner.ts')
  const file = options.state
  const state =
    file === undefined
      ? undefined
      : { file, document: parseJson(readInput(place, file, sizeLimit(options)).toString(), file) }
  return planProgram({
    programDir: root,
    stack: options.stack,
    state,
    node: process.execPath,
    show: (path) => showPath(place, path),
    stderr: place.stderr,
  })
}

function sizeLimit(options: Options): number {
  const maxBytes = Number(options.maxBytes)
  if (Number.isSafeInteger(maxBytes) && maxBytes > 0) return maxBytes
  throw new AppError('usage', `--max-bytes ${options.maxBytes} is not a number of bytes`, {
    fix: 'give a whole number',
  })
}

/** A plan of ours is judged, named and archived by its exact bytes; another form by those of the plan made from it. */
function isOwnPlan(bytes: Buffer): boolean {
  return [`"schema":"${PLAN_SCHEMA}"`, `"schema": "${PLAN_SCHEMA}"`].some((text) => bytes.includes(text))
}

async function decide(given: {
  readonly plan: Plan
  readonly bytes: Uint8Array
  readonly basePlan: Plan | undefined
  readonly sources: ResolvedSources
  readonly now: string
  readonly rules: readonly string[]
  readonly baseline: Baseline | undefined
}): Promise<{ decision: Decision; input: GateInput }> {
  const { plan, bytes, basePlan, sources, now, baseline } = given
  const selection = given.rules.length === 0 ? undefined : given.rules
  const { bundle, ...binding } = sources.binding
  const input: GateInput = { plan, now, ...binding, baseline, selection }
  const context: JudgeContext = { bundle, planDigest: planDigest(bytes), policySource: sources.policySource, basePlan }
  const decision = await judge(input, context)
  if (sources.head === undefined) return { decision, input }
  const { bundle: headBundle, ...head } = sources.head.sources
  const own = await judge({ plan, now, ...head, baseline }, { ...context, bundle: headBundle })
  return { decision: { ...decision, head: { changed: sources.head.changed, decision: own.decision } }, input }
}

function writeBaseline(place: Workplace, options: Options, decision: Decision): void {
  if (options.writeBaseline === undefined) return
  const expires = options.baselineExpires
  if (expires === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires))) {
    throw new AppError('usage', '--write-baseline needs the day on which it ends', {
      fix: 'add --baseline-expires YYYY-MM-DD',
    })
  }
  writeAtomic(resolvePath(place, options.writeBaseline), prettyJson(baselineOf(decision, expires)))
}

function absolute(place: Workplace, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolvePath(place, path)
}

function formatNamed(name: string): Format {
  if (isFormat(name)) return name
  throw new AppError('usage', `there is no format ${name}`, { expected: `one of ${Object.keys(RENDERERS).join(', ')}` })
}

function outputTarget(text: string): { file: string; format: Format } {
  const match = /^([a-z]+)=(.+)$/.exec(text)
  if (match?.[1] !== undefined && match[2] !== undefined) return { file: match[2], format: formatNamed(match[1]) }
  const format = formatOfFile(text)
  if (format) return { file: text, format }
  throw new AppError('usage', `the format of ${text} is not clear from its name`, { fix: 'write --output FORMAT=FILE' })
}
