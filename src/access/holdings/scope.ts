import type { Resource } from '../../plan/model.ts'
import { isReference, isTagged, type Value } from '../../plan/value.ts'
import { type Directory, labelOf } from '../directory.ts'
import { asText } from '../shape.ts'
import type { Scope } from './model.ts'

const UNIT_PATH = /^\/administrativeUnits\/([^/]+)$/i

/**
 * Where a grant counts: by `directoryScopeId` or `appScopeId`, or by the unit of a member of a unit's role. A directory
 * scope that is neither `/` nor a unit is an object such as an application.
 */
export function scopeOf(directory: Directory, { inputs }: Resource): Scope {
  const unit = inputs['administrativeUnitObjectId'] ?? null
  if (unit !== null) return unitScope(directory, unit)
  const application = inputs['appScopeId'] ?? ''
  if (application !== '') return objectScope(directory, application)
  const scope = inputs['directoryScopeId'] ?? '/'
  if (scope === '/' || scope === '') return { kind: 'tenant' }
  const named = unitPath(scope)
  return named === undefined ? objectScope(directory, scope) : unitScope(directory, named)
}

/** What stands behind `/administrativeUnits/`: a text, or a reference that the path was built around. */
function unitPath(value: Value): Value | undefined {
  if (typeof value === 'string') return UNIT_PATH.exec(value.trim())?.[1]
  if (!isTagged(value) || value.$gatehouse !== 'text') return undefined
  const [path, reference, ...rest] = value.parts
  const isPath = typeof path === 'string' && /^\/administrativeUnits\/$/i.test(path)
  return isPath && isReference(reference) && rest.length === 0 ? reference : undefined
}

function unitScope(directory: Directory, value: Value): Scope {
  const entry = directory.read(value, 'an administrative unit')
  if (entry.kind === 'open' || entry.kind === 'word') return { kind: 'open' }
  return { kind: 'unit', id: entry.id, label: entry.resource ? labelOf(entry.resource) : entry.label }
}

function objectScope(directory: Directory, value: Value): Scope {
  const entry = directory.read(value, 'an object')
  if (entry.kind === 'open' || entry.kind === 'word') return { kind: 'open' }
  return { kind: 'application', id: entry.id, label: entry.resource ? labelOf(entry.resource) : entry.label }
}

/** The tenant of a resource: its provider's literal tenantId in lower case, or undefined. */
export function tenantOf(directory: Directory, { provider }: Resource): string | undefined {
  const found = provider === undefined ? undefined : directory.byKey.get(provider)
  return asText(found?.inputs['tenantId'])?.toLowerCase()
}
