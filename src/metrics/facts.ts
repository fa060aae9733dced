import { recordsOf } from '../records/model.ts'
import type { Register, Service, Vendor } from '../register/model.ts'
import type { ArchiveFacts } from './archive.ts'
import type { Facts, Row } from './tables.ts'
import { dayStart, later } from './time.ts'

/** Later than this after it was written down, a record counts from when it was archived: it may be dated back. */
export const ARCHIVE_DAYS = 7

/** The part of a register that is counted; it does not depend on the day. */
export type Declared = Pick<Register, 'services' | 'people' | 'vendors' | 'exceptions' | 'records'>

/** When each record was archived, by its id; undefined where there is no archive of records. */
export type ArchivedAt = ReadonlyMap<string, string> | undefined

/**
 * All tables, from what was known at a moment.
 * @param register the register as of the moment; records that were written down later are left out
 * @param archivedAt when records were archived; with it, a record that is not archived by then does not count
 */
export function factsOf(
  register: Declared,
  archive: ArchiveFacts | undefined,
  archivedAt: ArchivedAt,
  asOf: string,
): Facts {
  const countsFrom = (record: { readonly id: string; readonly recordedAt: string }): string | undefined => {
    if (record.recordedAt > asOf) return undefined
    if (archivedAt === undefined) return record.recordedAt
    const archived = archivedAt.get(record.id)
    if (archived === undefined || archived > asOf) return undefined
    return archived > later(record.recordedAt, ARCHIVE_DAYS) ? archived : record.recordedAt
  }
  const known = { ...register, records: register.records.filter((record) => countsFrom(record) !== undefined) }
  return {
    services: known.services.map(serviceRow),
    people: known.people.map((person) => ({
      id: person.id,
      emergency: person.emergency,
      startedOn: dayStart(person.startedOn),
      leftOn: person.leftOn === undefined ? null : dayStart(person.leftOn),
      hasAccount: person.account !== undefined && !person.emergency,
      hasAdminAccount: person.adminAccount !== undefined || person.emergency,
    })),
    vendors: known.vendors.map((vendor) => ({ id: vendor.id, name: vendor.name, critical: isCritical(vendor, known) })),
    evaluations: evaluationRows(known, countsFrom, asOf),
    accessReviews: recordsOf(known.records, 'access-review').map((record) => ({
      service: record.body.service,
      period: record.body.period,
      record: record.id,
      reviewedAt: record.body.reviewedAt,
      countsFrom: countsFrom(record) ?? null,
    })),
    adminReviews: recordsOf(known.records, 'admin-review').map((record) => ({
      period: record.body.period,
      record: record.id,
      reviewedAt: record.body.reviewedAt,
      countsFrom: countsFrom(record) ?? null,
    })),
    incidents: recordsOf(known.records, 'incident').map(({ id, body }) => ({
      record: id,
      service: body.service,
      detectedAt: body.detectedAt,
      loggedAt: body.loggedAt,
      closedAt: body.closedAt ?? null,
    })),
    recoveryTests: recordsOf(known.records, 'recovery-test').map((record) => ({
      service: record.body.service,
      record: record.id,
      testedAt: record.body.testedAt,
      countsFrom: countsFrom(record) ?? null,
      passed: record.body.passed,
    })),
    mfaCoverage: recordsOf(known.records, 'mfa-coverage').flatMap((record) =>
      (['users', 'administrators'] as const).map((population) => ({
        record: record.id,
        population,
        takenAt: record.body.takenAt,
        countsFrom: countsFrom(record) ?? null,
        ...record.body[population],
      })),
    ),
    leaverAccounts: leaverRows(known, asOf),
    exceptions: known.exceptions.map((exception) => {
      const use = archive?.exceptions.get(exception.id)
      return {
        id: exception.id,
        rule: exception.rule,
        approvedOn: dayStart(exception.approvedOn),
        expiresAfter: later(dayStart(exception.expiresOn), 1),
        lastJudgedAt: use?.judgedAt ?? null,
        lastUsed: use?.used ?? null,
        ruleFails: use?.ruleFails ?? null,
      }
    }),
    judgedStacks: archive?.judgedStacks ?? [],
    deployments: archive?.deployments ?? [],
  }
}

/** Approved, or on its way out. */
export function isInUse({ status }: Service): boolean {
  return status === 'approved' || status === 'retiring'
}

/** A vendor is critical if it is marked high, or if a critical service in use is its. */
export function isCritical(vendor: Vendor, { services }: Pick<Register, 'services'>): boolean {
  return (
    vendor.criticality === 'high' ||
    services.some((service) => service.vendor === vendor.id && service.critical && isInUse(service))
  )
}

function serviceRow(service: Service): Row<'services'> {
  return {
    id: service.id,
    name: service.name,
    inUse: isInUse(service),
    critical: service.critical,
    owner: service.owner ?? null,
    vendor: service.vendor ?? null,
    firstUsedOn: service.firstUsedOn === undefined ? null : dayStart(service.firstUsedOn),
    contractSignedOn: service.contract === undefined ? null : dayStart(service.contract.signedOn),
  }
}

/** What vendors.yaml says counts from its day; what a record says, from when it was written down. */
function evaluationRows(
  { vendors, records }: Declared,
  countsFrom: (record: { readonly id: string; readonly recordedAt: string }) => string | undefined,
  asOf: string,
): readonly Row<'evaluations'>[] {
  const declared = vendors.flatMap(({ id, evaluations }) =>
    evaluations
      .filter(({ record, on }) => record === undefined && dayStart(on) <= asOf)
      .map(({ on, verdict }) => ({
        vendor: id,
        record: null,
        evaluatedAt: dayStart(on),
        countsFrom: dayStart(on),
        verdict,
      })),
  )
  const recorded = recordsOf(records, 'vendor-evaluation').map((record) => ({
    vendor: record.body.vendor,
    record: record.id,
    evaluatedAt: record.body.evaluatedAt,
    countsFrom: countsFrom(record) ?? null,
    verdict: record.body.verdict,
  }))
  return [...declared, ...recorded]
}

function leaverRows({ people, records }: Declared, asOf: string): readonly Row<'leaverAccounts'>[] {
  const offboardings = recordsOf(records, 'offboarding')
  const recorded = offboardings.flatMap(({ id, body }) =>
    body.accounts.map((account) => ({
      person: body.person,
      record: id,
      system: account.system,
      account: account.account,
      leftAt: body.leftAt,
      disabledAt: account.disabledAt ?? null,
    })),
  )
  const unrecorded = people
    .filter(({ id, leftOn, emergency }) => {
      if (leftOn === undefined || emergency || dayStart(leftOn) > asOf) return false
      return !offboardings.some(({ body }) => body.person === id)
    })
    .map(({ id, leftOn }) => ({
      person: id,
      record: null,
      system: null,
      account: null,
      leftAt: dayStart(leftOn ?? ''),
      disabledAt: null,
    }))
  return [...recorded, ...unrecorded]
}
