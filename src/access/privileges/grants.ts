import type { Permission } from '../holdings/model.ts'
import type { Subject } from '../model.ts'
import { placed } from './role-holders.ts'

/** A permission on an API that the plan gives to an application: what it may do as itself or as somebody. */
export interface ApiGrantFact extends Subject {
  readonly principal: { readonly id: string; readonly label: string }
  readonly api: string
  readonly permission: string
  readonly type: Permission['type']
  /** As whom a delegated permission is used; absent for one of the application itself. */
  readonly as?: 'everyone' | 'person' | 'open'
  readonly risk: Permission['risk']
  /** What the application can do with a permission of high risk; continues a sentence about it. */
  readonly power?: string
}

/** Principals whose app roles are roles of people in an application, and no permissions on an API. */
const PEOPLE: ReadonlySet<Permission['principal']['kind']> = new Set(['user', 'guest', 'group', 'package'])

/** The permissions that are granted; what an application only asks for is none yet. */
export function apiGrantFacts(permissions: readonly Permission[]): readonly ApiGrantFact[] {
  return permissions
    .filter(({ principal, state }) => state === 'granted' && !PEOPLE.has(principal.kind))
    .map(({ principal, api, permission, type, as, risk, power, resources }) => ({
      ...placed(resources),
      principal: { id: principal.id, label: principal.label },
      api: api.label,
      permission: permission.label,
      type,
      ...(as === undefined ? {} : { as: as.kind }),
      risk,
      ...(power === undefined ? {} : { power }),
    }))
}
