import { join } from 'node:path'
import type { Command } from 'commander'
import { documentCsv } from '../documents/render/csv.ts'
import { documentHtml } from '../documents/render/html.ts'
import { documentMarkdown } from '../documents/render/markdown.ts'
import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { parseNow } from '../gate/time.ts'
import { metricsDocument } from '../metrics/document.ts'
import { exportTables } from '../metrics/export.ts'
import { computeMetrics } from '../metrics/index.ts'
import { METRICS_SCHEMA, type MetricsReport } from '../metrics/report.ts'
import { factsAsOf, registerSource, sealNotes } from '../metrics/sealed.ts'
import type { Facts } from '../metrics/tables.ts'
import { metricsText } from '../metrics/text.ts'
import { later } from '../metrics/time.ts'
import { renderJson } from '../render/json.ts'
import { writeOutputs } from '../write.ts'
import { readArchive } from './archive-facts.ts'
import { type AsOfOptions, asOfOptions, readRegisterAsOf } from './as-of.ts'
import { type Formats, formatNamed, outputTarget } from './formats.ts'

interface Options extends AsOfOptions {
  readonly from?: string
  readonly evidence?: string
  readonly tables?: string
  readonly explain?: boolean
  readonly format: string
  readonly json?: boolean
  readonly output: readonly string[]
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

const FORMATS: Formats<{ readonly report: MetricsReport; readonly explain: boolean }> = {
  text: { extension: 'txt', render: ({ report, explain }) => metricsText(report, explain) },
  json: { extension: 'json', render: ({ report }) => renderJson(report) },
  markdown: { extension: 'md', render: ({ report }) => documentMarkdown(metricsDocument(report)) },
  html: { extension: 'html', render: ({ report }) => documentHtml(metricsDocument(report)) },
  csv: {
    extension: 'csv',
    render: ({ report }) => documentCsv(metricsDocument(report)).get('metrics.overview.csv') ?? '',
  },
}

/** Registers `gatehouse metrics`. Exit 0; 2 for an error; 3 where no metric has a population. */
export function metricsCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  asOfOptions(program.command('metrics'))
    .description('compute the metrics of the controls, with formula, query, population, target and trend')
    .option('--from <time>', 'where the window begins, RFC 3339; a year before its end by default')
    .option('--evidence <dir>', 'archive: judgements, deployments, and when records were archived')
    .option('--tables <dir>', 'write the tables as Parquet and CSV, for the printed queries')
    .option('--explain', 'formula, query, trend and every row')
    .option('--format <name>', `${Object.keys(FORMATS).join(', ')} on standard output`, 'text')
    .option('--json', 'the same as --format json')
    .option('--output <[format=]file>', 'write a rendering to a file; the format by extension; repeatable', collect, [])
    .action(async (options: Options) => setExit(await runMetrics(place, options)))
}

async function runMetrics(place: Workplace, options: Options): Promise<0 | 3> {
  const format = formatNamed(FORMATS, options.json ? 'json' : options.format)
  const outputs = options.output.map((text) => outputTarget(FORMATS, text))
  const { facts, report } = await readMetrics(place, options)
  const answer = { report, explain: options.explain === true }
  const files = [
    ...outputs.map(({ file, format: target }) => [file, target.render(answer)] as const),
    ...(options.tables === undefined
      ? []
      : [...exportTables(facts)].map(([name, data]) => [join(options.tables ?? '', name), data] as const)),
  ]
  writeOutputs(place, files)
  place.stdout(format.render(answer))
  return report.metrics.every(({ result }) => result === 'no-population') ? 3 : 0
}

/** Reads the sources that the options name, and computes. */
async function readMetrics(
  place: Workplace,
  options: Options,
): Promise<{ readonly facts: Facts; readonly report: MetricsReport }> {
  const { register, now: asOf, provenance } = await readRegisterAsOf(place, options)
  const from = options.from === undefined ? later(asOf, -365) : parseNow(options.from)
  if (from >= asOf) {
    throw new AppError('usage', `--from ${from} is not before ${asOf}`, {
      expected: 'a window that begins before it ends',
      fix: 'name an earlier moment',
    })
  }
  const counted = options.evidence === undefined ? undefined : readArchive(place, options.evidence, asOf)
  const facts = factsAsOf(register, counted, asOf)
  const archive = counted?.source
  const sealed = counted?.sealed
  return {
    facts,
    report: {
      schema: METRICS_SCHEMA,
      asOf,
      from,
      sources: [
        `From the ${provenance}.`,
        ...(archive === undefined ? [] : [`From the ${archive}.`]),
        ...(sealed === undefined ? [] : sealNotes(sealed, register.records, asOf)),
      ],
      metrics: computeMetrics(facts, { from, asOf }, { register: registerSource(sealed), archive }),
    },
  }
}
