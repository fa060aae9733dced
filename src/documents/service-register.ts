import { isInUse } from '../metrics/facts.ts'
import type { Service } from '../register/model.ts'
import { type DocumentData, dueCell, listedServices, personCell, vendorOf } from './data.ts'
import { type Cell, type Document, mark, NOT_STATED, stated, type Table, yesNo } from './model.ts'

/** Every cloud service: who answers for it, what is in it, how it is protected, and how we would leave. */
export function serviceRegister(data: DocumentData): Document {
  const services = listedServices(data.register)
  const inUse = services.filter(isInUse)
  const gaps = services.filter(({ status }) => status !== 'retired').flatMap((service) => gapsOf(service, data))
  return {
    id: 'service-register',
    title: 'Service register',
    question: 'Which cloud services do we use, who owns them, and what is in them?',
    controls: ['A.5.9', 'A.5.23'],
    provenance: data.provenance,
    tiles: [
      ['Services in use', inUse.length],
      ['Critical', inUse.filter(({ critical }) => critical).length],
      ['Without an active owner', inUse.filter(({ ownerActive }) => !ownerActive).length],
      ['With personal data', inUse.filter((service) => service.data?.personal === true).length],
      ['Gaps', gaps.length],
    ],
    tables: [
      ownership(data, services),
      dataAndPlaces(services),
      protection(services),
      wayOut(data, services),
      {
        id: 'gaps',
        title: 'What is missing',
        columns: [{ label: 'Service', width: 26 }, { label: 'Critical' }, { label: 'Missing', width: 50 }],
        rows: gaps,
        empty: 'Nothing: every service has everything that the register asks for.',
      },
    ],
    limits: ['The register says what was declared. Whether the configuration agrees with it is judged by the rules.'],
  }
}

type Listed = ReturnType<typeof listedServices>

function ownership({ register }: DocumentData, services: Listed): Table {
  return {
    id: 'services',
    title: 'Services and owners',
    notes: [
      'Critical: its loss stops the business within one working day, or a breach does significant harm to customers, staff or reputation.',
    ],
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Purpose', width: 50 },
      { label: 'Owner', width: 24 },
      { label: 'Vendor', width: 30 },
      { label: 'Status' },
      { label: 'Approved', width: 26 },
      { label: 'In use since' },
      { label: 'Critical', width: 30 },
    ],
    rows: services.map((service) => [
      service.name,
      service.purpose,
      personCell(register, service.owner),
      stated(vendorOf(register, service)?.name),
      service.status === 'approved' ? mark('good', 'approved') : mark('mid', service.status),
      approval(register, service),
      service.firstUsedOn ?? '',
      critical(service),
    ]),
    empty: 'No service is declared.',
  }
}

/** Who approved may have left since; that does not undo it. */
function approval({ people }: DocumentData['register'], service: Service): Cell {
  if (service.approvedOn === undefined) return service.status === 'proposed' ? '' : NOT_STATED
  return [service.approvedOn, people.find(({ id }) => id === service.approvedBy)?.name ?? 'by nobody']
}

function critical({ criticality }: Service): Cell {
  const reasons = [
    ...(criticality.stopsBusinessInOneDay ? [mark('mid', 'stops business')] : []),
    ...(criticality.breachDoesSignificantHarm ? [mark('mid', 'breach does harm')] : []),
  ]
  return reasons.length === 0 ? 'no' : reasons
}

function dataAndPlaces(services: Listed): Table {
  return {
    id: 'data',
    title: 'Data and places',
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Data', width: 44 },
      { label: 'Personal data' },
      { label: 'Stored in', width: 24 },
      { label: 'Regions', width: 24 },
      { label: 'Accessed from', width: 30 },
    ],
    rows: services.map(({ name, data, location }) => [
      name,
      data ? data.categories : NOT_STATED,
      data ? yesNo(data.personal) : NOT_STATED,
      location ? location.storedIn.join(', ') : NOT_STATED,
      location?.regions?.join(', ') ?? '',
      location ? location.accessedFrom.join(', ') : NOT_STATED,
    ]),
    empty: 'No service is declared.',
  }
}

