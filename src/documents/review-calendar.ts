import { accessReviews } from '../metrics/metrics/access-reviews.ts'
import { adminReviews } from '../metrics/metrics/admin-reviews.ts'
import type { Member } from '../metrics/model.ts'
import { dayStart, endedPeriods, later, type Period } from '../metrics/time.ts'
import { recordsOf } from '../records/model.ts'
import type { Review } from '../records/review.ts'
import { datedDuties } from '../status/index.ts'
import { type DocumentData, factsAt, personCell, usedServices } from './data.ts'
import { type Cell, type Document, type Marked, mark, type Table } from './model.ts'

/** What was reviewed, evaluated and tested in the last year, what was missed, and what comes. */
export function reviewCalendar(data: DocumentData): Document {
  const window = { from: later(data.now, -365), asOf: data.now }
  const facts = factsAt(data)
  const access = accessReviews.members(facts, window)
  const admin = adminReviews.members(facts, window)
  const missed = [...access, ...admin].filter(({ status }) => status !== 'met')
  return {
    id: 'review-calendar',
    title: 'Review calendar',
    question: 'What was reviewed and tested in the last year, what was missed, and what comes?',
    controls: ['A.5.18', 'A.5.22', 'A.5.30', 'A.5.35', 'A.8.2'],
    provenance: data.provenance,
    tiles: [
      ['Access reviews in their quarter', `${access.length - access.filter(isMissed).length} of ${access.length}`],
      ['Administrator reviews in their month', `${admin.length - admin.filter(isMissed).length} of ${admin.length}`],
      ['Gaps', missed.length],
    ],
    tables: [accessTable(data, window), adminTable(data, window), gaps(access, admin), coming(data)],
    limits: [
      'A review counts from when it was written down. One that was held after its period is late for good.',
      'A service counts from the first quarter on that began after its first use.',
    ],
  }
}

interface Window {
  readonly from: string
  readonly asOf: string
}

function isMissed({ status }: Member): boolean {
  return status !== 'met'
}

/** The periods that ended in the window, and the one that runs. */
function shownPeriods(window: Window, months: 1 | 3): readonly Period[] {
  const wide = endedPeriods({ from: window.from, asOf: later(window.asOf, 100) }, months)
  return wide.filter(({ starts }) => starts <= window.asOf)
}

type Held = { readonly recordedAt: string; readonly body: Review }

function reviewCell(data: DocumentData, reviews: readonly Held[], period: Period): Cell {
  const first = reviews
    .filter(({ recordedAt, body }) => body.period === period.id && recordedAt <= data.now)
    .toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))[0]
  if (first === undefined)
    return period.ends <= data.now
      ? mark('bad', 'missed')
      : mark('none', `until ${later(period.ends, -1).slice(0, 10)}`)
  const day = first.recordedAt.slice(0, 10)
  const isLate = first.recordedAt >= period.ends
  return [
    mark(isLate ? 'bad' : 'good', isLate ? `late, ${day}` : day),
    personCell(data.register, first.body.reviewer) as string | Marked,
  ]
}

function accessTable(data: DocumentData, window: Window): Table {
  const quarters = shownPeriods(window, 3)
  const reviews = recordsOf(data.register.records, 'access-review')
  return {
    id: 'access-reviews',
    title: 'Access reviews',
    notes: ['Every quarter, for every service in use.'],
    isMatrix: true,
    columns: [{ label: 'Service', width: 26 }, ...quarters.map(({ id }) => ({ label: id, width: 24 }))],
    rows: usedServices(data.register).map((service) => [
      service.name,
      ...quarters.map((quarter): Cell => {
        const isUsed = service.firstUsedOn === undefined || dayStart(service.firstUsedOn) <= quarter.starts
        const own = reviews.filter(({ body }) => body.service === service.id)
        return isUsed || own.some(({ body }) => body.period === quarter.id)
          ? reviewCell(data, own, quarter)
          : 'not in use'
      }),
    ]),
    empty: 'No service is in use.',
  }
}

function adminTable(data: DocumentData, window: Window): Table {
  const reviews = recordsOf(data.register.records, 'admin-review')
  return {
    id: 'administrator-reviews',
    title: 'Administrator reviews',
    notes: ['Every month.'],
    columns: [
      { label: 'Month' },
      { label: 'Held', width: 30 },
      { label: 'Entries', kind: 'number' },
      { label: 'To change or remove', kind: 'number' },
    ],
    rows: shownPeriods(window, 1).map((month) => {
      const held = reviews.filter(({ body, recordedAt }) => body.period === month.id && recordedAt <= data.now)
      const entries = held[0]?.body.entries ?? []
      return [
        month.id,
        reviewCell(data, reviews, month),
        held.length === 0 ? '' : entries.length,
        held.length === 0 ? '' : entries.filter(({ decision }) => decision !== 'keep').length,
      ]
    }),
    empty: 'No month is shown.',
  }
}

function gaps(access: readonly Member[], admin: readonly Member[]): Table {
  return {
    id: 'gaps',
    title: 'Gaps',
    columns: [
      { label: 'What', width: 34 },
      { label: 'Of', width: 30 },
      { label: 'Why', width: 50 },
      { label: 'Days missing', kind: 'number' },
    ],
    rows: [
      ...access.filter(isMissed).map((one) => ['Access review', one.subject, one.detail, one.missingDays]),
      ...admin.filter(isMissed).map((one) => ['Administrator review', one.subject, one.detail, one.missingDays]),
    ],
    empty: 'None: every review of the last year was held in its time.',
  }
}

function coming(data: DocumentData): Table {
  const { now, register } = data
  const until = later(now, 365).slice(0, 10)
  const duties = datedDuties({ now, register, folder: 'stacks/register', deployments: undefined })
    .filter(({ dueOn, kind }) => kind !== 'open' && dueOn <= until)
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1))
  return {
    id: 'coming',
    title: 'Overdue, and the next twelve months',
    columns: [
      { label: 'Until', width: 24 },
      { label: 'What', width: 60 },
      { label: 'Whose', width: 26 },
      { label: 'Controls', width: 24 },
    ],
    rows: duties.map(({ dueOn, title, owner, controls }) => [
      dueOn < now.slice(0, 10) ? mark('bad', `${dueOn}, overdue`) : dueOn,
      title,
      owner === undefined ? mark('bad', 'nobody') : personCell(register, owner),
      controls.join(', '),
    ]),
    empty: 'Nothing is planned.',
  }
}
