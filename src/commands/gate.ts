import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { packageVersion } from '../cli.ts'
import { readChange } from '../deploy/open.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_MAX_BYTES, parseMaxBytes, type Workplace } from '../files.ts'
import type { Base } from '../gate/base.ts'
import { baselineOf, lastDay } from '../gate/baseline.ts'
import { ownAnswer } from '../gate/blocking.ts'
import type { Decision, FileChange } from '../gate/decision.ts'
import { secretsChanges } from '../gate/file-changes.ts'
import type { GateInput } from '../gate/input.ts'
import { isVacuous, type JudgeContext, judge } from '../gate/judge.ts'
import { idleExceptions } from '../gate/known-rules.ts'
import { openBase, type ResolvedSources, readSources } from '../gate/sources.ts'
import { formatNow, isDay, parseNow } from '../gate/time.ts'
import { inputsDocument } from '../history/inputs.ts'
import { prettyJson } from '../json.ts'
import { planDigest } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import { visible } from '../render/escape.ts'
import { RENDERERS } from '../render/index.ts'
import type { RenderOptions } from '../render/options.ts'
import { writeOutputs } from '../write.ts'
import { formatNamed, outputTarget, parseCommentLimit, parseSourceUrl } from './gate-output.ts'
import { absolute, obtainPlan, type PlanOptions, planDirectory, planOptions, programRoot } from './plan-source.ts'

/** Options after their numbers were read. */
type Checked = Omit<Options, 'maxBytes'> & { readonly maxBytes: number }

interface Options extends PlanOptions {
  readonly exceptions?: string
  readonly base?: string
  readonly baseDir?: string
  readonly change?: string
  readonly rule: readonly string[]
  readonly now?: string
  readonly format: string
  readonly json?: boolean
  readonly output: readonly string[]
  readonly commentLimit: string
  readonly commentRest?: string
  readonly sourceUrl?: string
  readonly planOutput?: string
  readonly inputsOutput?: string
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
  planOptions(program.command('gate'))
    .description('judge a change: exit 0 allow, 1 deny, 2 fault, 3 nothing evaluated')
    .option('--exceptions <file>', 'exceptions instead of those of the register')
    .option('--base <ref>', 'judge by the policies, exceptions and approvals of this branch or full commit id')
    .option('--base-dir <dir>', 'as --base, with the base checked out in a directory')
    .option('--change <file>', 'who wrote the change (change/v1), so that nobody approves an exception of their own')
    .option('--rule <id>', 'evaluate this rule only; repeatable', collect, [])
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', 'text, json, markdown, sarif, junit or github on standard output', 'text')
    .option('--json', 'the same as --format json')
    .option('--output <[format=]file>', 'write a rendering to a file; the format by extension; repeatable', collect, [])
    .option('--comment-limit <characters>', 'the most that a Markdown comment may have', '65536')
    .option('--comment-rest <place>', 'where the whole decision is, URL or path; by default the JSON file of --output')
    .option('--source-url <prefix>', 'address of the files of the checkout, for links to places and rule pages')
    .option('--plan-output <file>', 'write the plan that was judged')
    .option('--inputs-output <file>', 'write what was judged besides the plan, to archive it with the decision')
    .option('--baseline <file>', 'known findings that do not block until they expire')
    .option('--write-baseline <file>', 'write the blocking findings as a baseline; needs --baseline-expires')
    .option('--baseline-expires <date>', 'the last day of the baseline that is written, YYYY-MM-DD')
    .option('--max-bytes <number>', 'largest plan to read', String(DEFAULT_MAX_BYTES))
    .action(async (options: Options) => setExit(await runGate(place, options)))
}

async function runGate(place: Workplace, options: Options): Promise<0 | 1 | 3> {
  const format = formatNamed(options.json ? 'json' : options.format)
  const outputs = options.output.map(outputTarget)
  const limit = parseCommentLimit(options.commentLimit)
  const rest = options.commentRest ?? outputs.find((output) => output.format === 'json')?.file
  const sourceUrl = options.sourceUrl === undefined ? undefined : parseSourceUrl(options.sourceUrl)
  const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
  const baselineExpires = expiryOf(options, now)
  const maxBytes = parseMaxBytes(options.maxBytes)
  const root = programRoot(place, options)
  const base = await openBase(place, root, options.base, options.baseDir)
  let judged: { decision: Decision; input: GateInput; written: Uint8Array | undefined }
  try {
    judged = await judgeChange(place, { ...options, maxBytes }, root, base, now)
  } finally {
    base?.dispose()
  }
  const { decision, input, written } = judged
  for (const sentence of idleExceptions(input, decision)) place.stderr(`gatehouse: note: ${visible(sentence)}\n`)
  const exitCode = isVacuous(decision, input) ? 3 : decision.decision === 'allow' ? 0 : 1
  const version = packageVersion()
  const color =
    format === 'text' &&
    place.env['NO_COLOR'] === undefined &&
    (place.isTerminal || place.env['FORCE_COLOR'] !== undefined)
  const rendering: Omit<RenderOptions, 'color'> = {
    exitCode,
    version,
    limit,
    ...(rest === undefined ? {} : { rest }),
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
  }
  writeOutputs(place, [
    ...outputs.map(
      ({ file, format: target }) => [file, RENDERERS[target](decision, { ...rendering, color: false })] as const,
    ),
    ...(options.planOutput === undefined || written === undefined ? [] : [[options.planOutput, written] as const]),
    ...(options.inputsOutput === undefined ? [] : [[options.inputsOutput, inputsDocument(input)] as const]),
    ...(options.writeBaseline === undefined
      ? []
      : [[options.writeBaseline, prettyJson(baselineOf(decision, baselineExpires))] as const]),
  ])
  place.stdout(RENDERERS[format](decision, { ...rendering, color }))
  return exitCode
}

