import { ORDINARY } from './graph-ordinary.ts'
import { APIS, DEFAULT_ACCESS, HIGH_RISK } from './graph-permissions.ts'
import type { Certainty } from './model.ts'

/** What is known of a permission. */
export interface KnownPermission {
  readonly id?: string
  readonly label: string
  readonly risk: Certainty
  readonly power?: string
}

const APP_ROLES = new Map<string, KnownPermission>()
const SCOPES = new Map<string, KnownPermission>()
/** Names are compared without case, as the service compares them. */
const SCOPE_NAMES = new Map<string, KnownPermission>()

for (const [id, label] of [...ORDINARY, [DEFAULT_ACCESS, 'default access'] as const]) {
  APP_ROLES.set(id, { id, label, risk: 'no' })
  SCOPES.set(id, { id, label, risk: 'no' })
  SCOPE_NAMES.set(label.toLowerCase(), { label, risk: 'no' })
}
for (const { name: label, application, delegated, own, power } of HIGH_RISK) {
  if (application !== undefined) APP_ROLES.set(application, { id: application, label, risk: 'yes', power })
  if (delegated !== undefined) SCOPES.set(delegated, { id: delegated, label, risk: 'yes', power })
  SCOPE_NAMES.set(label.toLowerCase(), own === true ? { label, risk: 'no' } : { label, risk: 'yes', power })
}

/** An app role by its id. One that is not in the table may be anything, unless the API is the organisation's own. */
export function appRole(id: string, own: boolean): KnownPermission {
  return APP_ROLES.get(id) ?? { id, label: id, risk: own ? 'no' : 'open' }
}

/** A delegated permission by its id, as an application asks for it. */
export function scopeById(id: string, own: boolean): KnownPermission {
  return SCOPES.get(id) ?? { id, label: id, risk: own ? 'no' : 'open' }
}

/** A delegated permission by its name, as it is consented to. */
export function scopeByName(name: string, own: boolean): KnownPermission {
  const known = own ? undefined : SCOPE_NAMES.get(name.trim().toLowerCase())
  return known ?? { label: name.trim(), risk: own ? 'no' : 'open' }
}

/** The name of one of Microsoft's own APIs by application id. */
export function apiName(clientId: string): string | undefined {
  return APIS.get(clientId)
}
