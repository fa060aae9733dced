import type { ControlMapping } from '../gate/controls.ts'
import type { RuleDescription } from '../gate/rules.ts'
import type { ArchiveFacts } from '../metrics/archive.ts'
import { isInUse } from '../metrics/facts.ts'
import { factsAsOf, type SealedRecords } from '../metrics/sealed.ts'
import type { Facts } from '../metrics/tables.ts'
import type { Person, RegisterAt, Service, Vendor } from '../register/model.ts'
import type { Announced } from '../status/model.ts'
import { type Cell, mark, NOT_STATED } from './model.ts'

/** What every document is made from. */
export interface DocumentData {
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly register: RegisterAt
  /** Rules with the controls that they serve. */
  readonly rules: readonly Pick<RuleDescription, 'id' | 'title' | 'controls' | 'mode'>[]
  /** Which records evidence which control. */
  readonly mapping: ControlMapping
  /** What an archive says about judgements and deployments, where one was given. */
  readonly archive?: {
    readonly facts: ArchiveFacts
    readonly deployments: readonly Announced[]
    readonly sealed: SealedRecords | undefined
    readonly source: string
  }
  /** Where the register came from, and as of when. */
  readonly provenance: readonly string[]
}

/** Services in use, in planning or on their way out, critical ones first. */
export function listedServices(register: RegisterAt): readonly (Service & { readonly ownerActive: boolean })[] {
  const rank = (service: Service): number => (service.status === 'retired' ? 2 : service.critical ? 0 : 1)
  return [...register.services].sort((a, b) => rank(a) - rank(b))
}

/** Services that are used: approved or retiring. */
export function usedServices(register: RegisterAt): readonly (Service & { readonly ownerActive: boolean })[] {
  return listedServices(register).filter(isInUse)
}

/** A person by name; a person who left says so. */
export function personCell(register: RegisterAt, id: string | undefined): Cell {
  if (id === undefined) return NOT_STATED
  const person = register.people.find((one) => one.id === id)
  if (person === undefined) return mark('bad', `${id} (unknown)`)
  return person.active ? person.name : mark('bad', `${person.name}, ${absence(person)}`)
}

function absence(person: Person): string {
  return person.leftOn === undefined ? `starts on ${person.startedOn}` : `left on ${person.leftOn}`
}

/** The vendor of a service by name. */
export function vendorOf(register: RegisterAt, service: Service): Vendor | undefined {
  return register.vendors.find((vendor) => vendor.id === service.vendor)
}

/** Whole days from one date to another; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000)
}

/** The date a number of days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date.slice(0, 10)) + days * 86_400_000).toISOString().slice(0, 10)
}

/** A date in the future, and whether it is near or past: `soon` days is near. */
export function dueCell(date: string, now: string, soon = 60): Cell {
  const days = daysBetween(now, date)
  if (days < 0) return mark('bad', `${date}, ${-days} d ago`)
  return days <= soon ? mark('mid', `${date}, in ${days} d`) : date
}

/** The tables of the metrics, by what was known. */
export function factsAt({ register, archive, now }: DocumentData): Facts {
  return factsAsOf(register, archive, now)
}
