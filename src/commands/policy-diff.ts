import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import { requireDirectory, showPath, type Workplace } from '../files.ts'
import { checkOutBase } from '../gate/base.ts'
import { readBundle } from '../gate/bundle.ts'
import { readParameters, readRequirements } from '../gate/parameters.ts'
import { OWN_POLICIES } from '../gate/sources.ts'
import type { PolicyDiff } from '../history/model.ts'
import { judgeHistory, type NewPolicies } from '../history/rejudge.ts'
import { renderPolicyDiffMarkdown, renderPolicyDiffText } from '../history/render.ts'
import { readExceptions, readRegister } from '../register/read.ts'
import { renderJson } from '../render/json.ts'
import { readReport } from '../report/model.ts'
import { absolute } from './plan-source.ts'

interface Options {
  readonly history: string
  readonly policies?: string
  readonly base?: string
  readonly parameters?: string
  readonly exceptions?: string
  readonly register?: string
  readonly format: string
  readonly json?: boolean
}

const RENDERERS: Readonly<Record<string, (diff: PolicyDiff) => string>> = {
  text: renderPolicyDiffText,
  json: renderJson,
  markdown: renderPolicyDiffMarkdown,
}

/**
 * Registers `gatehouse policy-diff`: which archived decisions other policies would flip. Exit 0 where every decision was
 * judged again and none flips, 1 where one flips, 2 for a fault, 3 where none flips but not all could be judged again.
 */
export function policyDiffCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('policy-diff')
    .description('judge archived changes again: exit 0 nothing flips, 1 something does, 3 not all could be judged')
    .requiredOption('--history <dir>', 'archive of past decisions')
    .option('--policies <dir>', "policies with parameters to judge by; by default the working tree's policies/")
    .option('--base <ref>', 'take the policies from this branch or full commit id instead')
    .option('--parameters <file>', 'parameters that override those of the policies')
    .option('--exceptions <file>', 'exceptions in place of those of then')
    .option('--register <dir>', 'register for decisions whose own is not archived')
    .option('--format <name>', 'text, json or markdown', 'text')
    .option('--json', 'the same as --format json')
    .action(async (options: Options) => setExit(await policyDiff(place, options)))
}

async function policyDiff(place: Workplace, options: Options): Promise<0 | 1 | 3> {
  const render = rendererNamed(options.json ? 'json' : options.format)
  if (options.policies !== undefined && options.base !== undefined) {
    throw new AppError('usage', '--policies and --base exclude each other', { fix: 'give one of them' })
  }
  const archive = requireDirectory(place, options.history, 'the directory of an archive')
  const report = readReport(archive)
  if (typeof report === 'string') {
    throw new AppError('malformed', `the archive cannot be read: ${report}`, {
      place: { file: options.history },
      fix: 'run "gatehouse verify": it names every file that is wrong',
    })
  }
  const register = options.register === undefined ? undefined : readRegister(place, options.register)
  const diff = await judgeHistory(report, await newPolicies(place, options), {
    place,
    archive,
    repository: place.cwd,
    register,
    exceptionsReplaced: options.exceptions !== undefined,
  })
  place.stdout(render(diff))
  const { flips, notJudged, same } = diff.counts
  return flips > 0 ? 1 : notJudged > 0 || same === 0 ? 3 : 0
}

async function newPolicies(place: Workplace, options: Options): Promise<NewPolicies> {
  const exceptions = options.exceptions === undefined ? undefined : readExceptions(place, options.exceptions)
  if (options.base === undefined) return { ...readPolicies(place, policiesHere(place, options), options), exceptions }
  const base = await checkOutBase(place.cwd, options.base)
  try {
    return { ...readPolicies(place, join(base.tip.root, 'policies'), options), exceptions }
  } finally {
    base.dispose()
  }
}

function policiesHere(place: Workplace, { policies }: Options): string {
  if (policies !== undefined) return requireDirectory(place, policies, 'a directory of policies, with bundle/ in it')
  const here = join(place.cwd, 'policies')
  return existsSync(join(here, 'bundle')) ? here : OWN_POLICIES
}

function readPolicies(place: Workplace, directory: string, options: Options): NewPolicies {
  return {
    bundle: readBundle(directory, (path) => showPath(place, path)),
    parameters: readParameters(place, join(directory, 'parameters.yaml'), absolute(place, options.parameters)),
    requirements: readRequirements(place, join(directory, 'requirements.yaml')),
  }
}

function rendererNamed(name: string): (diff: PolicyDiff) => string {
  const renderer = Object.hasOwn(RENDERERS, name) ? RENDERERS[name] : undefined
  if (renderer !== undefined) return renderer
  throw new AppError('usage', `there is no format ${name}`, {
    expected: `one of ${Object.keys(RENDERERS).join(', ')}`,
    fix: 'choose one of them',
  })
}
