import type { ArchivedChange, ArchivedDecision, ArchivedPlan } from '../evidence/documents.ts'
import { canonicalJson, isObject, own } from '../json.ts'

/** One change of a plan in words. */
export interface Described {
  /** "Change Entra conditional access policy “Require MFA”". */
  readonly title: string
  /** "state: enabled → disabled". */
  readonly details: readonly string[]
}

const VERBS: Readonly<Record<string, string>> = {
  create: 'Create',
  update: 'Change',
  replace: 'Replace',
  delete: 'Delete',
  read: 'Read',
  import: 'Adopt',
  refresh: 'Note the drift of',
}
const PROVIDERS: Readonly<Record<string, string>> = { azuread: 'Entra', aws: 'AWS' }
/** Properties worth showing of a new resource, in this order. */
const TELLING = [
  'state',
  'userPrincipalName',
  'principalId',
  'principalObjectId',
  'memberObjectId',
  'groupObjectId',
  'roleDefinitionId',
  'roleId',
  'templateId',
  'assignableToRole',
  'principalType',
  'targetId',
  'permissionSetArn',
  'justification',
]
const MAX_DETAILS = 12

/** "Entra conditional access policy": the last part of a type token, in words. */
export function typeInWords(type: string): string {
  const [provider = '', , token = type] = type.split(':')
  return `${own(PROVIDERS, provider) ?? provider} ${splitWords(token)}`.trim()
}

/** `ConditionalAccessPolicy` as `conditional access policy`. */
function splitWords(token: string): string {
  return token.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}

const DIFFERENCES = { adds: 'Add', changes: 'Change', removes: 'Remove' } as const

/**
 * What a judged change does, in words: what it declares differently from its base where the decision says so, else what
 * the plan would do. A plan made without the deployed state would create everything, which tells an auditor nothing.
 */
export function describeChange(
  plan: ArchivedPlan,
  decision: Pick<ArchivedDecision, 'difference'>,
): readonly Described[] {
  if (decision.difference === undefined) return describeChanges(plan)
  return decision.difference.map(({ op, kind, label, details }) => ({
    title: `${DIFFERENCES[op]} ${splitWords(kind)} ${label.startsWith('"') ? label : `“${label}”`}`,
    details,
  }))
}

/** What a plan changes, in words, in the plan's order. */
export function describeChanges(plan: ArchivedPlan): readonly Described[] {
  const inputs = new Map(plan.resources.map((resource) => [resource.key, resource.inputs]))
  const names = new Map<string, string>()
  for (const { key, name, inputs: own, computed } of plan.resources) {
    const shown = typeof own['displayName'] === 'string' ? own['displayName'] : name
    names.set(key, shown)
    for (const id of [computed['objectId'], computed['id']]) if (typeof id === 'string') names.set(id, shown)
  }
  return plan.changes.map((change) => describe(change, inputs.get(change.key), names))
}

function describe(
  change: ArchivedChange,
  after: Readonly<Record<string, unknown>> | undefined,
  names: ReadonlyMap<string, string>,
): Described {
  const shown = [after?.['displayName'], change.before?.['displayName'], change.name].find(
    (name) => typeof name === 'string',
  )
  const title = `${VERBS[change.op] ?? change.op} ${typeInWords(change.type)} “${shown}”`
  const details =
    change.diff.length > 0
      ? change.diff.map(
          ({ path }) => `${path}: ${transition(valueAt(change.before, path), valueAt(after, path), names)}`,
        )
      : change.op === 'delete'
        ? []
        : TELLING.filter((name) => after?.[name] !== undefined).map((name) => `${name}: ${show(after?.[name], names)}`)
  const rest = details.length - MAX_DETAILS
  return { title, details: rest > 0 ? [...details.slice(0, MAX_DETAILS), `and ${rest} more properties`] : details }
}

/** A property by Pulumi's path syntax: `conditions.users.excludedGroups[0]`. */
function valueAt(root: unknown, path: string): unknown {
  const parts = path.match(/[^.[\]"]+/g) ?? []
  return parts.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)]
    return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined
  }, root)
}

function transition(before: unknown, after: unknown, names: ReadonlyMap<string, string>): string {
  if (Array.isArray(before) && Array.isArray(after)) {
    const text = (values: readonly unknown[]): readonly string[] => values.map((value) => show(value, names))
    const [old, next] = [text(before), text(after)]
    const parts = [
      ...next.filter((value) => !old.includes(value)).map((value) => `adds ${value}`),
      ...old.filter((value) => !next.includes(value)).map((value) => `removes ${value}`),
    ]
    return parts.length === 0 ? 'order changed' : parts.join(', ')
  }
  return `${show(before, names)} → ${show(after, names)}`
}

/** A value for people: literals as they are, what is no literal in words. */
function show(value: unknown, names: ReadonlyMap<string, string>): string {
  if (value === undefined || value === null) return 'not set'
  if (typeof value === 'string') {
    const name = names.get(value)
    return name === undefined ? shorten(value, 120) : `${name} (${value})`
  }
  if (typeof value !== 'object') return String(value)
  if (isObject(value)) {
    if (value['$gatehouse'] === 'ref')
      return `${String(value['property'])} of “${names.get(String(value['urn'])) ?? String(value['urn'])}”`
    if (value['$gatehouse'] === 'secret') return '(secret)'
    if (value['$gatehouse'] === 'unknown') return '(known after deployment)'
    if (Array.isArray(value['parts']))
      return value['parts'].map((part) => (typeof part === 'string' ? part : show(part, names))).join('')
    if ('$redacted' in value) return '(not stored)'
  }
  const text = Array.isArray(value) ? value.map((item) => show(item, names)).join(', ') || 'none' : canonicalJson(value)
  return shorten(text, 200)
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
