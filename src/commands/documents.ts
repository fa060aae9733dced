import { join } from 'node:path'
import type { Command } from 'commander'
import { buildDocuments, DOCUMENT_NAMES, type DocumentFormat, FORMATS, renderDocument } from '../documents/index.ts'
import { AppError } from '../errors.ts'
import { resolvePath, showPath, type Workplace } from '../files.ts'
import { registerAt } from '../register/read.ts'
import { writeOutputs } from '../write.ts'
import { readArchive } from './archive-facts.ts'
import { type AsOfOptions, asOfOptions, readAllAsOf } from './as-of.ts'

interface Options extends AsOfOptions {
  readonly output: string
  readonly evidence?: string
  readonly format: readonly string[]
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse documents`: writes what auditors and management read, from the register and its records. Exit 0;
 * 2 for an error; 3 where no service is declared.
 */
export function documentsCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  asOfOptions(program.command('documents'))
    .description('write the documents that follow from the register: Markdown, HTML, CSV and XLSX')
    .argument('[names...]', `which ones; all by default: ${DOCUMENT_NAMES.join(', ')}`)
    .requiredOption('--output <dir>', 'where to write')
    .option('--evidence <dir>', 'archive: judgements and deployments, for the management review')
    .option('--format <name>', `only this format; repeatable: ${FORMATS.join(', ')}`, collect, [])
    .action(async (names: readonly string[], options: Options) => setExit(await runDocuments(place, names, options)))
}

async function runDocuments(place: Workplace, names: readonly string[], options: Options): Promise<0 | 3> {
  const formats = options.format.length === 0 ? FORMATS : options.format.map(formatNamed)
  const { register, other, now, provenance } = await readAllAsOf(place, options)
  const archive = options.evidence === undefined ? undefined : readArchive(place, options.evidence, now)
  const documents = buildDocuments(
    {
      now,
      register: registerAt(register, now),
      ...other,
      ...(archive === undefined ? {} : { archive }),
      provenance: [
        `As of ${now}, from the ${provenance}.`,
        ...(archive === undefined ? [] : [`From the ${archive.source}.`]),
      ],
    },
    names,
  )
  const outputs: (readonly [string, string | Uint8Array])[] = []
  for (const document of documents)
    for (const format of formats)
      for (const [name, data] of await renderDocument(document, format))
        outputs.push([join(options.output, name), data])
  writeOutputs(place, outputs)
  place.stdout(outputs.map(([name]) => `${showPath(place, resolvePath(place, name))}\n`).join(''))
  return register.services.length === 0 ? 3 : 0
}

function formatNamed(name: string): DocumentFormat {
  const format = FORMATS.find((one) => one === name)
  if (format !== undefined) return format
  throw new AppError('usage', `there is no format ${name}`, {
    expected: `one of ${FORMATS.join(', ')}`,
    fix: 'choose one of them',
  })
}
