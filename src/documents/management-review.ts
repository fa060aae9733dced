import { computeMetrics } from '../metrics/index.ts'
import type { Metric } from '../metrics/model.ts'
import { targetText, valueText } from '../metrics/report.ts'
import { registerSource } from '../metrics/sealed.ts'
import { later } from '../metrics/time.ts'
import { recordsOf } from '../records/model.ts'
import { statusOf } from '../status/index.ts'
import { type DocumentData, dueCell, factsAt, personCell, usedServices } from './data.ts'
import { type Cell, type Document, mark, type Table } from './model.ts'

/** What management needs before it: earlier decisions, numbers, incidents, risks, exceptions, and what is overdue. */
export function managementReview(data: DocumentData): Document {
  const window = { from: later(data.now, -365), asOf: data.now }
  const archive = data.archive?.source
  const metrics = computeMetrics(factsAt(data), window, {
    register: registerSource(data.archive?.sealed),
    archive,
  })
  const { duties } = statusOf(
    { now: data.now, register: data.register, folder: 'stacks/register', deployments: data.archive?.deployments },
    [],
  )
  const overdue = duties.filter(({ state }) => state === 'overdue')
  const incidents = recordsOf(data.register.records, 'incident').filter(
    ({ body }) => body.detectedAt > window.from && body.loggedAt <= data.now,
  )
  const missed = metrics.filter(({ result }) => result === 'missed')
  return {
    id: 'management-review',
    title: 'Management review: what to look at',
    question: 'How is information security doing, and what has management to decide?',
    controls: ['A.5.4', 'A.5.35', 'A.5.36'],
    provenance: data.provenance,
    tiles: [
      ['Targets missed', missed.length],
      ['Duties overdue', overdue.length],
      ['Incidents in a year', incidents.length],
      [
        'High risks after treatment',
        usedServices(data.register).filter(({ risk }) => (risk?.residual ?? 0) >= 10).length,
      ],
      [
        'Exceptions open',
        data.register.exceptions.filter(({ expiresOn }) => expiresOn >= data.now.slice(0, 10)).length,
      ],
    ],
    tables: [
      earlier(data),
      numbers(metrics),
      incidentTable(data, incidents),
      risks(data),
      exceptions(data),
      {
        id: 'overdue',
        title: 'Overdue',
        columns: [
          { label: 'What', width: 60 },
          { label: 'Since', width: 14 },
          { label: 'Consequence' },
          { label: 'Whose', width: 26 },
          { label: 'Why', width: 60 },
        ],
        rows: overdue.map(({ title, dueOn, consequence, ownerName, why }) => [
          title,
          dueOn,
          consequence,
          ownerName ?? mark('bad', 'nobody'),
          why,
        ]),
        empty: 'Nothing is overdue.',
      },
      decisions(missed, data),
    ],
    limits: [
      'Complaints of interested parties, results of audits and changes outside of the register are not in it; bring them along.',
      'What is decided becomes a record: gatehouse record management-review.',
    ],
  }
}

function earlier({ register, now }: DocumentData): Table {
  const reviews = recordsOf(register.records, 'management-review').filter(({ recordedAt }) => recordedAt <= now)
  return {
    id: 'earlier-decisions',
    title: 'Earlier decisions, and what came of them',
    columns: [
      { label: 'Review' },
      { label: 'Decision', width: 60 },
      { label: 'Whose', width: 26 },
      { label: 'Until', width: 24 },
      { label: 'Done', width: 14 },
    ],
    rows: reviews.flatMap(({ at, body }) =>
      body.decisions.map(({ what, owner, dueOn, doneOn }): readonly Cell[] => [
        at.slice(0, 10),
        what,
        personCell(register, owner),
        doneOn === undefined ? dueCell(dueOn, now) : dueOn,
        doneOn === undefined ? mark('mid', 'open') : mark('good', doneOn),
      ]),
    ),
    empty: 'No earlier review has a decision.',
  }
}

const RESULTS = {
  met: mark('good', 'met'),
  missed: mark('bad', 'missed'),
  'no-population': mark('none', 'no population'),
}

