import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from '../workplace.ts'
import { type Entry, YEAR, type Year, type YearException, type YearPerson, type YearService } from './model.ts'
import { plusDays, type Random } from './random.ts'

const read = (name: string): string => readFileSync(join(ROOT, `stacks/register/${name}.yaml`), 'utf8')

function entries<Item>(name: string): Item[] {
  return (parse(read(name)) as { readonly [list: string]: Item[] })[name] ?? []
}

/** How many join and how many leave. */
const MOVES = 6

/**
 * The example company at the beginning of the year: everything in order, evaluated and tested in the year before. In the
 * year some join, some leave, and one service is added, properly.
 */
export function organisation(seed: number, random: Random): Year {
  const services = entries<Entry>('services').map(inOrder)
  const vendors = entries<Entry>('vendors').map((vendor) => ({
    ...vendor,
    evaluations: [
      { on: `${firstDay(services, vendor.id)}`, by: 'ulrike-sander', score: 80, verdict: 'accepted' },
      { on: plusDays(`${YEAR - 1}-06-01`, random.below(60)), by: 'ulrike-sander', score: 84, verdict: 'accepted' },
    ],
  }))
  const people = entries<YearPerson>('people').filter((person) => person.leftOn === undefined)
  const named = JSON.stringify([services, vendors]) + read('exceptions') + read('controls')
  const free = people.filter(
    ({ id, emergency, adminAccount, kind }) =>
      emergency !== true &&
      adminAccount === undefined &&
      kind === 'employee' &&
      !named.includes(`${id}`) &&
      !RECORDERS.includes(id),
  )
  const movers = random.some(free, 2 * MOVES)
  const joiners = new Set(movers.slice(0, MOVES).map(({ id }) => id))
  const leavers = new Set(movers.slice(MOVES).map(({ id }) => id))
  return {
    seed,
    people: people.map((person) => {
      if (joiners.has(person.id)) return { ...person, startedOn: monthDay(random, 2, 11) }
      if (leavers.has(person.id)) return { ...person, leftOn: monthDay(random, 2, 11) }
      return person
    }),
    services: [...services, whiteboard(random)],
    vendors: [
      ...vendors,
      { id: 'tafelbild', name: 'Tafelbild GmbH', country: 'DE', criticality: 'low', evaluations: [] },
    ],
    exceptions: [...entries<YearException>('exceptions').map(longer), ...further(random)],
    records: [],
    refused: [],
    deployments: [],
    files: new Map(['stacks', 'classification', 'controls'].map((name) => [`${name}.yaml`, read(name)])),
  }
}

/** People whom records name: they stay. */
const RECORDERS = [
  'ulrike-sander',
  'nadia-rahimi',
  'kristof-peeters',
  'sven-albers',
  'katrin-aldenhoff',
  'helena-kraus',
]

function inOrder(service: Entry): YearService {
  const { stopsBusinessInOneDay, breachDoesSignificantHarm } = service['criticality'] as {
    readonly stopsBusinessInOneDay: boolean
    readonly breachDoesSignificantHarm: boolean
  }
  const contract = service['contract'] as { readonly renewsOn: string }
  return {
    ...service,
    contract: { ...contract, renewsOn: plusDays(contract.renewsOn, 730) },
    critical: stopsBusinessInOneDay || breachDoesSignificantHarm,
  } as unknown as YearService
}

/** A month before anything of the vendor was signed or used. */
function firstDay(services: readonly YearService[], vendor: string): string {
  const days = services
    .filter((service) => service.vendor === vendor)
    .flatMap((service) => [service.firstUsedOn, (service['contract'] as { readonly signedOn: string }).signedOn])
  return plusDays(days.toSorted()[0] ?? `${YEAR - 1}-01-01`, -30)
}

function monthDay(random: Random, first: number, last: number): string {
  const month = first + random.below(last - first + 1)
  return `${YEAR}-${String(month).padStart(2, '0')}-${String(1 + random.below(27)).padStart(2, '0')}`
}

/** A service that is evaluated, approved and signed before it is used. */
function whiteboard(random: Random): YearService {
  const firstUsedOn = monthDay(random, 4, 6)
  return {
    id: 'whiteboard',
    name: 'Tafelbild',
    purpose: 'Sketches in meetings with customers.',
    owner: 'miriam-okafor',
    vendor: 'tafelbild',
    status: 'approved',
    approvedOn: plusDays(firstUsedOn, -10),
    approvedBy: 'katrin-aldenhoff',
    criticality: { stopsBusinessInOneDay: false, breachDoesSignificantHarm: false },
    firstUsedOn,
    contract: {
      signedOn: plusDays(firstUsedOn, -5),
      renewsOn: plusDays(firstUsedOn, 720),
      requirements: {
        certificate: true,
        incidentNoticeHours: 48,
        subprocessors: true,
        dataLocation: true,
        exitAndDeletion: true,
        auditRight: true,
      },
    },
    backup: { method: 'Export of all boards every week', rpoHours: 168, rtoHours: 48 },
    critical: false,
  }
}

/** The exceptions of the example, approved before the year begins. */
function longer(exception: YearException): YearException {
  return { ...exception, approvedOn: `${YEAR - 1}-12-15` }
}

/** Two exceptions from an advisory rule; both end in the year, and what they excepted is gone in time. */
function further(random: Random): readonly YearException[] {
  return (
    [
      ['EX-101', 'entra.managed_device_required'],
      ['EX-102', 'entra.unknown_platforms_blocked'],
    ] as const
  )
    .map(([id, rule]) => ({ id, rule, expiresOn: monthDay(random, 8, 10) }))
    .map((one) => ({
      ...one,
      removedOn: one.expiresOn,
      scope: { groups: ['azuread:index/group:Group::sales'] },
      reason: 'The tablets for fairs are not managed yet.',
      risk: 'A lost tablet keeps its session.',
      compensating: 'Sessions end after a day.',
      owner: 'sven-albers',
      approvedBy: 'katrin-aldenhoff',
      approvedOn: `${YEAR - 1}-12-15`,
    }))
}
