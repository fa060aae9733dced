import type { Command } from 'commander'
import { documentHtml } from '../documents/render/html.ts'
import { documentMarkdown } from '../documents/render/markdown.ts'
import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import type { RegisterAt } from '../register/model.ts'
import { registerAt } from '../register/read.ts'
import { renderJson } from '../render/json.ts'
import { nearest } from '../schema.ts'
import { statusOf } from '../status/index.ts'
import type { Status } from '../status/model.ts'
import { statusDocument } from '../status/render/document.ts'
import { statusCalendar } from '../status/render/icalendar.ts'
import { statusText } from '../status/render/text.ts'
import { writeOutputs } from '../write.ts'
import { readArchive } from './archive-facts.ts'
import { type AsOfOptions, asOfOptions, readRegisterAsOf } from './as-of.ts'
import { type Formats, formatNamed, outputTarget } from './formats.ts'

interface Options extends AsOfOptions {
  readonly owner?: string
  readonly evidence?: string
  readonly format: string
  readonly json?: boolean
  readonly output: readonly string[]
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

const FORMATS: Formats<Status> = {
  text: { extension: 'txt', render: statusText },
  json: { extension: 'json', render: renderJson },
  markdown: { extension: 'md', render: (status) => documentMarkdown(statusDocument(status)) },
  html: { extension: 'html', render: (status) => documentHtml(statusDocument(status)) },
  icalendar: { extension: 'ics', render: statusCalendar },
}

/**
 * Registers `gatehouse status`. Exit 0 where nothing is overdue, 1 where something is, 2 for an error, 3 where no
 * service is declared.
 */
export function statusCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  asOfOptions(program.command('status'))
    .description('show what is due, overdue, open or expiring, whose it is, and what to run')
    .option('--owner <person>', 'only the duties of this person: id or name')
    .option('--evidence <dir>', 'archive: deployments without an outcome, and emergencies')
    .option('--format <name>', `${Object.keys(FORMATS).join(', ')} on standard output`, 'text')
    .option('--json', 'the same as --format json')
    .option('--output <[format=]file>', 'write a rendering to a file; the format by extension; repeatable', collect, [])
    .action(async (options: Options) => setExit(await runStatus(place, options)))
}

async function runStatus(place: Workplace, options: Options): Promise<0 | 1 | 3> {
  const format = formatNamed(FORMATS, options.json ? 'json' : options.format)
  const outputs = options.output.map((text) => outputTarget(FORMATS, text))
  const { register: declared, now, provenance } = await readRegisterAsOf(place, options)
  const register = registerAt(declared, now)
  const owner = options.owner === undefined ? undefined : personNamed(register, options.owner)
  const archive = options.evidence === undefined ? undefined : readArchive(place, options.evidence, now)
  const sources = [
    `From the ${provenance}.`,
    archive === undefined ? 'Deployments are not looked at: no archive was given.' : `From the ${archive.source}.`,
  ]
  const sealed = archive?.sealed && new Set(archive.sealed.records.map(({ id }) => id))
  const status = statusOf(
    {
      now,
      register,
      folder: options.register,
      deployments: archive?.deployments,
      ...(sealed === undefined ? {} : { sealed }),
    },
    sources,
    owner,
  )
  writeOutputs(
    place,
    outputs.map(({ file, format: target }) => [file, target.render(status)] as const),
  )
  place.stdout(format.render(status))
  if (register.services.length === 0) return 3
  return status.duties.some(({ state }) => state === 'overdue') ? 1 : 0
}

function personNamed({ people }: RegisterAt, text: string): string {
  const persons = people.filter(({ emergency }) => !emergency)
  const found = persons.filter(({ id, name }) => id === text || name.toLowerCase() === text.toLowerCase())
  const [person] = found
  if (person !== undefined && found.length === 1) return person.id
  const near = nearest(
    text,
    persons.map(({ id }) => id),
  )
  throw new AppError('usage', found.length > 1 ? `several people are called ${text}` : `there is no person ${text}`, {
    expected: 'the id or the name of a person in people.yaml',
    fix: near === undefined ? 'write the id' : `did you mean ${near}?`,
  })
}
