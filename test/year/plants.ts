import { type Deployment, END, YEAR, type Year, type YearPerson, type YearRecord, type YearService } from './model.ts'
import { plusDays, plusMinutes, type Random, workTime } from './random.ts'
import {
  accessReview,
  adminReview,
  incident,
  mfaCoverage,
  offboarding,
  quarterStart,
  recordOf,
  recoveryTest,
  riskAssessment,
  vendorEvaluation,
} from './records.ts'

/** One irregularity: what it is, and what the product must say about it. */
export interface Planted {
  readonly kind: string
  readonly what: string
  /** `channel|subject` of findings that it explains; the first must be among the findings. */
  readonly found: readonly RegExp[]
}

/** What the plants share, so that no two of them hide each other. */
interface Bed {
  readonly year: Year
  readonly random: Random
  /** Takes one of a list that no other plant has taken. */
  readonly take: <Item>(items: readonly Item[], key: (item: Item) => string) => Item
}

/** Puts every kind of irregularity into the year once, each about something else. */
export function plantAll(year: Year, random: Random): readonly Planted[] {
  const taken = new Set<string>()
  const take = <Item>(items: readonly Item[], key: (item: Item) => string): Item => {
    const item = random.pick(items.filter((one) => !taken.has(key(one))))
    taken.add(key(item))
    return item
  }
  return Object.entries(PLANTS).map(([kind, plant]) => ({ kind, ...plant({ year, random, take }) }))
}

type Plant = (bed: Bed) => Omit<Planted, 'kind'>

const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
const metric = (id: string, subject: string): RegExp => new RegExp(`^metric\\|${id}\\|${subject}`)
const duty = (id: string, why = ''): RegExp => new RegExp(`^status\\|${id}\\|.*${why}`)
const refusedBy = (record: YearRecord, sentence: string): RegExp =>
  new RegExp(`^refused\\|records/${record.kind}/${record.at.slice(0, 10)}-${quote(record.slug)}\\.yaml\\|.*${sentence}`)

