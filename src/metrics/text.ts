import { visible } from '../render/escape.ts'
import type { Metric } from './model.ts'
import { type MetricsReport, targetText, valueText } from './report.ts'

const WORDS: Readonly<Record<Metric['result'], string>> = {
  met: 'met',
  missed: 'MISSED',
  'no-population': '-',
}
/** Rows of a metric that are shown without `--explain`. */
const SHOWN = 5

/** The metrics for a terminal. `explain` adds formula, query and every row. */
export function metricsText(report: MetricsReport, explain: boolean): string {
  const missed = report.metrics.filter(({ result }) => result === 'missed').length
  const lines = [
    `Metrics as of ${report.asOf}, since ${report.from}: ${report.metrics.length} metrics, ${missed} missed`,
    ...report.sources.map((source) => `  ${source}`),
    '',
    ...report.metrics.flatMap((metric) => metricLines(metric, explain)),
  ]
  return `${lines.map(visible).join('\n')}\n`
}

function metricLines(metric: Metric, explain: boolean): readonly string[] {
  const bad = metric.rows.filter(({ status }) => status !== 'met')
  const rows = explain ? metric.rows : bad.slice(0, SHOWN)
  const late = metric.missingDays > 0 ? `, missing for ${metric.missingDays} d in all` : ''
  return [
    `${WORDS[metric.result].padEnd(8)}${metric.title}: ${valueText(metric)}, target ${targetText(metric.target)}${late}`,
    ...(explain
      ? [
          `        id       ${metric.id}`,
          `        formula  ${metric.formula}`,
          `        source   ${metric.source}`,
          `        trend    ${metric.trend.map(({ asOf, numerator, denominator }) => `${asOf.slice(0, 10)} ${numerator}/${denominator}`).join(', ')}`,
          ...metric.query.split('\n').map((line, index) => `        ${index === 0 ? 'query    ' : '         '}${line}`),
        ]
      : []),
    ...rows.map(
      ({ subject, status, detail, missingDays }) =>
        `        ${status.padEnd(8)} ${subject}: ${detail}${missingDays > 0 ? ` (${missingDays} d)` : ''}`,
    ),
    ...(!explain && bad.length > SHOWN ? [`        … and ${bad.length - SHOWN} more; --explain shows all`] : []),
  ]
}