function numbers(metrics: readonly Metric[]): Table {
  return {
    id: 'metrics',
    title: 'Against the targets',
    columns: [
      { label: 'Metric', width: 60 },
      { label: 'Result' },
      { label: 'Now', width: 20 },
      { label: 'Target', width: 16 },
      { label: 'Half a year ago', width: 20 },
      { label: 'Days missing', kind: 'number' },
    ],
    rows: metrics.map((metric) => [
      metric.title,
      RESULTS[metric.result],
      valueText(metric),
      targetText(metric.target),
      earlierValue(metric),
      metric.missingDays,
    ]),
    empty: 'There is no metric.',
  }
}

function earlierValue({ trend }: Metric): string {
  const point = trend[Math.floor(trend.length / 2)]
  return point === undefined || point.denominator === 0 ? '–' : `${point.numerator} of ${point.denominator}`
}

function incidentTable({ register }: DocumentData, incidents: ReturnType<typeof recordsOf<'incident'>>): Table {
  return {
    id: 'incidents',
    title: 'Incidents of the last year',
    columns: [
      { label: 'Detected' },
      { label: 'What', width: 50 },
      { label: 'Service', width: 24 },
      { label: 'Severity' },
      { label: 'At the vendor' },
      { label: 'Root cause', width: 50 },
      { label: 'Closed', width: 14 },
    ],
    rows: incidents.map(({ body }) => [
      body.detectedAt.slice(0, 10),
      body.title,
      register.services.find(({ id }) => id === body.service)?.name ?? body.service,
      body.severity,
      body.vendorIncident ? 'yes' : 'no',
      body.rootCause ?? mark('mid', 'not yet known'),
      body.closedAt?.slice(0, 10) ?? mark('mid', 'open'),
    ]),
    empty: 'None was recorded.',
  }
}

function risks({ register }: DocumentData): Table {
  const services = usedServices(register).toSorted((a, b) => (b.risk?.residual ?? 26) - (a.risk?.residual ?? 26))
  return {
    id: 'risks',
    title: 'Highest remaining risks',
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Remaining' },
      { label: 'Treatment' },
      { label: 'Measures', width: 60 },
      { label: 'Owner', width: 26 },
    ],
    rows: services
      .slice(0, 10)
      .map(({ name, risk, owner }) => [
        name,
        risk === undefined
          ? mark('bad', 'not assessed')
          : risk.residual >= 10
            ? mark('bad', String(risk.residual))
            : String(risk.residual),
        risk?.treatment ?? '',
        risk?.measures ?? '',
        personCell(register, owner),
      ]),
    empty: 'No service is in use.',
  }
}

function exceptions({ register, now }: DocumentData): Table {
  return {
    id: 'exceptions',
    title: 'Exceptions',
    columns: [
      { label: 'Exception' },
      { label: 'From the rule', kind: 'code', width: 40 },
      { label: 'Why', width: 50 },
      { label: 'What can happen', width: 50 },
      { label: 'Approved by', width: 26 },
      { label: 'Until', width: 24 },
    ],
    rows: register.exceptions.map(({ id, rule, reason, risk, approvedBy, expiresOn }) => [
      id,
      rule,
      reason,
      risk,
      register.people.find((person) => person.id === approvedBy)?.name ?? approvedBy,
      dueCell(expiresOn, now),
    ]),
    empty: 'There is none.',
  }
}

/** What the numbers ask for, with room to write. */
function decisions(missed: readonly Metric[], { register }: DocumentData): Table {
  const high = usedServices(register).filter(({ risk }) => risk === undefined || risk.residual >= 10)
  return {
    id: 'to-decide',
    title: 'To decide',
    columns: [
      { label: 'Question', width: 70 },
      { label: 'Decision', width: 40 },
      { label: 'Whose', width: 20 },
      { label: 'Until', width: 14 },
    ],
    rows: [
      ...missed.map(({ title }) => [`What is done so that the target is met: ${title}?`, '', '', '']),
      ...high.map(({ name, risk }) => [
        risk === undefined
          ? `Who assesses the risks of ${name}, and until when?`
          : `Is the remaining risk of ${name} (${risk.residual}) accepted?`,
        '',
        '',
        '',
      ]),
    ],
    empty: 'The numbers ask for no decision.',
  }
}
