import { AppError } from '../errors.ts'
import { canonicalJson, type JsonObject } from '../json.ts'
import { otherForm } from '../plan/forms.ts'
import { NO_OPTIONS, PLAN_SCHEMA, type Plan, type Resource } from '../plan/model.ts'
import { normalizePlan } from '../plan/normalize.ts'
import { idPrefix } from '../plan/provider-types.ts'
import { UNKNOWN } from '../plan/value.ts'
import type { ExportedObject, ExportFolder } from './files.ts'
import { type Kind, kindOf, strengthKind } from './kinds.ts'
import { splitDescribing, withoutHistory } from './objects.ts'
import { embeddedStrength } from './policy.ts'
import type { Properties } from './properties.ts'

/** Stands for the tenant in keys where the export does not name it. */
const UNKNOWN_TENANT = 'unknown-tenant'
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** Something that the user should know about one file of the export. */
interface ImportNote {
  readonly file: string
  readonly message: string
}

/** The plan of an export, and what is worth saying about it. */
export interface Imported {
  readonly plan: Plan
  readonly notes: readonly ImportNote[]
}

interface Found {
  readonly resource: Resource
  readonly extra: Properties
}

/**
 * Makes a plan of what a Microsoft Graph export holds: policies, named locations, groups and strengths. The tenant is
 * the given one, else the one that all groups name, else unknown. Members of groups are only those that the export
 * itself lists, so the plan lacks the directory.
 * @throws AppError `malformed` where the export mixes tenants, `usage` for a tenant that is not a UUID.
 */
export function importGraph(folder: ExportFolder, tenantOption: string | undefined): Imported {
  const notes: ImportNote[] = folder.skipped.map(({ file, form }) => ({ file, message: `skipped: ${form}` }))
  const known = folder.objects.flatMap((object) => {
    const kind = kindOf(object.value)
    if (kind === undefined) notes.push({ file: object.file, message: `skipped: ${otherForm(object.value).name}` })
    return kind && !isDeleted(object, notes) ? [{ kind, ...object }] : []
  })
  const tenant = tenantOf(folder.objects, tenantOption)
  const found = new Map<string, Found>()
  for (const { kind, file, value } of [...known, ...strengths(known)]) {
    const next = toFound(kind, value, file, tenant, notes)
    const before = found.get(next.resource.key)
    found.set(next.resource.key, before ? merge(before, next, file, notes) : next)
  }
  const all = [...found.values()]
  return { plan: normalizePlan(toPlan(all, tenant)), notes }
}

function toPlan(found: readonly Found[], tenant: string): Plan {
  const provider: Resource = {
    ...EMPTY,
    key: providerKey(tenant),
    type: 'pulumi:providers:azuread',
    name: tenant,
    inputs: tenant === UNKNOWN_TENANT ? {} : { tenantId: tenant },
  }
  const extra = found.filter((item) => Object.keys(item.extra).length > 0)
  return {
    schema: PLAN_SCHEMA,
    project: 'graph',
    stack: tenant,
    origin: { kind: 'import', version: '', sandbox: 'not-run' },
    completeness: { status: 'full', reasons: [] },
    lacks: ['changes', 'directory'],
    config: {},
    resources: found.length === 0 ? [] : [provider, ...found.map((item) => item.resource)],
    changes: [],
    invokes: [],
    diagnostics: [],
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra.map((item) => [item.resource.key, item.extra])) }),
  }
}

const EMPTY = {
  custom: true,
  op: 'import',
  inputs: {},
  computed: {},
  dependencies: [],
  propertyDependencies: {},
  options: NO_OPTIONS,
} as const

function providerKey(tenant: string): string {
  return `graph:${tenant}/provider`
}

function toFound(kind: Kind, object: JsonObject, file: string, tenant: string, notes: ImportNote[]): Found {
  const id = String(object['id']).toLowerCase()
  const mapped = kind.map(withoutHistory(object))
  for (const path of mapped.kept) {
    notes.push({ file, message: `${path} is kept under its name in Microsoft Graph: azuread cannot express it` })
  }
  const { inputs, extra } = splitDescribing(mapped)
  const resource: Resource = {
    ...EMPTY,
    key: `graph:${tenant}/${kind.collection}/${id}`,
    type: kind.type,
    name: id,
    inputs,
    computed: { id: `${idPrefix(kind.type) ?? ''}${id}`, ...(kind.objectId ? { objectId: id } : {}) },
    provider: providerKey(tenant),
    source: { file, line: 1 },
  }
  return { resource, extra }
}

/** A soft-deleted object is in the recycle bin: it permits and forbids nothing. */
function isDeleted({ value, file }: ExportedObject, notes: ImportNote[]): boolean {
  if ((value['deletedDateTime'] ?? null) === null) return false
  notes.push({ file, message: 'skipped: the object is deleted' })
  return true
}

function strengths(known: readonly (ExportedObject & { readonly kind: Kind })[]) {
  const kind = strengthKind()
  return known.flatMap(({ value, file }) => {
    const strength = embeddedStrength(value)
    return strength ? [{ kind, file, value: strength }] : []
  })
}

/**
 * Two files with one id are two copies of one object. Where they differ, nobody knows which is right: such a property
 * is unknown.
 */
function merge(before: Found, next: Found, file: string, notes: ImportNote[]): Found {
  const names = new Set([...Object.keys(before.resource.inputs), ...Object.keys(next.resource.inputs)])
  const differing = [...names].filter(
    (name) => canonicalJson(before.resource.inputs[name] ?? null) !== canonicalJson(next.resource.inputs[name] ?? null),
  )
  if (differing.length === 0) return before
  const first = before.resource.source?.file ?? ''
  notes.push({ file, message: `has the id of ${first} but other values: ${differing.join(', ')} is now unknown` })
  const inputs = { ...before.resource.inputs, ...Object.fromEntries(differing.map((name) => [name, UNKNOWN])) }
  return { resource: { ...before.resource, inputs }, extra: before.extra }
}

function tenantOf(objects: readonly ExportedObject[], option: string | undefined): string {
  if (option !== undefined) {
    const tenant = option.toLowerCase()
    if (UUID.test(tenant)) return tenant
    throw new AppError('usage', `--tenant is not the id of a tenant: ${option}`, {
      expected: 'a UUID',
      fix: 'leave it out: the groups of the export name their tenant',
    })
  }
  const named = new Set(
    objects
      .map(({ value }) => value['organizationId'])
      .filter((id): id is string => typeof id === 'string')
      .map((id) => id.toLowerCase())
      .filter((id) => UUID.test(id)),
  )
  if (named.size > 1) {
    throw new AppError('malformed', `the export mixes the tenants ${[...named].sort().join(', ')}`, {
      expected: 'objects of one tenant',
      fix: 'import each tenant from a folder of its own, or name it with --tenant',
    })
  }
  return [...named][0] ?? UNKNOWN_TENANT
}
