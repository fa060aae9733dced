import { dayStart, later } from '../../metrics/time.ts'
import { recordsOf } from '../../records/model.ts'
import type { Dated, StatusData } from '../model.ts'
import { firstActive, servicesInUse } from '../people.ts'

/** Services whose owner has left, or that never had one. */
export function ownerDuties({ now, register }: StatusData): readonly Dated[] {
  return servicesInUse(register)
    .filter(({ ownerActive }) => !ownerActive)
    .map((service): Dated => {
      const person = register.people.find(({ id }) => id === service.owner)
      const since = person?.leftOn ?? service.approvedOn ?? now.slice(0, 10)
      return {
        kind: 'now',
        id: `owner:${service.id}`,
        title: `Name a new owner of ${service.name}`,
        consequence: service.critical ? 'critical' : 'medium',
        dueOn: since,
        ...firstActive(register, [service.approvedBy]),
        why:
          service.owner === undefined
            ? 'Nobody answers for it.'
            : `${person?.name ?? service.owner} is no active person; nobody answers for it.`,
        run: `correct owner at ${service.id} in services.yaml`,
        controls: ['A.5.2', 'A.5.9'],
      }
    })
}

/** Controls whose owner has left. */
export function controlOwnerDuties({ register }: StatusData): readonly Dated[] {
  return register.controls.flatMap((control): Dated[] => {
    const person = register.people.find(({ id }) => id === control.owner)
    if (!control.applicable || person === undefined || person.leftOn === undefined || person.active) return []
    return [
      {
        kind: 'task',
        id: `control-owner:${control.id}`,
        title: `Name a new owner of the control ${control.id} ${control.title}`,
        consequence: 'low',
        dueOn: person.leftOn,
        why: `${person.name} left on ${person.leftOn}.`,
        run: `correct owner at ${control.id} in controls.yaml`,
        controls: [control.id],
      },
    ]
  })
}

/** Leavers: access that remains after 24 hours, and off-boardings without an end. */
export function leaverDuties({ now, register, folder }: StatusData): readonly Dated[] {
  const offboardings = recordsOf(register.records, 'offboarding').filter(({ recordedAt }) => recordedAt <= now)
  return register.people.flatMap((person): Dated[] => {
    const { id, name, leftOn, emergency } = person
    if (leftOn === undefined || emergency || leftOn > now.slice(0, 10)) return []
    const record = offboardings.find(({ body }) => body.person === id)
    const open = record?.body.accounts.filter(({ disabledAt }) => disabledAt === undefined || disabledAt > now) ?? []
    const declared = [person.account, person.adminAccount].filter((account) => account !== undefined)
    const problems = [
      ...(record === undefined ? ['there is no off-boarding record'] : []),
      ...open.map(({ account, system }) => `${account} in ${system} is open`),
      ...declared.map(({ userPrincipalName }) => `${userPrincipalName} is still declared`),
    ]
    if (problems.length === 0) return []
    const deadline = later(record?.body.leftAt ?? dayStart(leftOn), 1)
    return [
      {
        kind: deadline < now ? 'now' : 'task',
        id: `leaver:${id}`,
        title: `Close every account of ${name}, who has left`,
        consequence: 'critical',
        dueOn: deadline.slice(0, 10),
        ...firstActive(register, [record?.by]),
        why: `Left on ${leftOn}: ${problems.join('; ')}.`,
        run:
          record === undefined
            ? `gatehouse record offboarding --person ${id}`
            : `gatehouse record ${folder}/records/${record.id}.yaml; remove the accounts at ${id} in people.yaml`,
        controls: ['A.5.18', 'A.6.5'],
      },
    ]
  })
}
