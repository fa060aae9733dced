import type { Command } from 'commander'
import { deriveAccess } from '../access/holdings/derive.ts'
import type { Access } from '../access/holdings/model.ts'
import { renderAccessCsv } from '../access/holdings/render/csv.ts'
import { renderAccessMarkdown } from '../access/holdings/render/markdown.ts'
import { renderAccessText } from '../access/holdings/render/text.ts'
import { selectAccess } from '../access/holdings/select.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_MAX_BYTES, parseMaxBytes, type Workplace } from '../files.ts'
import { grantedPrivileges } from '../gate/parameters.ts'
import { readSources } from '../gate/sources.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { registerAt } from '../register/read.ts'
import { renderJson } from '../render/json.ts'
import { writeOutputs } from '../write.ts'
import { explainSignIn, openGaps, readQuestion, renderGaps, renderSignIn } from './access-sign-in.ts'
import { absolute, obtainPlan, type PlanOptions, planOptions, programRoot } from './plan-source.ts'

interface Options extends PlanOptions {
  readonly now?: string
  readonly principal?: string
  readonly role?: string
  readonly privileged?: boolean
  readonly signIn?: string
  readonly open?: string
  readonly format: string
  readonly json?: boolean
  readonly output: readonly string[]
  readonly maxBytes: string
}

interface RenderOptions {
  readonly color: boolean
  readonly memberships: boolean
}

const RENDERERS: { readonly [format: string]: (access: Access, options: RenderOptions) => string } = {
  text: renderAccessText,
  json: renderJson,
  markdown: renderAccessMarkdown,
  csv: renderAccessCsv,
}
const EXTENSIONS: { readonly [extension: string]: string } = { txt: 'text', json: 'json', md: 'markdown', csv: 'csv' }

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse access`: who holds what, how, until when, by a plan or by a program that is planned first. Ends
 * with 0; 3 where the plan declares nobody and gives nothing; 2 for a fault.
 */
export function accessCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  planOptions(program.command('access'))
    .description('show who holds which role and which permission, how, and until when')
    .option('--principal <name>', 'only this person, group or application, with its groups')
    .option('--role <name>', 'only this role')
    .option('--privileged', 'only privileged roles and permissions of high risk, and what may be one')
    .option('--sign-in <json>', 'explain one sign-in, policy by policy; {} is an ordinary one of anybody')
    .option('--open <rule>', 'list the whole gap of a sign-in requirement')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', 'text, json, markdown or csv on standard output', 'text')
    .option('--json', 'the same as --format json')
    .option('--output <[format=]file>', 'write a rendering to a file; the format by extension; repeatable', collect, [])
    .option('--max-bytes <number>', 'largest plan to read', String(DEFAULT_MAX_BYTES))
    .action(async (options: Options) => setExit(await runAccess(place, options)))
}

async function runAccess(place: Workplace, options: Options): Promise<0 | 3> {
  const format = formatNamed(options.json ? 'json' : options.format)
  const outputs = options.output.map(outputTarget)
  const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
  const maxBytes = parseMaxBytes(options.maxBytes)
  const root = programRoot(place, options)
  const { plan } = await obtainPlan(place, { ...options, maxBytes }, root)
  const sources = readSources(place, {
    root,
    register: absolute(place, options.register),
    useDefaultRegister: options.plan === undefined,
    parameters: absolute(place, options.parameters),
  }).binding
  const { register, parameters } = sources
  if (options.signIn !== undefined || options.open !== undefined) {
    const input = { plan, now, ...sources }
    const isJson = format === 'json'
    if (options.signIn !== undefined) {
      const explained = explainSignIn(input, readQuestion(options.signIn))
      place.stdout(isJson ? renderJson(explained) : renderSignIn(explained))
    } else {
      const gaps = openGaps(input, options.open ?? '')
      place.stdout(isJson ? renderJson(gaps) : renderGaps(gaps))
    }
    return 0
  }
  const all = deriveAccess(plan, {
    now,
    privilegedRoles: grantedPrivileges(parameters),
    register: register === undefined ? undefined : registerAt(register, now),
  })
  const access = selectAccess(all, options)
  const memberships = options.principal !== undefined
  const color =
    format === 'text' &&
    place.env['NO_COLOR'] === undefined &&
    (place.isTerminal || place.env['FORCE_COLOR'] !== undefined)
  writeOutputs(
    place,
    outputs.map(({ file, format: target }) => [file, render(target, access, { color: false, memberships })] as const),
  )
  place.stdout(render(format, access, { color, memberships }))
  return isEmpty(all) ? 3 : 0
}

/** There is nobody, and nothing is given to anybody. */
function isEmpty({ principals, holdings, permissions, unclear, aws }: Access): boolean {
  const inAws = (aws?.principals ?? 0) + (aws?.trusts.length ?? 0)
  return principals.length + holdings.length + permissions.length + unclear.length + inAws === 0
}

function render(format: string, access: Access, options: RenderOptions): string {
  return RENDERERS[format]?.(access, options) ?? ''
}

function formatNamed(name: string): string {
  if (Object.hasOwn(RENDERERS, name)) return name
  throw new AppError('usage', `there is no format ${name}`, {
    expected: `one of ${Object.keys(RENDERERS).join(', ')}`,
    fix: 'choose one of them',
  })
}

function outputTarget(text: string): { readonly file: string; readonly format: string } {
  const match = /^([a-z]+)=(.+)$/.exec(text)
  if (match?.[1] !== undefined && match[2] !== undefined) return { file: match[2], format: formatNamed(match[1]) }
  const extension = /\.([a-z]+)$/.exec(text.toLowerCase())?.[1] ?? ''
  const format = Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined
  if (format !== undefined) return { file: text, format }
  throw new AppError('usage', `the format of ${text} is not clear from its name`, {
    expected: 'a name that ends in .csv, .json, .md or .txt',
    fix: 'write --output FORMAT=FILE',
  })
}
