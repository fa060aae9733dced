import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { x } from 'tinyexec'
import { packageVersion } from '../cli.ts'
import { type Chain, deploy } from '../deploy/deploy.ts'
import { type Given, openDeployment, readChange, readJudged } from '../deploy/open.ts'
import { findPulumi } from '../deploy/pulumi.ts'
import { outcomeStatus, renderDeployed } from '../deploy/render.ts'
import { reviewedEmergencies } from '../deploy/reviewed.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_MAX_BYTES, requireDirectory, showPath, type Workplace } from '../files.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { visible } from '../render/escape.ts'
import { absolute, planDirectory } from './plan-source.ts'
import { archiveTarget } from './signer.ts'

interface Options {
  readonly stack: string
  readonly program?: string
  readonly decision?: string
  readonly change: readonly string[]
  readonly base?: string
  readonly key: string
  readonly logKey: string
  readonly origin: string
  readonly pulumi?: string
  readonly beforeUpdate?: string
  readonly env: readonly string[]
  readonly refresh?: boolean
  readonly emergency?: string
  readonly by?: string
  readonly register?: string
  readonly parameters?: string
  readonly exceptions?: string
  readonly baseline?: string
  readonly now?: string
  readonly demo?: boolean
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse deploy`: deploys exactly what was judged and records it. Exit 0 where it was deployed and is as it
 * was judged, 1 where it was refused, denied or is otherwise, 2 for a fault, 3 where nothing was evaluated.
 */
export function deployCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('deploy')
    .description('deploy what was judged, with evidence: exit 0 deployed, 1 refused, 2 fault, 3 nothing evaluated')
    .argument('<dir>', 'evidence archive; made where it does not exist')
    .requiredOption('--stack <name>', 'stack to deploy')
    .option('--program <dir>', 'directory of Pulumi.yaml; by default the working directory')
    .option('--decision <file>', 'the decision about the change (gate --format json)')
    .option('--change <file>', 'who wrote and who approved a change; repeatable', collect, [])
    .option(
      '--base <ref>',
      'whose policies decide the first deployment; later ones are decided by what was deployed last',
    )
    .requiredOption('--key <file>', 'ECDSA P-256 key that signs records (PEM)')
    .requiredOption('--log-key <file>', 'Ed25519 key that signs the log (PEM)')
    .requiredOption('--origin <name>', 'name of the log')
    .option('--pulumi <file>', 'Pulumi command line; by default the one on PATH')
    .option('--before-update <file>', 'program that carries the archive away, after the intent and before the update')
    .option('--env <name>', 'a further variable that the engine may see; repeatable', collect, [])
    .option('--refresh', 'look at the cloud first, so that drift is repaired')
    .option('--emergency <reason>', 'deploy what is denied or not approved; needs --by, and a review afterwards')
    .option('--by <name>', 'who answers for an emergency')
    .option('--register <dir>', 'register; by default stacks/register of the program')
    .option('--parameters <file>', 'overrides policies/parameters.yaml key by key')
    .option('--exceptions <file>', 'exceptions instead of those of the register')
    .option('--baseline <file>', 'known findings that do not block until they expire')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--demo', 'mark the records as an example')
    .action(async (directory: string, options: Options) => setExit(await runDeploy(place, directory, options)))
}

async function runDeploy(place: Workplace, directory: string, options: Options): Promise<0 | 1 | 2 | 3> {
  const emergency = emergencyOf(options)
  const archive = archiveTarget(place, directory, options)
  const root = requireDirectory(place, options.program ?? '.', 'the directory of Pulumi.yaml')
  if (!existsSync(join(root, 'Pulumi.yaml'))) {
    throw new AppError('not-found', 'there is no Pulumi.yaml to deploy', {
      place: { file: showPath(place, root) },
      fix: 'run in the directory of the program, or give --program DIR',
    })
  }
  const fixed = options.now === undefined ? undefined : parseNow(options.now)
  const clock = (): string => fixed ?? formatNow(place.clock())
  const decision = options.decision === undefined ? undefined : readJudged(place, options.decision)
  const changes = options.change.map((path) => readChange(place, path))
  const pulumi = await findPulumi(absolute(place, options.pulumi), root, place.env, options.env, place.stderr)
  place.stderr('gatehouse: planning what the program wants\n')
  const wanted = await planDirectory(place, { stack: options.stack, maxBytes: DEFAULT_MAX_BYTES }, root)
  const given: Given = {
    root,
    stack: options.stack,
    archive: archive.root,
    base: options.base,
    register: absolute(place, options.register),
    parameters: absolute(place, options.parameters),
    exceptions: absolute(place, options.exceptions),
    baseline: options.baseline,
    decision,
    changes,
    emergency,
    wanted,
    pulumi,
    refresh: options.refresh === true,
    version: packageVersion(),
    now: clock,
  }
  const chain: Chain = {
    archive,
    clock,
    project: wanted.project,
    target: { stack: options.stack, refresh: options.refresh === true },
    pulumi,
    version: packageVersion(),
    demo: options.demo === true,
    judged: decision === undefined ? undefined : { path: 'judged-decision.json', bytes: decision.bytes },
    ...beforeUpdateOf(place, options.beforeUpdate, archive.root),
    reviewed: reviewedEmergencies(place, root, given.register),
    open: (history) => openDeployment(place, given, history),
    stderr: place.stderr,
  }
  const deployed = await deploy(chain)
  place.stdout(renderDeployed(deployed, { archive: showPath(place, archive.root), today: clock().slice(0, 10) }))
  return outcomeStatus(deployed.outcome)
}

/** The program gets the environment of this one, and the archive as its argument. */
function beforeUpdateOf(place: Workplace, file: string | undefined, archive: string): Pick<Chain, 'beforeUpdate'> {
  const program = absolute(place, file)
  if (program === undefined) return {}
  const beforeUpdate = async (): Promise<void> => {
    const failed = (problem: string): AppError =>
      new AppError('refused', `the intent cannot be carried away, so nothing is deployed: ${visible(problem)}`, {
        place: { file: file ?? '' },
        fix: 'repair what it needs and deploy again; the next deployment records that this one had no outcome',
      })
    try {
      const { exitCode, stdout, stderr } = await x(program, [archive], { nodeOptions: { env: { ...place.env } } })
      place.stderr(`${stdout}${stderr}`)
      if (exitCode !== 0) throw failed(`it ended with status ${exitCode}`)
    } catch (error) {
      throw error instanceof AppError ? error : failed(String((error as Error).message))
    }
  }
  return { beforeUpdate }
}

/** @throws AppError `usage`. */
function emergencyOf({ emergency, by }: Options): { readonly reason: string; readonly by: string } | undefined {
  const reason = emergency?.trim()
  const name = by?.trim()
  if (emergency === undefined && by === undefined) return undefined
  if (reason && name) return { reason, by: name }
  throw new AppError('usage', 'an emergency needs a reason and somebody who answers for it', {
    expected: '--emergency REASON --by NAME',
    fix: 'give both, or neither',
  })
}
