import type { Command } from 'commander'
import { packageVersion } from '../cli.ts'
import { previewRefresh } from '../deploy/engine.ts'
import { readHistory } from '../deploy/history.ts'
import { findPulumi } from '../deploy/pulumi.ts'
import { reviewedEmergencies } from '../deploy/reviewed.ts'
import { readAudit } from '../drift/audit.ts'
import { type Drift, findDrift } from '../drift/drift.ts'
import { driftStatus, renderDrift } from '../drift/render.ts'
import { AppError } from '../errors.ts'
import type { Target } from '../evidence/append.ts'
import { archiveChange } from '../evidence/archive.ts'
import { readInput, readText, requireDirectory, shownName, showPath, type Workplace } from '../files.ts'
import type { Decision } from '../gate/decision.ts'
import { isVacuous, judge } from '../gate/judge.ts'
import { openBase, readSources } from '../gate/sources.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { readFolder } from '../graph/files.ts'
import { importGraph } from '../graph/import.ts'
import { parseUniqueJson, prettyJson } from '../json.ts'
import { planBytes, planDigest } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import { readPlan } from '../plan/read.ts'
import { renderJson } from '../render/json.ts'
import { writeOutputs } from '../write.ts'
import { absolute } from './plan-source.ts'
import { archiveTarget } from './signer.ts'

