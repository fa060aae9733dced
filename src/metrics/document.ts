import { type Cell, type Document, mark, type Table } from '../documents/model.ts'
import type { Metric } from './model.ts'
import { type MetricsReport, targetText, valueText } from './report.ts'
import { later } from './time.ts'

/** The metrics as a document for people: where we are against each target, since when, and why. */
export function metricsDocument(report: MetricsReport): Document {
  const { metrics } = report
  const count = (result: Metric['result']): number => metrics.filter((one) => one.result === result).length
  return {
    id: 'metrics',
    title: 'Metrics',
    question: 'Where are we against each target, since when, and why?',
    controls: [],
    provenance: [`From ${report.from} to ${report.asOf}.`, ...report.sources],
    tiles: [
      ['Metrics', metrics.length],
      ['Targets met', count('met')],
      ['Missed', count('missed')],
      ['No population', count('no-population')],
    ],
    tables: [overview(metrics), trend(metrics), missing(metrics), definitions(metrics)],
    limits: [
      'No population is not a success: there was nothing to count, or no archive to count it in.',
      'What is not known counts as failing. A record counts from when it was written down; one that was archived more than seven days later, from then.',
      'The trend shows earlier moments by what is known now. A report made then is made again with --as-of.',
      'Records of an archive are counted as they are read. "gatehouse verify" says whether the archive is sound.',
    ],
  }
}

function result({ result: value }: Metric): Cell {
  if (value === 'met') return mark('good', 'met')
  return value === 'missed' ? mark('bad', 'missed') : mark('none', 'no population')
}

function overview(metrics: readonly Metric[]): Table {
  return {
    id: 'overview',
    title: 'Against the targets',
    columns: [
      { label: 'Metric', width: 50 },
      { label: 'Result' },
      { label: 'Value', width: 24 },
      { label: 'Target' },
      { label: 'Days missing', kind: 'number' },
      { label: 'Controls', width: 24 },
      { label: 'Counted from', width: 60 },
    ],
    rows: metrics.map((metric) => [
      metric.title,
      result(metric),
      valueText(metric),
      targetText(metric.target),
      metric.missingDays,
      metric.controls.join(', '),
      metric.source,
    ]),
    empty: 'There is no metric.',
  }
}

function trend(metrics: readonly Metric[]): Table {
  const moments = metrics[0]?.trend.map(({ asOf }) => asOf) ?? []
  return {
    id: 'trend',
    title: 'Trend',
    isMatrix: true,
    columns: [{ label: 'Metric', width: 50 }, ...moments.map((asOf) => ({ label: momentText(asOf), width: 12 }))],
    rows: metrics.map(({ title, trend: points, target }) => [
      title,
      ...points.map(({ numerator, denominator }): Cell => {
        if (denominator === 0) return '–'
        if (target.kind === 'at-most') return mark(numerator <= target.number ? 'good' : 'bad', String(numerator))
        const isMet = numerator * 100 >= target.percent * denominator
        return mark(isMet ? 'good' : 'bad', `${Math.floor((numerator / denominator) * 100)} %`)
      }),
    ]),
    empty: 'There is no metric.',
  }
}

/** The first second of a month is the end of the one before. */
function momentText(asOf: string): string {
  return asOf.endsWith('-01T00:00:00Z') ? later(asOf, -1).slice(0, 7) : asOf.slice(0, 10)
}

function missing(metrics: readonly Metric[]): Table {
  return {
    id: 'missing',
    title: 'What is missing, and for how long',
    columns: [
      { label: 'Metric', width: 44 },
      { label: 'What', width: 50 },
      { label: 'Status' },
      { label: 'Why', width: 50 },
      { label: 'Days missing', kind: 'number' },
    ],
    rows: metrics.flatMap(({ title, rows }) =>
      rows
        .filter(({ status, missingDays }) => status !== 'met' || missingDays > 0)
        .map(({ subject, status, detail, missingDays }) => [
          title,
          subject,
          status === 'met' ? mark('mid', 'met now') : mark('bad', status),
          detail,
          missingDays,
        ]),
    ),
    empty: 'Nothing was missing at any time.',
  }
}

function definitions(metrics: readonly Metric[]): Table {
  return {
    id: 'definitions',
    title: 'How each number is made',
    notes: [
      '"gatehouse metrics --tables DIR" writes the tables; each query, run by DuckDB in that folder, gives numerator and denominator.',
    ],
    columns: [
      { label: 'Metric', width: 44 },
      { label: 'Formula', width: 70 },
      { label: 'Query', kind: 'code', width: 90 },
    ],
    rows: metrics.map(({ title, formula, query }) => [title, formula, query]),
    empty: 'There is no metric.',
  }
}
