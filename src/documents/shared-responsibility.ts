import type { Service } from '../register/model.ts'
import { type DocumentData, personCell, usedServices, vendorOf } from './data.ts'
import { type Cell, cellText, type Document, mark, NOT_STATED, type Table } from './model.ts'

const AREAS: readonly (readonly [key: string, words: string])[] = [
  ['physicalSecurity', 'Buildings and machines'],
  ['platformMaintenance', 'Patches and capacity of the platform'],
  ['accountsAndRoles', 'Accounts, groups and roles'],
  ['mfa', 'Multi-factor authentication'],
  ['dataClassification', 'Which data may be in the service'],
  ['incidentHandling', 'Finding and handling incidents'],
  ['backup', 'Copies and restoring'],
  ['logging', 'Recording and reading the logs'],
]

/** For each critical service and area: who is responsible, the provider, we, or both, and who of us. */
export function sharedResponsibility(data: DocumentData): Document {
  const services = usedServices(data.register).filter(({ critical }) => critical)
  const open = services.flatMap((service) => AREAS.filter(([area]) => isOpen(service, area)))
  return {
    id: 'shared-responsibility',
    title: 'Shared responsibility',
    question: 'What does the provider of each critical service do, and what is left to us?',
    controls: ['A.5.2', 'A.5.23'],
    provenance: data.provenance,
    tiles: [
      ['Critical services', services.length],
      ['Areas of responsibility', services.length * AREAS.length],
      ['Without a named role', open.length],
    ],
    tables: [overview(services), ...services.map((service) => matrix(data, service))],
    limits: [
      'A certificate of a provider covers the provider. What is marked "we" or "both" stays our work, whatever the certificate says.',
    ],
  }
}

function isOpen(service: Service, area: string): boolean {
  const entry = service.responsibilities?.[area]
  return entry === undefined || (entry.party !== 'provider' && entry.role === undefined)
}

function party(service: Service, area: string): Cell {
  const entry = service.responsibilities?.[area]
  if (entry === undefined) return NOT_STATED
  if (entry.party === 'provider') return mark('none', 'provider')
  return entry.party === 'customer' ? mark('good', 'we') : mark('mid', 'both')
}

function overview(services: readonly Service[]): Table {
  return {
    id: 'overview',
    title: 'All critical services',
    isMatrix: true,
    columns: [{ label: 'Area', width: 40 }, ...services.map(({ name }) => ({ label: name, width: 20 }))],
    rows:
      services.length === 0
        ? []
        : AREAS.map(([area, words]) => [words, ...services.map((service) => party(service, area))]),
    empty: 'No critical service is in use.',
  }
}

function matrix({ register }: DocumentData, service: Service): Table {
  return {
    id: service.id,
    title: service.name,
    notes: [
      `Provider: ${vendorOf(register, service)?.name ?? 'not stated'}. Owner: ${cellText(personCell(register, service.owner))}.`,
    ],
    columns: [
      { label: 'Area', width: 40 },
      { label: 'Provider' },
      { label: 'We' },
      { label: 'Our role', width: 36 },
      { label: 'Note', width: 50 },
    ],
    rows: AREAS.map(([area, words]) => {
      const entry = service.responsibilities?.[area]
      if (entry === undefined) return [words, NOT_STATED, NOT_STATED, NOT_STATED, '']
      const isOurs = entry.party !== 'provider'
      return [
        words,
        entry.party === 'customer' ? '' : mark('none', entry.party === 'shared' ? 'shares' : 'does it'),
        isOurs ? mark('good', entry.party === 'shared' ? 'share' : 'do it') : '',
        entry.role ?? (isOurs ? NOT_STATED : ''),
        entry.note ?? '',
      ]
    }),
    empty: '',
  }
}