interface Options {
  readonly stack?: string
  readonly program?: string
  readonly document?: string
  readonly audit?: string
  readonly graph?: string
  readonly base?: string
  readonly archive?: string
  readonly key?: string
  readonly logKey?: string
  readonly origin?: string
  readonly pulumi?: string
  readonly env: readonly string[]
  readonly register?: string
  readonly parameters?: string
  readonly exceptions?: string
  readonly now?: string
  readonly demo?: boolean
  readonly format: string
  readonly output?: string
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse drift`: compares the cloud with what was deployed, says who changed it, and judges it as it is.
 * Exit 0 where nothing drifted and the rules hold, 1 otherwise, 2 for a fault, 3 where nothing was evaluated.
 */
export function driftCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('drift')
    .description('what changed in the cloud, by whom, and whether it may be so: exit 0 nothing, 1 drift, 2 fault')
    .option('--stack <name>', 'stack to look at')
    .option('--program <dir>', 'directory of Pulumi.yaml; by default the working directory')
    .option('--document <file>', 'a "pulumi refresh --preview-only --json" that was made elsewhere; "-" is stdin')
    .option('--audit <file>', 'directory audit log of Microsoft Graph, to say who changed it')
    .option('--graph <dir>', 'export of Microsoft Graph, to find what no program declares')
    .option('--base <ref>', 'whose policies judge; with --archive those of what was deployed last')
    .option('--archive <dir>', 'record it in this evidence archive; needs the keys')
    .option('--key <file>', 'ECDSA P-256 key that signs records (PEM)')
    .option('--log-key <file>', 'Ed25519 key that signs the log (PEM)')
    .option('--origin <name>', 'name of the log')
    .option('--pulumi <file>', 'Pulumi command line; by default the one on PATH')
    .option('--env <name>', 'a further variable that the engine may see; repeatable', collect, [])
    .option('--register <dir>', 'register; by default stacks/register of the program')
    .option('--parameters <file>', 'overrides policies/parameters.yaml key by key')
    .option('--exceptions <file>', 'exceptions instead of those of the register')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--demo', 'mark the records as an example')
    .option('--format <name>', 'text or json on standard output', 'text')
    .option('--output <file>', 'write what was found as JSON')
    .action(async (options: Options) => setExit(await runDrift(place, options)))
}

async function runDrift(place: Workplace, options: Options): Promise<0 | 1 | 3> {
  if (options.format !== 'text' && options.format !== 'json') {
    throw new AppError('usage', `there is no format ${options.format}`, { expected: 'text or json', fix: 'choose one' })
  }
  const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
  const root = requireDirectory(place, options.program ?? '.', 'the directory of Pulumi.yaml')
  const archive = archiveOf(place, options)
  const bytes = await documentOf(place, options, root)
  const plan = readRefresh(bytes, options.document ?? 'pulumi refresh')
  const drift = findDrift({
    plan,
    document: JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')),
    audit:
      options.audit === undefined
        ? undefined
        : readAudit(parseUniqueJson(readText(place, options.audit), shownName(place, options.audit)), options.audit),
    directory:
      options.graph === undefined ? undefined : importGraph(readFolder(place, options.graph, ''), undefined).plan,
    now,
  })
  const { decision, vacuous } = await judgeDrift(place, options, root, plan, archive, now)
  if (archive !== undefined) await archiveDrift({ ...archive, now }, plan, decision, drift, options.demo === true)
  if (options.output !== undefined) writeOutputs(place, [[options.output, prettyJson(drift)]])
  place.stdout(options.format === 'json' ? renderJson(drift) : renderDrift(drift, decision))
  if (archive !== undefined) place.stderr(`gatehouse: recorded in ${showPath(place, archive.root)}\n`)
  return driftStatus(drift, decision, vacuous)
}

function archiveOf(place: Workplace, { archive, key, logKey, origin }: Options): Omit<Target, 'now'> | undefined {
  if (archive === undefined) return undefined
  if (key !== undefined && logKey !== undefined && origin !== undefined) {
    return archiveTarget(place, archive, { key, logKey, origin })
  }
  throw new AppError('usage', '--archive needs the keys and the name of the log', {
    expected: '--archive DIR --key PEM --log-key PEM --origin NAME',
    fix: 'add what is missing',
  })
}

async function documentOf(place: Workplace, options: Options, root: string): Promise<Buffer> {
  if (options.document !== undefined) return readInput(place, options.document)
  if (options.stack === undefined) {
    throw new AppError('usage', 'it is not clear which stack to look at', {
      expected: '--stack NAME, or --document FILE',
      fix: 'add one of them',
    })
  }
  const pulumi = await findPulumi(absolute(place, options.pulumi), root, place.env, options.env, place.stderr)
  return previewRefresh(pulumi, options.stack)
}

/** @throws AppError `unknown-form` for a document that describes a program and not the cloud. */
function readRefresh(bytes: Buffer, file: string): Plan {
  const plan = readPlan(bytes, file)
  // A stack without resources has no steps, so that nothing tells its refresh from its preview.
  if (plan.origin.kind === 'refresh' || (plan.resources.length === 0 && plan.changes.length === 0)) return plan
  throw new AppError('unknown-form', 'this document does not say what the cloud is', {
    place: { file },
    expected: 'what "pulumi refresh --preview-only --json" prints',
    fix: 'a preview says what a program wants; judge it with "gatehouse gate --plan"',
  })
}

async function judgeDrift(
  place: Workplace,
  options: Options,
  root: string,
  plan: Plan,
  archive: Omit<Target, 'now'> | undefined,
  now: string,
): Promise<{ readonly decision: Decision; readonly vacuous: boolean }> {
  const reviewed = reviewedEmergencies(place, root, absolute(place, options.register))
  const last =
    archive &&
    readHistory(archive.root, archive.origin, archive.signer, plan.project, plan.stack, reviewed).last?.field.commit
  const base = await openBase(place, root, options.base ?? last, undefined)
  try {
    const sources = readSources(place, {
      root,
      register: absolute(place, options.register),
      useDefaultRegister: true,
      parameters: absolute(place, options.parameters),
      exceptions: absolute(place, options.exceptions),
      base,
    })
    const { bundle, ...binding } = sources.binding
    const input = { plan, now, ...binding }
    const { policySource, controlTitles } = sources
    const context = { bundle, planDigest: planDigest(planBytes(plan)), policySource, controlTitles }
    const decision = await judge(input, context)
    return { decision, vacuous: isVacuous(decision, input) }
  } finally {
    base?.dispose()
  }
}

/** The cloud as a plan, the decision about it, and what drifted beside them. */
async function archiveDrift(
  target: Target,
  plan: Plan,
  decision: Decision,
  drift: Drift,
  demo: boolean,
): Promise<void> {
  await archiveChange(
    target,
    {
      plan: { path: 'the cloud as it is', bytes: planBytes(plan) },
      decision: { path: 'the decision about it', bytes: Buffer.from(renderJson(decision)) },
      attachments: [{ path: 'drift.json', bytes: Buffer.from(prettyJson(drift)) }],
    },
    { demo, allowUnsandboxed: false, allowWorkingTree: false, version: packageVersion() },
  )
}