function protection(services: Listed): Table {
  return {
    id: 'protection',
    title: 'Sign-in, logs and backup',
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Single sign-on', kind: 'code', width: 40 },
      { label: 'MFA by' },
      { label: 'Separate administrator accounts' },
      { label: 'Logs', width: 44 },
      { label: 'Kept, days', kind: 'number' },
      { label: 'Backup', width: 50 },
      { label: 'RPO, hours', kind: 'number' },
      { label: 'RTO, hours', kind: 'number' },
    ],
    rows: services.map(({ name, authentication, logging, backup }) => [
      name,
      authentication ? (authentication.sso === 'none' ? mark('none', 'none') : authentication.sso) : NOT_STATED,
      authentication ? (authentication.mfa === 'none' ? mark('bad', 'none') : authentication.mfa) : NOT_STATED,
      authentication ? yesNo(authentication.adminAccountsSeparate) : NOT_STATED,
      logging?.sink ?? NOT_STATED,
      logging?.retentionDays ?? '',
      backup?.method ?? NOT_STATED,
      backup?.rpoHours ?? '',
      backup?.rtoHours ?? '',
    ]),
    empty: 'No service is declared.',
  }
}

function wayOut({ now }: DocumentData, services: Listed): Table {
  return {
    id: 'contracts',
    title: 'Contracts and ways out',
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Signed' },
      { label: 'Renews', width: 24 },
      { label: 'Not met by the contract', width: 36 },
      { label: 'Incident notice, hours', kind: 'number' },
      { label: 'Way out', width: 60 },
      { label: 'Export tried' },
    ],
    rows: services.map(({ name, contract, exit }) => [
      name,
      contract?.signedOn ?? NOT_STATED,
      contract ? dueCell(contract.renewsOn, now) : NOT_STATED,
      contract ? unmet(contract.requirements) : NOT_STATED,
      typeof contract?.requirements['incidentNoticeHours'] === 'number'
        ? contract.requirements['incidentNoticeHours']
        : '',
      exit?.plan ?? NOT_STATED,
      exit?.testedOn ?? mark('mid', 'never'),
    ]),
    empty: 'No service is declared.',
  }
}

const REQUIREMENTS: Readonly<Record<string, string>> = {
  certificate: 'certificate',
  incidentNoticeHours: 'incident notice',
  subprocessors: 'subprocessors',
  dataLocation: 'place of storage',
  exitAndDeletion: 'return and deletion',
  auditRight: 'audit or report',
}

function unmet(requirements: Readonly<Record<string, unknown>>): Cell {
  const open = Object.entries(REQUIREMENTS).filter(([key]) => requirements[key] === false || requirements[key] == null)
  return open.length === 0 ? mark('good', 'nothing') : open.map(([, words]) => mark('mid', words))
}

function gapsOf(service: Listed[number], { register }: DocumentData): readonly (readonly Cell[])[] {
  const missing: readonly (readonly [boolean, string])[] = [
    [service.owner === undefined, 'an owner'],
    [service.owner !== undefined && !service.ownerActive, 'an owner who is active'],
    [vendorOf(register, service) === undefined, 'a vendor'],
    [service.data === undefined, 'which data is in it'],
    [service.location === undefined, 'where its data is'],
    [service.risk === undefined, 'a risk assessment'],
    [service.critical && service.responsibilities === undefined, 'who is responsible for what'],
    [service.authentication === undefined, 'how people sign in'],
    [service.logging === undefined, 'where its logs are'],
    [service.backup === undefined, 'how it is backed up'],
    [service.status !== 'proposed' && service.firstUsedOn === undefined, 'since when it is used'],
    [service.contract === undefined, 'a contract'],
    [service.critical && service.exit === undefined, 'a way out'],
  ]
  return missing.filter(([is]) => is).map(([, what]) => [service.name, yesNo(service.critical), mark('bad', what)])
}
