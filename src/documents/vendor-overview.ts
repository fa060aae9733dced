import type { Vendor } from '../register/model.ts'
import { addDays, type DocumentData, daysBetween, dueCell, personCell, usedServices } from './data.ts'
import { type Cell, type Document, type Marked, mark, NOT_STATED, type Table } from './model.ts'

/** A vendor is critical if we say so or if a critical service is its. */
function isCritical({ register }: DocumentData, vendor: Vendor): boolean {
  return vendor.criticality === 'high' || usedServices(register).some((one) => one.critical && one.vendor === vendor.id)
}

/** The companies behind the services: certificates, evaluations, and what is due. */
export function vendorOverview(data: DocumentData): Document {
  const vendors = [...data.register.vendors].sort((a, b) => Number(isCritical(data, b)) - Number(isCritical(data, a)))
  const today = data.now.slice(0, 10)
  const critical = vendors.filter((vendor) => isCritical(data, vendor))
  return {
    id: 'vendor-overview',
    title: 'Vendor overview',
    question: 'Whom do we depend on, when were they evaluated, and what do their certificates cover?',
    controls: ['A.5.19', 'A.5.20', 'A.5.21', 'A.5.22'],
    provenance: data.provenance,
    tiles: [
      ['Vendors', vendors.length],
      ['Critical', critical.length],
      ['Critical, not evaluated within 365 days', critical.filter((vendor) => !isCurrent(vendor, today)).length],
      [
        'Certificates expired',
        vendors.flatMap((one) => one.certificates).filter((one) => one.expiresOn < today).length,
      ],
    ],
    tables: [overview(data, vendors), certificates(data, vendors), evaluations(data, vendors), contracts(data)],
    limits: ["A vendor's certificate covers the vendor, not our use of the service."],
  }
}

function latest(vendor: Vendor, today: string): Vendor['evaluations'][number] | undefined {
  return vendor.evaluations.filter(({ on }) => on <= today).toSorted((a, b) => (a.on < b.on ? 1 : -1))[0]
}

function isCurrent(vendor: Vendor, today: string): boolean {
  const last = latest(vendor, today)
  return last !== undefined && last.verdict !== 'rejected' && daysBetween(last.on, today) <= 365
}

function verdict(last: Vendor['evaluations'][number]): Marked {
  const tone = last.verdict === 'accepted' ? 'good' : last.verdict === 'rejected' ? 'bad' : 'mid'
  return mark(tone, last.verdict.replaceAll('-', ' '))
}

function overview(data: DocumentData, vendors: readonly Vendor[]): Table {
  const { register, now } = data
  return {
    id: 'vendors',
    title: 'Vendors',
    notes: ['Critical vendors are evaluated before they are used and then within 365 days each time.'],
    columns: [
      { label: 'Vendor', width: 32 },
      { label: 'Country' },
      { label: 'Criticality' },
      { label: 'Services', width: 30 },
      { label: 'Last evaluated' },
      { label: 'Score', kind: 'number' },
      { label: 'Verdict', width: 26 },
      { label: 'Again by', width: 24 },
      { label: 'Evaluated before first use', width: 36 },
    ],
    rows: vendors.map((vendor) => {
      const last = latest(vendor, now.slice(0, 10))
      const services = usedServices(register).filter((service) => service.vendor === vendor.id)
      return [
        vendor.name,
        vendor.country ?? '',
        isCritical(data, vendor) ? mark('mid', `${vendor.criticality}, critical`) : vendor.criticality,
        services.map(({ name }) => name),
        last?.on ?? mark(isCritical(data, vendor) ? 'bad' : 'mid', 'never'),
        last?.score ?? '',
        last ? verdict(last) : '',
        last ? dueCell(addDays(last.on, 365), now) : '',
        beforeUse(vendor, services),
      ]
    }),
    empty: 'No vendor is declared.',
  }
}

function beforeUse(vendor: Vendor, services: ReturnType<typeof usedServices>): Cell {
  const first = vendor.evaluations.map(({ on }) => on).toSorted()[0]
  const cells = services.map((service): Marked => {
    const start = [service.firstUsedOn, service.contract?.signedOn].flatMap((date) => date ?? []).toSorted()[0]
    if (start === undefined) return mark('bad', `${service.name}: first use not stated`)
    if (first === undefined) return mark('bad', `${service.name}: never evaluated`)
    return first < start ? mark('good', 'yes') : mark('bad', `${service.name}: ${daysBetween(start, first)} d late`)
  })
  return cells.length > 0 && cells.every(({ tone }) => tone === 'good') ? mark('good', 'yes') : cells
}

function certificates({ now }: DocumentData, vendors: readonly Vendor[]): Table {
  return {
    id: 'certificates',
    title: 'Certificates',
    columns: [
      { label: 'Vendor', width: 32 },
      { label: 'Standard', width: 24 },
      { label: 'Scope', width: 60 },
      { label: 'Issuer', width: 36 },
      { label: 'Expires', width: 24 },
    ],
    rows: vendors.flatMap((vendor) =>
      vendor.certificates.length === 0
        ? [[vendor.name, mark('mid', 'none'), '', '', '']]
        : vendor.certificates.map((one) => [
            vendor.name,
            one.standard,
            one.scope,
            one.issuer,
            dueCell(one.expiresOn, now),
          ]),
    ),
    empty: 'No vendor is declared.',
  }
}

function evaluations({ register }: DocumentData, vendors: readonly Vendor[]): Table {
  return {
    id: 'evaluations',
    title: 'Evaluations',
    columns: [
      { label: 'Vendor', width: 32 },
      { label: 'On' },
      { label: 'By', width: 24 },
      { label: 'Score', kind: 'number' },
      { label: 'Verdict', width: 26 },
      { label: 'Notes', width: 60 },
    ],
    rows: vendors.flatMap((vendor) =>
      vendor.evaluations
        .toSorted((a, b) => (a.on < b.on ? 1 : -1))
        .map((one) => [
          vendor.name,
          one.on,
          personCell(register, one.by),
          one.score ?? '',
          verdict(one),
          one.notes ?? '',
        ]),
    ),
    empty: 'No vendor was evaluated.',
  }
}

function contracts({ register, now }: DocumentData): Table {
  return {
    id: 'contracts',
    title: 'Contracts by renewal',
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Vendor', width: 32 },
      { label: 'Signed' },
      { label: 'Renews', width: 24 },
    ],
    rows: usedServices(register)
      .toSorted((a, b) => ((a.contract?.renewsOn ?? '') < (b.contract?.renewsOn ?? '') ? -1 : 1))
      .map((service) => [
        service.name,
        register.vendors.find(({ id }) => id === service.vendor)?.name ?? NOT_STATED,
        service.contract?.signedOn ?? NOT_STATED,
        service.contract ? dueCell(service.contract.renewsOn, now) : NOT_STATED,
      ]),
    empty: 'No service is in use.',
  }
}
