import { isCritical } from '../../metrics/facts.ts'
import type { Dated, StatusData } from '../model.ts'
import { firstActive, servicesInUse, standIns } from '../people.ts'

/** Exceptions that end or have ended. */
export function exceptionDuties({ register }: StatusData): readonly Dated[] {
  return register.exceptions.map((exception) => ({
    kind: 'expiry',
    id: `exception:${exception.id}:${exception.expiresOn}`,
    title: `End or renew the exception ${exception.id} from ${exception.rule}`,
    consequence: 'high',
    dueOn: exception.expiresOn,
    ...firstActive(register, [exception.owner, exception.approvedBy]),
    why: `After this day the rule counts again, and what it excepted blocks every change: ${exception.reason}`,
    run: `remove it from exceptions.yaml, or have it approved again; gatehouse explain ${exception.rule}`,
    controls: ['A.5.1', 'A.5.36'],
  }))
}

/** Certificates of vendors in use; a later one of the same standard takes the place of an older one. */
export function certificateDuties({ register }: StatusData): readonly Dated[] {
  const used = servicesInUse(register)
  return register.vendors.flatMap((vendor) => {
    const services = used.filter((service) => service.vendor === vendor.id)
    if (services.length === 0) return []
    return vendor.certificates
      .filter(
        (one) =>
          !vendor.certificates.some((other) => other.standard === one.standard && other.expiresOn > one.expiresOn),
      )
      .map(
        ({ standard, expiresOn }): Dated => ({
          kind: 'expiry',
          id: `certificate:${vendor.id}:${slug(standard)}:${expiresOn}`,
          title: `Get the next certificate of ${vendor.name}: ${standard}`,
          consequence: isCritical(vendor, register) ? 'medium' : 'low',
          dueOn: expiresOn,
          ...firstActive(register, [vendor.evaluations.at(-1)?.by, ...services.flatMap(standIns)]),
          why: 'Without a valid certificate nobody outside has looked at the vendor.',
          run: `add it at ${vendor.id} in vendors.yaml`,
          controls: ['A.5.19', 'A.5.22'],
        }),
      )
  })
}

/** Contracts that renew or end. */
export function contractDuties({ register }: StatusData): readonly Dated[] {
  return servicesInUse(register).flatMap((service): Dated[] =>
    service.contract === undefined
      ? []
      : [
          {
            kind: 'expiry',
            id: `contract:${service.id}:${service.contract.renewsOn}`,
            title: `Renew or end the contract of ${service.name}`,
            consequence: service.critical ? 'medium' : 'low',
            dueOn: service.contract.renewsOn,
            ...firstActive(register, standIns(service)),
            why: 'What the contract lacks can be asked for now; afterwards it holds for another term.',
            run: `correct renewsOn at ${service.id} in services.yaml`,
            controls: ['A.5.20'],
          },
        ],
  )
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
