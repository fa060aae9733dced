// The parts of the register that the program declares resources from. `gatehouse` validates these files; this does not.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Account {
  readonly userPrincipalName: string
  /** `azuread:index/user:User::<logical name>`: this program declares the account under that name. */
  readonly directory: string
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly kind?: 'employee' | 'contractor'
  readonly team?: string
  readonly title?: string
  readonly company?: string
  readonly account?: Account
  readonly adminAccount?: Account
  readonly emergency?: boolean
}

interface CloudService {
  readonly status: 'proposed' | 'approved' | 'retiring' | 'retired'
  readonly location?: { readonly regions?: readonly string[]; readonly accessedFrom: readonly string[] }
  readonly manages?: { readonly awsServices?: readonly string[] }
}

/** Everybody in people.yaml, the emergency accounts included. */
export const people: readonly Person[] = read('people')

/** The cloud services that may be used today. */
export const services: readonly CloudService[] = read<CloudService>('services').filter(
  (service) => service.status === 'approved' || service.status === 'retiring',
)

function read<Entry>(list: string): readonly Entry[] {
  const text = readFileSync(new URL(`./register/${list}.yaml`, import.meta.url), 'utf8')
  return (parse(text) as Record<string, readonly Entry[]>)[list] ?? []
}
