import type { Deployment, Year, YearPerson, YearRecord, YearService } from './model.ts'
import { END, YEAR } from './model.ts'
import { plusDays, plusMinutes, type Random } from './random.ts'

/** One irregularity: what it is, and what the product must say about it. */
export interface Planted {
  readonly kind: string
  readonly what: string
  /** `channel|subject` of findings that it explains; the first must be among the findings. */
  readonly found: readonly RegExp[]
}

/** What the plants share, so that no two of them hide each other. */
export interface Bed {
  readonly year: Year
  readonly random: Random
  /** Takes one of a list that no other plant has taken. */
  readonly take: <Item>(items: readonly Item[], key: (item: Item) => string) => Item
}

/** Puts one irregularity into a year. */
export type Plant = (bed: Bed) => Omit<Planted, 'kind'>

/** Plants by the kind of irregularity. */
export interface Plants {
  readonly [kind: string]: Plant
}

const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** A member of a metric that is not as it should be. */
export const metric: (id: string, subject: string) => RegExp = (id, subject) =>
  new RegExp(`^metric\\|${id}\\|${subject}`)
/** A duty that is overdue. */
export const duty: (id: string, why?: string) => RegExp = (id, why = '') => new RegExp(`^status\\|${id}\\|.*${why}`)
const refusedBy = (record: YearRecord, sentence: string): RegExp =>
  new RegExp(`^refused\\|records/${record.kind}/${record.at.slice(0, 10)}-${quote(record.slug)}\\.yaml\\|.*${sentence}`)

/** The service of an id. */
export function service(year: Year, id: string): YearService {
  const found = year.services.find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

/** The records of a kind. */
export function of(year: Year, kind: string): readonly YearRecord[] {
  return year.records.filter((record) => record.kind === kind)
}

/** Reviews of services that are used all year, but not of the last quarter: what is late must still come in the year. */
export function reviewsOf(year: Year): readonly YearRecord[] {
  return of(year, 'access-review').filter(
    ({ body }) =>
      ['1', '2', '3'].some((quarter) => body['period'] === `${YEAR}-Q${quarter}`) && body['service'] !== 'whiteboard',
  )
}

/** Reviews of February to November: what is late must still come in the year. */
export function monthsOf(year: Year): readonly YearRecord[] {
  return of(year, 'admin-review').filter(({ body }) => /-(0[2-9]|1[01])$/.test(String(body['period'])))
}

/** Services whose failure or breach does harm. */
export function criticalServices(year: Year): readonly YearService[] {
  return year.services.filter(({ critical }) => critical)
}

/** Vendors of critical services. */
export function criticalVendors(year: Year): readonly string[] {
  return [...new Set(criticalServices(year).map(({ vendor }) => vendor))]
}

/** Who left in the year and has a record. */
export function leavers(year: Year): readonly YearPerson[] {
  return year.people.filter(
    ({ leftOn, id }) =>
      leftOn !== undefined && year.records.some(({ kind, slug }) => kind === 'offboarding' && slug === id),
  )
}

/** A review that is not as it should be. */
export function about(record: YearRecord, id: string, subject: string): Omit<Planted, 'kind'> {
  const held = record.kind === 'admin-review' ? `admin-review:${subject}` : `access-review:${subject.replace(' ', ':')}`
  return {
    what: `${record.kind} ${subject}`,
    found: [metric(id, quote(subject)), duty(held), new RegExp(`^document\\|.*review\\|${quote(subject)}$`)],
  }
}

/** Puts another record in the place of one. */
export function replace(year: Year, record: YearRecord, other: YearRecord): void {
  year.records.splice(year.records.indexOf(record), 1, other)
}

/** Takes a record out. */
export function remove(year: Year, record: YearRecord): void {
  year.records.splice(year.records.indexOf(record), 1)
}

/** Another record of a leaver, or none. */
export function replaceOffboarding(year: Year, person: YearPerson, other: YearRecord | undefined): void {
  const record = of(year, 'offboarding').find(({ slug }) => slug === person.id)
  if (record === undefined) throw new Error(person.id)
  if (other === undefined) remove(year, record)
  else replace(year, record, other)
}

/** Other figures of a week. */
export function replaceWeek(year: Year, day: string, other: YearRecord): void {
  const record = of(year, 'mfa-coverage').find(({ at }) => at.startsWith(day))
  if (record === undefined) throw new Error(day)
  replace(year, record, other)
}

/** Takes the evaluations of a vendor out. */
export function dropEvaluations(year: Year, vendor: string): void {
  for (const record of of(year, 'vendor-evaluation').filter(({ slug }) => slug === vendor)) remove(year, record)
}

/** A further service, as the whiteboard is. */
export function newService(year: Year, id: string, vendor: string, firstUsedOn: string): YearService {
  const model = service(year, 'whiteboard')
  const contract = {
    ...(model['contract'] as object),
    signedOn: plusDays(firstUsedOn, -3),
    renewsOn: plusDays(firstUsedOn, 700),
  }
  const added: YearService = {
    ...model,
    id,
    name: 'Signierwerk',
    vendor,
    firstUsedOn,
    approvedOn: plusDays(firstUsedOn, -4),
    contract,
  }
  year.services.push(added)
  return added
}

/** Changes one deployment; what it is called in a finding is known only when it was archived. */
export function change(
  year: Year,
  take: Bed['take'],
  alter: (one: Deployment) => Deployment,
  verified?: string,
): Omit<Planted, 'kind'> {
  const candidates = year.deployments.filter(({ judgedAt }) => judgedAt < plusDays(END.slice(0, 10), -5))
  const deployment = take(candidates, ({ judgedAt }) => `change ${judgedAt}`)
  year.deployments[year.deployments.indexOf(deployment)] = alter(deployment)
  const announcedAt = plusMinutes(deployment.judgedAt, 5)
  return {
    what: `nordlicht/${deployment.stack} ${announcedAt}`,
    found: [
      metric('changes-complete', `nordlicht/${deployment.stack} ${announcedAt}`),
      duty('(deployment|emergency):[a-z2-7]+', announcedAt),
      ...(verified === undefined ? [] : [new RegExp(`^${verified}\\|${announcedAt.slice(0, 10)}`)]),
    ],
  }
}

/** A record that the register must refuse. */
export function refuse(year: Year, record: YearRecord, sentence: string): Omit<Planted, 'kind'> {
  year.refused.push(record)
  return { what: `${record.kind} ${record.slug}`, found: [refusedBy(record, sentence)] }
}
