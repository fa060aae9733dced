import { scopeIds } from '../access/directory.ts'
import type { Identities } from '../plan/resolve.ts'
import { type OperatingRecord, recordsOf } from '../records/model.ts'
import { periodStart } from '../records/review.ts'
import type { Account, Person, RegisterAt, Service, Vendor } from '../register/model.ts'
import { endOfDay, epochSeconds, startOfDay } from './time.ts'

/** The register as the policies read it: lists by id, and an instant in seconds since 1970 beside each date. */
export function registerView(register: RegisterAt, ids: Identities, now: string): unknown {
  const { classification } = register
  // What is dated in the future counts for nothing.
  const records = register.records.filter(({ recordedAt, at }) => recordedAt <= now && at <= now)
  return {
    services: byId(register.services, (service) => serviceView(service, records)),
    people: byId(register.people, (person) => personView(person, ids)),
    everydayBefore: (register.everydayBefore ?? []).flatMap(({ directory }) => scopeIds(ids, directory)),
    vendors: byId(register.vendors, vendorView),
    classes: byId(classification.classes, (item) => item),
    categories: byId(classification.categories, (item) => item),
    controls: byId(register.controls, (control) => control),
    stacks: register.stacks,
    month: monthOf(now),
    adminReviews: recordsOf(records, 'admin-review').map(({ body }) => ({ month: monthOf(body.period) })),
  }
}

/** Months since the year 0 of a month, a day or an instant; so that policies can tell quarters by dividing. */
function monthOf(text: string): number {
  return 12 * Number(text.slice(0, 4)) + Number(text.slice(5, 7)) - 1
}

function byId<Item extends { readonly id: string }>(
  items: readonly Item[],
  view: (item: Item) => unknown,
): { readonly [id: string]: unknown } {
  return Object.fromEntries(items.map((item) => [item.id, view(item)]))
}

/** `key` is empty: a service is no resource of the plan, so its findings are about the stack as a whole. */
function serviceView(
  service: Service & { readonly ownerActive: boolean },
  records: readonly OperatingRecord[],
): unknown {
  const { contract, risk, manages: _manages, approvedRegions: _regions, ...rest } = service
  return {
    ...rest,
    key: '',
    accessReviews: recordsOf(records, 'access-review').flatMap(({ body }) =>
      body.service === service.id ? [{ month: monthOf(periodStart(body.period)) }] : [],
    ),
    recoveryTests: recordsOf(records, 'recovery-test').flatMap(({ body }) =>
      body.service === service.id
        ? [{ on: body.testedAt.slice(0, 10), at: epochSeconds(body.recordedAt), passed: body.passed }]
        : [],
    ),
    ...(service.approvedOn === undefined ? {} : { approvedMonth: monthOf(service.approvedOn) }),
    owner: service.owner ?? '',
    approvedFrom: service.approvedOn === undefined ? Number.MAX_SAFE_INTEGER : startOfDay(service.approvedOn),
    ...(service.firstUsedOn === undefined ? {} : { firstUsedAt: startOfDay(service.firstUsedOn) }),
    ...(risk === undefined ? {} : { risk: { ...risk, assessedAt: startOfDay(risk.assessedOn) } }),
    ...(contract === undefined
      ? {}
      : { contract: { ...contract, signedAt: startOfDay(contract.signedOn), endsAt: endOfDay(contract.renewsOn) } }),
  }
}

function personView(
  {
    id,
    name,
    kind,
    active,
    emergency,
    custodian,
    leftOn,
    account,
    adminAccount,
  }: Person & { readonly active: boolean },
  ids: Identities,
): unknown {
  return {
    id,
    name,
    // Somebody who is for emergencies only can answer for nothing.
    active: active && !emergency,
    // Has started and not left, emergency or not.
    here: active,
    emergency,
    ...(kind === undefined ? {} : { kind }),
    ...(custodian === undefined ? {} : { custodian }),
    ...(leftOn === undefined ? {} : { leftOn, leftAt: startOfDay(leftOn) }),
    accounts: [...accountView('everyday', account, ids), ...accountView('admin', adminAccount, ids)],
  }
}

/** An account with the ids under which facts speak of it, and whether the plan declares it. */
function accountView(kind: 'everyday' | 'admin', account: Account | undefined, ids: Identities): readonly unknown[] {
  if (account === undefined) return []
  const { directory } = account
  return [
    {
      kind,
      directory,
      ids: scopeIds(ids, directory),
      named: directory.includes('::'),
      declared: ids.scopeEntry(directory).kind === 'resources',
    },
  ]
}

function vendorView(vendor: Vendor): unknown {
  return {
    id: vendor.id,
    name: vendor.name,
    criticality: vendor.criticality,
    certificates: vendor.certificates.map((entry) => ({ ...entry, expiresAt: endOfDay(entry.expiresOn) })),
    evaluations: vendor.evaluations.map(({ on, verdict }) => ({ on, verdict, at: startOfDay(on) })),
  }
}
