import type { Command } from 'commander'
import { ownerChecks } from '../doctor/codeowners.ts'
import { type ForgeFacts, forgeChecks, forgeFacts } from '../doctor/forge.ts'
import { keyChecks } from '../doctor/keys.ts'
import { machineChecks } from '../doctor/machine.ts'
import { type Diagnosis, DOCTOR_SCHEMA } from '../doctor/model.ts'
import { packageCheck } from '../doctor/packages.ts'
import { policyChecks } from '../doctor/policies.ts'
import { renderDiagnosis } from '../doctor/render.ts'
import { repositoryChecks } from '../doctor/repository.ts'
import { AppError } from '../errors.ts'
import { readText, requireDirectory, shownName, type Workplace } from '../files.ts'
import { OWN_POLICIES } from '../gate/sources.ts'
import { parseUniqueJson } from '../json.ts'
import { renderJson } from '../render/json.ts'

interface Options {
  readonly program?: string
  readonly base?: string
  readonly key?: string
  readonly logKey?: string
  readonly forge: readonly string[]
  readonly format: string
  readonly json?: boolean
}

const RENDERERS: Readonly<Record<string, (diagnosis: Diagnosis) => string>> = {
  text: renderDiagnosis,
  json: renderJson,
}

/**
 * Registers `gatehouse doctor`: looks at everything that must be right for the gate to be, and says how to put it right.
 * Exit 0 where nothing is to fix, 1 where something is, 2 for a fault. Opens no connection, changes nothing.
 */
export function doctorCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('doctor')
    .description('look at what must be right here: Node, packages, rules, keys, git, forge, Pulumi, sandbox')
    .option('--program <dir>', 'directory of Pulumi.yaml; by default the working directory')
    .option('--base <ref>', 'the branch that changes are judged against, such as origin/main')
    .option('--key <file>', 'key that signs records (PEM)')
    .option('--log-key <file>', 'key that signs the log (PEM)')
    .option(
      '--forge <file>',
      "export of GitHub's API about the branch: its protection, or its rules; repeatable",
      (value: string, list: readonly string[]) => [...list, value],
      [],
    )
    .option('--format <format>', 'text or json', 'text')
    .option('--json', 'the same as --format json')
    .action(async (options: Options) => setExit(await runDoctor(place, options)))
}

async function runDoctor(place: Workplace, options: Options): Promise<0 | 1> {
  const format = options.json ? 'json' : options.format
  const render = Object.hasOwn(RENDERERS, format) ? RENDERERS[format] : undefined
  if (render === undefined) {
    throw new AppError('usage', `there is no format ${format}`, {
      expected: `one of ${Object.keys(RENDERERS).join(', ')}`,
      fix: 'choose one of them',
    })
  }
  const root = requireDirectory(place, options.program ?? '.', 'the directory of Pulumi.yaml')
  const facts = options.forge.map((path) => readForge(place, path))
  const machine = { node: process.versions.node, execPath: process.execPath, env: place.env }
  const checks = [
    ...(await machineChecks(machine, root)),
    packageCheck(root),
    ...policyChecks(OWN_POLICIES),
    ...(await repositoryChecks(root, options.base)),
    ...ownerChecks(root),
    ...forgeChecks(facts),
    ...(await keyChecks(place, root, { key: options.key, logKey: options.logKey })),
  ]
  place.stdout(render({ schema: DOCTOR_SCHEMA, checks }))
  return checks.some(({ status }) => status === 'fail') ? 1 : 0
}

function readForge(place: Workplace, path: string): ForgeFacts {
  const file = shownName(place, path)
  const facts = forgeFacts(parseUniqueJson(readText(place, path), file))
  if (facts !== undefined) return facts
  throw new AppError('unknown-form', 'this is not what the forge says about a branch', {
    place: { file },
    expected: 'the answer of GitHub to repos/OWNER/NAME/branches/BRANCH/protection or .../rules/branches/BRANCH',
    fix: 'save it with "gh api"; a branch without protection answers 404, and then there is nothing to save',
  })
}
