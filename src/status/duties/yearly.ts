import { isCritical } from '../../metrics/facts.ts'
import { dayStart, later } from '../../metrics/time.ts'
import { recordsOf } from '../../records/model.ts'
import type { Dated, StatusData } from '../model.ts'
import { firstActive, servicesInUse, standIns } from '../people.ts'

/** The day until which a yearly duty holds; without any, the first day that it was needed. */
function dueDay(last: string | undefined, needed: string): string {
  return last === undefined ? needed : later(dayStart(last), 365).slice(0, 10)
}

/** Evaluations of critical vendors every year, and of each vendor before it is used. */
export function vendorDuties({ now, register }: StatusData): readonly Dated[] {
  const today = now.slice(0, 10)
  return register.vendors.flatMap((vendor): Dated[] => {
    const services = servicesInUse(register).filter((service) => service.vendor === vendor.id)
    if (services.length === 0) return []
    const critical = isCritical(vendor, register)
    const done = vendor.evaluations.filter(({ on, record }) => on <= today && isKnown(record, register.records, now))
    const accepted = done.filter(({ verdict }) => verdict !== 'rejected')
    if (!critical && done.length > 0) return []
    const last = accepted.at(-1)
    return [
      {
        kind: 'task',
        id: `vendor-evaluation:${vendor.id}`,
        title: last === undefined ? `Evaluate ${vendor.name}, which is used` : `Evaluate ${vendor.name} again`,
        consequence: critical ? 'high' : 'medium',
        dueOn: dueDay(last?.on, services.flatMap(({ firstUsedOn }) => firstUsedOn ?? []).toSorted()[0] ?? today),
        ...firstActive(register, [last?.by, ...services.flatMap(standIns)]),
        why:
          last === undefined
            ? 'What a vendor does with our data was never looked at, or it was rejected.'
            : `The last evaluation is of ${last.on}; a vendor changes in a year.`,
        run: `gatehouse record vendor-evaluation --vendor ${vendor.id}`,
        controls: ['A.5.19', 'A.5.22'],
      },
    ]
  })
}

/** A record counts from when it was written down. */
function isKnown(record: string | undefined, records: StatusData['register']['records'], now: string): boolean {
  if (record === undefined) return true
  return records.some(({ id, recordedAt }) => id === record && recordedAt <= now)
}

/** A passed recovery test of each critical service every year. */
export function recoveryDuties({ now, register }: StatusData): readonly Dated[] {
  const tests = recordsOf(register.records, 'recovery-test').filter(({ recordedAt }) => recordedAt <= now)
  return servicesInUse(register)
    .filter(({ critical }) => critical)
    .map((service): Dated => {
      const last = tests
        .filter(({ body }) => body.service === service.id && body.passed)
        .toSorted(byTime)
        .at(-1)
      return {
        kind: 'task',
        id: `recovery-test:${service.id}`,
        title: `Test the recovery of ${service.name}`,
        consequence: 'high',
        dueOn: dueDay(last?.at, service.firstUsedOn ?? now.slice(0, 10)),
        ...firstActive(register, [last?.by, ...standIns(service)]),
        why:
          last === undefined
            ? 'Nobody has ever shown that its data can be brought back.'
            : `The last test that was passed is of ${last.at.slice(0, 10)}.`,
        run: `gatehouse record recovery-test --service ${service.id}`,
        controls: ['A.5.30', 'A.8.13'],
      }
    })
}

/** The risks of each service in use, every year or when the assessment says. */
export function riskDuties({ now, register }: StatusData): readonly Dated[] {
  const assessments = recordsOf(register.records, 'risk-assessment').filter(({ recordedAt }) => recordedAt <= now)
  return servicesInUse(register).map((service): Dated => {
    const last = assessments
      .filter(({ body }) => body.service === service.id)
      .toSorted(byTime)
      .at(-1)
    const declared = service.risk
    const isRecord = last !== undefined && (declared === undefined || last.at.slice(0, 10) >= declared.assessedOn)
    return {
      kind: 'task',
      id: `risk-assessment:${service.id}`,
      title: `Assess the risks of ${service.name}`,
      consequence: service.critical ? 'high' : 'medium',
      dueOn: isRecord ? last.body.validUntil : dueDay(declared?.assessedOn, service.firstUsedOn ?? now.slice(0, 10)),
      ...firstActive(register, [isRecord ? last.by : declared?.assessedBy, ...standIns(service)]),
      why:
        declared === undefined && last === undefined
          ? 'Nobody has said what can happen to it.'
          : `The last assessment is of ${isRecord ? last.at.slice(0, 10) : declared?.assessedOn}.`,
      run: `gatehouse record risk-assessment --service ${service.id}`,
      controls: ['A.5.23'],
    }
  })
}

/** The review by top management, every year. */
export function managementDuties({ now, register }: StatusData): readonly Dated[] {
  const used = servicesInUse(register)
  if (used.length === 0) return []
  const last = recordsOf(register.records, 'management-review')
    .filter(({ recordedAt }) => recordedAt <= now)
    .toSorted(byTime)
    .at(-1)
  const approvals = used.flatMap(({ approvedOn }) => approvedOn ?? []).toSorted()
  return [
    {
      kind: 'task',
      id: 'management-review',
      title: 'Hold the management review',
      consequence: 'medium',
      dueOn: dueDay(
        last?.at,
        approvals.length === 0 ? now.slice(0, 10) : later(dayStart(approvals[0] ?? now), 365).slice(0, 10),
      ),
      ...firstActive(register, [last?.by]),
      why: last === undefined ? 'It was never held.' : `The last one was on ${last.at.slice(0, 10)}.`,
      run: 'gatehouse record management-review',
      controls: ['A.5.4'],
    },
  ]
}

function byTime(a: { readonly at: string }, b: { readonly at: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0
}