const PLANTS: { readonly [kind: string]: Plant } = {
  'access review written down after its quarter': ({ year, take }) => {
    const record = take(reviewsOf(year), (one) => `review ${one.body['period']}`)
    const late = plusDays(`${quarterStart(Number(String(record.body['period']).at(-1)))}`, 96)
    replace(year, record, {
      ...record,
      committedAt: `${late}T10:00:00Z`,
      body: { ...record.body, recordedAt: `${late}T10:00:00Z` },
    })
    return about(record, 'access-reviews-in-their-quarter', `${record.body['service']} ${record.body['period']}`)
  },
  'access review left out': ({ year, take }) => {
    const record = take(reviewsOf(year), (one) => `review ${one.body['period']}`)
    remove(year, record)
    return about(record, 'access-reviews-in-their-quarter', `${record.body['service']} ${record.body['period']}`)
  },
  'access review dated back into its quarter': ({ year, take }) => {
    const record = take(reviewsOf(year), (one) => `review ${one.body['period']}`)
    const merged = `${plusDays(quarterStart(Number(String(record.body['period']).at(-1))), 110)}T09:00:00Z`
    replace(year, record, { ...record, committedAt: merged })
    return about(record, 'access-reviews-in-their-quarter', `${record.body['service']} ${record.body['period']}`)
  },
  'administrators reviewed after the month': ({ year, take }) => {
    const record = take(monthsOf(year), (one) => `admin ${one.body['period']}`)
    const late = plusMinutes(`${plusDays(`${record.body['period']}-01`, 33)}T09:00:00Z`, 0)
    replace(year, record, { ...record, committedAt: late, body: { ...record.body, recordedAt: late } })
    return about(record, 'admin-reviews-in-their-month', String(record.body['period']))
  },
  'administrators not reviewed in a month': ({ year, take }) => {
    const record = take(monthsOf(year), (one) => `admin ${one.body['period']}`)
    remove(year, record)
    return about(record, 'admin-reviews-in-their-month', String(record.body['period']))
  },
  'critical vendor evaluated too late': ({ year, random, take }) => {
    const vendor = take(criticalVendors(year), (id) => `vendor ${id}`)
    dropEvaluations(year, vendor)
    year.records.push(vendorEvaluation(random, vendor, `${YEAR}-10-12`, 'yearly'))
    return { what: vendor, found: [metric('critical-vendors-evaluated', vendor), duty(`vendor-evaluation:${vendor}`)] }
  },
  'critical vendor rejected and used on': ({ year, random, take }) => {
    const vendor = take(criticalVendors(year), (id) => `vendor ${id}`)
    dropEvaluations(year, vendor)
    year.records.push(vendorEvaluation(random, vendor, `${YEAR}-04-20`, 'yearly', 'rejected'))
    return { what: vendor, found: [metric('critical-vendors-evaluated', vendor), duty(`vendor-evaluation:${vendor}`)] }
  },
  'vendor used before it was evaluated': ({ year, random }) => {
    year.vendors.push({
      id: 'signierwerk',
      name: 'Signierwerk GmbH',
      country: 'DE',
      criticality: 'low',
      evaluations: [],
    })
    const service = newService(year, 'signatures', 'signierwerk', plusDays(`${YEAR}-05-02`, random.below(20)))
    year.records.push(vendorEvaluation(random, 'signierwerk', plusDays(service.firstUsedOn, 30), 'before-procurement'))
    for (const quarter of [3, 4]) year.records.push(accessReview(year, random, service, quarter))
    year.records.push(riskAssessment(random, service, plusDays(service.firstUsedOn, -10)))
    return {
      what: service.id,
      found: [metric('vendors-evaluated-before-use', service.id), duty(`vendor-evaluation:${service.vendor}`)],
    }
  },
  'incident logged late': ({ year, random }) => {
    const record = incident(year, random, 2, 40 + random.below(60))
    const late = { ...record, slug: 'late', body: { ...record.body, vendorIncident: false } }
    year.records.push(late)
    return { what: late.slug, found: [metric('incidents-logged-in-time', `incident/${late.at.slice(0, 10)}-late`)] }
  },
  'incident of a vendor logged late': ({ year, random }) => {
    const record = incident(year, random, 7, 25 + random.below(10))
    const late = { ...record, slug: 'vendor-late', body: { ...record.body, vendorIncident: true } }
    year.records.push(late)
    return {
      what: late.slug,
      found: [metric('incidents-logged-in-time', `incident/${late.at.slice(0, 10)}-vendor-late`)],
    }
  },
  'recovery test of the wrong service': ({ year, random, take }) => {
    const service = take(criticalServices(year), ({ id }) => `service ${id}`)
    const test = of(year, 'recovery-test').find(({ body, at }) => body['service'] === service.id && at >= `${YEAR}`)
    if (test === undefined) throw new Error('no test')
    replace(
      year,
      test,
      recoveryTest(random, service, test.at.slice(0, 10), { service: 'helpdesk', rpoHours: 1, rtoHours: 1 }),
    )
    return { what: service.id, found: [metric('recovery-tested', service.id), duty(`recovery-test:${service.id}`)] }
  },
  'recovery test failed and not repeated': ({ year, take }) => {
    const service = take(criticalServices(year), ({ id }) => `service ${id}`)
    const test = of(year, 'recovery-test').find(({ body, at }) => body['service'] === service.id && at >= `${YEAR}`)
    if (test === undefined) throw new Error('no test')
    const actions = [{ what: 'Repeat it.', owner: 'nadia-rahimi', dueOn: plusDays(test.at.slice(0, 10), 20) }]
    replace(year, test, { ...test, body: { ...test.body, passed: false, actions } })
    return {
      what: service.id,
      found: [
        metric('recovery-tested', service.id),
        duty(`recovery-test:${service.id}`),
        duty('action:recovery-test/.*', `about ${service.id}`),
      ],
    }
  },
  'leaver with access after 24 hours': ({ year, random, take }) => {
    const person = take(leavers(year), ({ id }) => `leaver ${id}`)
    replaceOffboarding(year, person, offboarding(random, person, 30 + random.below(60)))
    return {
      what: person.id,
      found: [metric('leavers-accounts-closed', `${person.id}: ${person.id} in crm`), duty(`leaver:${person.id}`)],
    }
  },
  'leaver with an account that is open': ({ year, random, take }) => {
    const person = take(leavers(year), ({ id }) => `leaver ${id}`)
    replaceOffboarding(year, person, offboarding(random, person, 'never'))
    return {
      what: person.id,
      found: [metric('leavers-accounts-closed', `${person.id}: ${person.id} in crm`), duty(`leaver:${person.id}`)],
    }
  },
  'leaver without a record': ({ year, take }) => {
    const person = take(leavers(year), ({ id }) => `leaver ${id}`)
    replaceOffboarding(year, person, undefined)
    return { what: person.id, found: [metric('leavers-accounts-closed', person.id), duty(`leaver:${person.id}`)] }
  },
  'owner who has left': ({ year, random, take }) => {
    const service = take(criticalServices(year), ({ id }) => `service ${id}`)
    const person = year.people.find(({ id }) => id === service.owner)
    if (person === undefined) throw new Error('no owner')
    person.leftOn = plusDays(`${YEAR}-11-02`, random.below(40))
    for (const record of of(year, 'access-review').filter(
      ({ at, body }) => at >= `${person.leftOn}` && body['reviewer'] === person.id,
    ))
      replace(year, record, { ...record, body: { ...record.body, reviewer: 'miriam-okafor' } })
    year.records.push(offboarding(random, person))
    return {
      what: service.id,
      found: [
        metric('critical-services-with-owner', service.id),
        duty(`owner:${service.id}`),
        duty('control-owner:[A-Z0-9.]+', person.name),
      ],
    }
  },
  'critical service without an owner': ({ year, take }) => {
    const service = take(criticalServices(year), ({ id }) => `service ${id}`)
    delete service.owner
    return {
      what: service.id,
      found: [metric('critical-services-with-owner', service.id), duty(`owner:${service.id}`)],
    }
  },
  'expired exception in use': ({ year }) => {
    const [exception] = year.exceptions.filter(({ id }) => id === 'EX-101')
    if (exception === undefined) throw new Error('no exception')
    delete exception.removedOn
    for (const [index, deployment] of year.deployments.entries()) {
      const exceptions = deployment.exceptions.map((one) => (one.id === 'EX-101' ? { ...one, used: true } : one))
      year.deployments[index] = { ...deployment, exceptions }
    }
    return {
      what: exception.id,
      found: [metric('expired-exceptions-in-use', `${exception.id} `), duty(`exception:${exception.id}:.*`)],
    }
  },
  'administrators without a second factor': ({ year, random }) => {
    const week = `${YEAR}-03-30`
    replaceWeek(year, week, mfaCoverage(year, random, week, { administrators: 1 }))
    return { what: week, found: [metric('mfa-administrators', 'administrators')] }
  },
  'too few people with a second factor': ({ year, random }) => {
    const week = `${YEAR}-06-29`
    replaceWeek(year, week, mfaCoverage(year, random, week, { users: 9 }))
    return { what: week, found: [metric('mfa-users', 'users')] }
  },
  'change approved by its author': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, approvals: one.authors })),
  'change approved by nobody': ({ year, take }) => change(year, take, (one) => ({ ...one, approvals: [] })),
  'change by two, approved by the second': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, authors: [...one.authors, ...one.approvals] })),
  'emergency change that nobody reviewed': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, decision: 'deny', emergency: true })),
  'denied change deployed': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, decision: 'deny' }), 'verify\\|intent'),
  'change that was not judged before': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, unjudged: true }), 'verify\\|intent'),
  'deployment without an outcome': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, outcome: 'none' }), 'verify\\|intent'),
  'deployment that failed': ({ year, take }) => change(year, take, (one) => ({ ...one, outcome: 'failed' })),
  'deployed state is another one': ({ year, take }) => change(year, take, (one) => ({ ...one, drifted: true })),
  'resources outside every approved service': ({ year }) => {
    const last = year.deployments.findLastIndex(({ stack, judgedAt }) => stack === 'aws' && judgedAt < `${YEAR}-07-01`)
    const deployment = year.deployments[last]
    if (deployment === undefined) throw new Error('no change')
    year.deployments[last] = { ...deployment, outside: 2 }
    return { what: deployment.judgedAt, found: [metric('resources-of-approved-services', 'nordlicht/aws')] }
  },
  'removal that was decided and never made': ({ year, take }) => {
    const record = take(reviewsOf(year), (one) => `removal ${one.slug}`)
    const [first, second, ...others] = record.body['entries'] as readonly { readonly who: string }[]
    const dueOn = plusDays(record.at.slice(0, 10), 14)
    const entries = [first, { ...second, decision: 'remove', dueOn, change: undefined }, ...others]
    replace(year, record, { ...record, body: { ...record.body, entries } })
    return { what: `${second?.who}`, found: [duty(`access:access-review/${record.at.slice(0, 10)}-${record.slug}:1`)] }
  },
  'incident that nobody closed': ({ year, random }) => {
    const { closedAt: _, ...body } = incident(year, random, 5).body
    const at = String(body['detectedAt'])
    year.records.push(recordOf('incident', 'open', at, { ...body, severity: 'high' }, String(body['recordedAt'])))
    return { what: 'open', found: [duty(`incident:incident/${at.slice(0, 10)}-open`)] }
  },
  'logs of a critical service that do not arrive': ({ year, take }) => {
    const service = take(criticalServices(year), ({ id }) => `logs ${id}`)
    for (const record of of(year, 'log-coverage').filter(({ at }) => at >= `${YEAR}-09-20` && at < `${YEAR}-10-10`)) {
      const services = (record.body['services'] as readonly { readonly service: string }[]).map((one) =>
        one.service === service.id ? { service: one.service, collected: false } : one,
      )
      replace(year, record, { ...record, body: { ...record.body, services } })
    }
    return { what: service.id, found: [duty(`logs-missing:${service.id}`)] }
  },
  'contract that ended unnoticed': ({ year, take }) => {
    const service = take(criticalServices(year), ({ id }) => `contract ${id}`)
    const contract = { ...(service['contract'] as object), renewsOn: `${YEAR}-08-31` }
    year.services[year.services.indexOf(service)] = { ...service, contract }
    return { what: service.id, found: [duty(`contract:${service.id}:${YEAR}-08-31`)] }
  },
  'risks that nobody assessed again': ({ year, take }) => {
    const service = take(criticalServices(year), ({ id }) => `risk ${id}`)
    const late = of(year, 'risk-assessment').filter(({ at, body }) => body['service'] === service.id && at >= `${YEAR}`)
    for (const record of late) remove(year, record)
    delete (service as { risk?: unknown }).risk
    return { what: service.id, found: [duty(`risk-assessment:${service.id}`)] }
  },
  'reviewer reviews own access': ({ year, random }) => {
    const record = accessReview(year, random, service(year, 'payroll'), 1)
    const entries = (record.body['entries'] as readonly { readonly decidedBy?: string }[]).map(
      ({ decidedBy: _, ...entry }) => entry,
    )
    return refuse(year, { ...record, slug: 'own', body: { ...record.body, entries } }, 'decides about their own access')
  },
  'reviewer reviews own administrator account': ({ year, random }) => {
    const record = adminReview(year, random, 5)
    const own = year.people.find(({ id }) => id === 'sven-albers')?.adminAccount?.userPrincipalName
    const entries = (record.body['entries'] as readonly { readonly who: string }[]).map((entry) =>
      entry.who === 'sven-albers' ? { ...entry, who: own } : entry,
    )
    const hidden = { ...record, slug: 'hidden', body: { ...record.body, reviewer: 'sven-albers', entries } }
    return refuse(year, hidden, 'decides about their own access')
  },
  'review that leaves entries out': ({ year, random }) => {
    const record = accessReview(year, random, service(year, 'crm'), 2)
    const entries = (record.body['entries'] as readonly unknown[]).slice(1)
    return refuse(year, { ...record, slug: 'short', body: { ...record.body, entries } }, 'but the sources give')
  },
  'request approved by whoever made it': ({ year, random }) => {
    const at = workTime(random, `${YEAR}-02-10`)
    const record = recordOf('service-approval', 'own', at, {
      service: 'crm',
      requestedBy: 'tobias-brandt',
      approver: 'tobias-brandt',
      decidedAt: at,
      decision: 'approved',
      reason: 'Needed.',
      conditions: [],
    })
    return refuse(year, record, 'approves their own request')
  },
  'recovery test passed above its target': ({ year, random }) => {
    const aws = service(year, 'aws')
    const record = recoveryTest(random, aws, `${YEAR}-08-20`, { rtoHours: aws.backup.rtoHours + 3 })
    return refuse(year, { ...record, slug: 'slow' }, 'counts as passed')
  },
}