async function judgeChange(
  place: Workplace,
  options: Checked,
  root: string,
  base: Base | undefined,
  now: string,
): Promise<{ decision: Decision; input: GateInput; written: Uint8Array | undefined }> {
  const [{ plan, digest, written }, basePlan] = await Promise.all([
    planToJudge(place, options, root),
    planBase(place, options, base),
  ])
  const sources = readSources(place, {
    root,
    register: absolute(place, options.register),
    useDefaultRegister: options.plan === undefined,
    parameters: absolute(place, options.parameters),
    exceptions: absolute(place, options.exceptions),
    baseline: options.baseline === undefined ? undefined : { path: options.baseline, now },
    base,
  })
  const change = options.change === undefined ? undefined : readChange(place, options.change).change
  const authors = change && [change.author, ...change.committers, ...change.coAuthors]
  const fileChanges = base && [
    ...(sources.registerChanges ?? []),
    ...secretsChanges(base.origin.root, root, plan.stack),
  ]
  const judged = await decide({ plan, digest, basePlan, fileChanges, sources, now, rules: options.rule, authors })
  return { ...judged, written }
}

/** The plan with its digest; its bytes only where they are to be written, for they are as large as the plan. */
async function planToJudge(
  place: Workplace,
  options: Checked,
  root: string,
): Promise<{ plan: Plan; digest: string; written: Uint8Array | undefined }> {
  const { plan, bytes } = await obtainPlan(place, options, root)
  return { plan, digest: planDigest(bytes), written: options.planOutput === undefined ? undefined : bytes }
}

/** The plan of where the change began, to compare with. Without one the change is judged all the same, and the reason is said. */
async function planBase(place: Workplace, options: Checked, base: Base | undefined): Promise<Plan | undefined> {
  if (options.plan !== undefined || base === undefined || !existsSync(join(base.origin.root, 'Pulumi.yaml')))
    return undefined
  try {
    return await planDirectory(place, options, base.origin.root)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    place.stderr(`gatehouse: the base cannot be planned, so what changes is not shown: ${error.message}\n`)
    return undefined
  }
}

async function decide(given: {
  readonly plan: Plan
  readonly digest: string
  readonly basePlan: Plan | undefined
  readonly fileChanges: readonly FileChange[] | undefined
  readonly sources: ResolvedSources
  readonly now: string
  readonly rules: readonly string[]
  readonly authors: GateInput['authors']
}): Promise<{ decision: Decision; input: GateInput }> {
  const { plan, digest, basePlan, sources, now } = given
  const selection = given.rules.length === 0 ? undefined : given.rules
  const { bundle, ...binding } = sources.binding
  const exceptionChanges = sources.exceptions?.changes
  const input: GateInput = { plan, now, ...binding, selection, exceptionChanges, authors: given.authors }
  const { policySource, controlTitles } = sources
  const exceptionsBefore = sources.exceptions?.before
  const context: JudgeContext = {
    bundle,
    planDigest: digest,
    policySource,
    controlTitles,
    basePlan,
    fileChanges: given.fileChanges,
    exceptionsBefore,
  }
  const decision = await judge(input, context)
  if (sources.head === undefined) return { decision, input }
  const { bundle: headBundle, ...head } = sources.head.sources
  const own = await judge({ plan, now, ...head }, { ...context, bundle: headBundle })
  const answer = { changed: sources.head.changed, ...ownAnswer(decision, own) }
  return { decision: { ...decision, ...withIdle(decision, own), head: answer }, input }
}

/** Says of each exception that the change brings whether anything needs it yet, which the head's own answer shows. */
function withIdle({ exceptionDifference }: Decision, own: Decision): Pick<Decision, 'exceptionDifference'> {
  if (exceptionDifference === undefined) return {}
  const unused = new Set(own.exceptions.filter(({ marks }) => marks?.includes('unused')).map(({ id }) => id))
  return {
    exceptionDifference: exceptionDifference.map((entry) =>
      entry.op === 'removes' || !unused.has(entry.id)
        ? entry
        : { ...entry, text: `${entry.text} Nothing needs it yet.` },
    ),
  }
}

/** The last day of the baseline that is to be written; empty for none. @throws AppError `usage`. */
function expiryOf({ writeBaseline, baselineExpires }: Options, now: string): string {
  const expected = 'a calendar date, YYYY-MM-DD'
  if (baselineExpires !== undefined && !isDay(baselineExpires)) {
    throw new AppError('usage', `--baseline-expires ${JSON.stringify(baselineExpires)} is not a day`, {
      expected,
      fix: 'write year, month and day of a day that exists',
    })
  }
  if (baselineExpires !== undefined && baselineExpires > lastDay(now)) {
    throw new AppError('usage', `--baseline-expires ${baselineExpires} is more than a year from now`, {
      expected: `a day up to ${lastDay(now)}`,
      fix: 'give an earlier day: what is still wrong then is looked at again',
    })
  }
  if ((writeBaseline === undefined) === (baselineExpires === undefined)) return baselineExpires ?? ''
  throw writeBaseline === undefined
    ? new AppError('usage', '--baseline-expires is given, but no baseline is written', {
        fix: 'add --write-baseline FILE',
      })
    : new AppError('usage', '--write-baseline needs the day on which it ends', {
        expected,
        fix: 'add --baseline-expires YYYY-MM-DD',
      })
}
