import {
  about,
  criticalServices,
  criticalVendors,
  dropEvaluations,
  duty,
  leavers,
  metric,
  monthsOf,
  newService,
  of,
  type Plants,
  remove,
  replace,
  replaceOffboarding,
  replaceWeek,
  reviewsOf,
} from './bed.ts'
import { YEAR } from './model.ts'
import { plusDays, plusMinutes } from './random.ts'
import { incident, mfaCoverage, offboarding, recoveryTest, riskAssessment, vendorEvaluation } from './records.ts'
import { accessReview, quarterStart, recordOf } from './reviews.ts'

/** What people do late, wrongly or not at all. */
export const OPERATION: Plants = {
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
    const found = about(record, 'access-reviews-in-their-quarter', `${record.body['service']} ${record.body['period']}`)
    // Later on only the seal shows it, and that is what the calendar of the year end must go by.
    return { ...found, found: found.found.toReversed() }
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
}