function service(year: Year, id: string): YearService {
  const found = year.services.find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

function of(year: Year, kind: string): readonly YearRecord[] {
  return year.records.filter((record) => record.kind === kind)
}

/** Reviews of services that are used all year, but not of the last quarter: what is late must still come in the year. */
function reviewsOf(year: Year): readonly YearRecord[] {
  return of(year, 'access-review').filter(
    ({ body }) =>
      ['1', '2', '3'].some((quarter) => body['period'] === `${YEAR}-Q${quarter}`) && body['service'] !== 'whiteboard',
  )
}

/** Reviews of February to November: what is late must still come in the year. */
function monthsOf(year: Year): readonly YearRecord[] {
  return of(year, 'admin-review').filter(({ body }) => /-(0[2-9]|1[01])$/.test(String(body['period'])))
}

function criticalServices(year: Year): readonly YearService[] {
  return year.services.filter(({ critical }) => critical)
}

function criticalVendors(year: Year): readonly string[] {
  return [...new Set(criticalServices(year).map(({ vendor }) => vendor))]
}

function leavers(year: Year): readonly YearPerson[] {
  return year.people.filter(
    ({ leftOn, id }) =>
      leftOn !== undefined && year.records.some(({ kind, slug }) => kind === 'offboarding' && slug === id),
  )
}

function about(record: YearRecord, id: string, subject: string): Omit<Planted, 'kind'> {
  const held = record.kind === 'admin-review' ? `admin-review:${subject}` : `access-review:${subject.replace(' ', ':')}`
  return {
    what: `${record.kind} ${subject}`,
    found: [metric(id, quote(subject)), duty(held), new RegExp(`^document\\|.*review\\|${quote(subject)}$`)],
  }
}

function replace(year: Year, record: YearRecord, other: YearRecord): void {
  year.records.splice(year.records.indexOf(record), 1, other)
}

function remove(year: Year, record: YearRecord): void {
  year.records.splice(year.records.indexOf(record), 1)
}

function replaceOffboarding(year: Year, person: YearPerson, other: YearRecord | undefined): void {
  const record = of(year, 'offboarding').find(({ slug }) => slug === person.id)
  if (record === undefined) throw new Error(person.id)
  if (other === undefined) remove(year, record)
  else replace(year, record, other)
}

function replaceWeek(year: Year, day: string, other: YearRecord): void {
  const record = of(year, 'mfa-coverage').find(({ at }) => at.startsWith(day))
  if (record === undefined) throw new Error(day)
  replace(year, record, other)
}

function dropEvaluations(year: Year, vendor: string): void {
  for (const record of of(year, 'vendor-evaluation').filter(({ slug }) => slug === vendor)) remove(year, record)
}

function newService(year: Year, id: string, vendor: string, firstUsedOn: string): YearService {
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
function change(
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

function refuse(year: Year, record: YearRecord, sentence: string): Omit<Planted, 'kind'> {
  year.refused.push(record)
  return { what: `${record.kind} ${record.slug}`, found: [refusedBy(record, sentence)] }
}
