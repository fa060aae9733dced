import { isInUse } from '../metrics/facts.ts'
import type { RegisterAt, Service } from '../register/model.ts'

/** The first of these people who works here now; whoever left cannot be asked. */
export function firstActive(register: RegisterAt, ids: readonly (string | undefined)[]): { readonly owner?: string } {
  const owner = ids.find((id) =>
    register.people.some((person) => person.id === id && person.active && !person.emergency),
  )
  return owner === undefined ? {} : { owner }
}

/** Services that are approved or retiring. */
export function servicesInUse(register: RegisterAt): readonly (Service & { readonly ownerActive: boolean })[] {
  return register.services.filter(isInUse)
}

/** Who may stand in for a service: its owner, then whoever approved it. */
export function standIns({ owner, approvedBy }: Service): readonly (string | undefined)[] {
  return [owner, approvedBy]
}
